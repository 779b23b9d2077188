"""What git remembers of the files of a work tree: commits, who made them, what changes together.

Nothing of it is kept in the store: git has it, and reading ten thousand commits takes a second.
Git itself is asked by `codegraph_client.git` alone.
"""

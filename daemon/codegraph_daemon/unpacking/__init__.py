"""Laying out the files of a revision or of an archive as a folder that can be indexed.

`layout` writes them, and is the one place that decides which names and sizes are taken; `revision`
reads a commit, `archive` a ZIP or TAR. `__main__` is the process that does it, which ends: an
archive that needs too much memory, or time, costs nobody else anything.

What is never indexed is not laid out: links, devices, what is no source, and what is too large.
"""

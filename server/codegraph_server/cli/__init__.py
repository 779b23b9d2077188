"""The command line: `codegraph`. One file per family of commands; `main` is the entry point.

A command reads its arguments, asks the daemon through `codegraph_client`, and prints. Start-up time
is part of every answer, so modules here import what is heavy inside the command that needs it.
"""

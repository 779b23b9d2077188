"""The command line: `codegraph`. One file per family of commands; `main` is the entry point.

A command reads its arguments, asks the daemon through `codegraph_client`, and prints. Start-up time
is part of every answer, so modules here import what is heavy inside the command that needs it.
"""

import gc

# What is loaded at the start stays until the end. To look through it for cycles every 700 objects
# was a twentieth of a short command; a long one still looks now and then.
gc.set_threshold(100_000, 10, 10)

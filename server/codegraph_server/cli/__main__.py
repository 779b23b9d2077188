"""`python -m codegraph_server.cli`: the command line where the script `codegraph` is not on PATH.

Belongs here: nothing but the call.
"""

import sys

from codegraph_server.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m codegraph_server.lsp`: the language server without the command line around it.

Belongs here: nothing but the call.
"""

import sys

from codegraph_server.lsp.server import main

if __name__ == "__main__":
    sys.exit(main())

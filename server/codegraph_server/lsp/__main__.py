"""`python -m codegraph_server.lsp`: the language server without the command line around it.

Belongs here: nothing but the call.
"""

from codegraph_server.lsp.server import main

if __name__ == "__main__":
    main()

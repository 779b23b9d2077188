"""What editors of today say that they can do, each in a file of its own with the release it is of.

- `vscode_9_0`: what vscode-languageclient 9.0.1 fills in, feature by feature, with the
  library that the extension is built with;
- `neovim_0_11`: what `vim.lsp.protocol.make_client_capabilities()` gives in Neovim 0.11.4 on Linux;
- `neovim_0_12`: what a development build of 0.12 sent with `initialize`, on macOS, where files are
  watched;
- `helix`: `helix-lsp` of 25.07;
- `eglot`: `eglot-client-capabilities` of Eglot 1.21, without a package for snippets or Markdown.

Semantic tokens are left out: the server has none.
"""

from __future__ import annotations

import json
from pathlib import Path

from lsprotocol import converters, types

CLIENTS = ("vscode_9_0", "neovim_0_11", "neovim_0_12", "helix", "eglot")


def capabilities_of(client: str) -> types.ClientCapabilities:
    """The capabilities of one of CLIENTS."""
    told = json.loads((Path(__file__).parent / f"{client}.json").read_text(encoding="utf-8"))
    return converters.get_converter().structure(told["capabilities"], types.ClientCapabilities)

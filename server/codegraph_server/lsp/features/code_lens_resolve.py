"""`codeLens/resolve`: how much the symbol of a lens is used, and what opens its references.

Belongs here: this method, and the command of a lens. Stays out: everything that another method
needs as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from codegraph_server.use_counts import use_counts

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def code_lens_resolve(ls: CodeGraphServer, lens: types.CodeLens) -> types.CodeLens:
    """The lens with its text; as it came while the numbers are not known."""
    data = lens.data
    if not isinstance(data, dict) or not all(isinstance(data.get(n), str) for n in ("uri", "key")):
        return lens
    told = await ls.ask_unbidden(ls.file(data["uri"]), "counts", {"key": data["key"]})
    if told is None:
        return lens
    _, results = told
    said = [text for result in results if (text := use_counts(result, files=False))]
    command = ls.options.show_references
    if said and command is None:
        # A text that does nothing: commands of a server clash where two of its sessions run.
        lens.command = types.Command(said[0], "")
    elif said and command is not None:
        start = {"line": lens.range.start.line, "character": lens.range.start.character}
        lens.command = types.Command(said[0], command, arguments=[data["uri"], start])
    return lens

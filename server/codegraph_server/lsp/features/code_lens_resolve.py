"""`codeLens/resolve`: how much the symbol of a lens is used, and what opens its references.

Belongs here: this method, and the command of a lens. Stays out: everything that another method
needs as well.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from codegraph_client.errors import CodeGraphError
from codegraph_server.lsp.features import references
from codegraph_server.lsp.hover_text import counted
from codegraph_server.lsp.written import Written

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")

COMMAND: Final = "codegraph.references"
"""What a lens runs in a client that has named no command of its own: it is answered with the
places, which a client may show or not."""


async def code_lens_resolve(ls: CodeGraphServer, lens: types.CodeLens) -> types.CodeLens:
    """The lens with its text; as it came while the numbers are not known."""
    data = lens.data
    if not isinstance(data, dict) or not all(isinstance(data.get(n), str) for n in ("uri", "key")):
        return lens
    found = ls.file(data["uri"])
    if found is None:
        return lens
    try:
        answer = await ls.ask_one(found[0], "counts", {"key": data["key"]})
    except CodeGraphError as error:
        log.debug("no numbers of %s: %s", data["key"], error)
        return lens
    said = [text for result in answer["results"] if (text := counted(result, files=False))]
    if said:
        start = {"line": lens.range.start.line, "character": lens.range.start.character}
        command = ls.options.show_references or COMMAND
        lens.command = types.Command(said[0], command, arguments=[data["uri"], start])
    return lens


async def places(ls: CodeGraphServer, uri: Any, position: Any) -> Written | None:
    """What `COMMAND` answers with: the places that use what stands at a position."""
    if not isinstance(uri, str) or not isinstance(position, dict):
        return None
    line, character = position.get("line"), position.get("character")
    if not isinstance(line, int) or not isinstance(character, int):
        return None
    asked = types.ReferenceParams(
        types.ReferenceContext(include_declaration=False),
        types.TextDocumentIdentifier(uri),
        types.Position(line, character),
    )
    return await references.references(ls, asked)

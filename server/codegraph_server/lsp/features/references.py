"""`textDocument/references`: every place that uses the symbol under the cursor.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_server.lsp.written import Written, array, columns, locations

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer


async def references(ls: CodeGraphServer, params: types.ReferenceParams) -> Written | None:
    """All of them, page by page; pages go out as they come if the client gave a token for that."""
    target = ls.target(params.text_document.uri, params.position)
    if target is None:
        return None
    spelling = ls.spelling(target.workspace)
    found: list[str] = []
    more: dict[str, Any] = {"definition": params.context.include_declaration}
    while True:
        answer = await ls.ask_at(target, "references", more)
        page = locations(spelling, columns(answer["results"]))
        if params.partial_result_token is not None and page:
            part = json.loads(array(page))
            ls.protocol.notify(
                types.PROGRESS, types.ProgressParams(params.partial_result_token, part)
            )
        else:
            found += page
        if answer["next"] is None:
            return array(found)
        more["cursor"] = answer["next"]

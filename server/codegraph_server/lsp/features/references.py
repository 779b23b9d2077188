"""`textDocument/references`: every place that uses the symbol under the cursor.

Belongs here: this method. Stays out: everything that another method needs as well.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from codegraph_server.lsp.written import Written, array, columns, locations

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

_SECONDS = 20.0
"""So long the uses of a library's symbol are looked for, for a client that takes no parts."""

log = logging.getLogger(__name__)


async def references(ls: CodeGraphServer, params: types.ReferenceParams) -> Written | None:
    """All of them, page by page; pages go out as they come if the client gave a token for that."""
    target = await ls.target_or_library(params.text_document.uri, params.position)
    if target is None:
        return None
    spelling = ls.spelling(target.workspace)
    found: list[str] = []
    more: dict[str, Any] = {
        "definition": params.context.include_declaration,
        "libraries": True,
        "after": -1,
    }
    until = time.monotonic() + _SECONDS
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
        rest = answer.get("rest")
        if answer["next"] is not None:
            more["cursor"] = answer["next"]
        elif rest is None:
            return array(found)
        elif params.partial_result_token is None and time.monotonic() >= until:
            log.info("references: there was no time to look through all files")
            return array(found)
        else:
            # What a library's symbol is used for is in no index, and comes as it is found.
            more["after"] = rest

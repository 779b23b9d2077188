"""What editors ask about the shape of a text: what can be folded, and what lies around a position.

It needs no index and waits for none: a worker parses the text that the session sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..workers.pool import Pool
from .answering import Asked
from .resolving import Failed, at_once


async def folds(asked: Asked, pool: Pool) -> Answer:
    """What of a file can be folded away: from the line that stays to the last that goes; `kind` is
    code, comment or imports."""
    path = asked.path(asked.params.get("path"))
    found = await _read(asked, pool, "fold", path, {})
    return asked.answer(
        [_place(path, first, 0, last, 0, kind) for first, last, kind in found], None
    )


async def selections(asked: Asked, pool: Pool) -> Answer:
    """For each position the pieces of the file around it, smallest first, as `extents`."""
    path = asked.path(asked.params.get("path"))
    positions = asked.params.get("positions")
    if not isinstance(positions, list) or not all(map(_is_position, positions)):
        raise BadRequest("positions must be a list of [line, column], zero-based")
    found = await _read(asked, pool, "select", path, {"positions": positions})
    results: list[Result] = []
    for (line, column), extents in zip(positions, found, strict=False):
        result = _place(path, line, column, line, column, "code")
        result["extents"] = [list(each) for each in extents]
        results.append(result)
    return asked.answer(results, None)


def _is_position(given: object) -> bool:
    if not isinstance(given, Sequence) or len(given) != 2:
        return False
    return all(type(each) is int and each >= 0 for each in given)


async def _read(
    asked: Asked, pool: Pool, task: str, path: str, what: Mapping[str, Any]
) -> Sequence[Any]:
    unsaved = asked.overlays.texts.get(path) if asked.overlays is not None else None
    workspace = asked.workspace
    payload = {
        "root": str(workspace.root),
        "path": path,
        "text": None if unsaved is None else unsaved.data,
        "max_bytes": workspace.settings.integer("index.max_file_kb") * 1024,
        **what,
    }
    found = await at_once(pool, task, payload)
    if isinstance(found, Failed):
        asked.incomplete(f"{path} could not be parsed: {found.reason}")
        return ()
    return cast("Sequence[Any]", found)


def _place(path: str, line: int, column: int, end: int, end_column: int, kind: str) -> Result:
    return {
        "path": path,
        "line": line,
        "column": column,
        "end_line": end,
        "end_column": end_column,
        "name": "",
        "kind": kind,
        "container": "",
        "role": "",
        "tier": "certain",
        "confidence": 1.0,
        "origin": "syntax",
    }

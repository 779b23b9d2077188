"""What is different since a revision, symbol by symbol; and these symbols in the index.

Belongs here: the question `diff`, and from its changes to symbols. Stays out: comparing
(`history.compare`).
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer

from ..history.compare import Compared, SymbolChange, outermost
from ..resolve.links import Target
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .asked import Asked
from .reading import Snapshot

_HEAD: Final = "HEAD"
_SECONDS: Final = 120.0
_PRIORITY: Final = 6
_LONGEST: Final = 1000
"""Characters of the name of a revision."""


async def diff(asked: Asked, pool: Pool) -> Answer:
    """The symbols that differ between a revision and the work tree, or what is staged."""
    await asked.settled(lambda path_id: False)
    compared = await compared_to(asked, pool)
    changes = outermost(compared.changes)
    rows = [row_of(change) for change in changes]
    limit = asked.params.get("limit")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise BadRequest("limit must be a whole number above 0")
    answer = asked.answer(rows[:limit])
    answer["truncated"] = limit is not None and len(rows) > limit
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.change] = counts.get(change.change, 0) + 1
    answer["summary"] = {
        "files": len(compared.files),
        "changes": counts,
        "breaks": sum(change.breaks for change in changes),
    }
    return answer


async def compared_to(asked: Asked, pool: Pool) -> Compared:
    """What is different since the revision that the question names; nothing, with a reason, where
    git cannot tell."""
    revision = asked.params.get("since", _HEAD)
    if not isinstance(revision, str) or not revision or len(revision) > _LONGEST:
        raise BadRequest("since must be the name of a revision")
    if revision.startswith("-") or "\0" in revision or "\n" in revision:
        raise BadRequest(f"{revision!r} is no name of a revision")
    payload = {
        "root": str(asked.workspace.root),
        "revision": revision,
        "paths": list(asked.snapshot().generation.paths()),
        "staged": bool(asked.params.get("staged")),
    }
    remaining = asked.deadline - asyncio.get_running_loop().time()
    try:
        # In the other lane all edits would wait for it.
        task = pool.submit("compare", payload, lane="bulk", priority=_PRIORITY, seconds=_SECONDS)
        found: dict[str, Any] = await asyncio.wait_for(task, max(remaining, 0.0))
    except TimeoutError:
        asked.incomplete("there was no time to compare all files")
        return Compared("", [], [])
    except (Full, TaskFailed, WorkerDied) as error:
        asked.incomplete(f"the files could not be compared: {error}")
        return Compared("", [], [])
    asked.reason = asked.reason or found["problem"]
    changes = [SymbolChange(*row) for row in found["changes"]]
    return Compared(found["problem"], found["files"], changes)


def symbols_of(snapshot: Snapshot, changes: list[SymbolChange]) -> list[Target]:
    """The symbols of the index that were added, changed, renamed or moved."""
    found: list[Target] = []
    by_file: dict[str, set[str]] = {}
    for change in changes:
        if change.change != "removed":
            by_file.setdefault(change.path, set()).add(change.qualified)
    for path, names in sorted(by_file.items()):
        file = snapshot.file(path)
        if file is not None:
            facts = file.facts
            found += [
                (file.entry.path_id, facts.symbol_hash[symbol])
                for symbol in range(1, len(facts.symbol_name))
                if facts.shown(symbol) in names
            ]
    return found


def row_of(change: SymbolChange) -> dict[str, Any]:
    """A change as answers tell it."""
    row: dict[str, Any] = {
        "change": change.change,
        "path": change.path,
        "line": change.line,
        "qualified": change.qualified,
        "breaks": change.breaks,
    }
    if change.members:
        row["members"] = change.members
    return row | {"was": change.was} if change.was else row

"""How the name at a position was resolved, or why it was not: the chain of lookups behind `def`.

A worker resolves it once more and says what it looked at; here are the place, what the index says
there, and whether both agree.  Why a path is in the index or not is `about`'s.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from codegraph_client.protocol import Answer, Result, Step

from ..facts import MODULE_HASH, NONE, ROLE_NAMES, Role, unpack_occurrence
from ..resolve.precise import Precise
from ..resolve.values import TRUST, Origin
from ..workers.pool import Pool
from .answering import Asked, fresh_answer, in_order
from .navigation import defined_at, meaning_of
from .possible import may_mean
from .reading import File, Snapshot, module_name, spelled
from .resolving import Failed, of_index, resolved
from .symbols import Names
from .targets import Meaning, occurrence_at

_UNKNOWN: dict[str, Any] = {
    "expression": "",
    "outcome": "unknown",
    "targets": [],
    "steps": [],
    "left_out": 0,
}


_WHY = {
    Origin.DEFINITION: "it is the definition itself",
    Origin.SCOPE: "the name is bound in a scope around it, or in its own file or package",
    Origin.IMPORT: "an import binds the name",
    Origin.WILDCARD: "a wildcard brings the name, and nothing nearer binds it",
    Origin.MODULE: "it is a member of a module",
    Origin.SELF: "it is a member of the class that the code stands in, used on the receiver",
    Origin.CLASS: "it is a member of a class that is named there",
    Origin.INHERITED: "it comes from a base, and another base outside of the workspace may have it",
    Origin.TYPE: "it is a member of the type that was found for what stands before it",
    Origin.PARAMETER: "it names a parameter of the function that is called",
    Origin.UNION: "it is one of several that it may be, by types or by arguments",
    Origin.IMPLIED: "the word leads there, and stands for something else",
    Origin.NAME: "it has the same name, which is all that is known of this language",
    Origin.STRUCTURE: "its type has all methods of an interface",
    Origin.MEMBER: "it is a member of that name, and what it is used on is not known",
    Origin.PRECISE: "the index of the language's own indexer says so",
}
"""Why what an origin finds is as sure as it is."""
_WHY_OF = {TRUST[origin].name: why for origin, why in _WHY.items()}


async def explain(asked: Asked, names: Names, pool: Pool) -> Answer:
    """What stands at the position, what it means, and each step that led there."""

    async def compute() -> list[Result]:
        while True:
            snapshot, meaning, file = await meaning_of(asked, names)
            found = None if file is None else occurrence_at(file.facts, _offset(asked, file))
            if file is None or found is None:
                return []
            explained = await _resolved_again(asked, pool, file, found[0])
            if explained is not None or asyncio.get_running_loop().time() >= asked.deadline:
                break
            # The file has moved on between the two.
            await asyncio.sleep(0.001)
        if explained is None:
            explained = _UNKNOWN | {"reason": "The file changed while it was looked at."}
        asked.found()
        result = _result(asked, snapshot, file, meaning, explained, found)
        if not result["targets"]:
            more = await may_mean(asked, names, snapshot, file, found[1])
            if more:
                result["possible"] = more
        return [result]

    return await fresh_answer(asked, compute)


def _offset(asked: Asked, file: File) -> int:
    offset = file.facts.offset(asked.params["line"], asked.params["column"])
    assert offset is not None, "a position that the file does not have was refused"
    return offset


async def _resolved_again(
    asked: Asked, pool: Pool, file: File, exprs: list[int]
) -> dict[str, Any] | None:
    """What a worker says; None if its table has other facts of the file."""
    found = await resolved(asked, pool, "explain_occurrence", {**of_index(file), "exprs": exprs})
    if isinstance(found, Failed):
        return _UNKNOWN | {"reason": f"It could not be found out: {found.reason}"}
    return cast("dict[str, Any] | None", found)


def _result(
    asked: Asked,
    snapshot: Snapshot,
    file: File,
    meaning: Meaning,
    explained: dict[str, Any],
    found: tuple[list[int], int],
) -> Result:
    """The occurrence with all that is known of it."""
    exprs, start = found
    facts = file.facts
    roles, scope = _uses(file, exprs, start)
    line, column = facts.position(start)
    name = spelled(facts, exprs[0], start)
    targets = in_order(defined_at(snapshot, meaning, file))
    surest = max(targets, key=lambda each: each["confidence"], default=None)
    unknown = TRUST[0]._replace(name="none", tier="possible", confidence=0.0)
    result: Result = {
        "path": file.path,
        "line": line,
        "column": column,
        "end_line": line,
        "end_column": column + len(name.encode("utf-8", "replace")),
        "name": name,
        "kind": surest["kind"] if surest is not None else "unknown",
        "container": facts.shown(facts.scope_owner[scope]) or module_name(file.path),
        "role": roles,
        "tier": surest["tier"] if surest is not None else unknown.tier,
        "confidence": surest["confidence"] if surest is not None else unknown.confidence,
        "origin": surest["origin"] if surest is not None else unknown.name,
        "why": "" if surest is None else _WHY_OF[surest["origin"]],
        "text": "",
        "expression": explained["expression"] or name,
        "outcome": explained["outcome"],
        "reason": explained["reason"],
        "targets": targets,
        "steps": [
            cast(Step, dict(zip(("depth", "what", "path", "key", "found"), step, strict=True)))
            for step in explained["steps"]
        ],
        "steps_left_out": explained["left_out"],
    }
    links = snapshot.contents.links(file.entry)
    row = asked.workspace.commits.imported.row(file.entry)
    said = None if row is None else Precise(row).at(start)
    if said is not None and explained["outcome"] != "unknown":
        # What was found here is beside the point; the index was made with what was imported.
        result["outcome"] = "resolved" if targets else "external"
        result["reason"] = (
            "An imported SCIP index says so, whatever else was found."
            if targets
            else ("An imported SCIP index says that it is something of another package.")
        )
    elif links is not None and explained["outcome"] != "unknown":
        stored = {target for target, _ in links.at(line, column)}
        anew = {(path_id, hashed) for path_id, hashed in explained["targets"]}
        result["agrees"] = _agree(stored, anew, file.entry.path_id)
    return result


def _agree(stored: set[tuple[int, int]], anew: set[tuple[int, int]], path_id: int) -> bool:
    """Whether links say what resolving again says."""
    return stored <= anew | {(path_id, MODULE_HASH)} and bool(stored) >= bool(anew)


def _uses(file: File, exprs: list[int], start: int) -> tuple[str, int]:
    """What is done with the name at the offset, and in which scope."""
    for expr in exprs:
        for packed in file.facts.occurrences_of(expr):
            at, role, scope = unpack_occurrence(packed)
            if at == start:
                return ROLE_NAMES[role], 0 if scope == NONE else scope
    return ROLE_NAMES[Role.READ], 0

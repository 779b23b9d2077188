"""The commits that touched a symbol or a file, newest first, and what changes together with it.

Belongs here: the question and how its answer is made of both. Stays out: git and what its commits
say (`history`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer

from ..facts import MODULE_HASH
from ..history.branches import Branch
from ..history.past import Past, Touch
from ..history.pasts import Pasts
from ..history.symbol_past import Followed, Revision, Step
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.pool import Pool
from .asked import Asked
from .subject import subject
from .symbols import Names
from .targets import locate

_USUAL: Final = 20
_MOST: Final = 1000
_TOGETHER: Final = 10
_STEP_SECONDS: Final = 60.0
_PRIORITY: Final = 6
_MOST_MOVES: Final = 20
_AT_ONCE: Final = 16
"""Commits that a worker looks at for one task."""
_SPARE_SECONDS: Final = 0.5
"""What is left of a question's time for the answer itself."""

Row = dict[str, Any]


async def history(asked: Asked, names: Names, pasts: Pasts, pool: Pool) -> Answer:
    """What commits did to a symbol, followed where it was renamed or moved; or to a whole file."""
    most = _limit(asked)
    path, qualified = await _about(asked, names)
    if path is None:
        return asked.answer([])
    past, problem = await pasts.of(asked.workspace.root)
    if problem:
        asked.reason = asked.reason or problem
    elif not past.touches(path):
        asked.reason = asked.reason or f"no commit that is known changed {path}"
    if not qualified:
        rows = [_of_file(touch) for touch in past.touches(path)]
        answer = asked.answer(rows[:most], None)
        answer["truncated"] = len(rows) > most
    else:
        rows = await _of_symbol(asked, past, pasts, pool, path, qualified, most)
        answer = asked.answer(rows, None)
        answer["truncated"] = len(rows) == most and rows[-1]["change"] != "added"
    answer["summary"] = {
        **_summary(past, path, rows),
        "branches": [] if problem else await _branches(asked, pool, path, qualified),
    }
    return answer


def _limit(asked: Asked) -> int:
    limit = asked.params.get("limit")
    if limit is None:
        return _USUAL
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= _MOST:
        raise BadRequest(f"limit must be a whole number from 1 to {_MOST:,}")
    return limit


async def _about(asked: Asked, names: Names) -> tuple[str | None, str]:
    """The file and the qualified name in it that the question is about; no name: all of it."""
    if "path" in asked.params and "line" not in asked.params:
        return asked.path(asked.params["path"]), ""
    about = await subject(asked, names)
    for target in about.targets:
        where = locate(about.snapshot, target)
        if where is not None:
            file, symbol = where
            whole = target[1] == MODULE_HASH
            return file.path, "" if whole else file.facts.shown(symbol)
    return None, ""


async def _of_symbol(
    asked: Asked,
    past: Past,
    pasts: Pasts,
    pool: Pool,
    path: str,
    qualified: str,
    most: int,
) -> list[Row]:
    rows: list[Row] = []
    touches = past.touches(path)
    by_id = {touch.commit.id: touch.commit for touch in touches}
    for _ in range(_MOST_MOVES):
        found: Followed | None = None
        blocks: Sequence[bytes] = ()
        for some in _parts(touches):
            revisions = [_revision(touch) for touch in some]
            found = await _followed(asked, pasts, pool, qualified, revisions, blocks)
            if found is None:
                return rows[:most]
            blocks = found.blocks
            for step in found.steps:
                commit = by_id.get(step.commit)
                if commit is not None:
                    rows.append({**_said(commit), **_done(step)})
            if found.path or not found.qualified or len(rows) >= most:
                break
            qualified = found.qualified
        if found is None or not found.path or len(rows) >= most:
            break
        # It came from another file, whose own commits before that one tell the rest.
        touches, qualified = past.touches_before(found.path, found.after), found.qualified
        by_id |= {touch.commit.id: touch.commit for touch in touches}
    return rows[:most]


def _parts(touches: Sequence[Touch]) -> Iterator[Sequence[Touch]]:
    """A few commits at a time, so that what is known when time runs out is told; counted from the
    oldest one, so that newer commits leave the others together."""
    end = len(touches) % _AT_ONCE or _AT_ONCE
    start = 0
    while start < len(touches):
        yield touches[start:end]
        start, end = end, end + _AT_ONCE


async def _read(asked: Asked, pool: Pool, task: str, payload: dict[str, Any], what: str) -> Any:
    """What a worker reads of git, in time for the answer; None with a reason if it is not."""
    remaining = asked.deadline - asyncio.get_running_loop().time() - _SPARE_SECONDS
    try:
        job = pool.submit(
            task, payload, lane="interactive", priority=_PRIORITY, seconds=_STEP_SECONDS
        )
        return await asyncio.wait_for(job, max(remaining, 0.0))
    except TimeoutError:
        asked.incomplete(f"there was no time for all {what}")
    except (Full, TaskFailed, WorkerDied) as error:
        asked.incomplete(f"{what} could not be read: {error}")
    return None


async def _followed(
    asked: Asked,
    pasts: Pasts,
    pool: Pool,
    qualified: str,
    revisions: list[Revision],
    blocks: Sequence[bytes],
) -> Followed | None:
    root = str(asked.workspace.root)
    question = root, qualified, *((each.commit, each.path) for each in revisions)
    known = pasts.followed(question)
    if known is not None:
        return known
    payload = {
        "root": root,
        "qualified": qualified,
        "revisions": revisions,
        # All that they did, whatever is asked for now.
        "most": len(revisions) + 1,
        "blocks": blocks,
    }
    found = await _read(asked, pool, "symbol_past", payload, "commits")
    if found is None:
        return None
    steps = [Step(*row) for row in found["steps"]]
    followed = Followed(steps, found["path"], found["qualified"], found["after"], found["blocks"])
    pasts.keep(question, followed)
    return followed


async def _branches(asked: Asked, pool: Pool, path: str, qualified: str) -> list[Row]:
    """The branches that have another version, as far as there is time to look at them."""
    payload = {"root": str(asked.workspace.root), "path": path, "qualified": qualified}
    found = await _read(asked, pool, "branches", payload, "branches")
    return [Branch(*row)._asdict() for row in found or ()]


def _revision(touch: Touch) -> Revision:
    others = [
        change.before or change.path
        for change in touch.commit.changes
        if change.status != "A" and change.path != touch.path
    ]
    before = "" if touch.status == "A" else touch.before or touch.path
    return Revision(touch.commit.id, touch.path, before, others)


_CHANGES: Final = {"A": "added", "D": "removed", "R": "moved", "C": "copied"}


def _of_file(touch: Touch) -> Row:
    was = {"was": touch.before} if touch.before else {}
    change = _CHANGES.get(touch.status, "changed")
    return {**_said(touch.commit), "change": change, "path": touch.path, **was}


def _said(commit: Any) -> Row:
    return {
        "commit": commit.id,
        "time": commit.time,
        "author": commit.author,
        "subject": commit.subject,
    }


def _done(step: Step) -> Row:
    done: Row = {
        "change": step.change,
        "path": step.path,
        "line": step.line,
        "qualified": step.qualified,
    }
    return done | {"was": step.was} if step.was else done


def _summary(past: Past, path: str, rows: list[Row]) -> dict[str, Any]:
    authors: dict[str, tuple[int, int]] = {}
    for row in rows:
        commits, last = authors.get(row["author"], (0, 0))
        authors[row["author"]] = commits + 1, max(last, row["time"])
    together = past.together([path], time.time())[:_TOGETHER]
    return {
        "path": path,
        "commits": len(past.touches(path)),
        "authors": sorted(
            [(name, *numbers) for name, numbers in authors.items()],
            key=lambda each: (-each[1], -each[2], each[0]),
        ),
        "together": [
            {"path": each.path, "score": round(each.score, 4), "commits": each.commits}
            for each in together
        ],
    }

"""What a whole workspace looks like: the question `overview`.

Belongs here: asking the worker that makes overviews, keeping what it made for as long as it holds,
and describing its rows. Stays out: what is concluded (`overview`) and where that runs
(`workers.overviewing`).

The worker is one of its own at a low priority, so neither questions nor indexing wait for it;
here is only what its few hundred rows need. What it made holds for one generation, one commit and
one set of rules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from codegraph_client.errors import BadRequest
from codegraph_client.layering import Rules
from codegraph_client.protocol import Answer, Result
from codegraph_client.questions import OVERVIEW, OVERVIEW_RARE
from codegraph_client.settings import load_rules

from ..facts import MODULE_HASH, Kind
from ..graph.piece import ORIGINS, USES
from ..repository import Repository
from ..resolve.values import TRUST, Origin
from ..watch.git_state import checked_out
from ..workers.errors import Full, TaskFailed, WorkerDied
from ..workers.limits import Limits
from ..workers.pool import Pool
from .answering import Asked, definitions, fresh_answer, place
from .reading import Snapshot, module_name
from .targets import locate

_TASKS: Final = "codegraph_daemon.workers.overviewing"
_TASK_SECONDS: Final = 600.0
_IDLE_SECONDS: Final = 60.0
_NICE: Final = 10
"""Behind questions and what they wait for, before words and vectors, for which nobody waits."""
_AT_ONCE: Final = 256
_USUAL: Final = 10
_MOST: Final = 1000
_KEPT: Final = 8
"""So many overviews are kept: of several roots, with and without tests."""
_LINE: Final = 0xFFFFFFFF
_OF_RESULTS: Final = frozenset(("symbol", "import", "position", "length", "origin", "use", "rank"))
"""Fields of rows that say what they are about; `measured` has what is said of it."""

_Made = dict[str, Any]
"""By section: its rows, how many there are in all, and what else is told of it."""


class Overviews:
    """What is known of the workspaces of one repository as wholes."""

    def __init__(
        self,
        repository: Repository,
        others: Mapping[str, Callable[[Asked, Snapshot, bool], Awaitable[list[Result]]]],
    ) -> None:
        """`others`: what makes the sections of which graphs alone do not tell, most first, with
        what lies in tests if that is wanted."""
        self.others = others
        self._repository = repository
        self._pool: Pool | None = None
        self._kept: dict[tuple[Any, ...], tuple[tuple[Any, ...], _Made]] = {}
        self._tasks: dict[tuple[Any, ...], asyncio.Future[Any]] = {}
        repository.on_close.append(self._close)

    async def of(
        self, asked: Asked, sections: Sequence[str], most: int, rules: Rules, *, tests: bool
    ) -> _Made | None:
        """The sections of the state that was waited for, and the `summary`; None with a reason if
        they cannot be made by the deadline. What is begun then is made for whoever asks next."""
        snapshot = asked.snapshot()
        generation = snapshot.generation
        about = (generation.view_id, tests, most)
        state = (generation.number, checked_out(asked.workspace.root), rules.rules)
        kept = self._kept.get(about)
        made = kept[1] if kept is not None and kept[0] == state and asked.view is None else {}
        missing = [name for name in sections if name not in made]
        if missing or "summary" not in made:
            keep = None if asked.view is not None else partial(self._keep, about, state)
            task = await self._begun(asked, snapshot, missing, most, rules, keep, tests=tests)
            if task is None:
                return None
            remaining = asked.deadline - asyncio.get_running_loop().time()
            try:
                found = await asyncio.wait_for(asyncio.shield(task), max(remaining, 0.0))
            except TimeoutError:
                asked.incomplete("the overview is still being made; ask again in a few seconds")
                return None
            except (TaskFailed, WorkerDied) as error:
                asked.incomplete(f"the overview could not be made: {error}")
                return None
            made = {**made, **found["sections"], "summary": found["summary"]}
        return {name: made[name] for name in (*sections, "summary")}

    async def _begun(
        self,
        asked: Asked,
        snapshot: Snapshot,
        sections: Sequence[str],
        most: int,
        rules: Rules,
        keep: Callable[[asyncio.Future[Any]], None] | None,
        *,
        tests: bool,
    ) -> asyncio.Future[Any] | None:
        """The task that makes some sections; of what several ask for at once there is one. What it
        made is for `keep`, whoever still waits."""
        root, generation = asked.workspace.root, snapshot.generation
        view = asked.view
        key = (generation.view_id, generation.number, tuple(sections), most, tests, rules.rules)
        running = self._tasks.get(key)
        if running is not None and not running.done() and view is None:
            return running
        own = {*view.overlaid, *view.contents.own_links} if view is not None else set()
        rows, given = [], []
        for number, entry in enumerate(generation.entries()):
            path = generation.path_of(entry.path_id)
            if entry.path_id not in own:
                rows.append((path, entry.path_id, entry.facts, entry.links))
            else:
                facts, links = snapshot.contents.facts(entry.facts), snapshot.contents.links(entry)
                if facts is not None and links is not None:
                    given.append((path, entry.path_id, facts.blob, links.blob))
            if not number % _AT_ONCE:
                await asked.pace.breathe()
        payload = {
            "root": str(root),
            "files": rows,
            "given": given,
            "texts": [] if view is None else [(p, t.data) for p, t in view.texts.items()],
            "max_bytes": asked.workspace.settings.integer("index.max_file_kb") << 10,
            "sections": list(sections),
            "most": most,
            "tests": tests,
            "rules": rules.rules,
            "commits": self._repository.settings.integer("history.commits"),
        }
        try:
            task = self._workers().submit("overview", payload, lane="bulk")
        except Full as error:
            asked.incomplete(f"the overview could not be made: {error}")
            return None
        # Nobody may wait any more for one that fails.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        if keep is not None:
            task.add_done_callback(keep)
            self._tasks = {k: each for k, each in self._tasks.items() if not each.done()}
            self._tasks[key] = task
        return task

    def _keep(
        self, about: tuple[Any, ...], state: tuple[Any, ...], task: asyncio.Future[Any]
    ) -> None:
        if task.cancelled() or task.exception() is not None:
            return
        found = task.result()
        made = {**found["sections"], "summary": found["summary"]}
        known = self._kept.pop(about, None)
        if known is not None and known[0] == state:
            made = {**known[1], **made}
        self._kept[about] = state, made
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]

    def _workers(self) -> Pool:
        if self._pool is None:
            repository = self._repository
            memory = repository.settings.integer("workers.memory_mb") << 20
            self._pool = repository.make_pool(
                handlers={
                    "facts": lambda ids: _contents(repository, "facts", ids),
                    "links": lambda ids: _contents(repository, "links", ids),
                },
                tasks=_TASKS,
                limits=Limits(
                    bulk=1,
                    bulk_nice=_NICE,
                    memory_bytes=memory,
                    task_seconds=_TASK_SECONDS,
                    idle_seconds=_IDLE_SECONDS,
                ),
            )
        return self._pool

    async def _close(self) -> None:
        if self._pool is not None:
            await self._pool.close()


def _contents(repository: Repository, family: str, ids: list[bytes]) -> list[bytes]:
    """Contents by id; empty for what is not there any more."""
    return [blob or b"" for blob in repository.store.get_many(family, ids)]


async def overview(asked: Asked, overviews: Overviews) -> Answer:
    """What is central, what hangs together and where trouble is likely, by sections."""
    sections, most = _sections(asked), _most(asked)
    tests = bool(asked.params.get("tests"))
    graphs = [name for name in sections if name not in overviews.others]
    summary: dict[str, Any] = {}

    async def compute() -> Sequence[Result]:
        await asked.settled()
        snapshot = asked.snapshot()
        summary.clear()
        if not asked.complete and asked.unlinked:
            # Of a part of all files an overview would tell what is not so.
            return []
        rules = await asyncio.to_thread(load_rules, asked.workspace.root)
        made = await overviews.of(asked, graphs, most, rules, tests=tests)
        if made is None:
            return []
        results: list[Result] = []
        for name in graphs:
            for row in made[name]["rows"]:
                result = _described(snapshot, row)
                if result is not None:
                    result["section"] = name
                    results.append(result)
                await asked.pace.breathe()
        summary.update(made["summary"])
        summary["sections"] = {
            name: {field: value for field, value in made[name].items() if field != "rows"}
            for name in graphs
        }
        if "rules" in sections:
            problems = [*rules.problems, *made["rules"].get("problems", ())]
            summary["sections"]["rules"]["problems"] = problems
        for name in sections:
            if name in overviews.others:
                found = await overviews.others[name](asked, snapshot, tests)
                for result in found[:most]:
                    result["section"] = name
                    results.append(result)
                lines = sum(each.get("repeated", each["size"]) for each in found)
                summary["sections"][name] = {"total": len(found), "lines": lines}
        return results

    answer = await fresh_answer(asked, compute)
    answer["summary"] = summary
    return answer


def _sections(asked: Asked) -> list[str]:
    wanted = asked.params.get("sections")
    if wanted is None:
        return [name for name in OVERVIEW if name not in OVERVIEW_RARE]
    if not isinstance(wanted, list) or not wanted or not set(wanted) <= set(OVERVIEW):
        raise BadRequest(f"sections must be some of {', '.join(OVERVIEW)}")
    return [name for name in OVERVIEW if name in wanted]


def _most(asked: Asked) -> int:
    most = asked.params.get("most", _USUAL)
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= _MOST:
        raise BadRequest(f"most must be a whole number from 1 to {_MOST:,}")
    return most


def _described(snapshot: Snapshot, row: Mapping[str, Any]) -> Result | None:
    """A row as a result; None for what is not there any more."""
    result = _of_import(snapshot, row) if "import" in row else _of_symbol(snapshot, row)
    if result is None:
        return None
    measured = {name: value for name, value in row.items() if name not in _OF_RESULTS}
    if "score" in row:
        result["score"] = measured.pop("score")
    if "why" in row:
        result["why"] = measured.pop("why")
    if "steps" in row:
        inner = (_described(snapshot, step) for step in measured.pop("steps"))
        result["targets"] = [step for step in inner if step is not None]
    if "symbols" in row:
        shown = (_of_symbol(snapshot, each) for each in row["symbols"])
        measured["symbols"] = [
            {"key": each["key"], "qualified": each["qualified"]} for each in shown if each
        ]
    if "import" in row:
        measured["to"] = snapshot.generation.path_of(row["import"][1])
    if measured:
        result["measured"] = measured
    return result


def _of_symbol(snapshot: Snapshot, row: Mapping[str, Any]) -> Result | None:
    path_id, hashed = row["symbol"]
    where = locate(snapshot, (path_id, hashed))
    if where is None:
        return None
    result = definitions(*where, Origin.DEFINITION)[0]
    if hashed == MODULE_HASH:
        result["key"] = f"{where[0].path}#"
    if "use" in row:
        trust = TRUST[ORIGINS[row["rank"]]]
        result["use"] = USES[row["use"]]
        result["tier"], result["confidence"] = trust.tier, trust.confidence
        result["at"] = [row["position"] >> 32, row["position"] & _LINE]
    return result


def _of_import(snapshot: Snapshot, row: Mapping[str, Any]) -> Result | None:
    source, target = (snapshot.file_by_id(path_id) for path_id in row["import"])
    if source is None or target is None:
        return None
    offset = source.facts.offset(row["position"] >> 32, row["position"] & _LINE)
    if offset is None:
        return None
    return place(
        source,
        offset,
        row["length"],
        name=module_name(target.path),
        kind=Kind.MODULE,
        container=module_name(source.path),
        role="import",
        origin=row["origin"],
    )

"""What somebody waits for comes before what an edit reaches besides, and leaves room for the next."""

from __future__ import annotations

import asyncio
from typing import Any

from codegraph_daemon.pipeline.backlog import LONG_BYTES, Backlog
from codegraph_daemon.pipeline.waiting import Waiting
from codegraph_daemon.store.pages import Entry
from harness import Index, in_index

USERS = {f"u{number:02}.py": "from base import Base\nBase\n" for number in range(12)}
FILES = {"base.py": "class Base: ...\n", **USERS}
RENAMED = {**FILES, "base.py": "class Other: ...\n"}


def _noting(index: Index) -> list[tuple[str, list[str]]]:
    """Lane and paths of each task that links, as they are handed out."""
    tasks: list[tuple[str, list[str]]] = []
    submit = index.repository.pool.submit
    path_of = index.workspace.generation.path_of

    def noting(task: str, payload: Any, **how: Any) -> Any:
        if task == "link":
            tasks.append((how["lane"], [path_of(path_id) for path_id in payload["files"]]))
        return submit(task, payload, **how)

    index.repository.pool.submit = noting  # type: ignore[method-assign]
    return tasks


def test_the_file_that_a_question_waits_for_is_linked_first_whatever_else_an_edit_reaches() -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        tasks = _noting(index)
        (index.root / "base.py").write_text(RENAMED["base.py"])
        index.workspace.look_at_everything()
        answer = await index.ask("definition", {"path": "u07.py", "line": 1, "column": 0})
        assert answer["complete"]
        assert not answer["results"], "it is called otherwise now"
        assert tasks[0] == ("interactive", ["u07.py"])

    in_index(run)


def test_without_a_question_edits_are_linked_one_by_one_where_the_next_edit_is_read() -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        tasks = _noting(index)
        await index.show(RENAMED)
        assert all(len(paths) == 1 for lane, paths in tasks if lane == "interactive")
        assert {path for _, paths in tasks for path in paths} == set(FILES)

    in_index(run)


def test_a_long_file_that_nobody_waits_for_is_not_linked_where_the_next_edit_is_read() -> None:
    backlog = Backlog()
    backlog.add_link([1, 2], 5, urgent=True)
    entries = {
        number: Entry(number, b"", b"", size, 0, 0, 0)
        for number, size in ((1, LONG_BYTES + 1), (2, LONG_BYTES))
    }
    assert backlog.take_urgent(6, entries.get) == [2]
    assert backlog.take_urgent(6, entries.get) == []
    backlog.wanted = {1: None}
    assert backlog.take_wanted(4, 6) == [1], "who waits for it has it linked there all the same"


def test_who_waits_is_asked_what_for_each_time_something_changes() -> None:
    went_on: list[bool] = []
    waiting = Waiting(lambda: went_on.append(True))
    waiting.told()
    assert not waiting.undecided, "nobody waits"
    with waiting.one() as first, waiting.one() as second:
        assert not waiting.undecided
        waiting.told()
        assert waiting.undecided
        assert not first.decided()
        assert waiting.undecided
        assert not went_on
        assert second.decided()
        assert went_on == [True]
        assert not second.decided(), "it has said so"
        waiting.told()
    assert not waiting.undecided, "who is gone waits for nothing"
    assert went_on == [True, True]


def test_words_of_an_edit_are_cut_when_it_is_quiet_or_somebody_searches() -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "first = 1\n"})
        chunking = index.workspace.chunking
        while not chunking.ready:
            await index.workspace.moved(5)
        await index.show({"a.py": "second = 1\n"})
        assert chunking.waiting == 1, "another edit may follow"
        answer = await index.ask("search", {"query": "second"})
        assert [each["path"] for each in answer["results"]] == ["a.py"]
        assert chunking.waiting == 0
        await index.show({"a.py": "third = 1\n"})
        assert chunking.waiting == 1
        started = asyncio.get_running_loop().time()
        while not chunking.ready:
            await index.workspace.moved(5)
        assert asyncio.get_running_loop().time() - started < 60

    in_index(run, search_use="on")

"""What was asked for lately is brought to a new state before the next question, while nobody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from codegraph_daemon.attention import QUIET_SECONDS, Attention
from codegraph_daemon.graph import graphs
from codegraph_daemon.lexical import users
from codegraph_daemon.lexical.users import UsersByView
from codegraph_daemon.queries import ahead, readying
from codegraph_daemon.queries.ahead import Ahead
from codegraph_daemon.queries.answering import Asked
from codegraph_daemon.queries.reading import Contents
from codegraph_daemon.resolve.links import Links
from codegraph_daemon.store.searched import RELATED, Searched
from harness import Index, in_index

FILES = {
    "a.py": "def first(): ...\n",
    "b.py": "from a import first\nfirst()\n",
    "c.py": "def other(): ...\n",
}
EDITED = {**FILES, "c.py": "from a import first\ndef other(): first()\n"}
MOVED = {**FILES, "c.py": "from a import first\n\ndef other(): first()\n"}


def _ahead(index: Index, attention: Attention) -> Ahead:
    contents = Contents(index.repository.store)
    return Ahead(attention, lambda workspace: Asked(workspace, contents, {}, 1000, {}))


def _noting(seen: list[int]) -> Callable[[Asked], Awaitable[None]]:
    async def bring(asked: Asked) -> None:
        seen.append(asked.workspace.generation.number)

    return bring


async def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it has not happened")


def test_each_new_state_is_brought_once_it_is_quiet() -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        attention, seen = Attention(), list[int]()
        following = _ahead(index, attention)
        following.expect(index.workspace, "it", _noting(seen))
        await asyncio.sleep(0)
        with attention.paid():
            await index.show(EDITED)
            await asyncio.sleep(3 * QUIET_SECONDS)
            assert not seen, "who asks is not disturbed"
        await _until(lambda: bool(seen))
        assert seen == [index.workspace.generation.number]
        await following.close()

    in_index(run)


def test_what_nobody_asks_for_any_more_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LONGEST_SECONDS", 0.0)

    async def run(index: Index) -> None:
        await index.show(FILES)
        seen = list[int]()
        following = _ahead(index, Attention())
        following.expect(index.workspace, "it", _noting(seen))
        await asyncio.sleep(3 * QUIET_SECONDS)
        await index.show(EDITED)
        await asyncio.sleep(3 * QUIET_SECONDS)
        assert not seen
        await following.close()

    in_index(run)


def test_after_an_edit_related_code_reads_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    piece_of = graphs.piece_of

    def noting(path_id: int, *arguments: object) -> object:
        read.append(path_id)
        return piece_of(path_id, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(graphs, "piece_of", noting)

    async def run(index: Index) -> None:
        await index.show(FILES)
        await index.ask("related", {"symbol": "first"})
        assert len(read) == 3
        await index.show(EDITED)
        await _until(lambda: len(read) == 4)
        await asyncio.sleep(QUIET_SECONDS)
        answer = await index.ask("related", {"symbol": "first"})
        assert "other" in [each["name"] for each in answer["results"]]
        assert len(read) == 4

    in_index(run)


def test_where_people_ask_for_related_code_it_is_ready_before_the_first_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readying, "_AFTER_SECONDS", 0.0)
    made: list[int] = []
    graph_of = graphs.graph_of

    def noting(*arguments: object) -> object:
        made.append(1)
        return graph_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(graphs, "graph_of", noting)

    async def run(index: Index) -> None:
        await index.show(FILES)
        Searched(index.repository.store, RELATED).note(1e10)
        # As a daemon that was started after it.
        later = Index(index.root, index.repository)
        await later.handlers["hello"](later.session, {})
        await _until(lambda: bool(made))
        await asyncio.sleep(QUIET_SECONDS)
        await later.ask("related", {"symbol": "first"})
        assert len(made) == 1

    in_index(run)


def test_links_are_read_once_for_all_who_want_to_know_how_much_files_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    used_by = users.used_by

    def noting(path_id: int, links: Links) -> object:
        read.append(path_id)
        return used_by(path_id, links)

    monkeypatch.setattr(users, "used_by", noting)

    async def breathe() -> None:
        await asyncio.sleep(0)

    async def run(index: Index) -> None:
        await index.show(FILES)
        counts = UsersByView(index.repository.store).of(index.workspace.view_id)
        generation = index.workspace.generation
        of_names, of_words = await asyncio.gather(
            counts.follow(generation, breathe), counts.follow(generation, breathe)
        )
        assert of_names is of_words
        assert len(read) == 3
        await index.show(MOVED)
        after = await counts.follow(index.workspace.generation, breathe)
        assert len(read) == 5, "what one file used, and what it uses"
        before = await counts.follow(generation, breathe)
        assert list(before) == list(of_names)
        assert list(after) != list(before)

    in_index(run)

"""Searches by vectors while there are few of them, and when there are very many."""

from __future__ import annotations

import asyncio

import pytest

from codegraph_daemon.pipeline.searchable import all_searchable
from codegraph_daemon.session import Session
from codegraph_daemon.vectors import held
from codegraph_daemon.vectors.index import FLAT_MOST
from harness import Index, in_index
from unsaved import Editor

WORDS = ("upload", "retry", "paint", "colour", "parse", "user", "login", "cache", "window", "queue")
QUERIES = ("where are uploads tried again", "log a person in", "draw a colour")
MANY = {
    f"{first}.py": "".join(
        f"def {first}_{second}_{third}(value):\n    return {first}.{second}(value)\n\n\n"
        for second in WORDS
        for third in WORDS[:5]
    )
    for first in WORDS
}
"""Five hundred chunks."""


def test_an_index_of_very_many_vectors_answers_as_one_of_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run(index: Index) -> None:
        await index.show(MANY)
        await all_searchable(index.workspace)
        while index.workspace.embedding.busy:
            await index.workspace.moved(1)
        before = [await found(index, query) for query in QUERIES]
        asking = index.repository.asking
        (one,) = asking._held.values()
        assert (len(one.index), one.index.kind) == (500, "flat")

        async def tidied() -> str:
            await one.tidy([one.index.contents])
            return one.index.kind

        assert await tidied() == "flat"
        monkeypatch.setattr(held, "FLAT_MOST", 400)
        assert await tidied() == "shortlist"
        assert [await found(index, query) for query in QUERIES] == before
        # What is edited from then on is in it as well.
        await index.show({**MANY, "queue.py": "def draw_a_colour(): ...\n"})
        await all_searchable(index.workspace)
        while index.workspace.embedding.busy:
            await index.workspace.moved(1)
        assert (await found(index, "draw a colour"))[0][0] == "queue.py"

    assert FLAT_MOST > 500
    in_index(run, search_use="on", search_models="embedded")


def test_who_searches_first_among_many_chunks_has_them_shortened_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held, "FLAT_MOST", 400)

    async def run(index: Index) -> None:
        await index.show(MANY)
        await all_searchable(index.workspace)
        while index.workspace.embedding.busy:
            await index.workspace.moved(1)
        await found(index, QUERIES[0])
        (one,) = index.repository.asking._held.values()
        assert one.following is not None
        await one.following
        assert (len(one.index), one.index.kind) == (500, "shortlist")

    in_index(run, search_use="on", search_models="embedded")


async def found(index: Index, query: str) -> list[tuple[str, str]]:
    """Path and name of what is found when all vectors are there to be asked."""
    while True:
        answer = await index.ask("search", {"query": query, "limit": 5})
        if answer["complete"] and not answer.get("reason"):
            return [(each["path"], each["name"]) for each in answer["results"]]
        await asyncio.sleep(0.02)


def test_what_is_not_edited_of_an_unsaved_text_is_as_near_as_when_it_was_saved() -> None:
    text = "def retry_upload(attempts):\n    '''Send it once more.'''\n    return send(attempts)\n"
    other = "\n\ndef paint_window(colour):\n    '''Draw it.'''\n    return draw(colour)\n"
    files = {"net.py": text + other, "user.py": "def login(name):\n    return name\n"}
    query = "another try of a transfer that failed"

    async def run(index: Index) -> None:
        await index.show(files)
        await all_searchable(index.workspace)
        while index.workspace.embedding.busy:
            await index.workspace.moved(1)
        saved = await meanings(index, index.session, query)
        assert saved["retry_upload"] > saved.get("login", 0)
        editor = Editor(index)
        edited = "import windows\n\n\n" + text + other.replace("Draw it.", "Fill it.")
        await editor.hold("net.py", edited)
        unsaved = await meanings(index, editor.session, query)
        assert unsaved["retry_upload"] == pytest.approx(saved["retry_upload"], abs=0.01)
        # Others see what is saved.
        assert await meanings(index, index.session, query) == saved
        await editor.close("net.py")
        assert await meanings(index, editor.session, query) == saved

    in_index(run, search_use="on", search_models="embedded")


def test_what_is_being_typed_is_as_near_as_if_it_was_saved() -> None:
    before = "def send(data):\n    return data\n"
    typed = f"{before}\n\ndef retry_upload(attempts):\n    return send(attempts)  # Once more.\n"
    files = {"net.py": before, "user.py": "def login(name):\n    return name\n"}
    query = "another try of a transfer that failed"
    near: list[dict[str, float]] = []

    async def made(index: Index, files: dict[str, str]) -> None:
        await index.show(files)
        await all_searchable(index.workspace)
        while index.workspace.embedding.busy:
            await index.workspace.moved(1)

    async def saved(index: Index) -> None:
        await made(index, {**files, "net.py": typed})
        near.append(await meanings(index, index.session, query))

    async def unsaved(index: Index) -> None:
        await made(index, files)
        editor = Editor(index)
        await editor.hold("net.py", typed)
        near.append(await meanings(index, editor.session, query))
        # Others see what is saved.
        assert "retry_upload" not in await meanings(index, index.session, query)

    in_index(saved, search_use="on", search_models="embedded")
    in_index(unsaved, search_use="on", search_models="embedded")
    assert near[0]["retry_upload"] > 0
    assert near[1]["retry_upload"] == pytest.approx(near[0]["retry_upload"], abs=0.01)


async def meanings(index: Index, session: Session, query: str) -> dict[str, float]:
    """By name of what is found how much its nearness in meaning counts."""
    params = {"query": query, "explain": True, "deadline_ms": 60_000}
    while True:
        answer = await index.handlers["search"](session, params)
        if answer["complete"] and not answer.get("reason"):
            return {each["name"]: each["parts"].get("meaning", 0) for each in answer["results"]}
        await asyncio.sleep(0.02)

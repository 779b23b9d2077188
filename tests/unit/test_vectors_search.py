"""From files to what is near in meaning: embedding in the background, and asking."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codegraph_client import models
from codegraph_daemon.chunks.row import Row
from codegraph_daemon.lexical.corpora import Corpora
from codegraph_daemon.lexical.users import UsersByView
from codegraph_daemon.pipeline.searchable import all_searchable
from codegraph_daemon.queries import readying
from codegraph_daemon.queries.meaning import near
from codegraph_daemon.store.searched import Searched
from codegraph_daemon.vectors import asking, embedding
from codegraph_daemon.vectors.making import _as_run
from embedding_models import shipped_model, static_model
from harness import Index, in_index

NOTHING = np.zeros(0, np.int64)
UPLOADS = '''
def send_report(data):
    """Push the data."""
    for attempts in range(3):
        if transfer(data):
            break
        repeat()


def choose_paint(x):
    return blue
'''
ACCOUNTS = """
class Account:
    def login(self, member):
        return self.person
"""


@pytest.fixture(autouse=True)
def _small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    static_model(models.models_dir() / "small")
    # However slow the machine is, a model that is loaded is waited for.
    monkeypatch.setattr(asking, "_ANSWER_SECONDS", 600.0)


async def settle(index: Index, files: Mapping[str, str]) -> None:
    """Bring the index to these files, until every text has its vectors."""
    await index.show(files)
    await all_searchable(index.workspace)
    await embedded(index)


async def embedded(index: Index) -> None:
    while index.workspace.embedding.busy:
        await index.workspace.moved(5)


async def find(index: Index, query: str, count: int = 3) -> list[tuple[str, str]]:
    """(Path, first line) of the chunks nearest to a query, by the first model."""
    generation = index.workspace.generation
    repository = index.repository
    corpora = Corpora(repository.words, repository.pool, UsersByView(repository.store))

    async def breathe() -> None:
        await asyncio.sleep(0)

    for _ in range(200):
        reading = await corpora.reading(generation, None, breathe)
        assert reading is not None
        found, reason = await near(repository.asking, generation, reading, query, count)
        if found:
            break
        # What is cold is being warmed.
        assert "loaded" in reason
        await asyncio.sleep(0.02)
    corpus = reading.corpus
    numbers, ordinals = corpus.chunks_at(found[0].places)
    shown: list[tuple[str, str]] = []
    for number, ordinal in zip(numbers.tolist(), ordinals.tolist(), strict=True):
        path = generation.path_of(corpus.files_of([number])[number][0])
        entry = generation.get(path)
        assert entry is not None
        (row,) = repository.words.chunks([entry.facts])
        assert row is not None
        lines = (index.root / path).read_text().splitlines()
        shown.append((path, lines[int(Row(row[1]).line[ordinal])]))
    return shown


def test_what_means_the_same_is_near_though_no_word_is_shared() -> None:
    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS, "accounts.py": ACCOUNTS})
        assert (await find(index, "upload again"))[0] == ("uploads.py", "def send_report(data):")
        assert (await find(index, "red"))[0][1] == "def choose_paint(x):"
        assert (await find(index, "user"))[0][0] == "accounts.py"

    in_index(run, search_use="on", search_models="small")


def test_what_is_not_loaded_is_waited_for_by_who_asks_for_it_alone() -> None:
    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        question = {"query": "choose paint"}
        first = await index.ask("search", question)
        assert first["results"][0]["name"] == "choose_paint"
        assert "still being loaded" in first["reason"]
        patient = await index.ask("search", {**question, "patience_ms": 600_000})
        assert "reason" not in patient
        # What is loaded by then is asked by all.
        assert "reason" not in await index.ask("search", {"query": "paint"})

    in_index(run, search_use="on", search_models="small")


def test_a_question_in_plain_letters_needs_no_worker_where_words_are_cut_by_a_list() -> None:
    shipped_model()

    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        pool = index.repository.maker.pool
        submit, submitted = pool.submit, list[str]()

        def noting(task: str, *arguments: Any, **named: Any) -> Any:
            submitted.append(task)
            return submit(task, *arguments, **named)

        pool.submit = noting  # type: ignore[method-assign]
        asked = await index.ask("search", {"query": "choose paint", "patience_ms": 600_000})
        assert "reason" not in asked
        # Whoever asks from now on has it at once.
        assert "reason" not in await index.ask("search", {"query": "sending reports"})
        assert submitted == []
        # Of other letters only the library knows what is one.
        other = {"query": "größe wählen"}
        assert "is still being loaded" in (await index.ask("search", other))["reason"]
        assert "reason" not in await index.ask("search", {**other, "patience_ms": 600_000})
        assert set(submitted) == {"query"}

    in_index(run, search_use="on", search_models="embedded")


def test_where_people_search_indexes_are_loaded_before_the_first_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readying, "_AFTER_SECONDS", 0.0)

    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        Searched(index.repository.store).note(time.time())
        # As a daemon that was started after it.
        later = Index(index.root, index.repository)
        await later.handlers["hello"](later.session, {})
        for _ in range(10_000):
            if any(held.ready for held in index.repository.asking._held.values()):
                break
            await asyncio.sleep(0.01)
        first = await later.ask("search", {"query": "choose paint"})
        assert first["reason"] == "the model small is still being loaded"

    in_index(run, search_use="on", search_models="small")


def test_edits_moves_and_removals_are_followed_and_nothing_is_embedded_twice() -> None:
    async def run(index: Index) -> None:
        maker = index.repository.maker
        texts: list[int] = []
        embed = maker.embed

        async def counting(*arguments: object) -> object:
            made = await embed(*arguments)  # type: ignore[arg-type]
            texts.append(len(made.keys))  # type: ignore[union-attr]
            return made

        maker.embed = counting  # type: ignore[assignment,method-assign]
        await settle(index, {"uploads.py": UPLOADS, "accounts.py": ACCOUNTS})
        first = sum(texts)
        assert first > 2
        assert (await find(index, "upload again"))[0][0] == "uploads.py"
        # Moved, and a comment on top: the functions are as they were.
        texts.clear()
        await settle(index, {"moved.py": UPLOADS, "accounts.py": ACCOUNTS})
        assert texts == []
        assert (await find(index, "upload again"))[0][0] == "moved.py"
        # One function of a file is edited.
        edited = UPLOADS.replace("return blue", "return user")
        await settle(index, {"moved.py": edited, "accounts.py": ACCOUNTS})
        assert sum(texts) == 1
        assert ("moved.py", "def choose_paint(x):") in await find(index, "user")
        # Gone, and back.
        texts.clear()
        await settle(index, {"accounts.py": ACCOUNTS})
        assert {path for path, _ in await find(index, "upload again")} == {"accounts.py"}
        await settle(index, {"moved.py": UPLOADS, "accounts.py": ACCOUNTS})
        assert texts == []
        assert (await find(index, "upload again"))[0][0] == "moved.py"

    in_index(run, search_use="on", search_models="small")


def test_what_is_alive_nowhere_is_removed_when_idle_and_a_copy_is_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("codegraph_daemon.vectors.held._SAVE_LEAST", 1)

    async def run(index: Index) -> None:
        asking = index.repository.asking
        await settle(index, {"uploads.py": UPLOADS, "accounts.py": ACCOUNTS})
        await find(index, "upload again")
        (held,) = asking._held.values()
        before = len(held.index)
        await settle(index, {"accounts.py": ACCOUNTS})
        await find(index, "upload again")
        assert len(held.index) == before
        await asking.tidy()
        assert 0 < len(held.index) < before
        assert held._copy.exists()
        # Another daemon begins with the copy.
        again = type(held)(held.model, held._around)
        await again._load()
        assert again.index.contents.tolist() == held.index.contents.tolist()

    in_index(run, search_use="on", search_models="small")


def test_vectors_that_nobody_needs_are_swept() -> None:
    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS, "accounts.py": ACCOUNTS})
        maker, store = index.repository.maker, index.repository.store
        keys = list(store.page_of_keys("vectors", b"", 100))
        store.write(
            [
                ("vectors", b"othermod" + keys[0][8:], b"x"),
                ("vectors", keys[0][:8] + b"unnamed!", b"x"),
            ]
        )
        assert sum(maker.sweep()) == 2
        assert store.page_of_keys("vectors", b"", 100) == keys
        assert sum(maker.sweep()) == 0

    in_index(run, search_use="on", search_models="small")


def test_a_model_that_is_new_answers_when_it_knows_everything_and_the_old_one_until_then() -> None:
    other = static_model(models.models_dir() / "other", "other", seed=2)

    async def old(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        assert [each.name for each in index.repository.asking.answering()] == ["small"]
        index.workspace.embedding._maker.models.clear()
        index.workspace.embedding._maker.models.append(_as_run(other))
        # As at the start of a daemon that has another model in its settings.
        index.workspace.embedding.begin()
        index.workspace.go_on()
        assert [each.name for each in index.repository.asking.answering()] == ["small"]
        assert (await find(index, "upload again"))[0][1] == "def send_report(data):"
        await embedded(index)
        assert [each.name for each in index.repository.asking.answering()] == ["other"]
        assert (await find(index, "upload again"))[0][1] == "def send_report(data):"

    in_index(old, search_use="on", search_models="small")


def test_no_model_and_a_model_that_is_missing_are_said(tmp_path: Path) -> None:
    async def run(index: Index) -> None:
        await index.show({"accounts.py": ACCOUNTS})
        await all_searchable(index.workspace)
        assert not index.workspace.embedding.busy
        assert index.workspace.embedding.progress() == []
        told = await index.repository.asking.nearest(0, "x", 3, NOTHING, lambda _: (), 0.1)
        assert told.found == []
        assert told.reason

    in_index(run, search_use="on", search_models="[]")
    in_index(run, search_use="on", search_models="missing")


def test_a_graphics_card_that_is_not_there_is_told_and_not_needed() -> None:
    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        await find(index, "upload again")
        asking = index.repository.asking
        await asking.tidy()
        assert (await find(index, "upload again"))[0][1] == "def send_report(data):"
        (status,) = (await index.ask("status", {}))["results"]
        assert any("reports no device" in problem for problem in status["problems"])

    in_index(run, search_use="on", search_models="small", search_gpu="on")


def test_progress_is_told_in_the_status() -> None:
    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        (status,) = (await index.ask("status", {}))["results"]
        (row,) = status["search"]["vectors"]
        assert row["model"] == "small"
        assert (row["state"], row["left"], row["reason"]) == ("ready", 0, "")

    in_index(run, search_use="on", search_models="small")


def test_a_model_that_cannot_be_run_is_told_and_words_go_on() -> None:
    model = models.find("small")
    assert model is not None
    (Path(model.folder) / "tokenizer.json").write_text("{}")
    embedding._loaded.clear()

    async def run(index: Index) -> None:
        await settle(index, {"uploads.py": UPLOADS})
        (status,) = (await index.ask("status", {}))["results"]
        (row,) = status["search"]["vectors"]
        assert row["state"] == "failed"
        assert "is damaged" in row["reason"]
        assert any("small cannot be used" in problem for problem in status["problems"])
        answer = await index.ask("search", {"query": "choose paint"})
        assert answer["results"][0]["name"] == "choose_paint"

    in_index(run, search_use="on", search_models="small")

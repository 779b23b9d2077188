"""Vectors of questions that the daemon makes itself: those that the library makes, bit by bit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codegraph_client import models
from codegraph_client.models import TABLE, Model
from codegraph_daemon.vectors.embedding import Loaded
from codegraph_daemon.vectors.questions import QuestionTable, table_of
from embedding_models import shipped_model, static_model

QUESTIONS = (
    "where are failed uploads retried",
    "getHTTPResponseCode",
    "assertRaisesMessage",
    "django.db.models.fields.related_descriptors.ForwardManyToOneDescriptor",
    "xqzvwk jjjjqqq zzxxy",
    "a b c 1 22 4444 55555",
    "retry retry retry",
    "supercalifragilisticexpialidocious_and_internationalization",
    "of one model " * 120,
    "x" * 2000,
    "?",
    "",
)


@contextmanager
def opened(model: Model) -> Iterator[QuestionTable | None]:
    table = table_of(model)
    try:
        yield table
    finally:
        if table is not None:
            table.close()


@pytest.fixture
def shipped() -> Model:
    return shipped_model()


def test_a_question_has_the_vector_that_the_library_gives(shipped: Model) -> None:
    library = Loaded(shipped)
    with opened(shipped) as table:
        assert table is not None
        for question in QUESTIONS:
            vector = table.vector(question)
            assert vector is not None
            assert vector.tobytes() == library.query(question).tobytes(), question
            again = table.vector(question)
            assert again is not None
            assert again.tobytes() == vector.tobytes()


def test_words_that_are_not_plain_letters_are_left_to_the_library(shipped: Model) -> None:
    with opened(shipped) as table:
        assert table is not None
        assert table.vector("größe der Liste") is None
        # What is no part of a word is not given to the model.
        assert table.vector("a → b") is not None


def test_a_table_that_was_cut_off_is_left_to_the_library(shipped: Model, tmp_path: Path) -> None:
    folder = shutil.copytree(shipped.folder, tmp_path / "model")
    with opened(replace(shipped, folder=str(folder))) as table:
        assert table is not None
        (folder / TABLE).write_bytes((folder / TABLE).read_bytes()[:1000])
        assert table.vector("upload") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["model"].update(type="BPE"),
        lambda told: told["model"].update(continuing_subword_prefix="_"),
        lambda told: told["model"].pop("unk_token"),
        lambda told: told.update(normalizer={"type": "Replace", "pattern": "a", "content": "b"}),
        lambda told: told.update(pre_tokenizer={"type": "Digits"}),
        lambda told: told["added_tokens"].append({"id": 0, "content": "upload"}),
        lambda told: told.clear(),
    ],
)
def test_words_that_are_cut_in_another_way_are_left_to_the_library(
    shipped: Model, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    folder = shutil.copytree(shipped.folder, tmp_path / "model")
    told = json.loads((folder / "tokenizer.json").read_bytes())
    change(told)
    (folder / "tokenizer.json").write_text(json.dumps(told))
    model = replace(shipped, folder=str(folder))
    files = {name: models.digest_of(folder / name) for name in model.files}
    assert table_of(replace(model, files=files)) is None
    # Nor is a model used whose files are not those that were added.
    assert table_of(model) is None


def test_tables_of_whole_words_are_left_to_the_library(tmp_path: Path) -> None:
    assert table_of(static_model(tmp_path / "model")) is None

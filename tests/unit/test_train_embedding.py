"""The making of the static embedding: from files of a package to a model that fastembed loads."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from codegraph_client import models
from codegraph_daemon.chunks.embedded_text import embedded_text, query_text
from tools.train_embedding import model
from tools.train_embedding.asking import alternatives, forms
from tools.train_embedding.batches import Batches
from tools.train_embedding.corpus import join, load, save
from tools.train_embedding.evaluation import ranks, score
from tools.train_embedding.harvest import Harvest, Query, harvest
from tools.train_embedding.packages import MOST, PERMISSIVE, Package, fetch, read_list
from tools.train_embedding.pieces import pieces_of
from tools.train_embedding.prose import mentions, sentences
from tools.train_embedding.training import train
from tools.train_embedding.vocabulary import learn

QUEUE = '''
"""Uploads that wait."""

class UploadQueue:
    """Holds uploads until the server takes them."""

    def retry_failed(self, limit):
        """Sends again what the server has refused."""
        for item in self.failed:
            # Give the server time to recover first.
            sleep(self.pause)
            if item.count > limit:
                raise QueueError("this upload was refused too many times")
            self.server.send(item)
'''
COLOURS = """
/** Paints the background of a picture in one colour. */
export function fillBackground(picture, colour) {
  for (const row of picture.rows) row.fill(colour);
  return picture.bounds;
}
"""
TESTS = """
def test_refused_uploads_go_out_later():
    queue = UploadQueue()
    queue.retry_failed(3)
    assert queue.failed == []
"""
README = """
Using it
========

Call `retry_failed` when the network has come back after a pause.
"""


def package(folder: Path, copies: int = 1) -> Path:
    """An archive of the files above."""
    path = folder / "uploads.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in (
            ("uploads-1/src/queue.py", QUEUE),
            ("uploads-1/src/paint.js", COLOURS),
            ("uploads-1/tests/test_queue.py", TESTS),
            ("uploads-1/README.rst", README),
            ("uploads-1/vendor/other.py", QUEUE.replace("retry", "repeat")),
        ):
            data = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def said(found: Harvest) -> set[tuple[str, str, str]]:
    """(kind, query, name of the target) of a harvest."""
    words = found.vocabulary
    queries = set()
    for at, (kind, target) in enumerate(
        zip(found.query_kinds.tolist(), found.query_targets.tolist(), strict=True)
    ):
        bounds = slice(found.query_starts[at], found.query_starts[at + 1])
        name = found.words[found.starts[5 * target] : found.starts[5 * target + 1]]
        queries.add(
            (
                Query(kind).name,
                " ".join(words[word] for word in found.query_words[bounds]),
                " ".join(words[word] for word in name),
            )
        )
    return queries


def test_queries_come_from_whatever_is_said_about_a_function(tmp_path: Path) -> None:
    assert said(harvest(package(tmp_path))) >= {
        ("SUMMARY", "sends again what the server has refused", "upload queue retry failed"),
        ("SUMMARY", "paints the background of a picture in one colour", "fill background"),
        ("NAME", "upload queue retry failed", "upload queue retry failed"),
        ("COMMENT", "give the server time to recover first", "upload queue retry failed"),
        ("MESSAGE", "this upload was refused too many times", "upload queue retry failed"),
        ("TEST", "refused uploads go out later", "upload queue retry failed"),
        (
            "MENTION",
            "call when the network has come back after a pause",
            "upload queue retry failed",
        ),
    }


def test_what_a_package_took_over_is_left_out(tmp_path: Path) -> None:
    assert "repeat" not in harvest(package(tmp_path)).vocabulary


def test_a_harvest_is_kept_as_it_was(tmp_path: Path) -> None:
    found = harvest(package(tmp_path))
    save(found, tmp_path / "kept.npz")
    again = load(tmp_path / "kept.npz")
    assert said(again) == said(found)
    assert again.languages == found.languages


def test_documentation_is_apart_from_the_code() -> None:
    (piece,) = pieces_of(
        "a.go", "go", "// Add adds.\n// Twice.\nfunc Add(a, b int) int { return a }\n"
    )
    assert (piece.name, piece.documentation, piece.is_class) == ("Add", "Add adds.\nTwice.", False)
    assert "adds" not in piece.code


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("Return the size. More of it here.\n\n@param x what", "Return the size"),
        ("@brief Reads one line of it.", "Reads one line of it"),
        ("Uses :class:`~a.B` for this.", "Uses a.B for this"),
    ],
)
def test_a_summary_is_a_sentence(documentation: str, expected: str) -> None:
    assert sentences(documentation)[0] == expected


def test_prose_mentions_symbols_that_its_sentence_then_lacks() -> None:
    text = "Changes:\n\n- Fixed a crash in `parse_header` with empty lines.\n"
    assert list(mentions(text)) == [("Fixed a crash in   with empty lines", "parse_header")]


def test_forms_and_synonyms_replace_each_other() -> None:
    assert "retries" in forms("retry")
    known = {word: at for at, word in enumerate(("fetch", "get", "getting", "fetching"))}
    assert set(alternatives(known)[known["getting"]]) == {1, 0 + 3}


def test_the_list_is_pinned_permissive_and_short() -> None:
    packages = read_list()
    assert len(packages) <= MOST
    assert len({each.folder for each in packages}) == len(packages)
    for each in packages:
        assert len(each.sha256) == 64
        assert set(each.licence.split("/")) <= PERMISSIVE


def test_a_file_with_another_hash_is_refused(tmp_path: Path) -> None:
    one = Package("npm", "uploads", "1", "0" * 64, "MIT", "a/uploads", "training")
    place = tmp_path / one.folder
    place.mkdir()
    package(place)
    (place / "version").write_text("1")
    with pytest.raises(ValueError, match="not the file that the list names"):
        fetch(one, tmp_path)


def test_training_brings_queries_to_what_answers_them_and_fastembed_loads_it(
    tmp_path: Path,
) -> None:
    corpus = join([harvest(package(tmp_path))])
    counts = np.bincount(corpus.words, minlength=len(corpus.vocabulary))
    tokenizer = learn(corpus.vocabulary, counts, 600)
    size = tokenizer.get_vocab_size()
    table = model.random_beginning(size, np.ones(size, np.int64), 1)
    table = train(table, Batches(corpus, tokenizer, 8, 1), 40)
    model.write(table, tokenizer, tmp_path / "model")
    embed = model.load(tmp_path / "model")
    texts = embed(
        [
            embedded_text("fillBackground", "", "", "row fill colour picture bounds"),
            embedded_text("UploadQueue.retry_failed", "", "", "sleep pause item server send"),
        ]
    )
    queries = embed([query_text("where are refused uploads sent again"), "picture background"])
    assert score(ranks(queries @ texts.T, [{1}, {0}])).mrr == 1
    again = train(
        model.random_beginning(size, np.ones(size, np.int64), 1),
        Batches(corpus, tokenizer, 8, 1),
        40,
    )
    assert np.array_equal(again, table)


def test_the_model_in_the_package_is_whole_small_and_finds_functions_by_questions() -> None:
    shipped = models.find(models.EMBEDDED)
    assert shipped is not None
    assert shipped.damage() == ""
    assert {"LICENSE", "NOTICE"} < {path.name for path in Path(shipped.folder).iterdir()}
    assert shipped.bytes <= model.LARGEST
    embed = model.load(Path(shipped.folder))
    texts = embed(
        [
            embedded_text(
                "UploadQueue.retry_failed", "", "", "for item in failed: server.send(item)"
            ),
            embedded_text("parseHeader", "", "", "const [name, value] = line.split(':')"),
            embedded_text("Cache.Evict", "", "", "c.oldest = entry.next; delete(c.entries, key)"),
        ]
    )
    queries = (
        "where are refused uploads sent again",
        "reading the fields before the body of a message",
        "how does it forget what was not used for long",
    )
    found = embed([query_text(query) for query in queries]) @ texts.T
    assert found.argmax(axis=1).tolist() == [0, 1, 2]

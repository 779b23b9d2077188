"""The index of vectors: the nearest are found, whatever came and went, and a copy is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from codegraph_daemon.vectors import saved
from codegraph_daemon.vectors.index import ORDINAL_BITS, VectorIndex
from codegraph_daemon.vectors.quantising import METRICS, Codes, Floats, Metric, quantised, scale_of
from codegraph_daemon.vectors.shortlist import Shortlist
from codegraph_daemon.vectors.training import sample_for, train

DIMENSION = 32
SCALE = scale_of("cosine", DIMENSION)


class Sample:
    """Vectors in groups, as texts about one thing are, and the index of some of them."""

    def __init__(self, metric: Metric = "cosine", seed: int = 1) -> None:
        self.random = np.random.default_rng(seed)
        self.groups = self.random.standard_normal((40, DIMENSION)).astype(np.float32)
        self.index = VectorIndex(DIMENSION, metric, SCALE)
        self.metric: Metric = metric
        self.known: dict[int, Floats] = {}
        self.contents = 0

    def vectors(self, count: int) -> Floats:
        noise = self.random.standard_normal((count, DIMENSION)).astype(np.float32)
        vectors: Floats = self.groups[self.random.integers(0, len(self.groups), count)] + noise
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        if self.metric != "cosine":
            vectors *= self.random.uniform(0.7, 1.4, (count, 1)).astype(np.float32)
        return vectors

    def codes(self, vectors: Floats) -> Codes:
        return quantised(vectors, self.metric, SCALE)

    def add(self, contents: int, chunks: int = 5) -> None:
        vectors = self.vectors(contents * chunks)
        numbers = np.arange(contents * chunks)
        ids = ((self.contents + numbers // chunks) << ORDINAL_BITS) | (numbers % chunks)
        self.contents += contents
        self.index.add(ids, self.codes(vectors))
        self.known.update(zip(ids.tolist(), vectors, strict=True))

    def remove(self, *contents: int) -> int:
        self.known = {
            each: vector
            for each, vector in self.known.items()
            if each >> ORDINAL_BITS not in contents
        }
        return self.index.remove(np.array(contents))

    def use_shortlist(self) -> None:
        sample = self.index.sample(sample_for(len(self.index)), self.random)
        shortlist = Shortlist(self.index.dimension, self.metric, train(sample, self.metric))
        while self.index.fill(shortlist, 999):
            pass
        self.index.use_shortlist(shortlist)

    def exact(self, query: Floats, count: int, but: set[int] = frozenset()) -> list[int]:  # type: ignore[assignment]
        ids = np.array([each for each in self.known if each >> ORDINAL_BITS not in but])
        vectors = np.array([self.known[each] for each in ids.tolist()])
        if self.metric == "l2":
            scores = -np.square(vectors - query).sum(axis=1)
        else:
            scores = vectors @ query
        found: list[int] = ids[np.argsort(-scores)][:count].tolist()
        return found

    def recall(self, queries: int = 40, allowed: NDArray[np.bool_] | None = None) -> float:
        but = set() if allowed is None else set(np.flatnonzero(~allowed).tolist())
        hits = 0
        for query in self.vectors(queries):
            found = self.index.search(query, 10, allowed)[0].tolist()
            assert len(found) == len(set(found)) == 10
            hits += len(set(found) & set(self.exact(query, 10, but)))
        return hits / (10 * queries)


@pytest.mark.parametrize("metric", METRICS)
def test_the_nearest_are_found_with_their_scores(metric: Metric) -> None:
    sample = Sample(metric)
    sample.add(200)
    assert sample.recall() > 0.95
    query = sample.vectors(1)[0]
    ids, scores = sample.index.search(query, 5)
    for each, score in zip(ids.tolist(), scores.tolist(), strict=True):
        vector = sample.known[each]
        meant = -np.square(vector - query).sum() if metric == "l2" else vector @ query
        if metric == "cosine":
            meant /= np.linalg.norm(query)
        assert score == pytest.approx(meant, abs=0.05)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


@pytest.mark.parametrize("shortlist", [False, True])
def test_a_vector_with_a_number_beyond_a_byte_keeps_its_direction(shortlist: bool) -> None:
    """Texts of a word or two have vectors with a few large numbers, and are near to much."""
    sample = Sample()
    sample.add(300)
    pointed = sample.vectors(60)
    pointed[np.arange(60), sample.random.integers(0, DIMENSION, 60)] = 3
    pointed /= np.linalg.norm(pointed, axis=1, keepdims=True)
    assert (np.abs(pointed).max(axis=1) * SCALE > 127).all()
    ids = (300 + np.arange(60)) << ORDINAL_BITS
    sample.index.add(ids, sample.codes(pointed))
    sample.known.update(zip(ids.tolist(), pointed, strict=True))
    if shortlist:
        sample.use_shortlist()
    for each, vector in zip(ids.tolist(), pointed, strict=True):
        found, scores = sample.index.search(vector, 5)
        assert found[0] == each
        assert scores[0] == pytest.approx(1, abs=0.002)
    assert sample.recall() > 0.95
    # Who takes the place of such a vector is as long as all are.
    sample.remove(*range(300, 360))
    sample.add(12)
    assert len(sample.index._short) == 0
    assert sample.recall() > 0.95


def test_what_was_removed_is_not_found_and_its_place_is_used_again() -> None:
    sample = Sample()
    sample.add(100)
    assert sample.remove(3, 7, 50) == 15
    assert sample.remove(3, 7, 50) == 0
    assert len(sample.index) == 485
    assert sample.recall() > 0.95
    slots = sample.index._slots
    sample.add(2)
    assert sample.index._slots == slots, "ten vectors lie where fifteen were"
    sample.add(2)
    assert sample.index._slots == slots + 5
    assert sample.recall() > 0.95
    assert sample.index.contents.tolist() == sorted({each >> ORDINAL_BITS for each in sample.known})
    assert sorted(sample.index.ids.tolist()) == sorted(sample.known)


def test_only_what_is_allowed_is_found() -> None:
    sample = Sample()
    sample.add(100)
    allowed = np.arange(90) % 3 == 0
    query = sample.vectors(1)[0]
    found = sample.index.search(query, 500, allowed)[0]
    assert sorted(found.tolist()) == sorted(
        each for each in sample.known if each >> ORDINAL_BITS in range(0, 90, 3)
    )
    assert not len(sample.index.search(query, 5, np.zeros(0, np.bool_))[0])
    assert not len(sample.index.search(query, 5, np.zeros(100, np.bool_))[0])


def test_an_empty_index_finds_nothing() -> None:
    sample = Sample()
    assert not len(sample.index.search(sample.vectors(1)[0], 10)[0])
    sample.add(1)
    sample.remove(0)
    assert not len(sample.index.search(sample.vectors(1)[0], 10)[0])
    assert not len(sample.index.contents)


@pytest.mark.parametrize("metric", METRICS)
def test_a_shortlist_has_the_nearest_after_edits_too(metric: Metric) -> None:
    sample = Sample(metric)
    sample.add(1200)
    sample.use_shortlist()
    assert sample.index.kind == "shortlist"
    assert len(sample.index) == 6000
    assert sample.recall() > 0.9
    sample.remove(*range(0, 1200, 10))
    assert len(sample.index) == 5400
    assert sample.recall() > 0.9
    sample.add(200)
    assert sorted(sample.index.ids.tolist()) == sorted(sample.known)
    assert sample.recall() > 0.9
    # Few that are allowed are all compared, and of more the shortlist is longer.
    for share in (100, 2):
        allowed = np.arange(1400) % share == 1
        assert sample.recall(allowed=allowed) > 0.9


def test_what_a_shortlist_finds_is_what_all_would_have_found() -> None:
    """Scores and order are those of the bytes, not of the short codes."""
    sample = Sample()
    sample.add(1200)
    queries = sample.vectors(20)
    flat = [sample.index.search(query, 50) for query in queries]
    sample.use_shortlist()
    alike = 0
    for query, (ids, scores) in zip(queries, flat, strict=True):
        found, told = sample.index.search(query, 50)
        alike += len(set(found.tolist()) & set(ids.tolist()))
        known = dict(zip(ids.tolist(), scores.tolist(), strict=True))
        for each, score in zip(found.tolist(), told.tolist(), strict=True):
            assert score == pytest.approx(known.get(each, score), abs=1e-4)
        assert told.tolist() == sorted(told.tolist(), reverse=True)
    assert alike > 0.98 * 20 * 50


@pytest.mark.parametrize("dimension", [32, 36, 50, 7])
def test_short_codes_that_took_the_place_of_others_are_where_faiss_reads_them(
    dimension: int,
) -> None:
    random = np.random.default_rng(3)
    codes = random.integers(-127, 128, (300, dimension)).astype(np.int8)
    centroids = train(codes, "cosine")
    whole = Shortlist(dimension, "cosine", centroids)
    rows = codes.astype(np.float32)
    whole.add(rows)
    mixed = Shortlist(dimension, "cosine", centroids)
    mixed.add(rows[::-1].copy())
    for slots in np.array_split(random.permutation(300), 7):
        mixed.put(slots, rows[slots])
    assert (mixed.packed() == whole.packed()).all()


def test_a_shortlist_can_be_made_anew() -> None:
    sample = Sample()
    sample.add(400)
    sample.use_shortlist()
    sample.remove(5)
    sample.use_shortlist()
    ids, codes = sample.index.held()
    assert sorted(ids.tolist()) == sorted(sample.known)
    for each, code in zip(ids.tolist(), codes, strict=True):
        assert (sample.codes(sample.known[each][None])[0] == code).all()
    assert sample.recall() > 0.9


@pytest.mark.parametrize("shortlist", [False, True])
def test_a_saved_copy_answers_alike(tmp_path: Path, shortlist: bool) -> None:
    sample = Sample()
    sample.add(400)
    if shortlist:
        sample.use_shortlist()
    sample.remove(1, 2, 3)
    sample.add(1)
    path = tmp_path / "index"
    saved.save(sample.index, path, {"model": "m"})
    assert [each.name for each in tmp_path.iterdir()] == ["index"]
    loaded = saved.load(path, {"model": "m"})
    assert loaded is not None
    assert loaded.kind == sample.index.kind
    for query in sample.vectors(5):
        assert loaded.search(query, 10)[0].tolist() == sample.index.search(query, 10)[0].tolist()
    # It goes on as the one that was saved.
    sample.index = loaded
    sample.remove(4)
    sample.add(5)
    assert sample.recall() > 0.9
    assert sorted(loaded.ids.tolist()) == sorted(sample.known)


def test_a_copy_that_is_foreign_or_damaged_is_none(tmp_path: Path) -> None:
    sample = Sample()
    sample.add(50)
    path = tmp_path / "index"
    assert saved.load(path, {"model": "m"}) is None
    saved.save(sample.index, path, {"model": "m"})
    assert saved.load(path, {"model": "other"}) is None
    whole = path.read_bytes()
    for at in range(0, len(whole), 97):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0x10,)) + whole[at + 1 :])
        assert saved.load(path, {"model": "m"}) is None
    for length in range(0, len(whole), 131):
        path.write_bytes(whole[:length])
        assert saved.load(path, {"model": "m"}) is None
    path.write_bytes(whole)
    assert saved.load(path, {"model": "m"}) is not None


def test_an_index_that_cannot_be_saved_leaves_nothing_behind(tmp_path: Path) -> None:
    sample = Sample()
    sample.add(5)
    with pytest.raises(OSError, match="missing"):
        saved.save(sample.index, tmp_path / "missing" / "index", {})
    assert not list(tmp_path.iterdir())

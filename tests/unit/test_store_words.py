"""Words in the store: what was said of a content is found, and goes when the content does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.store.crowded import CROWDED
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.occurrences import (
    Holders,
    Occurrences,
    join_holders,
    join_occurrences,
    pack_holders,
    pack_many_holders,
    pack_many_occurrences,
    pack_occurrences,
    unpack_holders,
    unpack_occurrences,
)
from codegraph_daemon.store.pages import Entry
from codegraph_daemon.store.postings import Postings
from codegraph_daemon.store.sweep import Sweep
from codegraph_daemon.store.views import ViewStore
from codegraph_daemon.store.words import RESERVE, Words

Row = tuple[int, int, int]
"""(number, ordinal, frequency)"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "store", 8)
    yield store
    store.close()


@pytest.fixture
def words(store: Store) -> Words:
    return Words(store, Postings(store).next_segment)


def occurrences(*rows: Row) -> Occurrences:
    numbers, ordinals, frequencies = zip(*rows, strict=True)
    return Occurrences(
        np.asarray(numbers, np.uint32),
        np.asarray(ordinals, np.uint16),
        np.asarray(frequencies, np.uint8),
    )


def holders(*rows: tuple[int, int]) -> Holders:
    """Contents by number, each with what follows a trigram there."""
    return Holders(*np.asarray(rows, np.uint32).T)


def listed(found: Occurrences | Holders) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in found), strict=True))


def facts_id(number: int) -> bytes:
    return number.to_bytes(16, "big")


async def add(words: Words, *terms: bytes) -> int:
    """One content with these terms; its number."""
    number = words.reserve(1)
    value = pack_occurrences(occurrences((number, 0, 1)))
    trigrams = {term[:3]: pack_holders(holders((number, 2))) for term in terms}
    row = (facts_id(number), number, b"chunks")
    await words.add([row], [(term, value) for term in terms], trigrams.items())
    return number


# --- Packing ----------------------------------------------------------------------------------

_ROWS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 2)),
        st.one_of(st.integers(0, 300), st.integers(0, 4095)),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda row: row[:2],
).map(sorted)


@given(rows=_ROWS)
def test_what_is_packed_is_unpacked(rows: list[Row]) -> None:
    assert listed(unpack_occurrences(pack_occurrences(occurrences(*rows)))) == rows
    held = [(number, ordinal << 16 | bits) for number, ordinal, bits in rows]
    assert listed(unpack_holders(pack_holders(holders(*held)))) == held


@given(parts=st.lists(_ROWS, min_size=1, max_size=4))
def test_many_terms_are_packed_as_each_would_be(parts: list[list[Row]]) -> None:
    bounds = np.cumsum([0, *map(len, parts)])
    flat = occurrences(*(row for rows in parts for row in rows))
    terms = [f"term{number}".encode() for number in range(len(parts))]
    packed = dict(pack_many_occurrences(terms, bounds.tolist(), flat))
    assert [listed(unpack_occurrences(packed[term])) for term in terms] == parts

    trigrams = np.arange(len(parts), dtype=np.uint32)
    held = Holders(flat.numbers, flat.ordinals.astype(np.uint32) << np.uint32(16))
    turned = dict(pack_many_holders(trigrams, bounds.astype(np.uint32), held))
    for number, rows in enumerate(parts):
        found = unpack_holders(turned[number.to_bytes(3, "big")])
        assert listed(found) == [(n, ordinal << 16) for n, ordinal, _ in rows]


def test_values_of_several_segments_are_read_as_one() -> None:
    parts = [
        occurrences((700, 1, 3), (700, 2, 1)),
        occurrences((5, 0, 9)),
        occurrences((70_000, 300, 1)),
    ]
    found = join_occurrences([pack_occurrences(part) for part in parts])
    assert listed(found) == [(5, 0, 9), (700, 1, 3), (700, 2, 1), (70_000, 300, 1)]
    held = [holders((700, 3), (70_000, 1)), holders((5, 9))]
    assert listed(join_holders(list(map(pack_holders, held)))) == [(5, 9), (700, 3), (70_000, 1)]


OF_AN_EARLIER_VERSION = b"\0" + (1).to_bytes(4, "little") + bytes(range(6))
"""A value of the family of trigrams that has numbers of contents alone."""


def test_a_value_without_places_is_of_nobody() -> None:
    assert listed(unpack_holders(OF_AN_EARLIER_VERSION)) == []
    ours = pack_holders(holders((7, 1 << 31)))
    assert listed(join_holders([OF_AN_EARLIER_VERSION, ours])) == [(7, 1 << 31)]


# --- Numbers ----------------------------------------------------------------------------------


def test_a_number_is_never_given_twice(store: Store) -> None:
    given_numbers: list[int] = []
    for count in (1, 7, RESERVE + 3, 256):
        # Each time as after a kill: nothing is said when the one before ends.
        words = Words(store, Postings(store).next_segment)
        first = words.reserve(count)
        given_numbers += range(first, first + count)
        assert words.next_number == first + count
    assert len(set(given_numbers)) == len(given_numbers)


# --- Reading and merging ----------------------------------------------------------------------


async def test_terms_are_found_whole_and_by_their_beginning(words: Words) -> None:
    first = await add(words, b"retry", b"upload")
    second = await add(words, b"retries", b"upload")

    assert listed(words.occurrences([b"upload"])[0]) == [(first, 0, 1), (second, 0, 1)]
    assert listed(words.occurrences([b"ret"])[0]) == []
    assert [listed(found) for found in words.contents_with([b"ret", b"xyz"])] == [
        [(first, 2), (second, 2)],
        [],
    ]


async def test_terms_are_walked_through_and_passed_over(words: Words) -> None:
    await add(words, b"retry", b"upload")
    await add(words, b"retries", b"retry", b"zip")
    shown: list[bytes] = []

    def after(term: bytes) -> bytes:
        shown.append(term)
        return b"u" if term == b"retry" else term + b"\1" if term != b"upload" else b""

    assert words.walk_terms(b"ret", after) == b""
    assert shown == [b"retries", b"retry", b"upload"]


async def test_a_content_that_was_given_up_is_not_missing(words: Words) -> None:
    words.give_up(facts_id(1), "bad.py")
    assert words.given_up() == {facts_id(1): "bad.py"}
    assert words.missing([facts_id(1), facts_id(2)]) == [facts_id(2)]


async def test_another_version_of_the_cutter_cuts_everything_anew(words: Words) -> None:
    words.renew(1)
    first = await add(words, b"term")
    words.give_up(facts_id(99), "bad.py")
    words.renew(1)
    assert words.missing([facts_id(first), facts_id(99)]) == []
    words.renew(2)
    assert words.missing([facts_id(first), facts_id(99)]) == [facts_id(first), facts_id(99)]
    assert words.given_up() == {}
    second = await add(words, b"term")
    assert second > first


async def test_segments_of_a_term_that_is_read_are_merged(store: Store, words: Words) -> None:
    numbers = [await add(words, b"common", b"rare%d" % i) for i in range(CROWDED + 2)]
    before = words.occurrences([b"common"])[0]
    words.contents_with([b"com"])
    assert words.crowded == 2
    assert words.compact() == 2

    assert words.crowded == 0
    assert len(list(store.scan("terms", b"common\0"))) == 1
    assert listed(words.occurrences([b"common"])[0]) == listed(before)
    assert listed(words.contents_with([b"com"])[0]) == [(number, 2) for number in numbers]


# --- The sweep --------------------------------------------------------------------------------


async def test_the_sweep_drops_words_of_contents_that_are_gone(store: Store, words: Words) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    kept, gone = await add(words, b"both", b"kept"), await add(words, b"both", b"gone")
    for number in (kept, gone):
        store.write([("facts", facts_id(number), b"facts")])
    entry = Entry(store.paths.path_id("a.py"), facts_id(kept), b"", 1, 1, 1, 1)
    views.commit(view, views.load(view), {"a.py": entry})

    # First it is found that nothing names it, then that nothing has for a while.
    for now in (1000, 2000):
        sweep = Sweep(store, views, now, keep_days=0, of_words=words)
        while not sweep.step():
            pass

    assert words.missing([facts_id(kept), facts_id(gone)]) == [facts_id(gone)]
    assert listed(words.occurrences([b"both"])[0]) == [(kept, 0, 1)]
    assert listed(words.occurrences([b"kept"])[0]) == [(kept, 0, 1)]
    assert list(store.scan("terms", b"gone")) == []
    assert list(map(listed, words.contents_with([b"bot", b"gon"]))) == [[(kept, 2)], []]


async def test_the_sweep_drops_trigrams_of_an_earlier_version(store: Store, words: Words) -> None:
    kept = await add(words, b"both")
    store.write([("facts", facts_id(kept), b"facts")])
    store.write([("trigrams", b"bot\xff\xff\xff\xff", OF_AN_EARLIER_VERSION)])
    store.write([("trigrams", b"old\xff\xff\xff\xff", OF_AN_EARLIER_VERSION)])
    sweep = Sweep(store, ViewStore(store), 1000, of_words=words)
    while not sweep.step():
        pass
    assert [key[:3] for key, _ in store.scan("trigrams")] == [b"bot"]
    assert listed(words.contents_with([b"bot"])[0]) == [(kept, 2)]


async def test_the_sweep_forgets_why_contents_that_are_gone_were_given_up(
    store: Store, words: Words
) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    for number in (1, 2):
        store.write([("facts", facts_id(number), b"facts")])
        words.give_up(facts_id(number), "bad.py")
    entry = Entry(store.paths.path_id("bad.py"), facts_id(1), b"", 1, 1, 1, 1)
    views.commit(view, views.load(view), {"bad.py": entry})

    for now in (1000, 2000):
        sweep = Sweep(store, views, now, keep_days=0, of_words=words)
        while not sweep.step():
            pass

    assert words.given_up() == {facts_id(1): "bad.py"}


async def test_what_comes_while_the_sweep_goes_on_is_kept(store: Store, words: Words) -> None:
    views = ViewStore(store)
    await add(words, b"early")
    sweep = Sweep(store, views, 1000, of_words=words)
    late: list[int] = []
    while not sweep.step():
        if len(late) < 20:
            late.append(await add(words, b"late"))
            store.write([("facts", facts_id(late[-1]), b"facts")])

    assert words.occurrences([b"late"])[0].numbers.tolist() == late
    assert words.contents_with([b"lat"])[0].numbers.tolist() == late

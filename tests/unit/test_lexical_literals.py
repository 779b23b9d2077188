"""Which files may hold a literal: those with its trigrams, each followed by what it should be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.chunks.trigrams import by_trigram, trigrams
from codegraph_daemon.lexical.corpus import Content, Corpus
from codegraph_daemon.lexical.literals import Needs, contents_with, of_phrase
from codegraph_daemon.lexical.naming import Naming
from codegraph_daemon.lexical.reading import LAST, Reading, Unsaved
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.occurrences import Holders, pack_many_holders
from codegraph_daemon.store.postings import Postings
from codegraph_daemon.store.words import Words


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Words]:
    store = Store.open(tmp_path_factory.mktemp("literals") / "store", 8)
    yield Words(store, Postings(store).next_segment)
    store.close()


def packed(first: int, texts: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """The rows of the trigrams of some texts, whose numbers begin with `first`."""
    turned = by_trigram([(n, trigrams(text)) for n, text in enumerate(texts, first)])
    holders = Holders(turned.owners, turned.followers)
    return list(pack_many_holders(turned.values, turned.bounds, holders))


def reading(words: Words, *segments: Sequence[bytes], unsaved: Sequence[bytes] = ()) -> Reading:
    """The words of some texts, each living, in the order of their numbers."""
    first = words.next_number
    for texts in segments:
        number = words.reserve(len(texts))
        asyncio.run(words.add([], [], packed(number, texts)))
    until = words.next_number
    count = until - first + len(unsaved)
    one = np.ones(1, np.uint16)
    corpus = Corpus().with_files(
        {
            n: Content(first + n, one, one.astype(np.uint8), one.astype(np.int32))
            for n in range(count)
        }
    )
    open_texts = [Unsaved(b"", {}, dict(packed(0, [text]))) for text in unsaved]
    users = np.zeros(0, np.int32)
    return Reading(words, corpus, Naming(), users, until if unsaved else LAST, open_texts)


def found(read: Reading, *literals: bytes) -> list[int]:
    """Which of the texts may have the literals, by their order."""
    numbers = contents_with(read, Needs(literals))
    assert numbers is not None
    return (numbers - read.corpus.all_numbers()[0]).tolist()


def test_a_text_with_all_trigrams_of_a_phrase_but_not_in_a_row_is_none(words: Words) -> None:
    scattered = b"up the upper class; upload, download failing, load fails; d failed"
    phrase = b"upload failed"
    assert all(phrase[at : at + 3] in scattered for at in range(len(phrase) - 2))
    assert found(reading(words, [scattered, b"the Upload Failed"]), phrase) == [1]


def test_a_phrase_may_stand_anywhere_in_a_text(words: Words) -> None:
    texts = [b"." * before + b"Upload Failed" for before in range(20)]
    assert found(reading(words, texts), b"upload failed") == list(range(20))


def test_trigrams_that_follow_each_other_only_from_one_text_to_the_next_are_none(
    words: Words,
) -> None:
    texts = [b"a connection", b" reset", b"a connection reset"]
    assert found(reading(words, texts), b"connection reset") == [2]
    assert found(reading(words, *([text] for text in texts)), b"connection reset") == [2]


def test_what_follows_the_last_trigram_does_not_matter(words: Words) -> None:
    texts = [b"abc", b"abcd", b"ab", b"xabcx"]
    assert found(reading(words, texts), b"abc") == [0, 1, 3]


def test_unsaved_texts_are_told_apart_as_well(words: Words) -> None:
    read = reading(
        words, [b"a connection reset"], unsaved=[b"a Connection Reset", b"reset connection"]
    )
    assert found(read, b"connection reset") == [0, 1]


TEXTS = st.lists(
    st.text(st.sampled_from("aAbc \nKé"), max_size=60).map(str.encode), min_size=1, max_size=6
)


@given(segments=st.lists(TEXTS, min_size=1, max_size=3), unsaved=TEXTS, data=st.data())
def test_who_has_a_phrase_is_always_among_those_that_may(
    words: Words, segments: list[list[bytes]], unsaved: list[bytes], data: st.DataObject
) -> None:
    texts = [text for some in segments for text in some] + unsaved
    read = reading(words, *segments, unsaved=unsaved)
    whole = data.draw(st.sampled_from(texts)).decode()
    a, b = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    needs = of_phrase(whole[a:b])
    if needs.nothing:
        return
    may = found(read, *needs.literals)
    assert may == sorted(may)
    assert {n for n, text in enumerate(texts) if needs.literals[0] in text.lower()} <= set(may)


def test_a_content_that_is_gone_is_none(words: Words) -> None:
    read = reading(words, [b"gone upload", b"kept upload"])
    read.corpus = read.corpus.with_files({0: None})
    assert contents_with(read, Needs((b"upload",))).tolist() == read.corpus.all_numbers().tolist()  # type: ignore[union-attr]


def test_of_a_phrase_with_a_trigram_that_nobody_has_nothing_is_found(words: Words) -> None:
    assert found(reading(words, [b"upload"]), b"upload qqq") == []

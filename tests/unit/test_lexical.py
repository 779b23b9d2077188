"""Words at query time: arrays of chunks, what a pattern cannot do without, what is nearly a term."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.lexical.corpus import Content, Corpus
from codegraph_daemon.lexical.literals import Needs, of_pattern, of_phrase
from codegraph_daemon.lexical.nearest import Near
from codegraph_daemon.store.occurrences import Occurrences

# --- The corpus -------------------------------------------------------------------------------

_CONTENTS = {number: [number + 1] * (number % 4) for number in range(12)}
"""Lengths of the chunks of each content; some have none."""


def content(number: int) -> Content:
    lengths = np.asarray(_CONTENTS[number], np.uint16)
    ordinals = np.arange(len(lengths))
    return Content(number, lengths, ordinals.astype(np.uint8), ordinals.astype(np.int32), number)


@given(
    steps=st.lists(
        st.dictionaries(st.integers(0, 7), st.one_of(st.none(), st.integers(0, 11)), max_size=4),
        max_size=12,
    )
)
def test_a_corpus_holds_what_its_files_have(steps: list[dict[int, int | None]]) -> None:
    corpus, files = Corpus(), dict[int, int]()
    every = [(number, ordinal) for number in _CONTENTS for ordinal in range(number % 4)]
    numbers, ordinals = map(list, zip(*every, strict=True))
    frequencies = np.arange(len(every), dtype=np.uint8)
    everything = Occurrences(
        np.asarray(numbers, np.uint32), np.asarray(ordinals, np.uint16), frequencies
    )
    for step in steps:
        corpus = corpus.with_files(
            {path_id: None if n is None else content(n) for path_id, n in step.items()}
        )
        for path_id, number in step.items():
            files.pop(path_id, None)
            if number is not None:
                files[path_id] = number
        alive = set(files.values())
        expected = [(chunk, i) for i, chunk in enumerate(every) if chunk[0] in alive]

        places, found = corpus.places_of(everything)
        assert len(set(places.tolist())) == len(places)
        back = zip(*(column.tolist() for column in corpus.chunks_at(places)), strict=True)
        assert list(zip(back, found.tolist(), strict=True)) == expected
        assert corpus.lengths[places].tolist() == [number + 1 for (number, _), _ in expected]
        assert corpus.chunks == len(expected)
        assert corpus.words == sum(number + 1 for (number, _), _ in expected)
        assert corpus.kinds[places].tolist() == [ordinal for (_, ordinal), _ in expected]
        assert corpus.contents == len({number for (number, _), _ in expected})
        for number in {number for (number, _), _ in expected}:
            slot = corpus.slot_of(number)
            own = sorted(path_id for path_id, n in files.items() if n == number)
            assert corpus.files_at(slot) == own
            assert corpus.slots_of(np.asarray(own, np.uint32)).tolist() == [slot] * len(own)
            assert corpus.place(number, 0) == corpus.firsts[slot]
            assert corpus.content_lengths[slot] == sum(_CONTENTS[number])
            of_paths = np.asarray([16, 48, 16, 48, 48, 32, 48, 48], np.uint8)
            common = np.bitwise_and.reduce(of_paths[own])
            assert corpus.traits_with(of_paths)[slot] == number | common
        some = np.asarray(sorted(files)[::2], np.intp)
        wanted = {files[path_id] for path_id in some.tolist()}
        mask = corpus.mask_of_files(some)
        assert [bool(mask[place]) for place in places] == [n in wanted for (n, _), _ in expected]


# --- Phrases and patterns ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("foo.*BARBAZ", Needs((b"foo", b"barbaz"))),
        ("(foo|bar)baz", Needs((b"baz",), ((Needs((b"foo",)), Needs((b"bar",))),))),
        ("x{3}yz", Needs((b"xxxyz",))),
        ("colou?r", Needs((b"colo",))),
        ("(abcd)?efgh$", Needs((b"efgh",))),
        ("(?i)Kelvinator", Needs((b"elvinator",))),
        ("größe", Needs(("größe".encode(),))),
        ("(?i)GRÖSSE", Needs()),
        ("ab|abcd", Needs()),
        ("[abc]+", Needs()),
        ("(?!never)always", Needs((b"always",))),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern: str, needs: Needs) -> None:
    assert of_pattern(pattern) == needs


_PIECES = st.sampled_from(
    [
        "abc",
        "Def",
        "gk",
        ".",
        "x*",
        "(ab|CDE)",
        "[st]+",
        "(?:kmn)?",
        "o{2,3}",
        "^",
        "$",
        "(?i:Sk)",
        "é",
    ]
)


@given(pattern=st.lists(_PIECES, min_size=1, max_size=5).map("".join), data=st.data())
def test_what_matches_has_what_the_pattern_needs(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.MULTILINE)))
    assert has(text.encode("utf-8", "surrogatepass").lower(), of_pattern(pattern))


def has(text: bytes, needs: Needs) -> bool:
    return all(literal in text for literal in needs.literals) and all(
        any(has(text, one) for one in alternatives) for alternatives in needs.choices
    )


def test_a_short_phrase_needs_nothing() -> None:
    assert of_phrase("ab") == Needs()
    assert of_phrase("Connection Reset") == Needs((b"connection reset",))


# --- Near terms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("receive", "recieve", 1),
        ("upload", "uplod", 1),
        ("upload", "uploads", 1),
        ("upload", "aplood", 2),
        ("parse", "parse", 0),
    ],
)
def test_how_many_mistakes_lie_between_two_terms(one: str, other: str, far: int) -> None:
    assert near([other], one, 2) == [(far, other)]
    assert near([one], other, 2) == [(far, one)]


def test_of_many_terms_only_those_are_looked_at_that_may_be_near() -> None:
    looked: list[str] = []
    terms = ["upload", "uxa", "uxall", "uxam", "uxpload", "uz"]
    assert near(terms, "upload", 1, looked) == [(0, "upload"), (1, "uxpload")]
    assert looked == ["upload", "uxa", "uxpload", "uz"]


@given(
    terms=st.sets(st.text("abc", min_size=1, max_size=8)),
    term=st.text("abc", min_size=1, max_size=8),
    allowed=st.integers(0, 2),
)
def test_near_are_those_with_few_mistakes(terms: set[str], term: str, allowed: int) -> None:
    far = [(mistakes(term, other), other) for other in sorted(terms)]
    assert near(terms, term, allowed) == [each for each in far if each[0] <= allowed]


def near(
    terms: Collection[str], term: str, allowed: int, looked: list[str] | None = None
) -> list[tuple[int, str]]:
    """Those of some terms that are near, with how far they are, in their order."""
    looking, wanted = Near(term.encode(), allowed), b""
    for other in sorted(terms):
        if other.encode() >= wanted:
            if looked is not None:
                looked.append(other)
            wanted = looking.look_at(other.encode())
    return [(far, other.decode()) for far, other in looking.found]


def mistakes(one: str, other: str) -> int:
    """How many mistakes lie between two terms."""
    row = {-1: list(range(len(other) + 1))}
    for i, letter in enumerate(one):
        row[i] = [i + 1]
        for j, there in enumerate(other):
            costs = [row[i - 1][j + 1] + 1, row[i][j] + 1, row[i - 1][j] + (letter != there)]
            if i and j and letter == other[j - 1] and one[i - 1] == there:
                costs.append(row[i - 2][j - 1] + 1)
            row[i].append(min(costs))
    return row[len(one) - 1][-1]

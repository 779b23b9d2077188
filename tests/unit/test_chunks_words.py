"""The terms of words, and the postings of files: which chunk has which term, how often, where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.chunks.comments import licence
from codegraph_daemon.chunks.cut import cut
from codegraph_daemon.chunks.row import Row, pack
from codegraph_daemon.chunks.terms import LONGEST_TERM, WORD, stem, terms_of
from codegraph_daemon.chunks.trigrams import by_trigram, classes_of, trigram_bytes, trigrams
from codegraph_daemon.chunks.words import FREQUENCIES, Counted, Vocabulary, count, postings
from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of


def _counted(path: str, text: bytes, vocabulary: Vocabulary) -> tuple[Counted, bytes]:
    language = language_of(path)
    assert language is not None
    facts = Facts(parser_of(language).facts_of(text))
    chunks = cut(text, facts, language)
    counted, lengths = count(text, facts, language, chunks, vocabulary)
    return counted, pack(text, facts, chunks, lengths)


def _of(path: str, text: bytes) -> dict[str, list[tuple[int, tuple[float, ...]]]]:
    """(ordinal, (names, prose, body)) of each chunk of a file that has a term."""
    vocabulary = Vocabulary()
    found = postings([(7, _counted(path, text, vocabulary)[0])], vocabulary)
    assert set(found.contents.tolist()) <= {7}
    return {
        term.decode(): [
            (int(ordinal), tuple(map(float, FREQUENCIES[frequency])))
            for ordinal, frequency in zip(
                found.ordinals[rows], found.frequencies[rows], strict=True
            )
        ]
        for term, rows in found.by_term()
    }


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("getUserName", "getusernam get user nam"),
        ("get_user_names", "getusernam get user nam"),
        ("HTTPServer2", "httpserver2 http serv"),
        ("OAuth2", "oauth2 auth"),
        ("__init__", "init"),
        ("x", "x"),
        ("_", ""),
        ("queries", "queri"),
        ("class", "class"),
        ("status", "status"),
        ("Größe", "größ"),
    ],
)
def test_terms_of_a_word(word: str, terms: str) -> None:
    assert [term.decode() for term in terms_of(word.encode())] == terms.split()


@pytest.mark.parametrize(
    "words",
    [
        "route routes routed routing",
        "register registers registered registering",
        "serialize serializes serialized serializer serialization serialise",
        "validate validated validating validation validator validators",
        "query queries",
        "close closes closed closing",
        "process processes processed processing",
        "cache caches cached caching",
        "stop stops stopped stopping",
        "create created creation creator",
    ],
)
def test_words_with_other_endings_are_one_term(words: str) -> None:
    assert len({stem(word.encode()) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["class clad", "status state", "user use", "string strong"])
def test_short_words_stay_apart(words: str) -> None:
    assert len({stem(word.encode()) for word in words.split()}) == 2


def test_long_words_are_cut_between_letters() -> None:
    (term,) = terms_of(("x" + "ö" * 40).encode())
    assert term.decode() == "x" + "ö" * 23


@given(st.binary(max_size=200))
def test_terms_are_short_and_have_no_zero(word: bytes) -> None:
    for found in WORD.findall(word):
        for term in terms_of(found):
            assert 0 < len(term) <= LONGEST_TERM
            assert b"\0" not in term
            term.decode()


def test_names_prose_and_body_are_counted_apart() -> None:
    found = _of(
        "a.py",
        b'class Account:\n    """Close it."""\n    size = 1\n\n'
        b"    def close(self):\n        # Shut the file.\n        return self.file.shut()\n",
    )
    # Of the class (chunk 0) and of what lies in it (chunk 1).
    assert found["account"] == [(0, (2, 0, 0)), (1, (1, 0, 0))]
    assert found["clos"] == [(0, (0, 1, 0)), (1, (2, 0, 0))]
    assert found["shut"] == [(1, (0, 1, 1))]
    assert found["siz"] == [(0, (1, 0, 0))]


def test_a_licence_has_no_words() -> None:
    text = b"/*\n * Copyright by somebody, permission granted.\n */\nint permit(void)\n{\n}\n"
    assert licence(text, "c") == text.index(b"\nint")
    found = _of("a.c", text)
    assert "permission" not in found
    assert found["permit"] == [(0, (2, 0, 0))]


@pytest.mark.parametrize(
    ("path", "comment"),
    [
        *(("a.toml", "# "), ("Cargo.toml", "# "), ("a.yml", "# "), ("a.mk", "# ")),
        *(("Dockerfile", "# "), ("a.ini", "; "), ("a.cfg", "# ")),
    ],
)
def test_comments_of_settings_are_prose_and_addresses_are_none(path: str, comment: str) -> None:
    text = f"{comment}Licensed to all.\n\n{comment}Retries.\nA = b://zebra\n".encode()
    assert licence(text, language_of(path) or "") == len(comment) + len("Licensed to all.")
    found = _of(path, text)
    assert [counts for _, counts in found["retri"]] == [(0, 1, 0)]
    assert [counts for _, counts in found["zebra"]] == [(0, 0, 1)]


def test_all_of_a_document_is_prose() -> None:
    assert _of("a.md", b"# Retries\n\nretry it\n")["retri"] == [(0, (2, 1, 0))]


def test_postings_of_a_batch_rise_by_term_content_and_ordinal() -> None:
    vocabulary = Vocabulary()
    texts = {9: b"def a():\n    zebra()\n", 3: b"def b():\n    zebra()\n\ndef c():\n    zebra()\n"}
    found = postings(
        [(number, _counted("a.py", text, vocabulary)[0]) for number, text in texts.items()],
        vocabulary,
    )
    assert found.terms == sorted(found.terms)
    rows = dict(found.by_term())[b"zebra"]
    assert found.contents[rows].tolist() == [3, 3, 9]
    assert found.ordinals[rows].tolist() == [0, 1, 0]
    again = postings([], vocabulary)
    assert again.terms == []
    assert list(again.by_term()) == []


def test_what_a_vocabulary_has_seen_before_changes_no_postings() -> None:
    used = Vocabulary()
    postings([(1, _counted("a.py", b"def other(): yield one, two\n", used)[0])], used)
    text = b"def b():\n    zebra(two)\n"
    fresh = Vocabulary()
    first = postings([(2, _counted("a.py", text, used)[0])], used)
    second = postings([(2, _counted("a.py", text, fresh)[0])], fresh)
    assert first.terms == second.terms
    for one, two in zip(first[1:], second[1:], strict=True):
        assert np.array_equal(one, two)


def test_a_row_is_read_as_it_was_packed() -> None:
    text = b"import os\n\ndef close(file):\n    return file.shut()\n"
    _, blob = _counted("a.py", text, Vocabulary())
    row = Row(blob)
    assert len(row) == 2
    assert row.start.tolist() == [0, 11]
    assert row.end.tolist() == [11, len(text)]
    assert row.line.tolist() == [0, 2]
    assert row.length.tolist() == [2, 6]
    assert row.chunk(1).symbol == 1
    assert row.at(20) == 1
    with pytest.raises(ValueError, match="not chunks"):
        Row(blob[:-1])
    with pytest.raises(ValueError, match="not chunks"):
        Row(b"")


def test_chunks_of_the_same_text_and_name_have_one_key() -> None:
    text = b"import os\n\ndef close(file):\n    return file.shut()\n"
    first = Row(_counted("a.py", text, Vocabulary())[1])
    second = Row(_counted("a.py", b"import sys\n# and\nA = 1\n" + text, Vocabulary())[1])
    assert first.key[-1] == second.key[-1]
    assert first.key[0] != second.key[0]


# --- Trigrams ---------------------------------------------------------------------------------


def _followed(text: bytes) -> dict[bytes, int]:
    """The trigrams of a text with the classes of what follows each."""
    found = trigrams(text)
    assert found.values.tolist() == sorted(set(found.values.tolist()))
    pairs = zip(*(column.tolist() for column in found), strict=True)
    return {trigram_bytes(value): followers for value, followers in pairs}


def test_what_follows_a_trigram_has_a_class_of_which_the_beginning_says_a_part() -> None:
    whole = _followed(b"upload")[b"upl"]
    assert whole.bit_count() == 1
    following = b"oad\0"
    sets = [classes_of(following[:known]) for known in range(5)]
    assert all(each & whole for each in sets)
    assert [each.bit_count() for each in sets] == [32, 32, 16, 8, 1]
    # What stands further behind says nothing.
    assert classes_of(b"oad\0 and more") == sets[-1]


def test_of_a_trigram_all_that_follows_it_is_known() -> None:
    found = _followed(b"reset, then RESET by hand, now rest")
    assert found[b"res"] == classes_of(b"et, ") | classes_of(b"et b") | classes_of(b"t\0\0\0")
    assert found[b"the"] == classes_of(b"n re")


@given(st.binary(max_size=100))
def test_trigrams_are_those_of_the_text(text: bytes) -> None:
    lower = text.lower() + bytes(4)
    expected: dict[bytes, int] = {}
    for at in range(len(text) - 2):
        one = lower[at : at + 3]
        expected[one] = expected.get(one, 0) | classes_of(lower[at + 3 : at + 7])
    assert _followed(text) == expected


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.binary(max_size=20), max_size=5))
def test_trigrams_of_a_batch_name_the_contents_that_have_them(texts: dict[int, bytes]) -> None:
    found = by_trigram([(n, trigrams(text)) for n, text in texts.items()])
    rows = list(zip(found.owners.tolist(), found.followers.tolist(), strict=True))
    told = {
        trigram_bytes(one): rows[found.bounds[i] : found.bounds[i + 1]]
        for i, one in enumerate(found.values.tolist())
    }
    expected: dict[bytes, list[tuple[int, int]]] = {}
    for number in sorted(texts):
        for one, followers in _followed(texts[number]).items():
            expected.setdefault(one, []).append((number, followers))
    assert told == expected
    assert list(told) == sorted(expected)

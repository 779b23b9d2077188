"""Looking into texts: a phrase that is looked for by its bytes stands where its pattern finds it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.encoding import keeps_ascii, utf8_text
from codegraph_daemon.lexical.phrases import places_of_phrase, stands_by_its_bytes
from codegraph_daemon.workers.matching import _places

LETTERS = "aAik .\näÄ€"
ASCII = "aAiks ."


@given(st.text(LETTERS, max_size=40), st.text(ASCII, min_size=1, max_size=3))
def test_a_phrase_stands_where_its_pattern_matches(text: str, phrase: str) -> None:
    pattern = re.compile(re.escape(phrase), re.IGNORECASE | re.MULTILINE)
    found = places_of_phrase(phrase.lower().encode(), text.encode().lower())
    assert found == list(_places(pattern, text.encode()))


def test_texts_with_letters_that_match_one_of_the_phrase_are_for_the_pattern() -> None:
    letters = re.compile("[a-z]", re.IGNORECASE)
    others = [chr(code) for code in range(0x80, 0x110000) if letters.match(chr(code))]
    for plain in "abcdefghijklmnopqrstuvwxyz0_":
        pattern = re.compile(plain, re.IGNORECASE)
        matched = {other for other in others if pattern.match(other)}
        by_pattern = {
            other
            for other in (*others, "\u00e4", "\u2019")
            if not stands_by_its_bytes(plain.encode(), other.encode())
        }
        assert matched == by_pattern


@given(
    st.sampled_from(
        [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"# coding: latin-1\n", b"# coding: utf-7\n"]
    ),
    st.one_of(st.binary(max_size=20), st.text(max_size=20).map(str.encode)),
)
def test_a_phrase_stands_in_a_text_if_it_stands_in_its_bytes(before: bytes, rest: bytes) -> None:
    data = before + rest
    if keeps_ascii(data):
        runs = re.findall(rb"[\x00-\x7f]+", data)
        assert re.findall(rb"[\x00-\x7f]+", utf8_text(data)) == runs
    else:
        assert before not in (b"", b"\xef\xbb\xbf") or rest.startswith((b"\xff", b"\xfe", b"\0"))


def test_of_one_file_so_many_places_are_told() -> None:
    text = b"ab" * 500
    found = places_of_phrase(b"ab", text)
    assert found == list(_places(re.compile("ab", re.IGNORECASE), text))
    assert len(found) == 200

"""Looking into texts: a phrase that is looked for by its bytes stands where its pattern finds it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.workers.matching import _places, _places_of_phrase

LETTERS = "aAb .\n"


@given(st.text(LETTERS, max_size=40), st.text(LETTERS.strip("\n"), min_size=1, max_size=3))
def test_a_phrase_stands_where_its_pattern_matches(text: str, phrase: str) -> None:
    pattern = re.compile(re.escape(phrase), re.IGNORECASE | re.MULTILINE)
    found = _places_of_phrase(phrase.lower().encode(), text.lower().encode())
    assert found == list(_places(pattern, text.encode()))


def test_of_one_file_so_many_places_are_told() -> None:
    text = b"ab" * 500
    found = _places_of_phrase(b"ab", text)
    assert found == list(_places(re.compile("ab", re.IGNORECASE), text))
    assert len(found) == 200

"""Which lines of a text are shown of what a search found."""

from __future__ import annotations

from collections.abc import Iterable

from codegraph_daemon.chunks.cut import Chunk
from codegraph_daemon.queries.telling import Seen, Wanted, best_lines


def shown(text: str, terms: Iterable[str], most: int = 2) -> list[str]:
    """The lines that are shown of a text for terms of the same worth."""
    wanted = Wanted({term.encode(): Seen(term, 1.0) for term in terms})
    packed = text.encode()
    chunk = Chunk(0, len(packed), 10, 1, 0, 1)
    return [
        f"{each['line']}: {each['text']}" for each in best_lines(chunk, packed, wanted, (), most)
    ]


def test_the_lines_with_most_of_the_terms_are_shown_in_order() -> None:
    text = "def send(file):\r\n\r\n    retry = 3\r\n    upload(file, retry)\r\n"
    assert shown(text, ["upload", "retry"]) == ["12:     retry = 3", "13:     upload(file, retry)"]


def test_without_a_term_the_first_lines_that_are_not_blank_are_shown() -> None:
    assert shown("\n\nfirst\n\nsecond\nthird\n", ["absent"]) == ["12: first", "14: second"]


def test_a_short_term_is_seen_as_a_word_only() -> None:
    assert shown("x = address\nadd(x)\n", ["add"], 1) == ["11: add(x)"]
    assert shown("x = fileupload\ny\n", ["upload"], 1) == ["10: x = fileupload"]


def test_of_terms_that_begin_together_the_longest_is_seen() -> None:
    # Both lines have the letters of both.
    terms = ["send", "sendfile"]
    assert shown("sendfile\nsend or sendfile\n", terms, 1) == ["11: send or sendfile"]

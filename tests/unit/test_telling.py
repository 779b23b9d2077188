"""Which lines of a text are shown of what a search found."""

from __future__ import annotations

from collections.abc import Iterable

from codegraph_daemon.chunks.row import Shown
from codegraph_daemon.queries.telling import Seen, Wanted, matched_lines


def shown(text: str, terms: Iterable[str], most: int = 2) -> list[str]:
    """The lines that are shown of a text for terms of the same worth, whatever stands around it."""
    wanted = Wanted({term.encode(): Seen(term, 1.0) for term in terms})
    around = " ".join(terms).encode()
    found = wanted.best_lines([(0, around), (10, text.encode()), (0, around)], most)
    assert found[1] == wanted.best_lines([(10, text.encode())], most)[0]
    return [f"{each['line']}: {each['text']}" for each in found[1]]


def matched(text: str, *starts: int) -> list[str]:
    """The lines that are shown of a text in which something begins at some places."""
    chunk = Shown(100, 100 + len(text), 10, 1, 0, 0, 0, 0, False, False, None, b"", 0)
    matches = [(100 + start, 101 + start) for start in starts]
    found = matched_lines(chunk, text.encode(), matches, 2)
    return [f"{each['line']}: {each['text']}" for each in found]


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


def test_lines_end_as_they_do_in_any_editor() -> None:
    for text in (
        "one\rtwo send\r\rthree",
        "one\r\ntwo send\r\n\r\nthree",
        "one\ntwo send\n\nthree\n",
    ):
        assert shown(text, ["send"]) == ["10: one", "11: two send"]
    assert shown("", ["send"]) == []
    assert shown("\n \n", ["send"]) == []


def test_of_texts_that_follow_each_other_each_has_its_own_lines() -> None:
    wanted = Wanted({b"send": Seen("send", 1.0), b"file": Seen("file", 2.0)})
    texts = [(0, b"a\nsend"), (5, b"file\nsend\n"), (9, b"")]
    assert wanted.best_lines(texts, 1) == [
        [{"line": 1, "text": "send"}],
        [{"line": 5, "text": "file"}],
        [],
    ]


def test_the_lines_in_which_most_matches_begin_are_shown() -> None:
    text = "one\ntwo two\r\n\nthree\n"
    assert matched(text, 4, 8, 14) == ["11: two two", "13: three"]
    assert matched(text, 14) == ["10: one", "13: three"]
    # What begins before it is of another.
    assert matched(text, -3) == ["10: one", "11: two two"]

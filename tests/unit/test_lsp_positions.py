"""Columns and lines: what the client counts, against what the daemon counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_server.lsp.positions import (
    Encoding,
    byte_column,
    client_column,
    encoding_named,
    index_of,
    word_at,
)

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
TEXT = st.text(st.sampled_from("ab_ é√😀𝔘\t"), max_size=12)

LINE = "é😀x"


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [("utf-8", [0, 2, 6, 7]), ("utf-16", [0, 1, 3, 4]), ("utf-32", [0, 1, 2, 3])],
)
def test_the_columns_of_each_character(encoding: Encoding, columns: list[int]) -> None:
    utf8 = [0, 2, 6, 7]
    assert [index_of(LINE, column, encoding) for column in columns] == [0, 1, 2, 3]
    assert [byte_column(LINE, column, encoding) for column in columns] == utf8
    assert [client_column(column, LINE, encoding) for column in utf8] == columns


def test_inside_a_character_means_that_character() -> None:
    assert index_of(LINE, 2, "utf-16") == 1
    assert index_of(LINE, 1, "utf-8") == 0
    assert byte_column(LINE, 2, "utf-16") == 2
    assert client_column(4, LINE, "utf-16") == 1


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_past_the_end_means_the_end(encoding: Encoding) -> None:
    assert byte_column(LINE, 99, encoding) == 7
    assert byte_column("ab", 99, encoding) == 2
    assert index_of("", 5, encoding) == 0


def test_a_line_that_did_not_come_is_ascii() -> None:
    assert [client_column(5, None, encoding) for encoding in ENCODINGS] == [5, 5, 5]


@given(TEXT, st.integers(0, 12), st.sampled_from(ENCODINGS))
def test_there_and_back(line: str, index: int, encoding: Encoding) -> None:
    index = min(index, len(line))
    in_bytes = len(line[:index].encode())
    column = client_column(in_bytes, line, encoding)
    assert index_of(line, column, encoding) == index
    assert byte_column(line, column, encoding) == in_bytes


@pytest.mark.parametrize(
    ("given_name", "meant"),
    [
        ("utf-8", "utf-8"),
        ("utf-32", "utf-32"),
        ("utf-16", "utf-16"),
        (None, "utf-16"),
        ("x", "utf-16"),
    ],
)
def test_names_of_encodings(given_name: str | None, meant: str) -> None:
    assert encoding_named(given_name) == meant


def test_the_word_under_the_cursor() -> None:
    line = "a.größe(x1)"
    found = [word_at(line, index) for index in range(len(line) + 1)]
    words = [line[slice(*span)] if span else None for span in found]
    assert words == ["a", "a", *["größe"] * 6, "x1", "x1", "x1", None]
    assert word_at("", 0) is None
    assert word_at("( )", 1) is None

"""From `path:line:column` as a person counts to the protocol's lines and bytes, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_client.errors import BadRequest
from codegraph_daemon.encoding import utf8_text
from codegraph_server.cli.positions import (
    Position,
    Symbol,
    byte_column,
    character_column,
    parse_target,
    span_of,
)
from codegraph_server.cli.source_text import decoded


def params(folder: Path, target: str) -> dict[str, object]:
    parsed = parse_target(target, folder)
    assert isinstance(parsed, Position)
    return parsed.params(folder)


# ---- what an argument means ---------------------------------------------------------------------


def test_a_path_with_line_and_column_is_a_position(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\ny = 2\n")
    assert params(tmp_path, "a.py:2:1") == {"path": "a.py", "line": 1, "column": 0}


@pytest.mark.parametrize("name", ["helper", "QuerySet.filter", "a.b:C", "ns::f", "operator[]", "1"])
def test_what_is_neither_a_position_nor_a_file_is_a_symbol(tmp_path: Path, name: str) -> None:
    assert parse_target(name, tmp_path) == Symbol(name)


def test_a_name_with_colons_and_numbers_in_it_is_a_position(tmp_path: Path) -> None:
    (tmp_path / "a:3:4.py").write_text("x\n")
    assert params(tmp_path, "a:3:4.py:1:1")["path"] == "a:3:4.py"


def test_a_trailing_colon_as_copied_from_a_compiler_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x\n")
    assert params(tmp_path, "a.py:1:1:")["line"] == 0


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("gone.py:1:1", r"gone\.py: there is no such file"),
        ("a.py", r"a\.py: not a position; write a\.py:LINE:COLUMN"),
        ("a.py:1", r"a\.py:1: not a position"),
        ("a.py:x:y", r"a\.py:x:y: not a position"),
        ("a.py:0:1", "has no line 0; it has 2"),
        ("a.py:3:1", "has no line 3; it has 2"),
        ("a.py:1:0", r"a\.py:1 has no column 0; it has 5"),
        ("a.py:1:7", r"a\.py:1 has no column 7; it has 5"),
        (" ", "TARGET is empty"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(
    tmp_path: Path, target: str, message: str
) -> None:
    (tmp_path / "a.py").write_text("x = 1\ny = 2\n")
    with pytest.raises(BadRequest, match=message):
        params(tmp_path, target)


def test_just_behind_the_last_character_is_a_position(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    assert params(tmp_path, "a.py:1:6")["column"] == 5


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="Is a directory"):
        Position(tmp_path, 1, 1).params(tmp_path)


def test_an_empty_file_has_one_empty_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    assert params(tmp_path, "a.py:1:1") == {"path": "a.py", "line": 0, "column": 0}


# ---- columns ------------------------------------------------------------------------------------


def test_columns_are_characters_here_and_bytes_there(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("größe = 'é😀' + x\n", encoding="utf-8")
    assert params(tmp_path, "a.py:1:1")["column"] == 0
    assert params(tmp_path, "a.py:1:5")["column"] == 6
    assert params(tmp_path, "a.py:1:16")["column"] == 21


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_in_lsp(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.py").write_bytes(f"a = 1{end}é = 2{end}".encode())
    assert params(tmp_path, "a.py:2:2") == {"path": "a.py", "line": 1, "column": 2}
    with pytest.raises(BadRequest, match="has no column 8; it has 5"):
        params(tmp_path, "a.py:2:8")


def test_other_separators_of_unicode_do_not_end_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a = '\u2028\x0c\x85'\nb\n", encoding="utf-8")
    assert params(tmp_path, "a.py:2:1")["line"] == 1


@pytest.mark.parametrize(
    ("data", "column"),
    [
        ("é = x".encode("utf-8-sig"), 5),
        ("é = x".encode("utf-16"), 5),
        ("é = x".encode("utf-16-be").join([b"\xfe\xff", b""]), 5),
        ("# coding: latin-1\né = x".encode("latin-1"), 5),
        ("#!/usr/bin/python\n# -*- coding: cp1252 -*-\né = x".encode("cp1252"), 5),
        ("# coding: no-such-codec\né = x".encode(), 5),
        ("# coding: hex\né = x".encode(), 5),
    ],
)
def test_columns_are_those_of_the_decoded_text(tmp_path: Path, data: bytes, column: int) -> None:
    """The index holds text as UTF-8, whatever the file's own encoding."""
    (tmp_path / "a.py").write_bytes(data)
    last = data.count(b"\n") + 1 if b"coding" in data else 1
    assert params(tmp_path, f"a.py:{last}:5")["column"] == column


def test_bytes_that_are_no_text_do_not_stop_a_question(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = '\xff'\ny = 2\n")
    assert params(tmp_path, "a.py:2:1")["line"] == 1


def test_an_answer_without_text_is_ascii() -> None:
    assert character_column(None, 7) == 8


@given(st.text(), st.data())
def test_both_directions_agree(text: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(text) + 1))
    assert character_column(text, byte_column(text, column)) == column


def test_a_byte_within_a_character_counts_as_the_character() -> None:
    assert [character_column("é😀x", byte) for byte in range(8)] == [1, 1, 2, 2, 2, 2, 3, 4]


def test_a_range_over_several_lines_uses_the_text_of_each() -> None:
    result = {
        "line": 4,
        "column": 3,
        "end_line": 6,
        "end_column": 2,
        "text": "éé(",
        "end_text": "é)",
    }
    assert span_of(result) == (5, 2, 7, 2)


# ---- paths --------------------------------------------------------------------------------------


def test_a_path_through_a_symlink_is_asked_for_by_its_place_in_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "src").mkdir(parents=True)
    (root / "src/a.py").write_text("x\n")
    (tmp_path / "link").symlink_to(root / "src")
    parsed = parse_target("link/a.py:1:1", tmp_path)
    assert isinstance(parsed, Position)
    assert parsed.params(root)["path"] == "src/a.py"


def test_a_path_outside_of_the_root_stays_absolute(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x\n")
    parsed = parse_target("a.py:1:1", tmp_path)
    assert isinstance(parsed, Position)
    assert parsed.params(tmp_path / "root")["path"] == str(tmp_path / "a.py")


# ---- the same text on both sides ----------------------------------------------------------------


@given(
    st.sampled_from(
        [
            *("", "# coding: latin-1\n", "#!x\n# vim: set fileencoding=cp1252 :\n"),
            *("x\n# coding: latin-1\n", "# coding: hex\n", "# coding: nowhere\n"),
        ]
    ),
    st.text(max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"]),
    st.binary(max_size=3),
)
def test_a_file_has_the_text_that_the_index_has(
    head: str, text: str, encoding: str, tail: bytes
) -> None:
    data = (head + text).encode(encoding, "replace") + tail
    indexed = utf8_text(data).decode()
    assert decoded(data).encode("utf-8", "replace").decode() == indexed

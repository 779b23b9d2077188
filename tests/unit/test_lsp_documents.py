"""The text of open documents: what a client's changes make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from codegraph_server.lsp.documents import Document, Documents
from codegraph_server.lsp.positions import Encoding

# Characters at which only `str.splitlines` cuts, those at which LSP cuts, and wide ones.
TEXT = st.text(st.sampled_from("ab\n\r\f\v\x1c\u0085\u2028é😀"), max_size=20)
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def edit(
    start: tuple[int, int], end: tuple[int, int], text: str
) -> types.TextDocumentContentChangePartial:
    place = types.Range(types.Position(*start), types.Position(*end))
    return types.TextDocumentContentChangePartial(range=place, text=text)


def changed(text: str, *edits: types.TextDocumentContentChangePartial) -> str:
    document = Document("file:///a.py", text, 1)
    for version, one in enumerate(edits, 2):
        document.change(one, version, "utf-16")
    return document.text


def test_lines_are_those_of_lsp() -> None:
    document = Document("file:///a.py", "a\fb\u2028c\r\nd\re\n", 1)
    assert document.line_count == 4
    assert [document.line(n) for n in range(5)] == ["a\fb\u2028c", "d", "e", "", None]


def test_an_empty_document_has_one_line() -> None:
    assert Document("file:///a.py", "", 1).line(0) == ""


def test_edits_in_order() -> None:
    assert changed("one\ntwo\n", edit((0, 0), (0, 3), "1"), edit((1, 0), (1, 1), "T")) == "1\nTwo\n"


def test_an_edit_over_lines_and_at_the_end() -> None:
    assert changed("a\nb\nc", edit((0, 1), (2, 0), "-")) == "a-c"
    assert changed("a\n", edit((1, 0), (1, 0), "b")) == "a\nb"


def test_a_column_past_the_line_is_its_end_and_a_line_past_the_text_too() -> None:
    assert changed("a\nb\n", edit((0, 99), (0, 99), "!")) == "a!\nb\n"
    assert changed("a\r\nb", edit((0, 99), (0, 99), "!")) == "a!\r\nb"
    assert changed("a", edit((9, 0), (9, 9), "!")) == "a!"


def test_a_backward_range_replaces_nothing() -> None:
    assert changed("abc", edit((0, 2), (0, 1), "-")) == "ab-c"


def test_columns_count_units_of_the_encoding() -> None:
    assert changed("x = '😀' + y", edit((0, 10), (0, 11), "z")) == "x = '😀' +zy"
    assert changed("😀y", edit((0, 2), (0, 3), "z")) == "😀z"


def test_the_whole_text_at_once() -> None:
    document = Document("file:///a.py", "old", 1)
    document.change(types.TextDocumentContentChangeWholeDocument(text="new"), 2, "utf-16")
    assert (document.text, document.version) == ("new", 2)


@given(TEXT, TEXT, st.data(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_any_edit_is_the_splice_that_it_says(
    text: str, new: str, data: st.DataObject, encoding: Encoding
) -> None:
    """Every cut of the text has one position; the change between two cuts is a plain splice."""
    cuts = [n for n in range(len(text) + 1) if text[n - 1 : n + 1] != "\r\n"]
    start, end = sorted((data.draw(st.sampled_from(cuts)), data.draw(st.sampled_from(cuts))))

    def position(offset: int) -> tuple[int, int]:
        head = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        codec, width = UNITS[encoding]
        return len(head) - 1, len(head[-1].encode(codec)) // width

    document = Document("file:///a.py", text, 1)
    document.change(edit(position(start), position(end), new), 2, encoding)
    assert document.text == text[:start] + new + text[end:]


def test_a_document_is_found_by_any_spelling_of_its_path(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    documents = Documents()
    opened = documents.open((tmp_path / "link/a b.py").as_uri(), "", 1)
    assert documents.get((tmp_path / "link/a b.py").as_uri()) is opened
    assert documents.get((tmp_path / "real/a b.py").as_uri()) is opened
    assert documents.get(f"file://{tmp_path}/real/a b.py") is opened
    assert documents.at(str(tmp_path / "real/a b.py")) is opened
    documents.close(opened.uri)
    documents.close(opened.uri)
    assert list(documents) == []
    assert documents.at(str(tmp_path / "real/a b.py")) is None


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/a.py?x", "", "file:///%00", "a:b:c"])
def test_a_document_that_is_no_file_has_text_and_no_path(uri: str) -> None:
    documents = Documents()
    documents.open(uri, "x", 1)
    found = documents.get(uri)
    assert found is not None
    assert (found.text, found.path, found.real_path) == ("x", None, None)

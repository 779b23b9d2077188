"""SCIP's grammar of names, its columns, and the frames of its top-level fields."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.facts import Facts
from codegraph_daemon.scip import schema, stream
from codegraph_daemon.scip.documents import path_in
from codegraph_daemon.scip.places import UTF8, UTF16, UTF32, Text
from codegraph_daemon.scip.schema import scip_pb2
from codegraph_daemon.scip.symbols import escaped, is_spelled, name_of, package_of, stem_of
from linking import facts_id_of, load


def test_the_module_is_made_of_the_schema_that_is_here() -> None:
    folder = Path(schema.__file__).parent
    mark = (folder / "scip_pb2.py").read_text().splitlines()[-1]
    assert mark.endswith(hashlib.sha256((folder / "scip.proto").read_bytes()).hexdigest())
    assert "documents" in scip_pb2.Index.DESCRIPTOR.fields_by_name


@pytest.mark.parametrize(
    ("symbol", "name", "package"),
    [
        ("scip-python python flask 3 `src.flask.app`/Flask#route().", "route", "scip-python python flask"),
        ("scip-python python flask 3 `src.flask.app`/Flask#route().(rule)", "rule", "scip-python python flask"),
        ("scip-python python My_App 3 `a`/__init__:", "__init__", "scip-python python my-app"),
        ("scip-typescript npm @x/y 1.0.0 src/`a.ts`/", "a.ts", "scip-typescript npm @x/y"),
        ("scip-typescript npm y 1 src/`a.ts`/C#`<constructor>`().", "<constructor>", "scip-typescript npm y"),
        ("scip-typescript npm y 1 src/`a.ts`/f().[T]", "T", "scip-typescript npm y"),
        ("scip-java maven g/a 1 p/C#f(+1).", "f", "scip-java maven g/a"),
        ("s m two  words 1 `a``b`#", "a`b", "s m two  words"),
        ("codegraph . . . a/`b.py`/C#", "C", None),
        ("local 12", None, None),
        ("what is that", None, None),
    ],
)  # fmt: skip
def test_a_symbol_has_a_name_and_a_package(
    symbol: str, name: str | None, package: str | None
) -> None:
    assert name_of(symbol) == name
    assert package_of(symbol) == package


def test_a_type_and_a_value_of_one_name_have_one_stem() -> None:
    stem = stem_of("s npm y 1 `a.ts`/Z#")
    assert stem == stem_of("s npm y 1 `a.ts`/Z.") == stem_of("s npm y 1 `a.ts`/Z().")
    assert stem != stem_of("s npm y 1 `a.ts`/Y.")


@pytest.mark.parametrize(
    ("name", "spelled", "same"),
    [
        *(("a", "a", True), ("a", "b", False), ("<get>size", "size", True)),
        *(("size0", "size", True), ("ipv40", "ipv4", True), ("size", "size0", False)),
    ],
)
def test_marks_and_numbers_of_indexers_are_no_part_of_a_name(
    name: str, spelled: str, same: bool
) -> None:
    assert is_spelled(name, spelled) is same


def test_names_that_are_no_identifiers_are_quoted() -> None:
    assert [escaped(each) for each in ("a_$+-1", "a.b", "größe", "`")] == [
        *("a_$+-1", "`a.b`", "`größe`", "````")
    ]


def test_columns_of_every_unit_lead_to_the_same_place() -> None:
    source = "x = 1\r\ns = '𝒢ä'; f()\r\n"
    facts = Facts(load([facts_id_of("a.py", source)])[0])
    text = Text(source.encode(), facts.line_start, facts.line_wide)
    wanted = source.encode().index(b"f()")
    assert text.offset(1, 14, UTF8) == wanted
    assert text.offset(1, 11, UTF16) == wanted
    assert text.offset(1, 10, UTF32) == wanted
    assert text.is_whole(wanted, wanted + 1)
    # Within a character that takes two units, past the end of a line, of the text.
    assert text.offset(1, 6, UTF16) is None
    assert text.offset(0, 99, UTF8) is None
    assert text.offset(1, 99, UTF16) is None
    assert text.offset(9, 0, UTF8) is None


@pytest.mark.parametrize(
    ("folder", "relative", "path"),
    [
        *(("", "a.py", "a.py"), ("sub", "b/../a.py", "sub/a.py"), ("sub", "../a.py", "a.py")),
        *(("", "../a.py", None), ("sub", "../../a.py", None), ("", "/etc/passwd", None)),
        *(("", "", None), ("", ".", None), ("", "a\0b", None), ("", "..a.py", "..a.py")),
    ],
)
def test_documents_lie_below_the_root_or_nowhere(
    folder: str, relative: str, path: str | None
) -> None:
    assert path_in(folder, relative) == path


def test_fields_are_read_as_they_were_framed(tmp_path: Path) -> None:
    parts = [(stream.METADATA, b"m"), (stream.DOCUMENT, b"d" * 300), (stream.EXTERNAL, b"")]
    file = tmp_path / "index.scip"
    file.write_bytes(b"".join(stream.frame(*part) for part in parts))
    with file.open("rb") as opened:
        assert list(stream.fields(opened)) == parts
    whole = file.read_bytes()
    for end in range(1, len(whole)):
        file.write_bytes(whole[:end])
        with file.open("rb") as opened:
            try:
                found = list(stream.fields(opened))
            except BadRequest:
                continue
        # A file that ends between two fields is one with fewer.
        assert found == parts[: len(found)]


def test_what_is_no_file_of_fields_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "index.scip"
    for data in (b"\xff" * 20, b"\x08\x01", b"\x22\x00", bytes(8)):
        file.write_bytes(data)
        with file.open("rb") as opened, pytest.raises(BadRequest):
            list(stream.fields(opened))

"""How answers are spelled: URIs, ranges, symbols, and the folders of the client."""

from __future__ import annotations

import codecs
import json
import os
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.protocol import Result
from codegraph_server.lsp import uris
from codegraph_server.lsp.convert import Spelling, kind_of
from codegraph_server.lsp.documents import Documents
from codegraph_server.lsp.positions import LINE_END, Encoding
from codegraph_server.lsp.targets import decoded, line_on_disk
from codegraph_server.lsp.workspaces import Workspace, Workspaces
from codegraph_server.lsp.written import array, columns, symbols


def result(line: int, column: int, end: int, **more: Any) -> Result:
    place: dict[str, Any] = {"path": "a.py", "line": line, "column": column}
    place |= {"end_line": line, "end_column": end, "name": "f", "kind": "function"}
    place |= {"container": "", "role": "definition", "tier": "certain", "confidence": 1.0}
    return place | {"origin": "test"} | more  # type: ignore[return-value]


def project(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codegraph.toml").touch()
    return folder


def workspace_of(folder: Path) -> Workspace:
    workspace = Workspaces(lambda: None).add(str(folder))
    assert workspace is not None
    return workspace


def spelling(
    tmp_path: Path, encoding: Encoding = "utf-16", documents: Documents | None = None
) -> Spelling:
    return Spelling(workspace_of(project(tmp_path)), documents or Documents(), encoding)


def span(found: Any) -> tuple[int, int, int, int]:
    start, end = found["start"], found["end"]
    return start["line"], start["character"], end["line"], end["character"]


# URIs


@pytest.mark.parametrize("name", ["a.py", "a b#c?d%e;f.py", "größe/😀.py", "a:b@c.py"])
def test_uris_there_and_back(name: str) -> None:
    assert uris.to_path(uris.from_path(f"/x/{name}")) == f"/x/{name}"


def test_names_that_are_not_utf_8_survive() -> None:
    path = os.fsdecode(b"/x/\xff.py")
    assert uris.from_path(path) == "file:///x/%FF.py"
    assert uris.to_path("file:///x/%FF.py") == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///x/../y/a.py", "/y/a.py"),
        ("file://localhost/x/a.py", "/x/a.py"),
        ("file://server/x/a.py", None),
        ("file:relative.py", None),
        ("vscode-remote:/x", None),
        ("file://[", None),
    ],
)
def test_what_is_the_path_of_a_uri(uri: str, path: str | None) -> None:
    assert uris.to_path(uri) == path


# Ranges


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", 7), ("utf-16", 5), ("utf-32", 4)])
def test_a_line_that_is_not_ascii_comes_with_its_text(
    tmp_path: Path, encoding: Encoding, start: int
) -> None:
    found = spelling(tmp_path, encoding).selection(result(3, 7, 8, text="'😀' f"))
    assert span(found) == (3, start, 3, start + 1)


def test_the_end_on_another_line_has_a_text_of_its_own(tmp_path: Path) -> None:
    found = result(0, 3, 4, end_line=1, text="é f", end_text="éé")
    assert span(spelling(tmp_path).selection(found)) == (0, 2, 1, 2)


def test_the_whole_definition_holds_its_name(tmp_path: Path) -> None:
    """Clients refuse a symbol whose name lies outside of it."""
    here = spelling(tmp_path)
    assert span(here.extent(result(3, 4, 5, range=[2, 0, 9, 7]))) == (2, 0, 9, 7)
    assert span(here.extent(result(3, 4, 5))) == (3, 4, 3, 5)
    assert span(here.extent(result(3, 4, 5, range=[3, 6, 3, 4]))) == (3, 4, 3, 5)


def test_a_byte_order_mark_that_the_client_keeps_is_counted(tmp_path: Path) -> None:
    documents = Documents()
    documents.open(project(tmp_path).joinpath("a.py").as_uri(), "\ufeffdef f(): ...", 1)
    assert span(spelling(tmp_path, documents=documents).selection(result(0, 4, 5))) == (0, 5, 0, 6)
    assert span(spelling(tmp_path, documents=documents).selection(result(1, 4, 5))) == (1, 4, 1, 5)


# Symbols


def test_symbols_as_a_tree_and_as_a_list(tmp_path: Path) -> None:
    method = result(1, 8, 9, name="m", kind="method", container="C", range=[1, 4, 2, 8])
    symbols = [
        result(0, 6, 7, name="C", kind="class", detail="(B)", range=[0, 0, 2, 8], children=[method])
    ]
    (tree,) = spelling(tmp_path).tree(symbols)
    assert (tree["name"], tree["kind"], tree["detail"]) == ("C", 5, "(B)")
    assert span(tree["range"]) == (0, 0, 2, 8)
    assert span(tree["selectionRange"]) == (0, 6, 0, 7)
    assert [(child["name"], child["kind"]) for child in tree["children"]] == [("m", 6)]
    flat = spelling(tmp_path).flat(symbols)
    assert [(s["name"], s.get("containerName")) for s in flat] == [("C", None), ("m", "C")]
    assert span(flat[1]["location"]["range"]) == (1, 4, 2, 8)


def test_kinds() -> None:
    assert kind_of(result(0, 0, 1, kind="class")) == 5
    assert kind_of(result(0, 0, 1, kind="something new")) == 13


# Folders


def test_paths_are_spelled_as_the_client_spells_them(tmp_path: Path) -> None:
    real = project(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    workspace = workspace_of(tmp_path / "link")
    assert workspace.root.path == real
    assert workspace.relative(str(real / "pkg/a b.py")) == "pkg/a b.py"
    assert workspace.uri("pkg/a b.py") == f"file://{tmp_path}/link/pkg/a%20b.py"


def test_a_link_into_the_middle_of_a_root(tmp_path: Path) -> None:
    """What lies in the linked folder is spelled through the link, the rest by its real path."""
    real = project(tmp_path / "real")
    (real / "pkg").mkdir()
    (tmp_path / "link").symlink_to("real/pkg")
    workspace = workspace_of(tmp_path / "link")
    assert workspace.uri("pkg/a.py") == f"file://{tmp_path}/link/a.py"
    assert workspace.uri("pkg2/a.py") == f"file://{real}/pkg2/a.py"
    assert workspace.uri("b.py") == f"file://{real}/b.py"


def test_the_uri_of_an_open_document_is_the_one_that_opened_it(tmp_path: Path) -> None:
    documents = Documents()
    odd = f"file://{project(tmp_path)}/%61.py"
    documents.open(odd, "", 1)
    assert spelling(tmp_path, documents=documents).uri("a.py") == odd
    documents.close(odd)
    assert spelling(tmp_path, documents=documents).uri("a.py") == f"file://{tmp_path}/a.py"


async def test_folders_share_a_root_and_roots_lie_in_each_other(tmp_path: Path) -> None:
    outer, inner = project(tmp_path / "outer"), project(tmp_path / "outer/vendored")
    (outer / "pkg").mkdir()
    workspaces = Workspaces(lambda: None)
    for folder in (outer / "pkg", outer, inner):
        workspaces.add(str(folder))
    assert [workspace.root.path for workspace in workspaces] == [outer, inner]
    found = workspaces.of(str(inner / "a.py"))
    assert found is not None
    assert (found[0].root.path, found[1]) == (inner, "a.py")
    await workspaces.remove(str(outer))
    assert len(workspaces) == 2
    await workspaces.remove(str(outer / "pkg"))
    assert workspaces.of(str(outer / "pkg/a.py")) is None


def test_a_folder_that_cannot_be_served_is_noted(tmp_path: Path) -> None:
    workspaces = Workspaces(lambda: None)
    assert workspaces.add("/") is None
    assert workspaces.add(str(tmp_path / "absent")) is None
    assert list(workspaces.refused) == ["/", str(tmp_path / "absent")]


async def test_a_single_file_is_served_only_inside_a_project(tmp_path: Path) -> None:
    project(tmp_path / "project/pkg")
    (tmp_path / "loose").mkdir()
    workspaces = Workspaces(lambda: None)
    workspaces.folderless = True
    assert workspaces.of(str(tmp_path / "loose/a.py")) is None
    assert len(workspaces) == 0


# Lines on disk


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é\n".encode(), "é\n"),
        (b"\xef\xbb\xbf" + "é".encode(), "é"),
        ("é".encode("utf-16"), "é"),
        (b"# coding: latin-1\n\xe9", "# coding: latin-1\né"),
        (b"# coding: nonsense\nx", "# coding: nonsense\nx"),
        (b"\xff", "\ufffd"),
        (b"", ""),
    ],
)
def test_the_text_of_a_file_in_any_encoding(data: bytes, text: str) -> None:
    assert decoded(data) == text


@pytest.mark.parametrize(
    "data",
    [
        "a = 'ö'\nb\n".encode(),
        codecs.BOM_UTF8 + "ä\nö".encode(),
        b"# coding: latin-1\n\xe4 = 1\n",
        b"\xe4 = 1\nb = 2\n",
        b"a = 1\nb = '\xe2'\nc\n",
        "ä\r\nb\rc\n".encode(),
        "ä\nb\n".encode("utf-16"),
    ],
)
def test_a_line_of_a_file_is_that_of_its_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.py").write_bytes(data)
    lines = LINE_END.split(decoded(data))
    found = [line_on_disk(str(tmp_path / "a.py"), number) for number in range(len(lines) + 1)]
    assert found == [*lines, None]


def test_a_line_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"a\fb\r\nc\rd")
    found = [line_on_disk(str(tmp_path / "a.py"), number) for number in range(4)]
    assert found == ["a\fb", "c", "d", None]
    assert line_on_disk(str(tmp_path / "absent.py"), 0) is None
    assert line_on_disk(str(tmp_path), 0) is None


def test_a_name_of_a_type_is_shown_as_a_type() -> None:
    assert kind_of(result(0, 0, 1, kind="type_alias")) == kind_of(result(0, 0, 1, kind="class"))
    assert kind_of(result(0, 0, 1, kind="variable")) != kind_of(result(0, 0, 1, kind="class"))


def test_a_list_of_symbols_as_text_is_the_list_of_them(tmp_path: Path) -> None:
    results = [
        result(3, 1, 2, name='say "é"', container="Ö", qualified="Ö.f"),
        result(0, 0, 1, kind="class", qualified=""),
        result(7, 4, 5, text="é = f"),
    ]
    how = spelling(tmp_path)
    listed = [how.information(each) for each in results]
    assert json.loads(array(symbols(how, columns(results), places=True))) == listed
    # What has a qualified name can be asked for its range.
    unplaced = {**listed[0], "location": {"uri": listed[0]["location"]["uri"]}}
    unplaced["data"] = {"qualified": "Ö.f", "line": 3}
    found = json.loads(array(symbols(how, columns(results), places=False)))
    assert found == [unplaced, *listed[1:]]

"""Questions that an editor asks in the files of libraries to which it was led."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lsprotocol import types

from e2e.session import NEOVIM, VS_CODE, Session, daemons, project, session, write
from fixture_language import Cursor

SITE = "lib/python3.12/site-packages"
CONFIG = "version = 3.12.4\n"
PARCEL = "from .box import Box\n\ndef ship(box: Box):\n    größe = '😀'; return größe, box\n"
BOX = "class Box:\n    def close(self): ...\n"
MAIN = """
    //- main.py
    import parcel
    parcel.sh<|>ip(1)
    """


def environment(folder: Path) -> None:
    """Write a virtual environment with one package."""
    package = f"{SITE}/parcel"
    write(
        folder,
        {
            "pyvenv.cfg": CONFIG,
            f"{package}/__init__.py": PARCEL,
            f"{package}/box.py": BOX,
        },
    )


async def outline(editor: Session, uri: str) -> list[str] | None:
    """The names of the symbols of a document."""
    found = await editor.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
    )
    return None if found is None else [symbol.name for symbol in found]


async def defined(editor: Session, uri: str, line: int, character: int) -> list[types.Location]:
    """The definitions of what stands at a position of a document."""
    found = await editor.client.text_document_definition_async(
        types.DefinitionParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
    )
    assert found is None or isinstance(found, list)
    return [
        types.Location(each.target_uri, each.target_selection_range)
        if isinstance(each, types.LocationLink)
        else each
        for each in found or ()
        if not isinstance(each, types.Position)
    ]


async def marked(editor: Session, path: str) -> list[types.DocumentHighlightKind | None]:
    """The places of a document that have what is under the cursor, by their kinds."""
    found = await editor.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(editor.document(path), editor.position())
    )
    return [each.kind for each in found or ()]


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_in_an_environment_inside_of_the_root(folder: Path, profile: str) -> None:
    environment(folder / ".venv")
    there = f".venv/{SITE}/parcel/__init__.py"
    async with session(folder, MAIN, profile=profile) as editor:
        assert await editor.definition() == [f"{there}:3 ship"]
        editor.open(there)
        assert await outline(editor, editor.uri(there)) == ["ship"]
        editor.cursor = Cursor(there, 3, 31)
        assert await editor.definition() == [f"{there}:4 größe"]
        assert await editor.references() == [f"{there}:4 größe"]
        kinds = [types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read]
        assert await marked(editor, there) == kinds
        editor.cursor = Cursor(there, 2, 15)
        assert await editor.definition() == [f".venv/{SITE}/parcel/box.py:1 Box"]
        editor.cursor = Cursor(there, 2, 5)
        assert await editor.references() == ["main.py:2 ship"]
        hover = await editor.client.text_document_hover_async(
            types.HoverParams(editor.document(there), editor.position())
        )
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert "def ship(box: Box)" in hover.contents.value
        assert await editor.symbols("ship") == [], "nothing of it is in the index"
        editor.save(there, "\n\n" + PARCEL + "def more(): ...\n")
        assert await outline(editor, editor.uri(there)) == ["ship", "more"]


async def test_in_files_outside_of_the_root(folder: Path, tmp_path: Path) -> None:
    """Those of the standard library, and an environment that lies elsewhere; what is typed there
    is no text of the workspace."""
    environment(tmp_path / "elsewhere")
    (tmp_path / "notes.py").write_text("def note(): ...\n")
    folder.mkdir()
    os.symlink(tmp_path / "elsewhere", folder / ".venv")
    async with session(folder, MAIN + "import json\n    json.dump\n") as editor:
        main = editor.uri("main.py")
        (dump,) = await defined(editor, main, 3, 6)
        assert dump.uri.endswith("/typeshed/json/__init__.pyi")
        assert "load" in (await outline(editor, dump.uri) or ())
        (ship,) = await defined(editor, main, 1, 8)
        assert ship.uri == editor.uri(f".venv/{SITE}/parcel/__init__.py")
        # As editors spell it that follow links.
        real = (tmp_path / "elsewhere" / SITE / "parcel/__init__.py").as_uri()
        item = types.TextDocumentItem(real, types.LanguageKind.Python, 1, PARCEL + "typed = 1\n")
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        for uri in (ship.uri, real):
            assert await outline(editor, uri) == ["ship"]
            (box,) = await defined(editor, uri, 2, 15)
            assert box.uri == editor.uri(f".venv/{SITE}/parcel/box.py")
        assert await editor.symbols("typed") == []
        assert await outline(editor, (tmp_path / "notes.py").as_uri()) is None
        assert len(daemons()) == 1


async def test_of_several_roots_the_one_that_led_there_is_asked(tmp_path: Path) -> None:
    """And of a file that nobody was led to, the first that knows it."""
    environment(tmp_path / "environment")
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, {"codegraph.toml": "", "main.py": "import parcel\nparcel.ship(1)\n"})
    project(two, MAIN)
    os.symlink(tmp_path / "environment", two / ".venv")
    async with session(two, folders=[one, two]) as editor:
        there = editor.uri(f".venv/{SITE}/parcel/__init__.py")
        assert await outline(editor, there) == ["ship"]
        (ship,) = await defined(editor, editor.uri("main.py"), 1, 8)
        assert ship.uri == there
        editor.cursor = Cursor(f".venv/{SITE}/parcel/__init__.py", 2, 5)
        assert await editor.references() == ["main.py:2 ship"]

"""Unsaved text as a person types it: the real server, the real daemon, a real client.

What exactly the daemon is told stands at the end, with a daemon that only listens.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from e2e.raw_client import RawClient
from e2e.script import Script, scripted
from e2e.session import NEOVIM, VS_CODE, Place, Session, session

SHOP = """
    //- shop/__init__.py
    //- shop/cart.py
    class Cart:
        def total(self): ...
    //- main.py
    from shop.cart import Cart
    s = "😀"; Cart().to<|>tal()
    """


def edit(session: Session, path: str, version: int, *edits: tuple[int, int, int, str]) -> None:
    """Replace (line, start, end) of an open document, in the client's units, one after another."""
    changes = [
        types.TextDocumentContentChangePartial(
            types.Range(types.Position(line, start), types.Position(line, end)), text
        )
        for line, start, end, text in edits
    ]
    session.client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, session.uri(path)), changes
        )
    )


def spelled(session: Session, place: Place) -> str:
    """A place as path:line:column, from one, in the client's units."""
    if isinstance(place, types.LocationLink):
        uri, span = place.target_uri, place.target_selection_range
    else:
        uri, span = place.uri, place.range
    path = uri.removeprefix(session.folder.as_uri() + "/")
    return f"{path}:{span.start.line + 1}:{span.start.character + 1}"


async def references(session: Session, path: str, line: int, column: int) -> list[str]:
    found = await session.client.text_document_references_async(
        types.ReferenceParams(
            context=types.ReferenceContext(include_declaration=True),
            text_document=session.document(path),
            position=types.Position(line, column),
        )
    )
    return [spelled(session, place) for place in found or ()]


async def definition(session: Session, path: str, line: int, column: int) -> list[str]:
    found = await session.client.text_document_definition_async(
        types.DefinitionParams(session.document(path), types.Position(line, column))
    )
    return [spelled(session, place) for place in found or ()]  # type: ignore[union-attr]


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_what_is_typed_counts_in_every_file(folder: Path, profile: str) -> None:
    async with session(folder, SHOP, profile=profile) as editor:
        # The smile takes four bytes, or two units of UTF-16.
        wide = 4 if editor.encoding == "utf-8" else 2
        end = 8 + wide
        editor.open("main.py")
        editor.open("shop/cart.py")
        edit(editor, "shop/cart.py", 2, (1, 8, 13, "sum"), (0, 0, 0, "# é\n"))
        assert await references(editor, "shop/cart.py", 2, 8) == ["shop/cart.py:3:9"]
        edit(editor, "main.py", 2, (1, end + 7, end + 12, "sum"))
        assert await references(editor, "shop/cart.py", 2, 8) == [
            f"main.py:2:{end + 8}",
            "shop/cart.py:3:9",
        ]
        assert await definition(editor, "main.py", 1, end + 8) == ["shop/cart.py:3:9"]
        async with session(folder, profile=profile) as other:
            assert await definition(other, "main.py", 1, end + 8) == ["shop/cart.py:2:9"]
        closing = types.DidCloseTextDocumentParams(editor.document("shop/cart.py"))
        editor.client.text_document_did_close(closing)
        assert await definition(editor, "main.py", 1, end + 8) == []
        assert await references(editor, "shop/cart.py", 1, 8) == ["shop/cart.py:2:9"]


async def test_a_new_daemon_is_told_again(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        editor.open("shop/cart.py")
        edit(editor, "shop/cart.py", 2, (0, 0, 0, "\n\n"))
        column = 15 if editor.encoding == "utf-16" else 17
        assert await definition(editor, "main.py", 1, column + 2) == ["shop/cart.py:4:9"]
        pid = (await editor.status())["workspaces"][0]["pid"]
        os.kill(pid, signal.SIGKILL)
        assert await definition(editor, "main.py", 1, column + 2) == ["shop/cart.py:4:9"]
        assert (await editor.status())["workspaces"][0]["pid"] != pid
        edit(editor, "shop/cart.py", 3, (0, 0, 0, "\n"))
        assert await definition(editor, "main.py", 1, column + 2) == ["shop/cart.py:5:9"]


async def test_saving_changes_nothing_for_who_saves_and_all_for_others(folder: Path) -> None:
    async with session(folder, SHOP) as editor, session(folder) as other:
        editor.open("shop/cart.py")
        edit(editor, "shop/cart.py", 2, (0, 0, 0, "\n\n"))
        column = 17 if editor.encoding == "utf-16" else 19
        assert await definition(editor, "main.py", 1, column) == ["shop/cart.py:4:9"]
        assert await definition(other, "main.py", 1, column) == ["shop/cart.py:2:9"]
        editor.save("shop/cart.py", "\n\n" + (folder / "shop/cart.py").read_text())
        assert await definition(editor, "main.py", 1, column) == ["shop/cart.py:4:9"]
        assert await definition(other, "main.py", 1, column) == ["shop/cart.py:4:9"]


async def test_a_file_that_is_nowhere_but_in_the_editor(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        editor.open("new.py", "from shop.cart import Cart\nCart\n")
        assert await definition(editor, "new.py", 1, 1) == ["shop/cart.py:1:7"]
        assert "new.py:2:1" in await references(editor, "shop/cart.py", 0, 7)
        async with session(folder) as other:
            assert "new.py:2:1" not in await references(other, "shop/cart.py", 0, 7)
        closing = types.DidCloseTextDocumentParams(editor.document("new.py"))
        editor.client.text_document_did_close(closing)
        assert "new.py:2:1" not in await references(editor, "shop/cart.py", 0, 7)


# What the daemon is told


@pytest.fixture
def script(tmp_path: Path) -> Script:
    script = Script(tmp_path / "script")
    script.says("definition", {})
    return script


@pytest.fixture
def listened(tmp_path: Path) -> Path:
    folder = tmp_path / "listened"
    folder.mkdir()
    (folder / "codegraph.toml").touch()
    return folder


class Telling:
    """A client with one document, and what the daemon hears of it."""

    def __init__(self, client: RawClient, script: Script, folder: Path) -> None:
        self.client = client
        self.script = script
        self.uri = (folder / "a.py").as_uri()
        self.version = 1

    def open(self, text: str) -> None:
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.client.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, *changes: dict[str, Any]) -> None:
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.client.notify("textDocument/didChange", params)

    def close(self) -> None:
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    async def heard(self) -> list[list[Any]]:
        """Everything about overlays, once a question that was sent after it is answered."""
        place = {"textDocument": {"uri": self.uri}, "position": {"line": 0, "character": 0}}
        await self.client.result("textDocument/definition", place)
        return [
            [name, *(value for key, value in params.items() if key != "path")]
            for name, params in self.script.told()
            if name.startswith("overlay") and params["path"] == "a.py"
        ]


def replaced(line: int, start: int, end: int, text: str) -> dict[str, Any]:
    places = [{"line": line, "character": character} for character in (start, end)]
    return {"range": {"start": places[0], "end": places[1]}, "text": text}


@pytest.mark.parametrize(("encoding", "after"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)])
async def test_edits_are_told_in_bytes(
    script: Script, listened: Path, encoding: str, after: int
) -> None:
    async with scripted(script) as client:
        offered = {"general": {"positionEncodings": [encoding]}}
        await client.initialize(listened, capabilities=offered)
        telling = Telling(client, script, listened)
        await telling.heard()
        telling.open("é\n😀x\n")
        telling.change(replaced(1, after, after + 1, "y"), replaced(1, after, after, "é"))
        telling.change({"text": "whole"})
        telling.change(replaced(0, 0, 1, "W"), {"text": "again"}, replaced(0, 0, 0, "!"))
        telling.change()
        telling.close()
        assert await telling.heard() == [
            ["overlay", 1, "é\n😀x\n"],
            ["overlay_change", 2, [[7, 8, "y"], [7, 7, "é"]]],
            ["overlay", 3, "whole"],
            ["overlay", 4, "!again"],
            ["overlay_close"],
        ]


async def test_what_was_typed_before_there_is_a_daemon_is_told_when_it_comes(
    script: Script, listened: Path
) -> None:
    async with scripted(script) as client:
        await client.initialize()
        telling = Telling(client, script, listened)
        telling.open("a\n")
        telling.change(replaced(0, 0, 0, "b"))
        added = [{"uri": listened.as_uri(), "name": "listened"}]
        event = {"event": {"added": added, "removed": []}}
        client.notify("workspace/didChangeWorkspaceFolders", event)
        telling.change(replaced(0, 0, 0, "c"))
        heard = await telling.heard()
        text = ""
        for name, _, what in heard:
            if name == "overlay":
                text = what
                continue
            for start, end, new in what:
                text = text[:start] + new + text[end:]
        assert text == "cba\n"


async def test_a_text_that_cannot_be_saved_is_told_as_one_that_can(
    script: Script, listened: Path
) -> None:
    async with scripted(script) as client:
        await client.initialize(listened)
        telling = Telling(client, script, listened)
        await telling.heard()
        telling.open("\ud83d\nx")
        telling.change(replaced(1, 0, 1, "\udc00y"))
        assert await telling.heard() == [
            ["overlay", 1, "\ufffd\nx"],
            ["overlay_change", 2, [[4, 5, "\ufffdy"]]],
        ]


async def test_documents_that_are_no_files_of_the_root_are_not_told(
    script: Script, listened: Path, tmp_path: Path
) -> None:
    async with scripted(script) as client:
        await client.initialize(listened)
        telling = Telling(client, script, listened)
        await telling.heard()
        for uri in ("untitled:Untitled-1", (tmp_path / "elsewhere.py").as_uri()):
            item = {"uri": uri, "languageId": "python", "version": 1, "text": "x"}
            client.notify("textDocument/didOpen", {"textDocument": item})
            change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": []}
            client.notify("textDocument/didChange", change)
            client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        await telling.heard()
        assert [name for name, _ in script.told() if name.startswith("overlay")] == []

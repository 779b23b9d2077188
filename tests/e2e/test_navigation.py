"""What a person gets: the real server over the real daemon, asked by clients as editors are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from e2e.session import NEOVIM, VS_CODE, Session, session, write
from fixture_language import Cursor
from git_history import History

SHOP = """
    //- shop/__init__.py
    //- shop/cart.py
    class Cart:
        def total(self): return 0
    def größe(): return 1
    //- main.py
    from shop.cart import Cart, größe
    cart = Cart(); s = "😀"; cart.to<|>tal()
    größe()
    """


def change(session: Session, path: str, version: int, line: int, text: str) -> None:
    """Insert `text` at the start of a line of an open document."""
    start = types.Position(line, 0)
    session.client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, session.uri(path)),
            [types.TextDocumentContentChangePartial(types.Range(start, start), text)],
        )
    )


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_every_question_as_each_editor_asks_it(folder: Path, profile: str) -> None:
    async with session(folder, SHOP, profile=profile) as editor:
        editor.open("main.py")
        assert editor.encoding == ("utf-8" if profile == NEOVIM else "utf-16")
        assert await editor.definition() == ["shop/cart.py:2 total"]
        assert await editor.references() == ["main.py:2 total"]
        assert await editor.references(declaration=True) == [
            "main.py:2 total",
            "shop/cart.py:2 total",
        ]
        assert (await editor.symbols("tot"))[0] == "shop/cart.py:2 total"
        symbols = await editor.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(editor.document("shop/cart.py"))
        )
        assert symbols is not None
        assert [symbol.name for symbol in symbols] == ["Cart", "größe"]
        assert isinstance(symbols[0], types.DocumentSymbol)
        assert symbols[0].children is not None
        assert [symbol.name for symbol in symbols[0].children] == ["total"]


async def test_the_first_question_of_a_cold_index_has_its_answer(folder: Path) -> None:
    """Late rather than empty: nothing waits for the index but the question itself."""
    async with session(folder, SHOP) as editor:
        assert await editor.definition() == ["shop/cart.py:2 total"]


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_what_is_under_the_cursor_its_type_its_declaration_and_its_other_places(
    folder: Path, profile: str
) -> None:
    typed = SHOP.replace("cart.to<|>tal()", "ca<|>rt.total()")
    async with session(folder, typed, profile=profile) as editor:
        editor.open("main.py")
        at = editor.document("main.py"), editor.position()
        client = editor.client
        marked = await client.text_document_document_highlight_async(
            types.DocumentHighlightParams(*at)
        )
        read, write_ = types.DocumentHighlightKind.Read, types.DocumentHighlightKind.Write
        assert marked is not None
        shown = [editor.show(types.Location(at[0].uri, each.range)) for each in marked]
        assert shown == ["main.py:2 cart"] * 2
        assert [each.kind for each in marked] == [write_, read]
        for found in (
            await client.text_document_type_definition_async(types.TypeDefinitionParams(*at)),
            await client.text_document_declaration_async(
                types.DeclarationParams(at[0], types.Position(1, 8))
            ),
        ):
            assert isinstance(found, list)
            (place,) = found
            assert not isinstance(place, types.Position)
            assert editor.show(place) == "shop/cart.py:1 Cart"


async def test_what_can_be_folded_and_selected(folder: Path) -> None:
    text = "//- main.py\ndef f(ö):\n    x = [\n        ö,\n    ]\n    return ö, na<|>me\n"
    async with session(folder, text, profile=VS_CODE) as editor:
        editor.open("main.py")
        client, document = editor.client, editor.document("main.py")
        folds = await client.text_document_folding_range_async(types.FoldingRangeParams(document))
        assert folds is not None
        assert [(each.start_line, each.end_line) for each in folds] == [(0, 4), (1, 2)]
        chosen = await client.text_document_selection_range_async(
            types.SelectionRangeParams(document, [editor.position(), types.Position(2, 9)])
        )
        assert chosen is not None
        shown = [
            (each.range.start.character, each.range.end.character)
            for one in chosen
            for each in (one, one.parent)
            if each is not None
        ]
        assert shown == [(14, 18), (11, 18), (8, 9), (8, 5)]


async def test_a_link_knows_what_was_clicked_and_what_is_there(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        await editor.symbols("total")
        found = await editor.client.text_document_definition_async(
            types.DefinitionParams(editor.document("main.py"), editor.position())
        )
        assert isinstance(found, list)
        (link,) = found
        assert isinstance(link, types.LocationLink)
        origin = types.LocationLink(
            link.target_uri, link.target_range, link.target_selection_range, None
        )
        assert origin.target_range.start == types.Position(1, 4)
        assert link.origin_selection_range is not None
        clicked = types.Location(editor.uri("main.py"), link.origin_selection_range)
        assert editor.show(clicked) == "main.py:2 total"


async def test_a_save_is_seen_by_the_next_question(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        editor.open("shop/cart.py")
        assert await editor.definition() == ["shop/cart.py:2 total"]
        for number in range(1, 6):
            lines = "# more\n" * number
            change(editor, "shop/cart.py", number + 1, 0, "# more\n")
            editor.save("shop/cart.py", f"{lines}class Cart:\n    def total(self): return 0\n")
            assert await editor.definition() == [f"shop/cart.py:{2 + number} total"]


async def test_a_file_written_by_somebody_else_is_seen(folder: Path) -> None:
    """Without a hint: the daemon watches."""
    async with session(folder, SHOP) as editor:
        assert await editor.symbols("fresh_function") == []
        write(folder, {"shop/new.py": "def fresh_function(): ...\n"})
        async with asyncio.timeout(30):
            while not (found := await editor.symbols("fresh_function")):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert found == ["shop/new.py:1 fresh_function"]


async def test_columns_count_in_the_text_of_the_editor(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        text = (folder / "main.py").read_text(encoding="utf-8").replace("😀", "ab😀"[2:])
        editor.open("main.py", text)
        assert await editor.definition() == ["shop/cart.py:2 total"]


async def test_lines_that_only_some_know(folder: Path) -> None:
    """A form feed ends no line, a lone carriage return does; columns are those of the line."""
    async with session(folder, SHOP) as editor:
        source = b"\xef\xbb\xbfa = 1\r\n\x0cb = 2\rdef odd_one(): ...\r\nodd_one()\r\n"
        (folder / "odd.py").write_bytes(source)
        editor.client.text_document_did_save(
            types.DidSaveTextDocumentParams(editor.document("odd.py"))
        )
        found = await editor.client.text_document_definition_async(
            types.DefinitionParams(editor.document("odd.py"), types.Position(3, 2))
        )
        assert isinstance(found, list)
        (link,) = found
        assert isinstance(link, types.LocationLink)
        assert link.target_selection_range == types.Range(
            types.Position(2, 4), types.Position(2, 11)
        )


@pytest.mark.parametrize(
    "data",
    [
        "# coding: latin-1\nGRÖSSE = 'é'; größe = GRÖSSE\n".encode("latin-1"),
        "# \nGRÖSSE = 'é'; größe = GRÖSSE\n".encode("utf-16"),
        "\ufeff# \nGRÖSSE = 'é'; größe = GRÖSSE\n".encode(),
    ],
    ids=["PEP 263", "UTF-16", "BOM"],
)
async def test_files_that_are_not_plain_utf_8(folder: Path, data: bytes) -> None:
    async with session(folder, SHOP, profile=VS_CODE) as editor:
        await editor.symbols("Cart")
        (folder / "odd.py").write_bytes(data)
        editor.client.text_document_did_save(
            types.DidSaveTextDocumentParams(editor.document("odd.py"))
        )
        found = await editor.client.text_document_definition_async(
            types.DefinitionParams(editor.document("odd.py"), types.Position(1, 24))
        )
        assert isinstance(found, list)
        assert [place.range for place in found if isinstance(place, types.Location)] + [
            place.target_selection_range for place in found if isinstance(place, types.LocationLink)
        ] == [types.Range(types.Position(1, 0), types.Position(1, 6))]


async def test_a_broken_file_has_an_outline(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        await editor.symbols("Cart")
        editor.save("broken.py", "def whole(): ...\nclass Half(:\n  def (\ndef other(): ...\n")
        symbols = await editor.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(editor.document("broken.py"))
        )
        assert symbols is not None
        assert {"whole", "other"} <= {symbol.name for symbol in symbols}


async def test_places_where_nothing_is(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        await editor.symbols("Cart")
        for path, line, character in [
            ("main.py", 999, 0),
            ("main.py", 2**31 - 1, 2**31 - 1),
            ("absent.py", 0, 0),
            ("codegraph.toml", 0, 0),
            ("shop", 0, 0),
        ]:
            found = await editor.client.text_document_definition_async(
                types.DefinitionParams(editor.document(path), types.Position(line, character))
            )
            assert not found
        symbols = await editor.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(editor.document("absent.py"))
        )
        assert not symbols


async def test_why_a_file_is_not_indexed(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        write(folder, {".codegraphignore": "left_out.py\n", "left_out.py": "def nothing(): ...\n"})
        document = {"textDocument": {"uri": editor.uri("left_out.py")}}
        said = await editor.ask("codegraph/explain", document)
        assert said["kept"] is False
        assert ".codegraphignore" in said["source"]


async def test_how_a_name_was_resolved_in_unsaved_text(folder: Path) -> None:
    async with session(folder, "//- a.py\ndef one(): ...\n") as editor:
        editor.open("b.py", "from a import one\nö = one()\n")
        position = {"line": 1, "character": 5}
        document = {"textDocument": {"uri": editor.uri("b.py")}}
        said = await editor.ask("codegraph/explain", document | {"position": position})
        assert (said["expression"], said["outcome"]) == ("one", "resolved")
        (target,) = said["targets"]
        assert target["uri"] == editor.uri("a.py")
        position["character"] = 3
        assert await editor.ask("codegraph/explain", document | {"position": position}) is None


async def test_whom_a_change_reaches_in_unsaved_text(folder: Path) -> None:
    async with session(folder, "//- a.py\ndef one(): ...\n") as editor:
        editor.open("test_b.py", "from a import one\ndef test_one():\n    one()\n")
        asked = {
            "textDocument": {"uri": editor.uri("a.py")},
            "position": {"line": 0, "character": 5},
        }
        said = await editor.ask("codegraph/impact", asked)
        (reached,) = said["results"]
        assert (reached["name"], reached["location"]["uri"]) == (
            "test_one",
            editor.uri("test_b.py"),
        )
        assert (reached["distance"], reached["use"], reached["through"]) == (1, "calls", "one")
        assert said["summary"]["test_files"] == [[editor.uri("test_b.py"), 1]]
        assert (await editor.ask("codegraph/impact", asked | {"tests": "never"}))["results"] == []


@pytest.mark.needs("git")
async def test_whom_all_changes_since_a_revision_may_reach(folder: Path) -> None:
    test = "from a import one\ndef test(): one()\n"
    files = {"codegraph.toml": "", "a.py": "def one(): ...\n", "test_b.py": test}
    History(folder).commit("one", files)
    write(folder, {"a.py": "def two(): ...\n"})
    async with session(folder) as editor:
        await editor.symbols("two")
        asked = {"textDocument": {"uri": editor.uri("a.py")}}
        said = await editor.ask("codegraph/impact", asked)
        (reached,) = (each for each in said["results"] if each["name"] == "test")
        assert reached["broken"]
        summary = said["summary"]
        assert summary["broken"] == len([each for each in said["results"] if each.get("broken")])
        (change,) = summary["changed"]
        assert (change["change"], change["uri"]) == ("renamed", editor.uri("a.py"))
        staged = await editor.ask("codegraph/impact", asked | {"staged": True})
        assert staged["results"] == []


async def test_what_to_read_of_unsaved_text(folder: Path) -> None:
    async with session(folder, "//- a.py\ndef one(): ...\n") as editor:
        editor.open("b.py", "from a import one\ndef two():\n    one()\n")
        document = {"textDocument": {"uri": editor.uri("a.py")}}
        place = document | {"position": {"line": 0, "character": 5}}
        said: dict[str, Any] = {"complete": False}
        while not said["complete"]:
            # While the index is being made an answer is what is known by then.
            said = await editor.ask("codegraph/context", place | {"tokens": 500})
        found = [(each["name"], each["group"], each["form"]) for each in said["results"]]
        assert found[0] == ("one", "match", "whole")
        assert ("two", "callers", "whole") in found
        assert said["markdown"].startswith("# one\n\n## a.py\n")
        assert said["summary"]["tokens"] <= said["summary"]["budget"] == 500
        named = await editor.ask("codegraph/context", {"query": "two"})
        assert named["results"][0]["name"] == "two"
        assert (await editor.ask("codegraph/context", document))["results"][0]["name"] == "a"


async def test_an_overview_counts_unsaved_text(folder: Path) -> None:
    async with session(folder, "//- a.py\nimport b\ndef one(): ...\n//- b.py\n") as editor:
        asked = {"textDocument": {"uri": editor.uri("a.py")}, "sections": ["import-cycles"]}
        said = await editor.ask("codegraph/overview", asked)
        assert (said["results"], said["complete"]) == ([], True)
        editor.open("b.py", "# größe\n\nimport a\n")
        (cycle,) = (await editor.ask("codegraph/overview", asked))["results"]
        assert cycle["measured"] == {"size": 2, "members": ["a.py", "b.py"]}
        steps = [each["location"] for each in cycle["targets"]]
        assert [(step["uri"], step["range"]["start"]["line"]) for step in steps] == [
            (editor.uri("a.py"), 0),
            (editor.uri("b.py"), 2),
        ]
        elsewhere = {"textDocument": {"uri": "file:///elsewhere/a.py"}}
        assert await editor.ask("codegraph/overview", elsewhere) is None


async def test_calls_around_a_place_and_the_way_to_another(folder: Path) -> None:
    source = "//- a.py\ndef one(): two()\ndef two(): three()\ndef three(): ...\n"
    async with session(folder, source) as editor:
        document = {"textDocument": {"uri": editor.uri("a.py")}}
        place = document | {"position": {"line": 0, "character": 5}}
        around = await editor.ask("codegraph/callGraph", place | {"depth": 1})
        assert [(each["name"], each["distance"]) for each in around["results"]] == [
            ("one", 0),
            ("two", 1),
        ]
        first, second = (each["key"] for each in around["results"])
        (edge,) = around["edges"]
        assert (edge["source"], edge["target"], edge["use"], edge["line"]) == (
            first,
            second,
            "calls",
            0,
        )
        again = await editor.ask("codegraph/callGraph", document | {"key": second, "depth": 1})
        assert [each["name"] for each in again["results"]] == ["two", "three"]
        whole = await editor.ask("codegraph/callGraph", document)
        assert [each["name"] for each in whole["results"]] == ["one", "two", "three"]
        for to in ({"symbol": "three"}, document | {"position": {"line": 2, "character": 5}}):
            found = await editor.ask("codegraph/paths", place | {"to": to})
            assert [(each["name"], each.get("line")) for each in found["results"]] == [
                ("one", None),
                ("two", 0),
                ("three", 1),
            ]


async def test_many_questions_at_once_are_each_answered(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        answers = await asyncio.gather(*(editor.definition() for _ in range(100)))
        assert answers == [["shop/cart.py:2 total"]] * 100


UNKNOWN = """
    //- door.py
    class Door:
        def close(self): ...
    //- main.py
    def shut(thing):
        thing.clo<|>se()
    """


@pytest.mark.parametrize(
    ("setting", "option", "found"),
    [
        ("auto", None, []),
        ("always", None, ["door.py:2 close"]),
        ("auto", "always", ["door.py:2 close"]),
        ("always", "never", []),
    ],
)
async def test_what_a_use_may_mean_is_for_the_setting_or_the_client_to_want(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    option: str | None,
    found: list[str],
) -> None:
    monkeypatch.setenv("CODEGRAPH_QUERY_POSSIBLE", setting)
    options = {} if option is None else {"possible": option}
    async with session(folder, UNKNOWN, options=options) as editor:
        editor.open("main.py")
        assert await editor.definition() == found


async def test_languages_known_by_their_outline_lead_to_what_has_the_name(folder: Path) -> None:
    fixture = """
    //- a.rb
    def speak; end
    //- b.rb
    spe<|>ak
    """
    async with session(folder, fixture) as editor:
        editor.open("b.rb")
        assert await editor.definition() == ["a.rb:1 speak"]
    async with session(folder, options={"possible": "never"}) as editor:
        editor.cursor = Cursor("b.rb", 0, 3)
        editor.open("b.rb")
        assert await editor.definition() == []


async def test_references_of_what_a_library_defines(folder: Path) -> None:
    fixture = """
    //- a.py
    import json
    json.du<|>mps(1)
    //- b.py
    from json import dumps
    dumps(2)
    //- c.py
    def dumps(what): ...
    dumps(3)
    """
    async with session(folder, fixture) as editor:
        editor.open("a.py")
        assert await editor.references() == ["a.py:2 dumps", "b.py:1 dumps", "b.py:2 dumps"]


async def test_symbols_are_narrowed_by_words_with_a_colon(folder: Path) -> None:
    fixture = """
        //- api/users.py
        class Users:
            def save(self): ...
        def save_all(): ...
        //- api/users.js
        export function saveUser() {}
        //- old/users.py
        def save_old(): ...
        """
    async with session(folder, fixture) as opened:
        assert await opened.symbols("kind:function path:api lang:py save") == [
            "api/users.py:3 save_all"
        ]
        assert await opened.symbols("save lang:js") == ["api/users.js:1 saveUser"]
        assert await opened.symbols("kind:meth save") == ["api/users.py:2 save"]
        # What is typed and not saved is narrowed as well; it is shown by the text on disk.
        opened.open("old/users.py", "def save_new(): ...\n")
        assert await opened.symbols("path:old/* save_new") == ["old/users.py:1 save_old"]
        assert await opened.symbols("path:api/* save_new") == []
        assert await opened.symbols("kind:zebra save") == []

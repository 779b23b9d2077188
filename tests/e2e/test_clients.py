"""The main methods as each editor of today asks for them: what it did not say it can take, it does
not get. A breach of the specification is a warning of the client, and so an error here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from lsprotocol import types

from clients import CLIENTS, capabilities_of
from e2e.session import Session, session

SHOP = """
    //- shop.py
    class Basket:
        "What is bought."
        def total(self): return 0
    class Cart(Basket):
        def total(self): return 1
    # größer als 𝔘
    def pay(cart: Cart): return "𝔘", cart.to<|>tal()
    """
ENCODINGS = {
    "vscode_9_0": "utf-16",
    "neovim_0_11": "utf-8",
    "neovim_0_12": "utf-8",
    "helix": "utf-8",
    "eglot": "utf-32",
}

every_client = pytest.mark.parametrize("client", CLIENTS)


@every_client
async def test_definitions_are_links_where_the_client_takes_them(
    client: str, tmp_path: Path
) -> None:
    known = capabilities_of(client).text_document
    assert known is not None
    links = known.definition is not None and bool(known.definition.link_support)
    async with session(tmp_path, SHOP, profile=client) as editor:
        assert editor.encoding == ENCODINGS[client]
        found = await editor.client.text_document_definition_async(
            types.DefinitionParams(editor.document("shop.py"), editor.position())
        )
        assert isinstance(found, Sequence)
        kind = types.LocationLink if links else types.Location
        assert [type(place) for place in found] == [kind]
        assert [editor.show(place) for place in found] == ["shop.py:5 total"]
        assert await editor.references() == ["shop.py:7 total"]


@every_client
async def test_texts_and_outlines_have_a_form_that_the_client_takes(
    client: str, tmp_path: Path
) -> None:
    known = capabilities_of(client).text_document
    assert known is not None
    assert known.hover is not None
    markdown = types.MarkupKind.Markdown in (known.hover.content_format or ())
    async with session(tmp_path, SHOP, profile=client) as editor:
        hover = await editor.client.text_document_hover_async(
            types.HoverParams(editor.document("shop.py"), editor.position())
        )
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        wanted = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
        assert hover.contents.kind == wanted
        assert "total" in hover.contents.value
        outline = await editor.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(editor.document("shop.py"))
        )
        assert outline
        nested = known.document_symbol is not None and bool(
            known.document_symbol.hierarchical_document_symbol_support
        )
        names = [symbol.name for symbol in outline]
        if nested:
            assert names == ["Basket", "Cart", "pay"]
        else:
            assert names == ["Basket", "total", "Cart", "total", "pay"]


@every_client
async def test_symbols_are_found_and_their_places_can_be_told(client: str, tmp_path: Path) -> None:
    async with session(tmp_path, SHOP, profile=client) as editor:
        found = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams("basket"))
        assert found
        assert found[0].name == "Basket"
        symbol = found[0]
        if isinstance(symbol, types.WorkspaceSymbol):
            symbol = await editor.client.workspace_symbol_resolve_async(symbol)
        assert isinstance(symbol.location, types.Location)
        assert editor.show(symbol.location) == "shop.py:1 Basket"


@every_client
async def test_calls_and_types_are_followed(client: str, tmp_path: Path) -> None:
    async with session(tmp_path, SHOP, profile=client) as editor:
        here = editor.document("shop.py")
        at = editor.position()
        items = await editor.client.text_document_prepare_call_hierarchy_async(
            types.CallHierarchyPrepareParams(here, at)
        )
        assert items
        calls = await editor.client.call_hierarchy_incoming_calls_async(
            types.CallHierarchyIncomingCallsParams(items[0])
        )
        assert [call.from_.name for call in calls or ()] == ["pay"]
        assert await _overriding(editor) == ["shop.py:5 total"]
        kinds = await editor.client.text_document_prepare_type_hierarchy_async(
            types.TypeHierarchyPrepareParams(here, types.Position(0, 7))
        )
        assert kinds
        below = await editor.client.type_hierarchy_subtypes_async(
            types.TypeHierarchySubtypesParams(kinds[0])
        )
        assert [one.name for one in below or ()] == ["Cart"]


async def _overriding(editor: Session) -> list[str]:
    found = await editor.client.text_document_implementation_async(
        types.ImplementationParams(editor.document("shop.py"), types.Position(2, 9))
    )
    assert isinstance(found, Sequence)
    return [editor.show(place) for place in found]


@every_client
async def test_what_is_drawn_into_a_document_is_asked_for(client: str, tmp_path: Path) -> None:
    async with session(tmp_path, SHOP, profile=client) as editor:
        here = editor.document("shop.py")
        marked = await editor.client.text_document_document_highlight_async(
            types.DocumentHighlightParams(here, editor.position())
        )
        assert sorted(mark.range.start.line for mark in marked or ()) == [4, 6]
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(here))
        assert lenses
        lens = await editor.client.code_lens_resolve_async(lenses[0])
        assert lens.command is not None
        assert lens.command.title.startswith("1 reference")
        folds = await editor.client.text_document_folding_range_async(
            types.FoldingRangeParams(here)
        )
        assert (0, 2) in [(fold.start_line, fold.end_line) for fold in folds or ()]
        chosen = await editor.client.text_document_selection_range_async(
            types.SelectionRangeParams(here, [editor.position()])
        )
        assert chosen
        assert chosen[0].range.start.line == 6

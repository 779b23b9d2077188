"""Call and type hierarchies, implementations and hover, as editors ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from lsprotocol import types

from e2e.session import NEOVIM, VS_CODE, Session, daemons, kill, session

SHOP = """
    //- shop/__init__.py
    //- shop/base.py
    class Base:
        def total(self): return 0
    //- shop/cart.py
    from shop.base import Base
    class Cart(Base):
        def total(self): return größe()
    def größe(): return 1
    //- main.py
    from shop.cart import Cart, größe
    def pay(cart: Cart):
        s = "😀"; cart.to<|>tal(); größe()
    größe()
    """


def place(one: Session, found: types.CallHierarchyItem | types.TypeHierarchyItem) -> str:
    """An item as a person reads it; its name must be in its range."""
    assert found.range.start <= found.selection_range.start
    assert found.selection_range.end <= found.range.end
    return one.show(types.Location(found.uri, found.selection_range))


async def prepare(one: Session, path: str, line: int, character: int) -> types.CallHierarchyItem:
    items = await one.client.text_document_prepare_call_hierarchy_async(
        types.CallHierarchyPrepareParams(one.document(path), types.Position(line, character))
    )
    assert items is not None
    (item,) = items
    return item


async def incoming(one: Session, item: types.CallHierarchyItem) -> list[str]:
    """`caller <- call, call`."""
    found = await one.client.call_hierarchy_incoming_calls_async(
        types.CallHierarchyIncomingCallsParams(item)
    )
    return [
        f"{place(one, call.from_)} <- {spans(one, call.from_.uri, call.from_ranges)}"
        if call.from_.kind != types.SymbolKind.Module
        else f"{call.from_.name} <- {spans(one, call.from_.uri, call.from_ranges)}"
        for call in found or ()
    ]


async def outgoing(one: Session, item: types.CallHierarchyItem) -> list[str]:
    found = await one.client.call_hierarchy_outgoing_calls_async(
        types.CallHierarchyOutgoingCallsParams(item)
    )
    return [
        f"{place(one, call.to)} <- {spans(one, item.uri, call.from_ranges)}" for call in found or ()
    ]


def spans(one: Session, uri: str, ranges: Iterable[types.Range]) -> str:
    return ", ".join(one.show(types.Location(uri, span)) for span in ranges)


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_calls_in_both_directions(folder: Path, profile: str) -> None:
    async with session(folder, SHOP, profile=profile) as editor:
        at = editor.position()
        total = await prepare(editor, "main.py", at.line, at.character)
        assert place(editor, total) == "shop/cart.py:3 total"
        assert total.detail == "Cart"
        assert await incoming(editor, total) == ["main.py:2 pay <- main.py:3 total"]
        assert await outgoing(editor, total) == ["shop/cart.py:4 größe <- shop/cart.py:3 größe"]
        called = await prepare(editor, "shop/cart.py", 3, 5)
        assert await incoming(editor, called) == [
            "main <- main.py:4 größe",
            "main.py:2 pay <- main.py:3 größe",
            "shop/cart.py:3 total <- shop/cart.py:3 größe",
        ]


async def test_an_item_outlives_the_daemon_and_edits_before_it(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        item = await prepare(editor, "shop/cart.py", 3, 5)
        (pid,) = daemons()
        await kill(pid)
        assert len(await incoming(editor, item)) == 3
        text = (folder / "shop/cart.py").read_text(encoding="utf-8")
        editor.save("shop/cart.py", f"# one more line\n{text}")
        assert await outgoing(editor, await prepare(editor, "shop/cart.py", 3, 9)) == [
            "shop/cart.py:5 größe <- shop/cart.py:4 größe"
        ]
        assert (await incoming(editor, item))[2] == "shop/cart.py:4 total <- shop/cart.py:4 größe"


async def test_an_item_whose_symbol_is_gone_has_no_calls(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        item = await prepare(editor, "shop/cart.py", 3, 5)
        editor.save("shop/cart.py", "")
        assert await incoming(editor, item) == []
        item.data = None
        assert await incoming(editor, item) == []


async def test_where_no_hierarchy_begins(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        for line, character in [(2, 4), (99, 0), (1, 0)]:
            items = await editor.client.text_document_prepare_call_hierarchy_async(
                types.CallHierarchyPrepareParams(
                    editor.document("main.py"), types.Position(line, character)
                )
            )
            assert not items
        functions = await editor.client.text_document_prepare_type_hierarchy_async(
            types.TypeHierarchyPrepareParams(editor.document("shop/cart.py"), types.Position(3, 5))
        )
        assert not functions


async def test_types_above_and_below(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        items = await editor.client.text_document_prepare_type_hierarchy_async(
            types.TypeHierarchyPrepareParams(editor.document("main.py"), types.Position(0, 22))
        )
        assert items is not None
        (cart,) = items
        assert place(editor, cart) == "shop/cart.py:2 Cart"
        above = await editor.client.type_hierarchy_supertypes_async(
            types.TypeHierarchySupertypesParams(cart)
        )
        assert above is not None
        assert [place(editor, one) for one in above] == ["shop/base.py:1 Base"]
        below = await editor.client.type_hierarchy_subtypes_async(
            types.TypeHierarchySubtypesParams(above[0])
        )
        assert below is not None
        assert [place(editor, one) for one in below] == ["shop/cart.py:2 Cart"]


async def test_implementations_of_a_class_and_of_a_method(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        for line, expected in [(0, "shop/cart.py:2 Cart"), (1, "shop/cart.py:3 total")]:
            found = await editor.client.text_document_implementation_async(
                types.ImplementationParams(editor.document("shop/base.py"), types.Position(line, 8))
            )
            assert isinstance(found, list)
            places = [p for p in found if isinstance(p, types.Location | types.LocationLink)]
            assert [editor.show(one) for one in places] == [expected]


DOCUMENTED = """
    //- cart.py
    def total(tax: float = 0.1) -> int:
        \'\'\'What is to be paid, as <b>int</b>.

        >>> total(2)
        3
        \'\'\'
    //- main.py
    from cart import total
    to<|>tal()
    """.replace("\\'", "'")


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_hover_as_each_editor_asks_it(folder: Path, profile: str) -> None:
    async with session(folder, DOCUMENTED, profile=profile) as editor:
        # Uses are counted of what is linked, for which a hover does not wait.
        assert len(await editor.references()) == 2
        found = await editor.client.text_document_hover_async(
            types.HoverParams(editor.document("main.py"), editor.position())
        )
        assert found is not None
        assert isinstance(found.contents, types.MarkupContent)
        assert found.contents.kind == types.MarkupKind.Markdown
        assert found.contents.value.startswith("```python\ndef total(tax: float = 0.1) -> int\n")
        assert "`cart.py:1` · 2 references in 1 file" in found.contents.value
        assert found.range is not None
        assert editor.show(types.Location(editor.uri("main.py"), found.range)) == "main.py:2 total"
        nothing = await editor.client.text_document_hover_async(
            types.HoverParams(editor.document("main.py"), types.Position(0, 1))
        )
        assert nothing is None


async def test_unsaved_calls_and_types_count(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        item = await prepare(editor, "shop/cart.py", 3, 5)
        before = await incoming(editor, item)
        text = (folder / "main.py").read_text(encoding="utf-8")
        added = "from shop.base import Base\nclass Unsaved(Base):\n    made = größe()\n"
        editor.open("main.py", text + added)
        found = await editor.client.call_hierarchy_incoming_calls_async(
            types.CallHierarchyIncomingCallsParams(item)
        )
        callers = {call.from_.name: call.from_ranges for call in found or ()}
        assert set(callers) == {"main", "pay", "total", "Unsaved"}
        assert callers["Unsaved"][0].start == types.Position(6, 11)
        places = await editor.client.text_document_implementation_async(
            types.ImplementationParams(editor.document("shop/base.py"), types.Position(0, 8))
        )
        assert isinstance(places, list)
        assert len(places) == 2
        editor.client.text_document_did_close(
            types.DidCloseTextDocumentParams(editor.document("main.py"))
        )
        assert await incoming(editor, item) == before

"""Code lenses: where they stand, what they say when they are resolved, and what they run."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from e2e.session import NEOVIM, VS_CODE, Session, plain, session

SHOP = """
    //- shop.py
    class Cart:
        size = 0
        def total(self):
            def inner(): return self.size
            return inner()
    def größe(): return Cart().total()
    LIMIT = 3
    //- test_shop.py
    from shop import größe
    def test_one(): größe()
    def test_two(): größe()
    """


async def lenses(one: Session, path: str) -> list[types.CodeLens]:
    found = await one.client.text_document_code_lens_async(types.CodeLensParams(one.document(path)))
    assert found is not None
    assert all(lens.command is None for lens in found), "nothing is counted for a whole file"
    return [await one.client.code_lens_resolve_async(lens) for lens in found]


def drawn(one: Session, path: str, lens: types.CodeLens) -> str:
    assert lens.command is not None
    return f"{one.show(types.Location(one.uri(path), lens.range))}: {lens.command.title}"


@pytest.mark.parametrize("profile", [NEOVIM, VS_CODE])
async def test_functions_methods_and_types_have_numbers(folder: Path, profile: str) -> None:
    async with session(folder, SHOP, profile=profile) as editor:
        found = await lenses(editor, "shop.py")
        assert [drawn(editor, "shop.py", lens) for lens in found] == [
            "shop.py:1 Cart: 1 reference · 1 caller · 2 tests",
            "shop.py:3 total: 1 reference · 1 caller · 2 tests",
            "shop.py:6 größe: 3 references · 2 callers · 2 tests",
        ]


async def test_a_lens_runs_nothing_in_a_client_that_names_no_command(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        found = await lenses(editor, "shop.py")
        assert {lens.command.command for lens in found if lens.command is not None} == {""}


async def test_a_client_may_name_a_command_of_its_own(folder: Path) -> None:
    async with session(folder, SHOP, options={"showReferences": "my.references"}) as editor:
        *_, lens = await lenses(editor, "shop.py")
        assert lens.command is not None
        position = {"line": 5, "character": 4}
        assert lens.command.command == "my.references"
        assert plain(list(lens.command.arguments or ())) == [editor.uri("shop.py"), position]


async def test_unsaved_text_counts(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        text = (folder / "test_shop.py").read_text(encoding="utf-8")
        editor.open("test_shop.py", text + "def test_three(): größe()\n")
        *_, lens = await lenses(editor, "shop.py")
        assert drawn(editor, "shop.py", lens).endswith("4 references · 3 callers · 3 tests")


async def test_a_lens_of_what_is_gone_stays_without_a_text(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        data = {"uri": editor.uri("shop.py"), "key": "shop.py#gone"}
        span = types.Range(types.Position(0, 0), types.Position(0, 1))
        for strange in (data, None, {"uri": 1}):
            lens = await editor.client.code_lens_resolve_async(types.CodeLens(span, data=strange))
            assert lens.command is None

"""Which daemon answers an editor: one for each root, however a folder of it is reached."""

from __future__ import annotations

from pathlib import Path

from e2e.session import daemons, kill, project, session

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


async def test_the_daemon_is_killed_between_two_questions(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        assert await editor.definition() == ["shop/cart.py:2 total"]
        (first,) = daemons()
        await kill(first)
        assert await editor.definition() == ["shop/cart.py:2 total"]
        (second,) = daemons()
        assert second != first
        assert (await editor.status())["workspaces"][0]["pid"] == second


async def test_the_daemon_outlives_the_session_and_serves_the_next(folder: Path) -> None:
    async with session(folder, SHOP) as editor:
        assert await editor.definition() == ["shop/cart.py:2 total"]
    (pid,) = daemons()
    async with session(folder) as other, session(folder) as third:
        for one in (other, third):
            assert await one.symbols("Cart") != []
            assert (await one.status())["workspaces"][0]["pid"] == pid


async def test_a_symlinked_folder(tmp_path: Path) -> None:
    cursor = project(tmp_path / "real", SHOP)
    (tmp_path / "link").symlink_to("real")
    async with session(tmp_path / "link") as editor:
        editor.cursor = cursor
        assert await editor.definition() == ["shop/cart.py:2 total"]
        editor.open("shop/cart.py")
        assert await editor.definition() == ["shop/cart.py:2 total"]
        assert await editor.references() == ["main.py:2 total"]


async def test_a_sub_folder_gets_the_whole_root(folder: Path) -> None:
    cursor = project(folder, SHOP)
    async with session(folder, folders=[folder / "shop"]) as editor:
        editor.cursor = cursor
        assert await editor.definition() == ["shop/cart.py:2 total"]
        assert await editor.references() == ["main.py:2 total"]


async def test_two_folders_have_two_daemons(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for one in folders:
        project(one, f"//- {one.name}.py\ndef shared_name(): ...\n")
    async with session(tmp_path, folders=folders) as editor:
        found = await editor.symbols("shared_name")
        assert sorted(found) == ["one/one.py:1 shared_name", "two/two.py:1 shared_name"]
        assert len(daemons()) == 2

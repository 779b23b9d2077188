"""Symbols of the workspace whose place a client asks for when it wants one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from e2e.raw_client import RawClient, raw_client
from e2e.session import write

SHOP = """\
# größe
RATE = 2


class Cart:
    def total(self): return RATE

    class Line:
        def total(self): return 1


def total():
    def inner_total(): return 3
    return inner_total()


größe_total = '😀'; total_größe = 1
"""
LAZILY = {"workspace": {"symbol": {"resolveSupport": {"properties": ["location.range"]}}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder, {"codegraph.toml": "", "shop.py": SHOP, "total.py": "def more(): pass\n"})
    return folder


async def listed(client: RawClient, query: str) -> list[dict[str, Any]]:
    return list(await client.result("workspace/symbol", {"query": query}))


async def resolved(client: RawClient, symbol: dict[str, Any]) -> dict[str, Any]:
    found = await client.result("workspaceSymbol/resolve", symbol)
    assert {name: found[name] for name in ("name", "kind")} == {
        name: symbol[name] for name in ("name", "kind")
    }
    return dict(found["location"])


async def test_the_place_of_each_is_that_which_the_whole_list_has(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder)
        await client.ready()
        whole = await listed(client, "total")
        assert await resolved(client, whole[0]) == whole[0]["location"]
    async with raw_client() as client:
        declared = await client.initialize(folder, capabilities=LAZILY)
        await client.ready()
        assert declared["capabilities"]["workspaceSymbolProvider"] == {"resolveProvider": True}
        symbols = await listed(client, "total")
        assert len(symbols) == len(whole) >= 6
        # That of a module is its file's beginning, which needs no question.
        assert [each["name"] for each in symbols if "range" in each["location"]] == ["total"]
        places = [await resolved(client, each) for each in symbols]
        assert places == [each["location"] for each in whole]


async def test_what_was_typed_since_counts(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=LAZILY)
        await client.ready()
        (symbol,) = [each for each in await listed(client, "Cart") if each["name"] == "Cart"]
        uri = (folder / "shop.py").as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": "\n\n" + SHOP}
        client.notify("textDocument/didOpen", {"textDocument": document})
        assert (await resolved(client, symbol))["range"]["start"] == {"line": 6, "character": 6}
        change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": "a = 1"}]}
        client.notify("textDocument/didChange", change)
        gone = await resolved(client, symbol)
        assert gone["uri"] == uri
        assert gone["range"]["start"] == {"line": 4, "character": 0}


@pytest.mark.parametrize("profile", ["companion", "auto"])
async def test_beside_other_servers_each_has_its_place_since_lists_are_merged_by_it(
    folder: Path, profile: str
) -> None:
    async with raw_client() as client:
        options = {"profile": profile}
        await client.initialize(folder, capabilities=LAZILY, initializationOptions=options)
        await client.ready()
        assert all("range" in each["location"] for each in await listed(client, "total"))


async def test_an_item_that_is_none_of_ours_comes_back_as_it_was(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=LAZILY)
        await client.ready()
        for data in (None, [], {"line": "1", "qualified": "Cart"}):
            strange = {"name": "x", "kind": 12, "location": {"uri": "file:///x"}, "data": data}
            assert await resolved(client, strange) == {"uri": "file:///x"}

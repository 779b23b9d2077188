"""What the daemon still holds after many edits: as much as after few.

Counted, not weighed: how many bytes a process has says more of the C library than of us.
"""

from __future__ import annotations

import gc

from codegraph_daemon.facts import Facts
from codegraph_daemon.resolve.links import Links
from codegraph_daemon.store.database import Store
from harness import Index, in_index

EDITS = 60


def alive(kind: type) -> int:
    gc.collect()
    return sum(type(each) is kind for each in gc.get_objects())


def test_facts_and_links_that_an_edit_replaced_are_let_go_of() -> None:
    files = {f"m{n}.py": f"from shop import price\nprice({n})\n" for n in range(4)}

    async def run(index: Index) -> None:
        async def edit(number: int) -> None:
            text = f"def price(n):\n    return {number}\ndef new_{number}(): ...\nnew_{number}()\n"
            await index.show({**files, "shop.py": text})
            for method in ("references", "callers", "hover", "definition"):
                asked = {"path": "shop.py", "line": 0, "column": 4}
                assert (await index.ask(method, asked))["complete"]
            await index.ask("references", {"path": "shop.py", "line": 2, "column": 5})

        for number in range(5):
            await edit(number)
        after_few = alive(Facts), alive(Links)
        for number in range(5, EDITS):
            await edit(number)
        assert alive(Facts) <= after_few[0] + 4
        assert alive(Links) <= after_few[1] + 4

    in_index(run)


def test_a_small_index_has_a_small_block_cache() -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def a(): ...\n"})
        held = index.repository.store.memory_bytes()
        assert held["block_cache_most"] < 16 << 20

    in_index(run, store_block_cache_mb=64)


def test_a_large_index_has_what_the_settings_allow() -> None:
    async def run(index: Index) -> None:
        store: Store = index.repository.store
        for number in range(20_000):
            store.paths.path_id(f"{number}.py")
        await store.write_all([("meta", b"x", b"")])
        assert store.memory_bytes()["block_cache_most"] == 64 << 20

    in_index(run, store_block_cache_mb=64)


def test_an_index_at_rest_has_empty_write_buffers() -> None:
    async def run(index: Index) -> None:
        await index.show({f"{n}.py": f"def f{n}(): ...\n" for n in range(200)})
        before = index.repository.store.memory_bytes()["write_buffers"]
        index.repository.rest()
        assert index.repository.store.memory_bytes()["write_buffers"] < before
        answer = await index.ask("definition", {"symbol": "f7"})
        assert [result["path"] for result in answer["results"]] == ["7.py"]

    in_index(run)

"""What imported indexes say of symbols to each other: who is above whom, and who is used with whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from codegraph_daemon.scip.schema import scip_pb2
from harness import Index, in_index
from incremental.test_exported import export, read
from incremental.test_imported import remove, take
from incremental.test_indexers import TYPESCRIPT, indexers, run_indexer
from scip_samples import SCHEME, found, index

__all__ = ["indexers"]

A = "class Shelf:\n    def put(self): ...\n"
B = "class Rack:\n    def put(self): ...\n"
USE = "from b import Rack\n\nRack().put()\n"
FILES = {"a.py": A, "b.py": B, "use.py": USE}
SHELF, RACK = f"{SCHEME}a/Shelf#", f"{SCHEME}b/Rack#"


def made(root: Path | str) -> Any:
    """An index in which Rack implements Shelf, which its code does not say."""
    result = index(
        {
            "a.py": [found(A, "Shelf", 0, SHELF, 1), found(A, "put", 0, f"{SHELF}put().", 1)],
            "b.py": [found(B, "Rack", 0, RACK, 1), found(B, "put", 0, f"{RACK}put().", 1)],
        },
        root,
    )
    for name, is_reference in (("", False), ("put().", True)):
        related = scip_pb2.Relationship(
            symbol=SHELF + name, is_implementation=True, is_reference=is_reference
        )
        result.documents[1].symbols.add(symbol=RACK + name, relationships=[related])
    return result


async def asked(index: Index, method: str, symbol: str) -> list[str]:
    """Each result with its origin."""
    answer = await index.ask(method, {"symbol": symbol})
    return [f"{r['path']}:{r['line'] + 1} {r['name']} {r['origin']}" for r in answer["results"]]


QUESTIONS = (
    ("supertypes", "Rack", ["a.py:1 Shelf scip"]),
    ("subtypes", "Shelf", ["b.py:1 Rack scip"]),
    ("implementations", "Shelf", ["b.py:1 Rack scip"]),
    ("implementations", "Shelf.put", ["b.py:2 put scip"]),
)


async def answers(index: Index) -> list[list[str]]:
    return [await asked(index, method, symbol) for method, symbol, _ in QUESTIONS]


TOLD = [told for _, _, told in QUESTIONS]
NOTHING: list[list[str]] = [[], [], [], []]


def test_types_and_members_above_and_below() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        assert await answers(index) == NOTHING
        await take(index, made(index.root))
        assert await answers(index) == TOLD
        await remove(index)
        assert await answers(index) == NOTHING

    in_index(test)


def test_uses_of_what_is_below_count_where_the_index_says_so() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        assert await asked(index, "references", "Shelf.put") == []
        await take(index, made(index.root))
        uses = await asked(index, "references", "Shelf.put")
        assert [use.split(" ")[0] for use in uses] == ["b.py:2", "use.py:3"]
        assert await asked(index, "references", "Shelf") == [], "a type is used for itself"

    in_index(test)


def test_they_fade_with_the_file_of_who_is_below_and_come_back_with_it() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, made(index.root))
        await index.show({**FILES, "b.py": "\n" + B})
        assert await answers(index) == NOTHING
        await index.show({**FILES, "a.py": "import os\n" + A})
        assert await asked(index, "supertypes", "Rack") == ["a.py:2 Shelf scip"]
        await index.show({**FILES, "a.py": A.replace("Shelf", "Board")})
        assert await asked(index, "supertypes", "Rack") == []
        await index.show(FILES)
        assert await answers(index) == TOLD
        say = index.handlers["overlay"]
        await say(index.session, {"path": "b.py", "version": 1, "text": "# unsaved\n" + B})
        assert await answers(index) == NOTHING

    in_index(test)


def relationships(made: Any) -> list[tuple[str, str, bool, bool]]:
    return sorted(
        (each.symbol.split("/")[-1], above.symbol.split("/")[-1], *flags)
        for document in made.documents
        for each in document.symbols
        for above in each.relationships
        for flags in [(above.is_implementation, above.is_reference)]
    )


def test_a_round_trip_keeps_them() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, made(index.root))
        first = read(await export(index))
        assert relationships(first) == [
            ("Rack#", "Shelf#", True, False),
            ("Rack#put().", "Shelf#put().", True, True),
        ]
        await remove(index)
        assert relationships(read(await export(index))) == []
        await take(index, first)
        assert await answers(index) == TOLD
        assert read(await export(index)) == first

    in_index(test)


def test_of_scip_typescript(indexers: Path) -> None:
    shelf = (
        "interface Layer { put(it: string): void }\n"
        "export interface Shelf extends Layer {}\n"
        "export class Wood implements Shelf { put(it: string) {} }\n"
    )

    async def test(index: Index) -> None:
        await index.show({**TYPESCRIPT, "src/shelf.ts": shelf, "src/use.ts": ""})
        file = run_indexer(indexers, index.root, "scip-typescript")
        told = [each for each in relationships(read(file)) if each[0] == "Wood#put()."]
        assert told == [("Wood#put().", "Layer#put().", True, True)]
        await take(index, read(file))
        assert await asked(index, "supertypes", "Wood") == ["src/shelf.ts:2 Shelf scip"]
        assert await asked(index, "implementations", "Layer.put") == ["src/shelf.ts:3 put scip"]
        again = relationships(read(await export(index)))
        assert {("Wood#put().", "Layer#put().", True, True)} <= set(again)

    in_index(test)


def test_of_scip_python(indexers: Path) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/shelf.py": A,
        "shop/rack.py": "from shop.shelf import Shelf\n\n\nclass Rack(Shelf):\n"
        "    def put(self): ...\n",
    }

    async def test(index: Index) -> None:
        await index.show(files)
        environment = index.root.parent / "environment.json"
        environment.write_text("[]")
        file = run_indexer(
            *(indexers, index.root, "scip-python"),
            *("--project-name", "shop", "--project-version", "1"),
            *("--environment", str(environment), "--quiet"),
        )
        told = {each[:3] for each in relationships(read(file))}
        assert {("Rack#", "Shelf#", True), ("Rack#put().", "Shelf#put().", True)} <= told
        await take(index, read(file))
        assert await asked(index, "supertypes", "Rack") == ["shop/shelf.py:1 Shelf scip"]
        assert await asked(index, "implementations", "Shelf.put") == ["shop/rack.py:5 put scip"]
        assert told <= {each[:3] for each in relationships(read(await export(index)))}

    in_index(test)

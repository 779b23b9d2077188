"""This index as one of SCIP: what it says, that it is the same each time, and what reads it back."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.resolve.values import TRUST
from codegraph_daemon.scip.schema import scip_pb2
from codegraph_daemon.scip.symbols import name_of
from harness import Index, in_index

FILES = {
    "shop/shelf.py": (
        "class Shelf:\n"
        '    """Holds things."""\n\n'
        "    def put(self, it: str) -> None:\n"
        "        it = it.strip()\n\n\n"
        "class Rack(Shelf):\n"
        "    def put(self, it: str) -> None: ...\n"
    ),
    "use.py": "from shop.shelf import Rack\n\n'größe'; Rack().put('x')\n",
    "it's odd/a b.ts": "export function f(s: string): string { return s }\nf('`')\n",
    "Main.java": "class Main {\n  void f(int a) {}\n  void f(String b) { f(1); }\n}\n",
    "shape.go": "package shape\n\ntype T struct{}\n\nfunc (t T) Size() int { return 1 }\n",
    "lib.rs": "struct S;\nimpl S { fn n() -> S { S } }\nfn g() { S::n(); }\n",
}


async def export(index: Index, name: str = "ours.scip") -> Path:
    file = index.root.parent / name
    report = await index.handlers["scip"](index.session, {"action": "export", "file": str(file)})
    assert report["bytes"] == file.stat().st_size
    return file


def read(file: Path) -> Any:
    return scip_pb2.Index.FromString(file.read_bytes())


def links(index: Index) -> list[str]:
    """All links without their origins."""
    origins = "|".join(trust.name for trust in TRUST.values())
    return [re.sub(rf" (?:{origins})( [^ ]*)$", r"\1", line) for line in index.dump().splitlines()]


def test_an_export_says_where_symbols_are_defined_documented_and_used() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        made = read(await export(index))
        assert made.metadata.tool_info.name == "codegraph"
        assert made.metadata.project_root == index.root.as_uri()
        documents = {document.relative_path: document for document in made.documents}
        assert list(documents) == sorted(FILES)
        shelf, use = documents["shop/shelf.py"], documents["use.py"]
        assert (shelf.language, shelf.position_encoding) == ("Python", 1)
        symbols = {each.display_name: each for each in shelf.symbols if each.display_name != "put"}
        assert symbols["Shelf"].symbol == "codegraph . . . shop/`shelf.py`/Shelf#"
        assert list(symbols["Shelf"].documentation) == ["Holds things."]
        assert symbols["Shelf"].signature_documentation.text == "class Shelf"
        assert symbols["Rack"].enclosing_symbol == "codegraph . . . shop/`shelf.py`/"
        (above,) = symbols["Rack"].relationships
        assert (above.symbol, above.is_implementation) == (symbols["Shelf"].symbol, True)
        put = next(each for each in shelf.symbols if "Rack#put" in each.symbol)
        (above,) = put.relationships
        assert above.symbol == "codegraph . . . shop/`shelf.py`/Shelf#put()."
        found = [(list(each.range), each.symbol, each.symbol_roles) for each in use.occurrences]
        prefix = "codegraph . . . shop/`shelf.py`/"
        assert ([0, 23, 27], f"{prefix}Rack#", 2) in found
        assert ([2, 18, 21], f"{prefix}Rack#put().", 8) in found
        local = [each for each in shelf.occurrences if list(each.range)[:2] == [4, 8]]
        assert [(each.symbol, each.symbol_roles) for each in local] == [
            (f"{prefix}Shelf#put().(it)", 1)
        ]

    in_index(test)


def test_names_follow_the_grammar_and_are_said_once() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        made = read(await export(index))
        names = [each.symbol for document in made.documents for each in document.symbols]
        names = [each for each in names if not each.startswith("local ")]
        assert len(names) == len(set(names))
        used = {each.symbol for document in made.documents for each in document.occurrences}
        assert {name for name in used if not name.startswith("local ")} <= set(names)
        simple, quoted = r"[\w+\-$]+", r"`(?:[^`]|``)+`"
        name = f"(?:{simple}|{quoted})"
        descriptor = rf"(?:{name}(?:\([\w+\-$]*\)\.|[/#.:!])|\({name}\))"
        for each in names:
            assert re.fullmatch(rf"codegraph \. \. \. (?:{descriptor})+", each), each
            assert name_of(each) is not None

    in_index(test)


def test_the_same_index_gives_the_same_bytes_and_what_was_there_is_replaced() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        first = (await export(index)).read_bytes()
        await index.show({**FILES, "use.py": ""})
        assert (await export(index)).read_bytes() != first
        await index.show(FILES)
        assert (await export(index)).read_bytes() == first
        assert [path.name for path in index.root.parent.glob("*.scip*")] == ["ours.scip"]
        with pytest.raises(BadRequest, match="No such file"):
            await export(index, "no/such/folder.scip")

    in_index(test)


def test_our_own_export_taken_in_changes_no_answer() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        before = links(index)
        file = await export(index)
        report = await index.handlers["scip"](
            index.session, {"action": "import", "files": [str(file)]}
        )
        assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)
        assert report["taken"] == len(FILES)
        assert report["links"] > 0
        assert links(index) == before
        assert " scip " in index.dump()

    in_index(test)


def test_what_has_no_utf_8_is_left_out_and_the_rest_is_written() -> None:
    async def test(index: Index) -> None:
        odd = {"bad\udcff.py": "def f(): ...\n", "use.ts": "const s = { '\\ud800': 1, b: 2 };\n"}
        await index.show({**FILES, **odd})
        made = read(await export(index))
        assert [each.relative_path for each in made.documents] == sorted([*FILES, "use.ts"])

    in_index(test)


def test_who_calls_by_taking_a_member_still_does_when_an_index_says_the_same() -> None:
    text = (
        "class Shelf:\n    @property\n    def size(self): return 1\n"
        "    def put(self): ...\n\n\n"
        "def f(shelf: Shelf):\n    run(shelf.put)\n    return shelf.size\n"
    )

    async def callers(index: Index) -> list[list[tuple[str, int]]]:
        found = []
        for name in ("Shelf.size", "Shelf.put"):
            results = (await index.ask("callers", {"symbol": name}))["results"]
            found.append([(r["name"], call["line"]) for r in results for call in r["calls"]])
        return found

    async def test(index: Index) -> None:
        await index.show({"a.py": text})
        before = await callers(index)
        assert before == [[("f", 8)], [("f", 7)]]
        file = await export(index)
        await index.handlers["scip"](index.session, {"action": "import", "files": [str(file)]})
        assert await callers(index) == before

    in_index(test)


def test_every_range_holds_a_whole_word_or_nothing() -> None:
    java = (
        "enum Policy {\n  FIRST { int f() { return 1; } },\n  SECOND { int f() { return 2; } };\n"
        "  abstract int f();\n}\n"
        "class Wrong extends Exception {\n  Wrong(String s) { super(s); }\n"
        '  static Wrong of() { return new Wrong("a"); }\n  Wrong() { this("b"); }\n}\n'
    )
    files = {**FILES, "Policy.java": java, "more.rs": "use lib::S;\nimpl S { fn m() {} }\n"}

    async def test(index: Index) -> None:
        await index.show(files)
        file = await export(index)
        for document in read(file).documents:
            lines = files[document.relative_path].encode().splitlines()
            for each in document.occurrences:
                line, start, end = each.range
                word = lines[line][start:end] if line < len(lines) else b""
                before, after = lines[line][:start][-1:], lines[line][end:][:1]
                assert not word or not (word[-1:].isalnum() and after.isalnum()), each
                assert not word or not (word[:1].isalnum() and before.isalnum()), each
                assert len(word) == end - start, each
        before = links(index)
        report = await index.handlers["scip"](
            index.session, {"action": "import", "files": [str(file)]}
        )
        assert report["stale"] == 0
        assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)
        assert links(index) == before

    in_index(test)

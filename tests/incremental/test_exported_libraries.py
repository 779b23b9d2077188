"""This index as one of SCIP with libraries: uses of their symbols, and what these are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.scip.schema import scip_pb2
from harness import Index, in_index

PACKAGES = ".venv/lib/python3.12/site-packages"
FILES = {
    ".venv/pyvenv.cfg": "version = 3.12.4\n",
    f"{PACKAGES}/parcel/__init__.py": "from .box import Box as Box\n",
    f"{PACKAGES}/parcel/box.py": (
        'class Box:\n    """Holds things."""\n\n    def close(self) -> "Box": ...\n'
    ),
    f"{PACKAGES}/boxes-4.1.dist-info/top_level.txt": "parcel\n",
    "shop.py": (
        "import json\nfrom parcel import Box\n\n\n"
        "def pack(given):\n    box = Box()\n    given.close()\n    json.dumps(1)\n"
        "    return box.close().close()\n\n\npack(Box)\n"
    ),
}
BOX = "codegraph python boxes 4.1 parcel/`box.py`/Box#"
JSON = "codegraph python python-stdlib 3.12 json/`__init__.pyi`/"
OURS = "codegraph . . . `shop.py`/"


async def export(index: Index, *, libraries: bool) -> tuple[Path, Any, dict[str, Any]]:
    file = index.root.parent / "ours.scip"
    params = {"action": "export", "file": str(file), "libraries": libraries}
    report = await index.handlers["scip"](index.session, params)
    return file, scip_pb2.Index.FromString(file.read_bytes()), report


def spelled(made: Any) -> list[tuple[int, str, str, int]]:
    """Line, text, symbol and roles of each occurrence but those of whole files and variables."""
    (document,) = made.documents
    lines = FILES["shop.py"].splitlines()
    return [
        (line, lines[line][start:end], each.symbol, each.symbol_roles)
        for each in document.occurrences
        for line, start, end in [each.range]
        if end and not each.symbol.startswith("local ")
    ]


def test_uses_of_libraries_are_those_that_questions_find() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        _, made, report = await export(index, libraries=True)
        assert spelled(made) == [
            (0, "json", JSON, 2),
            (1, "parcel", "codegraph python boxes 4.1 parcel/`__init__.py`/", 2),
            (1, "Box", BOX, 2),
            (4, "pack", f"{OURS}pack().", 1),
            (4, "given", f"{OURS}pack().(given)", 1),
            (5, "Box", BOX, 8),
            (6, "given", f"{OURS}pack().(given)", 8),
            (7, "json", JSON, 8),
            (7, "dumps", f"{JSON}dumps().", 8),
            (8, "close", f"{BOX}close().", 8),
            (8, "close", f"{BOX}close().", 8),
            (11, "pack", f"{OURS}pack().", 8),
            (11, "Box", BOX, 8),
        ]
        external = {each.symbol: each for each in made.external_symbols}
        used = {each.symbol for each in made.documents[0].occurrences}
        assert set(external) == {each for each in used if " python " in each}
        assert list(external) == sorted(external)
        assert report["external"] == len(external)
        box = external[BOX]
        assert (box.display_name, list(box.documentation)) == ("Box", ["Holds things."])
        assert box.signature_documentation.text == "class Box"
        close = external[f"{BOX}close()."]
        assert close.enclosing_symbol == BOX
        assert close.signature_documentation.text == 'def close(self) -> "Box"'

    in_index(test, external_use="on")


def test_without_libraries_none_of_it_is_said_and_each_is_the_same_each_time() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        _, plain, report = await export(index, libraries=False)
        assert (len(plain.external_symbols), report["external"]) == (0, 0)
        assert not [each for each in spelled(plain) if " python " in each[2]]
        file, _, _ = await export(index, libraries=True)
        first = file.read_bytes()
        file, _, _ = await export(index, libraries=True)
        assert file.read_bytes() == first

    in_index(test, external_use="on")


def test_what_is_said_of_libraries_taken_in_changes_no_answer() -> None:
    async def answers(index: Index) -> list[Any]:
        places = [(1, 20), (5, 11), (7, 11), (8, 17), (8, 25), (11, 1)]
        found: list[Any] = []
        for line, column in places:
            place = {"path": "shop.py", "line": line, "column": column}
            answer = await index.ask("definition", {**place, "libraries": True})
            keys = ("path", "line", "column", "external")
            found.append([[each.get(key) for key in keys] for each in answer["results"]])
        return found

    async def test(index: Index) -> None:
        await index.show(FILES)
        before = await answers(index)
        assert all(before)
        file, _, _ = await export(index, libraries=True)
        params = {"action": "import", "files": [str(file)]}
        report = await index.handlers["scip"](index.session, params)
        assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)
        assert (report["taken"], report["external"] > 0) == (1, True)
        assert await answers(index) == before

    in_index(test, external_use="on")


def test_what_is_switched_off_is_not_exported() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        with pytest.raises(BadRequest, match=r"external\.use is off"):
            await export(index, libraries=True)

    in_index(test, external_use="off")

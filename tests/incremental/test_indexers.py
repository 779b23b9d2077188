"""Indexes as other projects' own indexers write them, taken in; and ours, read back."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness import Index, in_index

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "tests/indexers/package.json"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def indexers() -> Path:
    """The folder of the indexers' programs, installed once beside the environment."""
    folder = ROOT / ".indexers"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "installed.json"
        if not stamp.exists() or stamp.read_bytes() != MANIFEST.read_bytes():
            shutil.copy(MANIFEST, folder)
            how = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
            run = subprocess.run(["npm", "install", *how], cwd=folder, capture_output=True)
            if run.returncode:
                pytest.skip("indexers (npm could not install them)")
            shutil.copy(MANIFEST, stamp)
    return folder / "node_modules/.bin"


def run_indexer(indexers: Path, root: Path, tool: str, *arguments: str) -> Path:
    """Have an indexer write an index of a folder."""
    output = root.parent / f"{tool}.scip"
    command = [indexers / tool, "index", "--output", output, *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True, env={**os.environ})
    return output


async def take(index: Index, file: Path) -> dict[str, Any]:
    report: dict[str, Any] = await index.handlers["scip"](
        index.session, {"action": "import", "files": [str(file)]}
    )
    assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)
    return report


def places(index: Index, origin: str = "") -> dict[str, set[str]]:
    """Where each linked occurrence leads, in the files' order; only those of one origin."""
    found: dict[str, set[str]] = {}
    path = ""
    for line in index.dump().splitlines():
        if not line.startswith(" "):
            path = line.split(" ")[0]
            continue
        place, rest = line[:12].replace(" ", ""), line[13:].strip()
        target, _, told = rest.partition(" ")
        if not origin or told.split(" ")[0] == origin:
            found.setdefault(f"{path}:{place}", set()).add(target)
    return found


PYTHON = {
    "shop/__init__.py": "",
    "shop/shelf.py": "class Shelf:\n    def put(self, it: str) -> None: ...\n",
    "shop/made.py": (
        "from typing import Generic, TypeVar\n\nT = TypeVar('T')\n\n\n"
        "class Box(Generic[T]):\n    def __init__(self, it: T) -> None:\n        self.it = it\n\n"
        "    def open(self) -> T:\n        return self.it\n\n\n"
        "def pick(a, b):\n    return a or b\n"
    ),
    "use.py": (
        "import os\n\nfrom shop.made import Box\nfrom shop.shelf import Shelf as S\n\n"
        "'größe'; Box(S()).open().put('x')\n"
        "print(os.getcwd().put)\n"
        "S().put('x')\n"
    ),
}
TYPESCRIPT = {
    "package.json": '{ "name": "shop", "version": "1.0.0" }\n',
    "tsconfig.json": '{ "compilerOptions": { "strict": true }, "include": ["src"] }\n',
    "src/shelf.ts": (
        "export interface Shelf { put(it: string): void }\n"
        "export class Wood implements Shelf { put(it: string) { /* größe */ } }\n"
        "export const kinds = { oak: 1, pine: 2 };\n"
    ),
    "src/use.ts": (
        'import { Shelf, Wood, kinds } from "./shelf";\n'
        "function pick<T>(all: T[], by: (each: T) => number): T {\n"
        "  return all.sort((a, b) => by(a) - by(b))[0];\n}\n"
        "const shelves: Shelf[] = [new Wood()];\n"
        'pick(shelves, () => kinds.oak).put("x");\n'
        '"größe".concat("x"); shelves.map((s) => s.put("x"));\n'
    ),
}


def test_an_index_of_scip_python_is_taken_whole(indexers: Path) -> None:
    async def test(index: Index) -> None:
        await index.show(PYTHON)
        before = places(index)
        environment = index.root.parent / "environment.json"
        environment.write_text("[]")
        file = run_indexer(
            *(indexers, index.root, "scip-python"),
            *("--project-name", "shop", "--project-version", "1"),
            *("--environment", str(environment), "--quiet"),
        )
        report = await take(index, file)
        assert (report["taken"], report["stale"]) == (report["documents"], 0)
        after = places(index)
        # It says the same of all that was known, and knows more.
        assert {place: after.get(place) for place in before} == before
        assert places(index, "scip")["use.py:7:4"] == {"shop/shelf.py#Shelf#put()."}
        assert "use.py:6:18" not in after

    in_index(test)


def test_an_index_of_scip_typescript_is_taken_whole(indexers: Path) -> None:
    async def test(index: Index) -> None:
        await index.show(TYPESCRIPT)
        before = places(index)
        file = run_indexer(indexers, index.root, "scip-typescript")
        report = await take(index, file)
        assert (report["taken"], report["stale"]) == (2, 0)
        after = places(index)
        assert {place: after.get(place) for place in before} == before
        shown = places(index, "scip")
        assert shown["src/use.ts:5:31"] == {"src/shelf.ts#Shelf#put()."}
        assert shown["src/use.ts:6:44"] == {"src/shelf.ts#Shelf#put()."}
        assert shown["src/use.ts:5:20"] == {"src/shelf.ts#kinds."}

    in_index(test)


def test_what_an_indexer_said_fades_with_an_edit_of_its_file_alone(indexers: Path) -> None:
    async def test(index: Index) -> None:
        await index.show(TYPESCRIPT)
        await take(index, run_indexer(indexers, index.root, "scip-typescript"))
        edited = {**TYPESCRIPT, "src/shelf.ts": "// The shelves.\n" + TYPESCRIPT["src/shelf.ts"]}
        await index.show(edited)
        left = places(index, "scip")
        assert {place.split(":")[0] for place in left} == {"src/use.ts"}
        assert left["src/use.ts:5:31"] == {"src/shelf.ts#Shelf#put()."}

    in_index(test)

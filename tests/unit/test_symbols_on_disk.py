"""The index of names, kept in a file: what comes back is what was kept, for files that are as they
were; the others are read anew."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegraph_daemon.queries import symbol_indexes
from codegraph_daemon.queries.api import handlers
from codegraph_daemon.search import symbol_index
from codegraph_daemon.search.on_disk import Kept, read, spelled, write
from codegraph_daemon.search.segments import Segment
from codegraph_daemon.search.symbol_index import SymbolIndex
from harness import Index, in_index
from indexed_symbols import index_of

PROJECT = {
    "app/http.py": "class HttpResponse:\n    def write(self): ...\n",
    "app/größe.py": "class Größe:\n    def länge(self): ...\n",
    "tests/test_http.py": "def test_write(): ...\n",
}
QUERIES = ("", "write", "http", "gr", "länge", "HttpRespnse", "http.write", "name_1")


def kept_of(index: SymbolIndex) -> Kept:
    now = index.state()
    number_of = {segment: number for number, segment in enumerate(now.segments)}
    places = [now.places[path_id] for path_id in now.path_ids]
    return Kept(
        segments=list(now.segments.values()),
        path_ids=now.path_ids,
        weights=now.weights,
        of_segment=array("I", [number_of[place.segment] for place in places]),
        first=array("I", [place.first for place in places]),
        last=array("I", [place.last for place in places]),
        facts=bytes(16 * len(places)),
        spelled=spelled([]),
        counted=array("I", [1, 2]),
        links=bytes(range(32)),
        users=array("i", [0, 3, 1]),
    )


def plain(kept: Kept) -> list[Any]:
    """The same as what can be compared."""
    segments = [(each.parts, each.names, each.dead) for each in kept.segments]
    return [segments, *kept[1:]]


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    index = index_of(PROJECT)
    index.search("")
    index.remove(2)
    kept = kept_of(index)
    write(tmp_path / "symbols" / "1.symbols", kept)
    found = read(tmp_path / "symbols" / "1.symbols")
    assert found is not None
    assert plain(found) == plain(kept)
    assert found.segments[0].dead == 2


def test_what_is_kept_does_not_change_with_the_index(tmp_path: Path) -> None:
    index = index_of(PROJECT)
    kept = kept_of(index)
    before = [bytes(part) for part in kept.segments[0].parts]
    index.remove(0)
    assert [bytes(part) for part in kept.segments[0].parts] == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"1",
        lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
        lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        lambda content: bytes([content[0] ^ 1]) + content[1:],
        lambda content: b"",
    ],
    ids=["cut", "longer", "another header", "another bit", "other code", "empty"],
)
def test_what_is_damaged_or_made_by_other_code_is_nothing(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "1.symbols"
    write(path, kept_of(index_of(PROJECT)))
    path.write_bytes(damage(path.read_bytes()))
    assert read(path) is None
    assert read(tmp_path / "2.symbols") is None


async def restarted(index: Index) -> None:
    """As a daemon that starts anew, which knows what the one before has left."""
    for end in index.repository.on_close:
        await end()
    index.repository.on_close.clear()
    index.repository.idle_steps.clear()
    index.handlers = handlers(index.repository)


async def answers(index: Index) -> list[Any]:
    found = [await index.ask("symbols", {"query": query}) for query in QUERIES]
    return [[dict(each) for each in answer["results"]] for answer in found]


async def from_scratch(index: Index, patch: pytest.MonkeyPatch) -> list[Any]:
    with patch.context() as nothing:
        nothing.setattr(symbol_indexes, "read", lambda path: None)
        nothing.setattr(symbol_indexes, "_MANY", 10**9)
        await restarted(index)
        found = await answers(index)
        await restarted(index)
    return found


def test_a_daemon_that_starts_anew_reads_only_what_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[str] = []
    file_rows = symbol_index.file_rows

    def noting(path_id: int, path: str, blob: bytes) -> Any:
        taken.append(path)
        return file_rows(path_id, path, blob)

    monkeypatch.setattr(symbol_index, "file_rows", noting)
    monkeypatch.setattr(symbol_indexes, "_MANY", 0)
    edited = PROJECT | {
        "app/http.py": "class HttpAnswer: ...\n",
        "app/new.py": "def write(): ...\n",
    }
    del edited["tests/test_http.py"]

    async def run(index: Index) -> None:
        for tree, expected in (
            (PROJECT, sorted(PROJECT)),
            (PROJECT, []),
            (edited, ["app/http.py", "app/new.py"]),
            (edited, []),
        ):
            await index.show(tree)
            taken.clear()
            found = await answers(index)
            assert sorted(taken) == expected
            assert found == await from_scratch(index, monkeypatch)
            # What was left out of a file before is asked for anew.
            await restarted(index)
            await answers(index)
            await restarted(index)

    in_index(run)


def test_what_is_found_does_not_depend_on_what_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbol_indexes, "_MANY", 3)
    chance = random.Random(3)

    def text() -> str:
        names = (f"name_{chance.randrange(9)}" for _ in range(chance.randint(0, 4)))
        used = f"from f{chance.randrange(9)} import name_1\nname_1()\n" * chance.randrange(2)
        return used + "".join(f"def {name}(): ...\n" for name in names)

    async def run(index: Index) -> None:
        tree: dict[str, str] = {}
        for _ in range(12):
            for number in chance.sample(range(9), chance.randint(1, 5)):
                if chance.random() < 0.2:
                    tree.pop(f"f{number}.py", None)
                else:
                    tree[f"f{number}.py"] = text()
            if chance.random() < 0.5:
                await restarted(index)
            await index.show(tree)
            found = await answers(index)
            assert found == await from_scratch(index, monkeypatch)

    in_index(run)


def test_files_of_workspaces_that_are_gone_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbol_indexes, "_MANY", 0)

    async def run(index: Index) -> list[str]:
        await index.show(PROJECT)
        folder = index.repository.store.directory.parent / "symbols"
        folder.mkdir()
        (folder / "99.symbols").write_bytes(b"")
        await answers(index)
        await restarted(index)
        return sorted(each.name for each in folder.iterdir())

    assert in_index(run) == ["1.symbols"]


def test_a_copied_segment_stays_as_it_is() -> None:
    index = index_of(PROJECT)
    (segment,) = index.state().segments
    copied: Segment = segment.copied()
    index.remove(0)
    assert (segment.dead, copied.dead) == (3, 0)

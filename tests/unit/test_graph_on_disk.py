"""What graphs are made of, kept in a file: what comes back is what was made, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.graph import graphs
from codegraph_daemon.graph.graphs import Graphs
from codegraph_daemon.graph.on_disk import Kept, read, write
from codegraph_daemon.graph.piece import piece_of
from codegraph_daemon.graph.symbol_graph import SymbolGraph
from codegraph_daemon.queries.asked import Pace
from codegraph_daemon.resolve.links import Links
from harness import Index, in_index

FILES = {
    "go.mod": "module m\n",
    "a.go": "package m\ntype Both interface { Stop(); Run() }\n"
    "func Engine(given Both) { given.Run() }\n",
    "b.go": "package m\ntype Whole struct{ Both }\nfunc (w Whole) Run() {}\n",
    "base.py": "class Base:\n    def __init__(self): ...\n    def run(self): ...\nAlias = Base\n",
    "low.py": "from base import Alias\nclass Low(Alias):\n    def run(self): return Low()\n",
    "test_low.py": "import pytest\nfrom low import Low\ndef test_it(): assert Low().run()\n",
    "empty.py": "",
}


def pieces(index: Index) -> dict[int, Kept]:
    generation, store = index.workspace.generation, index.repository.store
    found = {}
    for path, entry in generation.items():
        facts, links = store.get("facts", entry.facts), store.get("links", entry.links)
        assert facts is not None
        assert links is not None
        piece = piece_of(entry.path_id, Facts(facts), Links(links), path)
        found[entry.path_id] = Kept(entry.facts, entry.links, piece)
    return found


def plain(value: Any) -> Any:
    """The same as what can be compared."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.tolist()
    return tuple(map(plain, value)) if isinstance(value, tuple) else value


def drawn(graph: SymbolGraph) -> list[tuple[Any, ...]]:
    """Every edge, told by symbols."""
    source, target, use = graph.all_edges()
    rows = zip(source.tolist(), target.tolist(), use.tolist(), strict=True)
    return sorted((graph.target(a), graph.target(b), each) for a, b, each in rows)


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        made = pieces(index)
        assert any(each.piece.structure.methods for each in made.values())
        assert any(each.piece.is_test for each in made.values())
        write(tmp_path / "graphs" / "1.pieces", made)
        found = read(tmp_path / "graphs" / "1.pieces")
        assert found.keys() == made.keys()
        for path_id, each in made.items():
            assert plain(found[path_id]) == plain(each)

    in_index(run)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
        lambda content: bytes([content[0] ^ 1]) + content[1:],
        lambda content: b"",
    ],
    ids=["cut", "another bit", "other code", "empty"],
)
def test_what_is_damaged_or_made_by_other_code_is_nothing(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    async def run(index: Index) -> None:
        await index.show(FILES)
        path = tmp_path / "1.pieces"
        write(path, pieces(index))
        path.write_bytes(damage(path.read_bytes()))
        assert read(path) == {}
        assert read(tmp_path / "2.pieces") == {}

    in_index(run)


def test_a_daemon_that_starts_anew_makes_only_what_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []

    def noting(path_id: int, *others: Any) -> Any:
        made.append(path_id)
        return piece_of(path_id, *others)

    monkeypatch.setattr(graphs, "piece_of", noting)
    many = {f"m{n}.py": f"from low import Low\ndef use{n}(): Low().run()\n" for n in range(220)}
    edited = FILES | many | {"low.py": "class Low:\n    def run(self): ...\n"}
    del edited["m7.py"]

    async def run(index: Index) -> list[int]:
        counts = []
        for tree in (FILES | many, FILES | many, edited):
            await index.show(tree)
            made.clear()
            # As a daemon that has just started, which knows what is on the disk.
            anew = Graphs(index.repository.store)
            found = await anew.of(index.workspace.generation, None, Pace().breathe)
            await anew.close()
            counts.append(len(made))
            whole = {path_id: each.piece for path_id, each in pieces(index).items()}
            assert drawn(found) == drawn(graphs.graph_of(whole))
        return counts

    first, again, after = in_index(run)
    assert first == len(FILES) + len(many)
    assert again == 0
    # What changed, and those whose links are others now.
    assert 0 < after < first


def test_files_of_workspaces_that_are_gone_are_removed() -> None:
    async def run(index: Index) -> list[str]:
        many = {f"m{n}.py": "" for n in range(220)}
        await index.show(many)
        folder = index.repository.store.directory.parent / "graphs"
        folder.mkdir()
        (folder / "99.pieces").write_bytes(b"")
        made = Graphs(index.repository.store)
        await made.of(index.workspace.generation, None, Pace().breathe)
        await made.close()
        return sorted(each.name for each in folder.iterdir())

    assert in_index(run) == ["1.pieces"]

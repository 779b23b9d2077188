"""How many symbols and edges there are, kept in a file: nobody counts the same content twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegraph_daemon.pipeline import counts as counting
from codegraph_daemon.pipeline.counts import Counts, read, write
from codegraph_daemon.queries.reading import Contents
from harness import Index, in_index

FILES = {
    "base.py": "class Base:\n    def run(self): ...\n",
    "low.py": "from base import Base\nclass Low(Base):\n    def run(self): return Base()\n",
    "empty.py": "",
}


def test_a_daemon_that_starts_anew_counts_only_what_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "_MANY", 0)
    looked: list[bytes] = []
    facts = Contents.facts

    def noting(contents: Contents, facts_id: bytes) -> Any:
        looked.append(facts_id)
        return facts(contents, facts_id)

    monkeypatch.setattr(Contents, "facts", noting)
    edited = FILES | {"low.py": "from base import Base\nBase().run()\n", "new.py": "x = 1\n"}

    async def counted(index: Index) -> tuple[int, tuple[int, int]]:
        """How many files were read for it, and what is said then."""
        looked.clear()
        (said,) = (await index.ask("status", {}))["results"]
        await index.workspace.counts.written()
        return len(looked), (said["symbols"], said["edges"])

    async def run(index: Index) -> None:
        await index.show(FILES)
        _, said = await counted(index)
        counts = index.workspace.counts
        # As in a daemon that has just started.
        counts._of.clear()
        assert await counted(index) == (0, said)
        await index.show(edited)
        counts._of.clear()
        few, after = await counted(index)
        assert few == 2
        counts._of.clear()
        folder = index.repository.store.directory.parent / "counts"
        (folder / "1").unlink()
        assert await counted(index) == (len(edited), after)
        (folder / "1").write_bytes(b"damaged")
        (folder / "99").write_bytes(b"of a view that is gone")
        counts._of.clear()
        assert await counted(index) == (len(edited), after)
        assert [each.name for each in folder.iterdir()] == ["1"]

    in_index(run)


def test_what_another_version_has_counted_is_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = Counts()
    one._of = {7: (b"f" * 16, b"l" * 16, 3, 4), 8: (b"f" * 16, b"", 3, 4)}
    *_, packed = one.packing()
    write(tmp_path / "counts" / "1", packed)
    found = read(tmp_path / "counts" / "1")
    assert found is not None
    other = Counts()
    for _ in other.taking(found):
        pass
    # What is not linked is counted again.
    assert other._of == {7: (b"f" * 16, b"l" * 16, 3, 4)}
    monkeypatch.setattr(counting, "__version__", "0.0.0")
    third = Counts()
    for _ in third.taking(found):
        pass
    assert third.nothing_known

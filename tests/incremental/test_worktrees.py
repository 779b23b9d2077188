"""A second work tree of a repository begins with what the first one has, and is as if from scratch."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings

from generated_projects import Tree, histories
from harness import Index, dump_scratch, in_index


async def second(first: Index, files: Tree) -> Index:
    """Another work tree of the repository with these files, opened when it has them."""
    root = first.root.parent / "second"
    (root / ".git").mkdir(parents=True)
    for path, text in files.items():
        full = root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text.encode("utf-8", "surrogateescape"))
    other = Index(root, first.repository)
    other.workspace.look_at_everything()
    assert await other.workspace.settled(asyncio.get_running_loop().time() + 60)
    return other


FILES = {
    "a.py": "from b import far\ndef near(): far()\n",
    "b.py": "def far(): ...\n",
    "c.py": "def apart(): ...\n",
}


async def first_of(index: Index, files: Tree) -> None:
    (index.root / ".git").mkdir()
    await index.show(files)


def test_the_same_files_are_neither_parsed_nor_linked_again() -> None:
    async def run(index: Index) -> tuple[list[str], str, int]:
        await first_of(index, FILES)
        facts = sum(1 for _ in index.repository.store.scan("facts", b""))
        other = await second(index, FILES)
        again = sum(1 for _ in index.repository.store.scan("facts", b""))
        return other.linked, other.dump(), again - facts

    linked, dump, new_facts = in_index(run)
    assert linked == []
    assert new_facts == 0
    assert dump == dump_scratch(FILES)


def test_what_differs_is_an_edit() -> None:
    files = {**FILES, "b.py": "def other(): ...\n", "d.py": "from c import apart\n"}
    del files["c.py"]

    async def run(index: Index) -> tuple[str, str]:
        await first_of(index, FILES)
        other = await second(index, files)
        return other.dump(), index.dump()

    theirs, mine = in_index(run)
    assert theirs == dump_scratch(files)
    assert mine == dump_scratch(FILES)


@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(history=histories(max_steps=2))
@settings(
    max_examples=max(3, settings().max_examples // 4),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_a_second_work_tree_is_as_if_from_scratch(history: list[Tree]) -> None:
    async def run(index: Index) -> tuple[str, str]:
        await first_of(index, history[0])
        other = await second(index, history[-1])
        return other.dump(), index.dump()

    theirs, mine = in_index(run)
    assert theirs == dump_scratch(history[-1])
    assert mine == dump_scratch(history[0])

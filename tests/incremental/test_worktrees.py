"""A second work tree of a repository begins with what the first one has, and is as if from scratch."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from codegraph_client.root import identity_of
from codegraph_client.trees import remove, tree_at
from codegraph_daemon.pipeline.backlog import SMALL
from codegraph_daemon.pipeline.searchable import all_searchable
from codegraph_daemon.unpacking.__main__ import lay_out
from codegraph_daemon.workers import tasks
from codegraph_daemon.workers.parse import parser_of
from generated_projects import Tree, histories
from git_history import History
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


def test_nobody_makes_its_table_before_somebody_asks() -> None:
    """A worker would make it before it looks at the new tree, which takes no table."""
    edited = {**FILES, "a.py": "from b import far\ndef near(): ...\n"}

    async def run(index: Index) -> tuple[list[int], str]:
        await first_of(index, FILES)
        other = await second(index, FILES)
        followed = tasks._workspaces[other.workspace.view_id]
        sizes = [len(followed.tree.files)]
        other.workspace.expect_edits()
        sizes.append(len(followed.tree.files))
        await other.show(edited)
        return sizes, other.dump()

    sizes, dump = in_index(run)
    assert sizes == [0, len(FILES)]
    assert dump == dump_scratch(edited)


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


# --- Revisions -------------------------------------------------------------------------------


def revision_of(index: Index, commit: str) -> Index:
    """A commit of the index's repository, laid out and opened beside its work tree."""
    identity = identity_of(index.root)
    wanted = {"identity": str(identity), "root": str(index.root), "commit": commit, "name": commit}
    return Index(lay_out(wanted), index.repository)


async def settled(index: Index) -> Index:
    index.workspace.look_at_everything()
    assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)
    return index


def contents(index: Index) -> int:
    """How many contents were ever parsed."""
    return sum(1 for _ in index.repository.store.scan("facts", b""))


def texts(number: int) -> Tree:
    """A project of which `b.py` and `new<number>.py` differ from other numbers."""
    return {
        **FILES,
        "b.py": f"def far(): ...\ndef only{number}(): ...\n",
        f"new{number}.py": f"from b import only{number}\nonly{number}()\n",
    }


async def two_commits(index: Index) -> str:
    """The first of two commits, of which the second is checked out and indexed."""
    history = History(index.root)
    commit = history.commit("old", texts(1))
    history.commit("new", {**texts(2), "new1.py": None})
    await settled(index)
    return commit


def test_a_revision_is_parsed_and_linked_where_it_differs_and_is_as_if_from_scratch() -> None:
    async def run(index: Index) -> tuple[set[str], int, list[str]]:
        old = await two_commits(index)
        before = contents(index)
        revision = await settled(revision_of(index, old))
        return set(revision.linked), contents(index) - before, [revision.dump(), index.dump()]

    linked, parsed, dumps = in_index(run)
    assert dumps == [dump_scratch(texts(1)), dump_scratch(texts(2))]
    # What differs, and who imports the module that differs.
    assert linked <= {"b.py", "new1.py", "a.py"}
    assert parsed == 2


def test_a_revision_of_the_same_files_costs_nothing() -> None:
    async def run(index: Index) -> tuple[list[str], int]:
        history = History(index.root)
        commit = history.commit("one", FILES)
        await index.show(FILES)
        before = contents(index)
        revision = await settled(revision_of(index, commit))
        return revision.linked, contents(index) - before

    assert in_index(run) == ([], 0)


def test_what_nobody_asks_about_is_let_go_and_comes_back_as_it_was() -> None:
    async def run(index: Index) -> tuple[list[bool], list[str]]:
        commit = await two_commits(index)
        unused, workspaces = index.repository.unused, index.repository.workspaces
        revision = await settled(revision_of(index, commit))
        root, there = revision.root, []
        unused.attend(revision.session)
        await unused.let_go(time.monotonic() + 10_000)
        there.append(root in workspaces)
        revision.session.close()
        await unused.let_go(time.monotonic())
        there.append(root in workspaces)
        await unused.let_go(time.monotonic() + 10_000)
        there.append(root in workspaces)
        again = await settled(Index(root, index.repository))
        return there, [*again.linked, again.dump(), index.dump()]

    there, dumps = in_index(run)
    assert there == [True, True, False]
    assert dumps == [dump_scratch(texts(1)), dump_scratch(texts(2))]


def test_the_view_of_a_tree_that_is_gone_is_forgotten_and_that_of_the_work_tree_stays() -> None:
    async def run(index: Index) -> tuple[list[str], list[str]]:
        history = History(index.root)
        commit = history.commit("old", FILES)
        await index.show(FILES)
        revision = await settled(revision_of(index, commit))
        tree = tree_at(revision.root)
        assert tree is not None
        remove(tree)
        unused, views = index.repository.unused, index.repository.views
        before = [info.root for info in views.all()]
        await unused.let_go(time.monotonic())
        await unused.forget()
        return [info.root for info in views.all()], before

    after, before = in_index(run)
    assert len(before) == 2
    assert after == before[:1]


def test_a_work_tree_that_was_removed_is_let_go_and_then_forgotten() -> None:
    async def run(index: Index) -> tuple[list[bool], list[str]]:
        await first_of(index, FILES)
        other = await second(index, FILES)
        shutil.rmtree(other.root)
        unused, workspaces = index.repository.unused, index.repository.workspaces
        await unused.let_go(time.monotonic())
        there = [each.root in workspaces for each in (other, index)]
        await unused.forget()
        return there, [Path(info.root).name for info in index.repository.views.all()]

    assert in_index(run) == ([False, True], ["tree"])


# --- Branches --------------------------------------------------------------------------------


def test_a_branch_that_is_checked_out_again_is_looked_up_and_nothing_else() -> None:
    async def run(index: Index) -> tuple[list[tuple[list[str], list[str], int]], list[str]]:
        history = History(index.root)
        history.commit("one", texts(1))
        history.git("branch", "one")
        history.commit("two", {**texts(2), "new1.py": None})
        history.git("branch", "two")
        seen, dumps = [], []
        await settled(index)
        for branch in ("one", "two", "one", "two"):
            before = contents(index)
            index.parsed.clear()
            index.linked.clear()
            history.git("checkout", "-q", branch)
            await settled(index)
            seen.append((list(index.parsed), list(index.linked), contents(index) - before))
            dumps.append(index.dump())
        return seen, dumps

    (first, *later), dumps = in_index(run)
    assert dumps == [dump_scratch(texts(number)) for number in (1, 2, 1, 2)]
    assert first[2] == 2
    # Each file that differs is read once and found, and what is not there on both is linked.
    differ = {"b.py", "new1.py", "new2.py"}
    for looked_up, linked, parsed in later:
        assert len(looked_up) == len(set(looked_up))
        assert set(looked_up) <= differ
        assert set(linked) <= differ
        assert parsed == 0


def test_what_was_only_edited_on_a_branch_is_not_even_linked_again() -> None:
    one = {**FILES, "b.py": "def far(): ...\ndef more(): ...\n"}
    two = {**FILES, "b.py": "def other(): ...\n"}

    async def run(index: Index) -> tuple[list[tuple[int, list[str]]], list[str]]:
        history = History(index.root)
        history.commit("one", one)
        history.git("branch", "one")
        history.commit("two", two)
        history.git("branch", "two")
        seen, dumps = [], []
        await settled(index)
        for branch in ("one", "two", "one", "two"):
            before = contents(index)
            index.linked.clear()
            history.git("checkout", "-q", branch)
            await settled(index)
            seen.append((contents(index) - before, list(index.linked)))
            dumps.append(index.dump())
        return seen, dumps

    (_, *later), dumps = in_index(run)
    assert dumps == [dump_scratch(tree) for tree in (one, two, one, two)]
    assert later == [(0, [])] * 3


def test_vectors_of_a_branch_are_made_once() -> None:
    async def run(index: Index) -> list[int]:
        history = History(index.root)
        history.commit("one", texts(1))
        history.git("branch", "one")
        history.commit("two", {**texts(2), "new1.py": None})
        history.git("branch", "two")
        made: list[int] = []
        pool = index.repository.maker.pool
        submit = pool.submit

        def noting(*arguments: Any, **how: Any) -> Any:
            made[-1] += 1
            return submit(*arguments, **how)

        pool.submit = noting  # type: ignore[method-assign]
        for branch in ("one", "two", "one", "two"):
            history.git("checkout", "-q", branch)
            made.append(0)
            await settled(index)
            await all_searchable(index.workspace)
            while index.workspace.embedding.busy:
                await index.workspace.moved(1)
        return made

    first, second, *later = in_index(run, search_use="on", search_models="embedded")
    assert first
    assert second
    assert later == [0, 0]


# --- Recognising -----------------------------------------------------------------------------

MANY = {f"m{number}.py": f"def f{number:02}(): ...\n" for number in range(SMALL + 8)}


def test_very_many_files_that_are_the_same_are_recognised_and_one_among_them_is_not() -> None:
    other = {**MANY, "m3.py": "def g03(): ...\n"}

    async def run(index: Index) -> tuple[list[str], list[str], list[str]]:
        await first_of(index, MANY)
        alone = await second(index, other)
        dumps = [alone.dump(), index.dump()]
        # The same again with what is there already: all of it is as it was, but for its time.
        for path in MANY:
            os.utime(index.root / path, (1, 1))
        index.parsed.clear()
        await settled(index)
        return alone.parsed, index.parsed, [*dumps, index.dump()]

    theirs, mine, dumps = in_index(run)
    # It is as large as before, so only its content tells.
    assert theirs == ["m3.py"]
    assert mine == []
    assert dumps == [dump_scratch(other), dump_scratch(MANY), dump_scratch(MANY)]


def test_a_file_of_the_first_tree_that_changed_unnoticed_says_nothing_of_the_second() -> None:
    edited = {**MANY, "m3.py": "def g03(): ...\n", "m4.py": "def g04(): ...\n"}

    async def run(index: Index) -> tuple[list[str], str]:
        await first_of(index, MANY)
        for path in ("m3.py", "m4.py"):
            (index.root / path).write_text(edited[path])
        theirs = await second(index, {**edited, "m4.py": MANY["m4.py"]})
        return theirs.parsed, theirs.dump()

    parsed, dump = in_index(run)
    assert parsed == ["m3.py"]
    assert dump == dump_scratch({**edited, "m4.py": MANY["m4.py"]})


def test_no_parser_is_needed_to_recognise_what_the_first_tree_has() -> None:
    async def run(index: Index) -> list[object]:
        await first_of(index, MANY)
        before = parser_of.cache_info()
        theirs = await second(index, MANY)
        return [theirs.parsed, parser_of.cache_info() == before]

    assert in_index(run) == [[], True]


def test_the_status_of_a_second_work_tree_counts_what_is_there() -> None:
    files = {**FILES, "b.py": "def far(): ...\ndef more(): ...\n"}

    async def run(index: Index) -> list[tuple[int, int]]:
        await first_of(index, FILES)
        told = []
        for each in (index, await second(index, files), index):
            status = (await each.ask("status", {}))["results"][0]
            told.append((status["symbols"], status["edges"]))
        return told

    first, other, again = in_index(run)
    assert first == again
    assert other == (first[0] + 1, first[1] + 1)

"""Imported links: they stand above ours while their file is as it was, whatever happens between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from codegraph_client.errors import BadRequest
from codegraph_daemon.pipeline.imported import puts
from codegraph_daemon.store.sweep import Sweep
from generated_projects import Tree, histories
from harness import Index, in_index
from scip_samples import OTHER, SCHEME, contrary, found, index

A = "class Shelf:\n    def put(self): ...\n"
B = "class Rack:\n    def put(self): ...\n"
USE = "from a import Shelf\n\n\ndef f(it):\n    it.put()\n    Shelf().put()\n"
FILES = {"a.py": A, "b.py": B, "use.py": USE}
SHELF, RACK = f"{SCHEME}a/Shelf#put().", f"{SCHEME}b/Rack#put()."


def of(files: Mapping[str, str], root: Path) -> Any:
    """An index in which `it.put()` is that of Rack, and `Shelf().put()` another package's."""
    return index(
        {
            "a.py": [found(A, "put", 0, SHELF, 1)],
            "b.py": [found(B, "put", 0, RACK, 1)],
            "use.py": [
                found(USE, "put", 0, RACK),
                found(USE, "put", 1, f"{OTHER}x/Shelf#put()."),
            ],
        },
        root,
    )


async def take(index: Index, made: Any, **params: Any) -> dict[str, Any]:
    """Import an index, and wait until its links are made."""
    file = index.root.parent / "index.scip"
    file.write_bytes(made.SerializeToString())
    report: dict[str, Any] = await index.handlers["scip"](
        index.session, {"action": "import", "files": [str(file)], **params}
    )
    assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)
    return report


async def remove(index: Index) -> None:
    await index.handlers["scip"](index.session, {"action": "remove"})
    assert await index.workspace.settled(asyncio.get_running_loop().time() + 60)


def links(index: Index, path: str = "use.py") -> list[str]:
    """The links to methods in one file."""
    dump, here = [], False
    for line in index.dump().splitlines():
        here = line.startswith(path) if not line.startswith(" ") else here
        if here and "put" in line:
            dump.append(" ".join(line.split()[:3]))
    return dump


OURS = ["5:12 a.py#Shelf#put(). type"]
PRECISE = ["4:7 b.py#Rack#put(). scip"]


def run(test: Callable[[Index], Awaitable[None]]) -> None:
    in_index(test)


def test_precise_links_stand_above_ours_and_what_is_outside_has_none() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        assert links(index) == OURS
        report = await take(index, of(FILES, index.root))
        assert (report["documents"], report["taken"], report["holding"]) == (3, 3, 3)
        assert (report["links"], report["external"]) == (1, 1)
        assert links(index) == PRECISE
        answer = await index.ask("references", {"path": "b.py", "line": 1, "column": 8})
        (hit,) = answer["results"]
        assert (hit["path"], hit["line"], hit["origin"], hit["tier"]) == (
            "use.py",
            4,
            "scip",
            "certain",
        )

    run(test)


def test_import_and_removal_link_again_only_the_files_of_the_index() -> None:
    async def test(index: Index) -> None:
        await index.show({**FILES, "more.py": "from b import Rack\n"})
        index.linked.clear()
        await take(index, of(FILES, index.root))
        assert sorted(set(index.linked)) == ["a.py", "b.py", "use.py"]
        index.linked.clear()
        await remove(index)
        assert sorted(set(index.linked)) == ["a.py", "b.py", "use.py"]
        assert links(index) == OURS

    run(test)


def test_they_fade_with_the_text_of_their_file_and_come_back_with_it() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, of(FILES, index.root))
        await index.show({**FILES, "use.py": "\n" + USE})
        assert links(index) == ["6:12 a.py#Shelf#put(). type"]
        status = await index.handlers["scip"](index.session, {"action": "status"})
        assert (status["holding"], status["faded"]) == (2, ["use.py"])
        await index.show(FILES)
        assert links(index) == PRECISE

    run(test)


def test_a_target_holds_while_its_descriptor_is_there_whatever_else_its_file_says() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, of(FILES, index.root))
        await index.show({**FILES, "b.py": "import os\n\n" + B + "\n\nclass More: ...\n"})
        assert links(index) == PRECISE
        await index.show({**FILES, "b.py": B.replace("put", "lay")})
        assert links(index) == []
        await index.show(FILES)
        assert links(index) == PRECISE
        await index.show({path: text for path, text in FILES.items() if path != "b.py"})
        assert links(index) == []
        await index.show(FILES)
        assert links(index) == PRECISE

    run(test)


def test_an_import_takes_the_place_of_the_one_before() -> None:
    async def test(index_: Index) -> None:
        await index_.show(FILES)
        await take(index_, of(FILES, index_.root))
        only = {"a.py": [found(A, "put", 0, SHELF, 1)], "use.py": [found(USE, "put", 0, SHELF)]}
        await take(index_, index(only, index_.root))
        assert links(index_) == ["4:7 a.py#Shelf#put(). scip", *OURS]

    run(test)


def test_an_earlier_link_does_not_come_back_past_an_import() -> None:
    async def test(index_: Index) -> None:
        await index_.show(FILES)
        await index_.show({**FILES, "use.py": "\n" + USE})
        # The file is not as in the index now; that it was linked without it is of no use later.
        made = of(FILES, index_.root)
        await index_.show(FILES)
        await take(index_, made)
        await index_.show({**FILES, "use.py": "\n" + USE})
        await take(index_, index({"a.py": [found(A, "put", 0, SHELF, 1)]}, index_.root))
        await index_.show(FILES)
        assert links(index_) == OURS

    run(test)


def test_unsaved_text_fades_what_was_imported_of_its_file_alone() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, of(FILES, index.root))
        question = {"path": "b.py", "line": 1, "column": 8}
        say = index.handlers["overlay"]
        await say(index.session, {"path": "use.py", "version": 1, "text": "\n" + USE})
        assert (await index.ask("references", question))["results"] == []
        await say(index.session, {"path": "use.py", "version": 2, "text": USE})
        assert len((await index.ask("references", question))["results"]) == 1
        await say(index.session, {"path": "b.py", "version": 1, "text": "import os\n" + B})
        moved = await index.ask("references", {**question, "line": 2})
        assert [hit["origin"] for hit in moved["results"]] == ["scip"]

    run(test)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is no SCIP index"),
        (b"{}", "it is no SCIP index"),
        (b"\x1f\x8b\x08\x00", "it is no SCIP index"),
        (b"\x0a\xff\xff\x03abc", "it is cut short, or no SCIP index"),
        (b"\x0a\x03abc", "it is no SCIP index"),
    ],
)
def test_what_is_no_index_is_refused_and_nothing_changes(data: bytes, why: str) -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, of(FILES, index.root))
        file = index.root.parent / "other.scip"
        file.write_bytes(data)
        with pytest.raises(BadRequest, match=why):
            await index.handlers["scip"](index.session, {"action": "import", "files": [str(file)]})
        assert links(index) == PRECISE

    run(test)


def test_an_index_of_another_folder_is_taken_only_if_its_project_is_said_to_lie_here() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        made = of(FILES, Path("/elsewhere"))
        with pytest.raises(BadRequest, match="lies outside of"):
            await take(index, made)
        report = await take(index, made, folder=str(index.root))
        assert report["taken"] == 3
        assert links(index) == PRECISE

    run(test)


def test_a_project_in_a_folder_has_its_paths_below_it() -> None:
    async def test(index: Index) -> None:
        await index.show({f"sub/{path}": text for path, text in FILES.items()})
        await take(index, of(FILES, index.root / "sub"))
        assert links(index, "sub/use.py") == ["4:7 sub/b.py#Rack#put(). scip"]

    run(test)


def test_documents_of_another_text_of_no_file_and_of_outside_say_nothing() -> None:
    async def test(index_: Index) -> None:
        other = USE.replace("def f", "\ndef f")
        await index_.show({**FILES, "use.py": other})
        made = of(FILES, index_.root)
        made.documents.add(relative_path="../outside.py")
        made.documents.add(relative_path="gone.py")
        made.documents[0].text = A + " "
        report = await take(index_, made)
        assert report["named"] == {
            "stale": ["a.py", "use.py"],
            "unknown": ["gone.py"],
            "outside": ["../outside.py"],
        }
        assert report["taken"] == 1

    run(test)


@pytest.mark.parametrize(("unit", "column"), [(1, 17), (2, 13), (3, 12), (0, 13), (9, None)])
def test_columns_are_read_in_the_units_that_a_document_says(unit: int, column: int | None) -> None:
    text = "from a import g\n'𝒢ä'; x = 1; g()\n"
    column = None if column is None else text.split("\n")[1].index("g")
    if column is not None:
        column += {1: 4, 2: 1, 3: 0, 0: 1}[unit]

    async def test(index_: Index) -> None:
        files = {"a.py": "def g(): ...\n", "b.py": "def g(): ...\n", "use.py": text}
        await index_.show(files)
        made = index({"b.py": [found(files["b.py"], "g", 0, RACK.replace("put", "g"), 1)]})
        made.metadata.project_root = str(index_.root)
        use = made.documents.add(relative_path="use.py", position_encoding=unit)
        place = [1, column or 0, (column or 0) + 1]
        use.occurrences.add(range=place, symbol=RACK.replace("put", "g"))
        report = await take(index_, made)
        assert report["stale"] == (column is None)
        assert ("b.py#g(). scip" in index_.dump()) == (column is not None)

    run(test)


@pytest.mark.timeout(600)
@given(history=histories(max_steps=4))
@settings(
    max_examples=max(settings().max_examples // 4, 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_edits_after_an_import_give_what_one_edit_would(history: list[Tree]) -> None:
    async def one(index: Index) -> str:
        await index.show(history[0])
        await take(index, contrary(history[0], index.root))
        await index.show(history[-1])
        return index.dump()

    async def step_by_step(index: Index) -> tuple[str, str, str]:
        await index.show(history[0])
        without = index.dump()
        await take(index, contrary(history[0], index.root))
        for tree in history[1:]:
            await index.show(tree)
        last = index.dump()
        await index.show(history[0])
        await remove(index)
        return last, without, index.dump()

    last, before, after = in_index(step_by_step)
    assert last == in_index(one)
    assert before == after


def test_explain_says_that_an_imported_index_has_the_last_word() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, of(FILES, index.root))
        for line, column, outcome in ((4, 8, "resolved"), (5, 13, "external")):
            place = {"path": "use.py", "line": line, "column": column}
            (result,) = (await index.ask("explain", place))["results"]
            assert result["outcome"] == outcome
            assert "An imported SCIP index says" in result["reason"]
            assert "agrees" not in result

    run(test)


def test_rows_of_an_import_that_was_cut_short_are_swept() -> None:
    async def test(index: Index) -> None:
        await index.show(FILES)
        await take(index, of(FILES, index.root))
        store, views = index.repository.store, index.repository.views
        kept = store.page_of_keys("precise", b"", 100)
        unnamed = index.workspace.commits.imported.begin()
        store.write(puts(unnamed, [(1, b"", b"row")]))
        assert len(store.page_of_keys("precise", b"", 100)) == len(kept) + 1
        sweep = Sweep(store, views, 0)
        while not sweep.step():
            pass
        assert store.page_of_keys("precise", b"", 100) == kept
        await remove(index)
        assert store.page_of_keys("precise", b"", 100) == []

    run(test)

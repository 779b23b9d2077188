"""Asking questions about a fixture: what the tests of every language share.

`Index` is a real repository in this process, over a folder that the test writes: real store, real
files, real scans; only the workers run inline. The `check_*` functions draw its answers and compare
them with the picture in the test.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import textwrap
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from codegraph_client.settings import load
from codegraph_daemon.queries.api import handlers
from codegraph_daemon.queries.dump import canonical
from codegraph_daemon.queries.reading import Contents, Snapshot
from codegraph_daemon.repository import Repository
from codegraph_daemon.session import Session
from codegraph_daemon.workers.inline import InlinePool
from codegraph_daemon.workers.pool import Pool
from fixture_language import Fixture, Step, draw, draw_outline, kind_and_place, parse_fixture

Answer = dict[str, Any]
T = TypeVar("T")


class Index:
    """A workspace on a folder of its own, in this process: real store, real files, no watcher."""

    def __init__(self, root: Path, repository: Repository) -> None:
        self.root = root
        self.repository = repository
        self.workspace = repository.workspace(root)
        self.handlers = handlers(repository)
        self.session = Session(1, "test", root, _Nowhere())
        self.session.workspace = self.workspace
        self.parsed: list[str] = []
        """Paths parsed since the last `show` began."""
        self.linked: list[str] = []
        """Paths linked since the last `show` began."""
        self._shown: dict[str, str] = {}
        submit = repository.pool.submit

        def noting(task: str, payload: Any, **how: Any) -> Any:
            if task == "parse":
                self.parsed += payload["paths"]
            elif task == "link":
                path_of = self.workspace.generation.path_of
                self.linked += [path_of(path_id) for path_id in payload["files"]]
            return submit(task, payload, **how)

        repository.pool.submit = noting  # type: ignore[method-assign]

    async def show(self, files: Mapping[str, str]) -> None:
        """Make the tree on disk hold exactly `files`, and wait until the index does."""
        for path in self._shown.keys() - files.keys():
            (self.root / path).unlink()
            parent = (self.root / path).parent
            while parent != self.root and not any(parent.iterdir()):
                parent.rmdir()
                parent = parent.parent
        for path, text in files.items():
            if self._shown.get(path) != text:
                full = self.root / path
                full.parent.mkdir(parents=True, exist_ok=True)
                # A new file each time: a save within the clock's tick must not go unnoticed.
                fresh = full.with_name(full.name + ".new")
                fresh.write_bytes(text.encode("utf-8", "surrogateescape"))
                fresh.replace(full)
        self._shown = dict(files)
        self.parsed.clear()
        self.linked.clear()
        self.workspace.look_at_everything()
        assert await self.workspace.settled(asyncio.get_running_loop().time() + 60)

    async def ask(self, method: str, params: dict[str, Any]) -> Answer:
        """Ask the daemon's handler."""
        answer: Answer = await self.handlers[method](
            self.session, {"deadline_ms": 60_000, "libraries": True, **params}
        )
        return answer

    def dump(self) -> str:
        """The canonical dump of what is indexed now."""
        contents = Contents(self.repository.store)
        return canonical(Snapshot(self.workspace.generation, contents))


class _Nowhere:
    congested = False

    def send_notification(self, method: str, params: Mapping[str, Any]) -> None:
        """A test asks; it is not told."""


def in_index(run: Callable[[Index], Awaitable[T]], **settings: object) -> T:
    """Run a coroutine with an empty index; everything it wrote is gone afterwards."""

    async def whole() -> T:
        with tempfile.TemporaryDirectory(prefix="cg-index-") as folder:
            root = Path(os.path.realpath(folder)) / "tree"
            root.mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("CODEGRAPH_WATCH_MODE", "off")
                # What is installed on a machine is no part of a fixture.
                patch.setenv("CODEGRAPH_EXTERNAL_USE", "off")
                # Words are cut beside what most tests are about.
                patch.setenv("CODEGRAPH_SEARCH_USE", "off")
                for name, value in settings.items():
                    patch.setenv("CODEGRAPH_" + name.upper(), str(value))
                inline = cast("Callable[..., Pool]", InlinePool)
                store = Path(folder) / "store"
                repository = await Repository.open(root, store, load(root), make_pool=inline)
                try:
                    return await run(Index(root, repository))
                finally:
                    await repository.close()

    return asyncio.run(whole())


def ask(
    files: Mapping[str, str], steps: Sequence[Step], method: str, params: Mapping[str, Any]
) -> Answer:
    """Index `files`, let every step happen and be noticed, then ask; the answer's envelope.

    The steps are done one after the other in the same daemon, each settled before the next, so
    that what is tested is the incremental path.
    """

    async def run(index: Index) -> Answer:
        await index.show(files)
        tree = dict(files)
        for step in steps:
            tree = step.apply(tree)
            await index.show(tree)
        return await index.ask(method, dict(params))

    return in_index(run)


def dump_scratch(files: Mapping[str, str]) -> str:
    """The canonical dump (paths and descriptors, no ids) of `files` indexed from nothing."""
    (dump,) = dump_incremental([files])
    return dump


def dump_incremental(trees: Sequence[Mapping[str, str]]) -> list[str]:
    """The canonical dump after each tree, when one index is brought from tree to tree.

    Only what differs between two trees is written to the disk: a path that is in both with the
    same text is not touched.
    """

    async def run(index: Index) -> list[str]:
        dumps: list[str] = []
        for tree in trees:
            await index.show(tree)
            dumps.append(index.dump())
        return dumps

    return in_index(run)


def check_definition(text: str, expected: object, **params: Any) -> None:
    """`definition` at the cursor draws as `expected`."""
    fixture = parse_fixture(text)
    _same(draw(_results(fixture, "definition", fixture.target() | params), fixture.final), expected)


def check_references(text: str, expected: object, **params: Any) -> None:
    """`references` at the cursor, the definition included, draws as `expected`."""
    fixture = parse_fixture(text)
    asked = {"definition": True} | fixture.target() | params
    _same(draw(_results(fixture, "references", asked), fixture.final), expected)


def check_symbols(text: str, query: str, expected: object, **params: Any) -> None:
    """`symbols` for `query`, in the order of the answer, draws as `expected`."""
    fixture = parse_fixture(text)
    results = _results(fixture, "symbols", {"query": query} | params)
    _same(draw(results, fixture.final, kind_and_place), expected)


def check_outline(text: str, expected: object, path: str | None = None) -> None:
    """The `outline` of `path`, or of the only file, draws as `expected`."""
    fixture = parse_fixture(text)
    if path is None:
        (path,) = fixture.final
    _same(draw_outline(_results(fixture, "outline", {"path": path})), expected)


def _results(fixture: Fixture, method: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    answer = ask(fixture.files, fixture.steps, method, params)
    assert answer["complete"], f"an incomplete answer: {answer.get('reason')}"
    assert not answer["truncated"]
    results: list[dict[str, Any]] = answer["results"]
    return results


def _same(drawn: str, expected: object) -> None:
    """Compare with a picture, which may be indented as its test is.

    When inline-snapshot is writing, `expected` is its own object and must be met as it is.
    """
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
        expected = expected.rstrip(" \n") + "\n"
    assert drawn == expected

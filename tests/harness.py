"""Asking questions about a fixture: what the tests of every language share.

`Index` is a real repository in this process, over a folder that the test writes: real store, real
scan, real files; only the workers run inline. The `check_*` functions draw its answers and compare
them with the picture in the test.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import textwrap
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from codegraph_client import settings
from codegraph_daemon.pipeline.workspace import Workspace
from codegraph_daemon.queries.reading import Contents, spelled
from codegraph_daemon.repository import Repository
from codegraph_daemon.resolve.values import TRUST
from codegraph_daemon.session import Session
from codegraph_daemon.store.database import Store
from codegraph_daemon.workers.inline import InlinePool
from codegraph_daemon.workers.pool import Pool
from fixture_language import Fixture, Step, draw, draw_outline, kind_and_place, parse_fixture

Answer = dict[str, Any]
T = TypeVar("T")


class Index:
    """One root, indexed in this process. Made by `opened`."""

    def __init__(self, repository: Repository, root: Path) -> None:
        self.repository = repository
        self.root = root
        self.workspace: Workspace = repository.workspace(root)
        self._session = Session(1, "tests", root, cast("Any", _Nobody()))
        self._session.workspace = self.workspace

    async def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        """What a client would be answered."""
        from codegraph_daemon.queries.api import handlers

        return await handlers(self.repository)[method](self._session, dict(params))

    async def settle(self) -> None:
        """Look at the whole disk and wait until nothing is left to do."""
        self.workspace.look_at_everything()
        await self.workspace.settled(float("inf"))

    async def become(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Bring the folder from one tree to the other, touching only what differs; settle."""
        for path in before.keys() - after.keys():
            self.root.joinpath(path).unlink()
            for folder in self.root.joinpath(path).parents:
                if folder == self.root or any(folder.iterdir()):
                    break
                folder.rmdir()
        for path, text in after.items():
            if before.get(path) != text:
                file = self.root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())
        await self.settle()

    def dump(self) -> str:
        """Everything that questions are answered from, by path and descriptor, in a fixed order."""
        contents, generation = Contents(self.repository.store), self.workspace.generation
        lines = []
        for path, entry in sorted(generation.items()):
            facts, links = contents.facts(entry.facts), contents.links(entry)
            assert facts is not None, f"{path} has no facts"
            assert links is not None, f"{path} is not linked"
            lines.append(f"{path} {entry.facts.hex()}")
            rows = zip(links.row_expr, links.row_target, links.row_origin, strict=True)
            for expr, target, origin in sorted(
                (expr, self._described(contents, *links.targets[target]), TRUST[origin].name)
                for expr, target, origin in rows
            ):
                lines.append(f"    {expr} {spelled(facts, expr)} -> {target} ({origin})")
        return "\n".join(lines)

    def _described(self, contents: Contents, path_id: int, descriptor_hash: int) -> str:
        """A target in words; a target that is not there is an error of the index."""
        generation = self.workspace.generation
        entry = generation.by_id(path_id)
        assert entry is not None, f"a link to {generation.path_of(path_id)}, which is gone"
        facts = contents.facts(entry.facts)
        assert facts is not None
        symbol = facts.symbol_of_hash.get(descriptor_hash)
        assert symbol is not None, f"a link to a symbol that {generation.path_of(path_id)} lacks"
        return f"{generation.path_of(path_id)}#{facts.descriptor(symbol)}"


class _Nobody:
    """A client that is told things and does not mind."""

    congested = False

    def send_notification(self, _method: str, _params: Mapping[str, Any]) -> None:
        return


@asynccontextmanager
async def opened(folder: Path, watch: str = "off") -> AsyncIterator[Index]:
    """An index over `folder`/tree with its store beside it; `watch` is the setting `watch.mode`."""
    root = folder / "tree"
    root.mkdir(exist_ok=True)
    os.environ["CODEGRAPH_WATCH_MODE"] = watch
    store = Store.open(folder / "store", 8)
    inline = cast("Callable[..., Pool]", InlinePool)
    repository = Repository(root, store, settings.load(root), 1, make_pool=inline)
    try:
        yield Index(repository, root)
    finally:
        await repository.close()


def run(work: Callable[[Path], Coroutine[Any, Any, T]]) -> T:
    """Run `work(folder)` to its end with a private folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="cg-"))
    try:
        return asyncio.run(work(folder))
    finally:
        shutil.rmtree(folder)


def ask(
    files: Mapping[str, str], steps: Sequence[Step], method: str, params: Mapping[str, Any]
) -> Answer:
    """Index `files`, let every step happen and be noticed, then ask; the answer's envelope.

    The steps are done one after the other in the same index, each settled before the next, so
    that what is tested is the incremental path.
    """

    async def work(folder: Path) -> Answer:
        async with opened(folder) as index:
            tree: Mapping[str, str] = {}
            for after in Fixture(files, None, tuple(steps)).trees():
                await index.become(tree, after)
                tree = after
            answer: Answer = await index.ask(method, params)
            return answer

    return run(work)


def dump_scratch(files: Mapping[str, str]) -> str:
    """The canonical dump (paths and descriptors, no ids) of `files` indexed from nothing."""
    return dump_incremental([files])[0]


def dump_incremental(trees: Sequence[Mapping[str, str]]) -> list[str]:
    """The canonical dump after each tree, when one index is brought from tree to tree."""

    async def work(folder: Path) -> list[str]:
        async with opened(folder) as index:
            dumps, before = [], cast("Mapping[str, str]", {})
            for tree in trees:
                await index.become(before, tree)
                dumps.append(index.dump())
                before = tree
            return dumps

    return run(work)


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

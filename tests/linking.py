"""Linking trees of texts in this process, without a store: for the tests of `resolve` alone.

`Linker` does what the daemon's pipeline does with facts, keys and readers, in dictionaries, so
that thousands of edits can be tried in the time that a real index takes for one.

Belongs here: driving `resolve`. Stays out: disks, workers, questions (`harness`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from hypothesis import note

from codegraph_daemon.facts import Facts, content_id
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.resolve.announced import Announced, Load
from codegraph_daemon.resolve.changes import announced_keys, changed_keys, path_keys
from codegraph_daemon.resolve.held_files import HeldFiles
from codegraph_daemon.resolve.keys import file_reader
from codegraph_daemon.resolve.link import link_file
from codegraph_daemon.resolve.links import Links
from codegraph_daemon.resolve.lookups import Lookups, Tree
from codegraph_daemon.resolve.values import TRUST
from codegraph_daemon.workers.parse import parser_of
from fixture_language import parse_fixture

_blobs: dict[bytes, bytes] = {}
"""Facts by their id, made once for all tests of a process."""


def facts_id_of(path: str, text: str) -> bytes:
    """The id of a file's facts, which `load` can then give."""
    source = text.encode("utf-8", "surrogateescape")
    parser = parser_of(language_of(path) or "python")
    facts_id = content_id(source, parser.dialect(path), parser.EXTRACTOR)
    if facts_id not in _blobs:
        _blobs[facts_id] = parser.facts_of(source)
    return facts_id


def load(facts_ids: Sequence[bytes]) -> Sequence[bytes]:
    """Packed facts by their ids."""
    return [_blobs[facts_id] for facts_id in facts_ids]


def announced_in(tree: Tree, load: Load) -> Announced:
    """The table of what the files of a tree announce; `load` gives their facts."""

    def names(facts_ids: Sequence[bytes]) -> Sequence[bytes]:
        return [Facts(blob).announced.tobytes() for blob in load(facts_ids)]

    return Announced(tree, names)


@lru_cache(maxsize=256)
def _facts(facts_id: bytes) -> Facts:
    return Facts(_blobs[facts_id])


class Linker:
    """A workspace that is brought from tree to tree and re-links what the changes reach."""

    def __init__(self, memo_limit: int | None = None) -> None:
        self.tree = Tree()
        self.look = Lookups(self.tree, load, announced_in(self.tree, load), HeldFiles(1 << 30))
        if memo_limit is not None:
            self.look.memo_limit = memo_limit
        self.linked: list[str] = []
        """Paths linked by the last `show`."""
        self._ids: dict[str, int] = {}
        self._links: dict[int, bytes] = {}
        self._readers: dict[int, set[int]] = {}

    def show(
        self,
        files: Mapping[str, str],
        order: Callable[[list[str]], Iterable[str]] = sorted,
    ) -> None:
        """Make the workspace hold exactly `files`; `order` is that of ids and of linking."""
        tree, keys = self.tree, set[int]()
        stale: set[str] = set()
        gone = [path for path in tree.files if path not in files]
        for path in gone:
            path_id, facts_id = tree.files[path]
            keys |= {key for key in self._readers if key >> 64 == path_id}
            self._links.pop(path_id, None)
            tree.remove(path)
            self.look.drop_file(path_id)
            keys |= path_keys(tree, path)
        for path in order(sorted(files)):
            facts_id = facts_id_of(path, files[path])
            before = tree.files.get(path)
            if before is not None and before[1] == facts_id:
                continue
            if before is None:
                keys |= path_keys(tree, path)
                keys |= announced_keys(path, _facts(facts_id).announced).keys()
            else:
                keys.update(changed_keys(path, before[0], _facts(before[1]), _facts(facts_id)))
            tree.put(path, self._ids.setdefault(path, len(self._ids)), facts_id)
            stale.add(path)
        self.look.drop(keys)
        stale |= {tree.paths[path_id] for path_id in self._reached(keys) if path_id in tree.paths}
        self.linked = list(order(sorted(stale)))
        for path in self.linked:
            self._link(tree.files[path][0])

    def _link(self, path_id: int) -> None:
        linked = link_file(self.look, path_id)
        assert linked is not None
        self._links[path_id] = linked.links
        for key in linked.reads:
            self._readers.setdefault(key, set()).add(file_reader(path_id))
        for answer, reads in self.look.take_fresh().items():
            for key in reads:
                self._readers.setdefault(key, set()).add(answer)

    def _reached(self, keys: Iterable[int]) -> set[int]:
        """Path ids of the files that read any of these keys, directly or not."""
        seen, pending = set(keys), list(keys)
        files: set[int] = set()
        while pending:
            for reader in self._readers.get(pending.pop(), ()):
                if reader == file_reader(reader >> 64):
                    files.add(reader >> 64)
                elif reader not in seen:
                    seen.add(reader)
                    pending.append(reader)
        return files

    def dump(self) -> str:
        """Every linked occurrence by path and descriptor, in a fixed order."""
        lines: list[str] = []
        for path, (path_id, facts_id) in sorted(self.tree.files.items()):
            lines.append(path)
            links = Links(self._links[path_id])
            assert links.facts_id == facts_id, f"{path} has links of older facts"
            found = []
            for target, link in links.all():
                place = f"{link.line + 1:4}:{link.column + 1:<3}"
                found.append(f"  {place} {self._described(*target)} {TRUST[link.origin].name}")
            lines += sorted(found)
        return "\n".join(lines) + "\n"

    def _described(self, path_id: int, descriptor_hash: int) -> str:
        path = self.tree.paths.get(path_id)
        assert path is not None, "a link to a file that is gone"
        facts = _facts(self.tree.files[path][1])
        symbol = facts.symbol_of_hash.get(descriptor_hash)
        assert symbol is not None, f"a link to a symbol that {path} lacks"
        return f"{path}#{facts.descriptor(symbol)}"


def dump_of(
    files: Mapping[str, str],
    order: Callable[[list[str]], Iterable[str]] = sorted,
    memo_limit: int | None = None,
) -> str:
    """The dump of `files` linked from nothing."""
    linker = Linker(memo_limit)
    linker.show(files, order)
    return linker.dump()


def check_edits(history: Sequence[Mapping[str, str]]) -> None:
    """After each step of a history the links equal those from scratch."""
    linker = Linker()
    for number, tree in enumerate(history):
        for path, text in sorted(tree.items()):
            note(f"//- {path}@{number}\n{text}")
        linker.show(tree)
        assert linker.dump() == dump_of(tree), f"after step {number}"


def linked_by_steps(text: str) -> list[list[str]]:
    """What each step of a fixture has linked; after each the links equal those from scratch."""
    fixture = parse_fixture(text)
    files = dict(fixture.files)
    linker = Linker()
    linker.show(files)
    linked: list[list[str]] = []
    for step in fixture.steps:
        files = step.apply(files)
        linker.show(files)
        linked.append(linker.linked)
        assert linker.dump() == dump_of(files)
    return linked


def check_order(tree: Mapping[str, str]) -> None:
    """Neither the order of linking nor how much is remembered changes a link."""
    for path, text in sorted(tree.items()):
        note(f"//- {path}\n{text}")
    expected = dump_of(tree)
    assert dump_of(tree, lambda paths: sorted(paths, reverse=True)) == expected
    assert dump_of(tree, memo_limit=1) == expected

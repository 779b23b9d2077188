"""An index made from scratch beside one that exists, and where the two differ; in a worker.

Belongs here: the same files read and linked again by the same tasks, and the comparison. Stays out:
which generation is compared, and what becomes of the result (`queries.verify`).

The index is compared with its own files, so it is right while they change: where the disk has
something newer than the generation, that file is left out of the comparison, and for the links of
all others its facts of that generation stand in. New facts lie in a file without a name in the
cache directory, which is gone with the process however it ends. Files get other ids than in the
index, for nothing may depend on them.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..facts import Facts
from ..resolve.links import NOWHERE, Links
from ..resolve.values import TRUST
from ..store.keys import split_symbol_key, symbol_key, unpack_ids
from . import Host
from .tasks import BROADCASTS as _BROADCASTS
from .tasks import TASKS as _TASKS
from .verifying_words import compare_words

_READ_BATCH, _LINK_BATCH, _POSTING_BATCH = 16, 16, 100
_VIEW = 1

Row = tuple[str, bytes, bytes, tuple[int, int, int, int]]
"""Path, facts id, links id (empty: not linked) and state of a file of the index."""
_NOT_KNOWN = "what is not known"
"""Stands for the file of a member whose receiver is not known."""
Place = tuple[Any, ...]
"""One link: line, column and what else it says, its target by path and descriptor hash."""


class _Scratch(Host):
    """The daemon as the tasks of the new index see it: facts come from here."""

    def __init__(self, host: Host, folder: str) -> None:
        self._host = host
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it lives with the object
        self._at: dict[bytes, tuple[int, int]] = {}

    def put(self, facts_id: bytes, blob: bytes) -> None:
        """Keep facts."""
        if facts_id not in self._at:
            self._at[facts_id] = self._file.seek(0, os.SEEK_END), len(blob)
            self._file.write(blob)

    def facts(self, facts_id: bytes) -> bytes:
        """Facts that were kept."""
        start, size = self._at[facts_id]
        self._file.seek(start)
        return self._file.read(size)

    def has(self, facts_id: bytes) -> bool:
        """Whether such facts were kept."""
        return facts_id in self._at

    def call(self, method: str, payload: Any) -> Any:
        if method == "facts":
            return [self.facts(facts_id) for facts_id in payload]
        if method == "announced":
            return [Facts(self.facts(facts_id)).announced.tobytes() for facts_id in payload]
        if method == "known":
            # Nothing is known here but what must not be read at all.
            reasons: list[str | None] = self._host.call("poison", payload)
            return [reason or False for reason in reasons]
        return self._host.call(method, payload)

    def step(self, what: Any) -> None:
        self._host.step(what)


@dataclass(frozen=True, slots=True)
class _Difference:
    """`kind` is file, facts, link, posting or words; `index` and `scratch` what each has there."""

    path: str
    kind: str
    index: str
    scratch: str
    line: int = -1
    """Zero-based, as `column`; -1: the difference has no place."""
    column: int = -1


class _Report:
    """What was found so far; of many differences only the first are kept, and all are counted."""

    def __init__(self, most: int) -> None:
        self.differences: list[_Difference] = []
        self.total = 0
        self.skipped: dict[str, str] = {}
        self.files = self.edges = 0
        self._most = most

    def differs(self, difference: _Difference) -> None:
        """Note a difference."""
        self.total += 1
        if len(self.differences) < self._most:
            self.differences.append(difference)


class _Comparison:
    """One index, and what was made from scratch of the same files so far."""

    def __init__(self, host: Host, payload: dict[str, Any]) -> None:
        self.host = host
        self.root: str = payload["root"]
        self.max_bytes: int = payload["max_bytes"]
        self.since: int = payload["since_ns"]
        self.left_out = frozenset(payload["left_out"])
        self.unlinked = frozenset(payload["unlinked"])
        self.uncut = frozenset(payload["uncut"])
        self.scratch = _Scratch(host, payload["folder"])
        self.report = _Report(payload["limit"])
        self.rows: dict[str, Row] = {}
        self.precise: dict[str, bytes] = {}
        """The key of each file's imported links; empty if it has none."""
        self.path_of: dict[int, str] = {}
        """The path of each id that the index uses."""
        self._descriptors: dict[str, dict[int, str]] = {}
        self.id_of: dict[str, int] = {}
        self._users: dict[bytes, array[int]] = {}
        """The ids of the files that refer to a symbol, by its key in the index."""
        while page := host.call("rows", None):
            for precise, path, path_id, facts_id, links_id, *state in page:
                self.precise[path] = precise
                self.rows[path] = path, facts_id, links_id, tuple(state)
                self.path_of[path_id] = path
                self.id_of[path] = path_id

    # Files

    def compare_files(self) -> None:
        """Look at the whole tree: are its files those of the index?"""
        self.host.step(["the tree"])
        self.host.call("progress", ["scanning", 0, 0])
        found: dict[str, Any] = _TASKS["scan"](self.scratch, {"root": self.root})["files"]
        for path in sorted(self.rows.keys() - found.keys()):
            self._differs_on_disk(path, "it is in the index", "it is no file of the tree")
        missing = sorted(found.keys() - self.rows.keys() - self.left_out)
        for parsed in self._parsed(missing):
            if parsed.facts_id:
                self._differs_on_disk(parsed.path, "it is not in the index", "it is a file")

    def compare_facts(self) -> None:
        """Read every file of the index again; afterwards the facts of all of them are at hand."""
        paths = sorted(self.rows)
        for at in range(0, len(paths), _READ_BATCH):
            self.host.call("progress", ["reading", at, len(paths)])
            batch = paths[at : at + _READ_BATCH]
            ids = [self.rows[path][1] for path in batch]
            known = self.host.call("facts", ids)
            parsed_files = {parsed.path: parsed for parsed in self._parsed(batch)}
            for path, facts_id, blob in zip(batch, ids, known, strict=True):
                self._compare_facts(path, facts_id, blob, parsed_files[path])

    def _compare_facts(self, path: str, facts_id: bytes, blob: bytes, parsed: Any) -> None:
        if parsed.facts_id == facts_id:
            self.scratch.put(facts_id, parsed.facts)
            if blob != parsed.facts:
                has = "other facts of the same content" if blob else "no facts"
                self.report.differs(_Difference(path, "facts", has, "facts of this content"))
            return
        if blob:
            self.scratch.put(facts_id, blob)
        if path not in self.report.skipped:
            now = parsed.problem or "it has other content"
            self._differs_on_disk(path, "it is in the index with earlier content", now)

    def _parsed(self, paths: list[str]) -> Iterator[Any]:
        for at in range(0, len(paths), _READ_BATCH):
            payload = {
                "root": self.root,
                "paths": paths[at : at + _READ_BATCH],
                "max_bytes": self.max_bytes,
                "ask": True,
                "old": {},
            }
            yield from _TASKS["parse"](self.scratch, payload)["files"]

    def _differs_on_disk(self, path: str, index: str, scratch: str) -> None:
        """A difference, unless the file was changed after the generation that is compared."""
        if changed_since(f"{self.root}/{path}", self.since):
            self.report.skipped[path] = "it has changed since"
        elif path not in self.report.skipped:
            self.report.differs(_Difference(path, "file", index, scratch))
            self.report.skipped[path] = "it is another file"

    # Links

    def compare_links(self) -> None:
        """Link every file again, and compare place by place."""
        # In another order than that of the index, which gave numbers as files came.
        paths = [path for path in sorted(self.rows) if self.scratch.has(self.rows[path][1])]
        ids = {path: number for number, path in enumerate(paths, 1)}
        rows = [(path, ids[path], self.rows[path][1]) for path in paths]
        _BROADCASTS["view"]({"view": _VIEW, "reset": True, "rows": rows, "keys": []})
        for at in range(0, len(paths), _LINK_BATCH):
            self.host.call("progress", ["linking", at, len(paths)])
            batch = paths[at : at + _LINK_BATCH]
            precise = [(ids[path], self.precise[path]) for path in batch if self.precise[path]]
            payload = {"view": _VIEW, "files": [ids[p] for p in batch], "precise": precise}
            linked = _TASKS["link"](self.scratch, payload)
            known = self.host.call("links", [self.rows[path][2] for path in batch])
            made = {paths[path_id - 1]: links for path_id, _, links, *_ in linked["files"]}
            for path, blob in zip(batch, known, strict=True):
                self._compare_links(path, blob, made[path], paths)

    def _compare_links(self, path: str, blob: bytes, made: bytes, paths: list[str]) -> None:
        if path in self.unlinked:
            self.report.skipped.setdefault(path, "its linking was given up")
            return
        self.report.files += 1
        if not blob:
            self.report.differs(_Difference(path, "link", "it is not linked", "it is linked"))
            return
        ours = _places(Links(blob), self.path_of)
        links = Links(made)
        theirs = _places(links, dict(enumerate(paths, 1)))
        self.report.edges += links.edges
        self._note_users(path, theirs)
        for line, column in sorted({place[:2] for place in ours ^ theirs}):
            index, scratch = (
                "; ".join(sorted(self._said(p) for p in side if p[:2] == (line, column)))
                for side in (ours - theirs, theirs - ours)
            )
            index, scratch = index or "nothing", scratch or "nothing"
            self.report.differs(_Difference(path, "link", index, scratch, line, column))

    # Postings

    def compare_postings(self) -> None:
        """Is every file found that refers to a symbol? They may name more, never fewer."""
        symbols = sorted(self._users)
        for at in range(0, len(symbols), _POSTING_BATCH):
            self.host.call("progress", ["postings", at, len(symbols)])
            batch = symbols[at : at + _POSTING_BATCH]
            self.host.step(["the postings"])
            for symbol, packed in zip(batch, self.host.call("refs", batch), strict=True):
                missing = set(self._users[symbol]).difference(unpack_ids(packed))
                for path_id in sorted(missing):
                    self._lacks_posting(self.path_of[path_id], *split_symbol_key(symbol))

    def _lacks_posting(self, path: str, target_id: int, hashed: int) -> None:
        target = self.path_of.get(target_id, _NOT_KNOWN)
        files = (path,) if target == _NOT_KNOWN else (path, target)
        if any(changed_since(f"{self.root}/{each}", self.since) for each in files):
            return
        symbol = self._symbol(target, hashed)
        words = f"it is not among those that refer to {symbol}", f"it refers to {symbol}"
        self.report.differs(_Difference(path, "posting", *words))

    def _note_users(self, path: str, places: set[Place]) -> None:
        own = self.id_of[path]
        for target, hashed in {place[2:4] for place in places}:
            target_id = NOWHERE if target == _NOT_KNOWN else self.id_of[target]
            key = symbol_key(target_id, hashed)
            self._users.setdefault(key, array("I")).append(own)

    # Words of texts

    def compare_words(self) -> None:
        """Are the words by which searches find a file those of its text?"""
        files = [
            (path, row[1])
            for path, row in sorted(self.rows.items())
            if path not in self.report.skipped and self.scratch.has(row[1])
        ]
        compared = compare_words(self.host, self.root, self.max_bytes, files, self.scratch.facts)
        for path, index, scratch in compared:
            # What was edited just now is cut only later.
            if path not in self.uncut and not changed_since(f"{self.root}/{path}", self.since):
                self.report.differs(_Difference(path, "words", index, scratch))

    # What links say, in words

    def _said(self, place: Place) -> str:
        """A link in words: what it refers to, and how that was found."""
        return f"{self._symbol(place[2], place[3])} ({place[4]})"

    def _symbol(self, path: str, hashed: int) -> str:
        names = self._descriptors.get(path)
        if names is None:
            row = self.rows.get(path)
            names = self._descriptors[path] = {}
            if row is not None and self.scratch.has(row[1]):
                facts = Facts(self.scratch.facts(row[1]))
                names.update(
                    (hashed, facts.descriptor(symbol))
                    for hashed, symbol in facts.symbol_of_hash.items()
                )
        name = names.get(hashed, f"unknown symbol {hashed:x}")
        return f"{path}#{name}" if name else path


def _places(links: Links, path_of: dict[int, str]) -> set[Place]:
    return {
        (
            link.line,
            link.column,
            path_of.get(target[0], f"unknown file {target[0]}"),
            target[1],
            TRUST[link.origin].name,
            link.length,
            link.role,
            link.container,
        )
        for target, link in links.all()
    } | {
        (
            *(link.line, link.column, _NOT_KNOWN, hashed, TRUST[link.origin].name),
            *(link.length, link.role, link.container),
        )
        for hashed, link in links.unknown()
    }


def changed_since(path: str, since_ns: int) -> bool:
    """Whether a file was written, made or removed after a time, in nanoseconds since 1970."""
    try:
        return os.lstat(path).st_ctime_ns >= since_ns
    except OSError:
        pass
    folder = os.path.dirname(path)
    while True:
        try:
            # What was removed is remembered by the folder that it was in.
            return os.stat(folder).st_ctime_ns >= since_ns
        except OSError:
            folder = os.path.dirname(folder)


def _verify(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Compare the index whose `rows` the daemon gives page by page; see `queries.verify`."""
    comparison = _Comparison(host, payload)
    comparison.compare_files()
    comparison.compare_facts()
    comparison.compare_links()
    comparison.compare_postings()
    if payload["words"]:
        comparison.compare_words()
    report = comparison.report
    return {
        "files": report.files,
        "edges": report.edges,
        "total": report.total,
        "differences": [asdict(difference) for difference in report.differences],
        "skipped": sorted(report.skipped.items()),
    }


TASKS = {"verify": _verify}
BROADCASTS: dict[str, Any] = {}

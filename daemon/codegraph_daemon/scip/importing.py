"""From the indexes of languages' own indexers to precise links; a task of a worker.

An index is read twice, document by document: first for where its symbols are defined, then for
where they are used.  Between the two there are twenty bytes for each definition, and nothing else
is kept.  Documents that are not of the text that is indexed say nothing.
"""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from xxhash import xxh3_64_intdigest

from codegraph_client.errors import BadRequest

from ..facts import Facts
from ..resolve.precise import Named, pack_precise
from ..resolve.relations import IMPLEMENTATION, REFERENCE, TYPE, Relation, pack_relations
from ..workers import Host
from ..workers.parse import text_of_facts
from . import documents, stream
from .places import Text
from .symbols import LOCAL, is_spelled, name_of, package_of, stem_of

_BATCH_BYTES = 128 << 10
"""Precise links handed to the daemon at once."""
_NAMED = 5
_TOLD = 100
"""How often progress is told on each of the two ways through."""
_DOTTED = re.compile(r"\.*\w+(?:\.\w+)*")
_UNSPELLED = frozenset(("", "__init__", "constructor", "new"))


class _Definitions:
    """Where the symbols of an index are defined: columns, sorted once all are there."""

    def __init__(self) -> None:
        self._symbols, self._hashes, self._files = array("Q"), array("Q"), array("I")
        self.packages: set[str | None] = set()

    def add(self, symbol: str, file: int, hashed: int) -> None:
        """A definition of a symbol in a file."""
        self._symbols.append(_hash(symbol))
        self._hashes.append(hashed)
        self._files.append(file)

    def sort(self) -> None:
        """No more come."""
        import numpy as np

        symbols = np.frombuffer(self._symbols, dtype="u8") if self._symbols else np.empty(0, "u8")
        order = np.argsort(symbols, kind="stable")
        self._sorted = symbols[order]
        self._hashed = np.frombuffer(self._hashes or b"", dtype="u8")[order]
        self._in = np.frombuffer(self._files or b"", dtype="u4")[order]

    def of(self, symbol: str) -> list[tuple[int, int]]:
        """(file, descriptor hash) of a symbol's definitions."""
        import numpy as np

        hashed = np.uint64(_hash(symbol))
        first = int(np.searchsorted(self._sorted, hashed, "left"))
        last = int(np.searchsorted(self._sorted, hashed, "right"))
        return [(int(self._in[at]), int(self._hashed[at])) for at in range(first, last)]


class _Import:
    """One import: the files of the index, and what became of the documents so far."""

    def __init__(self, host: Host, payload: dict[str, Any]) -> None:
        self.host = host
        self.root: str = payload["root"]
        self.folder: str | None = payload["folder"]
        self.max_bytes: int = payload["max_bytes"]
        self.rows: dict[str, tuple[int, bytes]] = {}
        while page := host.call("rows", None):
            self.rows.update((path, (path_id, facts_id)) for path, path_id, facts_id in page)
        self.paths: list[str] = []
        self.number_of: dict[str, int] = {}
        self.units: dict[str, int] = {}
        """Path -> units of the columns, of the documents that were taken."""
        self.definitions = _Definitions()
        self.relations: list[Relation] = []
        self.tools: list[str] = []
        self.named: dict[str, list[str]] = {"stale": [], "unknown": [], "outside": []}
        self.counts = dict.fromkeys((*self.named, "documents", "taken", "links", "external"), 0)
        self._total = sum(os.path.getsize(name) for name in payload["files"])
        self._done = self._told = 0

    def documents(self, name: str, stage: str) -> Iterator[tuple[str | None, Any]]:
        """(path, document) of one index; the path is None of what lies outside the root."""
        from .schema import scip_pb2

        folder = self.folder
        known = False
        with open(name, "rb", buffering=1 << 20) as file:
            for number, data in stream.fields(file):
                if number == stream.METADATA:
                    metadata = scip_pb2.Metadata.FromString(data)
                    known = True
                    folder = self._folder(metadata.project_root) if folder is None else folder
                    if stage == "reading":
                        tool = metadata.tool_info
                        self.tools.append(f"{tool.name} {tool.version}".strip())
                elif number == stream.DOCUMENT:
                    if not known or folder is None:
                        raise BadRequest("it does not begin with its metadata")
                    document = scip_pb2.Document.FromString(data)
                    self.host.step([document.relative_path])
                    yield documents.path_in(folder, document.relative_path), document
                self._tell(stage, self._done + file.tell())
            self._done += file.tell()
        if not known:
            raise BadRequest("it is no SCIP index")

    def _tell(self, stage: str, done: int) -> None:
        """Say how far it is, now and then."""
        if done - self._told > self._total // _TOLD:
            self._told = done
            self.host.call("progress", [stage, done, 2 * self._total])

    def _folder(self, project_root: str) -> str:
        """Where the project of an index lies, relative to the root."""
        spelled = unquote(urlsplit(project_root).path) if "://" in project_root else project_root
        folder = os.path.relpath(os.path.realpath(spelled), self.root) if spelled else "."
        if folder.split("/")[0] == "..":
            raise BadRequest(
                f"it was made of {spelled}, which lies outside of {self.root}; "
                "--project-root says where its project lies here"
            )
        return "" if folder == "." else folder

    # First look

    def read(self, name: str) -> None:
        """Learn what the documents of an index define, and which of them are of our texts."""
        for path, document in self.documents(name, "reading"):
            self.counts["documents"] += 1
            row = None if path is None else self.rows.get(path)
            if path is None or row is None:
                self._left_out("outside" if path is None else "unknown", document.relative_path)
                continue
            facts = self._facts(row[1])
            text = self._text(path, row[1], facts)
            unit = None if text is None else documents.unit_of(document, text)
            if text is None or unit is None or not documents.is_of(document, text, unit):
                self._left_out("stale", path)
                continue
            if path not in self.number_of:
                self.number_of[path] = len(self.paths)
                self.paths.append(path)
                self.counts["taken"] += 1
            self.units[path] = unit
            self._define(path, document, text, unit, facts)

    def _define(self, path: str, document: Any, text: Text, unit: int, facts: Facts) -> None:
        sites = documents.sites_of(facts)
        number = self.number_of[path]
        for each in documents.occurrences(document, text, unit):
            if each is not None and each.is_definition:
                self.definitions.packages.add(package_of(each.symbol))
                for hashed in documents.defined(each, facts, sites):
                    self.definitions.add(each.symbol, number, hashed)

    def _left_out(self, why: str, path: str) -> None:
        self.counts[why] += 1
        if len(self.named[why]) < _NAMED:
            self.named[why].append(path)

    def _facts(self, facts_id: bytes) -> Facts:
        return Facts(self.host.call("facts", [facts_id])[0])

    def _text(self, path: str, facts_id: bytes, facts: Facts) -> Text | None:
        """The text that a file's facts are of; None if the disk has another by now."""
        data = text_of_facts(self.root, path, self.max_bytes, facts_id)
        return None if data is None else Text(data, facts.line_start, facts.line_wide)

    # Second look

    def link(self, name: str) -> Iterator[tuple[int, bytes, bytes]]:
        """(path id, facts id, packed precise links) of the documents that were taken."""
        for path, document in self.documents(name, "linking"):
            unit = None if path is None else self.units.get(path)
            if path is None or unit is None:
                continue
            path_id, facts_id = self.rows[path]
            facts = self._facts(facts_id)
            text = self._text(path, facts_id, facts)
            if text is not None:
                self._relate(path, document)
                yield path_id, facts_id, self._links(document, text, unit, facts)

    def _relate(self, path: str, document: Any) -> None:
        """Take what a document says of its own symbols to others."""
        number = self.number_of[path]
        for each in document.symbols:
            if not each.relationships or each.symbol.startswith(LOCAL):
                continue
            own = [hashed for file, hashed in self.definitions.of(each.symbol) if file == number]
            for related in each.relationships:
                what = (
                    IMPLEMENTATION * related.is_implementation
                    | REFERENCE * related.is_reference
                    | TYPE * related.is_type_definition
                )
                for file, hashed in self.definitions.of(related.symbol) if what else ():
                    above = self.rows[self.paths[file]][0], hashed
                    symbols = [(self.rows[path][0], each) for each in dict.fromkeys(own)]
                    self.relations += [
                        Relation(symbol, above, what) for symbol in symbols if symbol != above
                    ]

    def _links(self, document: Any, text: Text, unit: int, facts: Facts) -> bytes:
        spelled = {packed & 0xFFFFFFFF for packed in facts.occurrence}
        uses: dict[int, dict[str, list[Named]]] = {}
        external: set[int] = set()
        unknown: set[int] = set()
        known: dict[str, tuple[Named, ...] | None] = {}
        for each in documents.occurrences(document, text, unit):
            if each is None or each.is_definition or not text.is_whole(each.start, each.end):
                continue
            word = text.between(each.start, each.end)
            if _DOTTED.fullmatch(word):
                # Of a module's dotted name the last part is what stands for it.
                word = word.rpartition(".")[2]
            start = each.end - len(word.encode("utf-8", "replace"))
            if start not in spelled:
                continue
            targets = known.get(each.symbol)
            if targets is None and each.symbol not in known:
                targets = known[each.symbol] = self._targets(each.symbol)
            if targets is None or not _spells(word, each.symbol):
                unknown.add(start)
            elif not targets:
                external.add(start)
            else:
                # A type and a value of one name are one symbol with two definitions.
                uses.setdefault(start, {}).setdefault(stem_of(each.symbol), []).extend(targets)
        # Of what is two things at once, one of them outside, the one that is here is told.
        outside = external - uses.keys() - unknown
        self.counts["links"] += len(uses)
        self.counts["external"] += len(outside)
        every = [(start, list(symbols.values())) for start, symbols in uses.items()]
        return pack_precise([*every, *((start, []) for start in outside)])

    def _targets(self, symbol: str) -> tuple[Named, ...] | None:
        """What a symbol is here; empty if it is another package's, None if that cannot be told."""
        found = dict.fromkeys(self.definitions.of(symbol))
        if found:
            return tuple([(self.paths[file], hashed) for file, hashed in found])
        package = package_of(symbol)
        return None if package is None or package in self.definitions.packages else ()


def import_indexes(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Read indexes, and give the daemon the precise links that they say.

    The answer says what became of the documents, or in `refused` why nothing was imported.
    """
    from google.protobuf.message import DecodeError

    name = ""
    try:
        work = _Import(host, payload)
        for name in payload["files"]:
            work.read(name)
        work.definitions.sort()
        batch: list[tuple[int, bytes, bytes]] = []
        for name in payload["files"]:
            for row in work.link(name):
                batch.append(row)
                if sum(len(blob) for _, _, blob in batch) > _BATCH_BYTES:
                    host.call("keep", batch)
                    batch = []
        if batch:
            host.call("keep", batch)
        host.call("relate", pack_relations(work.relations))
    except (BadRequest, DecodeError) as error:
        why = "it is no SCIP index" if isinstance(error, DecodeError) else str(error)
        return {"refused": f"{name}: {why}"}
    except OSError as error:
        return {"refused": f"{error.filename or name}: {error.strerror}"}
    return {**work.counts, "tools": list(dict.fromkeys(work.tools)), "named": work.named}


def _spells(spelled: str, symbol: str) -> bool:
    """Whether a use may spell a symbol's name: what it is renamed to is resolved here, and that an
    index says otherwise is mostly an error of it."""
    name = name_of(symbol) or ""
    return is_spelled(name, spelled) or name in _UNSPELLED or not name.isidentifier()


def _hash(symbol: str) -> int:
    return xxh3_64_intdigest(symbol.encode("utf-8", "surrogatepass"))

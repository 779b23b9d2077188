"""All files of one generation together, numbered by what they are called.

Belongs here: files and symbols as numbers that mean the same in every index of the same files, and
the edges between them. Stays out: what is concluded from them.

A file's number is its place among all paths, a symbol's its place by file and descriptor. So
whoever goes by numbers goes by names, whatever the order in which files were indexed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..facts import MODULE_HASH
from ..graph.adjacent import Adjacent, Nodes, adjacent
from ..graph.piece import CALL, MAKES, OVERRIDES, TAKE, Bytes, Hashes
from ..graph.symbol_graph import graph_of
from ..graph.walk import POSSIBLE
from ..resolve.values import Origin
from .file import Read
from .needed import OF_TESTS, Unread

Mask = NDArray[np.bool_]

_STATED: Final = 3
"""Where in what follows a path in `Imports` stands whether it is stated."""
_CALLS: Final = (CALL, TAKE, MAKES)


_NOTHING: Final = Unread(0, 0)


class Directed(NamedTuple):
    """A graph of so many nodes: edges by source and target, each pair once."""

    nodes: int
    source: Nodes
    target: Nodes

    def forwards(self) -> Adjacent:
        """Its edges by where they begin."""
        return adjacent(self.source, self.nodes)

    def among(self, kept: Mask) -> Directed:
        """Only what lies between some of its nodes."""
        inside = kept[self.source] & kept[self.target]
        return Directed(self.nodes, self.source[inside], self.target[inside])


class FileImports(NamedTuple):
    """Files that import files: columns, by importing and then by imported file."""

    source: Nodes
    target: Nodes
    position: NDArray[np.uint64]
    length: NDArray[np.uint16]
    origin: Bytes
    stated: Mask
    deferred: Mask


class Uses(NamedTuple):
    """What symbols use: columns, by source, target and use."""

    source: Nodes
    target: Nodes
    use: Bytes
    rank: Bytes
    position: NDArray[np.uint64]


class Codebase:
    """The files of one generation."""

    def __init__(
        self, files: Mapping[str, tuple[int, Read]], *, tests: bool, unread: Unread = _NOTHING
    ) -> None:
        """`files`: by path, the path id and what the file says; `tests`: with those that test
        something, show how it is used or measure it; `unread`: what there is beside."""
        self.unread = unread
        self.paths: Sequence[str] = sorted(files)
        self.ids = np.array([files[path][0] for path in self.paths], np.int64)
        self._read = [files[path][1] for path in self.paths]
        self._by_id = np.full(int(self.ids.max(initial=-1)) + 2, -1, np.int64)
        self._by_id[self.ids] = np.arange(len(self.paths))
        traits = list(map(traits_of_path, self.paths))
        self.is_test: Mask = np.array(
            [
                read.piece.is_test or bool(trait & OF_TESTS)
                for trait, read in zip(traits, self._read, strict=True)
            ],
            np.bool_,
        )
        """Whether each file tests something, shows how it is used or measures it."""
        own = [
            read.size.is_code and not trait & Trait.VENDORED
            for trait, read in zip(traits, self._read, strict=True)
        ]
        self.kept: Mask = np.array(own, np.bool_)
        """Whether each file is looked at: what was taken over from others is not, nor prose."""
        if not tests:
            self.kept &= ~self.is_test

    def __len__(self) -> int:
        """How many files are read, those that are not looked at included."""
        return len(self.paths)

    def read(self, file: int) -> Read:
        """What a file says."""
        return self._read[file]

    def numbers(self, path_ids: NDArray[np.generic]) -> Nodes:
        """The files of some path ids; -1 for what is none of these."""
        known = np.minimum(path_ids.astype(np.int64), len(self._by_id) - 1)
        return self._by_id[known]

    # Files

    @cached_property
    def all_imports(self) -> FileImports:
        """Every import of every file; where one only names another, of those in other folders."""
        folders = [path.rpartition("/")[0] for path in self.paths]
        rows: list[tuple[int, int, int, int, int, bool, bool]] = []
        for file, read in enumerate(self._read):
            said = read.imports
            targets = self.numbers(said.path).tolist()
            columns = (each.tolist() for each in said[1:-1])
            own = {
                target: (file, target, *row)
                for target, *row in zip(targets, *columns, strict=True)
                if target >= 0 and (row[_STATED] or folders[target] != folders[file])
            }
            for above in said.above:
                package = self._package(file, above.level)
                known = own.get(package)
                if package not in (-1, file) and (known is None or known[-1] > above.deferred):
                    own[package] = (file, package, *above[1:3], Origin.IMPORT, True, above.deferred)
            rows += [own[target] for target in sorted(own)]
        source, target, *others = zip(*rows, strict=True) if rows else [()] * 7
        position, length, origin, stated, deferred = others
        return FileImports(
            np.array(source, np.int64),
            np.array(target, np.int64),
            np.array(position, np.uint64),
            np.array(length, np.uint16),
            np.array(origin, np.uint8),
            np.array(stated, np.bool_),
            np.array(deferred, np.bool_),
        )

    def _package(self, file: int, level: int) -> int:
        """The file of the package so many folders around a file; -1 if it has none."""
        steps = self.paths[file].split("/")[:-level]
        names = ("/".join([*steps, f"__init__{ending}"]) for ending in (".py", ".pyi"))
        return next((self._numbers[name] for name in names if name in self._numbers), -1)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {path: number for number, path in enumerate(self.paths)}

    @cached_property
    def dependencies(self) -> tuple[Directed, NDArray[np.float64]]:
        """Which file depends on which, by imports and by uses, of those that are looked at; and by
        how many uses, an import being one."""
        uses, imports = self.uses, self.all_imports
        source = np.concatenate((self.file_of[uses.source], imports.source))
        target = np.concatenate((self.file_of[uses.target], imports.target))
        inside = (source != target) & self.kept[source] & self.kept[target]
        pairs = source[inside] * len(self) + target[inside]
        found, counts = np.unique(pairs, return_counts=True)
        count = max(len(self), 1)
        graph = Directed(len(self), found // count, found % count)
        return graph, counts.astype(np.float64)

    # Symbols

    @cached_property
    def _symbols(self) -> tuple[Nodes, Hashes, Uses]:
        """File and hash of each symbol, and all uses that are more than possible."""
        pieces = {
            int(path_id): read.piece for path_id, read in zip(self.ids, self._read, strict=True)
        }
        graph = graph_of(pieces)
        nodes = np.arange(len(graph))
        files, hashes = self.numbers(graph.paths(nodes)), graph.hashes(nodes)
        order = np.lexsort((hashes, files))
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        step = graph.used(nodes)
        below, above = graph.overridden(nodes)
        step = step.only((files[step.at] >= 0) & (files[step.found] >= 0) & ~POSSIBLE[step.rank])
        known = (files[below] >= 0) & (files[above] >= 0)
        below, above = below[known], above[known]
        nothing = np.zeros(len(below), np.uint64)
        source = number[np.concatenate((step.at, below))]
        target = number[np.concatenate((step.found, above))]
        use = np.concatenate((step.use, np.full(len(below), OVERRIDES, np.uint8)))
        rank = np.concatenate((step.rank, nothing.astype(np.uint8)))
        position = np.concatenate((step.position, nothing))
        sorted_ = np.lexsort((rank, use, target, source))
        uses = Uses(
            source[sorted_], target[sorted_], use[sorted_], rank[sorted_], position[sorted_]
        )
        return files[order], hashes[order], uses

    @property
    def file_of(self) -> Nodes:
        """The file of each symbol; -1 for what lies in none of them."""
        return self._symbols[0]

    @property
    def hashes(self) -> Hashes:
        """The hash of each symbol's descriptor."""
        return self._symbols[1]

    @property
    def uses(self) -> Uses:
        """What each symbol uses, be its file looked at or not."""
        return self._symbols[2]

    @cached_property
    def kept_symbols(self) -> Mask:
        """Whether each symbol is looked at: its file is, and it is one that people see."""
        kept = np.append(self.kept, False)[self.file_of]
        first = np.searchsorted(self.file_of, np.arange(len(self) + 1))
        for file, read in enumerate(self._read):
            if len(read.unlisted):
                here = slice(first[file], first[file + 1])
                kept[here] &= ~np.isin(self.hashes[here], read.unlisted)
        return kept

    @cached_property
    def symbol_graph(self) -> Directed:
        """Which symbol uses which, of the files that are looked at; a file is used by none, for
        who names it means something in it."""
        of_files = self.hashes == np.uint64(MODULE_HASH)
        return self._between(~of_files[self.uses.target] & (self.uses.use != MAKES))

    @cached_property
    def calls(self) -> Directed:
        """Which symbol calls which; who calls a class calls its constructor."""
        return self._between(np.isin(self.uses.use, _CALLS))

    def _between(self, rows: Mask) -> Directed:
        uses, count = self.uses, len(self.file_of)
        source, target = uses.source[rows], uses.target[rows]
        inside = (source != target) & self.kept_symbols[source] & self.kept_symbols[target]
        pairs = np.unique(source[inside] * max(count, 1) + target[inside])
        return Directed(count, pairs // max(count, 1), pairs % max(count, 1))

    def call_at(self, source: int, target: int) -> tuple[int, int, int]:
        """The use, rank (`piece.ORIGINS`) and position of a call of one symbol by another."""
        uses = self.uses
        first, last = np.searchsorted(uses.source, (source, source + 1))
        rows = first + np.flatnonzero(
            (uses.target[first:last] == target) & np.isin(uses.use[first:last], _CALLS)
        )
        row = rows[np.lexsort((uses.position[rows], uses.rank[rows]))[0]]
        return int(uses.use[row]), int(uses.rank[row]), int(uses.position[row])

    def target(self, symbol: int) -> tuple[int, int]:
        """Path id and hash of a symbol."""
        return int(self.ids[self.file_of[symbol]]), int(self.hashes[symbol])

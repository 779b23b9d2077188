"""Who uses whom, of all files of one generation: from many symbols at once to what is next to them.

Belongs here: pieces of files put together as arrays, and steps along them. Stays out: reading files
(`piece`), following generations (`graphs`), what a walk is for (`queries`).

A symbol has a *node* here, a number that means something in this graph alone; nothing that is said
to anybody may depend on it. Most files are in the *base*, whose edges are sorted once; the few that
changed since lie beside it, so an edit costs no more than what it touched. Both are walked as one:
what is found does not depend on how the graph came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..resolve.links import Target
from .adjacent import Adjacent, Edges, Nodes, adjacent, part_of, rows_of
from .assembly import (
    UNKNOWN,
    Base,
    base_of,
    edges_of,
    held_in,
    known_in,
    overriding_in,
    places_in,
    same_classes,
)
from .columns import columns_of, keys_of
from .overriding import Overriding, matches
from .paths import PathOf, PathTable
from .piece import OVERRIDES, Bytes, Hashes, Numbers, Piece

_MOST_BESIDE: Final = 16
"""A new base is made when more than one edge in so many lies beside it."""


class Step(NamedTuple):
    """Edges from some nodes: which of these each begins with, and where it leads."""

    at: NDArray[np.int64]
    found: Nodes
    use: Bytes
    rank: Bytes
    position: NDArray[np.uint64]

    def only(self, kept: NDArray[np.bool_]) -> Step:
        """Some of these edges."""
        return Step(
            self.at[kept],
            self.found[kept],
            self.use[kept],
            self.rank[kept],
            self.position[kept],
        )


class SymbolGraph:
    """The graph of one state of a workspace. It never changes: an edit makes a new one."""

    def __init__(
        self,
        base: Base,
        beside: Mapping[int, Piece | None],
        overrides: Overriding,
        path_table: PathTable,
    ) -> None:
        """`beside`: the pieces of files that changed since the base was made, None if gone."""
        self.path_table = path_table
        self._base = base
        self._beside = beside
        self._overrides = overrides
        self._first_beside = len(base.known.keys)
        self._present = {p: piece for p, piece in beside.items() if piece is not None}
        self._own = columns_of(self._present)
        self._more = known_in(self._own, without=base.known.keys)
        self._path = np.concatenate((base.known.path, self._more.path))
        self._hash = np.concatenate((base.known.hash, self._more.hash))
        self._part = part_of(edges_of(self._own, self.numbers), len(self._path))
        self._stale = np.fromiter(sorted(beside), np.uint32, len(beside))

    def __len__(self) -> int:
        """How many symbols there are."""
        return len(self._path)

    # From symbols to nodes and back

    def nodes(self, targets: Iterable[Target]) -> Nodes:
        """The nodes of those of some symbols that are in the graph."""
        found = self.nodes_or_none(list(targets))
        return found[found >= 0]

    def nodes_or_none(self, targets: Sequence[Target]) -> Nodes:
        """The node of each of some symbols; -1 for what is not in the graph."""
        paths = np.fromiter((path for path, _ in targets), np.uint32, len(targets))
        hashes = np.fromiter((hashed for _, hashed in targets), np.uint64, len(targets))
        return self.numbers(keys_of(paths, hashes))

    def numbers(self, keys: Hashes) -> Nodes:
        """The nodes of some keys; -1 for what is no node."""
        found = places_in(self._base.known.keys, keys)
        missing = found < 0
        if missing.any():
            more = places_in(self._more.keys, keys[missing])
            found[missing] = np.where(more < 0, more, more + self._first_beside)
        return found

    def target(self, node: int) -> Target:
        """The symbol of a node."""
        return int(self._path[node]), int(self._hash[node])

    @property
    def judged(self) -> Bytes:
        """For each symbol of the base what somebody concluded from its file alone, to be written
        by them; 0: nothing yet."""
        return self._base.judged

    def places(self, nodes: Nodes, path_of: PathOf) -> NDArray[np.int64]:
        """For each node its place among them by path and descriptor: what tells them apart in every
        index of the same files, as numbers of nodes and of paths do not."""
        ranks, base = self.path_table.ranks, self._base
        if nodes.max(initial=0) < self._first_beside:
            if base.found.order is None:
                base.found.order = _placed(base.known.hash, ranks(base.known.path, path_of))
            return base.found.order[nodes]
        return _placed(self._hash[nodes], ranks(self._path[nodes], path_of))

    def in_base(self, nodes: Nodes) -> NDArray[np.bool_]:
        """Whether each node, -1 included, is in the base, and its file has not changed since."""
        found = (nodes >= 0) & (nodes < self._first_beside)
        found[found] = ~np.isin(self._path[nodes[found]], self._stale)
        return found

    def hashes(self, nodes: Nodes) -> Hashes:
        """The hashes of the descriptors of some nodes."""
        return self._hash[nodes]

    def paths(self, nodes: Nodes) -> Numbers:
        """The path ids of the files of some nodes."""
        return self._path[nodes]

    @cached_property
    def kinds(self) -> Bytes:
        """For each node its kind, as far as something stands in it; else UNKNOWN."""
        more = np.full(len(self) - self._first_beside, UNKNOWN, np.uint8)
        kinds = np.concatenate((self._base.kinds, more))
        kinds[self.numbers(self._own.holder.keys)] = self._own.kind
        return kinds

    @cached_property
    def tests(self) -> frozenset[int]:
        """The ids of the files that test something, as far as their contents tell."""
        testing = {path_id for path_id, piece in self._present.items() if piece.is_test}
        return (self._base.tests - self._beside.keys()) | testing

    def are_tests(self, path_ids: Numbers, path_of: PathOf) -> NDArray[np.bool_]:
        """Whether each of some files tests something, by its content or by its path."""
        by_path = (self.path_table.traits(path_ids, path_of) & Trait.TEST) != 0
        by_content = np.fromiter(self.tests, np.uint32, len(self.tests))
        found: NDArray[np.bool_] = by_path | np.isin(path_ids, by_content)
        return found

    def is_test(self, path_id: int, path: str) -> bool:
        """The same of one file."""
        return path_id in self.tests or bool(traits_of_path(path) & Trait.TEST)

    @cached_property
    def is_member(self) -> NDArray[np.bool_]:
        """For each node whether it is a method or a property."""
        found = np.zeros(len(self), np.bool_)
        gone = np.isin(self._base.held.path, self._stale)
        found[self.numbers(self._base.held.member[~gone])] = True
        found[self.numbers(held_in(self._own).member)] = True
        return found

    def members(self, nodes: Nodes) -> Nodes:
        """The methods and properties of some types, those that other files add to them as well."""
        wanted = keys_of(self._path[nodes], self._hash[nodes])
        _, rows = matches(wanted, self._base.held.holder)
        rows = rows[~np.isin(self._base.held.path[rows], self._stale)]
        held = held_in(self._own)
        _, more = matches(wanted, held.holder)
        return self.numbers(np.concatenate((self._base.held.member[rows], held.member[more])))

    def warming(self) -> Iterator[None]:
        """Make now what the first questions would make, in steps of some milliseconds."""
        _ = self.kinds, self.tests
        yield
        _ = self.is_member
        yield
        _ = self._upwards
        yield
        _ = self._downwards
        yield

    # Steps

    def users(self, nodes: Nodes, use: int | None = None) -> Step:
        """What uses some symbols; with `use`, only what uses them so."""
        return self._step(nodes, use, backwards=True)

    def used(self, nodes: Nodes, use: int | None = None) -> Step:
        """What some symbols use; with `use`, only what they use so."""
        return self._step(nodes, use, backwards=False)

    def overridden(self, nodes: Nodes) -> tuple[NDArray[np.int64], Nodes]:
        """The members that some members override: (place in `nodes`, node) for each."""
        return self._kin(self._upwards, nodes)

    def overriding(self, nodes: Nodes) -> tuple[NDArray[np.int64], Nodes]:
        """The members that override some members: (place in `nodes`, node) for each."""
        return self._kin(self._downwards, nodes)

    def all_edges(self) -> tuple[Nodes, Nodes, Bytes]:
        """Source, target and use of every edge, those of overriding members included."""
        base, own = self._base.part.edges, self._part.edges
        kept = ~np.isin(self._path[base.source], self._stale)
        below, above = (self.numbers(keys) for keys in self._overrides)
        return (
            np.concatenate((base.source[kept], own.source, below)),
            np.concatenate((base.target[kept], own.target, above)),
            np.concatenate((base.use[kept], own.use, np.full(len(below), OVERRIDES, np.uint8))),
        )

    def all_members(self) -> tuple[Nodes, Nodes]:
        """Every method and property with the type that has it."""
        held, more = self._base.held, held_in(self._own)
        kept = ~np.isin(held.path, self._stale)
        members = np.concatenate((held.member[kept], more.member))
        holders = np.concatenate((held.holder[kept], more.holder))
        return self.numbers(members), self.numbers(holders)

    # Another state

    def with_files(self, files: Mapping[int, Piece | None]) -> SymbolGraph:
        """This graph with the pieces of some files replaced, or taken away for None."""
        if not files:
            return self
        beside = {**self._beside, **files}
        same = all(same_classes(self._piece(path_id), piece) for path_id, piece in files.items())
        size = sum(len(piece.use) for piece in beside.values() if piece is not None)
        if size * _MOST_BESIDE > len(self._base.part.edges.use):
            overrides = self._overrides if same else None
            return graph_of(self._with(files), overrides, self.path_table)
        known = self._overrides
        if not same:
            pieces = self._with(files)
            known = overriding_in(pieces, columns_of(pieces))
        return SymbolGraph(self._base, beside, known, self.path_table)

    def _with(self, files: Mapping[int, Piece | None]) -> dict[int, Piece]:
        replaced = {**self._base.pieces, **self._beside, **files}
        return {path_id: piece for path_id, piece in replaced.items() if piece is not None}

    def _piece(self, path_id: int) -> Piece | None:
        if path_id in self._beside:
            return self._beside[path_id]
        return self._base.pieces.get(path_id)

    # How it is done

    def _step(self, nodes: Nodes, use: int | None, *, backwards: bool) -> Step:
        base = self._base.part
        here = np.flatnonzero(nodes < self._first_beside)
        if use is None:
            by_end = base.by_target if backwards else base.by_source
        else:
            by_end = self._base.rows_of_use(use, backwards=backwards)
        at, rows = rows_of(by_end, nodes[here])
        at = here[at]
        if len(self._stale):
            kept = ~np.isin(self._path[base.edges.source[rows]], self._stale)
            at, rows = at[kept], rows[kept]
        found = _taken(base.edges, at, rows, backwards=backwards)
        own = self._part
        at, rows = rows_of(own.by_target if backwards else own.by_source, nodes)
        if use is not None:
            kept = own.edges.use[rows] == use
            at, rows = at[kept], rows[kept]
        if not len(rows):
            return found
        more = _taken(own.edges, at, rows, backwards=backwards)
        return Step(
            np.concatenate((found.at, more.at)),
            np.concatenate((found.found, more.found)),
            np.concatenate((found.use, more.use)),
            np.concatenate((found.rank, more.rank)),
            np.concatenate((found.position, more.position)),
        )

    @cached_property
    def _upwards(self) -> tuple[Nodes, Adjacent]:
        pairs = self._overrides
        return self.numbers(pairs.overridden), adjacent(self.numbers(pairs.member), len(self))

    @cached_property
    def _downwards(self) -> tuple[Nodes, Adjacent]:
        pairs = self._overrides
        return self.numbers(pairs.member), adjacent(self.numbers(pairs.overridden), len(self))

    @staticmethod
    def _kin(side: tuple[Nodes, Adjacent], nodes: Nodes) -> tuple[NDArray[np.int64], Nodes]:
        others, adjacent = side
        at, rows = rows_of(adjacent, nodes)
        return at, others[rows]


def graph_of(
    pieces: Mapping[int, Piece],
    overrides: Overriding | None = None,
    path_table: PathTable | None = None,
) -> SymbolGraph:
    """A graph of all these files; `path_table`: what is known of paths of the same store."""
    columns = columns_of(pieces)
    known = overrides or overriding_in(pieces, columns)
    return SymbolGraph(base_of(pieces, columns), {}, known, path_table or PathTable())


def _placed(hashes: Hashes, of_paths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each symbol by the place of its path and its hash."""
    places = np.empty(len(hashes), np.int64)
    places[np.lexsort((hashes, of_paths))] = np.arange(len(hashes))
    return places


def _taken(
    edges: Edges, at: NDArray[np.int64], rows: NDArray[np.int64], *, backwards: bool
) -> Step:
    ends = edges.source if backwards else edges.target
    return Step(at, ends[rows], edges.use[rows], edges.rank[rows], edges.position[rows])

"""Precise links of one file: what the index of its language's own indexer says of its uses.

They are imported for one content of the file, packed once and read while the file is linked, where
they stand above what was found here.  A target is a path and the hash of a descriptor, so it holds
through edits of its file as long as the descriptor does.  Here are the format and what of it holds
now; how an index is read is `scip`'s business, and which files have such links `pipeline`'s.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import msgpack

from ..facts import Kind
from .file import File
from .links import Target
from .lookups import Lookups

Named = tuple[str, int]
"""(path, descriptor hash) of a symbol; the file itself has the hash of the empty descriptor."""


def pack_precise(uses: Iterable[tuple[int, Sequence[Sequence[Named]]]]) -> bytes:
    """Precise links from (byte offset, symbols) of each use, of which each has its definitions;
    without symbols it is external."""
    starts, groups = array("I"), array("I")
    number_of: dict[tuple[tuple[int, ...], ...], int] = {}
    target_of: dict[Named, int] = {}
    for start, symbols in sorted(uses):
        numbers = ([target_of.setdefault(t, len(target_of)) for t in s] for s in symbols)
        group = tuple(map(tuple, numbers))
        starts.append(start)
        groups.append(number_of.setdefault(group, len(number_of)))
    packed: bytes = msgpack.packb(
        [list(target_of), list(number_of), starts.tobytes(), groups.tobytes()],
        unicode_errors="surrogateescape",
    )
    return packed


class Precise:
    """Precise links read from their packed form."""

    def __init__(self, blob: bytes) -> None:
        targets, groups, starts, group_of = msgpack.unpackb(blob, unicode_errors="surrogateescape")
        self.targets: list[Named] = [(path, hashed) for path, hashed in targets]
        self.groups: list[list[list[int]]] = groups
        """What uses refer to: symbols, of which each has its definitions, as indexes of targets."""
        self._starts = array("I", starts)
        self._group_of = array("I", group_of)

    def uses(self) -> Iterable[tuple[int, int]]:
        """(byte offset, index into `groups`) of each use, by rising offset."""
        return zip(self._starts, self._group_of, strict=True)

    def at(self, start: int) -> list[Named] | None:
        """What is said of the use at a byte offset; empty if it is external, None if nothing is."""
        for at, group in self.uses():
            if at == start:
                return [self.targets[index] for symbol in self.groups[group] for index in symbol]
        return None


def precise_uses(look: Lookups, file: File, blob: bytes) -> dict[int, list[list[Target]]]:
    """Byte offset -> the symbols that the use there refers to now, each with its definitions; none
    if it is external.

    A use none of whose targets is there any more is left out.
    """
    precise = Precise(blob)
    now = [look.symbol_named(path, hashed) for path, hashed in precise.targets]
    here = file.path_id
    for index, target in enumerate(now):
        if target is not None and target[0] == here:
            symbol = file.symbol_of_hash[target[1]]
            if file.facts.symbol_kind[symbol] == Kind.PARAMETER:
                # What only its own function knows has no links.
                now[index] = None
    groups: list[list[list[Target]] | None] = []
    for group in precise.groups:
        symbols = [[t for index in symbol if (t := now[index]) is not None] for symbol in group]
        symbols = [targets for targets in symbols if targets]
        groups.append(symbols if symbols or not group else None)
    uses = ((start, groups[group]) for start, group in precise.uses())
    return {start: symbols for start, symbols in uses if symbols is not None}

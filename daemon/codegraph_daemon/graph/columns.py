"""The pieces of many files one after the other, so that what is done with all takes few steps.

Belongs here: columns over files, and numbers for symbols of all of them. Stays out: what the
columns mean together (`assembly`, `overriding`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .piece import INHERITS, STANDS_FOR, Bytes, Hashes, Numbers, Piece

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)

Places = NDArray[np.uint64]
"""line << 32 | column, as in `Piece`."""


class Symbols(NamedTuple):
    """Some symbols: the path ids of their files, and the hashes of their descriptors."""

    path: Numbers
    hash: Hashes

    @property
    def keys(self) -> Hashes:
        """One number for each."""
        return keys_of(self.path, self.hash)


class Columns(NamedTuple):
    """The pieces of some files."""

    source: Symbols
    target: Symbols
    use: Bytes
    rank: Bytes
    position: Places
    """Of each edge, as in `Piece`."""
    holder: Symbols
    kind: Bytes
    """The definitions that something stands in, with their kinds."""
    member: Symbols
    name: Hashes
    of_class: Symbols
    """Members of classes, as in `Members`, with the class of each."""

    @property
    def above(self) -> tuple[Symbols, Symbols]:
        """Classes, or names that may stand for some, and what each is below of or stands for."""
        here = (self.use == INHERITS) | (self.use == STANDS_FOR)
        return (
            Symbols(self.source.path[here], self.source.hash[here]),
            Symbols(self.target.path[here], self.target.hash[here]),
        )


def keys_of(path: Numbers, hashed: Hashes) -> Hashes:
    """One number for each symbol, from its path id and the hash of its descriptor."""
    return hashed ^ (path.astype(np.uint64) * _MIX)


def columns_of(pieces: Mapping[int, Piece]) -> Columns:
    """The pieces of files by their path ids, in this order."""
    every = list(pieces.values())
    path_ids = np.fromiter(pieces, np.uint32, len(pieces))

    def joined(part: Callable[[Piece], NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([np.empty(0, kind), *map(part, every)])

    def own(part: Callable[[Piece], Hashes]) -> Symbols:
        counts = [len(part(piece)) for piece in every]
        return Symbols(np.repeat(path_ids, counts), joined(part, np.uint64))

    return Columns(
        source=own(lambda piece: piece.source),
        target=Symbols(
            joined(lambda piece: piece.path, np.uint32),
            joined(lambda piece: piece.target, np.uint64),
        ),
        use=joined(lambda piece: piece.use, np.uint8),
        rank=joined(lambda piece: piece.rank, np.uint8),
        position=joined(lambda piece: piece.position, np.uint64),
        holder=own(lambda piece: piece.holders),
        kind=joined(lambda piece: piece.kinds, np.uint8),
        member=own(lambda piece: piece.members.member),
        name=joined(lambda piece: piece.members.name, np.uint64),
        of_class=Symbols(
            joined(lambda piece: piece.members.holder_path, np.uint32),
            joined(lambda piece: piece.members.holder, np.uint64),
        ),
    )

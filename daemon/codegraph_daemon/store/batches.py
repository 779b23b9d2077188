"""Writes before they are written: what one is, and how many make a batch.

Belongs here: the shape of a write and the cutting of many into batches. Stays out: writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

Put = tuple[str, bytes, bytes]
"""(family, key, value)"""
Delete = tuple[str, bytes]
"""(family, key)"""

#: The most operations in one batch; such a batch stops the interpreter for about 2 ms.
BATCH: Final = 1000
#: `write_all` cuts smaller: building a batch costs time as well, and large values do.
SLICE_OPERATIONS: Final = 500
SLICE_BYTES: Final = 512 * 1024


def room(puts: Sequence[Put], deletes: Sequence[Delete]) -> int:
    """How many new paths a batch may carry beside these operations."""
    return max(BATCH - len(puts) - len(deletes), 0)


def slices(puts: Iterable[Put]) -> Iterator[list[Put]]:
    """The same writes in order, cut by `SLICE_OPERATIONS` and `SLICE_BYTES`."""
    remaining = iter(puts)
    while some := list(islice(remaining, SLICE_OPERATIONS)):
        # Most values are small, so that a look at the sum is enough.
        if sum([len(value) for _, _, value in some]) < SLICE_BYTES:
            yield some
        else:
            yield from _cut(some)


def _cut(puts: list[Put]) -> Iterator[list[Put]]:
    batch: list[Put] = []
    size = 0
    for put in puts:
        batch.append(put)
        size += len(put[2])
        if size >= SLICE_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

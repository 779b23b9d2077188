"""The trigrams of a text: every three bytes that follow each other, ASCII letters in lower case.

A phrase or a literal part of a regular expression lies only in files that have all its trigrams.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Trigrams = npt.NDArray[np.uint32]


def trigrams(text: bytes) -> Trigrams:
    """The distinct trigrams of a text, rising; the first byte is the highest of three."""
    data = np.frombuffer(text.lower(), np.uint8).astype(np.uint32)
    if len(data) < 3:
        return np.zeros(0, np.uint32)
    packed = data[:-2] << np.uint32(16)
    packed |= data[1:-1] << np.uint32(8)
    packed |= data[2:]
    packed.sort()
    fresh = np.empty(len(packed), np.bool_)
    fresh[0] = True
    np.not_equal(packed[1:], packed[:-1], out=fresh[1:])
    return packed[fresh]


def trigram_bytes(trigram: int) -> bytes:
    """The three bytes of a trigram."""
    return trigram.to_bytes(3, "big")


def by_trigram(files: Sequence[tuple[int, Trigrams]]) -> tuple[Trigrams, Trigrams, Trigrams]:
    """The trigrams of several files, turned round: (trigrams, bounds, numbers).

    `files` has the number of each content with its trigrams. The numbers of the contents that have
    `trigrams[i]` are `numbers[bounds[i] : bounds[i + 1]]`, rising.
    """
    if not files:
        return np.zeros(0, np.uint32), np.zeros(1, np.uint32), np.zeros(0, np.uint32)
    files = sorted(files, key=lambda file: file[0])
    numbers = np.asarray([number for number, _ in files], np.uint32)
    every = np.concatenate([found for _, found in files])
    owner = np.repeat(numbers, [len(found) for _, found in files])
    order = np.argsort(every, kind="stable")
    every, owner = every[order], owner[order]
    fresh = np.flatnonzero(np.diff(every, prepend=np.uint32(0xFFFFFFFF)))
    bounds = np.append(fresh, len(every)).astype(np.uint32)
    return every[fresh], bounds, owner

"""The trigrams of a text: every three bytes that follow each other, ASCII letters in lower case;
and of each, roughly, what follows it.

A phrase or a literal part of a regular expression lies only in files that have all its trigrams,
each followed by what follows it in the phrase. What follows has one of 32 classes, and of each
trigram of a text it is known which of them there are: most files that have all the trigrams of a
phrase, but not the phrase, are told apart by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]

_BITS: Final = (0, 1, 1, 3)
"""Of a class: how many bits each of the bytes behind a trigram adds. What the next one is, the
trigram mostly tells by itself; short literals know the next two or three alone."""
_CLASS_BITS: Final = sum(_BITS)
_MIX: Final = 0x9E3779B1
_WORD: Final = 0xFFFFFFFF


class Trigrams(NamedTuple):
    """The distinct trigrams of a text, rising, and what is known of what follows them."""

    values: Numbers
    """The first byte is the highest of three."""
    followers: Numbers
    """Bit `c` is set if what follows somewhere is of class `c`; behind the text are zeros."""


_NONE: Final = Trigrams(np.empty(0, np.uint32), np.empty(0, np.uint32))


def trigrams(text: bytes) -> Trigrams:
    """The trigrams of a text."""
    count = len(text) - 2
    if count < 1:
        return _NONE
    data = np.zeros(len(text) + len(_BITS), np.uint32)
    data[: count + 2] = np.frombuffer(text.lower(), np.uint8)
    packed = data[:count] << np.uint32(16)
    packed |= data[1 : count + 1] << np.uint32(8)
    packed |= data[2 : count + 2]
    # The class stands below the trigram, so that one sort brings together what is alike.
    mixed = np.zeros(count, np.uint32)
    for at, bits in enumerate(_BITS, 3):
        mixed += data[at : count + at]
        mixed *= np.uint32(_MIX)
        if bits:
            packed <<= np.uint32(bits)
            packed |= mixed >> np.uint32(32 - bits)
    packed.sort()
    values = packed >> np.uint32(_CLASS_BITS)
    fresh = np.empty(count, np.bool_)
    fresh[0] = True
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    firsts = np.flatnonzero(fresh)
    classes = np.uint32(1) << (packed & np.uint32((1 << _CLASS_BITS) - 1))
    return Trigrams(values[firsts], np.bitwise_or.reduceat(classes, firsts))


def classes_of(following: bytes) -> int:
    """The bits of the classes that may be of what begins with some bytes, in lower case."""
    mixed = first = 0
    left = _CLASS_BITS
    for byte, bits in zip(following, _BITS, strict=False):
        mixed = (mixed + byte) * _MIX & _WORD
        first = first << bits | mixed >> 32 - bits
        left -= bits
    # Each bit that is not known doubles the classes, which follow each other.
    many = 1 << left
    return ((1 << many) - 1) << first * many


def trigram_bytes(trigram: int) -> bytes:
    """The three bytes of a trigram."""
    return trigram.to_bytes(3, "big")


class Turned(NamedTuple):
    """The trigrams of several contents, and for each the contents that have it."""

    values: Numbers
    """Each trigram once, rising."""
    bounds: Numbers
    """The rows of `values[i]` in the other columns go from `bounds[i]` to `bounds[i + 1]`."""
    owners: Numbers
    """Numbers of contents, rising for each trigram."""
    followers: Numbers


def by_trigram(files: Sequence[tuple[int, Trigrams]]) -> Turned:
    """The trigrams of several files, each given by the number of its content, turned round."""
    files = sorted(files, key=lambda file: file[0])
    each = [found for _, found in files] or [_NONE]
    numbers = np.asarray([number for number, _ in files] or [0], np.uint32)
    values, followers = map(np.concatenate, zip(*each, strict=True))
    owners = np.repeat(numbers, [len(found.values) for found in each])
    order = np.argsort(values, kind="stable")
    values = values[order]
    firsts = np.flatnonzero(np.diff(values, prepend=np.uint32(_WORD)))
    bounds = np.append(firsts, len(values)).astype(np.uint32)
    return Turned(values[firsts], bounds, owners[order], followers[order])

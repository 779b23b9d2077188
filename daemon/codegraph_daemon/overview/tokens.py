"""What the functions of one file are made of, so that others that are alike can be found.

Belongs here: the tokens of a function, without its comments and documentation. Its *shape* are the
runs of tokens with every name and every literal standing for any other; its *words* are these names
and literals. Stays out: other files, and what is alike (`alike`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from ..chunks.comments import prose
from ..facts import Facts, Flag, Kind

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.uint32]

RUN: Final = 8
"""Tokens of a run."""
LEAST_TOKENS: Final = 50
"""A function of fewer tokens says too little."""
LEAST_LINES: Final = 5

_KINDS: Final = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_INNER: Final = Flag.LOCAL | Flag.DECLARATION | Flag.OVERLOAD
_TOKEN: Final = re.compile(
    rb"[A-Za-z_$\x80-\xff][\w$\x80-\xff]*|[0-9][\w.]*"
    rb"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[^\s\w]"
)
_WORDS_OF_LANGUAGES: Final = frozenset(
    (
        b"if else elif elsif unless for foreach in of while do until loop switch match case when "
        b"default break continue return yield await async throw throws raise try catch except "
        b"finally with as is not and or new delete typeof instanceof lambda def fn func function "
        b"class struct enum interface trait impl let var const static public private protected "
        b"self this super None null nil undefined true false True False mut pub import from global "
        b"go defer select chan range map assert del pass void int"
    ).split()
)
_NAME: Final = b"n"
_LITERAL: Final = b"0"
_PRIME: Final = np.uint64(0x100000001B3)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


class Functions(NamedTuple):
    """The functions of one file that say enough. The first columns have an entry for each."""

    hash: Hashes
    """Which symbol it is."""
    tokens: Numbers
    runs: Numbers
    """How many different runs of tokens it has, which follow one after the other in `run`."""
    words: Numbers
    """The same of `word`."""
    run: Hashes
    """The runs of each function, rising."""
    word: Numbers
    """Its names and literals, rising."""


TYPES: Final = dict(zip(Functions._fields, "QIIIQI", strict=True))
"""Type codes of the columns."""


class Consists(NamedTuple):
    """What the functions of one file are made of, as it crosses the socket."""

    columns: Sequence[bytes]
    """Those of `Functions`."""
    traits: int
    """What the file is by its content."""

    def column(self, name: str) -> bytes:
        """One of its columns."""
        return self.columns[Functions._fields.index(name)]


def functions_of(text: bytes, facts: Facts, language: str) -> Functions:
    """The functions of a file; `text` is what the facts are of."""
    found: list[tuple[int, int, Hashes, Numbers]] = []
    meant = _Meant()
    ranges = [(symbol, *extent) for symbol, extent in _extents(facts).items()]
    if ranges:
        text = _without(text, prose(text, facts, language))
    for symbol, start, end in ranges:
        tokens = _TOKEN.findall(text, start, end)
        if len(tokens) >= LEAST_TOKENS:
            shape, words = _told(tokens, meant)
            found.append((facts.symbol_hash[symbol], len(tokens), _runs(shape), words))
    columns: list[list[Any]] = [[row[at] for row in found] for at in range(4)]
    return Functions(
        np.array(columns[0], np.uint64),
        np.array(columns[1], np.uint32),
        np.array(list(map(len, columns[2])), np.uint32),
        np.array(list(map(len, columns[3])), np.uint32),
        np.concatenate((np.empty(0, np.uint64), *columns[2])),
        np.concatenate((np.empty(0, np.uint32), *columns[3])),
    )


def _extents(facts: Facts) -> dict[int, tuple[int, int]]:
    """Where each function begins and ends, if it has lines enough."""
    found: dict[int, tuple[int, int]] = {}
    for symbol, kind in enumerate(facts.symbol_kind):
        if kind not in _KINDS or facts.symbol_flags[symbol] & _INNER:
            continue
        sites = [site for site in facts.sites(symbol) if site.declared]
        if len(sites) != 1:
            continue
        first, last = (facts.position(each)[0] for each in (sites[0].start, sites[0].end))
        if last - first + 1 >= LEAST_LINES:
            found[symbol] = sites[0].name, sites[0].end
    return found


def _without(text: bytes, ranges: list[tuple[int, int]]) -> bytes:
    """A text of the same length with blanks in place of some ranges."""
    made = bytearray(text)
    for start, end in ranges:
        made[start:end] = b" " * (end - start)
    return bytes(made)


class _Meant(dict[bytes, tuple[int, int]]):
    """By token the hash of what it is with names and literals made alike, and if it is one of
    these its own, else -1; each is looked at once."""

    def __missing__(self, token: bytes) -> tuple[int, int]:
        first, alike, is_word = token[:1], token, token not in _WORDS_OF_LANGUAGES
        if is_word:
            if first.isalpha() or first in b"_$" or first >= b"\x80":
                alike = _NAME
            elif first.isdigit() or (first in b"\"'`" and len(token) > 1):
                alike = _LITERAL
            else:
                is_word = False
        own = xxh3_64_intdigest(token) & 0xFFFFFFFF if is_word else -1
        meant = self[token] = xxh3_64_intdigest(alike), own
        return meant


def _told(tokens: Sequence[bytes], meant: _Meant) -> tuple[Hashes, Numbers]:
    """Hashes of the tokens with names and literals made alike, and those of these, rising."""
    # The function's own name tells nothing of what it does.
    told = [meant[token] for token in tokens[1:]]
    words = {word for _, word in set(told) if word >= 0}
    return np.array([alike for alike, _ in told], np.uint64), np.array(sorted(words), np.uint32)


def _runs(numbers: Hashes) -> Hashes:
    """Hashes of all runs of tokens, each once, rising."""
    count = max(len(numbers) - RUN + 1, 1)
    found = np.zeros(count, np.uint64)
    for at in range(min(RUN, len(numbers))):
        found = found * _PRIME + (numbers[at : at + count] ^ _MIX)
    found.sort()
    is_first = np.ones(count, np.bool_)
    is_first[1:] = found[1:] != found[:-1]
    return found[is_first]

"""The words of an index beside those of the same texts cut again; in a worker.

Belongs here: chunks, terms and trigrams, for `verifying`. Stays out: everything else that an index
holds.

Postings are too many to be held twice. Each content has a sum over its postings, made of their
hashes, so that one pass over the rows of the store is enough and the order does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from ..facts import Facts
from ..store.occurrences import unpack_holders, unpack_occurrences
from . import Host
from .chunking import Segment
from .parse import text_of_facts

_BATCH = 48
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)

Sums = NDArray[np.uint64]
Said = tuple[str, str, str]
"""Path, what the index has there, and what its text says."""


class _Cut(NamedTuple):
    """A file whose chunks are those of its text: the content's number, its sum by its text."""

    path: str
    number: int
    words: int


def compare_words(
    host: Host,
    root: str,
    max_bytes: int,
    files: Sequence[tuple[str, bytes]],
    facts_of: Callable[[bytes], bytes],
) -> Iterable[Said]:
    """Where the words of files, each with its facts id, are not those of their texts.

    The host answers "chunks" (number and packed chunks by facts id) and "words" (pages of rows).
    """
    cuts: list[_Cut] = []
    for at in range(0, len(files), _BATCH):
        host.call("progress", ["words", at, len(files)])
        some = files[at : at + _BATCH]
        rows = host.call("chunks", [facts_id for _, facts_id in some])
        for (path, facts_id), known in zip(some, rows, strict=True):
            host.step([path])
            if known is not None and not known[1]:
                continue  # It was given up, and the status says so.
            text = text_of_facts(root, path, max_bytes, facts_id)
            if text is None:
                continue  # It has changed since, which is told of files.
            segment = Segment(0)
            _, chunks = segment.add(path, text, Facts(facts_of(facts_id)))
            if known is None:
                yield path, "its words are not known", "it has words"
            elif bytes(known[1]) != chunks:
                yield path, "it is cut into other chunks", "chunks of this text"
            else:
                cuts.append(_Cut(path, known[0], _sum_of(segment)))
    sums = _sums(host, max((cut.number for cut in cuts), default=-1) + 1)
    for cut in cuts:
        if int(sums[cut.number]) != cut.words:
            yield cut.path, "other words are found in it", "words of this text"


def _sum_of(segment: Segment) -> int:
    packed = segment.packed()
    sums = np.zeros(1, np.uint64)
    for term, value in packed["terms"]:
        _add_term(sums, term, value)
    for trigram, value in packed["trigrams"]:
        _add_trigram(sums, trigram, value)
    return int(sums[0])


def _sums(host: Host, count: int) -> Sums:
    """The sums of the contents below `count`, by the rows of the store."""
    sums = np.zeros(count, np.uint64)
    for family, add in (("terms", _add_term), ("trigrams", _add_trigram)):
        start = b""
        while page := host.call("words", [family, start]):
            host.step(["the words"])
            for key, value in page:
                # Behind the term is a NUL and the segment, behind a trigram the segment alone.
                add(sums, key[:-5] if family == "terms" else key[:3], value)
            start = page[-1][0] + b"\0"
    return sums


def _add_term(sums: Sums, term: bytes, value: bytes) -> None:
    found = unpack_occurrences(value)
    mixed = (found.ordinals.astype(np.uint64) << np.uint64(8)) | found.frequencies
    _add(sums, found.numbers, mixed + np.uint64(1), xxh3_64_intdigest(term))


def _add_trigram(sums: Sums, trigram: bytes, value: bytes) -> None:
    found = unpack_holders(value)
    mixed = found.followers.astype(np.uint64)
    _add(sums, found.numbers, mixed, xxh3_64_intdigest(trigram + b"\0"))


def _add(sums: Sums, numbers: NDArray[Any], mixed: Sums, seed: int) -> None:
    known = numbers < len(sums)
    values = (mixed[known] * _MIX) ^ np.uint64(seed)
    values ^= values >> _SHIFT
    np.add.at(sums, numbers[known], values * _MIX)

"""Harvests of all packages, kept in one folder and joined into one corpus.

Packages are harvested by worker processes and kept as arrays, so that a second training starts at
once. What evaluation packages hold is left out of the others.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .harvest import Harvest, Numbers, Part, fingerprint, harvest, pieces_in
from .packages import Package, fetch

_LOG = logging.getLogger(__name__)


class Corpus(NamedTuple):
    """Harvests joined; fields are as in `Harvest`, with words of one vocabulary.

    `groups` has the package of each target.
    """

    vocabulary: list[str]
    words: Numbers
    starts: npt.NDArray[np.int64]
    groups: Numbers
    query_words: Numbers
    query_starts: npt.NDArray[np.int64]
    query_kinds: npt.NDArray[np.int8]
    query_targets: Numbers


def harvest_all(
    packages: Sequence[Package], archives: Path, kept: Path, processes: int
) -> list[Path]:
    """Harvest the packages for training that are not harvested; where each harvest lies."""
    kept.mkdir(parents=True, exist_ok=True)
    seen: frozenset[bytes] = frozenset()
    training = [package for package in packages if package.use == "training"]
    missing = [package for package in training if not _place(kept, package).exists()]
    with ProcessPoolExecutor(processes) as pool:
        if missing:
            held = [fetch(p, archives) for p in packages if p.use == "evaluation"]
            seen = frozenset().union(*pool.map(_fingerprints, held))
        jobs = [
            (package, pool.submit(_harvest, fetch(package, archives), _place(kept, package), seen))
            for package in missing
        ]
        for package, job in jobs:
            _LOG.info("%s: %s", package.name, job.result())
    return [_place(kept, package) for package in training]


def _place(kept: Path, package: Package) -> Path:
    return kept / f"{package.folder}.npz"


def _fingerprints(archive: Path) -> set[bytes]:
    return {fingerprint(piece) for piece in pieces_in(archive)[0]}


def _harvest(archive: Path, place: Path, seen: frozenset[bytes]) -> str:
    found = harvest(archive, seen)
    save(found, place)
    kinds = np.bincount(found.query_kinds, minlength=9).tolist()
    languages = {name: found.languages.count(name) for name in sorted(set(found.languages))}
    return f"targets {languages}, queries by kind {kinds}"


def save(found: Harvest, place: Path) -> None:
    """Keep a harvest; the file is whole or not there."""
    partial = place.with_suffix(".partial.npz")
    arrays = found._asdict() | {
        "vocabulary": np.asarray("\n".join(found.vocabulary)),
        "languages": np.asarray("\n".join(found.languages)),
    }
    np.savez(partial, **arrays)
    partial.rename(place)


def load(place: Path) -> Harvest:
    """A harvest that was kept."""
    with np.load(place) as kept:
        arrays = {name: kept[name] for name in kept.files}
    for name in ("vocabulary", "languages"):
        arrays[name] = str(arrays[name]).split("\n")
    return Harvest(**arrays)


def join(harvests: Sequence[Harvest]) -> Corpus:
    """One corpus of harvests; each is a group. Empty ones count as groups without targets."""
    numbers: dict[str, int] = {}
    words: list[Numbers] = []
    queries: list[Numbers] = []
    lengths: list[npt.NDArray[np.int64]] = []
    query_lengths: list[npt.NDArray[np.int64]] = []
    targets: list[Numbers] = []
    groups: list[int] = []
    before = 0
    for found in harvests:
        own = np.asarray(
            [numbers.setdefault(word, len(numbers)) for word in found.vocabulary], np.int32
        )
        words.append(own[found.words])
        queries.append(own[found.query_words])
        lengths.append(np.diff(found.starts))
        query_lengths.append(np.diff(found.query_starts))
        count = (len(found.starts) - 1) // len(Part)
        targets.append(found.query_targets + before)
        groups.append(count)
        before += count
    return Corpus(
        list(numbers),
        np.concatenate(words),
        _starts(lengths),
        np.repeat(np.arange(len(groups)), groups).astype(np.int32),
        np.concatenate(queries),
        _starts(query_lengths),
        np.concatenate([found.query_kinds for found in harvests]),
        np.concatenate(targets).astype(np.int32),
    )


def _starts(lengths: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.concatenate(lengths))))

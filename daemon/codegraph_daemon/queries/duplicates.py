"""Functions that are nearly the same, in groups, those first whose repetition costs most lines.

Belongs here: what counts as nearly the same, by form, words and meaning together, and groups.
Stays out: what functions are made of (`overview.tokens`), which have what in common
(`overview.alike`).

Candidates have most runs of tokens in common; that is exact, and needs no vectors. What is said by
the same names is the same; what is said by others is so if its vector is as near. While there are
no vectors, names alone decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..chunks.places import traits_of_path
from ..chunks.row import Row
from ..chunks.traits import Trait
from ..overview.tokens import TYPES, Consists, Functions
from ..resolve.links import Target
from ..resolve.values import Origin
from ..workers.errors import Full, TaskFailed, WorkerDied
from .answering import Asked, definitions, fresh_answer
from .excerpts import declared_site
from .gathering import Gathering
from .narrowing import of_globs, strings
from .reading import Snapshot
from .targets import locate
from .whole import is_of_tests

if TYPE_CHECKING:
    from ..repository import Repository

_USUAL: Final = 0.7
_LEAST: Final = 0.5
"""Nobody would call less than that the same."""
_USUAL_LINES: Final = 6
_UNLIKE: Final = 0.5
"""The cosine of two texts that have nothing to do with each other; found on Django's functions."""
_SECONDS: Final = 120.0
_LEFT_OUT: Final = Trait.GENERATED | Trait.VENDORED


class _Function(NamedTuple):
    """One function: where it is, and how many lines it has."""

    target: Target
    path: str
    line: int
    size: int


async def duplicates(
    asked: Asked, functions: Gathering[Consists], repository: Repository
) -> Answer:
    """Groups of functions; the first of each stands for it and has the others as its targets."""
    least, lines = _share(asked, "similarity", _USUAL), _lines(asked)
    with_tests = bool(asked.params.get("tests"))
    globs = strings(asked.params, "paths")
    takes = of_globs(globs) if globs else None
    summary: dict[str, Any] = {}

    async def compute() -> Sequence[Result]:
        await asked.settled()
        snapshot = asked.snapshot()
        groups, looked_at = await _groups_of(
            asked, snapshot, functions, repository, least, lines, tests=with_tests
        )
        results = [
            _told(snapshot, group)
            for group in groups
            if takes is None or any(takes(each.path) for each, _, _ in group)
        ]
        summary.update(_summary(results, looked_at))
        return results

    answer = await fresh_answer(asked, compute)
    answer["summary"] = summary
    return answer


async def most_repeated(
    asked: Asked,
    snapshot: Snapshot,
    functions: Gathering[Consists],
    repository: Repository,
    *,
    tests: bool,
) -> list[Result]:
    """The groups that are as similar and as long as is usual, most repeated lines first; `tests`:
    with what lies in tests."""
    groups, _ = await _groups_of(
        asked, snapshot, functions, repository, _USUAL, _USUAL_LINES, tests=tests
    )
    return [_told(snapshot, group) for group in groups]


async def _groups_of(
    asked: Asked,
    snapshot: Snapshot,
    functions: Gathering[Consists],
    repository: Repository,
    least: float,
    lines: int,
    *,
    tests: bool,
) -> tuple[list[list[_Member]], int]:
    """Groups of functions, and how many functions were looked at."""
    parts = await functions.of(asked, snapshot)
    kept: dict[int, Consists] = {}
    for path_id, part in parts.items():
        if _is_wanted(snapshot.generation.path_of(path_id), part, tests):
            kept[path_id] = part
        await asked.pace.breathe()
    found = await _pairs(asked, repository, kept, least)
    targets, first, second, shape, words = found
    where = await _located(asked, snapshot, targets, first, second)
    meaning, without = await _meaning(asked, snapshot, repository, targets, first, second)
    told = np.where(np.isnan(meaning), words, np.maximum(words, meaning))
    similarity = np.round((shape + told) / 2, 4)
    if without:
        asked.reason = asked.reason or without
    near = similarity >= least
    groups = _groups(where, first[near], second[near], similarity[near], meaning[near], lines)
    return groups, len(targets)


def _is_wanted(path: str, part: Consists, with_tests: bool) -> bool:
    traits = part.traits | traits_of_path(path)
    if traits & _LEFT_OUT:
        return False
    return with_tests or not (traits & Trait.TEST or is_of_tests(path))


async def _pairs(
    asked: Asked, repository: Repository, parts: Mapping[int, Consists], least: float
) -> tuple[list[Target], Any, Any, Any, Any]:
    """The functions, and of pairs that may be near enough: both, and what they have in common."""
    columns = {
        name: np.frombuffer(b"".join(part.column(name) for part in parts.values()), TYPES[name])
        for name in Functions._fields
    }
    ids = np.repeat(
        np.fromiter(parts, np.int64, len(parts)),
        [len(part.column("hash")) // 8 for part in parts.values()],
    )
    targets = list(zip(ids.tolist(), columns["hash"].tolist(), strict=True))
    payload = {
        **{name: columns[name].tobytes() for name in ("runs", "words", "run", "word")},
        # With all words in common the shape need have no more than this.
        "least": max(2 * least - 1, _LEAST),
    }
    nothing = (np.empty(0, np.int64),) * 2 + (np.empty(0, np.float64),) * 2
    try:
        told = await repository.pool.submit("find_alike", payload, lane="bulk", seconds=_SECONDS)
    except (Full, TaskFailed, WorkerDied, ValueError) as error:
        asked.incomplete(f"what is alike could not be looked for: {error}")
        return (targets, *nothing)
    if told["cut"]:
        asked.incomplete("there is more that is alike than is compared")
    first, second = (np.frombuffer(told[name], np.int64) for name in ("first", "second"))
    shape, words = (np.frombuffer(told[name], np.float64) for name in ("shape", "shared"))
    return targets, first, second, shape, words


async def _located(
    asked: Asked, snapshot: Snapshot, targets: Sequence[Target], first: Any, second: Any
) -> dict[int, _Function]:
    """Where the functions of some pairs are, by their places."""
    found: dict[int, _Function] = {}
    for at in np.unique(np.concatenate((first, second))).tolist():
        where = locate(snapshot, targets[at])
        if where is not None:
            file, symbol = where
            site = declared_site(file.facts, symbol)
            top, end = (file.facts.position(each)[0] for each in (site.start, site.end))
            line = file.facts.position(site.name)[0]
            found[at] = _Function(targets[at], file.path, line, end - top + 1)
        await asked.pace.breathe()
    return found


async def _meaning(
    asked: Asked,
    snapshot: Snapshot,
    repository: Repository,
    targets: Sequence[Target],
    first: Any,
    second: Any,
) -> tuple[Any, str]:
    """How near each pair is in meaning, from 0 to 1, not a number where that is not known; and why
    it is known of none."""
    unknown = np.full(len(first), np.nan)
    if not len(first):
        return unknown, ""
    models = repository.asking.answering() if asked.workspace.chunking.on else []
    if not models:
        return unknown, "by form and words alone: there are no vectors"
    model = models[0]
    used = np.unique(np.concatenate((first, second)))
    keys = np.array(
        [await _key(asked, snapshot, repository, targets[at]) for at in used.tolist()], np.uint64
    )
    places, codes = repository.maker.vectors.some(model.id, keys, model.dimension)
    if not len(places):
        return unknown, "by form and words alone: there are no vectors yet"
    rows = codes.astype(np.float32)
    rows /= np.maximum(np.sqrt(np.square(rows).sum(axis=1, keepdims=True)), 1e-6)
    row_of = np.full(len(used), -1, np.int64)
    row_of[places] = np.arange(len(places))
    one, two = (row_of[np.searchsorted(used, each)] for each in (first, second))
    known = (one >= 0) & (two >= 0)
    cosine = (rows[one[known]] * rows[two[known]]).sum(axis=1)
    unknown[known] = np.clip((cosine - _UNLIKE) / (1 - _UNLIKE), 0, 1)
    return unknown, ""


async def _key(asked: Asked, snapshot: Snapshot, repository: Repository, target: Target) -> int:
    """Under which the vector of a function is kept; 0 if its words are not known yet."""
    await asked.pace.breathe()
    where = locate(snapshot, target)
    if where is None:
        return 0
    file, symbol = where
    (found,) = repository.words.chunks([file.entry.facts])
    if found is None or not found[1]:
        return 0
    row = Row(found[1])
    own = np.flatnonzero(row.symbol == symbol)
    return int(row.key[own[0]]) if len(own) else 0


_Member = tuple[_Function, float, float]
"""A function, how similar it is to the one that it is most similar to, and in meaning."""


def _groups(
    where: Mapping[int, _Function],
    first: Any,
    second: Any,
    similarity: Any,
    meaning: Any,
    lines: int,
) -> list[list[_Member]]:
    """What hangs together by pairs; most lines that are there more than once first."""
    parent: dict[int, int] = {}

    def root(at: int) -> int:
        while parent.setdefault(at, at) != at:
            parent[at] = at = parent[parent[at]]
        return at

    best: dict[int, tuple[float, float]] = {}
    rows = zip(
        *(each.tolist() for each in (first, second, similarity, np.nan_to_num(meaning, nan=-1.0))),
        strict=True,
    )
    for one, two, near, meant in rows:
        if one in where and two in where and min(where[one].size, where[two].size) >= lines:
            parent[root(one)] = root(two)
            for at in (one, two):
                best[at] = max(best.get(at, (0.0, -1.0)), (near, meant))
    members: dict[int, list[_Member]] = {}
    for at in best:
        members.setdefault(root(at), []).append((where[at], *best[at]))
    groups = [sorted(each, key=lambda m: (m[0].path, m[0].line)) for each in members.values()]
    return sorted(groups, key=lambda group: (-_repeated(group), group[0][0].path, group[0][0].line))


def _repeated(group: Sequence[_Member]) -> int:
    """Lines that would not be there if there were only the longest of the group."""
    sizes = [each.size for each, _, _ in group]
    return sum(sizes) - max(sizes)


def _told(snapshot: Snapshot, group: Sequence[_Member]) -> Result:
    results = [_of(snapshot, member) for member in group]
    result = results[0]
    result["copies"] = len(group)
    result["repeated"] = _repeated(group)
    result["targets"] = results[1:]
    return result


def _of(snapshot: Snapshot, member: _Member) -> Result:
    function, similarity, meaning = member
    where = locate(snapshot, function.target)
    if where is None:
        raise LookupError(f"a function is not where it was found: {function.target}")
    result = definitions(*where, Origin.DEFINITION)[0]
    result["size"] = function.size
    result["similarity"] = similarity
    if meaning >= 0:
        result["meaning"] = round(meaning, 4)
    return result


def _summary(results: Iterable[Result], functions: int) -> dict[str, int]:
    every = list(results)
    return {
        "functions": functions,
        "groups": len(every),
        "copies": sum(each["copies"] for each in every),
        "repeated": sum(each["repeated"] for each in every),
    }


def _share(asked: Asked, name: str, usual: float) -> float:
    value = asked.params.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _LEAST <= value <= 1:
        raise BadRequest(f"{name} must be a number from {_LEAST} to 1")
    return float(value)


def _lines(asked: Asked) -> int:
    value = asked.params.get("lines", _USUAL_LINES)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadRequest("lines must be a whole number above 0")
    return value

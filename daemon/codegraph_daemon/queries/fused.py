"""Related symbols and parts of documents in one order, by all that speaks for them.

Belongs here: what each signal counts, and what stands where. Stays out: the signals (`related`).

Each signal of a symbol is a number from 0 to 1 that means the same in any repository: how near a
walk along uses comes, by the logarithm of the share of walkers; how similar its text is, between
the least and the most similar of those that were looked at; how often its file changed together
with the one asked about. That a name has the same words finds nothing, but says which of what was
found is a sibling. The weights are those of a conditional logit (McFadden, 1974) over the past of
several repositories, rounded: see `bench.related`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from math import log
from typing import Final, NamedTuple

from ..chunks.terms import terms_of
from ..graph.nearness import LEAST
from ..resolve.links import Target

OF_CODE: Final = ("graph", "meaning", "history")
"""What speaks for symbols."""
SIGNALS: Final = (*OF_CODE, "documentation", "configuration")
_NAME: Final = "name"
_WEIGHTS: Final = {"graph": 2.0, "meaning": 1.0, "history": 1.0, _NAME: 1.0}
_LOWEST: Final = 0.01
"""What the last by a signal counts; the others have nothing of it."""
_BEFORE_PARTS: Final = 10
"""So many symbols come before all that is no code; behind them it has every third place."""
_SYMBOLS_BETWEEN: Final = 2

Signals = Mapping[str, Mapping[Target, float]]


class Wanted(NamedTuple):
    """A symbol or a part of a document that is related, with what each signal says of it, from 0
    to 1."""

    target: Target
    score: float
    parts: dict[str, float]


def fused(
    signals: Signals, path_of: Callable[[int], str], likeness: Callable[[Target], float]
) -> list[Wanted]:
    """Symbols and parts of documents by what all signals say, most first; of equals by path.

    `likeness` says of a symbol how much its name is like the one asked about, from 0 to 1.
    """
    return _mixed(_symbols(signals, path_of, likeness), _parts_of_documents(signals, path_of))


def like(name: str, names: Iterable[str]) -> float:
    """The share of their words that a name has in common with that of some that has most."""
    own = _words(name)
    shares = [len(own & words) / len(own | words) for words in map(_words, names) if own or words]
    return max(shares, default=0.0)


@lru_cache(maxsize=1 << 14)
def _words(name: str) -> frozenset[bytes]:
    return frozenset(terms_of(name.encode("utf-8", "replace")))


def best_first(scores: Mapping[Target, float], path_of: Callable[[int], str]) -> list[Target]:
    """Numbers of paths mean nothing, so of equals the lower path comes first."""
    return sorted(scores, key=lambda each: (-scores[each], path_of(each[0]), each[1]))


def _symbols(
    signals: Signals, path_of: Callable[[int], str], likeness: Callable[[Target], float]
) -> list[Wanted]:
    parts: dict[Target, dict[str, float]] = {}
    asked = [name for name in OF_CODE if name in signals]
    for name in asked:
        for target, part in _SCALES[name](signals[name]).items():
            parts.setdefault(target, {})[name] = round(max(part, _LOWEST), 4)
    if len(asked) > 1:
        # Whoever asks for one signal wants its order.
        asked.append(_NAME)
        for target, by_signal in parts.items():
            if part := likeness(target):
                by_signal[_NAME] = round(part, 4)
    most = sum(_WEIGHTS[name] for name in asked)
    scores = {
        target: round(sum(_WEIGHTS[name] * part for name, part in found.items()) / most, 4)
        for target, found in parts.items()
    }
    return [Wanted(each, scores[each], parts[each]) for each in best_first(scores, path_of)]


def _by_logarithm(found: Mapping[Target, float]) -> dict[Target, float]:
    return {target: min(1.0, 1 - log(score) / log(LEAST)) for target, score in found.items()}


def _by_range(found: Mapping[Target, float]) -> dict[Target, float]:
    least, most = min(found.values(), default=0.0), max(found.values(), default=0.0)
    range_ = most - least
    return {t: (score - least) / range_ if range_ else 1.0 for t, score in found.items()}


_SCALES: Final[dict[str, Callable[[Mapping[Target, float]], Mapping[Target, float]]]] = {
    "graph": _by_logarithm,
    "meaning": _by_range,
    "history": dict,
}


def _parts_of_documents(signals: Signals, path_of: Callable[[int], str]) -> list[Wanted]:
    """Each signal counts by its order: their numbers mean different things."""
    parts: dict[Target, dict[str, float]] = {}
    for name in (name for name in signals if name not in OF_CODE):
        for place, target in enumerate(best_first(signals[name], path_of)):
            parts.setdefault(target, {})[name] = round(2 / (2 + place), 4)
    scores = {target: max(found.values()) for target, found in parts.items()}
    return [Wanted(each, scores[each], parts[each]) for each in best_first(scores, path_of)]


def _mixed(symbols: Sequence[Wanted], others: Sequence[Wanted]) -> list[Wanted]:
    """All in one order, in which scores never rise."""
    mixed = list(symbols[:_BEFORE_PARTS])
    left = iter(symbols[_BEFORE_PARTS:])
    for other in others:
        least = mixed[-1].score if mixed else 1.0
        mixed.append(other._replace(score=min(other.score, least)))
        if symbols:
            mixed += islice(left, _SYMBOLS_BETWEEN)
    return [*mixed, *left]

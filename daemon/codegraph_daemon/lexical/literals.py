"""Which files may hold a phrase or match a pattern: what every match must contain, by trigrams.

Belongs here: what a pattern requires, and the contents that have it. Stays out: looking into texts
(`workers.matching`).

What is found is a superset: a file with all the trigrams, each followed by what seems to be right,
need not have the phrase. It is never too small, since a requirement is only what no match can do
without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..chunks.trigrams import classes_of
from ..store.occurrences import Holders, Numbers
from .reading import Reading

_parser: Any = re._parser  # type: ignore[attr-defined]
_SHORTEST: Final = 3
_MOST_ALTERNATIVES: Final = 64
_AT_ONCE: Final = 4
"""Trigrams of a literal that are read together."""
_FEW: Final = 8
"""To look into so many files costs no more than to read more trigrams."""


class Needs(NamedTuple):
    """What every match contains: all of `literals`, and of each choice one alternative."""

    literals: tuple[bytes, ...] = ()
    """In lower case as far as they are ASCII, three bytes or more."""
    choices: tuple[tuple[Needs, ...], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether any file may match."""
        return not self.literals and not self.choices


def of_phrase(phrase: str) -> Needs:
    """What a text contains that has the phrase."""
    literal = phrase.encode("utf-8", "replace").lower()
    return Needs((literal,) if len(literal) >= _SHORTEST else ())


def of_pattern(pattern: str) -> Needs:
    """What a text contains that matches a regular expression.  Raises `re.error`."""
    parsed = _parser.parse(pattern)
    # Without regard to case a letter may also be matched by one that is not ASCII (the sign for
    # Kelvin by k), which never has the same bytes.
    ignoring = bool(parsed.state.flags & re.IGNORECASE)
    return _of_sequence(parsed, ignoring)


def _of_sequence(items: Iterable[Any], ignoring: bool) -> Needs:
    """What a sequence requires; literals that follow each other are one."""
    run: list[str] = []
    literals: list[bytes] = []
    choices: list[tuple[Needs, ...]] = []

    def close() -> None:
        literals.extend(_usable("".join(run), ignoring))
        run.clear()

    def take(needs: Needs) -> None:
        literals.extend(needs.literals)
        choices.extend(needs.choices)

    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            run.append(chr(argument))
        elif name == "AT":
            # A place between two characters takes nothing.
            continue
        elif name == "SUBPATTERN":
            group, added, removed, inner = argument
            del group
            own = (ignoring or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
            if own == ignoring and all(str(op) == "LITERAL" for op, _ in inner):
                run.extend(chr(value) for _, value in inner)
            else:
                close()
                take(_of_sequence(inner, own))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            if least and all(str(op) == "LITERAL" for op, _ in inner):
                run.extend(chr(value) for _ in range(min(least, 8)) for _, value in inner)
                if most != least or least > 8:
                    close()
            else:
                close()
                if least:
                    take(_of_sequence(inner, ignoring))
        elif name == "BRANCH":
            close()
            alternatives = tuple(_of_sequence(inner, ignoring) for inner in argument[1])
            if len(alternatives) <= _MOST_ALTERNATIVES and not any(a.nothing for a in alternatives):
                choices.append(alternatives)
        elif name == "ATOMIC_GROUP":
            close()
            take(_of_sequence(argument, ignoring))
        else:
            # A class, any character, what was matched before, a look ahead: nothing is known.
            close()
    close()
    return Needs(tuple(dict.fromkeys(literals)), tuple(choices))


def _usable(run: str, ignoring: bool) -> list[bytes]:
    """The pieces of a literal whose bytes every match has, in lower case."""
    pieces = re.split(r"[^\x00-\x7f]+|[kKsS]", run) if ignoring else [run]
    found = [piece.encode("utf-8", "surrogatepass").lower() for piece in pieces]
    return [piece for piece in found if len(piece) >= _SHORTEST]


def contents_with(reading: Reading, needs: Needs) -> Numbers | None:
    """The living contents that may have what is needed, rising; None if all may."""
    if needs.nothing:
        return None
    parts = [_with_literal(reading, literal) for literal in needs.literals]
    for alternatives in needs.choices:
        each = [contents_with(reading, alternative) for alternative in alternatives]
        parts.append(np.unique(np.concatenate([part for part in each if part is not None])))
    found = parts[0]
    for part in parts[1:]:
        found = np.intersect1d(found, part, assume_unique=True)
    return found


def _with_literal(reading: Reading, literal: bytes) -> Numbers:
    """The living contents that may have a literal.

    In such a content each of its trigrams is somewhere followed by what follows it in the literal.
    """
    # With what follows a trigram reaches over the next four, so those are asked last, if at all.
    order = sorted(range(len(literal) - 2), key=lambda at: at % 4)
    found: Numbers | None = None
    for first in range(0, len(order), _AT_ONCE):
        parts = _holding(reading, literal, order[first : first + _AT_ONCE])
        # The fewer have a trigram, the sooner few are left.
        for part in sorted(parts, key=len):
            found = part if found is None else _in_both(found, part)
            if not len(found):
                return found
        if found is not None and len(found) <= _FEW:
            break
    assert found is not None, "a literal has a trigram"
    return reading.corpus.living(found)


def _holding(reading: Reading, literal: bytes, places: Sequence[int]) -> list[Numbers]:
    """For each of some trigrams of a literal the contents in which it is followed as there."""
    wanted: dict[bytes, list[int]] = {}
    for at in places:
        classes = classes_of(literal[at + 3 :])
        wanted.setdefault(literal[at : at + 3], []).append(classes)
    trigrams = sorted(wanted)
    return [
        _followed(holders, wanted[trigram])
        for trigram, holders in zip(trigrams, reading.contents_with(trigrams), strict=True)
    ]


def _followed(holders: Holders, classes: Sequence[int]) -> Numbers:
    """Those in which something of each of these sets of classes follows."""
    kept: NDArray[np.bool_] = (holders.followers & np.uint32(classes[0])) != 0
    for each in classes[1:]:
        kept &= (holders.followers & np.uint32(each)) != 0
    return holders.numbers[kept]


def _in_both(few: Numbers, many: Numbers) -> Numbers:
    at = many.searchsorted(few)
    at[at == len(many)] = 0
    return few[many[at] == few] if len(many) else many

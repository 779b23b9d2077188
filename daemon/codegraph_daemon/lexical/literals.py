"""Which files may hold a phrase or match a pattern: what every match must contain, by trigrams.

Belongs here: what a pattern requires, and the contents that have it. Stays out: looking into texts
(`workers.matching`).

What is found is a superset: a file with all the trigrams need not have the phrase. It is never too
small, since a requirement is only what no match can do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..store.occurrences import Numbers
from .reading import Reading

_parser: Any = re._parser  # type: ignore[attr-defined]
_SHORTEST: Final = 3
_MOST_ALTERNATIVES: Final = 64


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
    windows: Sequence[bytes] = list(
        dict.fromkeys(literal[at : at + 3] for at in range(len(literal) - 2))
    )
    found: Numbers | None = None
    for numbers in sorted(reading.contents_with(sorted(windows)), key=len):
        found = numbers if found is None else np.intersect1d(found, numbers, assume_unique=True)
        if not len(found):
            break
    return np.empty(0, np.uint32) if found is None else np.sort(found)

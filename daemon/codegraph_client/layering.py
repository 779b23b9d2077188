"""Layering rules: which folders may import which, as `codegraph.toml` says.

Belongs here: reading and checking the `[[rules]]` of a root's settings file. Stays out: what breaks
them (`codegraph_daemon.overview.layering`). They are data of the repository, so they are bounded,
and all that they can do is to be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

_SIDES: Final = ("from", "to")
_VERBS: Final = ("deny", "only")
_KEYS: Final = (*_SIDES, *_VERBS, "message")
_MOST_RULES: Final = 500
_MOST_PATTERNS: Final = 100
_LONGEST: Final = 500
"""Characters of a pattern or a message."""


class Rule(NamedTuple):
    """One rule about the files that some patterns name."""

    number: int
    """Which of the file's rules it is, from 1."""
    side: str
    """`from`: it is about what these files import; `to`: about who imports them."""
    about: tuple[str, ...]
    verb: str
    """`deny`: not the files of `others`; `only`: no other files than those, and themselves."""
    others: tuple[str, ...]
    message: str
    """What to tell whoever breaks it; empty: what it says itself."""


class Rules(NamedTuple):
    """The rules of a root, and sentences about what cannot be used."""

    rules: tuple[Rule, ...]
    problems: tuple[str, ...]


def rules_of(given: object) -> Rules:
    """The rules of the `rules` of a settings file."""
    if not isinstance(given, list):
        return Rules((), ("rules must be written as [[rules]]",))
    rules: list[Rule] = []
    problems: list[str] = []
    if len(given) > _MOST_RULES:
        problems.append(f"there are {len(given):,} rules; at most {_MOST_RULES} are read")
    for number, table in enumerate(given[:_MOST_RULES], 1):
        try:
            rules.append(_rule(number, table))
        except ValueError as error:
            problems.append(f"rule {number}: {error}")
    return Rules(tuple(rules), tuple(problems))


def _rule(number: int, table: Any) -> Rule:
    if not isinstance(table, dict):
        raise ValueError("is no table")
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise ValueError(f"{ascii(unknown[0])[:60]} is none of {', '.join(_KEYS)}")
    side, verb = _one_of(_SIDES, table), _one_of(_VERBS, table)
    message = table.get("message", "")
    if not isinstance(message, str) or len(message) > _LONGEST:
        raise ValueError(f"message must be a text of at most {_LONGEST} characters")
    return Rule(
        number,
        side,
        _patterns(side, table),
        verb,
        _patterns(verb, table),
        " ".join(message.split()),
    )


def _one_of(names: tuple[str, str], table: dict[str, Any]) -> str:
    named = [name for name in names if name in table]
    if len(named) != 1:
        raise ValueError(f"needs either {' or '.join(names)}")
    return named[0]


def _patterns(name: str, table: dict[str, Any]) -> tuple[str, ...]:
    value = table[name]
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not 0 < len(patterns) <= _MOST_PATTERNS:
        raise ValueError(f"{name} must be a pattern, or a list of at most {_MOST_PATTERNS}")
    if not all(_is_pattern(each) for each in patterns):
        raise ValueError(f"{name} has what is no pattern of paths")
    return tuple(patterns)


def _is_pattern(value: object) -> bool:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        return False
    return "\0" not in value and "\n" not in value


def in_words(rule: Rule) -> str:
    """A rule as a sentence."""
    about, others = _listed(rule.about), _listed(rule.others)
    if rule.side == "from":
        return f"{about} may {'not import' if rule.verb == 'deny' else 'import only'} {others}"
    return f"{about} may {'not' if rule.verb == 'deny' else 'only'} be imported from {others}"


def _listed(patterns: Iterable[str]) -> str:
    return ", ".join(patterns)

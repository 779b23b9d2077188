"""What a query asks for: its kind, its terms with their weights, the names that it spells."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from codegraph_daemon.chunks.terms import WORD, stem, terms_of
from codegraph_daemon.facts import as_module
from codegraph_daemon.languages.registry import language_of


@as_module
class QueryKind:
    """How a query reads."""

    WORDS = 0
    """Words of a language that people speak, names among them perhaps."""
    SYMBOL = 1
    """One name, plain or qualified."""
    PATH = 2
    """A path, or the name of a file."""


class Asked(NamedTuple):
    """A term that is asked for, its weight, and the word of the query that it comes from.

    A `joined` term is two words written as one; it adds to what has it and is missed by nobody.
    """

    term: bytes
    weight: float
    word: str
    joined: bool = False


class Query(NamedTuple):
    """A query in words. `names` are the identifiers in it, the last part of qualified ones."""

    kind: int
    terms: tuple[Asked, ...]
    names: tuple[str, ...]


PART: Final = 0.6
"""Weight of a part of an identifier beside the whole."""
JOINED: Final = 0.55
"""Weight of two words as one."""

_SILENT: Final = frozenset(
    b"""
    a about after all an and any are as at be been before being but by can could do does done for
    from has have how if in into is it its not of on or over should so some than that the their
    them then there these they this those through to used uses using via was we were what when
    where which while who why will with within without would you your
    """.split()
)
"""Words that say how a question is put and not what it asks for."""

_SYMBOL: Final = re.compile(r"[#@~$]?[\w$]+(?:(?:\.|::|->|#|/)[\w$]+)*(?:\(\))?[!?]?")
_PATH: Final = re.compile(r"[\w.@+-]*(?:/[\w.@+-]+)+/?|[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]\w{0,5}")
_IS_NAME: Final = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_+[A-Za-z0-9]|[A-Z]{2}[a-z]|[a-z][0-9]")
_NAME: Final = re.compile(r"[\w$]+")


def query_of(text: str) -> Query:
    """What a query asks for."""
    text = text.strip()
    names = tuple(name for name in _NAME.findall(text) if _IS_NAME.search(name))
    kind = QueryKind.WORDS
    if _PATH.fullmatch(text) and ("/" in text or language_of(text) is not None):
        kind = QueryKind.PATH
    elif _SYMBOL.fullmatch(text):
        kind = QueryKind.SYMBOL
        names = tuple(_NAME.findall(text)[-1:])
    return Query(kind, _terms(text, kind), names)


def _terms(text: str, kind: int) -> tuple[Asked, ...]:
    words = WORD.findall(text.encode("utf-8", "replace"))
    heard = [word for word in words if word.lower() not in _SILENT] or words
    found: dict[bytes, Asked] = {}
    for word in heard:
        spelled = word.decode("utf-8", "replace")
        for number, term in enumerate(terms_of(word)):
            weight = PART if number else 1.0
            known = found.get(term)
            if known is None or known.weight < weight:
                found[term] = Asked(term, weight, spelled)
    if kind == QueryKind.WORDS:
        for first, second in pairwise(words):
            if first.lower() in _SILENT or second.lower() in _SILENT:
                continue
            term = stem((first + second).replace(b"_", b"").lower())
            spelled = (first + b" " + second).decode("utf-8", "replace")
            found.setdefault(term, Asked(term, JOINED, spelled, joined=True))
    # Sums are made in this order, so that they do not depend on how a query is put.
    return tuple(sorted(found.values()))

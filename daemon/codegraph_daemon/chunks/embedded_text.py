"""The text that a model of vectors gets for a chunk and for a query.

A static model sums the rows of a text's word pieces, so what counts is which words are there and
how often, not where. Of the body each word counts once, since what is repeated there would drown
everything else. Names say most, documentation next: the longer the body, the more often they are
given, or they would say little beside it. The most telling words come first: models cut what is
too long at its end.

Pure functions over text, the same when the model is trained and when it is used: vectors are only
comparable if both sides prepare text alike. Whoever changes what comes out here raises
`EMBEDDED_TEXT_VERSION` and trains the model again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import Final

EMBEDDED_TEXT_VERSION: Final = 2

MOST_WORDS: Final = 400
"""Words of a text. A model that reads 512 pieces then sees nearly all of them."""
FOR_A_NAME: Final = 10
"""Words of the body for each time that the name is given."""
NAMES: Final = (2, 8)
"""How often it is given at least and at most."""
MOST_TELLINGS: Final = 3
"""How often the documentation is given at most; it is to have half the body's weight."""

_WORD: Final = re.compile(r"[^\W_]+(?:_+[^\W_]+)*")
_PART: Final = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|[0-9]+")
_LONGEST_WORD: Final = 32
_LONGEST_NUMBER: Final = 4
"""Digits of a number that may mean something, such as a status or a port."""
_REMEMBERED: Final = 1 << 14
"""Identifiers whose parts are remembered: with four times as many a worker took 25 MB more and a
fifteenth less time."""


def embedded_text(name: str, path_words: str, documentation: str, body: str) -> str:
    """The text that stands for a chunk.

    `name` is the qualified name (`Queue.retry_failed`), empty for a chunk without a symbol.
    `path_words` is what of the file's path is to count, empty for none. `documentation` is prose
    about the chunk; `body` is its text as it stands in the file, and may hold the documentation
    once more.
    """
    named = _words(name)
    told = _distinct(documentation)
    rest = _distinct(body) if not path_words else _distinct(f"{path_words}\n{body}")
    for word in chain(named, told):
        rest.pop(word, None)
    times = name_times(len(rest))
    words = [*named * times, *list(told) * telling_times(len(told), len(rest)), *rest]
    return " ".join(words[:MOST_WORDS])


def name_times(rest: int) -> int:
    """How often a name is given beside so many words of the body."""
    return min(max(round(rest / FOR_A_NAME), NAMES[0]), NAMES[1])


def telling_times(told: int, rest: int) -> int:
    """How often documentation of so many words is given beside so many words of the body."""
    return min(max(round(rest / (2 * max(told, 1))), 1), MOST_TELLINGS)


def query_text(query: str) -> str:
    """The text that stands for a query: its words in order, repeated ones included."""
    return " ".join(_words(query)[:MOST_WORDS])


def _words(text: str) -> list[str]:
    """The words of a text in lower case, identifiers in their parts."""
    return list(chain.from_iterable(map(_parts, _WORD.findall(text))))


def _distinct(text: str) -> dict[str, None]:
    """The same, each once and none that is a single letter, in the order in which they come."""
    return dict.fromkeys(chain.from_iterable(map(_long_parts, dict.fromkeys(_WORD.findall(text)))))


@lru_cache(maxsize=_REMEMBERED)
def _parts(word: str) -> tuple[str, ...]:
    """The parts of one identifier or word of prose."""
    return tuple(
        part[:_LONGEST_WORD].lower()
        for part in _PART.findall(word)
        if len(part) <= _LONGEST_NUMBER or not part[0].isdigit()
    )


@lru_cache(maxsize=_REMEMBERED)
def _long_parts(word: str) -> tuple[str, ...]:
    return tuple(part for part in _parts(word) if len(part) > 1)

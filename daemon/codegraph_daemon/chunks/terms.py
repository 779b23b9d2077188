"""The terms of a word: a whole identifier, and its parts by case, underscore and digits.

Terms are lower case, UTF-8, at most 48 bytes, and the same for a text and for a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

LONGEST_TERM: Final = 48
"""Bytes of a term; longer ones are cut."""

WORD: Final = re.compile(rb"[A-Za-z0-9_\x80-\xff]+")
"""What is looked up as one word: an identifier, a number, a word of prose."""

_PART: Final = re.compile(rb"[A-Z]+(?![a-z\x80-\xff])|[A-Z]?[a-z\x80-\xff]+|[A-Z]|[0-9]+")

_NO_ENDING: Final = (b"ss", b"us", b"is")
_Endings = Mapping[bytes, bytes]
_INFLECTED: Final[_Endings] = {
    **dict.fromkeys((b"s", b"es", b"ed", b"ing", b"ings"), b""),
    **dict.fromkeys((b"ies", b"ied"), b"i"),
}
_DERIVED: Final[_Endings] = {
    **dict.fromkeys((b"e", b"er", b"or", b"ion", b"ment", b"ly", b"able", b"ible", b"ive"), b""),
    **dict.fromkeys((b"al", b"ity", b"ness"), b""),
    **dict.fromkeys((b"ate", b"ation", b"ator", b"ational"), b"at"),
    **dict.fromkeys((b"ize", b"izer", b"ization", b"ise", b"iser", b"isation"), b"iz"),
    b"y": b"i",
}
"""Endings of English words, with what stands for them in a stem."""
_LONGEST_ENDING: Final = max(map(len, _DERIVED))


def terms_of(word: bytes) -> tuple[bytes, ...]:
    """The distinct terms of a word as `WORD` finds it: the whole first, then its parts in order.

    A part that is a single letter is no term, a single letter that stands alone is.
    """
    parts = _PART.findall(word)
    whole = stem(_lower(word.replace(b"_", b"")))
    if not whole:
        return ()
    found = dict.fromkeys((whole,))
    if len(parts) > 1:
        for part in parts:
            if len(part) > 1:
                found[stem(_lower(part))] = None
    return tuple(found)


def stem(term: bytes) -> bytes:
    """A lower-case term without its endings, so that `routes`, `routed` and `routing` are one.

    Words that differ in meaning may fall together; among the words of a repository that is rarer
    than one word with two endings.
    """
    for endings in (_INFLECTED, _DERIVED):
        if len(term) < 4 or term.endswith(_NO_ENDING):
            break
        for length in range(min(_LONGEST_ENDING, len(term) - 3), 0, -1):
            rest = endings.get(term[-length:])
            if rest is not None and len(term) - length >= (4 if length > 3 else 3):
                term = term[:-length] + rest
                break
        if len(term) > 3 and term[-1] == term[-2] and term[-1] not in b"lsz":
            term = term[:-1]
    return term if len(term) <= LONGEST_TERM else _cut(term)


def _cut(term: bytes) -> bytes:
    return term[:LONGEST_TERM].decode("utf-8", "ignore").encode()


def _lower(part: bytes) -> bytes:
    return part.lower() if part.isascii() else part.decode("utf-8", "replace").lower().encode()

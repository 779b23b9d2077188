"""The terms of a word: a whole identifier, and its parts by case, underscore and digits.

Terms are lower case, UTF-8, at most 48 bytes, and the same for a text and for a question.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_TERM: Final = 48
"""Bytes of a term; longer ones are cut."""

WORD: Final = re.compile(rb"[A-Za-z0-9_\x80-\xff]+")
"""What is looked up as one word: an identifier, a number, a word of prose."""

_PART: Final = re.compile(rb"[A-Z]+(?![a-z\x80-\xff])|[A-Z]?[a-z\x80-\xff]+|[A-Z]|[0-9]+")


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
    """A lower-case term without the ending of a plural."""
    if len(term) > 3 and term.endswith(b"s") and not term.endswith((b"ss", b"us", b"is")):
        term = term[:-3] + b"y" if term.endswith(b"ies") and len(term) > 4 else term[:-1]
    return term[:LONGEST_TERM]


def _lower(part: bytes) -> bytes:
    return part.lower() if part.isascii() else part.decode("utf-8", "replace").lower().encode()

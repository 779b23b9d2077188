"""Macros that are attributes by their names or by what they are given, wherever they are defined.

Names that begin with two underscores belong to compiler and library: between the words of a
declaration, where one is too many, such a one says something of it. And what is given numbers
alone, in front of a function, tells where its format stands: `int printflike(2, 3) log(`.

Stays out: macros in capitals, and those that the file itself defines (`macro_words`).
"""

from __future__ import annotations

import re

from .macro_statements import BEGINS
from .tokens import CAPS, DECLARING, TYPES, Tokens

_RESERVED = re.compile(rb"__[A-Za-z]\w*")
_UNDERSTOOD = frozenset(b"__attribute__ __attribute __asm__ __asm __declspec __extension__".split())
"""Those of them that the grammars know."""
_COUNTED = re.compile(rb"\b[A-Za-z_]\w*(?=[ \t]*\([ \t]*\d+[ \t]*(?:,[ \t]*\d+[ \t]*)*\)\s*[*\w])")
_NUMBERED = re.compile(rb"[0-9]+|,")
_STARTS = BEGINS | frozenset(b"static extern inline const typedef ( ,".split())
"""What stands before the first word of a declaration or of a parameter, or goes with it."""
_ENDS = frozenset((b",", b")", b";", b"=", b"[", b"("))


def is_reserved(word: bytes) -> bool:
    """Whether a name belongs to compiler and library, and the grammars do not know it."""
    return _RESERVED.fullmatch(word) is not None and word not in _UNDERSTOOD


def counted(text: bytes) -> set[int]:
    """Where words stand that are given numbers alone, and behind which more of a declaration may
    follow."""
    return {found.start() for found in _COUNTED.finditer(text)}


def is_attribute(tokens: Tokens, position: int, following: int, earlier: int) -> bool:
    """Whether the word at `position`, with what it is given up to `following`, is one too many in
    a declaration; `earlier` is the token before it."""
    before, after = tokens.at(earlier), tokens.at(following)
    is_given = following > position + 1
    if before == b")":
        return not is_counting(tokens, position, following) and _is_behind(
            tokens, following, earlier
        )
    if before in _STARTS:
        if is_given and before in (b"(", b","):
            return False
        first = following + (after == b"const")
        return tokens.at(first) in DECLARING or _is_declared(tokens, first)
    if not _is_type(tokens, earlier):
        return False
    if after == b"*" and not is_given:
        # `char __user *text`
        return before != b"*"
    if tokens.is_name(following):
        # `int __init start(void)`
        behind = tokens.at(following + 1)
        return behind == b"(" if is_given else behind in _ENDS
    if after == b"*":
        return tokens.is_name(following + 1) and tokens.at(following + 2) == b"("
    # `int number __unused,`
    return (
        after in (b",", b")", b";", b"=")
        and tokens.is_name(earlier)
        and _is_type(tokens, earlier - 1)
    )


def is_counting(tokens: Tokens, position: int, following: int) -> bool:
    """Whether a word is given numbers alone."""
    given = tokens.words[position + 2 : following - 1]
    return bool(given) and all(_NUMBERED.fullmatch(word) is not None for word in given)


def _is_type(tokens: Tokens, position: int) -> bool:
    return tokens.is_name(position) or tokens.at(position) in TYPES or tokens.at(position) == b"*"


def _is_declared(tokens: Tokens, at: int) -> bool:
    """`Type name`, `Type *name`, and what comes after that."""
    if not tokens.is_name(at) or CAPS.fullmatch(tokens.at(at)) is not None:
        return False
    at += 1
    while tokens.at(at) in (b"*", b"const"):
        at += 1
    return tokens.is_name(at) and tokens.at(at + 1) in _ENDS


def _is_behind(tokens: Tokens, following: int, earlier: int) -> bool:
    """`f(void) __THROW __nonnull ((1)) __wur;`, one of them."""
    after = tokens.at(following)
    if after not in (b";", b"{") and _RESERVED.fullmatch(after) is None:
        return False
    opening = tokens.opening(earlier)
    return opening > 0 and tokens.is_name(opening - 1)

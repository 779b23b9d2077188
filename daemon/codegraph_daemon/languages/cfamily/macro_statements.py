"""Macros that stand alone, where a statement or a member does, or before one.

Belongs here: what tells such a macro from a call or a declaration. Stays out: macros among words
of a declaration (`macro_words`).
"""

from __future__ import annotations

import re

from .tokens import CAPS, DECLARING, LIBRARY_TYPES, TYPES, Tokens

BEGINS = frozenset((b";", b"{", b"}", b":", b""))
"""What stands before a statement or a declaration."""
_NO_VALUES = TYPES | LIBRARY_TYPES
_OPENING, _CLOSING = frozenset((b"(", b"[", b"{")), frozenset((b")", b"]", b"}"))
_CONVERTED = TYPES | {b"const"}
_LONGEST_STRUCTURE = 400
"""Tokens before a word in which the structure around it begins."""


def is_statement(
    tokens: Tokens, known: set[bytes], position: int, following: int, before: bytes
) -> bool:
    """`TRY {`, or a statement without a semicolon on a line of its own;
    `known` are macros that the file defines."""
    after = tokens.at(following)
    has_arguments = following > position + 1
    if not has_arguments and after == b"{":
        return before in BEGINS
    if not tokens.is_later(following):
        return False
    if after == b"}":
        return before in (b";", b"}")
    if before not in BEGINS or not tokens.is_later(position):
        return False
    if has_arguments:
        return tokens.is_name(following) or after in (b"~", b"::")
    if tokens.words[position] in known:
        return tokens.is_name(following)
    return _is_said_of_next(tokens, following)


def _is_said_of_next(tokens: Tokens, position: int) -> bool:
    """`DEPRECATED("words")` before a declaration on the next line: what stands alone on the line
    before it is no type of that."""
    if CAPS.fullmatch(tokens.at(position)) is None or tokens.at(position + 1) != b"(":
        return False
    after = tokens.closing(position + 1) + 1
    is_declared = tokens.is_name(after) or tokens.at(after) in DECLARING
    return after > 0 and is_declared and tokens.is_later(after)


def is_given_types(tokens: Tokens, position: int, following: int) -> bool:
    """`DEFAULT(unsigned char, 0);`, `DEFAULT(void, );`: what no call can be given."""
    part: list[bytes] = []
    depth = 0
    for word in tokens.words[position + 2 : following]:
        if not depth and word in (b",", b")"):
            if not part and following > position + 3:
                return True
            if part and _NO_VALUES.issuperset(part):
                return True
            part = []
            continue
        depth += (word in _OPENING) - (word in _CLOSING)
        part.append(word)
    return False


def are_members(tokens: Tokens, position: int, following: int) -> bool:
    """`COMMON_FIELDS` on a line of its own in a structure, which has the members that it says."""
    if not (tokens.is_later(position) and tokens.is_later(following)):
        return False
    depth = 0
    for earlier in range(position - 1, max(0, position - _LONGEST_STRUCTURE), -1):
        word = tokens.words[earlier]
        if word == b"}":
            depth += 1
        elif word == b"{":
            depth -= 1
            if depth < 0:
                named = tokens.is_name(earlier - 1)
                return tokens.at(earlier - 2 if named else earlier - 1) in (
                    b"struct",
                    b"union",
                )
    return False


def sets(tokens: Tokens, colon: int) -> bool:
    """Whether a colon begins what a constructor sets."""
    return tokens.is_name(colon + 1) and tokens.at(colon + 2) in (b"(", b"{", b"<", b"::")


def is_of_function(tokens: Tokens, position: int, following: int, before: bytes) -> bool:
    """`if CONSTEXPR (`, `INLINE Class() : member() {`, `INLINE ~Class() {`."""
    if following > position + 1:
        return False
    if before == b"if":
        return tokens.at(following) == b"("
    after = tokens.at(following)
    if after == b":":
        # `ACCESS:` among members; where nothing goes to a label it is none.
        said = tokens.words[position]
        is_line = tokens.is_later(position) and tokens.is_later(following + 1)
        return is_line and re.search(rb"\bgoto\s+" + said + rb"\b", tokens.text) is None
    if after == b"operator":
        # `INLINE operator Type() {`
        return tokens.is_name(following + 1) or tokens.at(following + 1) in _CONVERTED
    if after == b"~":
        return tokens.is_name(following + 1) and tokens.at(following + 2) == b"("
    if not tokens.is_name(following) or tokens.at(following + 1) != b"(":
        return False
    closed = tokens.closing(following + 1)
    if closed > 0 and tokens.at(closed + 1) == b"noexcept":
        closed += 1
        if tokens.at(closed + 1) == b"(":
            closed = tokens.closing(closed + 1)
    return closed > 0 and tokens.at(closed + 1) == b":" and sets(tokens, closed + 1)

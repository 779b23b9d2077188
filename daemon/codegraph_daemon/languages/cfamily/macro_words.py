"""Words that only the preprocessor knows, found by what stands around them.

The grammars read a file that says `EXPORT int f(void) THROWS;` or `TRY {` wrongly: a word too many
stands there.  Which words are macros is told by other files, so it is inferred: where two names in
a row are no language, one of them is a macro, and names of macros are capitals or are defined in
the file itself.  Only files that could not be read are looked at so closely.
"""

from __future__ import annotations

import re

from .macro_attributes import counted, is_attribute, is_counting, is_reserved
from .macro_statements import (
    BEGINS,
    are_members,
    is_given_types,
    is_of_function,
    is_statement,
    sets,
)
from .tokens import CAPS, DECLARING, FLOW, TAGS, TYPES, Tokens, near

Extent = tuple[int, int]

_DEFINE = re.compile(
    rb"(?m)^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(\()?([^\n]*(?:\\\r?\n[^\n]*)*)"
)
_SPECIFIER = re.compile(
    rb"(?:static|inline|extern|const|register|volatile|constexpr|noexcept|override|restrict"
    rb"|__\w+\b(?:\s*\((?:[^()]|\([^()]*\))*\))?|\[\[[^\]]*\]\]|\\|\s)*"
)
_COMMENT = re.compile(rb"/\*.*?\*/|//.*", re.DOTALL)

_LEADING = frozenset(
    b"static inline extern virtual explicit friend constexpr const typedef".split()
)
_HEADS = BEGINS | _LEADING | {b"if"}
_CALLING = (b"API", b"CALL", b"CALLBACK", b"DECL", b"ENTRY", b"EXPORT")
_FIRST = re.compile(rb"(?m)^[a-z_]\w*(?=[ \t]+[A-Za-z_])")
"""A word that a line begins with, before another."""
_POINTER = re.compile(rb"[*&][ \t]+(?=[a-z_]\w*(?:[ \t\r\n]+[A-Za-z_]|[ \t]*\*[ \t]))")
"""What stands before one of two names in a row."""
_ALONE = re.compile(rb"(?m)(?<=\{)\s*([A-Za-z_]\w*)[ \t\r]*$")
"""A word on a line of its own, the first in a block."""
_OF_CLASS = re.compile(rb"\b(?:class|struct)[ \t]+(?=[a-z_]\w*[ \t]+[A-Za-z_])")
_LONGEST = 40
"""Tokens of the arguments of a template that are looked at."""


class _Known:
    """The macros that the file itself defines."""

    def __init__(self, text: bytes) -> None:
        self.names: set[bytes] = set()
        self.specifiers: set[bytes] = set()
        """Those that stand for nothing, or for words that a declaration begins with."""
        for found in _DEFINE.finditer(text):
            self.names.add(found[1])
            body = found[3].partition(b")")[2] if found[2] else found[3]
            if _SPECIFIER.fullmatch(_COMMENT.sub(b"", body)):
                self.specifiers.add(found[1])


def covered(text: bytes, broken: list[Extent]) -> list[Extent]:
    """The extents of macros, near what could not be read, that stand where the language has no
    place for them; in order."""
    known = _Known(text)
    extents: list[Extent] = []
    for start, end in near(text, broken):
        found = _covered(Tokens(text, start, end), known)
        extents += [(start + first, start + last) for first, last in found]
    return extents


def _covered(tokens: Tokens, known: _Known) -> list[Extent]:
    """Extents within the part of the text whose tokens they are."""
    words = tokens.words
    removed: dict[int, int] = {}
    extents: list[Extent] = []
    asked = {
        word
        for word in set(words)
        if word in known.names
        or (len(word) > 2 and CAPS.fullmatch(word) is not None)
        or is_reserved(word)
    }
    firsts = {found.start() for found in _FIRST.finditer(tokens.text)}
    firsts.update(found.end() for found in _POINTER.finditer(tokens.text))
    firsts.update(found.start(1) for found in _ALONE.finditer(tokens.text))
    firsts.update(found.end() for found in _OF_CLASS.finditer(tokens.text))
    firsts |= counted(tokens.text)
    candidates = [
        position
        for position, word in enumerate(words)
        if word in asked or tokens.starts[position] in firsts
    ]
    last = 0
    for position in candidates:
        if position < last:
            continue
        end = _macro(tokens, known, position, removed)
        if end > position:
            first = position
            if tokens.at(position - 1) == b"," and tokens.at(end) == b">":
                # The last of the parameters of a template.
                first -= 1
            extents.append((tokens.starts[first], tokens.end(end - 1)))
            removed[end - 1] = removed.get(first - 1, first - 1)
            last = end
    return extents


def _macro(tokens: Tokens, known: _Known, position: int, removed: dict[int, int]) -> int:
    """The position after a macro that is one too many, with its arguments; `position` if none.

    `removed` has for the last token of what was covered the one before all of it.
    """
    word = tokens.words[position]
    if not tokens.is_name(position):
        return position
    is_caps = len(word) > 2 and CAPS.fullmatch(word) is not None
    is_specifier = word in known.specifiers
    following = position + 1
    is_own = is_reserved(word)
    if tokens.at(following) == b"(":
        closing = tokens.closing(following)
        is_own = is_own or is_counting(tokens, position, closing + 1)
        if closing < 0 or not (is_caps or is_own or word in known.names):
            return position
        following = closing + 1
    has_arguments = following > position + 1
    earlier = position - 1
    earlier = removed.get(earlier, earlier)
    before, after = tokens.at(earlier), tokens.at(following)
    if is_own and is_attribute(tokens, position, following, earlier):
        return following
    if is_specifier and (after in DECLARING or tokens.is_name(following) or after == b"::"):
        return following
    if not is_caps and not is_specifier and word not in known.names:
        is_one = not has_arguments and (
            _first_of_three(tokens, position, earlier)
            or (before in (b"*", b"&") and _is_declared(tokens, following))
            or (before in TAGS and _before_keyword(tokens, following, before, False))
        )
        return following if is_one else position
    is_macro = (
        _before_keyword(tokens, following, before, has_arguments)
        or _before_type(tokens, position, following, earlier)
        or _after_type(tokens, following, earlier, has_arguments)
        or (before == b"(" and not has_arguments and _is_pointer(tokens, following))
        or _after_declarator(tokens, following, earlier, has_arguments)
        or is_statement(tokens, known.names, position, following, before)
        or (before in BEGINS and after == b";" and is_given_types(tokens, position, following))
        or (before in BEGINS and are_members(tokens, position, following))
        or _condition_of_template(tokens, position, following)
        or (before in _HEADS and is_of_function(tokens, position, following, before))
    )
    return following if is_macro else position


def _before_keyword(tokens: Tokens, following: int, before: bytes, has_arguments: bool) -> bool:
    """`EXPORT int`, `class EXPORT Name {`."""
    after = tokens.at(following)
    if before in TAGS:
        name = tokens.is_name(following)
        behind = tokens.at(following + 1)
        return (
            name
            and behind in (b"{", b":", b"final", b"<", b";")
            and not (behind == b";" and before != b"class")
        )
    if after in DECLARING:
        return before not in (b"goto", b"namespace", b"typename", b"sizeof")
    if after == b"const" and before in BEGINS:
        return True
    return after in FLOW and (before in BEGINS or before == b")")


def _before_type(tokens: Tokens, position: int, following: int, earlier: int) -> bool:
    """`EXPORT Type name`, `EXPORT Class::Class(`."""
    before = tokens.at(earlier)
    if tokens.at(earlier - 1) == b"extern" and before[:1] == b"0":
        before = b"extern"
    if before not in BEGINS and before not in _LEADING and before not in (b">", b"(", b","):
        return False
    if not tokens.is_name(following) and tokens.at(following) != b"::":
        return False
    name = _type(tokens, following)
    if name is None:
        return False
    last, at = name
    if tokens.is_name(at):
        behind = tokens.at(at + 1)
        if CAPS.fullmatch(tokens.at(at)) and not (behind == b"(" or tokens.is_name(at + 1)):
            # `Type name ATTRIBUTE`
            return False
        is_attribute = CAPS.fullmatch(last) and last.endswith(_CALLING)
        return not (is_attribute and at == following + 1)
    if tokens.at(at) == b"operator":
        is_type = CAPS.fullmatch(last) is None
        return is_type or at > following + 1 or before == b"explicit"
    if tokens.at(at) == b"(":
        # `Class::Class(` and `Class<T>::Class(`.
        is_constructor = tokens.at(at - 2) == b"::" and last in tokens.words[following : at - 2]
        return before == b"explicit" or is_constructor
    if tokens.at(at) == b"~":
        return tokens.at(at - 1) == b"::"
    return False


def _type(tokens: Tokens, at: int) -> tuple[bytes, int] | None:
    """The last name of a type that begins somewhere, and where what comes after it does."""
    if tokens.at(at) == b"::":
        at += 1
    last = b""
    most = at + _LONGEST
    while tokens.is_name(at) and at < most:
        last = tokens.at(at)
        at += 1
        if tokens.at(at) == b"<":
            closed = _angle(tokens, at)
            if closed is None:
                return None
            at = closed
        if tokens.at(at) != b"::":
            break
        at += 1
    if not last:
        return None
    while tokens.at(at) in (b"*", b"&", b"const"):
        at += 1
    return last, at


def _angle(tokens: Tokens, at: int) -> int | None:
    """The position after the arguments of a template."""
    depth = 0
    for position in range(at, at + _LONGEST):
        word = tokens.at(position)
        if word == b"<":
            depth += 1
        elif word == b">":
            depth -= 1
            if not depth:
                return position + 1
        elif word in (b";", b"{", b"}", b""):
            return None
    return None


def _is_declared(tokens: Tokens, at: int) -> bool:
    """`Type * NULLABLE name`, `Type * NULLABLE const name`, `Type * NULLABLE * name`,
    `Type * NULLABLE operator`: what comes after the second word."""
    after = tokens.at(at)
    if after == b"const" or (after == b"*" and tokens.at(at - 2) == b"*"):
        return True
    return after == b"operator" or (tokens.is_name(at) and CAPS.fullmatch(after) is None)


def _first_of_three(tokens: Tokens, position: int, earlier: int) -> bool:
    """`local Type name(`: three names in a row, outside of everything, or the first on a line of
    its own where members begin."""
    following = position + 1
    begins = tokens.at(earlier) == b"{" and tokens.is_later(following)
    if not (begins or tokens.at(earlier) in (b";", b"}", b"")) or not tokens.is_later(position):
        return False
    if tokens.at(following) in DECLARING:
        return True
    if CAPS.fullmatch(tokens.at(following)) and tokens.is_name(following + 1):
        # `local CONST Type name`: the second one is a macro too.
        following += 1
    if begins and tokens.at(following) == b"const":
        following += 1
    if not tokens.is_name(following) or CAPS.fullmatch(tokens.at(following)):
        return False
    at = following + 1
    while tokens.at(at) in (b"*", b"&"):
        at += 1
    return tokens.is_name(at) and tokens.at(at + 1) in (b"(", b"[", b"=", b";")


def _after_type(tokens: Tokens, following: int, earlier: int, has_arguments: bool) -> bool:
    """`Type CALLING name(`, `Type FAR *name`."""
    before = tokens.at(earlier)
    if before in (b"*", b"&", b">"):
        if not (tokens.is_name(earlier - 1) or tokens.at(earlier - 1) in TYPES or before == b">"):
            return False
    elif not tokens.is_name(earlier) and before not in TYPES:
        return False
    after = tokens.at(following)
    if after in (b"*", b"&"):
        return not has_arguments and before not in (b"*", b"&", b">")
    if after == b"const" or after == b"operator":
        return not has_arguments and before in (b"*", b"&")
    if not tokens.is_name(following):
        return False
    behind = tokens.at(following + 1)
    if behind == b"<":
        # `Type INLINE Class<T>::name(`
        closed = _angle(tokens, following + 1)
        return closed is not None and tokens.at(closed) == b"::"
    return behind in (b"(", b"[", b";", b"=", b",", b"::")


def _is_pointer(tokens: Tokens, following: int) -> bool:
    """`(CALLING *name)(`: a pointer to functions."""
    if tokens.at(following) != b"*" or not tokens.is_name(following + 1):
        return False
    return tokens.at(following + 2) == b")" and tokens.at(following + 3) == b"("


def _after_declarator(tokens: Tokens, following: int, earlier: int, has_arguments: bool) -> bool:
    """`f(void) THROWS {`, `int name UNUSED,`."""
    before, after = tokens.at(earlier), tokens.at(following)
    if before == b")" or before in (b"const", b"override", b"final", b"noexcept"):
        if after == b"{" or (after == b":" and (not has_arguments or sets(tokens, following))):
            return not _is_flow(tokens, earlier)
        if after == b";":
            return not _is_flow(tokens, earlier)
        return False
    if before == b"]" and after == b";" and tokens.at(earlier - 1) == b"[":
        # `Type names[] VALUES;`
        return True
    if not tokens.is_name(earlier) or after not in (b",", b")", b";", b"=", b"}"):
        return False
    behind = tokens.at(earlier - 1)
    if behind in (b"{", b","):
        # `enum { NAME DEPRECATED("words") = 1,`
        return after != b")" and after != b";"
    if after == b"}":
        return False
    return tokens.is_name(earlier - 1) or behind in TYPES or behind in (b"*", b"&", b">")


def _is_flow(tokens: Tokens, position: int) -> bool:
    """Whether a parenthesis closes what `if` and its like ask for."""
    opened = tokens.opening(position) if tokens.at(position) == b")" else -1
    if opened < 0:
        return False
    before = tokens.at(opened - 1)
    return before in FLOW or before == b"catch" or CAPS.fullmatch(before) is not None


def _condition_of_template(tokens: Tokens, position: int, following: int) -> bool:
    """`template <typename T, ENABLE_IF(condition)>`."""
    if tokens.at(following) != b">" or tokens.at(position - 1) != b",":
        return False
    if following == position + 1:
        return False
    for earlier in range(position - 1, max(0, position - _LONGEST), -1):
        word = tokens.at(earlier)
        if word == b"template":
            return tokens.at(earlier + 1) == b"<"
        if word in (b";", b"{", b"}"):
            return False
    return False

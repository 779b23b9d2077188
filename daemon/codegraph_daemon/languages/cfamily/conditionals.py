"""Conditional parts of a text that stand where the grammar takes none, covered before it reads it.

`#if` may cut through an expression, a list of parameters or a pair of braces.  Then one branch is
kept, or all of them where they are parts of a list, and the lines of the preprocessor are covered.
What is covered keeps its names (`masks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_ANY = re.compile(rb"(?m)^[ \t]*#[ \t]*(\w+)(?:[^\\\n]|\\\r?\n|\\.)*")
_PLAIN = frozenset((b"define", b"undef", b"include"))
_DEEPEST = 60
"""What is nested deeper is left as it is: each level looks at all that is in it."""
_PARTING = frozenset((b"elif", b"elifdef", b"elifndef", b"else", b"endif"))
_ENOUGH = 200
"""Bytes of code that tell whether it goes on."""
_IN_LIST = re.compile(rb"(?:[,=(|]|=\s*\{|\benum\s*\w*\s*\{)$")
_NOT_CODE = re.compile(
    rb'//(?:[^\\\n]|\\.)*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|' + rb"'(?:[^'\\\n]|\\.)*'", re.DOTALL
)
_COMMENTS = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_LAST_WORD = re.compile(rb"[A-Za-z_]\w*$")
_STATEMENTS = frozenset((b"else", b"do", b"public", b"private", b"protected"))
_UNFINISHED = frozenset(
    b"""static extern inline const volatile class namespace struct union enum unsigned signed
    int char short long float double void bool return""".split()
)
_CONTINUES = frozenset(b"{:,)]&|+-*/=<>?.;(")
_ENDS = frozenset(b";{}")

Extent = tuple[int, int]


@dataclass
class _Group:
    """`#if` to `#endif`: its lines, and what lies between them."""

    lines: list[Extent] = field(default_factory=list)

    def branches(self) -> list[Extent]:
        return [
            (first[1], second[0]) for first, second in zip(self.lines, self.lines[1:], strict=False)
        ]


def covered(text: bytes) -> list[Extent]:
    """The extents that are to be covered, in order; those inside others are left out."""
    extents: list[Extent] = []
    before: dict[int, bytes] = {}
    code, last = b"", 0
    lines = list(_ANY.finditer(text))
    for line in lines:
        start, end = line.span()
        # Each stretch is looked at once: a file may be nothing but such lines.
        here = _COMMENTS.sub(b"", text[last:start]).rstrip()
        if here:
            code = here[-_ENOUGH:]
        before[start] = code
        last = end
        if line[1] in _PLAIN and _IN_LIST.search(code):
            extents.append((start, end))
    groups = _groups(lines)
    for group in groups:
        extents += _of_group(text, group, before[group.lines[0][0]])
    extents += _along(text, groups, extents)
    return _merged(extents)


def _along(text: bytes, groups: list[_Group], extents: list[Extent]) -> list[Extent]:
    """The only branches that open or close braces and ask what elsewhere is taken for not so:
    `#ifdef A {` belongs together with `#ifdef A } #else ... #endif`."""
    covered_ones = set(extents)
    denied = {
        _said(text, group)
        for group in groups
        if len(group.lines) > 2 and (group.lines[0][1], group.lines[1][0]) in covered_ones
    }
    return [
        branch
        for group in groups
        if len(group.lines) == 2 and denied and _said(text, group) in denied
        for branch in group.branches()
        if _balance(text[slice(*branch)])
    ]


def _said(text: bytes, group: _Group) -> bytes:
    """What the first line of a group asks."""
    return b" ".join(text[slice(*group.lines[0])].replace(b"#", b"").split())


def _merged(extents: list[Extent]) -> list[Extent]:
    extents.sort()
    result: list[Extent] = []
    for start, end in extents:
        if result and start < result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def inside(text: bytes, broken: list[Extent]) -> list[Extent]:
    """The extents to cover so that of every conditional part in one of `broken` one branch is left.

    For what could not be read in spite of `covered`.
    """
    extents: list[Extent] = []
    for group in _groups(_ANY.finditer(text)):
        first, last = group.lines[0][0], group.lines[-1][1]
        if any([start <= first and last <= end for start, end in broken]):
            extents += [*group.lines, *_left_out(text, group)]
    return _merged(extents)


def _groups(lines: Iterable[re.Match[bytes]]) -> list[_Group]:
    found: list[_Group] = []
    stack: list[_Group] = []
    for line in lines:
        word, extent = line[1], (line.start(), line.end())
        if word in (b"if", b"ifdef", b"ifndef"):
            stack.append(_Group([extent]))
        elif stack and word in _PARTING:
            stack[-1].lines.append(extent)
            if word == b"endif":
                group = stack.pop()
                if len(stack) < _DEEPEST:
                    found.append(group)
    return found


def _of_group(text: bytes, group: _Group, before: bytes) -> list[Extent]:
    branches = group.branches()
    first = next((each for each in branches if text[each[0] : each[1]].strip()), branches[0])
    if _cuts(text, before, first, group.lines[-1][1]):
        if before[-1:] in (b",", b'"', b"(") or _is_list(text, branches):
            return group.lines
        return [*group.lines, *_left_out(text, group)]
    if any([_ends_within(text[a:b]) for a, b in branches]):
        return [*group.lines, *_left_out(text, group)]
    if any([_balance(text[a:b]) for a, b in branches]):
        return [*group.lines, *_left_out(text, group)]
    return []


def _left_out(text: bytes, group: _Group) -> list[Extent]:
    """All branches but one: what is read where nothing is defined, so that parts which belong
    together (`#ifdef A {` and later `#ifdef A }`) are both there or not."""
    branches = group.branches()
    if len(branches) < 2:
        return []
    first, last = text[slice(*group.lines[0])], text[slice(*group.lines[-2])]
    has_else = last.lstrip().removeprefix(b"#").lstrip().startswith(b"else")
    if has_else and _ASKS_DEFINED.match(first):
        return branches[:-1]
    return branches[1:]


_ASKS_DEFINED = re.compile(rb"\s*#\s*(?:ifdef\b|if\s+defined\b|if\s+0\b)")


def _ends_within(text: bytes) -> bool:
    """Whether a branch ends inside of a statement, which goes on after it."""
    code = _LINES.sub(b"", _COMMENTS.sub(b"", text)).rstrip()
    if not code or code[-1] in b";{},:":
        return False
    if code[-1:] == b")":
        start = max(code.rfind(b";"), code.rfind(b"{"), code.rfind(b"}")) + 1
        return _HEAD.match(code, start) is not None
    return code[-1] in b"=|&+-*/<>?(" or _TYPE_ONLY.search(code) is not None


_LINES = re.compile(rb"(?m)^[ \t]*#(?:[^\\\n]|\\\r?\n|\\.)*")
_HEAD = re.compile(rb"\s*(?:else\s+)?(?:if|while|for|switch)\b")
_TYPE_ONLY = re.compile(
    rb"\b(?:else|return|static|const|constexpr|inline|int|char|void|long|unsigned|double)$"
)


def _is_list(text: bytes, branches: list[Extent]) -> bool:
    """Whether each branch ends as a part of a list does that is not the last."""
    parts = [_COMMENTS.sub(b"", text[a:b]).rstrip() for a, b in branches]
    return all([part.endswith(b",") or not part for part in parts])


def _cuts(text: bytes, before: bytes, first: Extent, end: int) -> bool:
    """Whether what stands before a conditional part goes on in it."""
    last = before[-1:]
    if not last or last[0] in _ENDS:
        return False
    inner = _code_at(text, *first)
    after = _code_at(text, end, min(end + 400, len(text)))
    if last == b":":
        return before[:-1].rstrip().endswith(b")")
    if last in b")" or _LAST_WORD.search(before):
        word = _LAST_WORD.search(before)
        if word is not None and word[0] in _STATEMENTS:
            return False
        if word is not None and word[0] in _UNFINISHED:
            return True
        if _OF_DECLARATOR.match(inner):
            return True
        return inner[:1] in (b"{", b"(") or _goes_on(inner) or _goes_on(after)
    return True


_OF_DECLARATOR = re.compile(rb"(?:requires|noexcept|override|final)\b")


def _goes_on(code: bytes) -> bool:
    return bool(code) and code[0] in _CONTINUES and code[0] not in b"(*{"


def _code_at(text: bytes, start: int, end: int) -> bytes:
    """The first code in an extent."""
    while start < end:
        while start < end and text[start : start + 1].isspace():
            start += 1
        comment = _COMMENTS.match(text, start, end)
        if comment is None:
            break
        start = comment.end()
    return text[start : min(end, start + 20)]


def _balance(text: bytes) -> int:
    """How many more braces a text opens than it closes."""
    if b"{" not in text and b"}" not in text:
        return 0
    code = _NOT_CODE.sub(b"", text)
    code = re.sub(rb"(?m)^[ \t]*#(?:[^\\\n]|\\\r?\n|\\.)*", b"", code)
    return code.count(b"{") - code.count(b"}")

"""Tokens of code without comments, lines of the preprocessor and literals, and words of both
languages."""

from __future__ import annotations

import re

from ..covering import spaces_for

_NOT_CODE = re.compile(
    rb"//(?:[^\\\n]|\\.)*|/\*.*?\*/|^[ \t]*#(?:[^\\\n]|\\\r?\n|\\.)*"
    rb'|"(?:[^"\\\n]|\\.)*"|' + rb"'(?:[^'\\\n]|\\.)*'",
    re.DOTALL | re.MULTILINE,
)
_TOKEN = re.compile(rb"[A-Za-z_]\w*|[0-9][\w.]*|::|->|[^\s\w]")
CAPS = re.compile(rb"[A-Z_](?=[A-Z0-9_]*[A-Z][A-Z0-9_])[A-Z0-9_]*+")
"""What macros are called."""

TYPES = frozenset(b"void bool char short int long float double signed unsigned auto".split())
LIBRARY_TYPES = frozenset(
    b"""size_t ssize_t ptrdiff_t intptr_t uintptr_t max_align_t nullptr_t charptr_t int8_t int16_t
    int32_t int64_t uint8_t uint16_t uint32_t uint64_t char8_t char16_t char32_t char64_t""".split()
)
"""Types that the grammars take for words of the language, and that headers define."""
DECLARING = TYPES | frozenset(
    b"""static inline extern virtual explicit friend constexpr consteval template typename class
    struct union enum namespace using typedef register mutable thread_local""".split()
)
FLOW = frozenset(
    b"if for while do switch return break continue goto case default try throw delete".split()
)
TAGS = frozenset(b"struct class union enum".split())
_OTHERS = frozenset(
    b"""const volatile operator new sizeof else final override noexcept public private protected
    decltype alignof catch this true false nullptr not and or co_return co_await co_yield
    requires concept defined""".split()
)
_KEYWORDS = DECLARING | FLOW | _OTHERS
_BEFORE, _BEHIND = 1_200, 300
"""Bytes around what could not be read in which the reason is looked for."""
_MOST_ARGUMENTS = 300
"""Tokens between parentheses that are looked at."""


def near(text: bytes, broken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What lies around extents, from the beginning of a line on that is in no comment."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(broken):
        first = text.rfind(b"\n", 0, max(0, start - _BEFORE)) + 1
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end + _BEHIND))
            continue
        closed = text.find(b"*/", first, start)
        if closed >= 0 and text.find(b"/*", first, closed) < 0:
            first = closed + 2
        result.append((first, end + _BEHIND))
    return result


class Tokens:
    """The tokens of a part of a text, without comments and lines of the preprocessor."""

    def __init__(self, text: bytes, start: int, end: int) -> None:
        self.text = _NOT_CODE.sub(_without, text[start:end])
        found = list(_TOKEN.finditer(self.text))
        self.words = [each[0] for each in found]
        self.starts = [each.start() for each in found]

    def end(self, position: int) -> int:
        """Where the token at a position ends."""
        return self.starts[position] + len(self.words[position])

    def closing(self, opened: int) -> int:
        """The position of the token that closes a parenthesis; -1 if none is near."""
        return self._partner(range(opened, opened + _MOST_ARGUMENTS), b"(", b")")

    def opening(self, closed: int) -> int:
        """The position of the token that opens a parenthesis; -1 if none is near."""
        return self._partner(range(closed, closed - _MOST_ARGUMENTS, -1), b")", b"(")

    def _partner(self, near: range, own: bytes, other: bytes) -> int:
        depth = 0
        for position in near:
            word = self.at(position)
            if word == own:
                depth += 1
            elif word == other:
                depth -= 1
                if not depth:
                    return position
        return -1

    def at(self, position: int) -> bytes:
        """The token at a position; empty outside."""
        return self.words[position] if 0 <= position < len(self.words) else b""

    def is_name(self, position: int) -> bool:
        """Whether a word stands there that is none of the language's own."""
        word = self.at(position)
        return (word[:1].isalpha() or word[:1] == b"_") and word not in _KEYWORDS

    def is_later(self, position: int) -> bool:
        """Whether a token begins on another line than the one before it ends."""
        if not 0 < position < len(self.words):
            return True
        return b"\n" in self.text[self.end(position - 1) : self.starts[position]]


def _without(found: re.Match[bytes]) -> bytes:
    """Spaces instead of a comment or a line of the preprocessor, a number instead of a literal."""
    said = found[0]
    if said[:1] in (b'"', b"'"):
        return b"0" * len(said)
    return spaces_for(said)

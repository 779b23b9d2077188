"""What `#if` and its like ask for, and which places of a file are compiled together.

The facts of a file hold its conditions as they are spelled.  What they mean depends on platform and
compiler, which no file says; so that is decided when somebody asks, and of places of one name those
are told that can mean the same thing at once.  What cannot be decided, such as options of a
project, holds and does not hold.

A condition is taken apart into *literals*: what is asked, and whether it holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .platforms import UNKNOWN, Macros

Literal = tuple[str, bool]
Bounds = tuple[int, int] | None

_LINE = re.compile(
    rb"#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif|error)\b"
    rb"((?:[^\\\r\n]|\\\r?\n|\\.)*)"
)
_GUARDED = re.compile(rb"\s*#[ \t]*define[ \t]+(\w+)")
_COMMENT = re.compile(rb"//.*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LONGEST = 1000
"""Bytes of a condition; a longer one is known by where it stands."""
_TOKEN = re.compile(
    r"\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|&&|\|\||[<>=!]=|<<|>>|'[^'\\]'|.)",
    re.DOTALL,
)
_MOST_TOKENS = 300
"""A condition of more is not taken apart: those who read it call themselves for parentheses."""


def said(source: bytes) -> list[int | str]:
    """The conditional lines of a text: where each ends and what it asks, one after the other.
    `?` opens a part, `:` goes on with another branch of it, `.` closes it; `!` is an error that is
    told where what holds there should not.

    What keeps a header from being read twice is no condition.
    """
    found: list[int | str] = []
    guards: list[bool] = []
    for line in _LINE.finditer(source):
        word, start = line[1], line.start()
        if source[source.rfind(b"\n", 0, start) + 1 : start].strip():
            continue
        if word in (b"if", b"ifdef", b"ifndef"):
            asked = _asked(line)
            is_guard = asked.startswith("!") and _is_guard(source, line.end(), asked)
            guards.append(is_guard)
            if not is_guard:
                found += (line.end(), "?" + asked)
        elif not guards:
            continue
        elif word == b"error":
            found += (line.end(), "!")
        elif word == b"endif":
            if not guards.pop():
                found += (line.end(), ".")
        elif not guards[-1]:
            found += (line.end(), ":" + ("" if word == b"else" else _asked(line)))
    return found


def _asked(line: re.Match[bytes]) -> str:
    text = _COMMENT.sub(b" ", line[2].replace(b"\\\r\n", b" ").replace(b"\\\n", b" "))
    asked = " ".join(text.decode("utf-8", "replace").split())
    if line[1].endswith(b"ndef"):
        asked = "!defined " + asked.partition(" ")[0]
    elif line[1].endswith(b"def"):
        asked = "defined " + asked.partition(" ")[0]
    return asked if len(asked) <= _LONGEST else f"<{line.start()}>"


def _is_guard(source: bytes, end: int, asked: str) -> bool:
    defined = _GUARDED.match(source, end)
    if defined is None:
        return False
    name = defined[1].decode()
    tail = source[defined.end() : defined.end() + 200].lstrip(b" \t")
    return re.fullmatch(rf"!\s*defined\s*\(?\s*{name}\s*\)?", asked) is not None and (
        # What is given a value here is a default for whoever has not defined it.
        tail[:1] in (b"\r", b"\n", b"") or tail[:2] in (b"//", b"/*") or "_H" in name.upper()
    )


class Places(NamedTuple):
    """The conditional lines of a file, as they were said."""

    ends: Sequence[int]
    asked: Sequence[str]

    def at(self, offset: int) -> frozenset[Literal]:
        """What must hold so that a byte of the file is compiled."""
        stack: list[list[str]] = []
        for end, asked in zip(self.ends, self.asked, strict=True):
            if end > offset:
                break
            if asked[0] == "?":
                stack.append([asked[1:]])
            elif stack and asked[0] == ":":
                stack[-1].append(asked[1:])
            elif stack and asked[0] == ".":
                stack.pop()
        found: set[Literal] = set()
        for chain in stack:
            for earlier in chain[:-1]:
                found.update(literals(earlier, False))
            if chain[-1]:
                found.update(literals(chain[-1], True))
        return frozenset(found)


@lru_cache(32)
def refused(text: str) -> frozenset[Literal]:
    """All that must not hold together in a file, by the errors that it tells then."""
    places = _places(text) if text else Places((), ())
    found: set[Literal] = set()
    for end, asked in zip(places.ends, places.asked, strict=True):
        if asked == "!":
            found |= places.at(end)
    return frozenset(found)


def at(text: str, offset: int) -> frozenset[Literal]:
    """What must hold so that a byte of a file is compiled; `text` is its conditional lines as JSON,
    as the facts hold them."""
    return _places(text).at(offset) if text else frozenset()


@lru_cache(32)
def _places(text: str) -> Places:
    rows = json.loads(text)
    return Places(rows[0::2], rows[1::2])


# What a condition says


def _tokens(text: str) -> list[str]:
    return [found[1] for found in _TOKEN.finditer(text) if not found[1].isspace()]


@lru_cache(2000)
def literals(text: str, holds: bool) -> tuple[Literal, ...]:
    """What must hold for a condition to hold, or not to; as far as that can be taken apart."""
    tokens = _tokens(text)
    if len(tokens) > _MOST_TOKENS:
        return ((" ".join(tokens), holds),)
    return tuple(_literals(tokens, holds))


def _literals(tokens: list[str], holds: bool) -> list[Literal]:
    while True:
        if tokens[:1] == ["("] and _closing(tokens, 0) == len(tokens) - 1:
            tokens = tokens[1:-1]
        elif tokens[:1] == ["!"] and _is_one(tokens[1:]):
            tokens, holds = tokens[1:], not holds
        else:
            break
    parts, is_apart = _parts(tokens, "||"), not holds
    if len(parts) == 1:
        parts, is_apart = _parts(tokens, "&&"), holds
    if len(parts) > 1 and is_apart:
        return [each for part in parts for each in _literals(part, holds)]
    return [(_spelled(tokens), holds)]


def _spelled(tokens: list[str]) -> str:
    if len(tokens) == 4 and tokens[0] == "defined" and tokens[1] == "(":
        tokens = [tokens[0], tokens[2]]
    return " ".join(tokens)


def _is_one(tokens: list[str]) -> bool:
    """Whether all of this is what a `!` before it denies."""
    if tokens[:1] == ["("]:
        return _closing(tokens, 0) == len(tokens) - 1
    if tokens[:1] == ["defined"]:
        return len(tokens) == 2 or (len(tokens) == 4 and tokens[1] == "(")
    return len(tokens) == 1


def _closing(tokens: list[str], at: int) -> int:
    depth = 0
    for position in range(at, len(tokens)):
        if tokens[position] == "(":
            depth += 1
        elif tokens[position] == ")":
            depth -= 1
            if not depth:
                return position
    return -1


def _parts(tokens: list[str], operator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    depth = 0
    for word in tokens:
        depth += (word == "(") - (word == ")")
        if word == operator and not depth:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


# Whether a condition holds

_BINDING = {
    **{"||": 1, "&&": 2, "|": 3, "^": 3, "&": 3, "==": 4, "!=": 4},
    **{"<": 5, ">": 5, "<=": 5, ">=": 5, "<<": 6, ">>": 6, "+": 7, "-": 7, "*": 8, "/": 8, "%": 8},
}


def holds(text: str, macros: Macros) -> bool | None:
    """Whether a condition holds with these macros; None if that is not known."""
    tokens = _tokens(text)
    if len(tokens) > _MOST_TOKENS or "?" in tokens:
        return None
    reader = _Reader(tokens, macros)
    value = reader.value(0)
    return None if reader.at < len(tokens) else _truth(value)


def _truth(value: Bounds) -> bool | None:
    if value is None:
        return None
    if value == (0, 0):
        return False
    return True if value[0] > 0 or value[1] < 0 else None


class _Reader:
    """Reads one condition: the bounds of its value, None where nothing is known."""

    def __init__(self, tokens: list[str], macros: Macros) -> None:
        self.tokens = tokens
        self.macros = macros
        self.at = 0

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def value(self, weakest: int) -> Bounds:
        left = self._operand()
        while self.at < len(self.tokens):
            operator = self.tokens[self.at]
            binding = _BINDING.get(operator, 0)
            if binding <= weakest:
                break
            self.at += 1
            left = _joined(operator, left, self.value(binding))
        return left

    def _operand(self) -> Bounds:
        word = self._next()
        if word == "(":
            value = self.value(0)
            return value if self._next() == ")" else None
        if word == "!":
            truth = _truth(self._operand())
            return None if truth is None else _bool(not truth)
        if word == "-":
            value = self._operand()
            return None if value is None else (-value[1], -value[0])
        if word == "defined":
            name = self._next()
            if name == "(":
                name = self._next()
                self._next()
            found = self.macros.get(name, UNKNOWN).defined
            return None if found is None else _bool(found)
        if word[:1].isdigit():
            return self._number(word)
        if len(word) == 3 and word[0] == "'" and word.isascii():
            return ord(word[1]), ord(word[1])
        if word in ("true", "false"):
            return _bool(word == "true")
        if self.tokens[self.at : self.at + 1] == ["("]:
            # What is called is the compiler's own, or a macro that nobody reads here.
            self.at = max(_closing(self.tokens, self.at), self.at) + 1
            return None
        return self.macros.get(word, UNKNOWN).bounds

    def _number(self, word: str) -> Bounds:
        following = self.tokens[self.at : self.at + 1]
        if following and following[0].strip("uUlL") == "":
            self.at += 1
        try:
            # A leading zero makes it octal, which `int` spells differently.
            number = int(word, 8 if word[0] == "0" and word.isdigit() else 0)
        except ValueError:
            return None
        return number, number


def _bool(value: bool) -> Bounds:
    return (1, 1) if value else (0, 0)


def _joined(operator: str, a: Bounds, b: Bounds) -> Bounds:
    if operator in ("&&", "||"):
        first, second = _truth(a), _truth(b)
        decisive = operator == "||"
        if first is decisive or second is decisive:
            return _bool(decisive)
        return None if first is None or second is None else _bool(not decisive)
    if a is None or b is None:
        return None
    if operator == "+":
        return a[0] + b[0], a[1] + b[1]
    if operator == "-":
        return a[0] - b[1], a[1] - b[0]
    if operator == "*" and a[0] >= 0 and b[0] >= 0:
        return a[0] * b[0], a[1] * b[1]
    if operator in ("<", ">="):
        if a[1] < b[0]:
            return _bool(operator == "<")
        return _bool(operator == ">=") if a[0] >= b[1] else None
    if operator in (">", "<="):
        if a[0] > b[1]:
            return _bool(operator == ">")
        return _bool(operator == "<=") if a[1] <= b[0] else None
    if operator in ("==", "!="):
        if a[1] < b[0] or b[1] < a[0]:
            return _bool(operator == "!=")
        return _bool(operator == "==") if a == b and a[0] == a[1] else None
    return None

"""What both languages have and the grammars do not read, written in another way that is as long.

Only files that could not be read are looked at so closely, and what comes of it counts if more of
them is read then.  Names stay where they are, for they are taken from the source; those of what is
covered are noted like those of macros (`masks`).

Belongs here: constructs of the languages.  Stays out: what only the preprocessor knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ..covering import spaces_for
from .tokens import near

Extent = tuple[int, int]


class Rewritten(NamedTuple):
    """A text with the extents that read differently, in order, and those of them that are only
    covered."""

    text: bytes
    extents: list[Extent]
    covered: list[Extent]


def rewritten(text: bytes, broken: list[Extent]) -> Rewritten | None:
    """A text of the same length that the grammars read better near what could not be read; None
    for the same."""
    found: list[tuple[int, int, bytes]] = []
    for first, last in near(text, broken):
        found += [
            (first + start, first + end, said) for start, end, said in _found(text[first:last])
        ]
    if not found:
        return None
    found.sort()
    parts: list[bytes] = []
    extents: list[Extent] = []
    covered: list[Extent] = []
    last = 0
    for start, end, said in found:
        if start < last:
            continue
        parts += (text[last:start], said)
        extents.append((start, end))
        if not said.strip():
            covered.append((start, end))
        last = end
    parts.append(text[last:])
    return Rewritten(b"".join(parts), extents, covered)


def _found(text: bytes) -> list[tuple[int, int, bytes]]:
    """What reads differently, and how, in a part of a text."""
    code = _NOT_CODE.sub(_plain, text)
    found = _in_conditions(text)
    for words, pattern, written in _WAYS:
        if all([word not in code for word in words]):
            continue
        for each in pattern.finditer(code):
            start, end = each.span(1)
            found.append((start, end, written(each[1])))
    if b"," in code:
        found += _declared_by_macros(code)
    return found


_NOT_CODE = re.compile(
    rb'R"([^()\\\s]{0,16})\(.*?\)\1"'
    rb"|//(?:[^\\\n]|\\.)*|/\*.*?\*/|^[ \t]*#(?:[^\\\n]|\\\r?\n|\\.)*"
    rb'|"(?:[^"\\\n]|\\.)*"|' + rb"'(?:[^'\\\n]|\\.)*'",
    re.DOTALL | re.MULTILINE,
)


def _plain(found: re.Match[bytes]) -> bytes:
    """Spaces instead of a comment or a line of the preprocessor; a text in quotes begins with `"`
    and ends with `'`."""
    said = found[0]
    if said[:1] in (b'"', b"R") and len(said) > 1:
        return b'"' + b"0" * (len(said) - 2) + b"'"
    if said[:1] == b"'":
        return b"0" * len(said)
    return spaces_for(said)


def _blank(said: bytes) -> bytes:
    return spaces_for(said)


def _nothing(said: bytes) -> bytes:
    return b"0" + b" " * (len(said) - 1)


def _name(said: bytes) -> bytes:
    return _NOT_OF_NAMES.sub(b"_", said)


def _comparison(said: bytes) -> bytes:
    return b"<=>" if len(said) == 3 else b"=="


def _equality(said: bytes) -> bytes:
    return b"==" if len(said) == 2 else b"&"


_NOT_OF_NAMES = re.compile(rb"\W")
_FLAT = rb"[^<>;{}]*"
_ANGLE = rb"(?:[ \t]*<" + _FLAT + rb"(?:<" + _FLAT + rb">" + _FLAT + rb")*>)?"
_CAPITALS = rb"[A-Z_][A-Z0-9_]*\b"
_QUALIFIERS = rb"(?:[A-Za-z_]\w*" + _ANGLE + rb"[ \t]*::[ \t]*)"

_WAYS: tuple[tuple[tuple[bytes, ...], re.Pattern[bytes], Callable[[bytes], bytes]], ...] = (
    # `declared_value(Type const &)`, by a macro
    (
        (b"&)", b"*)", b"& )"),
        re.compile(
            rb"\b" + _CAPITALS + rb"\([^(){};,]*?\w>*((?:[ \t]+const)?[ \t]*[&*]+)(?=[ \t]*\))"
        ),
        _blank,
    ),
    # `condition<sizeof(Type) >= 4>`
    (
        (b"sizeof",),
        re.compile(
            rb"\bsizeof[ \t]*\([^()]*\)[ \t]*([<>]=?)(?![<>])(?=[ \t]*\w+[ \t\n]*(?:>|,|&&))"
        ),
        _equality,
    ),
    # `condition<size<T>() <= 64, A, B>`
    (
        (b"() <=", b"() >="),
        re.compile(rb"\(\) ([<>]=)(?= \w+[ \t\n]*(?:>|,))"),
        _equality,
    ),
    # `typename condition<T>::type = 0>`
    (
        (b"= 0>", b"= true>", b"= 0,", b"= true,"),
        re.compile(rb"::type[ \t\n]*(=[ \t\n]*(?:0|true))(?=[ \t\n]*[>,])"),
        _blank,
    ),
    # `Type constexpr name = value;`
    ((b" constexpr ",), re.compile(rb"[\w>] (constexpr) (?=\w+(?:\[\w*\])?\s*[={])"), _blank),
    # `Type name __attribute__((said)) = value;`
    (
        (b"__attribute__",),
        re.compile(rb"(\b__attribute__\s*\(\((?:[^()]|\([^()]*\))*+\)\))(?=\s*=)"),
        _blank,
    ),
    # `typename T::type()`, `typename T::type{}`, `using typename T::type;`
    (
        (b"typename",),
        re.compile(
            rb"\b(typename)\s+(?:::)?"
            + _QUALIFIERS
            + rb"+(?:template[ \t]+)?\w+"
            + _ANGLE
            + rb"[ \t\n]*[({]"
        ),
        _blank,
    ),
    ((b"using typename",), re.compile(rb"\busing (typename)\b"), _blank),
    # `template <typename T, condition<T>* = nullptr>`
    (
        (b"nullptr",),
        re.compile(rb"([*&]+[ \t\n]*=[ \t\n]*nullptr)(?=\s*[>,])"),
        _blank,
    ),
    # `void f(Type given = {})`, `co_return {}`
    (
        (b"{}", b"{ }"),
        re.compile(rb"(?:=|\bco_return|\bco_yield)\s*(\{ ?\})(?=\s*[,);])"),
        _nothing,
    ),
    # `&operator*()`, `operator new(size)`
    (
        (b"operator",),
        re.compile(
            rb"(?:[&=(,!?{;]|\breturn)\s*((?:::)?operator(?:[ \t]*\(\)|[ \t]*[^\w\s(;]{1,3}))(?=\()"
        ),
        _name,
    ),
    (
        (b"operator new", b"operator delete"),
        re.compile(rb"(?:[=(,!?]|\breturn)\s*(operator (?:new|delete)(?:\[\])?)(?=\s*\()"),
        _name,
    ),
    # `int (Type::*)()`, `int Type::*name`
    ((b"::*", b":: *"), re.compile(rb"(?<![\w:])(" + _QUALIFIERS + rb"+)(?=\*)"), _blank),
    # `object.~Type<T>()`
    ((b"~",), re.compile(rb"(?:\.|->)\s*~\s*\w+([ \t]*<" + _FLAT + rb">)(?=\s*\()"), _blank),
    # `enum : int { }`
    ((b"enum",), re.compile(rb"\benum\s*(:\s*(?:\w+\s+){0,3}[\w:]+)(?=\s*\{)"), _blank),
    # `object->*member`, `object.*member`
    (
        (b"->*", b".*"),
        re.compile(rb"((?<=[\w)\]])->\*|(?<=[A-Za-z_)\]])\.\*(?=[\w(]))"),
        _comparison,
    ),
    # `name ? throw error : value`
    ((b"throw",), re.compile(rb"[(,?]\s*(throw)(?=\s+[\w:])"), _blank),
    ((b"new const",), re.compile(rb"\bnew (const)\b"), _blank),
    # `Type<void()>`, of which more follows
    (
        (b"()",),
        re.compile(
            rb"(?:[<=]\s*(?:void|bool|char|int|float|double|long|auto)|\bint>)(\(\))(?=\s*>)"
        ),
        _blank,
    ),
    # `one<A>::value && other<A, B<C>>)`
    (
        (b">",),
        re.compile(
            rb"(?:&&|\|\|)\s*!?[\w:]+<[^<>;{}()&|]*(<[^<>;{}()]*>)\s*>(?=\s*\)\s*(?:\{|[a-z]))"
        ),
        _blank,
    ),
    # `timercmp(&one, &other, >)`
    ((b">)", b"<)", b"=)"), re.compile(rb",\s*([<>]=?|[=!]=)(?=\s*\))"), _nothing),
    # `"text" MACRO(given) "text"`
    (
        (b"'",),
        re.compile(
            rb"(?:(?<=')\s+|(?<=[(,={])\s*(?="
            + _CAPITALS
            + rb"\([^()]*\)\s*\"))("
            + _CAPITALS
            + rb"\([^()]*\))"
        ),
        _blank,
    ),
    # `"text" MACRO "text"`
    (
        (b"'",),
        re.compile(
            rb"(?:(?<=')\s+(?=[A-Za-z_]\w*\s*\"|"
            + _CAPITALS
            + rb"\s*[,;)}])|(?<=[(,={])\s*(?="
            + _CAPITALS
            + rb"\s+\"))([A-Za-z_]\w*)"
        ),
        _blank,
    ),
)
"""What stands in no text that does not have one of some words, as a pattern; what its first group
is written as."""

_CONDITION = re.compile(rb"(?m)^[ \t]*#[ \t]*(?:el)?if\b(?:[^\\\n]|\\\r?\n|\\.)*")
_EMPTY = re.compile(rb"(?m)^[ \t]*(#)[ \t\r]*$")
_ASKED_FILE = re.compile(rb"\(\s*(<[^>\n]*>|\"[^\"\n]*\")(?=\s*\))")
_ASKED_NAME = re.compile(rb"(?<=\w)(::)(?=\w)")


def _in_conditions(text: bytes) -> list[tuple[int, int, bytes]]:
    """`#if __has_include(<file>)`, `#if __has_cpp_attribute(name::name)`; what is asked for is read
    from the source. A line may say nothing, too."""
    found = [(*each.span(1), b" ") for each in _EMPTY.finditer(text)]
    if b"(<" not in text and b"::" not in text and b'("' not in text:
        return found
    for line in _CONDITION.finditer(text):
        if b"(" not in line[0]:
            continue
        start, end = line.span()
        found += [
            (*each.span(1), b"1" * len(each[1])) for each in _ASKED_FILE.finditer(text, start, end)
        ]
        found += [(*each.span(1), b"__") for each in _ASKED_NAME.finditer(text, start, end)]
    return found


_GIVEN_DECLARATION = re.compile(
    rb"[;{}]\s*("
    + _CAPITALS
    + rb"\s*\(\s*)(?:const\s+)?(?:::)?[A-Za-z_][\w:]*"
    + _ANGLE
    + rb"(?:\s*[&*]+\s*|\s+)[A-Za-z_]\w*(?:\s*\[\[\w+\]\])?\s*(,)"
    rb"(?!\s*(?:const\s+)?\w+[\s*&]+\w+\s*[,)])"
)
_BRACKETS = re.compile(rb"[](){}[,]")
_FURTHEST = 2_000
"""Bytes in which what a macro is given ends."""


def _declared_by_macros(code: bytes) -> list[tuple[int, int, bytes]]:
    """`ASSIGN_OR_RETURN(auto name, value);` declares a variable that is given a value."""
    found: list[tuple[int, int, bytes]] = []
    for each in _GIVEN_DECLARATION.finditer(code):
        depth = 0
        rest = -1
        for mark in _BRACKETS.finditer(code, each.end(), each.end() + _FURTHEST):
            said = mark[0]
            if said == b",":
                if not depth and rest < 0:
                    rest = mark.start()
            elif said in b"([{":
                depth += 1
            elif depth:
                depth -= 1
            else:
                if said == b")" and code[mark.end() : mark.end() + 40].lstrip()[:1] == b";":
                    last = (mark.start() if rest < 0 else rest, mark.end())
                    found.append((*each.span(1), _blank(each[1])))
                    found.append((*each.span(2), b"="))
                    found.append((*last, _blank(code[slice(*last)])))
                break
    return found

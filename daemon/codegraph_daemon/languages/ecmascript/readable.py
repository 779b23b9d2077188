"""What the grammars of TypeScript and JavaScript cannot read, written so that they can.

Of a text that they cannot read a copy of the same length is made, in which everything that they
know keeps its place: semicolons stand where a line ends a member without one, and words that they
have not heard of are blank.  A copy is taken only if it can be read better than the text.

Belongs here: what is right in the language and not in a grammar.  Stays out: texts that are broken
(`mending`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Tree

from ..mending import broken_bytes

_EXPORTED_TYPES = re.compile(rb"\bexport\s+(type)\s*\*")
"""`export type * from "module"`."""
_VARIANCE = re.compile(
    rb"[<,](?:\s|//[^\n]*\n|/\*(?s:.*?)\*/)*((?:in\s+)?out|in)\s+[A-Za-z_$]",
)
"""`<out T>`, `<in out T>`."""
_MODULE_TYPE = re.compile(rb"<(typeof\s+import\(\s*(?:'[^'\n]*'|\"[^\"\n]*\"),?\s*\))>\s*\(")
"""`call<typeof import("module")>()`."""
_AMPERSAND = re.compile(rb"=\"[^\"\n<>]*&[^\"\n<>]*\"|>[^<>{}=;]*&\s[^<>{}=;]*</")
"""`href="?a=1&b=2"` and `<p>a & b</p>`."""
_OPERATORS = re.compile(rb"\n[ \t]+(?=(?:in|instanceof)\d*\??[:(])")
"""Before a member that is called like an operator, which goes on with what stands before it."""
_GENERIC = re.compile(rb"\n[ \t]+(?=<[\s\w$])")
"""Before a signature that begins with its type parameters, which looks like a comparison."""
_TOKEN = re.compile(
    rb"=>|[<>()\[\]{}]|'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`|//[^\n]*|/\*(?s:.*?)\*/",
)
_OPEN, _CLOSED = b"([{", b")]}"
_ENDS = re.compile(rb"[\w$>)\]}'\"`]")
_BLANK = re.compile(rb"\s*")
_LONGEST = 20_000
"""Bytes of the type parameters of one signature."""


def readable(
    parse: Callable[[bytes], Tree], text: bytes, tree: Tree, is_typed: bool
) -> tuple[bytes, Tree]:
    """A text and its tree; of one that the grammar cannot read a copy, if it reads that better."""
    if not tree.root_node.has_error:
        return text, tree
    copy = _copy(text, is_typed)
    if copy is None:
        return text, tree
    second = parse(copy)
    if broken_bytes(second.root_node) > broken_bytes(tree.root_node):
        return text, tree
    return copy, second


def _copy(text: bytes, is_typed: bool) -> bytes | None:
    copy = bytearray(text)
    for found in _AMPERSAND.finditer(text):
        start, end = found.span()
        # What only looks like markup keeps its operators, and with them its names.
        copy[start:end] = found[0].replace(b"&", b"|")
    if is_typed:
        for pattern in (_EXPORTED_TYPES, _VARIANCE):
            for found in pattern.finditer(text):
                start, end = found.span(1)
                copy[start:end] = b" " * (end - start)
        for found in _MODULE_TYPE.finditer(text):
            start, end = found.span(1)
            copy[start:end] = b"unknown".ljust(end - start)
        for at in _unended(text):
            copy[at] = 0x3B
    return None if copy == text else bytes(copy)


def _unended(text: bytes) -> Iterator[int]:
    """Where a semicolon can stand in white space, behind a member that has none."""
    for found in _OPERATORS.finditer(text):
        if _ends(text, found.start()):
            yield found.end() - 1
    for found in _GENERIC.finditer(text):
        if _ends(text, found.start()) and _is_signature(text, found.end()):
            yield found.end() - 1


def _ends(text: bytes, at: int) -> bool:
    """Whether what stands before a place, but comments, can be the end of a member."""
    while True:
        before = text[:at].rstrip() if at < _LONGEST else text[at - _LONGEST : at].rstrip()
        at -= min(at, _LONGEST) - len(before)
        line = before.rfind(b"\n") + 1
        mark = before.find(b"//", line)
        if before.endswith(b"*/"):
            start = before.rfind(b"/*")
            if start < 0:
                return False
            at -= len(before) - start
        elif mark >= 0 and (mark == line or before[mark - 1 : mark].isspace()):
            at -= len(before) - mark
        else:
            return _ENDS.match(before[-1:]) is not None


def _is_signature(text: bytes, at: int) -> bool:
    """Whether at the byte `at` type parameters begin that parameters follow."""
    angles = others = 0
    for found in _TOKEN.finditer(text, at, at + _LONGEST):
        token = found[0]
        if token == b"<":
            angles += 1
        elif token == b">":
            angles -= 1
            if not angles and not others:
                end = _BLANK.match(text, found.end())
                return end is not None and text.startswith(b"(", end.end())
        elif token in _OPEN:
            others += 1
        elif token in _CLOSED:
            others -= 1
            if others < 0:
                return False
    return False

"""Names in format strings: `println!("{name} {value:width$}")`."""

from __future__ import annotations

import re

from .grammar import IDENTIFIER, ids, tokens
from .walk import Node, Walk

FORMAT_AT: dict[bytes, int] = {
    **dict.fromkeys(
        (
            *(b"format", b"print", b"println", b"eprint", b"eprintln", b"panic", b"todo"),
            *(b"unimplemented", b"unreachable", b"format_args", b"anyhow", b"bail"),
            *(b"error", b"warn", b"info", b"debug", b"trace"),
        ),
        0,
    ),
    **dict.fromkeys((b"write", b"writeln", b"assert", b"debug_assert", b"ensure", b"log"), 1),
    **dict.fromkeys((b"assert_eq", b"assert_ne", b"debug_assert_eq", b"debug_assert_ne"), 2),
}
"""Which argument of macros is a format, counted from zero: the first string from there on."""

_STRINGS = ids("string_literal", "raw_string_literal")
_COMMAS, _EQUALS = tokens(","), tokens("=")
_NAMING = tokens("=", ":")
_HOLE = re.compile(rb"\{\{|\{([^{}:]*)(?::([^{}]*))?\}")
_NAMED_HOLE = re.compile(rb"\{\s*[A-Za-z_]|\w\$")
_NAME = re.compile(rb"(?:r#)?[A-Za-z_]\w*")
_COUNT = re.compile(rb"([A-Za-z_]\w*)\$")


def names(x: Walk, tree: Node, at: int) -> None:
    """Uses of variables in the format among the arguments of a macro."""
    start, end = tree.start_byte, tree.end_byte
    # Most calls have no brace at all, which is seen sooner.
    at_brace = x.source.find(b"{", start + 1, end)
    if at_brace < 0 or _NAMED_HOLE.search(x.source, at_brace, end) is None:
        return
    commas = 0
    given: set[bytes] = set()
    before: Node | None = None
    found: Node | None = None
    for part in tree.children:
        kind = part.kind_id
        if kind in _COMMAS:
            commas += 1
        elif kind in _STRINGS and commas >= at and found is None:
            # `target: "text"` and `field = "text"` are no formats.
            if before is None or before.kind_id not in _NAMING:
                found = part
        elif kind in _EQUALS and before is not None and before.kind_id == IDENTIFIER:
            given.add(x.source[before.start_byte : before.end_byte])
        before = part
    if found is None:
        return
    start, end = found.start_byte, found.end_byte
    if x.source.find(b"{", start, end) < 0:
        return
    is_raw = x.source.startswith((b"r", b"br"), start)
    for hole in _HOLE.finditer(x.source, start, end):
        if hole[1] is None or (not is_raw and x.source[hole.start() - 2 : hole.start()] == b"\\u"):
            continue
        if _NAME.fullmatch(hole[1].strip()):
            text = hole[1].strip()
            _use(x, text, hole.start(1) + hole[1].index(text), given)
        for count in _COUNT.finditer(hole[2]) if hole[2] else ():
            _use(x, count[1], hole.start(2) + count.start(1), given)


def _use(x: Walk, text: bytes, at: int, given: set[bytes]) -> None:
    # What the call itself names is none of the variables around it.
    if text not in given and text != b"self":
        x.build.use(x.scope, text, at | x.scope.read)

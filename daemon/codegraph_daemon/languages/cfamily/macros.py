"""The preprocessor: macros, what conditions ask for, and which files are included.

Bodies of macros are no syntax: the names in them are uses, whatever they will mean.
"""

from __future__ import annotations

import re

from ...facts import NONE, Expr, Kind, listed_name
from ..scopes import Definition, Scope
from . import macro_members
from .namespaces import opened_by_macro
from .walk import IMPORT, MENTION, READ, Node, Walk, documentation, text_of

_TOKEN = re.compile(
    rb'"(?:[^"\\\n]|\\.)*"|' + rb"'(?:[^'\\\n]|\\.)*'" + rb"|//[^\n]*|/\*.*?\*/"
    rb"|[0-9][\w.]*|(\.|->|#+)?[ \t]*([A-Za-z_]\w*)",
    re.DOTALL,
)
_WORDS = frozenset(
    b"""auto break case char const continue default do double else enum extern float for goto if
    inline int long register restrict return short signed sizeof static struct switch typedef
    union unsigned void volatile while bool true false defined __VA_ARGS__ class namespace template
    typename this new delete public private protected virtual operator using nullptr constexpr
    static_cast const_cast reinterpret_cast dynamic_cast throw try catch""".split()
)


def define(x: Walk, node: Node) -> int:
    """`#define NAME body` and `#define NAME(a, b) body`."""
    build, file = x.build, x.file
    name = value = None
    own: set[bytes] = set()
    parameters: list[bytes] = []
    is_function = False
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "identifier" and name is None:
            name = part
        elif kind == "preproc_params":
            is_function = True
            parameters = [text_of(x, each) for each in part.named_children]
            own = set(parameters)
        elif kind == "preproc_arg":
            value = part
    if name is None:
        return 0
    text, at = text_of(x, name), name.start_byte
    start, end = node.start_byte, node.end_byte
    while end > start and x.source[end - 1 : end] in (b"\n", b"\r"):
        end -= 1
    sort = Kind.FUNCTION if is_function else Kind.CONSTANT
    definition = Definition(sort, 0, NONE, documentation(x, start))
    build.define(file, text, at, start, end, definition)
    build.announce(text)
    if value is not None:
        if not is_function and b"namespace" in text_of(x, value):
            own = opened_by_macro(x, value.start_byte, value.end_byte)
        if is_function:
            macro_members.defined(x, text, parameters, text_of(x, value))
        tokens(x, value.start_byte, value.end_byte, own, file)
    return 0


def tokens(x: Walk, start: int, end: int, own: set[bytes], scope: Scope) -> None:
    """The names between two places are uses; `own` are those of parameters."""
    build = x.build
    for found in _TOKEN.finditer(x.source, start, end):
        text = found[2]
        if text is None or found[1] is not None or text in _WORDS or text in own:
            continue
        if x.source[found.end(2) : end].lstrip().startswith(b"##"):
            continue
        build.use(scope, text, found.start(2) | MENTION | scope.read)


def condition(x: Walk, node: Node) -> int:
    """`#if condition` with what it lets through."""
    asked = node.child_by_field_name("condition")
    if asked is not None:
        tokens(x, asked.start_byte, asked.end_byte, set(), x.file)
    _rest(x, node, asked)
    return 0


def _rest(x: Walk, node: Node, first: Node | None) -> None:
    skipped = first.start_byte if first is not None else -1
    for part in node.named_children:
        if part.start_byte != skipped:
            x.effect[part.kind_id](x, part)


def known(x: Walk, node: Node) -> int:
    """`#ifdef NAME` with what it lets through."""
    name = node.child_by_field_name("name")
    if name is not None:
        x.build.use(x.file, text_of(x, name), name.start_byte | MENTION | x.file.read)
    _rest(x, node, name)
    return 0


def call(x: Walk, node: Node) -> int:
    """`#undef NAME`, `#pragma`, `#error`."""
    word = node.child_by_field_name("directive")
    given = node.child_by_field_name("argument")
    if word is not None and given is not None and text_of(x, word).endswith(b"undef"):
        tokens(x, given.start_byte, given.end_byte, set(), x.file)
    return 0


def include(x: Walk, node: Node) -> int:
    """`#include "file"` and `#include <file>`."""
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in ("string_literal", "system_lib_string"):
            spec = text_of(x, part)
            x.includes.append(spec.decode("utf-8", "replace"))
            build = x.build
            at = part.start_byte | IMPORT | x.file.read
            build.spelled(Expr.MODULE, build.name(spec), 0, at)
        elif kind == "identifier":
            x.build.use(x.file, text_of(x, part), part.start_byte | READ | x.file.read)
    return 0


def listed(x: Walk, text: bytes, at: int) -> None:
    """An entry of a list like `ENTRY(NAME, 1)`, which files that include it make something of:
    what they name so that nothing else defines."""
    bound = listed_name(text.decode("ascii")).encode()
    definition = Definition(Kind.CONSTANT, 0, NONE, (0, 0))
    x.build.name(text)
    x.build.define_variant(x.file, text, b"", at, at, at + len(text), definition, bound)
    x.build.announce(bound)


_COVERED = re.compile(
    rb"[ \t]*#[ \t]*(?:(define)[ \t]+([A-Za-z_]\w*)(\([^)]*\))?"
    rb'|include[ \t]*("[^"\n]*"|<[^>\n]*>))'
)
_WORD = re.compile(rb"\w+")


def covered(x: Walk, start: int, end: int) -> None:
    """A line that defines a macro or includes a file, where the grammar takes none."""
    found = _COVERED.match(x.source, start, end)
    if found is None:
        return
    build = x.build
    if found[4]:
        x.includes.append(found[4].decode("utf-8", "replace"))
        at = found.start(4) | IMPORT | x.file.read
        build.spelled(Expr.MODULE, build.name(found[4]), 0, at)
        return
    sort = Kind.FUNCTION if found[3] else Kind.CONSTANT
    definition = Definition(sort, 0, NONE, (0, 0))
    build.define(x.file, found[2], found.start(2), start, end, definition)
    build.announce(found[2])
    tokens(x, found.end(), end, set(_WORD.findall(found[3] or b"")), x.file)

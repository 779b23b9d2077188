"""The facts of languages that are known by their outline, from a tree-sitter query for each.

A query captures each definition as what it is (`@class`, `@function`, ...: the kinds below) and its
name as `@name`; what may use a name is `@use`, or `@call` where it is called.  What lies inside
what is told by where it begins and ends.  The engine knows no language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter
from tree_sitter import Node, Query, QueryCursor

from ...facts import ROLE_SHIFT, Kind, Role, ScopeKind, by_name
from ..builder import Builder
from ..grammars import grammar
from ..scopes import Definition, Scope

_KINDS = {
    "module": Kind.NAMESPACE,
    "class": Kind.CLASS,
    "interface": Kind.INTERFACE,
    "enum": Kind.ENUM,
    "member": Kind.ENUM_MEMBER,
    "type": Kind.TYPE_ALIAS,
    "function": Kind.FUNCTION,
    "constructor": Kind.CONSTRUCTOR,
    "property": Kind.PROPERTY,
    "field": Kind.FIELD,
    "constant": Kind.CONSTANT,
    "variable": Kind.VARIABLE,
    "heading": Kind.NAMESPACE,
}
_HOLDERS = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.NAMESPACE, Kind.TYPE_ALIAS))
_CALLABLE = frozenset((Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY))
_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_PLAIN = frozenset((Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD))
_READ, _CALL, _DEFINITION = (role << ROLE_SHIFT for role in (Role.READ, Role.CALL, Role.DEFINITION))
_LONGEST = 200
"""Bytes of a name; what is longer, such as a heading, is cut at a word."""
_CONTROL = re.compile(rb"[\0-\x1f\x7f]")
_STRIPPED = b" \t'\"`#"


@dataclass(frozen=True, slots=True)
class _Found:
    """A definition: its extent, and where its name is, in bytes."""

    start: int
    end: int
    at: int
    name: bytes
    kind: int


class Outline:
    """The parser of one language, as `workers.parse` wants it."""

    def __init__(self, language: str, query: str, version: int = 1) -> None:
        self.EXTRACTOR = f"{language} {version}.{_ENGINE}"
        self._language = grammar(language)
        self._parser = tree_sitter.Parser(self._language)
        self._query = Query(self._language, query)

    def facts_of(self, source: bytes) -> bytes:
        """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
        try:
            root = self._parser.parse(source).root_node
            matches = QueryCursor(self._query).matches(root)
        except BaseException:
            self._parser.reset()
            raise
        found: dict[int, tuple[int, _Found]] = {}
        uses: dict[int, tuple[int, int]] = {}
        for pattern, captures in matches:
            names = captures.get("name")
            if names is None:
                for word, role in (("use", _READ), ("call", _CALL)):
                    for node in captures.get(word, ()):
                        uses[node.start_byte] = (
                            node.end_byte,
                            max(role, uses.get(node.start_byte, (0, 0))[1]),
                        )
                continue
            for definition in _definitions(source, captures, names):
                # The first pattern of a query that matches a name says what it is.
                known = found.get(definition.at)
                if known is None or pattern < known[0]:
                    found[definition.at] = pattern, definition
        definitions = sorted([each for _, each in found.values()], key=_order)
        return _facts(source, definitions, uses)

    def dialect(self, path: str) -> str:
        """What about a path decides how its bytes are read: nothing."""
        return ""


_ENGINE = 1
"""Rises with every change of what is written here."""


def _order(found: _Found) -> tuple[int, int, int]:
    return found.start, -found.end, found.at


def _definitions(
    source: bytes, captures: dict[str, list[Node]], names: list[Node]
) -> Iterator[_Found]:
    for word, nodes in captures.items():
        kind = _KINDS.get(word)
        if kind is None:
            continue
        whole = nodes[0]
        for node in names:
            start, end = node.start_byte, node.end_byte
            text = source[start:end]
            # A line end or the like ends a name, and what quotes it is no part of it.
            text = _CONTROL.split(text, maxsplit=1)[0].rstrip()
            inner = text.lstrip(_STRIPPED)
            start += len(text) - len(inner)
            text = inner.rstrip(_STRIPPED)[:_LONGEST]
            if text:
                yield _Found(whole.start_byte, whole.end_byte, start, text, kind)


def _facts(source: bytes, found: list[_Found], uses: dict[int, tuple[int, int]]) -> bytes:
    build = Builder(source)
    top = build.scopes[0]
    inside: list[tuple[int, Scope, int]] = [(len(source) + 1, top, Kind.MODULE)]
    for each in found:
        while inside[-1][0] <= each.start:
            inside.pop()
        _, scope, holder = inside[-1]
        kind = each.kind
        if holder in _CALLABLE and kind in _PLAIN:
            # What a function keeps for itself is no part of an outline.
            continue
        if kind == Kind.FUNCTION and holder in _TYPES:
            kind = Kind.METHOD
        elif holder in _TYPES and kind in (Kind.VARIABLE, Kind.CONSTANT):
            kind = Kind.FIELD
        body = 0xFFFFFFFF
        if kind in _HOLDERS or kind in _CALLABLE:
            opened = ScopeKind.CLASS if kind in _HOLDERS else ScopeKind.FUNCTION
            inner = build.open_scope(opened, scope, each.start, each.end)
            body = inner.index
            inside.append((each.end, inner, kind))
        definition = Definition(kind, 0, body, (0, 0))
        build.define(scope, each.name, each.at, each.start, each.end, definition)
        build.bind_at_top(by_name(each.name.decode("utf-8", "replace")).encode(), definition)
        build.announce(each.name)
        uses.pop(each.at, None)
    # Uses see no scope: all that is known of them is the name.
    anywhere = build.open_scope(ScopeKind.BLOCK, top, 0, len(source))
    anywhere.outward = None
    for at, (end, role) in uses.items():
        build.use(anywhere, source[at:end], at | role | anywhere.read)
    return build.finish()

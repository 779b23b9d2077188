"""The made-up language to facts, line by line.

    package shapes
    type Square : Shape
      method area
        call side
        call twice(number)
    extend Square
      method grow
    func main

Its methods are called by name from inside a type; of functions of one name each is told by what
stands in parentheses.
"""

from __future__ import annotations

import re

from codegraph_daemon.facts import (
    BASE_NAME,
    PACKAGE_NAME,
    ROLE_SHIFT,
    Bind,
    Kind,
    Role,
    ScopeKind,
)
from codegraph_daemon.languages.builder import Builder
from codegraph_daemon.languages.scopes import Definition, Scope

EXTRACTOR = "toy 1"

_LINE = re.compile(rb"^( *)(\w+) (\w+)(?:\((\w*)\))?(?: : (\w+))?", re.M)
_CALL, _TYPE = Role.CALL << ROLE_SHIFT, Role.TYPE << ROLE_SHIFT


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file."""
    build = Builder(source, members_in_scope=True, types_are_open=True)
    top = build.scopes[0]
    open_scopes: list[tuple[int, Scope]] = [(-1, top)]
    package = b""
    for line in _LINE.finditer(source):
        indent, word, name, told, base = line.groups()
        while open_scopes[-1][0] >= len(indent):
            open_scopes.pop()
        scope = open_scopes[-1][1]
        at, start, end = line.start(3), line.start(2), line.end()
        if word == b"package":
            package = name
            build.bind(top, PACKAGE_NAME.encode(), Bind.SETTING, build.name(name))
        elif word == b"call":
            build.use(scope, name, at | _CALL | scope.read)
        elif word == b"extend":
            body = build.open_scope(ScopeKind.CLASS, scope, start, end)
            extended = build.use(scope, name, at | _TYPE | scope.read)
            build.extend(scope, name, at, start, end, extended, body)
            open_scopes.append((len(indent), body))
        else:
            if scope is top:
                build.announce(package + b"." + name)
            is_type = word == b"type"
            kind = ScopeKind.CLASS if is_type else ScopeKind.FUNCTION
            body = build.open_scope(kind, scope, start, end)
            if base:
                of = build.use(scope, base, line.start(5) | _TYPE | scope.read)
                build.bind(body, BASE_NAME.encode(), Bind.BASE, of)
            inner = Kind.METHOD if scope.kind == ScopeKind.CLASS else Kind.FUNCTION
            found = Definition(Kind.CLASS if is_type else inner, 0, body.index, (0, 0))
            if told is None:
                build.define(scope, name, at, start, end, found)
            else:
                build.define_variant(scope, name, told, at, start, end, found)
            open_scopes.append((len(indent), body))
    return build.finish()


def dialect(path: str) -> str:
    """Nothing about a path decides how its bytes are read."""
    return "toy"

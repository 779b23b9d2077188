"""Packages and imports."""

from __future__ import annotations

from ...facts import PACKAGE_NAME, PACKAGES_NAME, SPREAD_NAME, Bind
from . import types
from .grammar import IDENTIFIERS, ids
from .walk import CALLED, IMPORT, VISIT, Node, Walk, attribute, parts_of, text_of

_SETTING, _ALIAS, _SPREAD = int(Bind.SETTING), int(Bind.ALIAS), int(Bind.SPREAD)
_PACKAGE, _PACKAGES, _SPREAD_NAME = (
    PACKAGE_NAME.encode(),
    PACKAGES_NAME.encode(),
    SPREAD_NAME.encode(),
)
_ASTERISK = ids("asterisk")
_SCOPED = ids("scoped_identifier")


def package(x: Walk, node: Node) -> int:
    """`package a.b;`."""
    for part in parts_of(node):
        if part.kind_id in _SCOPED or part.kind_id in IDENTIFIERS:
            x.package = b".".join([text_of(x, name) for name in types.names_of(part)])
            x.build.bind(x.scope, _PACKAGE, _SETTING, x.build.name(x.package))
        else:
            # What is said of all of it, in its `package-info.java`.
            VISIT[part.kind_id](x, part)
    return 0


def import_(x: Walk, node: Node) -> int:
    """`import a.b.Type;`, `import a.b.*;`, `import static a.b.Type.member;`."""
    names: list[Node] = []
    is_all = False
    for part in parts_of(node):
        if part.kind_id in _ASTERISK:
            is_all = True
        else:
            names = types.names_of(part)
    if not names:
        return 0
    build, scope = x.build, x.scope
    texts = [text_of(x, name) for name in names]
    is_static = b"static" in x.source[node.start_byte : names[0].start_byte].split()
    if is_all and not is_static and all([text[:1].islower() for text in texts]):
        build.bind(scope, _PACKAGES, _SETTING, build.name(b".".join(texts)))
        return 0
    if is_all:
        found = types.dotted(x, names, IMPORT)
        build.bind(scope, _SPREAD_NAME, _SPREAD, found)
        return 0
    last = texts[-1]
    occurrence = names[-1].start_byte | IMPORT | scope.read
    if not is_static:
        found = types.dotted(x, names, IMPORT)
        build.bind(scope, last, _ALIAS, found)
        return 0
    owner = types.dotted(x, names[:-1], IMPORT) if len(names) > 1 else 0
    if owner:
        for text in (last, last + CALLED):
            build.bind(scope, text, _ALIAS, attribute(x, owner, text))
            build.use(scope, text, occurrence)
    return 0

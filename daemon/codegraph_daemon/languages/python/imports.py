"""Imports: the modules they name and the names they bind."""

from __future__ import annotations

from ...facts import WILDCARD_NAME, Bind, Expr
from .grammar import DOTTED_NAME, FIELDS, IDENTIFIER, only, token
from .walk import EFFECT, IMPORT, Node, Walk

_WILDCARD_BIND = int(Bind.WILDCARD)

_WILDCARD = WILDCARD_NAME.encode()
_ALIASED = only("aliased_import")
_RELATIVE, _WILDCARD_IMPORT = only("relative_import"), only("wildcard_import")
_FUTURE = token("__future__")
_MODULE_NAME = FIELDS["module_name"]
_MODULE = int(Expr.MODULE)
_IMPORT_MODULE, _IMPORT_FROM = int(Bind.IMPORT_MODULE), int(Bind.IMPORT_FROM)


def import_(x: Walk, node: Node) -> int:
    """`import a.b, c as d`."""
    build, source, scope = x.build, x.source, x.scope
    for child in node.named_children:
        if child.kind_id == DOTTED_NAME:
            spec = _modules(x, child, 0)
            first = child.named_children[0]
            text = source[first.start_byte : first.end_byte]
            x.rebind(text)
            build.bind(scope, text, _IMPORT_MODULE, build.name(spec))
        elif child.kind_id == _ALIASED:
            parts = child.named_children
            spec = _modules(x, parts[0], 0)
            alias = parts[-1]
            start, text = alias.start_byte, source[alias.start_byte : alias.end_byte]
            x.rebind(text)
            build.bind(scope, text, _IMPORT_MODULE, build.name(spec), 1)
            build.use(scope, text, start | IMPORT | scope.read)
        else:
            EFFECT[child.kind_id](x, child)
    return 0


def _modules(x: Walk, node: Node, level: int) -> bytes:
    """Occurrences of the modules that a dotted specifier passes through; the specifier."""
    build, source, mark = x.build, x.source, IMPORT | x.scope.read
    spec = b""
    for part in node.named_children:
        start = part.start_byte
        text = source[start : part.end_byte]
        if part.kind_id != IDENTIFIER or not text:
            continue
        spec = spec + b"." + text if spec else text
        build.spelled(_MODULE, build.name(spec), level, start | mark)
    return spec


def import_from(x: Walk, node: Node) -> int:
    """`from a import b, c as d`, `from . import *`."""
    module = node.child_by_field_id(_MODULE_NAME)
    if module is None:
        return 0
    spec, level = b"", 0
    if module.kind_id == _RELATIVE:
        for part in module.named_children:
            if part.kind_id == DOTTED_NAME:
                spec = _modules(x, part, level)
            else:
                level = x.source[part.start_byte : part.end_byte].count(b".")
    else:
        spec = _modules(x, module, 0)
    _imported(x, node, spec, level, module.end_byte)
    return 0


def import_future(x: Walk, node: Node) -> int:
    """`from __future__ import annotations`."""
    for part in node.children:
        if part.kind_id == _FUTURE:
            name = x.build.name(b"__future__")
            x.build.spelled(_MODULE, name, 0, part.start_byte | IMPORT | x.scope.read)
            _imported(x, node, b"__future__", 0, part.end_byte)
    return 0


def _imported(x: Walk, node: Node, spec: bytes, level: int, after: int) -> None:
    """Bind what an import statement names after the byte `after`."""
    build, source, scope = x.build, x.source, x.scope
    spec_name = build.name(spec)
    receiver = build.expr(_MODULE, spec_name, level)
    mark = IMPORT | scope.read
    for child in node.named_children:
        kind = child.kind_id
        if child.start_byte < after:
            continue
        if kind == _WILDCARD_IMPORT:
            build.bind(scope, _WILDCARD, _WILDCARD_BIND, spec_name, 0, level)
            continue
        if kind == DOTTED_NAME:
            name = alias = child.named_children[0]
        elif kind == _ALIASED:
            parts = child.named_children
            name, alias = parts[0].named_children[0], parts[-1]
        else:
            EFFECT[kind](x, child)
            continue
        start = name.start_byte
        text = source[start : name.end_byte]
        build.member(receiver, text, start | mark)
        imported = build.name(text)
        if alias is not name:
            start = alias.start_byte
            text = source[start : alias.end_byte]
            build.use(scope, text, start | mark)
        x.rebind(text)
        build.bind(scope, text, _IMPORT_FROM, spec_name, imported, level)

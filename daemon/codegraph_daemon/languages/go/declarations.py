"""Declarations: packages, imports, types, functions, methods, variables and constants."""

from __future__ import annotations

import re

from ...facts import NONE, PACKAGE_NAME, Bind, Expr, Kind, ScopeKind
from ..scopes import Definition, Scope
from . import modules, types
from .grammar import COMMENT, EXPRESSION_LIST, EXTRAS, IDENTIFIERS, ids, only
from .parameters import parameters
from .walk import DEFINITION, IMPORT, TYPE_USE, VISIT, Node, Walk, children

_IDENTIFIER = ids("identifier")
_SPEC, _ALIAS = only("type_spec"), only("type_alias")
_CONST_SPEC, _VAR_SPEC = only("const_spec"), only("var_spec")
_IMPORT_SPEC = only("import_spec")
_PACKAGE = PACKAGE_NAME.encode()
_VERSION = re.compile(rb"/v[0-9]+$")
_VERSIONED = re.compile(rb"\.v[0-9]+$")
_AFFIXES = re.compile(rb"^go-|[.-]go$")
_PARENTHESES = only("parenthesized_expression")
_WHOLE_OPERANDS = frozenset(
    (only("type_assertion_expression"), only("index_expression"), only("unary_expression"))
)
"""What gives its value first, where two are asked for, and then whether there was one."""


def source_file(x: Walk, node: Node) -> int:
    """The whole file, each declaration with the comments right before it."""
    for child in node.named_children:
        kind = child.kind_id
        if kind == COMMENT:
            start, end = child.start_byte, child.end_byte
            if x.comments[1] and x.source.count(b"\n", x.comments[1], start) < 2:
                start = x.comments[0]
            x.comments = (start, end)
            continue
        if x.comments[1] and x.source.count(b"\n", x.comments[1], child.start_byte) > 1:
            x.comments = (0, 0)
        VISIT[kind](x, child)
        x.comments = (0, 0)
    return 0


def package(x: Walk, node: Node) -> int:
    """`package name`."""
    for part in node.named_children:
        if part.kind_id in IDENTIFIERS:
            x.package = x.source[part.start_byte : part.end_byte]
            build = x.build
            build.bind(build.scopes[0], _PACKAGE, Bind.SETTING, build.name(x.package))
    return 0


def imports(x: Walk, node: Node) -> int:
    """`import "path"`, alone or in a list."""
    for part in node.named_children:
        if part.kind_id == _IMPORT_SPEC:
            _import(x, part)
        elif part.kind_id not in EXTRAS:
            imports(x, part)
    return 0


def _import(x: Walk, node: Node) -> None:
    build, top = x.build, x.build.scopes[0]
    path = node.child_by_field_name("path")
    named = node.child_by_field_name("name")
    if path is None:
        return
    start, end = path.start_byte, path.end_byte
    spec = x.source[start + 1 : end - 1]
    name = x.source[named.start_byte : named.end_byte] if named is not None else b""
    if name == b"_" or not spec:
        return
    if name == b".":
        build.bind(top, b"*", Bind.WILDCARD, build.name(spec))
        return
    if named is not None:
        at = named.start_byte
    else:
        name = package_of(spec)
        at = start + 1 + max(spec.rfind(name), 0)
    build.bind(top, name, Bind.IMPORT_MODULE, build.name(spec), 1)
    build.use(top, name, at | IMPORT | top.read)
    build.site(top, name, node.start_byte, node.end_byte, at, True)
    build.note(top, name, Definition(Kind.IMPORT, 0, NONE, (0, 0)))


def package_of(spec: bytes) -> bytes:
    """What a package most likely calls itself that has this import path."""
    last = _VERSION.sub(b"", spec).rpartition(b"/")[2]
    last = _AFFIXES.sub(b"", _VERSIONED.sub(b"", last))
    return last.replace(b"-", b"_") or spec


def announced(x: Walk, text: bytes) -> None:
    """A name of the file's top level is one of its package."""
    name = modules.name_in(x.package.decode("utf-8", "replace"), text.decode("utf-8", "replace"))
    x.build.announce(name.encode())


def type_declaration(x: Walk, node: Node) -> int:
    """`type Name Underlying` and `type Name = Other`."""
    comments = x.comments
    for part in node.named_children:
        kind = part.kind_id
        if kind == COMMENT:
            comments = (part.start_byte, part.end_byte)
            continue
        if kind in (_SPEC, _ALIAS):
            _type(x, part, node if len(node.named_children) == 1 else part, comments)
        else:
            VISIT[kind](x, part)
        comments = (0, 0)
    return 0


def _type(x: Walk, node: Node, whole: Node, doc: tuple[int, int]) -> None:
    name, made_of = node.child_by_field_name("name"), node.child_by_field_name("type")
    if name is None or made_of is None:
        children(x, node)
        return
    build = x.build
    start, end = whole.start_byte, whole.end_byte
    at = name.start_byte
    text = x.source[at : name.end_byte]
    home = x.from_here([text], at)
    generic = types.type_parameters(x, node)
    scope = build.open_scope(ScopeKind.CLASS, home, node.start_byte, end)
    if generic is not None:
        scope.outward = generic
        types.given_parameters(x, generic, scope)
        x.generics[text] = generic
    if node.kind_id == _ALIAS:
        outer, x.scope = x.scope, scope
        types.alias(x, made_of, scope)
        x.scope = outer
        kind = Kind.TYPE_ALIAS
    else:
        kind = types.underlying(x, made_of, scope)
    build.define(home, text, at, start, end, Definition(kind, 0, scope.index, doc))
    if not home.index:
        announced(x, text)


def function(x: Walk, node: Node) -> int:
    """`func name(...) ... { ... }`."""
    name = node.child_by_field_name("name")
    if name is None:
        return children(x, node)
    build, top = x.build, x.scope
    start, end = node.start_byte, node.end_byte
    at = name.start_byte
    text = x.source[at : name.end_byte]
    generic = types.type_parameters(x, node)
    scope = build.open_scope(ScopeKind.FUNCTION, top, start, end)
    build.define(top, text, at, start, end, Definition(Kind.FUNCTION, 0, scope.index, x.comments))
    if not top.index and text not in (b"init", b"main", b"_"):
        announced(x, text)
    if generic is not None:
        scope.outward = generic
        types.spelled_parameters(x, generic)
    _signature_and_body(x, node, scope, 0)
    return 0


def method(x: Walk, node: Node) -> int:
    """`func (receiver Type) name(...) ... { ... }`."""
    name, receiver = node.child_by_field_name("name"), node.child_by_field_name("receiver")
    held = _receiver(receiver)
    if name is None or receiver is None or held is None:
        return children(x, node)
    build, top = x.build, x.scope
    start, end = node.start_byte, node.end_byte
    type_at = held.start_byte
    type_text = x.source[type_at : held.end_byte]
    body = x.extensions.get(type_text)
    if body is None:
        body = build.open_scope(ScopeKind.CLASS, top, 0, len(x.source))
        x.extensions[type_text] = body
        extended = build.use(top, type_text, type_at | TYPE_USE | top.read)
        build.extend(top, type_text, type_at, start, end, extended, body)
    else:
        build.use(top, type_text, type_at | TYPE_USE | top.read)
    at = name.start_byte
    text = x.source[at : name.end_byte]
    scope = build.open_scope(ScopeKind.FUNCTION, body, start, end)
    # A type's members are no names inside its methods.
    scope.outward = top
    build.define(body, text, at, start, end, Definition(Kind.METHOD, 0, scope.index, x.comments))
    _bind_receiver(x, receiver, scope, type_text)
    types.written(x, node, scope)
    _signature_and_body(x, node, scope, 1)
    return 0


def _receiver(node: Node | None) -> Node | None:
    """The name of the type of a receiver."""
    if node is None:
        return None
    declared = [part for part in node.named_children if part.kind_id not in EXTRAS]
    if len(declared) != 1:
        return None
    at = declared[0].child_by_field_name("type")
    while at is not None and at.kind_id not in IDENTIFIERS:
        parts = at.named_children
        at = parts[0] if parts else None
    return at


def _bind_receiver(x: Walk, node: Node, scope: Scope, held: bytes) -> None:
    """Bind the receiver's name, whose type is that of the scope which the method lies in."""
    build = x.build
    for declared in node.named_children:
        name, kind = declared.child_by_field_name("name"), declared.child_by_field_name("type")
        if kind is not None:
            _type_arguments(x, kind, scope, held)
        if name is None:
            continue
        start = name.start_byte
        text = x.source[start : name.end_byte]
        if text != b"_" and scope.parent is not None:
            this = build.expr(Expr.THIS, scope.parent.index)
            build.use(scope, text, start | DEFINITION | scope.read)
            build.bind(scope, text, Bind.VALUE, this)


def _type_arguments(x: Walk, node: Node, scope: Scope, held: bytes) -> None:
    """Bind the names that a receiver gives its type's parameters."""
    given: list[Node] = []
    while node.kind_id not in IDENTIFIERS:
        parts = node.named_children
        if not parts:
            return
        if len(parts) > 1:
            given = [inner for each in parts[1].named_children for inner in each.named_children]
        node = parts[0]
    known = x.generics.get(held)
    names = [x.source[each.start_byte : each.end_byte] for each in given]
    if known is not None and names == list(known.binds):
        # They are called as the type itself calls them, and so are the same.
        scope.outward = known
        for each, text in zip(given, names, strict=True):
            x.build.use(known, text, each.start_byte | TYPE_USE | known.read)
    elif given:
        start, end = given[0].start_byte, given[-1].end_byte
        generic = x.build.open_scope(ScopeKind.TYPE_PARAMETERS, x.scope, start, end)
        scope.outward = generic
        for each in given:
            at = each.start_byte
            text = x.source[at : each.end_byte]
            if text != b"_":
                x.build.bind(generic, text, Bind.VALUE, 0, 0, 1)
                x.build.use(generic, text, at | DEFINITION | generic.read)


def _signature_and_body(x: Walk, node: Node, scope: Scope, first: int) -> None:
    outer, pending, narrowed = x.scope, x.pending, x.narrowed
    x.scope, x.pending, x.narrowed = scope, None, {}
    types.signature(x, node, scope, first)
    body = node.child_by_field_name("body")
    if body is not None:
        # The names of a function's block and of its parameters are of one scope.
        children(x, body)
    x.scope, x.pending, x.narrowed = outer, pending, narrowed


def function_literal(x: Walk, node: Node) -> int:
    """`func(...) ... { ... }` as a value."""
    outer, pending, narrowed = x.scope, x.pending, x.narrowed
    scope = x.build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    x.scope, x.pending = scope, None
    types.signature(x, node, scope)
    body = node.child_by_field_name("body")
    if body is not None:
        children(x, body)
    x.scope, x.pending, x.narrowed = outer, pending, narrowed
    return x.build.expr(Expr.LAMBDA, scope.index)


def variables(x: Walk, node: Node) -> int:
    """`var` and `const`, alone or in a list."""
    inherited = 0
    comments = x.comments
    alone = len(node.named_children) == 1
    for part in node.named_children:
        kind = part.kind_id
        if kind == COMMENT:
            comments = (part.start_byte, part.end_byte)
            continue
        if kind in (_CONST_SPEC, _VAR_SPEC):
            whole = node if alone else part
            inherited = _variable(x, part, whole, kind == _CONST_SPEC, inherited, comments)
        elif kind not in EXTRAS:
            variables(x, part)
        comments = (0, 0)
    return 0


def _variable(
    x: Walk, node: Node, whole: Node, constant: bool, inherited: int, doc: tuple[int, int]
) -> int:
    names = [part for part in node.named_children if part.kind_id in _IDENTIFIER]
    kind, values = node.child_by_field_name("type"), node.child_by_field_name("value")
    annotation = 0
    if kind is not None:
        annotation = VISIT[kind.kind_id](x, kind)
    elif values is None and constant:
        # A constant without a value is made like the one before it.
        annotation = inherited
    given = list_of(x, values, len(names)) if values is not None else []
    texts = [x.source[each.start_byte : each.end_byte] for each in names]
    scope = x.from_here(texts, node.end_byte)
    for position, name in enumerate(names):
        value = given[position] if position < len(given) else 0
        declare(x, scope, name, value, annotation)
        text = x.source[name.start_byte : name.end_byte]
        if scope.kind == ScopeKind.MODULE and text != b"_":
            start, end = whole.start_byte, whole.end_byte
            x.build.site(scope, text, start, end, name.start_byte, True)
            sort = Kind.CONSTANT if constant else Kind.VARIABLE
            x.build.note(scope, text, Definition(sort, 0, NONE, doc))
            announced(x, text)
    return annotation


def declare(x: Walk, scope: Scope, name: Node, value: int, annotation: int = 0) -> None:
    """Bind a name that is declared here to a value or a type."""
    start = name.start_byte
    text = x.source[start : name.end_byte]
    if text == b"_":
        return
    x.build.bind(scope, text, Bind.VALUE, value, annotation)
    x.build.use(scope, text, start | DEFINITION | scope.read)
    if x.narrowed and text in x.narrowed:
        x.narrowed = {name: told for name, told in x.narrowed.items() if name != text}


def list_of(x: Walk, node: Node, wanted: int) -> list[int]:
    """The expressions of a list; of a single one the parts that `wanted` names get."""
    parts = [node]
    if node.kind_id == EXPRESSION_LIST:
        parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    values = [VISIT[part.kind_id](x, part) for part in parts]
    if len(values) == 1 and wanted > 1 and values[0]:
        whole = parts[0]
        while whole.kind_id == _PARENTHESES and whole.named_child_count:
            whole = whole.named_children[0]
        if whole.kind_id in _WHOLE_OPERANDS:
            return values
        return [x.build.expr(Expr.UNPACKED, values[0], at) for at in range(wanted)]
    return values


__all__ = [
    "declare",
    "function",
    "function_literal",
    "imports",
    "list_of",
    "method",
    "package",
    "parameters",
    "source_file",
    "type_declaration",
    "variables",
]

"""ES modules: what import statements bind, and what export statements offer.

What a module exports is bound in the file's outermost scope, what it declares one scope inside,
so that nothing leaves a module that it does not export.
"""

from __future__ import annotations

from ...facts import MODULE_VALUE_NAME, REEXPORT_NAME, Bind, Expr, Flag, Kind
from ..scopes import Definition
from .commonjs import import_name
from .functions import FUNCTIONS, function_value
from .names import module_name, string_content
from .patterns import declared_names
from .walk import (
    EXTRAS,
    IMPORT,
    Node,
    Walk,
    children,
    documentation,
    expected,
    named,
    parts_of,
    text_of,
)

_NAME_EXPR, _ATTR = int(Expr.NAME), int(Expr.ATTR)
_IMPORT_FROM, _IMPORT_MODULE, _ALIAS = (
    int(Bind.IMPORT_FROM),
    int(Bind.IMPORT_MODULE),
    int(Bind.ALIAS),
)
_WILDCARD, _DEF, _VALUE = int(Bind.WILDCARD), int(Bind.DEF), int(Bind.VALUE)
_CLASS, _VARIABLE = int(Kind.CLASS), int(Kind.VARIABLE)

_REEXPORT = REEXPORT_NAME.encode()
_MODULE_VALUE = MODULE_VALUE_NAME.encode()
_MODULE = int(Expr.MODULE)
_DEFAULT = b"default"
_DECLARATIONS = ("declaration", "signature")


def import_(x: Walk, node: Node) -> int:
    """`import a, {b as c}, * as d from "module"` and `import e = require("module")`."""
    spec = module_name(x, node.child_by_field_name("source"))
    for child in node.named_children:
        kind = x.kinds[child.kind_id]
        if kind == "import_require_clause":
            _required(x, child)
        elif kind == "import_clause" and spec:
            _clause(x, child, spec)
    return 0


def _required(x: Walk, node: Node) -> None:
    parts = parts_of(x, node)
    spec = module_name(x, parts[-1])
    if spec:
        value = x.build.name(_MODULE_VALUE)
        import_name(x, x.scope, parts[0], _IMPORT_FROM, x.build.name(spec), value)


def _clause(x: Walk, node: Node, spec: bytes) -> None:
    build = x.build
    spec_name = build.name(spec)
    module = build.expr(_MODULE, spec_name)
    for child in parts_of(x, node):
        kind = x.kinds[child.kind_id]
        if kind == "identifier":
            default = build.name(_DEFAULT)
            import_name(x, x.scope, child, _IMPORT_FROM, spec_name, default)
        elif kind == "namespace_import":
            for name in parts_of(x, child):
                import_name(x, x.scope, name, _IMPORT_MODULE, spec_name, 1)
        elif kind == "named_imports":
            for each in parts_of(x, child):
                parts = _names_in(x, each)
                if x.kinds[each.kind_id] != "import_specifier" or not parts:
                    continue
                outer = _exported_name(x, parts[0])
                if outer is None:
                    continue
                start, text = outer
                build.member(module, text, start | IMPORT | x.scope.read)
                imported = build.name(text)
                import_name(x, x.scope, parts[-1], _IMPORT_FROM, spec_name, imported)


def _names_in(x: Walk, specifier: Node) -> list[Node]:
    """The names of a specifier: one, or one and what it is called instead.

    `default` is one of them, which the grammar of JavaScript has as a word of its own.
    """
    named = parts_of(x, specifier)
    if len(named) == 2 or specifier.child_count == 1 == len(named):
        return named
    return [
        each
        for each in specifier.children
        if (each.is_named and each.kind_id not in x.extras) or text_of(x, each) == _DEFAULT
    ]


def _exported_name(x: Walk, node: Node) -> tuple[int, bytes] | None:
    if x.kinds[node.kind_id] == "string":
        return string_content(x, node)
    return node.start_byte, text_of(x, node)


def export(x: Walk, node: Node) -> int:
    """`export ...` in all its forms."""
    source = node.child_by_field_name("source")
    spec = module_name(x, source)
    is_default = False
    is_module = False
    is_star = False
    for child in node.children:
        if not child.is_named:
            word = text_of(x, child)
            is_default = is_default or word == _DEFAULT
            is_star = is_star or word == b"*"
            is_module = is_module or word == b"="
            continue
        kind = x.kinds[child.kind_id]
        if kind in EXTRAS or kind == "string":
            continue
        if kind == "export_clause":
            _clause_exported(x, child, spec)
        elif kind == "namespace_export":
            if spec:
                for name in parts_of(x, child):
                    text = _exported_name(x, name)
                    if text is not None:
                        spec_name = x.build.name(spec)
                        x.build.bind(x.exports, text[1], _IMPORT_MODULE, spec_name, 1)
                        x.build.use(x.exports, text[1], text[0] | IMPORT | x.scope.read)
        elif kind == "decorator":
            children(x, child)
        elif is_default:
            _default(x, node, child)
        elif is_module:
            value = x.visit[child.kind_id](x, child)
            if value:
                x.build.bind(x.exports, _MODULE_VALUE, _ALIAS, value)
        else:
            _declared(x, node, child)
    if is_star and spec:
        x.build.bind(x.exports, _REEXPORT, _WILDCARD, x.build.name(spec))
    return 0


def _clause_exported(x: Walk, node: Node, spec: bytes | None) -> None:
    """`export {a, b as c}`, from here or from another module."""
    build = x.build
    for each in parts_of(x, node):
        parts = _names_in(x, each)
        if x.kinds[each.kind_id] != "export_specifier" or not parts:
            continue
        inner, outer = _exported_name(x, parts[0]), _exported_name(x, parts[-1])
        if inner is None or outer is None:
            continue
        start, text = inner
        mark = IMPORT | x.scope.read
        if spec:
            spec_name = build.name(spec)
            build.member(build.expr(_MODULE, spec_name), text, start | mark)
            build.bind(x.exports, outer[1], _IMPORT_FROM, spec_name, build.name(text))
        else:
            value = build.use(x.scope, text, start | mark)
            if value:
                build.bind(x.exports, outer[1], _ALIAS, value)
        if len(parts) > 1:
            build.use(x.exports, outer[1], outer[0] | mark)


def _default(x: Walk, node: Node, child: Node) -> None:
    """`export default ...`."""
    build = x.build
    kind = x.kinds[child.kind_id]
    body = 0
    doc = (0, 0)
    # What documents the statement documents what it declares.
    x.declaration = node.start_byte, child.start_byte
    if kind in FUNCTIONS and child.child_by_field_name("name") is None:
        doc = documentation(x, node.start_byte)
        value = function_value(x, child, doc=doc)
    elif kind.endswith(_DECLARATIONS) or kind in FUNCTIONS or kind == "class":
        opened = len(build.scopes)
        value = x.visit[child.kind_id](x, child)
        name = child.child_by_field_name("name")
        if name is None and "class" in kind and len(build.scopes) > opened:
            body = opened
        if name is not None and kind.endswith(_DECLARATIONS):
            value = named(x, x.scope, text_of(x, name))
            build.bind(x.exports, _DEFAULT, _ALIAS, value)
            return
    else:
        value = expected(x, child, 0)
        if value and build.exprs[3 * value] in (_NAME_EXPR, _ATTR):
            build.bind(x.exports, _DEFAULT, _ALIAS, value)
            return
    # What has no name of its own is called `default`, where the word stands.
    at = x.source.find(_DEFAULT, node.start_byte, node.end_byte)
    doc = doc if doc[1] else documentation(x, node.start_byte)
    if body:
        build.bind(x.exports, _DEFAULT, _DEF)
        build.note(x.exports, _DEFAULT, Definition(_CLASS, 0, body, doc))
    else:
        build.bind(x.exports, _DEFAULT, _VALUE, value)
        flags = int(Flag.LOCAL)
        build.note(x.exports, _DEFAULT, Definition(_VARIABLE, flags, 0xFFFFFFFF, doc))
    build.site(x.exports, _DEFAULT, node.start_byte, node.end_byte, at, True)


def _declared(x: Walk, node: Node, child: Node) -> None:
    """`export const a = 1` and other declarations."""
    # What documents the statement documents what it declares.
    x.declaration = node.start_byte, child.start_byte
    x.effect[child.kind_id](x, child)
    if x.scope.parent is not x.exports:
        # In a namespace all members are seen anyway.
        return
    for name in declared_names(x, child):
        text = text_of(x, name)
        x.build.bind(x.exports, text, _ALIAS, named(x, x.scope, text))


def import_alias(x: Walk, node: Node) -> int:
    """`import A = B.C`."""
    parts = parts_of(x, node)
    if len(parts) != 2:
        return children(x, node)
    value = x.visit[parts[1].kind_id](x, parts[1])
    text, start = text_of(x, parts[0]), parts[0].start_byte
    x.build.use(x.scope, text, start | IMPORT | x.scope.read)
    if value:
        x.build.bind(x.scope, text, _ALIAS, value)
    return 0

"""Types as they are written: names, structures, `auto`, `decltype`, and what templates are given.

Each gives the expression of the type without its pointers and references.
"""

from __future__ import annotations

from ...facts import RETURN_NAME, Bind, Expr, ScopeKind
from .names import name_in, tag, type_identifier
from .parameters import parameters
from .tokens import LIBRARY_TYPES
from .walk import TYPE_USE, Node, Walk, children, literal, text_of

_INDEX = int(Expr.INDEX)
TYPE_KINDS = frozenset(
    (
        *("primitive_type", "sized_type_specifier", "type_identifier", "struct_specifier"),
        *("union_specifier", "enum_specifier", "class_specifier", "template_type", "auto"),
        *("placeholder_type_specifier", "decltype", "dependent_type", "macro_type_specifier"),
        *("qualified_identifier", "splice_type_specifier"),
    )
)


def primitive(x: Walk, node: Node) -> int:
    """`int`, `char`; what the grammar takes for such a word and a header defines is a name."""
    text = text_of(x, node)
    return type_identifier(x, node) if text in LIBRARY_TYPES else literal(x, text)


def plain(x: Walk, node: Node) -> int:
    """The same where nobody asks for the type."""
    return primitive(x, node) if text_of(x, node) in LIBRARY_TYPES else 0


def sized(x: Walk, node: Node) -> int:
    """`unsigned long`, and `unsigned name`."""
    children(x, node)
    return literal(x, b"int")


def described_type(x: Walk, node: Node) -> int:
    """A type where no name is declared: in casts, `sizeof`, arguments of templates."""
    result = 0
    function: Node | None = None
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in TYPE_KINDS and not result:
            result = type_of(x, part)
        elif kind == "abstract_function_declarator":
            function = part
        else:
            x.effect[part.kind_id](x, part)
    return function_type(x, node, function, result) if function is not None else result


def function_type(x: Walk, node: Node, given: Node | None, result: int) -> int:
    """The type of functions that give something of the type `result`."""
    build, outer = x.build, x.scope
    scope = build.open_scope(ScopeKind.LAMBDA, outer, node.start_byte, node.end_byte)
    build.bind(scope, RETURN_NAME.encode(), Bind.RETURN, 0, result)
    if given is not None:
        x.effect[given.kind_id](x, given)
    return build.expr(Expr.LAMBDA, scope.index)


def made_by_macro(x: Walk, node: Node) -> int:
    """`TAILQ_ENTRY(item) link;`: what a macro makes a type of may be a structure by its name."""
    result = children(x, node)
    if not x.is_cpp:
        # Behind the first argument the grammar reads no more.
        pending = node.named_children[1:]
        while pending:
            part = pending.pop()
            kind = x.kinds[part.kind_id]
            if kind in ("type_identifier", "identifier"):
                tag(x, part)
            elif kind in ("type_descriptor", "ERROR"):
                pending += part.named_children
    return result


def declared_type(x: Walk, node: Node) -> int:
    """The type in a node that holds one, as `-> type`."""
    result = 0
    for part in node.named_children:
        result = x.visit[part.kind_id](x, part) or result
    return result


def type_of(x: Walk, node: Node) -> int:
    """The type at a node."""
    kind = x.kinds[node.kind_id]
    if kind == "type_identifier":
        found = name_in(x, node, TYPE_USE)
        around = x.injected.get(text_of(x, node)) if x.injected else None
        if around is None:
            return found
        # A template inside of itself is what it makes of its own parameters.
        given = parameters(x, around)
        return x.build.expr(_INDEX, found, given) if given else found
    if kind in ("qualified_identifier", "template_type", "dependent_type"):
        return name_in(x, node, TYPE_USE)
    return x.visit[node.kind_id](x, node)


def dependent(x: Walk, node: Node) -> int:
    """`typename name`."""
    return name_in(x, node, TYPE_USE)


def auto(x: Walk, node: Node) -> int:
    """`auto`: what the value tells."""
    children(x, node)
    return 0


def decltype(x: Walk, node: Node) -> int:
    """`decltype(value)`."""
    value = 0
    for part in node.named_children:
        value = x.visit[part.kind_id](x, part) or value
    return x.build.expr(Expr.TYPE_OF, value) if value else 0

"""Functions: their parameters, results and bodies, and local variables."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...facts import PARAMETERS_NAME, RETURN_NAME, TAG, Bind, Expr
from ..scopes import Scope
from . import operators
from .tokens import CAPS
from .types import TYPE_KINDS, function_type, type_of
from .walk import (
    CALL,
    DEFINITION,
    Node,
    Walk,
    children,
    place,
    text_of,
    value_of,
)

_RETURN, _PARAMETERS = RETURN_NAME.encode(), PARAMETERS_NAME.encode()
_TAG = TAG.encode()
_COLLECTS = 0x100
"""Added to the position of a parameter that stands for any number of them."""
_MANY = 0xFF
"""How many arguments a function takes that takes any number."""
_WRAPPING = frozenset(
    (
        *("pointer_declarator", "reference_declarator", "array_declarator", "init_declarator"),
        *("parenthesized_declarator", "attributed_declarator", "function_declarator"),
        *("pointer_type_declarator", "variadic_declarator"),
        *("abstract_pointer_declarator", "abstract_reference_declarator"),
        *("abstract_parenthesized_declarator", "abstract_array_declarator"),
        "abstract_function_declarator",
    )
)
_NAMES = frozenset(
    (
        *("identifier", "field_identifier", "type_identifier", "qualified_identifier"),
        *("operator_name", "destructor_name", "operator_cast", "template_function"),
        *("structured_binding_declarator", "template_method", "template_type", "primitive_type"),
    )
)
_OF_PARAMETERS = ("identifier", "field_identifier", "type_identifier")
_TRANSPARENT = frozenset(("parenthesized_declarator", "attributed_declarator", "init_declarator"))
DECLARATORS = _WRAPPING | _NAMES
_SPACE = re.compile(rb"\s+")
_QUALIFIER = re.compile(rb"\w+\s*::\s*")
_PARTS = re.compile(rb"\s*([*&,<>()\[\]])\s*")


def is_use_of_macro(x: Walk, node: Node, found: Declarator) -> bool:
    """Whether a declaration among members is `MACRO(Type);`: all but constructors have a type.

    If it is one, the names in it are used.
    """
    name = found.name
    if not x.in_class or not x.is_cpp or name is None or found.function is None:
        return False
    text = text_of(x, name)
    if CAPS.fullmatch(text) is None or text == x.class_name(place(x)):
        return False
    if any([x.kinds[part.kind_id] in TYPE_KINDS for part in node.named_children]):
        return False
    x.build.use(x.scope, text, name.start_byte | CALL | x.scope.read)
    for part in found.function.named_children:
        if part.start_byte != name.start_byte:
            x.effect[part.kind_id](x, part)
    return True


class Declarator(NamedTuple):
    """What a declarator declares."""

    name: Node | None
    function: Node | None
    """The innermost part that makes it a function, if it is one."""
    pointed: Node | None
    """The part that makes it a pointer to functions, if it is one."""
    is_plain: bool
    """Whether nothing stands around the name."""


def declarator(x: Walk, node: Node) -> Declarator:
    """Look through pointers, arrays and parentheses at what is declared; sizes are visited."""
    function: Node | None = None
    pointed: Node | None = None
    at: Node | None = node
    kinds = x.kinds
    while at is not None:
        kind = kinds[at.kind_id]
        if kind == "operator_cast":
            # `operator Type() const`: what gives its type is all that it has of a declarator.
            parts = at.named_children
            cast = [p for p in parts if kinds[p.kind_id] == "abstract_function_declarator"]
            return Declarator(at, cast[0] if cast else None, None, True)
        if kind in _NAMES:
            member = _of_member(x, at) if kind == "qualified_identifier" else None
            if member is not None:
                return Declarator(member, None, pointed or function, False)
            return Declarator(at, function, pointed, at.start_byte == node.start_byte)
        if kind not in _WRAPPING:
            return Declarator(None, function, pointed, False)
        following: Node | None = None
        for part in at.named_children:
            inner = kinds[part.kind_id]
            if following is None and inner in DECLARATORS:
                following = part
            elif kind == "array_declarator":
                x.effect[part.kind_id](x, part)
        if kind in ("function_declarator", "abstract_function_declarator"):
            function = at
        elif function is not None and kind not in _TRANSPARENT:
            pointed, function = function, None
        at = following
    return Declarator(None, function, pointed, False)


def _of_member(x: Walk, node: Node) -> Node | None:
    """The name in `Class::*name`, if what is declared is a pointer to a member."""
    last = node
    while x.kinds[last.kind_id] == "qualified_identifier" and last.named_children:
        last = last.named_children[-1]
    names = last.named_children if x.kinds[last.kind_id] == "pointer_type_declarator" else []
    if not names or x.kinds[names[-1].kind_id] != "type_identifier":
        return None
    at = node
    while x.kinds[at.kind_id] == "qualified_identifier":
        for part in at.named_children[:-1]:
            x.effect[part.kind_id](x, part)
        at = at.named_children[-1]
    return names[-1]


def told(x: Walk, function: Node) -> bytes:
    """What tells a function from others of its name: the types that it takes, and `const`."""
    types: list[bytes] = []
    suffix = b""
    for part in function.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "parameter_list":
            types = [_said(x, each) for each in _parameters_in(x, part)]
        elif kind == "type_qualifier" and text_of(x, part) == b"const":
            suffix = b" const"
    if types == [b"void"]:
        types = []
    return b",".join(types) + suffix


def _parameters_in(x: Walk, node: Node) -> list[Node]:
    return [part for part in node.named_children if x.kinds[part.kind_id] != "comment"]


def _said(x: Walk, node: Node) -> bytes:
    """The type of a parameter, without its name, its default and what qualifies it."""
    start, end = node.start_byte, node.end_byte
    text = x.text[start:end]
    cuts: list[tuple[int, int]] = []
    default = node.child_by_field_name("default_value")
    if default is not None:
        cuts.append((default.start_byte - start, end - start))
    declared = node.child_by_field_name("declarator")
    if declared is not None:
        name = _name_inside(x, declared)
        if name is not None:
            cuts.append((name.start_byte - start, name.end_byte - start))
    for first, last in sorted(cuts, reverse=True):
        text = text[:first] + text[last:]
    text = _QUALIFIER.sub(b"", text.rstrip(b" \t\n="))
    return _PARTS.sub(rb"\1", _SPACE.sub(b" ", text)).strip()


def _name_inside(x: Walk, node: Node) -> Node | None:
    at: Node | None = node
    while at is not None:
        kind = x.kinds[at.kind_id]
        if kind in ("identifier", "field_identifier"):
            return at
        if kind not in _WRAPPING:
            return None
        at = next((p for p in at.named_children if x.kinds[p.kind_id] in DECLARATORS), None)
    return None


def signature(
    x: Walk, function: Node, scope: Scope, result: int, words: set[bytes] | None = None
) -> None:
    """Bind the parameters and the result of a function whose scope is open; `words` stand before
    its type."""
    build, before = x.build, x.scope
    x.scope = scope
    start = function.start_byte
    given = operators.holding(x, start, start) if result else 0
    for part in function.named_children:
        kind = x.kinds[part.kind_id]
        if kind == "parameter_list":
            parameters(x, part, scope)
        elif kind == "trailing_return_type":
            for inner in part.named_children:
                result, given = x.visit[inner.kind_id](x, inner) or result, 0
        elif kind not in DECLARATORS:
            x.effect[part.kind_id](x, part)
    if result:
        build.bind(scope, _RETURN, Bind.RETURN, 0, result, given)
        if words and b"const" in words:
            operators.constant(x, scope, _RETURN, result)
    x.scope = before


def parameters(x: Walk, node: Node, scope: Scope) -> None:
    """Bind parameters; how many arguments there can be is noted as least and most."""
    least = most = 0
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in ("parameter_declaration", "optional_parameter_declaration"):
            if text_of(x, part) == b"void":
                continue
            most += 1
            if kind == "parameter_declaration":
                least += 1
            parameter(x, part, scope, min(most, 0xFF))
        elif kind == "variadic_parameter_declaration":
            parameter(x, part, scope, min(most + 1, 0xFF) | _COLLECTS)
            most = _MANY
        elif kind == "variadic_parameter":
            children(x, part)
            most = _MANY
        elif kind == "identifier":
            # The names of an old style list, whose types follow.
            least, most = 0, _MANY
            build_parameter(x, part, part, scope, 0, 0, 1)
        elif kind != "comment":
            x.effect[part.kind_id](x, part)
    if x.source[node.end_byte - 4 : node.end_byte - 1] == b"...":
        most = _MANY
    x.build.bind(scope, _PARAMETERS, Bind.VALUE, 0, 0, min(most, _MANY) << 8 | min(least, _MANY))


def parameter(x: Walk, node: Node, scope: Scope, position: int) -> None:
    """Bind one parameter."""
    kinds = x.kinds
    wanted = default = 0
    declared: Declarator | None = None
    has_type = is_constant = False
    given = node.child_by_field_name("default_value")
    for part in node.named_children:
        kind = kinds[part.kind_id]
        if not has_type and kind in TYPE_KINDS:
            wanted, has_type = type_of(x, part), True
        elif given is not None and part.start_byte == given.start_byte:
            default = value_of(x, given)
        elif kind in DECLARATORS:
            declared = declarator(x, part)
            if declared.name is None:
                _abstract(x, part)
        elif operators.is_constant(x, part):
            is_constant = True
        else:
            x.effect[part.kind_id](x, part)
    if declared is None or declared.name is None:
        # Without a name its type still tells one function from another.
        x.build.bind(scope, b"<%d>" % position, Bind.PARAM, default, wanted, position)
        return
    if not wanted and position <= len(x.passed) and x.passed[position - 1]:
        wanted = x.build.expr(Expr.TYPE_OF, x.passed[position - 1])
    function = declared.function or declared.pointed
    if function is not None:
        wanted = function_type(x, node, list_of(x, function), wanted)
    build_parameter(x, node, declared.name, scope, default, wanted, position)
    if is_constant:
        operators.constant(x, scope, text_of(x, declared.name), wanted)


def _abstract(x: Walk, node: Node) -> None:
    for part in node.named_children:
        x.effect[part.kind_id](x, part)


def list_of(x: Walk, function: Node) -> Node | None:
    for part in function.named_children:
        if x.kinds[part.kind_id] == "parameter_list":
            return part
    return None


def build_parameter(
    x: Walk, node: Node, name: Node, scope: Scope, default: int, wanted: int, position: int
) -> None:
    """Bind the parameter of a name."""
    if x.kinds[name.kind_id] not in _OF_PARAMETERS:
        x.effect[name.kind_id](x, name)
        return
    text = text_of(x, name)
    if text in scope.binds:
        # An old style parameter whose type comes after the list.
        x.build.use(scope, text, name.start_byte | DEFINITION | scope.read)
        scope.binds[text][2] = wanted
        return
    operators.local(x, scope, text, name.start_byte, default, wanted)
    x.build.parameter(
        scope,
        text,
        name.start_byte,
        node.start_byte,
        node.end_byte,
        default,
        wanted,
        position,
    )


def bind_local(x: Walk, scope: Scope, name: Node, value: int, wanted: int) -> None:
    """Bind a local variable."""
    text, at = text_of(x, name), name.start_byte
    holding = operators.local(x, scope, text, at, value, wanted)
    x.build.bind(scope, text, Bind.VALUE, value, wanted, holding)
    x.build.use(scope, text, at | DEFINITION | scope.read)

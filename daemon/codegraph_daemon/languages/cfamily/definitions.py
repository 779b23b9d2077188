"""Definitions of functions and members, in and outside of their classes, and what declares them."""

from __future__ import annotations

import re

from ...facts import TAG, Bind, Expr, Flag, Kind, ScopeKind
from ..scopes import Definition, Scope
from . import operators
from .functions import DECLARATORS, Declarator, declarator, signature, told
from .names import name_in
from .types import TYPE_KINDS, type_of
from .walk import (
    TYPE_USE,
    Declared,
    Node,
    Walk,
    announce,
    children,
    documentation,
    is_local,
    named,
    opened,
    place,
    statements,
    text_of,
)

_TAG = TAG.encode()
_SPACE = re.compile(rb"(?<!\w)\s+|\s+(?!\w)")
"""Space that does not keep two words apart."""


def function_definition(x: Walk, node: Node) -> int:
    """A function with its body."""
    _definition(x, node)
    return 0


def _definition(x: Walk, node: Node) -> None:
    from .macro_bodies import invoked, is_invoked

    kinds, outer = x.kinds, place(x)
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    wanted = 0
    has_type = False
    declared: Declarator | None = None
    body: list[Node] = []
    words: set[bytes] = set()
    flags = 0
    for part in node.named_children:
        kind = kinds[part.kind_id]
        if kind in _BODIES:
            body.append(part)
        elif kind in ("storage_class_specifier", "virtual", "explicit_function_specifier"):
            words.add(text_of(x, part))
        elif declared is None and operators.is_constant(x, part):
            words.add(b"const")
        elif declared is None and not has_type and kind in TYPE_KINDS:
            wanted, has_type = type_of(x, part), True
        elif declared is None and kind in DECLARATORS:
            declared = declarator(x, part)
        elif kind == "declaration" and declared is not None:
            # The types of an old style list.
            body.append(part)
        else:
            x.effect[part.kind_id](x, part)
    if declared is None or declared.name is None or declared.function is None:
        _unknown(x, node, declared, body)
        return
    name = declared.name
    if not has_type and x.is_cpp and not x.in_class and is_invoked(x, name, declared.function):
        invoked(x, name, declared.function, body, (start, end), doc)
        return
    wanted = wanted or converted(x, name)
    in_class = outer.kind == ScopeKind.CLASS and x.in_class
    if b"static" in words and in_class:
        flags |= Flag.STATIC_METHOD
    if in_class and declared.function is not None:
        flags |= virtual_flags(x, node)
    define_function(x, node, name, declared.function, wanted, flags, body, doc, words, start, end)


def converted(x: Walk, name: Node) -> int:
    """The type to which `operator Type` converts; 0 for other names."""
    if x.kinds[name.kind_id] != "operator_cast":
        return 0
    for part in name.named_children:
        if x.kinds[part.kind_id] in TYPE_KINDS:
            return type_of(x, part)
    return 0


def virtual_flags(x: Walk, node: Node) -> int:
    """Whether a member has no definition at all: `= 0`."""
    is_pure = _PURE.search(x.text, node.start_byte, node.end_byte) is not None
    return Flag.ABSTRACT if is_pure else 0


_PURE = re.compile(rb"=\s*0\s*;?\s*$")
_BODIES = frozenset(
    (
        *("compound_statement", "field_initializer_list", "try_statement"),
        *("default_method_clause", "delete_method_clause", "pure_virtual_clause"),
    )
)


def _unknown(x: Walk, node: Node, declared: Declarator | None, body: list[Node]) -> None:
    """Something with a body that is no function, as what a macro makes: its body is code."""
    if declared is not None and declared.name is not None:
        name_in(x, declared.name, TYPE_USE)
    scope = x.build.open_scope(ScopeKind.BLOCK, x.scope, node.start_byte, node.end_byte)
    before, x.scope = x.scope, scope
    for part in body:
        children(x, part)
    x.scope = before


def define_function(
    x: Walk,
    node: Node,
    name: Node,
    function: Node,
    wanted: int,
    flags: int,
    body: list[Node],
    doc: tuple[int, int],
    words: set[bytes],
    start: int,
    end: int,
) -> None:
    """Define a function, a member, or a member outside of its class; visit its body."""
    from .classes import member_home

    build, outer, before = x.build, place(x), x.scope
    this, path = x.this, x.path
    home = member_home(x, name)
    if home is None and x.kinds[name.kind_id] == "qualified_identifier":
        name_in(x, name, TYPE_USE)
        home = (outer, name.named_children[-1] if name.named_children else name, b"")
    where, last, qualified = home if home is not None else (outer, name, b"")
    text = name_text(x, last)
    if not text:
        x.effect[name.kind_id](x, name)
    in_class = where.kind == ScopeKind.CLASS and (home is not None or x.in_class)
    kind = Kind.FUNCTION
    if in_class:
        kind = Kind.METHOD
        if text == x.class_name(where):
            kind = Kind.CONSTRUCTOR
    _announce_operator(x, text)
    scope = opened(x, ScopeKind.FUNCTION, where, start, end)
    definition = Definition(kind, flags | (Flag.LOCAL if is_local(outer) else 0), scope.index, doc)
    at = last.start_byte
    bound = text
    if kind == Kind.CONSTRUCTOR:
        # Inside of the class its name means the class.
        bound = text + _TAG
        build.name(text)
    if x.is_cpp and text != b"main":
        build.define_variant(where, bound, told(x, function), at, start, end, definition)
    else:
        build.define(where, bound, at, start, end, definition)
    if home is None and not in_class and not is_local(outer):
        announce(x, outer, text)
        if path is not None:
            defines(x, where, path + text, text, b"static" in words)
    elif home is not None and path is not None:
        defines(x, where, path + qualified + text, bound, False)
    inner_path = x.inner
    x.path = x.inner = None
    x.scope = scope
    signature(x, function, scope, wanted, words)
    returning, x.returning = x.returning, None if wanted else scope
    inner, x.in_class = x.in_class, False
    comment, x.comment = x.comment, None
    if in_class:
        x.this = build.expr(Expr.THIS, where.index)
    for part in body:
        if x.kinds[part.kind_id] == "compound_statement":
            statements(x, part)
        else:
            x.effect[part.kind_id](x, part)
    x.comment = comment
    x.scope, x.this, x.returning, x.in_class = before, this, returning, inner
    x.path, x.inner = path, inner_path


def _announce_operator(x: Walk, text: bytes) -> None:
    """Let who uses an operator know that there are functions which define it."""
    if x.is_cpp and text.startswith(b"operator") and text[8:9] and not text[8:9].isalnum():
        x.build.announce(b"<%s>" % text)


def defines(x: Walk, scope: Scope, qualified: bytes, text: bytes, is_hidden: bool) -> None:
    """Let what declares a name from elsewhere find its definition here."""
    key = b"<defines %s>" % qualified
    if key not in x.file.binds:
        x.build.bind(x.file, key, Bind.ALIAS, named(x, scope, text))
    if not is_hidden and not x.is_hidden:
        x.build.announce(key)
        for using in x.usings:
            other = b"<defines %s::%s>" % (using, qualified)
            if other not in x.file.binds:
                x.build.bind(x.file, other, Bind.ALIAS, named(x, scope, text))
            x.build.announce(other)


def name_text(x: Walk, node: Node) -> bytes:
    """The name that a declarator's name is bound by."""
    kind = x.kinds[node.kind_id]
    if kind in ("template_function", "template_method", "template_type"):
        inner = node.child_by_field_name("name")
        arguments = node.child_by_field_name("arguments")
        if arguments is not None:
            x.effect[arguments.kind_id](x, arguments)
        return name_text(x, inner) if inner is not None else b""
    if kind == "operator_cast":
        return b"operator " + text_of(x, node).partition(b"operator")[2].partition(b"(")[0].strip()
    if kind == "operator_name" or kind == "destructor_name":
        return _SPACE.sub(b"", text_of(x, node))
    return text_of(x, node)


def is_guide(x: Walk, function: Node) -> bool:
    """Whether what has no type before its name says behind it what a template deduces."""
    return any([x.kinds[p.kind_id] == "trailing_return_type" for p in function.named_children])


def guide(x: Walk, name: Node, function: Node, start: int, end: int) -> None:
    """`Template(Type given) -> Template<Type>;` names a template and declares nothing."""
    name_in(x, name, TYPE_USE)
    signature(x, function, opened(x, ScopeKind.FUNCTION, place(x), start, end), 0)


def declare_function(
    x: Walk,
    name: Node,
    function: Node,
    wanted: int,
    flags: int,
    doc: tuple[int, int],
    words: set[bytes],
    start: int,
    end: int,
) -> None:
    """Declare a function or a member that is defined elsewhere."""
    outer = place(x)
    wanted = wanted or converted(x, name)
    text = name_text(x, name)
    if not text or x.kinds[name.kind_id] == "qualified_identifier":
        x.effect[name.kind_id](x, name)
        # `friend void space::name(Type given);`
        signature(x, function, opened(x, ScopeKind.FUNCTION, outer, start, end), wanted)
        return
    in_class = outer.kind == ScopeKind.CLASS and x.in_class
    kind = Kind.FUNCTION
    bound = text
    if in_class:
        kind = Kind.METHOD
        if text == x.class_name(outer):
            kind, bound = Kind.CONSTRUCTOR, text + _TAG
            x.build.name(text)
        if b"static" in words:
            flags |= Flag.STATIC_METHOD
    _announce_operator(x, text)
    scope = opened(x, ScopeKind.FUNCTION, outer, start, end)
    x.declared.append(
        Declared(
            outer,
            bound,
            told(x, function) if x.is_cpp else None,
            name.start_byte,
            start,
            end,
            kind,
            flags | (0 if flags & Flag.ABSTRACT else Flag.DECLARATION),
            scope.index,
            doc,
        )
    )
    if not in_class and not is_local(outer):
        announce(x, outer, text)
    signature(x, function, scope, wanted, words)

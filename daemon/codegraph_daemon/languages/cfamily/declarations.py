"""Declarations of variables, fields and functions."""

from __future__ import annotations

from ...facts import HELD, NONE, Bind, Expr, Flag, Kind, ScopeKind
from ..scopes import Definition
from . import operators
from .classes import STRUCTURES, class_statement, member_home
from .conversions import arguments
from .definitions import (
    declare_function,
    defines,
    guide,
    is_guide,
    name_text,
    virtual_flags,
)
from .expressions import initializer
from .functions import DECLARATORS, Declarator, bind_local, declarator, is_use_of_macro, list_of
from .names import name_in
from .types import TYPE_KINDS, function_type, type_of
from .walk import (
    DEFINITION,
    MADE,
    READ,
    Declared,
    Node,
    Walk,
    announce,
    documentation,
    is_local,
    named,
    place,
    sequence,
    text_of,
    value_of,
)

_NAMES = ("type_identifier", "qualified_identifier")
_OF_NOBODY = frozenset(
    ("number_literal", "string_literal", "char_literal", "concatenated_string", "true", "false")
)
"""Values in which nobody is used."""
_MAKING = (False, "argument_list", "initializer_list", "parameter_list")


def declaration(x: Walk, node: Node) -> int:
    """`type name = value, other;` anywhere."""
    kinds = x.kinds
    parts = node.named_children
    if len(parts) == 1 and kinds[parts[0].kind_id] in STRUCTURES:
        class_statement(x, parts[0])
        _without_names(x, parts[0])
        return 0
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    wanted = 0
    has_type = False
    type_node: Node | None = None
    words: set[bytes] = set()
    value = node.child_by_field_name("value") or node.child_by_field_name("default_value")
    skipped = value.start_byte if value is not None else -1
    declared = 0
    for part in parts:
        kind = kinds[part.kind_id]
        if kind == "storage_class_specifier" or kind == "type_qualifier":
            words.add(text_of(x, part))
        elif not has_type and kind in TYPE_KINDS:
            has_type, type_node = True, part
            if kind == "auto" or kind == "placeholder_type_specifier":
                words.add(b"auto")
            wanted = type_of(x, part)
        elif part.start_byte == skipped:
            continue
        elif kind in DECLARATORS:
            declared += 1
            _declared(x, node, part, wanted, words, value, start, end, doc)
        else:
            x.effect[part.kind_id](x, part)
    if not declared and type_node is not None:
        _without_names(x, type_node)
    if value is not None and not declared:
        x.effect[value.kind_id](x, value)
    return 0


def _without_names(x: Walk, node: Node) -> None:
    """`struct { ... };` inside another: its members are the outer one's too."""
    if x.kinds[node.kind_id] not in ("struct_specifier", "union_specifier") or not x.in_class:
        return
    scopes = x.build.scopes
    outer = place(x)
    for scope in reversed(scopes):
        if scope.parent is outer and scope.start == node.start_byte:
            if scope.kind == ScopeKind.CLASS and not x.class_name(scope):
                for text in list(scope.binds):
                    if not text.startswith(b"<"):
                        x.build.bind(outer, text, Bind.ALIAS, named(x, scope, text))
            return


def _declared(
    x: Walk,
    node: Node,
    part: Node,
    wanted: int,
    words: set[bytes],
    value: Node | None,
    start: int,
    end: int,
    doc: tuple[int, int],
) -> None:
    """One of the names that a declaration declares."""
    initial = value
    kind = x.kinds[part.kind_id]
    inner = part
    if kind == "init_declarator":
        inner_nodes = part.named_children
        initial = part.child_by_field_name("value")
        if inner_nodes:
            inner = inner_nodes[0]
    found = declarator(x, inner)
    name = found.name
    if name is None:
        x.effect[part.kind_id](x, part)
        return
    where = place(x)
    if found.function is not None and found.pointed is None:
        if is_local(where) and not x.in_class:
            _in_function(x, node, found, wanted, words, start, end, doc)
            return
        if is_use_of_macro(x, node, found):
            return
        if x.is_cpp and not wanted and not words and is_guide(x, found.function):
            guide(x, name, found.function, start, end)
            return
        flags = virtual_flags(x, node) if x.in_class or b"virtual" in words else 0
        declare_function(x, name, found.function, wanted, flags, doc, words, start, end)
        return
    if found.pointed is not None:
        wanted = function_type(x, part, list_of(x, found.pointed), wanted)
    if x.kinds[name.kind_id] == "structured_binding_declarator":
        given = value_of(x, initial)
        for position, each in enumerate(name.named_children):
            bind_local(x, where, each, x.build.expr(Expr.UNPACKED, given, position), 0)
        return
    given, body = _value(x, initial, wanted, found.is_plain)
    at = variable(
        x, name, given, wanted, words, initial is not None, start, end, doc, found.is_plain, body
    )
    if x.is_cpp and wanted and found.is_plain and not x.in_class and b"extern" not in words:
        _made(x, at, wanted, initial)


def _made(x: Walk, at: int, wanted: int, initial: Node | None) -> None:
    """Note that what makes the value of the variable at byte `at` is called, unless it is a copy;
    0: there is none."""
    exprs = x.build.exprs
    kind = initial is not None and x.kinds[initial.kind_id]
    if kind not in _MAKING or not at:
        return
    if exprs[3 * wanted] in (Expr.NAME, Expr.ATTR, Expr.INDEX):
        head = exprs[3 * wanted + 1] if exprs[3 * wanted] == Expr.INDEX else wanted
        parts = []
        if initial is not None:
            parts = [p for p in initial.named_children if x.kinds[p.kind_id] != "comment"]
        given = sequence(x, [0] * len(parts))
        x.build.spelled(Expr.CHOSEN, head, given, at | MADE | x.scope.read)


def _value(x: Walk, node: Node | None, wanted: int, is_plain: bool) -> tuple[int, int]:
    """What a variable begins with, and the scope of that, whose names are used by the variable, if
    nobody else is around it (else NONE)."""
    outer = x.scope
    has_holder = x.in_class or is_local(place(x))
    if node is None or has_holder or x.kinds[node.kind_id] in _OF_NOBODY:
        return _initial(x, node, wanted, is_plain), NONE
    own = x.scope = x.build.open_scope(ScopeKind.BLOCK, outer, node.start_byte, node.end_byte)
    given = _initial(x, node, wanted, is_plain)
    x.scope = outer
    return given, own.index


def _initial(x: Walk, node: Node | None, wanted: int, is_plain: bool) -> int:
    if node is None:
        return 0
    if x.kinds[node.kind_id] == "argument_list":
        parts = arguments(x, node)
        return parts[0] if parts else 0
    return initializer(x, node, wanted)


def _in_function(
    x: Walk,
    node: Node,
    found: Declarator,
    wanted: int,
    words: set[bytes],
    start: int,
    end: int,
    doc: tuple[int, int],
) -> None:
    """`Type name(argument);` makes a variable, unless its arguments are types."""
    assert found.name is not None
    assert found.function is not None
    given = list_of(x, found.function)
    parts = given.named_children if given is not None else []
    is_variable = x.is_cpp and bool(parts) and all(_may_be_value(x, part) for part in parts)
    if not is_variable:
        before, path = x.scope, x.path
        x.scope, x.path = x.file, None
        declare_function(x, found.name, found.function, wanted, 0, doc, words, start, end)
        x.scope, x.path = before, path
        return
    for part in parts:
        for inner in part.named_children:
            if x.kinds[inner.kind_id] == "type_identifier":
                name_in(x, inner, READ)
            else:
                x.effect[inner.kind_id](x, inner)
    at = variable(x, found.name, 0, wanted, words, True, start, end, doc)
    if wanted and found.is_plain:
        _made(x, at, wanted, given)


def _may_be_value(x: Walk, node: Node) -> bool:
    """Whether what was read as a parameter can be a plain name or a member of a namespace."""
    if x.kinds[node.kind_id] != "parameter_declaration":
        return x.kinds[node.kind_id] == "comment"
    parts = node.named_children
    return len(parts) == 1 and x.kinds[parts[0].kind_id] in _NAMES


def variable(
    x: Walk,
    name: Node,
    value: int,
    wanted: int,
    words: set[bytes],
    has_value: bool,
    start: int,
    end: int,
    doc: tuple[int, int],
    is_plain: bool = False,
    body: int = NONE,
) -> int:
    """Bind a variable or a field; where its name stands, 0 if it has none.  Of what holds its value
    itself, and no pointer to it, the binding says so (`is_plain`); `body` is the scope of its
    value."""
    build, where = x.build, place(x)
    kind = x.kinds[name.kind_id]
    if kind == "qualified_identifier":
        return _outside(x, name, value, wanted, start, end, doc, body)
    text, at = name_text(x, name), name.start_byte
    if not text:
        return 0
    is_constant = not operators.CONSTANTS.isdisjoint(words)
    if is_local(where) and not x.in_class:
        if b"extern" in words:
            _external(x, text, at, start, end)
            return 0
        bind_local(x, where, name, value, wanted)
        if is_constant:
            operators.constant(x, where, text, wanted)
        return at
    sort = Kind.FIELD if x.in_class else Kind.VARIABLE
    if not x.in_class and is_constant:
        sort = Kind.CONSTANT
    holding = HELD if is_plain else operators.holding(x, at, at + len(text))
    build.bind(where, text, Bind.VALUE, value, wanted, holding)
    if is_constant:
        operators.constant(x, where, text, wanted)
    if not x.in_class:
        announce(x, where, text)
    is_elsewhere = b"extern" in words or (x.in_class and b"static" in words)
    if is_elsewhere and not has_value and b"inline" not in words and b"constexpr" not in words:
        flags = Flag.DECLARATION
        x.declared.append(Declared(where, text, None, at, start, end, sort, flags, NONE, doc))
        return 0
    build.use(where, text, at | DEFINITION | where.read)
    build.site(where, text, start, end, at, True)
    build.note(where, text, Definition(sort, 0, body, doc))
    if not x.in_class and x.path is not None:
        defines(x, where, x.path + text, text, b"static" in words)
    return at


def _external(x: Walk, text: bytes, at: int, start: int, end: int) -> None:
    """`extern int name;` in a function: it is the file's."""
    flags = Flag.DECLARATION
    x.build.bind(x.file, text, Bind.VALUE, 0, 0)
    none = (0, 0)
    x.declared.append(
        Declared(x.file, text, None, at, start, end, Kind.VARIABLE, flags, NONE, none)
    )


def _outside(
    x: Walk,
    name: Node,
    value: int,
    wanted: int,
    start: int,
    end: int,
    doc: tuple[int, int],
    body: int,
) -> int:
    """`int Class::name = 1;`; where the name stands, 0 if no class is named."""
    home = member_home(x, name)
    if home is None:
        name_in(x, name, READ)
        return 0
    scope, last, within = home
    text, at, build = name_text(x, last), last.start_byte, x.build
    if not text:
        return 0
    build.bind(scope, text, Bind.VALUE, value, wanted)
    build.use(scope, text, at | DEFINITION | scope.read)
    build.site(scope, text, start, end, at, True)
    build.note(scope, text, Definition(Kind.FIELD, 0, body, doc))
    if x.path is not None:
        defines(x, scope, x.path + within + text, text, False)
    return at

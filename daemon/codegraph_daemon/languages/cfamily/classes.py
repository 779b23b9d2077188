"""Structures, classes, unions and enumerations, with their bases and members."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...facts import (
    BASE_NAME,
    FIELDS_NAME,
    NONE,
    TAG,
    USING_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
    extension_name,
)
from ..scopes import EXTENSION_SPACE, TAG_VARIANT, Definition, Scope
from .definitions import defines
from .names import member_in, name_in, qualifier, tag
from .parameters import open_template
from .types import type_of
from .walk import (
    DEFINITION,
    TYPE_USE,
    Declared,
    Node,
    Walk,
    announce,
    children,
    documentation,
    is_local,
    literal,
    named,
    opened,
    place,
    statements,
    text_of,
)

_BASE = BASE_NAME.encode()
_TAG = TAG.encode()
_ENDED = re.compile(rb"(?:\s|//[^\n]*|/\*.*?\*/)*;", re.DOTALL)
"""What follows a structure that is declared: nothing else makes `struct name` a declaration."""
_FIELDS = FIELDS_NAME.encode()
_MOST_FIELDS = 12
"""Of structures with more fields nobody takes them one by one."""
"""The position of a base that is not written."""


def member_home(x: Walk, name: Node) -> tuple[Scope, Node, bytes] | None:
    """For `Class::name`: where what is defined outside of a class lies, the node of the last name,
    and what stands before it; None for a plain name."""
    if x.kinds[name.kind_id] != "qualified_identifier":
        return None
    parts: list[Node] = []
    at = name
    while x.kinds[at.kind_id] == "qualified_identifier":
        inner = [each for each in at.named_children if x.kinds[each.kind_id] != "comment"]
        if len(inner) < 2:
            if inner:
                parts.append(inner[0])
            break
        parts.append(inner[0])
        at = inner[-1]
    else:
        parts.append(at)
    if len(parts) < 2:
        return None
    # As long as the class is not known, its members are no names.
    expr = qualifier(x, parts[0])
    for part in parts[1:-1]:
        expr = member_in(x, expr, part, TYPE_USE)
    names = [_head(x, part) for part in parts[:-1]]
    if len(names) > 1 and (place(x) is x.file or x.path):
        _use_around(x, names[:-1])
    return extension(x, names, expr, name), parts[-1], b"".join(each + b"::" for each in names)


def _use_around(x: Walk, names: list[bytes]) -> None:
    """What is defined outside of its namespaces too sees what is in them, the innermost first:
    those of the namespace that is open, and of those that are used."""
    before = [x.path] if x.path else [b"", *[each + b"::" for each in x.usings]]
    for count in range(len(names), 0, -1):
        for outer in before:
            path = outer + b"::".join(names[:count])
            if path not in x.around:
                x.around.add(path)
                x.build.bind(x.file, USING_NAME.encode(), Bind.SETTING, x.build.name(path))


def _head(x: Walk, node: Node) -> bytes:
    """A name without template arguments."""
    return text_of(x, node).partition(b"<")[0].strip()


def extension(x: Walk, names: list[bytes], extended: int, node: Node) -> Scope:
    """The scope in which members lie that are defined outside of their class."""
    build, outer = x.build, place(x)
    key = (outer.index, b"::".join(names))
    scope = x.extended.get(key)
    if scope is not None:
        scope.end = max(scope.end, node.end_byte)
        return scope
    start, end = node.start_byte, node.end_byte
    text = names[-1]
    scope = x.extended[key] = build.open_scope(ScopeKind.CLASS, outer, start, end)
    x.class_names[scope.index] = text
    build.open_scopes.add(scope.index)
    build.name(text)
    space = text + EXTENSION_SPACE
    build.note(outer, space, Definition(Kind.EXTENSION, 0, scope.index, (0, 0)))
    build.site(outer, space, start, end, start, True)
    under = extension_name(text.decode("utf-8", "replace")).encode()
    build.bind(x.file, under, Bind.EXTENDED, extended, scope.index)
    return scope


def class_type(x: Walk, node: Node) -> int:
    """A structure where a type stands: defined there, or only named."""
    name, body, _ = _parts(x, node)
    if body is not None:
        return class_body(x, node, name, body)
    return 0 if name is None else tag(x, name)


def class_statement(x: Walk, node: Node) -> int:
    """A structure that stands alone: defined, or declared to be defined elsewhere."""
    name, body, _ = _parts(x, node)
    if body is not None:
        return class_body(x, node, name, body)
    if name is None:
        return children(x, node)
    if x.kinds[name.kind_id] != "type_identifier" or not _ENDED.match(x.text, node.end_byte):
        return tag(x, name)
    text = text_of(x, name) + (b"" if x.is_cpp else _TAG)
    where = place(x)
    start, end = node.start_byte, node.end_byte
    is_enum = x.kinds[node.kind_id] == "enum_specifier"
    kind = Kind.ENUM if is_enum else Kind.CLASS
    tagged(x, text)
    flags = Flag.DECLARATION
    at = name.start_byte
    none = (0, 0)
    x.declared.append(Declared(where, text, None, at, start, end, kind, flags, NONE, none))
    announce(x, where, text)
    return named(x, where, text)


def _parts(x: Walk, node: Node) -> tuple[Node | None, Node | None, Node | None]:
    """Name, body and bases."""
    name = body = bases = None
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in ("field_declaration_list", "enumerator_list"):
            body = part
        elif kind in _NAMES and name is None:
            name = part
        elif kind == "base_class_clause":
            bases = part
        elif kind not in ("virtual_specifier", "comment", *_NAMES):
            x.effect[part.kind_id](x, part)
    return name, body, bases


STRUCTURES = frozenset(("struct_specifier", "union_specifier", "class_specifier", "enum_specifier"))
_NAMES = frozenset(("type_identifier", "qualified_identifier", "template_type", "identifier"))


class Given(NamedTuple):
    """The name that a `typedef` gives what has none, and the extent of all that it says."""

    name: Node
    start: int
    end: int
    doc: tuple[int, int]


def class_body(
    x: Walk, node: Node, name: Node | None, body: Node, given: Given | None = None
) -> int:
    """Define a structure; `given` is the name that a `typedef` gives one that has none."""
    if x.kinds[node.kind_id] == "enum_specifier":
        return enum_body(x, node, name, body, given)
    build, where = x.build, place(x)
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    home = member_home(x, name) if name is not None else None
    outer, last = where, name
    if home is not None:
        outer, last, _ = home
    scope = opened(x, ScopeKind.CLASS, outer, start, end)
    if given is not None:
        start, end, doc = given.start, given.end, given.doc
    result = build.expr(Expr.OBJECT, scope.index)
    text = b""
    before = x.path, x.inner, x.in_class, x.this
    injected, is_special = x.injected, False
    if last is not None or given is not None:
        shown = last if last is not None else given and given.name
        assert shown is not None
        plain = text_of(x, shown).partition(b"<")[0].strip()
        is_special = x.kinds[shown.kind_id] == "template_type"
        if is_special:
            name_in(x, shown, TYPE_USE)
        x.class_names[scope.index] = plain
        text = plain if x.is_cpp or last is None else plain + _TAG
        flags = Flag.LOCAL if is_local(outer) else 0
        definition = Definition(Kind.CLASS, flags, scope.index, doc)
        if is_special:
            told = text_of(x, shown)[len(plain) :]
            build.define_variant(outer, text, told, shown.start_byte, start, end, definition)
        else:
            define(x, outer, text, shown.start_byte, start, end, definition)
        result = named(x, outer, text)
        if not is_special:
            announce_type(x, outer, text, home[2] if home is not None else b"")
    x.inner = None if x.inner is None or not text else x.inner + text.removesuffix(_TAG) + b"::"
    x.path = None
    inner_scope, x.scope = x.scope, scope
    _bases(x, node, scope)
    open_template(x, scope, outer, inner_scope, b"" if is_special else text)
    x.in_class = True
    x.this = build.expr(Expr.THIS, scope.index)
    saved, x.comment = x.comment, None
    statements(x, body)
    x.comment = saved
    if x.is_cpp and x.kinds[node.kind_id] == "struct_specifier":
        _fields(x, scope)
    x.scope = inner_scope
    x.path, x.inner, x.in_class, x.this = before
    x.injected = injected
    return result


def _fields(x: Walk, scope: Scope) -> None:
    """Note the fields of a structure in their order: `auto [one, other] = pair` takes them so."""
    names = [text for text, known in scope.definitions.items() if known[0].kind == Kind.FIELD]
    for text in names if 1 < len(names) <= _MOST_FIELDS else ():
        x.build.bind(scope, _FIELDS, Bind.VALUE, named(x, scope, text))


def define(
    x: Walk, scope: Scope, text: bytes, at: int, start: int, end: int, definition: Definition
) -> None:
    """Define a type, whose name may be one that is apart from others."""
    if text.endswith(_TAG):
        tagged(x, text)
    x.build.define(scope, text, at, start, end, definition)


def tagged(x: Walk, text: bytes) -> None:
    """Have the names at hand that the symbol of a name behind `struct` is made of."""
    x.build.name(text.removesuffix(_TAG))
    x.build.name(TAG_VARIANT)


def announce_type(x: Walk, scope: Scope, text: bytes, within: bytes = b"") -> None:
    """Let other files find a type, by the name that each language has for it."""
    if x.inner is not None:
        defines(x, scope, x.inner + within + text.removesuffix(_TAG), text, False)
    around = scope if x.is_cpp or not text.endswith(_TAG) else _around(scope)
    if around is not scope and text not in around.binds:
        # In C it is a name of what stands around all structures.
        x.build.bind(around, text, Bind.ALIAS, named(x, scope, text))
        announce_in(x, around, text)
    if scope.kind == ScopeKind.CLASS and (x.in_class or within):
        return
    announce(x, scope, text)
    if x.is_cpp and scope is x.file and x.path == b"":
        # C names it with a word before it.
        tagged = text + _TAG
        if tagged not in scope.binds:
            x.build.bind(scope, tagged, Bind.ALIAS, named(x, scope, text))
            x.build.announce(tagged)


def _around(scope: Scope) -> Scope:
    """What stands around all structures that a scope lies in."""
    while scope.kind == ScopeKind.CLASS and scope.parent is not None:
        scope = scope.parent
    return scope


def _bases(x: Walk, node: Node, scope: Scope) -> None:
    position = 0
    for part in node.named_children:
        if x.kinds[part.kind_id] != "base_class_clause":
            continue
        inside, x.scope = x.scope, scope.outward or x.scope
        for base in part.named_children:
            kind = x.kinds[base.kind_id]
            if kind in ("access_specifier", "comment", "virtual"):
                continue
            value = type_of(x, base)
            if value:
                x.build.bind(scope, _BASE, Bind.BASE, value, 0, position)
                position += 1
        x.scope = inside


def enum_body(x: Walk, node: Node, name: Node | None, body: Node, given: Given | None) -> int:
    """Define an enumeration; its members are names around it too, unless it is a class."""
    build, where = x.build, place(x)
    start, end = node.start_byte, node.end_byte
    doc = documentation(x, start)
    if name is not None and x.kinds[name.kind_id] == "qualified_identifier":
        name_in(x, name, TYPE_USE)
        name = name.named_children[-1] if name.named_children else None
    shown = name if name is not None else given and given.name
    head = x.source[start : shown.start_byte if shown is not None else body.start_byte].split()
    is_class = b"class" in head or b"struct" in head
    around = where if x.is_cpp else _around(where)
    if shown is None:
        _enumerators(x, body, around, around, Kind.CONSTANT)
        return literal(x, b"int")
    scope = build.open_scope(ScopeKind.CLASS, where, start, end)
    if given is not None:
        start, end, doc = given.start, given.end, given.doc
    plain = text_of(x, shown)
    text = plain + (_TAG if name is not None and not x.is_cpp else b"")
    flags = Flag.LOCAL if is_local(where) else 0
    definition = Definition(Kind.ENUM, flags, scope.index, doc)
    define(x, where, text, shown.start_byte, start, end, definition)
    announce_type(x, where, text)
    _enumerators(x, body, scope, scope if is_class else around, Kind.ENUM_MEMBER)
    return named(x, where, text)


def _enumerators(x: Walk, body: Node, scope: Scope, around: Scope, kind: int) -> None:
    build = x.build
    for part in body.named_children:
        if x.kinds[part.kind_id] != "enumerator":
            x.effect[part.kind_id](x, part)
            if x.kinds[part.kind_id].startswith("preproc_"):
                _enumerators(x, part, scope, around, kind)
            continue
        inner = part.named_children
        name = inner[0]
        text, at = text_of(x, name), name.start_byte
        doc = documentation(x, part.start_byte)
        if text in around.binds and around is scope and is_local(scope):
            build.use(scope, text, at | DEFINITION | scope.read)
        definition = Definition(kind, 0, NONE, doc)
        build.use(scope, text, at | DEFINITION | scope.read)
        build.bind(scope, text, Bind.DEF)
        build.site(scope, text, part.start_byte, part.end_byte, at, True)
        build.note(scope, text, definition)
        if around is not scope:
            x.enumerators.add((around.index, text))
            build.bind(around, text, Bind.ALIAS, named(x, scope, text))
        if around is x.file or not x.in_class:
            announce_in(x, around, text)
        before, x.scope = x.scope, scope
        for value in inner[1:]:
            x.effect[value.kind_id](x, value)
        x.scope = before


def announce_in(x: Walk, scope: Scope, text: bytes) -> None:
    """Announce a name that lies in the file's own scope or in a namespace."""
    if x.path is None and scope is x.file and not x.is_cpp:
        x.build.announce(text)
        return
    announce(x, scope, text)


def friend(x: Walk, node: Node) -> int:
    """`friend class Name;` names it, `friend void name();` declares it around the class."""
    before = x.scope, x.in_class
    outer, around = place(x), x.inner
    while x.in_class and outer.kind == ScopeKind.CLASS and outer.index in x.class_names:
        if outer.parent is None:
            break
        if around is not None:
            around = around.removesuffix(x.class_name(outer) + b"::")
        outer = outer.parent
    for part in node.named_children:
        kind = x.kinds[part.kind_id]
        if kind in ("class_specifier", "struct_specifier", "union_specifier", *_NAMES):
            type_of(x, part)
        else:
            x.scope, x.in_class = outer, False
            path, inner = x.path, x.inner
            # What is defined here is found beside the types of its arguments.
            x.path = x.inner = around if kind == "function_definition" else None
            x.effect[part.kind_id](x, part)
            x.path, x.inner = path, inner
            x.scope, x.in_class = before
    return 0

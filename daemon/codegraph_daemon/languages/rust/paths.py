"""Names and paths, and what `use` binds."""

from __future__ import annotations

from ...facts import CALLABLE, NONE, WILDCARD_NAME, Bind, Expr
from ..binding import binder_of_path, taking_in
from ..scopes import Scope
from .grammar import (
    CRATE,
    EXTRAS,
    FIELDS,
    IDENTIFIER,
    NAME,
    PATH,
    SCOPED,
    SELF,
    SUPER,
    TYPE_ARGUMENTS,
    ids,
    only,
)
from .walk import IMPORT, TYPE_USE, VISIT, Node, Walk

MACRO_SPACE = CALLABLE.encode()
"""Follows the name of a macro where something else is called like it, or is mostly spelled so."""
_WILDCARD = WILDCARD_NAME.encode()
_ALIAS, _LIST = FIELDS["alias"], FIELDS["list"]
_USE_LIST, _SCOPED_LIST = only("use_list"), only("scoped_use_list")
_USE_AS, _USE_WILDCARD = only("use_as_clause"), only("use_wildcard")
_GENERIC = ids("generic_type", "generic_type_with_turbofish")
_BRACKETED, _QUALIFIED = only("bracketed_type"), only("qualified_type")
_SELF_TYPE = b"Self"
_ROOTS = frozenset((CRATE, SUPER, SELF))
_SMALL = ord("_")
"""Capital letters come before it, small ones after."""
_VARIABLES = frozenset((int(Bind.PARAM), int(Bind.VALUE)))
_HEADS = frozenset((Expr.NAME, Expr.MODULE))


def identifier(x: Walk, node: Node) -> int:
    """A name that is read where it stands."""
    start = node.start_byte
    text = x.source[start : node.end_byte]
    if text == _SELF_TYPE and x.this is not None:
        return x.build.expr(Expr.THIS, x.this.index, 1)
    return x.build.use(x.scope, text, start | x.mark)


def named(x: Walk, node: Node, role: int) -> int:
    """The expression of a name or a path whose last name has this role."""
    kind = node.kind_id
    if kind in SCOPED:
        return path(x, node, role)
    if kind in _GENERIC:
        return generic(x, node, role)
    start = node.start_byte
    text = x.source[start : node.end_byte]
    if kind in _ROOTS:
        return _root(x, node, kind, text, start, 0, role)
    if text == _SELF_TYPE and x.this is not None:
        return x.build.expr(Expr.THIS, x.this.index, 1)
    return x.build.use(x.scope, text, start | x.scope.read | role)


def _root(x: Walk, node: Node, kind: int, text: bytes, start: int, before: int, role: int) -> int:
    """`crate`, `self` and `super` at the beginning of a path; `before` is what stands before."""
    build = x.build
    if kind == CRATE:
        return build.spelled(Expr.MODULE, build.name(b"crate"), 0, start | x.scope.read | role)
    depth = x.depths.get(before, len(x.inline)) - (kind == SUPER)
    if depth > 0:
        expr = build.expr(Expr.THIS, x.inline[depth - 1][1].index, 1)
    else:
        spec = b"self" if depth == 0 else b"::".join([b"super"] * -depth)
        expr = build.spelled(Expr.MODULE, build.name(spec), 0, start | x.scope.read | role)
    x.depths[expr] = depth
    return expr


def path(x: Walk, node: Node, role: int) -> int:
    """`a::b::c`: the last name is a member of what stands before it."""
    before = node.child_by_field_id(PATH)
    name = node.child_by_field_id(NAME)
    if name is None:
        return 0
    start = name.start_byte
    text = x.source[start : name.end_byte]
    if before is None:
        # `::name` is a crate.
        spec = x.build.name(text)
        return x.build.spelled(Expr.MODULE, spec, 0, start | x.scope.read | role)
    receiver = _before(x, before)
    if name.kind_id == SUPER:
        return _root(x, name, SUPER, text, start, receiver, role)
    return x.build.member(receiver, text, start | x.scope.read | role)


def _before(x: Walk, node: Node) -> int:
    """What stands before `::`."""
    kind = node.kind_id
    if kind == _BRACKETED:
        return _bracketed(x, node)
    if kind == IDENTIFIER and x.source[node.start_byte] >= _SMALL:
        return _first(x, node)
    if kind == IDENTIFIER or kind in SCOPED or kind in _GENERIC or kind in (CRATE, SELF, SUPER):
        return named(x, node, TYPE_USE)
    return VISIT[kind](x, node)


def _first(x: Walk, node: Node) -> int:
    """The first name of a path, if it is written as modules and crates are: never a variable."""
    build, scope, start = x.build, x.scope, node.start_byte
    text = x.source[start : node.end_byte]
    key = scope.index, text
    expr = x.firsts.get(key)
    if expr is None:
        expr = x.firsts[key] = len(build.occurrences)
        build.exprs += (int(Expr.NAME), build.name(text), scope.index)
        build.occurrences.append([])
    build.occurrences[expr].append(start | TYPE_USE | scope.read)
    return expr


def _bracketed(x: Walk, node: Node) -> int:
    """`<Type as Trait>`: what follows is the trait's; `<Type>`: the type's."""
    result = 0
    for child in node.named_children:
        if child.kind_id == _QUALIFIED:
            for part in child.named_children:
                result = VISIT[part.kind_id](x, part) or result
        else:
            result = VISIT[child.kind_id](x, child) or result
    return result


def scoped_identifier(x: Walk, node: Node) -> int:
    """A path that is read where it stands."""
    return path(x, node, 0)


def scoped_type(x: Walk, node: Node) -> int:
    """A path that is a type."""
    return path(x, node, TYPE_USE)


def generic(x: Walk, node: Node, role: int = TYPE_USE) -> int:
    """`Type<A, B>`."""
    head, arguments = 0, []
    for child in node.named_children:
        if child.kind_id == TYPE_ARGUMENTS:
            arguments = type_arguments(x, child, head)
        elif child.kind_id not in EXTRAS:
            head = named(x, child, role)
    if not head or not arguments:
        return head
    index = x.sequence(arguments) if len(arguments) > 1 else arguments[0]
    return x.build.expr(Expr.INDEX, head, index)


_BINDING, _LIFETIME = only("type_binding"), only("lifetime")


def type_arguments(x: Walk, node: Node, head: int = 0) -> list[int]:
    """The types between angle brackets after `head`; lifetimes and what associated types are, are
    none."""
    found: list[int] = []
    for child in node.named_children:
        kind = child.kind_id
        if kind == _BINDING:
            name = child.child_by_field_id(NAME)
            if head and name is not None:
                start = name.start_byte
                text = x.source[start : name.end_byte]
                x.build.member(head, text, start | TYPE_USE | x.scope.read)
            given = child.child_by_field_id(FIELDS["type"])
            if given is not None:
                # `Iterator<Item = T>` gives Ts.
                found.append(VISIT[given.kind_id](x, given))
        elif kind == _LIFETIME:
            VISIT[kind](x, child)
        elif kind not in EXTRAS:
            found.append(VISIT[kind](x, child))
    return found


# use


def use(x: Walk, node: Node) -> int:
    """`use a::{b, c as d, e::*};`."""
    for child in node.named_children:
        kind = child.kind_id
        if kind == IDENTIFIER or kind in SCOPED or kind in _TREES:
            _tree(x, child, 0)
    return 0


_TREES = frozenset((_USE_LIST, _SCOPED_LIST, _USE_AS, _USE_WILDCARD, CRATE, SELF, SUPER))


def _tree(x: Walk, node: Node, prefix: int) -> None:
    kind = node.kind_id
    if kind == _USE_LIST:
        for child in node.named_children:
            _tree(x, child, prefix)
    elif kind == _SCOPED_LIST:
        before, listed = node.child_by_field_id(PATH), node.child_by_field_id(_LIST)
        inner = _step(x, before, prefix, TYPE_USE) if before is not None else prefix
        if listed is not None:
            _tree(x, listed, inner)
    elif kind == _USE_AS:
        used, alias = node.child_by_field_id(PATH), node.child_by_field_id(_ALIAS)
        expr = prefix
        if used is not None and not (used.kind_id == SELF and prefix):
            expr = _step(x, used, prefix)
        if alias is not None:
            start = alias.start_byte
            text = x.source[start : alias.end_byte]
            if text != b"_":
                x.build.use(x.items, text, start | IMPORT | x.items.read)
                x.build.bind(x.items, text, Bind.ALIAS, expr)
    elif kind == _USE_WILDCARD:
        expr = prefix
        for child in node.named_children:
            expr = _step(x, child, prefix, TYPE_USE)
        x.build.bind(x.items, _WILDCARD, Bind.OFFERED, expr)
        x.build.offering.add(x.items.index)
        _open(x, expr)
    elif kind == SELF and prefix:
        text = x.last.get(prefix, b"")
        if text:
            x.build.bind(x.items, text, Bind.ALIAS, prefix)
    elif kind == IDENTIFIER or kind in SCOPED or kind in (SELF, CRATE, SUPER):
        expr = _step(x, node, prefix)
        last = node.child_by_field_id(NAME) if kind in SCOPED else node
        if last is not None and last.kind_id == IDENTIFIER:
            text = x.source[last.start_byte : last.end_byte]
            x.build.bind(x.items, text, Bind.ALIAS, expr)


def _open(x: Walk, expr: int) -> None:
    """`use super::*` in a `mod` with a body: all that is around it is seen inside."""
    exprs = x.build.exprs
    if x.items is not x.home or not x.inline:
        return
    around = x.inline[-2][1] if len(x.inline) > 1 else x.build.scopes[0]
    kind, a = exprs[3 * expr], exprs[3 * expr + 1]
    if around.index:
        same = kind == Expr.THIS and a == around.index
    else:
        same = kind == Expr.MODULE and a == x.build.names.get(b"self")
    if same:
        x.home.outward = around


def _step(x: Walk, node: Node, prefix: int, role: int = IMPORT) -> int:
    """The expression of a path inside `use`, after what `prefix` stands for.

    Its last name is imported; what stands before `::` can only be a module or a type.
    """
    kind = node.kind_id
    build = x.build
    if kind in SCOPED:
        before, name = node.child_by_field_id(PATH), node.child_by_field_id(NAME)
        if name is None:
            return 0
        if before is not None:
            prefix = _step(x, before, prefix, TYPE_USE)
        elif not prefix:
            start = name.start_byte
            spec = build.name(x.source[start : name.end_byte])
            return build.spelled(Expr.MODULE, spec, 0, start | role | x.items.read)
        node, kind = name, name.kind_id
    start = node.start_byte
    text = x.source[start : node.end_byte]
    if kind in (CRATE, SELF, SUPER):
        return _root(x, node, kind, text, start, prefix, role)
    if prefix:
        expr = build.member(prefix, text, start | role | x.items.read)
    else:
        expr = _head(x, x.items.index, text, start, role)
    x.last[expr] = text
    return expr


def _head(x: Walk, scope: int, text: bytes, start: int, role: int) -> int:
    """The first name of a path in `use`: an item around, or a crate; no `use *` brings it.

    Else what each of two of these brings would depend on the other.
    """
    name = x.build.name(text)
    expr = x.build.spelled(Expr.NAME, name, scope, start | role | x.items.read)
    x.heads.append((expr, x.items, text, role == IMPORT))
    return expr


def macro_used(x: Walk, text: bytes, occurrence: int) -> int:
    """A macro that is called by its plain name: no variable, and no module or function, is one."""
    build, home = x.build, x.macro_homes.get(text, x.home)
    key = home.index, text
    expr = x.macro_uses.get(key)
    if expr is None:
        expr = x.macro_uses[key] = len(build.occurrences)
        build.exprs += (int(Expr.NAME), build.name(text), home.index)
        build.occurrences.append([occurrence])
    else:
        build.occurrences[expr].append(occurrence)
    return expr


def settle_heads(x: Walk) -> None:
    """Say of each first name of a path, and of each macro, which scope binds it, now that all is
    seen."""
    for expr, scope, text, is_whole in x.heads:
        at: Scope | None = scope
        exprs = x.build.exprs
        while at is not None and not (
            text in at.binds
            and _is_item(x, at, text)
            and (is_whole or not _is_only_macro(x, at, text))
        ):
            at = at.outward
        if at is not None:
            exprs[3 * expr + 2] = at.index
        else:
            exprs[3 * expr : 3 * expr + 3] = [Expr.MODULE, x.build.name(text), 0]
    build = x.build
    for (index, text), expr in x.firsts.items():
        scope = build.scopes[index]
        found = binder_of_path(build.scopes, scope, text, build.offering, _VARIABLES)
        if found != NONE and _is_only_macro(x, build.scopes[found], text):
            # The crate of that name.
            build.exprs[3 * expr : 3 * expr + 3] = [Expr.MODULE, build.name(text), 0]
            continue
        build.exprs[3 * expr + 2] = found
    for (index, text), expr in x.macro_uses.items():
        scope = build.scopes[index]
        if not _is_macro(x, scope, text):
            build.exprs[3 * expr + 2] = taking_in(scope, build.offering)
            if text != text.lower():
                # Other files are not asked for each name that a type may have.
                build.exprs[3 * expr + 1] = build.name(text + MACRO_SPACE)


def _is_macro(x: Walk, scope: Scope, text: bytes) -> bool:
    """Whether a scope binds a name to a macro, or only to what lies elsewhere and may be one."""
    if (scope.index, text) in x.macro_scopes:
        return True
    exprs, rows = x.build.exprs, scope.binds.get(text, ())
    return bool(rows) and all(
        rows[at] == Bind.ALIAS and exprs[3 * rows[at + 1]] != Expr.MODULE
        for at in range(0, len(rows), 4)
    )


def _is_only_macro(x: Walk, scope: Scope, text: bytes) -> bool:
    """Whether a macro is all that a scope binds to a name: none of those stands before `::`."""
    if (scope.index, text) not in x.macro_scopes or text + MACRO_SPACE in scope.binds:
        return False
    rows = scope.binds.get(text, ())
    return all(rows[at] == Bind.DEF for at in range(0, len(rows), 4))


def _is_item(x: Walk, scope: Scope, text: bytes) -> bool:
    """Whether a scope binds a name to something else than what is inside of what it means.

    `use anyhow::{anyhow, Error}` binds the name of the crate, whose own name it stays in paths.
    """
    exprs, name = x.build.exprs, x.build.names[text]
    rows = scope.binds[text]
    for at in range(0, len(rows), 4):
        leads = rows[at + 1]
        if rows[at] != Bind.ALIAS:
            return True
        while exprs[3 * leads] == Expr.ATTR:
            leads = exprs[3 * leads + 1]
        if exprs[3 * leads] not in _HEADS or exprs[3 * leads + 1] != name:
            return True
    return False


def extern_crate(x: Walk, node: Node) -> int:
    """`extern crate name as alias;`."""
    name, alias = node.child_by_field_id(NAME), node.child_by_field_id(_ALIAS)
    if name is None or name.kind_id != IDENTIFIER:
        return 0
    start, build = name.start_byte, x.build
    text = x.source[start : name.end_byte]
    mark = IMPORT | x.items.read
    expr = build.spelled(Expr.MODULE, build.name(text), 0, start | mark)
    if alias is not None:
        start = alias.start_byte
        text = x.source[start : alias.end_byte]
        build.use(x.items, text, start | mark)
    build.bind(x.items, text, Bind.ALIAS, expr)
    return 0

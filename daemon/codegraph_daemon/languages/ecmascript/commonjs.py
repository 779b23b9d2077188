"""What only JavaScript declares by assigning: CommonJS exports, fields, prototypes."""

from __future__ import annotations

from ...facts import (
    COMMON_NAME,
    MADE_NAME,
    MODULE_VALUE_NAME,
    Bind,
    Expr,
    Flag,
    Kind,
    Role,
    ScopeKind,
    unpack_occurrence,
)
from ..scopes import Definition, Rows, Scope
from . import jsdoc
from .functions import FUNCTIONS, body, function_value
from .names import is_exports, member_used, module_name, property_name, spelled
from .objects import members as object_members
from .patterns import bound, pattern
from .walk import (
    CALL,
    DEFINITION,
    IMPORT,
    READ,
    WRITE,
    Node,
    Walk,
    documentation,
    expected,
    named,
    parts_of,
    text_of,
)

_MODULE, _OBJECT, _NAME_EXPR = int(Expr.MODULE), int(Expr.OBJECT), int(Expr.NAME)
_IMPORT_FROM, _VALUE, _ALIAS = int(Bind.IMPORT_FROM), int(Bind.VALUE), int(Bind.ALIAS)
_IMPORT, _FIELD, _FUNCTION_SYMBOL = int(Kind.IMPORT), int(Kind.FIELD), int(Kind.FUNCTION)
_CLASS, _INTERFACE, _ENUM = int(Kind.CLASS), int(Kind.INTERFACE), int(Kind.ENUM)
_FUNCTION, _CLASS_SCOPE = int(ScopeKind.FUNCTION), int(ScopeKind.CLASS)

_THIS = int(Expr.THIS)
_COMMON = COMMON_NAME.encode()
_MADE = MADE_NAME.encode()
_SHORTHAND = "shorthand_property_identifier"
_MODULE_VALUE = MODULE_VALUE_NAME.encode()


def required(x: Walk, scope: Scope, name: Node, given: Node) -> bool:
    """`const a = require("module")`, `... = require("module").a` and `const {a, b: c} = ...` in
    JavaScript: imports; False if not that."""
    build = x.build
    if x.kinds[given.kind_id] == "member_expression":
        return _member_required(x, scope, name, given)
    spec = _require(x, given)
    if spec is None:
        return False
    if x.kinds[name.kind_id] == "identifier":
        module_value = build.name(_MODULE_VALUE)
        import_name(x, scope, name, _IMPORT_FROM, build.name(spec), module_value)
        spelled(x, parts_of(x, given)[0], CALL)
        return True
    if x.kinds[name.kind_id] != "object_pattern":
        return False
    parts = parts_of(x, name)
    if any(x.kinds[part.kind_id] not in _PLAIN for part in parts):
        return False
    spec_name = build.name(spec)
    module = build.expr(_MODULE, spec_name)
    for part in parts:
        local = part
        if x.kinds[part.kind_id] == "pair_pattern":
            inner = parts_of(x, part)
            key = property_name(x, inner[0])
            if key is None:
                continue
            (start, text), local = key, inner[1]
            if x.kinds[local.kind_id] != "identifier":
                pattern(x, scope, local, build.member(module, text, start | READ | x.scope.read))
                continue
        else:
            start, text = part.start_byte, text_of(x, part)
        build.member(module, text, start | IMPORT | x.scope.read)
        import_name(x, scope, local, _IMPORT_FROM, spec_name, build.name(text))
    return True


_OWN = 1

Name = tuple[int, bytes]
"""Where a member's name starts, and the name."""


def _member_required(x: Walk, scope: Scope, name: Node, given: Node) -> bool:
    """`const b = require("module").a`."""
    parts = parts_of(x, given)
    if len(parts) != 2 or x.kinds[name.kind_id] != "identifier":
        return False
    spec = _require(x, parts[0])
    if spec is None or x.kinds[parts[1].kind_id] != "property_identifier":
        return False
    build = x.build
    spec_name, text = build.name(spec), text_of(x, parts[1])
    module = build.expr(_MODULE, spec_name)
    build.member(module, text, parts[1].start_byte | IMPORT | x.scope.read)
    import_name(x, scope, name, _IMPORT_FROM, spec_name, build.name(text), _OWN)
    spelled(x, parts_of(x, parts[0])[0], CALL)
    return True


_PLAIN = frozenset(("shorthand_property_identifier_pattern", "pair_pattern"))


def import_name(
    x: Walk, scope: Scope, local: Node, kind: int, spec: int, imported: int, own: int = 0
) -> None:
    """Bind a name to what a module exports; where that is unknown, a use stops at the name.

    With `_OWN` it is a variable of its own, which only leads there."""
    text, start = text_of(x, local), local.start_byte
    build = x.build
    build.bind(scope, text, kind, spec, imported, own)
    build.use(scope, text, start | IMPORT | x.scope.read)
    build.site(scope, text, start, local.end_byte, start, True)
    build.note(scope, text, Definition(_IMPORT, int(Flag.LOCAL), 0xFFFFFFFF, (0, 0)))


def _require(x: Walk, node: Node) -> bytes | None:
    """The module that a call of `require` names."""
    if x.kinds[node.kind_id] != "call_expression":
        return None
    parts = parts_of(x, node)
    if len(parts) != 2 or text_of(x, parts[0]) != b"require":
        return None
    given = parts_of(x, parts[1])
    return module_name(x, given[0]) if len(given) == 1 else None


def assigned(x: Walk, node: Node, left: Node, right: Node, doc: tuple[int, int]) -> int:
    """An assignment to a member that defines the member; -1 if it does not."""
    parts = parts_of(x, left)
    if len(parts) < 2:
        return -1
    owner, name = parts[0], parts[-1]
    if x.kinds[owner.kind_id] == "this":
        return _field(x, node, right, _spelled(x, name), doc)
    spelling = text_of(x, left)
    if spelling == b"module.exports":
        member_used(x, left, WRITE)
        return _module_value(x, node, name, right)
    if is_exports(x, owner.start_byte, owner.end_byte):
        x.effect[owner.kind_id](x, owner)
        return _export(x, node, name, right, doc)
    if x.kinds[owner.kind_id] == "member_expression":
        inner = parts_of(x, owner)
        if x.kinds[inner[0].kind_id] == "identifier" and text_of(x, inner[-1]) == b"prototype":
            return _method(x, node, inner[0], name, right, doc)
    elif x.kinds[owner.kind_id] == "identifier":
        home = _function_called(x, text_of(x, owner))
        if home is not None:
            spelled(x, owner, READ)
            this = x.build.expr(_THIS, home.index) if _is_object(home) else 0
            return _member(x, node, home, _spelled(x, name), right, this, doc)
    return -1


def assigned_by_key(
    x: Walk, node: Node, left: Node, right: Node, key: Name | None, doc: tuple[int, int]
) -> int:
    """`this[KEY] = right` and `Owner.prototype[key] = function () {}`; -1 if it is neither."""
    owner, *others = parts_of(x, left)
    if key is not None and x.kinds[owner.kind_id] == "this" and x.this:
        x.effect[others[0].kind_id](x, others[0])
        return _field(x, node, right, key, doc)
    if x.kinds[owner.kind_id] != "member_expression" or x.kinds[right.kind_id] not in FUNCTIONS:
        return -1
    inner = parts_of(x, owner)
    if x.kinds[inner[0].kind_id] != "identifier" or text_of(x, inner[-1]) != b"prototype":
        return -1
    home = _function_called(x, text_of(x, inner[0]))
    if home is None:
        return -1
    x.effect[left.kind_id](x, left)
    return function_value(x, right, 0, x.build.expr(_THIS, home.index), doc)


def _spelled(x: Walk, name: Node) -> Name:
    return name.start_byte, text_of(x, name)


def _field(x: Walk, node: Node, right: Node, name: Name, doc: tuple[int, int]) -> int:
    """`this.name = right` in a class or a constructor."""
    at = 3 * x.this
    exprs = x.build.exprs
    if not x.this or exprs[at] != _THIS:
        return -1
    home = x.build.scopes[exprs[at + 1]]
    return _member(x, node, home, name, right, x.this, doc)


def _member(
    x: Walk,
    node: Node,
    home: Scope,
    name: Name,
    right: Node,
    this: int,
    doc: tuple[int, int],
) -> int:
    """Bind a member of the class, object or function whose scope is `home`."""
    build = x.build
    start, text = name
    receiver = this or build.expr(_THIS, home.index, 1)
    member = build.member(receiver, text, start | DEFINITION | x.scope.read)
    declared = jsdoc.notes(x, doc).type if doc[1] else 0
    opened = 0xFFFFFFFF
    if x.kinds[right.kind_id] in FUNCTIONS:
        value = function_value(x, right, declared, this, doc)
        # Its calls are the member's.
        opened = build.exprs[3 * value + 1]
    else:
        value = expected(x, right, declared)
    # What the first function assigns, mostly the constructor, says what the member is, and not
    # what others make of it later.
    first = x.fields.setdefault((home.index, text), x.home.index) if value else x.home.index
    build.bind_attribute(home, text, value if first == x.home.index else 0, declared)
    if this and home.kind == _FUNCTION and _MADE not in home.binds:
        build.bind(home, _MADE, _VALUE)
    build.site(home, text, node.start_byte, node.end_byte, start, True)
    x.assigned.setdefault((home.index, text), {})[start] = member
    if home.kind >= _FUNCTION or doc[1] or opened != 0xFFFFFFFF:
        build.note(home, text, Definition(_FIELD, 0, opened, doc))
    return value


def forget_assigned(x: Walk) -> None:
    """What a class or an object has under a name is not defined where that is assigned: who assigns
    it writes it, which is a call where it is an accessor."""
    for (index, text), names in x.assigned.items():
        scope = x.build.scopes[index]
        if scope.kind >= _FUNCTION or text not in scope.binds:
            continue
        rows = scope.sites[text]
        kept: Rows = []
        for at in range(0, len(rows), 4):
            if rows[at + 2] not in names:
                kept += rows[at : at + 4]
        scope.sites[text] = kept
        for start, member in names.items():
            occurrences = x.build.occurrences[member]
            for position, packed in enumerate(occurrences):
                if unpack_occurrence(packed)[:2] == (start, Role.DEFINITION):
                    occurrences[position] = packed ^ DEFINITION ^ WRITE


def _function_called(x: Walk, text: bytes) -> Scope | None:
    """The scope of the function, class or object that is called so where the walk is."""
    scope: Scope | None = x.scope
    while scope is not None:
        for definition in scope.definitions.get(text, ()):
            if definition.kind in (_FUNCTION_SYMBOL, _CLASS):
                return x.build.scopes[definition.body]
        rows = scope.binds.get(text)
        if rows is not None:
            exprs = x.build.exprs
            is_object = rows[0] == _VALUE and exprs[3 * rows[1]] == _OBJECT
            return x.build.scopes[exprs[3 * rows[1] + 1]] if is_object else None
        scope = scope.outward
    return None


def _is_object(scope: Scope) -> bool:
    """Whether a scope is an object's, so far as the walk can tell: no definition opened it."""
    parent = scope.parent
    if scope.kind != _CLASS_SCOPE or parent is None:
        return False
    kinds = (_CLASS, _INTERFACE, _ENUM)
    for several in parent.definitions.values():
        if any(each.body == scope.index and each.kind in kinds for each in several):
            return False
    return True


def _method(x: Walk, node: Node, owner: Node, name: Node, right: Node, doc: tuple[int, int]) -> int:
    """`Owner.prototype.name = right`."""
    home = _function_called(x, text_of(x, owner))
    if home is None:
        return -1
    spelled(x, owner, READ)
    this = x.build.expr(_THIS, home.index)
    return _member(x, node, home, _spelled(x, name), right, this, doc)


def _module_value(x: Walk, node: Node, name: Node, right: Node) -> int:
    """`module.exports = right`: the members of an object are exported names.

    A value that has no name of its own is called as the assignment's place.
    """
    build, exports = x.build, x.exports
    kind = x.kinds[right.kind_id]
    if kind == "object" and _only_names(x, right):
        for part in parts_of(x, right):
            text = text_of(x, part)
            build.bind(exports, text, _ALIAS, spelled(x, part, IMPORT))
        build.bind(exports, _COMMON, _VALUE)
        return 0
    if kind == "object":
        scope = build.open_scope(_CLASS_SCOPE, x.scope, right.start_byte, right.end_byte)
        object_members(x, right, scope)
        parts = parts_of(x, right)
        names = {text_of(x, part) for part in parts if x.kinds[part.kind_id] == _SHORTHAND}
        value = build.expr(_OBJECT, scope.index)
        for text, rows in list(scope.binds.items()):
            if not text.startswith(b"<"):
                # What has that name is exported, and not the member that has its value.
                is_named = text in names and build.exprs[3 * rows[1]] == _NAME_EXPR and rows[1]
                alias = rows[1] if is_named else named(x, scope, text)
                build.bind(exports, text, _ALIAS, alias)
    else:
        value = x.visit[right.kind_id](x, right)
    if value:
        build.bind(exports, _MODULE_VALUE, _ALIAS, value)
    if kind != "object" and build.exprs[3 * value] != _NAME_EXPR:
        # `exports` is as long as the name that stands for it.
        at = name.start_byte
        build.use(exports, _MODULE_VALUE, at | DEFINITION | x.scope.read)
        build.site(exports, _MODULE_VALUE, node.start_byte, node.end_byte, at, True)
        build.note(exports, _MODULE_VALUE, Definition(_IMPORT, int(Flag.LOCAL), 0xFFFFFFFF, (0, 0)))
        if not value:
            build.bind(exports, _MODULE_VALUE, _VALUE)
    return value


def _only_names(x: Walk, node: Node) -> bool:
    """Whether an object has names alone, `{ a, b }`: it is no value of its own then."""
    parts = parts_of(x, node)
    return bool(parts) and all(x.kinds[part.kind_id] == _SHORTHAND for part in parts)


def _export(x: Walk, node: Node, name: Node, right: Node, doc: tuple[int, int]) -> int:
    """`exports.name = right`."""
    build, exports = x.build, x.exports
    if _COMMON not in exports.binds:
        build.bind(exports, _COMMON, _VALUE)
    if x.kinds[right.kind_id] in FUNCTIONS:
        start, end, text = node.start_byte, node.end_byte, text_of(x, name)
        opened = build.open_scope(_FUNCTION, x.scope, start, end)
        definition = Definition(_FUNCTION_SYMBOL, 0, opened.index, doc)
        build.define(exports, text, name.start_byte, start, end, definition)
        before, x.this = x.this, build.expr(_THIS, opened.index)
        body(x, right, opened, doc)
        x.this = before
        return named(x, exports, text)
    value = x.visit[right.kind_id](x, right)
    at = 3 * value
    if value and build.exprs[at] == _NAME_EXPR:
        # What is defined under a name of its own is exported under this one.
        build.use(exports, text_of(x, name), name.start_byte | WRITE | x.scope.read)
        build.bind(exports, text_of(x, name), _ALIAS, value)
        return value
    bound(x, exports, name, value, 0, node)
    return value


__all__ = [
    "assigned",
    "assigned_by_key",
    "documentation",
    "forget_assigned",
    "import_name",
    "required",
]

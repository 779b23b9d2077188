"""What a condition tells of a name's type: `isinstance` where its outcome is known.

While a name is narrowed, attributes of it are attributes of the narrowed expression. Narrowings end
with the block, and with the next assignment to the name. Other conditions say nothing here.
"""

from __future__ import annotations

from ...facts import Expr
from .grammar import (
    ATTRIBUTE,
    BLOCKS,
    CALL_NODE,
    EXTRAS,
    IDENTIFIER,
    LEAVING,
    PARENTHESIZED,
    TUPLES,
    only,
    token,
)
from .walk import EFFECT, VISIT, Checks, Node, Walk

_AND = token("and")
_BOOLEAN, _NOT = only("boolean_operator"), only("not_operator")
_INSTANCE, _UNION = int(Expr.INSTANCE), int(Expr.UNION)
_EXCLUDED = int(Expr.EXCLUDED)
_NAMES = frozenset((IDENTIFIER, ATTRIBUTE))
_WALRUS, _COMPARISON = only("named_expression"), only("comparison_operator")
_CHECKED = _NAMES | {_WALRUS}
_SAME_TYPE = (token("is"), token("=="))


def checked(x: Walk, node: Node, arguments: Node, *, instance: bool) -> None:
    """Visit the arguments of `isinstance` or `issubclass`, and keep what it would tell."""
    given = [part for part in arguments.named_children if part.kind_id not in EXTRAS]
    if len(given) != 2 or given[0].kind_id not in _CHECKED:
        for part in given:
            EFFECT[part.kind_id](x, part)
        return
    name, cls = given
    before = VISIT[name.kind_id](x, name)
    if name.kind_id == _WALRUS:
        name = name.named_children[0]
    parts = [cls]
    if cls.kind_id in TUPLES:
        parts = [part for part in cls.named_children if part.kind_id not in EXTRAS]
    classes = 0
    for part in parts:
        one = VISIT[part.kind_id](x, part)
        classes = x.build.expr(_UNION, classes, one) if classes and one else classes or one
    if classes:
        text = x.source[name.start_byte : name.end_byte]
        told = x.build.expr(_INSTANCE, classes, before) if instance else classes
        excluded = (classes, before) if instance and before and text != x.receiver else None
        x.checks[node.start_byte] = (text, told, excluded)


def comparison(x: Walk, node: Node) -> int:
    """`a == b`, which gives no more than a truth; `type(a) is b` tells of `a`."""
    parts = node.children
    if len(parts) != 3 or not x.source.startswith(b"type(", node.start_byte):
        for part in parts:
            EFFECT[part.kind_id](x, part)
        return 0
    call, middle, cls = parts
    EFFECT[call.kind_id](x, call)
    told = VISIT[cls.kind_id](x, cls)
    given = call.named_children[-1].named_children
    if told and middle.kind_id in _SAME_TYPE and len(given) == 1 and given[0].kind_id in _NAMES:
        text = x.source[given[0].start_byte : given[0].end_byte]
        x.checks[node.start_byte] = (text, x.build.expr(_INSTANCE, told), None)
    return 0


def _told(x: Walk, node: Node, outcome: bool) -> Checks:
    """What a condition that has this outcome tells of names."""
    kind = node.kind_id
    if kind in (CALL_NODE, _COMPARISON):
        check = x.checks.get(node.start_byte)
        if check is None:
            return {}
        if outcome:
            return {check[0]: check[1]}
        return {check[0]: x.build.expr(_EXCLUDED, *check[2])} if check[2] else {}
    if kind in (PARENTHESIZED, _NOT):
        inner = [part for part in node.named_children if part.kind_id not in EXTRAS]
        return _told(x, inner[0], outcome == (kind != _NOT)) if len(inner) == 1 else {}
    if kind != _BOOLEAN:
        return {}
    parts = node.named_children
    both = any(part.kind_id == _AND for part in node.children) == outcome
    left, right = _told(x, parts[0], outcome), _told(x, parts[-1], outcome)
    if both:
        return left | right
    # One of the two holds: what both tell of one name.
    return {
        text: x.build.expr(_UNION, told, right[text])
        for text, told in left.items()
        if text in right
    }


def narrow(x: Walk, told: Checks) -> None:
    """From here on names are what they are told to be."""
    if told:
        x.narrowed = x.narrowed | told


def if_(x: Walk, node: Node) -> int:
    """`if`, with all of its branches; a branch that leaves tells something of what follows it."""
    test: Node | None = None
    leaves = others = False
    outer = x.narrowed
    for part in node.named_children:
        kind = part.kind_id
        if kind in EXTRAS:
            EFFECT[kind](x, part)
        elif test is None:
            test = part
            EFFECT[kind](x, part)
        elif kind in BLOCKS:
            narrow(x, _told(x, test, True))
            EFFECT[kind](x, part)
            x.narrowed = x.kept(outer)
            count = part.named_child_count
            last = part.named_child(count - 1) if count else None
            leaves = last is not None and last.kind_id in LEAVING
        else:
            others = True
            narrow(x, _told(x, test, False))
            EFFECT[kind](x, part)
            x.narrowed = x.kept(outer)
    if test is not None and leaves and not others:
        narrow(x, _told(x, test, False))
    return 0


def branch(x: Walk, node: Node) -> int:
    """`elif` and `while`: a condition and a block."""
    test: Node | None = None
    outer = x.narrowed
    for part in node.named_children:
        kind = part.kind_id
        EFFECT[kind](x, part)
        if kind in BLOCKS:
            x.narrowed = x.kept(outer)
        elif test is None and kind not in EXTRAS:
            test = part
            narrow(x, _told(x, part, True))
    x.narrowed = x.kept(outer)
    return 0


def while_(x: Walk, node: Node) -> int:
    """`while`, whose condition is part of the loop."""
    outer = x.enter_loop()
    branch(x, node)
    x.leave_loop(outer)
    return 0


def assert_(x: Walk, node: Node) -> int:
    """`assert condition, message`."""
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    for part in parts:
        EFFECT[part.kind_id](x, part)
    if parts:
        narrow(x, _told(x, parts[0], True))
    return 0


def if_clause(x: Walk, node: Node) -> int:
    """`if condition` of a comprehension; it tells something of all that follows inside."""
    return assert_(x, node)


def either(x: Walk, node: Node) -> int:
    """`a or b`, and `a and b`: the right side is only evaluated if the left has an outcome."""
    left, right = _sides(node)
    if right is None:
        return VISIT[left.kind_id](x, left)
    first = VISIT[left.kind_id](x, left)
    outer = x.narrowed
    narrow(x, _told(x, left, _is_and(node)))
    last = VISIT[right.kind_id](x, right)
    x.narrowed = outer
    return x.build.expr(_UNION, first, last) if first and last else first or last


def either_effect(x: Walk, node: Node) -> int:
    """The same where nobody asks for the value."""
    left, right = _sides(node)
    EFFECT[left.kind_id](x, left)
    if right is not None:
        outer = x.narrowed
        narrow(x, _told(x, left, _is_and(node)))
        EFFECT[right.kind_id](x, right)
        x.narrowed = outer
    return 0


def _is_and(node: Node) -> bool:
    return any(part.kind_id == _AND for part in node.children)


def _sides(node: Node) -> tuple[Node, Node | None]:
    parts = [part for part in node.named_children if part.kind_id not in EXTRAS]
    return parts[0], parts[1] if len(parts) > 1 else None


def conditional(x: Walk, node: Node) -> int:
    """`a if condition else b`."""
    parts = [c for c in node.named_children if c.kind_id not in EXTRAS]
    if len(parts) != 3:
        for part in parts:
            EFFECT[part.kind_id](x, part)
        return 0
    before, test, after = parts
    outer = x.narrowed
    EFFECT[test.kind_id](x, test)
    narrow(x, _told(x, test, True))
    first = VISIT[before.kind_id](x, before)
    x.narrowed = outer
    narrow(x, _told(x, test, False))
    last = VISIT[after.kind_id](x, after)
    x.narrowed = outer
    return x.build.expr(_UNION, first, last) if first and last else first or last

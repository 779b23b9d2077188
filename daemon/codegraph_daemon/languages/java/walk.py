"""The walk over one file's tree: its state, and the table of what visits each kind of node.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  It sees the file's bytes and the tree, never another file or the file's path.

This is the hottest code of a cold index: it asks each node for as little as it can.  What a kind of
node means belongs to the modules that `extract` puts into the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tree_sitter

from ...facts import CALLABLE, ROLE_SHIFT, Expr, Role, ScopeKind
from ..builder import Builder
from ..composed import literal as literal
from ..composed import named as named
from ..composed import sequence as sequence
from ..scopes import Scope
from .grammar import EXTRAS

Node = tree_sitter.Node

READ, WRITE, DEFINITION, CALL, TYPE_USE, IMPORT = (
    role << ROLE_SHIFT for role in range(Role.IMPORT + 1)
)
MADE, MENTION = Role.MADE << ROLE_SHIFT, Role.MENTION << ROLE_SHIFT
"""What a role adds to an occurrence."""

CALLED = CALLABLE.encode()
"""Follows the names of methods (see `CALLABLE`)."""

_ATTR, _INDEX = int(Expr.ATTR), int(Expr.INDEX)
_CALL, _CHOSEN = int(Expr.CALL), int(Expr.CHOSEN)
_TYPED, _BLOCK = int(Expr.TYPED), int(ScopeKind.BLOCK)


Outer = tuple[int, int, Sequence[tree_sitter.Node]]
"""Whom an argument is for: a callee, the position, and all that is given; or a type, and -1."""


class Walk:
    """The state of one walk."""

    __slots__ = (
        "block",
        "block_end",
        "build",
        "class_name",
        "class_scope",
        "counts",
        "derives",
        "documented",
        "erased",
        "gives",
        "literals",
        "outer",
        "package",
        "returns",
        "scope",
        "source",
        "this",
    )

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.build = Builder(source, members_in_scope=True)
        self.scope: Scope = self.build.scopes[0]
        self.block: Scope | None = None
        """The scope of the block that is being visited, once it declares anything."""
        self.block_end = len(source)
        self.class_scope: Scope | None = None
        """The body of the innermost class."""
        self.class_name = b""
        """The name of the innermost class that has one."""
        self.derives = False
        """Whether the innermost class that has a name names a base, whose constructor its own
        constructors call."""
        self.this = 0
        """The expression of `this`."""
        self.outer: Outer | None = None
        """Whom the call is for that is visited next, if it is an argument."""
        self.package = b""
        self.returns = 0
        """The type that the innermost method or lambda must return, as an expression."""
        self.gives: Scope | None = None
        """The scope of the innermost lambda, if no method is inside of it."""
        self.erased: dict[bytes, bytes] = {}
        """Type parameters in sight, by the name of the type that they stand for at run time."""
        self.literals: dict[bytes, int] = {}
        """Expressions of literals by the name of their type."""
        self.documented: list[tuple[Scope, int, int]] = []
        """Comments that refer to something, and the bodies of the classes that they stand in."""
        self.counts: dict[tuple[int, bytes], int] = {}
        """How many classes without a name there are of each in a scope."""


Visitor = Callable[[Walk, Node], int]


def leaf(x: Walk, node: Node) -> int:
    """Visit what says nothing."""
    return 0


def children(x: Walk, node: Node) -> int:
    """Visit the children of a node that has no meaning of its own."""
    for child in node.named_children:
        visit = VISIT[child.kind_id]
        if visit is not leaf:
            visit(x, child)
    return 0


def inside(x: Walk, node: Node) -> int:
    """Visit the children of a node that stands for what the last known of them stands for."""
    result = 0
    for child in node.named_children:
        result = VISIT[child.kind_id](x, child) or result
    return result


def block(x: Walk, node: Node) -> int:
    """Visit statements, in a scope of their own from the first that declares anything."""
    saved = x.scope, x.block, x.block_end
    x.block, x.block_end = None, node.end_byte
    statements(x, node)
    x.scope, x.block, x.block_end = saved
    return 0


def statements(x: Walk, node: Node) -> None:
    """Visit statements with a cursor: it lets go of the tree below each as soon as it is done."""
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more:
        child = cursor.node
        if child is not None:
            visit = VISIT[child.kind_id]
            if visit is not leaf:
                visit(x, child)
        more = cursor.goto_next_sibling()


def declaring(x: Walk, start: int) -> Scope:
    """The scope in which what a block declares at byte `start` is seen."""
    if x.block is None:
        x.block = x.scope = x.build.open_scope(
            _BLOCK, x.scope, start, min(x.block_end, x.scope.end)
        )
    return x.block


def parts_of(node: Node) -> list[Node]:
    """The children of a node that have a name, without comments and errors."""
    return [child for child in node.named_children if child.kind_id not in EXTRAS]


def text_of(x: Walk, node: Node) -> bytes:
    return x.source[node.start_byte : node.end_byte]


def attribute(x: Walk, receiver: int, text: bytes) -> int:
    """The expression of a member of `receiver`, without an occurrence."""
    build = x.build
    key = (receiver, text)
    expr = build.members.get(key)
    if expr is None:
        names = build.names
        expr = build.members[key] = len(build.occurrences)
        build.exprs += (_ATTR, receiver, names.setdefault(text, len(names)))
        build.occurrences.append([])
    return expr


def called(x: Walk, callee: int, given: int, occurrence: int) -> int:
    """What a call gives whose callee is chosen by what it is given, and spelled at `occurrence`.

    The same as `spelled` and `expr`, of which calls are the most; so this is in one piece.
    """
    build = x.build
    compound, occurrences = build.compound, build.occurrences
    key = (_CHOSEN, callee, given)
    chosen = compound.get(key)
    if chosen is None:
        chosen = compound[key] = len(occurrences)
        build.exprs += key
        occurrences.append([occurrence])
        return build.expr(_CALL, chosen)
    if occurrences[chosen]:
        occurrences[chosen].append(occurrence)
    else:
        occurrences[chosen] = [occurrence]
    return compound.get((_CALL, chosen, 0)) or build.expr(_CALL, chosen)


def applied(x: Walk, head: int, given: list[int]) -> int:
    """The expression of a type with its arguments."""
    if not head or not given:
        return head
    return x.build.expr(_INDEX, head, given[0] if len(given) == 1 else sequence(x, given))


def typed(x: Walk, declared: int) -> int:
    """Something of a type."""
    return x.build.expr(_TYPED, declared) if declared else 0


VISIT: list[Visitor] = [children] * 65_536
"""Visitors by a node's kind number, filled by `extract`.  An ERROR node has the last number."""

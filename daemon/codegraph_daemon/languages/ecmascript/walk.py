"""The walk over one file's tree: its state, and what every visitor uses.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  It sees the file's bytes and the tree, never another file or the file's path.  One set of
visitors serves the grammars of the family, which number their kinds of node differently.

The walk recurses in pure Python (heap frames since CPython 3.11, so deep nesting needs only a high
recursion limit).  What a kind of node means belongs to the modules that `extract` puts together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tree_sitter

from ...facts import NONE, ROLE_SHIFT, Expr, Role
from ..builder import Builder
from ..composed import literal as literal
from ..composed import named as named
from ..scopes import Scope

_UNION = int(Expr.UNION)

Node = tree_sitter.Node

READ, WRITE, DEFINITION, CALL, TYPE_USE, IMPORT = (
    role << ROLE_SHIFT for role in range(Role.DECLARATION)
)
MENTION = Role.MENTION << ROLE_SHIFT
"""What a role adds to an occurrence."""

EXTRAS = frozenset(("comment", "html_comment", "ERROR"))
"""What may stand between the parts of any node."""

_NAME = int(Expr.NAME)


Wanted = int | tuple[int, Any, Any]
"""An expression, or one that is only made once somebody needs it: its operator and its operands,
which may be such as well.  Most places say what they expect and nobody asks."""

Visitor = Callable[["Walk", Node], int]
Contextual = Callable[["Walk", Node, Wanted], int]
"""A visitor of what takes types from where it stands: the type that is wanted comes last."""


class Walk:
    """The state of one walk."""

    __slots__ = (
        "assigned",
        "build",
        "comment",
        "compound",
        "conditional",
        "contextual",
        "declaration",
        "effect",
        "exports",
        "extras",
        "fields",
        "filled",
        "home",
        "is_async",
        "is_common",
        "is_typed",
        "keyed",
        "kinds",
        "literals",
        "mapped",
        "members",
        "narrowed",
        "occurrences",
        "plain",
        "returns",
        "scope",
        "source",
        "switched",
        "this",
        "visit",
    )

    def __init__(
        self,
        source: bytes,
        visit: list[Visitor],
        effect: list[Visitor],
        contextual: Mapping[int, Contextual],
        kinds: Sequence[str],
        extras: frozenset[int],
        is_typed: bool,
    ) -> None:
        self.source = source
        self.contextual = contextual
        self.visit = visit
        self.effect = effect
        self.kinds = kinds
        self.extras = extras
        """The numbers of `EXTRAS`."""
        self.is_typed = is_typed
        """Whether types are written in the code, and not in its comments."""
        self.is_common = not is_typed and b"exports." in source
        """Whether the file may use what it exports itself, as a CommonJS module."""
        self.build = Builder(source)
        self.occurrences = self.build.occurrences
        self.members = self.build.members
        self.compound = self.build.compound
        self.plain: set[bytes] = set()
        """Names of members that are known to be plain names."""
        self.exports: Scope = self.build.scopes[0]
        """What other modules see."""
        self.scope: Scope = self.exports
        self.home: Scope = self.exports
        """Where `var` binds: the scope of the innermost function, namespace or module."""
        self.this = 0
        """The expression of `this`."""
        self.returns: Wanted = 0
        """The type that the innermost function must return, as an expression."""
        self.comment: Node | None = None
        """The last comment, until a definition takes it for its documentation."""
        self.conditional: Scope | None = None
        """The scope of the innermost condition of types."""
        self.keyed = 0
        """The type of the last `keyof`."""
        self.narrowed: Mapping[bytes, int] = {}
        """Names, or chains of them, with what conditions tell that they are."""
        self.switched: tuple[bytes, int] | None = None
        """Whose member the `switch` right around compares, and the expression of the member."""
        self.mapped = 0
        """The type whose keys are those of the type that is being read."""
        self.fields: dict[tuple[int, bytes], int] = {}
        """By class and name of a member: the scope of the function that assigned it first."""
        self.assigned: dict[tuple[int, bytes], dict[int, int]] = {}
        """By class and name of a member: where its name starts that is assigned, each with the
        expression that it is."""
        self.filled: dict[int, tuple[int, int]] = {}
        """By the expression of an array that began without anything: what it was given since, and
        how many of these there are."""
        self.is_async = False
        """Whether the innermost function gives a promise of what it returns."""
        self.declaration = (0, 0)
        """Where the last `export` starts, and where what it exports does."""
        self.literals: dict[bytes, int] = {}
        """Expressions of literals by the name of their type."""


def leaf(x: Walk, node: Node) -> int:
    """Visit what says nothing."""
    return 0


def children(x: Walk, node: Node) -> int:
    """Visit the children of a node that has no meaning of its own."""
    effect = x.effect
    for child in node.named_children:
        visit = effect[child.kind_id]
        if visit is not leaf:
            visit(x, child)
    return 0


def alone(x: Walk, node: Node) -> int:
    """Visit what is alone in a node, as an expression is in its statement."""
    child = node.child(0) if node.child_count == 1 else None
    if child is None:
        return children(x, node)
    visit = x.effect[child.kind_id]
    if visit is not leaf:
        visit(x, child)
    return 0


def inside(x: Walk, node: Node) -> int:
    """Visit the children of a node that stands for what the last known of them stands for."""
    result = 0
    for child in node.named_children:
        result = x.visit[child.kind_id](x, child) or result
    return result


def first_inside(x: Walk, node: Node) -> int:
    """Visit the children of a node that stands for what the first of them stands for."""
    result = -1
    for child in node.named_children:
        kind = child.kind_id
        if kind in x.extras:
            x.effect[kind](x, child)
            continue
        value = x.visit[kind](x, child)
        if result < 0:
            result = value
    return max(result, 0)


def second(x: Walk, node: Node) -> int:
    """Visit what stands for a node behind a mark, as a type does behind its colon."""
    child = node.child(1) if node.child_count == 2 else None
    if child is None or child.kind_id in x.extras:
        return first_inside(x, node)
    return x.visit[child.kind_id](x, child)


def between(x: Walk, node: Node) -> int:
    """Visit what stands for a node between parentheses."""
    child = node.child(1) if node.child_count == 3 else None
    if child is None or child.kind_id in x.extras:
        return first_inside(x, node)
    return x.visit[child.kind_id](x, child)


def statements(x: Walk, node: Node) -> int:
    """Visit statements, with a cursor: it lets go of the tree below each as soon as it is done."""
    cursor = node.walk()
    more = cursor.goto_first_child()
    effect = x.effect
    while more:
        child = cursor.node
        if child is not None:
            visit = effect[child.kind_id]
            if visit is not leaf:
                visit(x, child)
        more = cursor.goto_next_sibling()
    return 0


def made(x: Walk, wanted: Wanted) -> int:
    """The expression that is wanted."""
    if isinstance(wanted, int):
        return wanted
    kind, a, b = wanted
    return x.build.expr(kind, made(x, a), made(x, b))


def expected(x: Walk, node: Node, wanted: Wanted) -> int:
    """Visit an expression where one of the type `wanted` (0: unknown) is expected."""
    kind = node.kind_id
    special = x.contextual.get(kind) if wanted else None
    if special is not None:
        return special(x, node, wanted)
    return x.visit[kind](x, node)


def comment(x: Walk, node: Node) -> int:
    """Note a comment, which documents the definition that follows it."""
    if x.source.startswith(b"/**", node.start_byte):
        x.comment = node
    return 0


def documentation(x: Walk, start: int) -> tuple[int, int]:
    """The extent of the comment right before the byte `start`; (0, 0) if there is none."""
    node = x.comment
    if node is None:
        return (0, 0)
    x.comment = None
    end = node.end_byte
    if start == x.declaration[1]:
        start = x.declaration[0]
    if end > start or x.source[end:start].strip():
        return (0, 0)
    return (node.start_byte, end)


def text_of(x: Walk, node: Node) -> bytes:
    """The bytes of a node."""
    return x.source[node.start_byte : node.end_byte]


def parts_of(x: Walk, node: Node) -> list[Node]:
    """The named children of a node but comments and errors."""
    extras = x.extras
    named = node.named_children
    for part in named:
        if part.kind_id in extras:
            return [each for each in named if each.kind_id not in extras]
    return named


def around(x: Walk, node: Node) -> Sequence[Node]:
    """The named children of a node but comments and errors: mostly what is on both sides of a mark,
    for which no node is made."""
    if node.child_count == 3:
        left, right = node.child(0), node.child(2)
        if left is not None and right is not None:
            extras = x.extras
            if left.kind_id not in extras and right.kind_id not in extras:
                return (left, right)
    return parts_of(x, node)


def builtin(x: Walk, text: bytes) -> int:
    """The expression of a name that every file has from outside."""
    return x.build.expr(_NAME, x.build.name(text), NONE)


def union(x: Walk, parts: Sequence[int]) -> int:
    """The expression of what is one of `parts`."""
    result = 0
    for part in parts:
        if part:
            result = x.build.expr(_UNION, result, part) if result else part
    return result

"""The walk over one file's tree: its state, and the table of what visits each kind of node.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  It sees the file's bytes and the tree, never another file or the file's path.  It is the hot
path of a cold index: each node is asked for as little as possible.
"""

from __future__ import annotations

from collections.abc import Callable

import tree_sitter

from ...facts import NONE, ROLE_SHIFT, Expr, Role, ScopeKind
from ..builder import Builder
from ..composed import literal as literal
from ..composed import sequence as sequence
from ..scopes import Scope

Node = tree_sitter.Node

READ, WRITE, DEFINITION, CALL, TYPE_USE, IMPORT = (
    role << ROLE_SHIFT for role in range(Role.DECLARATION)
)
"""What a role adds to an occurrence."""

_NAME, _INDEX = Expr.NAME, Expr.INDEX


class Walk:
    """The state of one walk."""

    __slots__ = (
        "around",
        "build",
        "comments",
        "continued",
        "extensions",
        "generics",
        "literals",
        "narrowed",
        "occurrences",
        "package",
        "pending",
        "scope",
        "source",
    )

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.build = Builder(source)
        self.occurrences = self.build.occurrences
        self.scope: Scope = self.build.scopes[0]
        self.pending: tuple[int, int] | None = None
        """The extent of the innermost block, until it binds a name and so becomes a scope."""
        self.around: Scope | None = None
        """Where types are looked up among the parameters and results of a function: its own names
        are not seen there yet, so `func (n *node) split() (node *node)` says nothing of itself."""
        self.package = b""
        self.comments: tuple[int, int] = (0, 0)
        """The extent of the comments right before what is visited now."""
        self.narrowed: dict[bytes, int] = {}
        """Names of which a case of a type switch tells the type; never changed in place."""
        self.extensions: dict[bytes, Scope] = {}
        """The scopes that hold the methods of types, by the types' names."""
        self.generics: dict[bytes, Scope] = {}
        """The scopes of the type parameters of types, by the types' names."""
        self.literals: dict[bytes, int] = {}
        self.continued: dict[int, Scope] = {}
        """By the index of a scope the one whose block it is the rest of."""

    def binding_scope(self) -> Scope:
        """The scope in which a name that is declared now lives."""
        if self.pending is not None:
            start, end = self.pending
            self.scope = self.build.open_scope(ScopeKind.BLOCK, self.scope, start, end)
            self.pending = None
        return self.scope

    def has(self, scope: Scope, text: bytes) -> bool:
        """Whether the block that `scope` is, or is the rest of, has declared a name."""
        while text not in scope.binds:
            before = self.continued.get(scope.index)
            if before is None:
                return False
            scope = before
        return True

    def from_here(self, names: list[bytes], at: int) -> Scope:
        """The scope in which names are declared by what ends at byte `at`.

        A block's names are seen behind their declarations: what it met before of one of these is
        another's, and so the rest of the block is a scope of its own.
        """
        scope = self.binding_scope()
        if not scope.index:
            return scope
        later = self.build.scopes[scope.index :]
        for text in names:
            if [each for each in later if text in each.uses] and not self.has(scope, text):
                rest = self.build.open_scope(ScopeKind.BLOCK, scope, at, scope.end)
                self.continued[rest.index] = scope
                self.scope = rest
                return rest
        return scope


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
    """Visit what may bind names of its own."""
    outer, before, narrowed = x.scope, x.pending, x.narrowed
    x.pending = (node.start_byte, node.end_byte)
    children(x, node)
    x.scope, x.pending, x.narrowed = outer, before, narrowed
    return 0


def container(x: Walk, name: bytes, *given: int) -> int:
    """The type of a container of the language, which is called as others call theirs."""
    head = x.build.expr(_NAME, x.build.name(name), NONE)
    return x.build.expr(_INDEX, head, given[0] if len(given) == 1 else sequence(x, list(given)))


VISIT: list[Visitor] = [children] * 65_536
"""Visitors by a node's kind number, filled by `extract`.  An ERROR node has the last number."""

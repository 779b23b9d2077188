"""The walk over one file's tree: its state, and the table of what visits each kind of node.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  It sees the file's bytes and the tree, never another file or the file's path.

This is the hottest code of a cold index.  It recurses in pure Python (heap frames since CPython
3.11, so deep nesting needs only a high recursion limit), asks each node for as little as it can,
and never for its parent, its text or its points.  What a kind of node means belongs to the modules
that `extract` puts into the table.
"""

from __future__ import annotations

from collections.abc import Callable

import tree_sitter

from ...facts import ROLE_SHIFT, Role, ScopeKind
from ..builder import Builder
from ..last_bound import part
from ..scopes import Scope
from .grammar import ENDING, LEAVING

_FUNCTION = int(ScopeKind.FUNCTION)

Node = tree_sitter.Node

READ, WRITE, DEFINITION, CALL, TYPE_USE, IMPORT = (
    role << ROLE_SHIFT for role in range(Role.DECLARATION)
)
"""What a role adds to an occurrence."""


Checks = dict[bytes, int]
"""Names, and dotted ones, with the expressions of what they are known to be."""


class Walk:
    """The state of one walk."""

    __slots__ = (
        "annotation",
        "assigned",
        "build",
        "checks",
        "class_name",
        "class_scope",
        "exports_known",
        "flow",
        "is_record",
        "literals",
        "makes_types",
        "mark",
        "narrowed",
        "occurrences",
        "parse",
        "passed",
        "rebound",
        "receiver",
        "scope",
        "source",
        "statement",
        "subjects",
    )

    def __init__(self, source: bytes, parse: Callable[[int, int], Node | None]) -> None:
        self.source = source
        self.build = Builder(source)
        self.occurrences = self.build.occurrences
        self.scope: Scope = self.build.scopes[0]
        self.mark = READ
        """What an occurrence met now adds to its start: the scope, and the role of reading or,
        inside annotations, of a type."""
        self.annotation = False
        """Whether strings are read as annotations now."""
        self.statement: Node | None = None
        """The assignment-like statement that is being visited."""
        self.receiver = b""
        """What the innermost method calls its instance or class."""
        self.class_scope: Scope | None = None
        """The class that the innermost method belongs to."""
        self.class_name = b""
        self.exports_known = True
        """Whether all names of `__all__` can be read off the file."""
        self.is_record = False
        """Whether the fields of the class whose body is visited have an order that is asked for."""
        self.literals: dict[bytes, int] = {}
        """Expressions of literals by the name of their type."""
        self.narrowed: Checks = {}
        """Names, and dotted ones, of which conditions tell more here; never changed in place."""
        self.assigned: set[bytes] = set()
        """Those of them that were assigned since."""
        self.checks: dict[int, tuple[bytes, int, tuple[int, int] | None]] = {}
        """What checks would tell of a name, by where they start: what it is if they hold, and the
        classes and the value of which it is the rest if they do not."""
        self.subjects: list[tuple[bytes, int]] = []
        """What the innermost `match` looks at: the name, dotted or not, if it is one, and the
        expression, without what the cases above have taken."""
        self.flow: Checks = {}
        """Names of the innermost function with the binding that was last made before this point on
        every way to it, as an expression; the name's own as long as it was bound only once."""
        self.rebound: list[tuple[bytes, int]] = []
        """Names that the innermost function bound, in order, and what `flow` held of each before
        (0: nothing); without those of which no later point can know."""
        self.makes_types = b"amedtuple" in source or b"NamedTuple" in source
        """Whether there can be calls that make types."""
        self.passed: tuple[int, ...] = ()
        """What the next lambda gets, by the places of its parameters."""
        self.parse = parse
        """Parses only the bytes between two offsets; None: it could not."""

    def forget(self, text: bytes) -> None:
        """A name that is narrowed may be assigned here: no more is known of it."""
        inner = text + b"."
        gone = [name for name in self.narrowed if name == text or name.startswith(inner)]
        if gone:
            self.assigned.update(gone)
            self.narrowed = self.kept(self.narrowed)

    def kept(self, narrowed: Checks) -> Checks:
        """Narrowings without those of names that were assigned meanwhile."""
        if not self.assigned or not narrowed:
            return narrowed
        return {name: told for name, told in narrowed.items() if name not in self.assigned}

    def rebind(self, text: bytes) -> None:
        """A name is bound again, to what `flow` does not tell."""
        if self.scope.kind == _FUNCTION:
            self.rebound.append((text, self.flow.get(text, 0)))
            self.lose(text)

    def lose(self, text: bytes) -> None:
        """From here on it is unknown which binding of a name was the last."""
        expr = self.flow.pop(text, 0)
        if expr and self.scope.uses.get(text) == expr:
            part(self.build, self.scope, text)

    def enter_loop(self) -> tuple[Checks, int]:
        """What is bound before a loop may be bound again at its end: nothing is known inside."""
        outer = self.flow, len(self.rebound)
        if self.flow:
            scope, uses = self.scope, self.scope.uses
            for text, expr in self.flow.items():
                if uses.get(text) == expr:
                    part(self.build, scope, text)
            self.flow = {}
        return outer

    def leave_loop(self, outer: tuple[Checks, int]) -> None:
        """After a loop what is bound in it is unknown."""
        flow, first = outer
        names = dict.fromkeys([text for text, _ in self.rebound[first:]])
        for text in names:
            self.lose(text)
        self.rebound[first:] = [(text, flow.pop(text, 0)) for text in names]
        self.flow = flow


Visitor = Callable[[Walk, Node], int]


def leaf(x: Walk, node: Node) -> int:
    """Visit what says nothing."""
    return 0


def children(x: Walk, node: Node) -> int:
    """Visit the children of a node that has no meaning of its own."""
    for child in node.named_children:
        visit = EFFECT[child.kind_id]
        if visit is not leaf:
            visit(x, child)
    return 0


def block(x: Walk, node: Node) -> int:
    """Visit statements, with a cursor: it lets go of the tree below each as soon as it is done."""
    outer, first = x.narrowed, len(x.rebound)
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more:
        child = cursor.node
        if child is not None:
            visit = EFFECT[child.kind_id]
            if visit is not leaf:
                visit(x, child)
        more = cursor.goto_next_sibling()
    if len(x.rebound) > first:
        _join(x, node, first)
    if x.narrowed is not outer:
        x.narrowed = x.kept(outer)
    return 0


def _join(x: Walk, node: Node, first: int) -> None:
    """What is known after a block of the names that it bound, from `first` of `rebound` on."""
    count = node.named_child_count
    last = node.named_child(count - 1) if count else None
    flow = x.flow
    if last is not None and last.kind_id in LEAVING:
        # Whoever is behind the block did not come through it.
        for text, before in reversed(x.rebound[first:]):
            if before:
                flow[text] = before
            else:
                x.lose(text)
        if last.kind_id in ENDING:
            del x.rebound[first:]
    else:
        for text, _ in x.rebound[first:]:
            x.lose(text)


def statements(x: Walk, node: Node) -> int:
    """Visit the statements of a block that is run exactly once where it stands."""
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more:
        child = cursor.node
        if child is not None:
            visit = EFFECT[child.kind_id]
            if visit is not leaf:
                visit(x, child)
        more = cursor.goto_next_sibling()
    return 0


def inside(x: Walk, node: Node) -> int:
    """Visit the children of a node that stands for what the last known of them stands for."""
    result = 0
    for child in node.named_children:
        result = VISIT[child.kind_id](x, child) or result
    return result


VISIT: list[Visitor] = [children] * 65_536
"""Visitors by a node's kind number, filled by `extract`.  An ERROR node has the last number."""
EFFECT: list[Visitor] = [children] * 65_536
"""The same for nodes whose expression nobody asks for, so that none need be made."""

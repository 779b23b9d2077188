"""The walk over one file's tree: its state, and what every visitor uses.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  It sees the file's bytes and the tree, never another file or the file's path.  One set of
visitors serves both grammars, which number their kinds of node differently.

Pointers and references are looked through: what has the type `T *` is taken for a `T`, but for
operators (`operators`).  What a kind of node means belongs to the modules that `extract` puts
together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import tree_sitter

from ...facts import ROLE_SHIFT, Bind, Role, ScopeKind
from ..builder import Builder
from ..composed import literal as literal
from ..composed import named as named
from ..composed import sequence as sequence
from ..scopes import Scope

Node = tree_sitter.Node

READ, WRITE, DEFINITION, CALL, TYPE_USE, IMPORT, DECLARATION, MENTION, MADE = (
    role << ROLE_SHIFT
    for role in (
        *(Role.READ, Role.WRITE, Role.DEFINITION, Role.CALL, Role.TYPE, Role.IMPORT),
        *(Role.DECLARATION, Role.MENTION, Role.MADE),
    )
)
"""What a role adds to an occurrence."""

_FUNCTION = int(ScopeKind.FUNCTION)
_TYPE_PARAMETERS = int(ScopeKind.TYPE_PARAMETERS)

Visitor = Callable[["Walk", Node], int]


class Macro(NamedTuple):
    """A macro with parameters, as its text says it."""

    name: bytes
    parameters: list[bytes]
    tokens: list[bytes]


class Declared(NamedTuple):
    """A declaration that may be defined in the same scope or in another file."""

    scope: Scope
    key: bytes
    told: bytes | None
    """What tells it from others of its name; None where names are not overloaded."""
    at: int
    start: int
    end: int
    kind: int
    flags: int
    body: int
    doc: tuple[int, int]


class Walk:
    """The state of one walk."""

    __slots__ = (
        "around",
        "build",
        "class_names",
        "comment",
        "comment_start",
        "declared",
        "effect",
        "enumerators",
        "extended",
        "file",
        "held",
        "in_class",
        "includes",
        "injected",
        "inner",
        "inside",
        "is_cpp",
        "is_hidden",
        "kinds",
        "literals",
        "loop",
        "macros",
        "occurrences",
        "passed",
        "path",
        "qualifiers",
        "returning",
        "scope",
        "source",
        "templates",
        "text",
        "this",
        "usings",
        "visit",
    )

    def __init__(
        self,
        source: bytes,
        text: bytes,
        visit: list[Visitor],
        effect: list[Visitor],
        kinds: Sequence[str],
        is_cpp: bool,
    ) -> None:
        self.source = source
        self.text = text
        """What was parsed: the source without what the grammar does not read."""
        self.visit = visit
        self.effect = effect
        self.kinds = kinds
        self.is_cpp = is_cpp
        self.build = Builder(source, members_in_scope=True)
        self.occurrences = self.build.occurrences
        self.file: Scope = self.build.scopes[0]
        self.scope: Scope = self.file
        self.path: bytes | None = b""
        """What stands before a name here in its qualified name; None: no other file sees it."""
        self.is_hidden = False
        """Whether what is defined now has no name in other files: in a namespace without a name."""
        self.passed: list[int] = []
        """What the function gets, in order, whose parameters are visited next, if who calls it is
        known (0: not)."""
        self.inside: Scope | None = None
        """Where a name stands that is looked up in the file, for `::` is before it: what a template
        there is given is looked up here."""
        self.this = 0
        """The expression of `this`."""
        self.inner: bytes | None = b""
        """The same inside of classes too."""
        self.in_class = False
        """Whether what is visited is a member of the class whose body the scope is."""
        self.class_names: dict[int, bytes] = {}
        """The names of classes by their scopes."""
        self.templates: dict[int, Scope] = {}
        """Where the type parameters of class templates are, by the scopes of the classes, and of
        the classes that lie in them."""
        self.injected: dict[bytes, Scope] = {}
        """The parameters of the class templates around, by the names of these."""
        self.extended: dict[tuple[int, bytes], Scope] = {}
        """By scope and name of a class: where what is defined outside of its body lies."""
        self.declared: list[Declared] = []
        """What is declared and may be defined elsewhere."""
        self.enumerators: set[tuple[int, bytes]] = set()
        """Scope and name of those that are seen around their enumeration."""
        self.qualifiers: dict[tuple[int, bytes], int] = {}
        """Expressions of names before `::` in classes, by where they stand and the name."""
        self.includes: list[str] = []
        self.usings: dict[bytes, None] = {}
        self.around: set[bytes] = set()
        """Namespaces whose members are defined outside of them."""
        self.comment: Node | None = None
        """The last comment, until a definition takes it for its documentation."""
        self.held: dict[tuple[int, bytes], int] = {}
        """What local names are that operators may stand at, by scope and name (`operators`)."""
        self.literals: dict[bytes, int] = {}
        """Expressions of literals by the name of their type."""
        self.macros: list[Macro] = []
        """Macros that may take what they are given for members."""
        self.loop: tuple[int, Scope] | None = None
        """Where the body of a loop begins that a macro makes, and the scope of what it declares."""
        self.comment_start = 0
        """Where the comments begin that the last one goes on."""
        self.returning: Scope | None = None
        """The function without a type whose results are collected."""

    def class_name(self, scope: Scope) -> bytes:
        """The name of the class whose body a scope is."""
        return self.class_names.get(scope.index, b"")


def place(x: Walk) -> Scope:
    """Where a definition binds its name: not among the type parameters before it."""
    at = x.scope
    while at.kind == _TYPE_PARAMETERS and at.parent is not None:
        at = at.parent
    return at


def opened(x: Walk, kind: int, where: Scope, start: int, end: int) -> Scope:
    """A new scope in `where` that sees the type parameters that stand before it."""
    scope = x.build.open_scope(kind, where, start, end)
    if where.index in x.build.open_scopes:
        # What is defined outside of its class lies in a scope that reaches as far as all of it.
        where.start, where.end = min(where.start, start), max(where.end, end)
    if x.scope.kind == _TYPE_PARAMETERS:
        scope.outward = x.scope
        outermost = x.scope
        while outermost.parent is not None and outermost.parent.kind == _TYPE_PARAMETERS:
            outermost = outermost.parent
        outermost.outward = where
    return scope


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


def inside(x: Walk, node: Node) -> int:
    """Visit the children of a node that stands for what the last known of them stands for."""
    result = 0
    for child in node.named_children:
        result = x.visit[child.kind_id](x, child) or result
    return result


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


def value_of(x: Walk, node: Node | None) -> int:
    """The expression of a part, if there is one."""
    return 0 if node is None else x.visit[node.kind_id](x, node)


def text_of(x: Walk, node: Node) -> bytes:
    """The bytes of a node."""
    return x.source[node.start_byte : node.end_byte]


def is_local(scope: Scope) -> bool:
    """Whether a scope is that of a function, or inside one."""
    at: Scope | None = scope
    while at is not None:
        if at.kind == _FUNCTION or at.kind == ScopeKind.LAMBDA:
            return True
        at = at.parent
    return False


def binds_locally(scope: Scope, text: bytes) -> bool:
    """Whether a function around `scope` has bound a name so far, or a template around that."""
    at: Scope | None = scope
    while at is not None and at.kind >= _FUNCTION:
        if text in at.binds:
            return True
        at = at.outward
    while at is not None and at.outward is not None:
        if text in at.binds:
            return at.kind == _TYPE_PARAMETERS
        at = at.outward
    return False


def announce(x: Walk, scope: Scope, text: bytes) -> None:
    """Let other files find a name of the present namespace, or of the file."""
    path = x.path
    if path is None:
        return
    build = x.build
    if not x.is_hidden:
        build.announce(path + text)
    if path and path + text not in x.file.binds:
        build.bind(x.file, path + text, Bind.ALIAS, named(x, scope, text))


def documentation(x: Walk, start: int) -> tuple[int, int]:
    """The extent of the comments right before the byte `start`; (0, 0) if there are none."""
    node = x.comment
    if node is None:
        return (0, 0)
    x.comment = None
    first, end = x.comment_start, node.end_byte
    between = x.source[end:start]
    if end > start or between.strip() or between.count(b"\n") > 1:
        return (0, 0)
    return (first, end)


def comment(x: Walk, node: Node) -> int:
    """Note a comment, which documents what follows it; lines of comments are one."""
    start = node.start_byte
    before = x.comment
    if before is None or x.source[before.end_byte : start].strip(b" \t\r") != b"\n":
        x.comment_start = start
    x.comment = node
    return 0

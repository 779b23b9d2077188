"""The walk over one file's tree: its state, and the table of what visits each kind of node.

A visitor returns the expression that its node stands for (0: unknown), so that a parent can build
on it.  It sees the file's bytes and the tree, never another file or the file's path.  What a kind
of node means belongs to the modules that `extract` puts into the table.
"""

from __future__ import annotations

from collections.abc import Callable

import tree_sitter

from ...facts import ROLE_SHIFT, Role
from ..builder import Builder
from ..composed import literal, sequence
from ..scopes import Definition, Scope
from .grammar import NAME

Node = tree_sitter.Node
Parse = Callable[[bytes | bytearray, int, int], Node]

READ, WRITE, DEFINITION, CALL, TYPE_USE, IMPORT = (
    role << ROLE_SHIFT
    for role in (Role.READ, Role.WRITE, Role.DEFINITION, Role.CALL, Role.TYPE, Role.IMPORT)
)
"""What a role adds to an occurrence."""

NO_DOC = (0, 0)


class Walk:
    """The state of one walk."""

    __slots__ = (
        "block_end",
        "build",
        "depths",
        "doc",
        "empty",
        "exported",
        "extensions",
        "first",
        "firsts",
        "heads",
        "home",
        "inline",
        "is_member",
        "items",
        "jumps",
        "last",
        "literals",
        "macro_definitions",
        "macro_homes",
        "macro_scopes",
        "macro_text",
        "macro_uses",
        "macros",
        "makers",
        "mark",
        "parse",
        "passed_on",
        "path",
        "scope",
        "source",
        "this",
        "types",
        "variant",
    )

    def __init__(self, source: bytes, parse: Parse) -> None:
        self.source = source
        self.types: frozenset[bytes] | None = None
        """Names of types that the file declares; None until somebody asks."""
        self.build = Builder(source)
        self.scope: Scope = self.build.scopes[0]
        self.mark = READ
        """What an occurrence met now adds to its start: the scope, and the role of reading."""
        self.home: Scope = self.scope
        """The module around: the file's, or that of the innermost `mod` with a body."""
        self.items: Scope = self.scope
        """Where items are bound: a block's first scope, whatever variables came since."""
        self.inline: list[tuple[bytes, Scope]] = []
        """The `mod`s with a body around, outermost first."""
        self.this: Scope | None = None
        """The body of the innermost trait or `impl`."""
        self.variant = b""
        """What tells members of the innermost `impl` from those of others: the trait, if any."""
        self.block_end = 0
        """Where the innermost block ends."""
        self.doc = NO_DOC
        """The extent of the documentation before the item that is visited."""
        self.is_member = False
        """Whether the macro that is visited is called among members of a trait or `impl`."""
        self.exported = False
        """Whether an attribute before it says that a macro is there for other crates."""
        self.literals: dict[bytes, int] = {}
        self.depths: dict[int, int] = {}
        """Of what `self` and `super` stand for, how many `mod`s with a body are around it."""
        self.last: dict[int, bytes] = {}
        """Last names of paths in `use`."""
        self.heads: list[tuple[int, Scope, bytes, bool]] = []
        """First names of `use` paths: expression, scope, name, whether nothing follows it."""
        self.firsts: dict[tuple[int, bytes], int] = {}
        """Expressions of first names of other paths, by scope and name."""
        self.extensions: list[tuple[Scope, bytes, int, int, int, int, Scope]] = []
        """`impl`s with the scopes in which they stand."""
        self.first = 0
        """What the first statement of the last block gives."""
        self.macros = 0
        """How many macro calls are being read, one inside the other."""
        self.macro_text: bytearray | None = None
        """The source, in which arguments of macros end like statements."""
        self.macro_homes: dict[bytes, Scope] = {}
        """Where macros of the file are bound that were seen last."""
        self.macro_definitions: list[tuple[Scope, bytes, int, int, int, Definition]] = []
        """What `define` is told of macros once all else of the file is known."""
        self.macro_scopes: set[tuple[int, bytes]] = set()
        """Which scopes define which macros."""
        self.macro_uses: dict[tuple[int, bytes], int] = {}
        """Expressions of macros that are called by a plain name, by module and name."""
        self.makers: dict[bytes, dict[int, tuple[int, bytes, bool]]] = {}
        """Of macros that define items, which arguments are names of those (see `token_trees`)."""
        self.empty: dict[tuple[int, bytes], bytes] = {}
        """Variables that are empty collections, by scope and name, and the names of their types."""
        self.jumps: list[tuple[bytes, bool, list[int]]] = []
        """The loops and labelled blocks around: label, whether it is a loop, and what jumps out of
        it give."""
        self.passed_on = 0
        """The type of the place that takes what the call makes that is visited now, if that stands
        for its argument: `Box::new(value)`."""
        self.path = b""
        """Which file an attribute says that a module lies in."""
        self.parse = parse

    literal, sequence = literal, sequence

    def enter(self, scope: Scope) -> None:
        """Go on in `scope`."""
        self.scope, self.mark = scope, scope.read


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


def value_of(x: Walk, node: Node, field: int) -> int:
    """The expression of a node's field, if it has it."""
    part = node.child_by_field_id(field)
    return 0 if part is None else VISIT[part.kind_id](x, part)


def named_item(x: Walk, node: Node) -> tuple[bytes, int]:
    """The name of an item and where it stands; nothing if a syntax error took it."""
    name = node.child_by_field_id(NAME)
    if name is None:
        return b"", 0
    start = name.start_byte
    return x.source[start : name.end_byte], start


VISIT: list[Visitor] = [children] * 65_536
"""Visitors by a node's kind number, filled by `extract`.  An ERROR node has the last number."""

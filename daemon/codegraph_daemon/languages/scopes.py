"""A file's scopes while an extractor fills them.

Rows are kept flat, so that they can be cut into columns by slices. What is recorded in a scope, and
what is made of it, belongs to `builder` and `symbols`.
"""

from __future__ import annotations

from ..facts import SCOPE_SHIFT

Rows = list[int]
"""Bindings (kind, a, b, c) or sites (start, end, name, declared), one after the other."""

NO_ROWS: dict[bytes, Rows] = {}
NO_HOMES: dict[bytes, int] = {}
NO_SPACES: dict[bytes, int] = {}
NO_NAMES: dict[bytes, bytes] = {}
"""Tables that most scopes never fill are these ones, until something is to be put in."""


class Definition:
    """What the extractor knows of a symbol with a body when it meets it."""

    __slots__ = ("body", "doc", "flags", "kind", "symbol")

    def __init__(self, kind: int, flags: int, body: int, doc: tuple[int, int]) -> None:
        self.kind = kind
        self.flags = flags
        self.body = body
        self.doc = doc
        self.symbol = 0
        """Which symbol it is part of, once symbols are made."""


TYPE_SPACE = b"\0"
"""Follows a name in the tables of sites and definitions where the name is only that of a type, in
languages in which a type and a value of one name are two symbols."""
TAG_VARIANT = b"tag"
"""What tells the symbol of a type from others of its name where it is bound with what follows."""
EXTENSION_SPACE = b"\1"
"""Follows the name of a type there for what the file adds to a type of another file."""
VARIANT_SPACE = b"\2"
"""Follows a name there, before what tells this one from others of its name: overloads."""


def spoken(key: bytes) -> bytes:
    """The name as it is spelled in the source, of a key of those tables."""
    # `in` would raise and catch an exception each time before it looks for bytes in bytes.
    for space in (VARIANT_SPACE, TYPE_SPACE, EXTENSION_SPACE):
        at = key.find(space)
        if at >= 0:
            return key[:at]
    return key


NO_DEFINITIONS: dict[bytes, list[Definition]] = {}


class Scope:
    """A scope while it is being filled.  Tables that most scopes never fill are shared."""

    __slots__ = (
        "attributes",
        "binds",
        "bound_as",
        "definitions",
        "end",
        "foreign",
        "index",
        "kind",
        "outward",
        "parameters",
        "parent",
        "prefix",
        "read",
        "sites",
        "spaces",
        "start",
        "symbol",
        "uses",
    )

    def __init__(self, index: int, kind: int, parent: Scope | None, start: int, end: int) -> None:
        self.index = index
        self.kind = kind
        self.parent = parent
        self.outward = parent
        """Where names are looked up that this scope does not bind."""
        self.start = start
        self.end = end
        self.read = index << SCOPE_SHIFT
        """What a reading occurrence in this scope adds to its start."""
        self.uses: dict[bytes, int] = {}
        self.binds: dict[bytes, Rows] = {}
        self.parameters: list[tuple[bytes, int, int, int, bool]] = []
        """Names with their sites: start, end, name and whether they are annotated."""
        self.attributes = NO_ROWS
        self.sites = NO_ROWS
        self.definitions = NO_DEFINITIONS
        self.foreign = NO_HOMES
        """Names that this scope declares to live elsewhere: the scope, or NONE for 'outwards'."""
        self.spaces = NO_SPACES
        """Which `c` the DEF rows have of keys that say more than a name; 1 for those not here."""
        self.bound_as = NO_NAMES
        """Under which names those of these keys are bound whose names are not theirs."""
        self.symbol = 0
        self.prefix = b""
        """What the descriptors of its symbols begin with, once symbols are made of it."""

    def space(self, key: bytes, bound: bytes) -> int:
        """The `c` of the DEF rows of a key that says more than a name, bound under a name."""
        if self.bound_as is NO_NAMES:
            self.bound_as = {}
        if self.spaces is NO_SPACES:
            self.spaces = {}
        self.bound_as[key] = bound
        return self.spaces.setdefault(key, len(self.spaces) + 2)

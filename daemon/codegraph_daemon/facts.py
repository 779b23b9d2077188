"""The language-neutral facts of one file: what an extractor writes and every later stage reads.

Facts are a function of the file's bytes, its dialect and the extractor's version, and of nothing
else: no path, no module name, no other file.  They are columns (typed arrays and one text of
names) in one byte string, read in place and never decoded to objects as a whole.

This module holds the format alone.  Reading syntax trees belongs to `languages`, giving meaning
to names across files belongs to `resolve`.

Positions are byte offsets into the file's UTF-8 text without a byte order mark; the line table
turns them into zero-based lines and byte columns.  Lines end as in LSP: `\\n`, `\\r\\n`, `\\r`.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

NONE = 0xFFFFFFFF
"""The value of an index column where there is nothing to point at."""

FACTS_FORMAT = 1


class Role(IntEnum):
    """What an occurrence does with the name it spells."""

    READ = 0
    WRITE = 1
    DEFINITION = 2
    CALL = 3
    TYPE = 4
    IMPORT = 5


ROLE_NAMES = tuple(role.name.lower() for role in Role)


class Kind(IntEnum):
    """What a symbol is."""

    MODULE = 0
    CLASS = 1
    FUNCTION = 2
    METHOD = 3
    PROPERTY = 4
    VARIABLE = 5
    CONSTANT = 6
    FIELD = 7
    PARAMETER = 8
    TYPE_ALIAS = 9


KIND_NAMES = tuple(kind.name.lower() for kind in Kind)


class Flag:
    """Bits of a symbol."""

    STATIC_METHOD = 1
    CLASS_METHOD = 2
    OVERLOAD = 4
    ABSTRACT = 8
    ASYNC = 16
    INSTANCE = 32
    """A field that is only assigned on an instance, never in the class body."""
    LOCAL = 64
    """Defined inside a function."""


class ScopeKind(IntEnum):
    MODULE = 0
    CLASS = 1
    FUNCTION = 2
    LAMBDA = 3
    COMPREHENSION = 4


class Expr(IntEnum):
    """The operator of a small expression; operands `a` and `b` are given beside each.

    Only what can carry a definition or a type is kept; the rest is UNKNOWN.
    """

    UNKNOWN = 0
    NAME = 1  # a name, b scope that binds it (NONE: not bound in this file)
    ATTR = 2  # a receiver expression, b name
    CALL = 3  # a callee expression, b first argument's expression
    INDEX = 4  # a value expression, b index expression
    AWAIT = 5  # a expression
    LITERAL = 6  # a name of the built-in type, b element expression
    UNION = 7  # a, b expressions
    TUPLE = 8  # a first element, b the rest as a TUPLE (0: end)
    MODULE = 9  # a module specifier, b level (leading dots)
    KEYWORD = 10  # a callee expression, b name of the parameter
    LAMBDA = 11  # a scope
    ELEMENT = 12  # a iterated expression
    ENTERED = 13  # a context manager's expression
    UNPACKED = 14  # a expression, b index
    INSTANCE = 15  # a class expression
    SUPER = 16  # a scope of the class whose bases are meant


class Bind(IntEnum):
    """What gives a name in a scope its meaning; operands a, b, c beside each."""

    IMPORT_MODULE = 0  # a specifier, b 1 if renamed (else the first part is bound)
    IMPORT_FROM = 1  # a specifier, b imported name, c level
    WILDCARD = 2  # a specifier, c level
    DEF = 3  # a symbol
    VALUE = 4  # a value expression, b annotation expression
    PARAM = 5  # a default expression, b annotation expression, c position
    ATTRIBUTE = 6  # assigned on an instance: a value expression, b annotation expression
    BASE = 7  # a expression, c position
    RETURN = 8  # a value expression, b annotation expression
    DECORATOR = 9  # a expression, c position
    EXPORTS = 10  # an explicit export list: a name that it holds


BASE_NAME = "<base>"
RETURN_NAME = "<return>"
DECORATOR_NAME = "<decorator>"
EXPORTS_NAME = "<exports>"
WILDCARD_NAME = "*"

_SECTIONS = (
    # scopes
    ("scope_kind", "B"),
    ("scope_parent", "I"),
    ("scope_owner", "I"),  # the symbol whose body it is or lies in
    ("scope_start", "I"),
    ("scope_end", "I"),
    # symbols: one per name and scope; symbol 0 is the file itself
    ("symbol_name", "I"),
    ("symbol_kind", "B"),
    ("symbol_flags", "B"),
    ("symbol_container", "I"),  # a symbol
    ("symbol_scope", "I"),  # the scope that binds it
    ("symbol_body", "I"),  # the scope it opens, or NONE
    ("symbol_hash", "Q"),  # of its descriptor
    ("symbol_doc_start", "I"),
    ("symbol_doc_end", "I"),
    ("symbol_sites", "I"),  # first definition site; one more entry than symbols
    # definition sites, grouped by symbol
    ("site_start", "I"),
    ("site_end", "I"),
    ("site_name", "I"),  # where the name starts
    ("site_declared", "B"),  # 1: with an annotation or a body
    # bindings, grouped by scope
    ("scope_bindings", "I"),  # first binding of each scope; one more entry than scopes
    ("bind_name", "I"),
    ("bind_kind", "B"),
    ("bind_a", "I"),
    ("bind_b", "I"),
    ("bind_c", "I"),
    # expressions; expression 0 is unknown
    ("expr_kind", "B"),
    ("expr_a", "I"),
    ("expr_b", "I"),
    ("expr_occurrences", "I"),  # first occurrence of each; one more entry than expressions
    # occurrences, grouped by expression: start | role << 32 | scope << 36
    ("occurrence", "Q"),
    # lines
    ("line_start", "I"),
    ("line_wide", "I"),  # lines that are not ASCII
)
_SECTION_INDEX = {name: i for i, (name, _) in enumerate(_SECTIONS)}
_WIDTH = {"B": 1, "I": 4, "Q": 8}
_MAGIC = b"CGF" + bytes([FACTS_FORMAT])
_HEADER = struct.Struct(f"<4sIII{len(_SECTIONS) + 1}I")

START_MASK = 0xFFFFFFFF
ROLE_SHIFT = 32
ROLE_MASK = 0xF
SCOPE_SHIFT = 36

_SUFFIX = {Kind.CLASS: "#", Kind.FUNCTION: "().", Kind.METHOD: "().", Kind.PROPERTY: "()."}


def content_id(data: bytes, dialect: str, extractor: str) -> bytes:
    """The 16-byte name of the facts of `data`: blake2b-128 over extractor, dialect and bytes."""
    head = f"{FACTS_FORMAT}\0{extractor}\0{dialect}\0".encode()
    return blake2b(data, digest_size=16, key=head[:64]).digest()


def descriptor_part(name: str, kind: int) -> str:
    """One step of a symbol's descriptor, in the style of SCIP's symbol grammar."""
    if kind == Kind.PARAMETER:
        return f"({name})"
    return name + _SUFFIX.get(Kind(kind), ".")


def descriptor_hash(descriptor: str) -> int:
    """The 64-bit hash that stands for a descriptor inside its file."""
    return xxh3_64_intdigest(descriptor.encode("utf-8", "surrogatepass"))


MODULE_HASH = descriptor_hash("")
"""The descriptor hash of the file's own symbol."""


def line_table(source: bytes) -> array[int]:
    """Byte offsets at which the lines of `source` start; the first is 0."""
    starts = array("I", [0])
    at = 0
    for line in source.splitlines(keepends=True):
        at += len(line)
        starts.append(at)
    if len(starts) > 1 and not source.endswith((b"\n", b"\r")):
        starts.pop()
    return starts


def wide_lines(source: bytes) -> list[int]:
    """Zero-based numbers of the lines that are not ASCII."""
    if source.isascii():
        return []
    return [i for i, line in enumerate(source.splitlines()) if not line.isascii()]


def pack(columns: Mapping[str, Iterable[int]], names: Sequence[str], text_length: int) -> bytes:
    """Write facts from their columns; `columns` has every section by its name."""
    parts: list[bytes] = []
    offsets: list[int] = []
    at = _HEADER.size
    for name, code in _SECTIONS:
        column = columns[name]
        data = (column if isinstance(column, array) else array(code, column)).tobytes()
        offsets.append(at)
        parts.append(data)
        at += len(data)
    blob = "\n".join(names).encode("utf-8", "surrogatepass")
    offsets.append(at)
    header = _HEADER.pack(_MAGIC, len(names), text_length, len(blob), *offsets)
    return b"".join((header, *parts, blob))


class Site(NamedTuple):
    """A definition site, in byte offsets of the file's text."""

    start: int
    end: int
    name: int
    declared: bool


def _column(name: str) -> cached_property[memoryview[int]]:
    index, code = _SECTION_INDEX[name], dict(_SECTIONS)[name]

    def read(self: Facts) -> memoryview[int]:
        offsets = self._offsets
        view: memoryview[int] = self._view[offsets[index] : offsets[index + 1]].cast(code)  # type: ignore[call-overload]
        return view

    return cached_property(read)


class Facts:
    """The facts of one file, read in place from their packed form.

    Columns are memory views that are made when first asked for.  Raises ValueError if `blob` is
    not facts of this format.
    """

    def __init__(self, blob: bytes) -> None:
        header = _HEADER.unpack_from(blob)
        if header[0] != _MAGIC:
            raise ValueError("not facts of this format")
        self.blob = blob
        self.name_count: int = header[1]
        self.text_length: int = header[2]
        self._offsets: tuple[int, ...] = header[4:]
        self._view = memoryview(blob)

    scope_kind = _column("scope_kind")
    scope_parent = _column("scope_parent")
    scope_owner = _column("scope_owner")
    scope_start = _column("scope_start")
    scope_end = _column("scope_end")
    symbol_name = _column("symbol_name")
    symbol_kind = _column("symbol_kind")
    symbol_flags = _column("symbol_flags")
    symbol_container = _column("symbol_container")
    symbol_scope = _column("symbol_scope")
    symbol_body = _column("symbol_body")
    symbol_hash = _column("symbol_hash")
    symbol_doc_start = _column("symbol_doc_start")
    symbol_doc_end = _column("symbol_doc_end")
    symbol_sites = _column("symbol_sites")
    site_start = _column("site_start")
    site_end = _column("site_end")
    site_name = _column("site_name")
    site_declared = _column("site_declared")
    scope_bindings = _column("scope_bindings")
    bind_name = _column("bind_name")
    bind_kind = _column("bind_kind")
    bind_a = _column("bind_a")
    bind_b = _column("bind_b")
    bind_c = _column("bind_c")
    expr_kind = _column("expr_kind")
    expr_a = _column("expr_a")
    expr_b = _column("expr_b")
    expr_occurrences = _column("expr_occurrences")
    occurrence = _column("occurrence")
    line_start = _column("line_start")
    line_wide = _column("line_wide")

    @cached_property
    def names(self) -> list[str]:
        """The file's distinct names; columns refer to them by index."""
        blob = self.blob[self._offsets[-1] :]
        return blob.decode("utf-8", "surrogatepass").split("\n") if self.name_count else []

    @cached_property
    def name_index(self) -> dict[str, int]:
        """Index of each name."""
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def symbol_of_hash(self) -> dict[int, int]:
        """Symbol index by descriptor hash."""
        return {h: i for i, h in enumerate(self.symbol_hash)}

    @cached_property
    def _symbol_of_name(self) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
        names = self.symbol_name.tolist()[1:]
        scopes = zip(self.symbol_scope.tolist()[1:], names, strict=True)
        owners = zip(self.symbol_container.tolist()[1:], names, strict=True)
        by_scope = {pair: symbol for symbol, pair in enumerate(scopes, 1)}
        return by_scope, {pair: symbol for symbol, pair in enumerate(owners, 1)}

    def symbol_bound(self, scope: int, name: int) -> int | None:
        """The symbol that `scope` binds under a name index; None for a plain local variable.

        A class that is defined twice is one symbol with two bodies, which share their members.
        """
        by_scope, by_owner = self._symbol_of_name
        symbol = by_scope.get((scope, name))
        if symbol is None and self.scope_kind[scope] <= ScopeKind.FUNCTION:
            symbol = by_owner.get((self.scope_owner[scope], name))
        return symbol

    @cached_property
    def bindings(self) -> dict[tuple[int, int], list[int]]:
        """Rows of the bindings by (scope, name index), in source order."""
        table: dict[tuple[int, int], list[int]] = {}
        names = self.bind_name.tolist()
        first = self.scope_bindings.tolist()
        for scope in range(len(first) - 1):
            for row in range(first[scope], first[scope + 1]):
                key = (scope, names[row])
                if key in table:
                    table[key].append(row)
                else:
                    table[key] = [row]
        return table

    def bindings_of(self, scope: int, name: str) -> list[int]:
        """Rows of the bindings of `name` in `scope`; empty if there are none."""
        index = self.name_index.get(name)
        return [] if index is None else self.bindings.get((scope, index), [])

    def descriptor(self, symbol: int) -> str:
        """The descriptor of a symbol: its containers and itself, empty for the file."""
        parts: list[str] = []
        names, kinds, containers = self.names, self.symbol_kind, self.symbol_container
        while symbol != 0:
            parts.append(descriptor_part(names[self.symbol_name[symbol]], kinds[symbol]))
            symbol = containers[symbol]
        return "".join(reversed(parts))

    def qualified(self, symbol: int) -> str:
        """The dotted name of a symbol inside its file; empty for the file itself."""
        parts: list[str] = []
        while symbol != 0:
            parts.append(self.names[self.symbol_name[symbol]])
            symbol = self.symbol_container[symbol]
        return ".".join(reversed(parts))

    def sites(self, symbol: int) -> list[Site]:
        """Definition sites of a symbol, in source order."""
        rows = range(self.symbol_sites[symbol], self.symbol_sites[symbol + 1])
        return [
            Site(
                self.site_start[r], self.site_end[r], self.site_name[r], bool(self.site_declared[r])
            )
            for r in rows
        ]

    def position(self, offset: int) -> tuple[int, int]:
        """Zero-based line and byte column of a byte offset."""
        line = bisect_right(self.line_start, offset) - 1
        return line, offset - self.line_start[line]

    def offset(self, line: int, column: int) -> int | None:
        """Byte offset of a zero-based line and byte column; None past the end of the text."""
        starts = self.line_start
        if not 0 <= line < len(starts) or column < 0:
            return None
        offset = starts[line] + column
        end = starts[line + 1] if line + 1 < len(starts) else self.text_length + 1
        return offset if offset < end else None

    def is_wide(self, line: int) -> bool:
        """Whether the zero-based line holds anything but ASCII."""
        wide = self.line_wide
        at = bisect_right(wide, line)
        return at > 0 and wide[at - 1] == line

    def occurrences_of(self, expr: int) -> memoryview[int]:
        """Packed occurrences of an expression (see `unpack_occurrence`)."""
        first = self.expr_occurrences
        return self.occurrence[first[expr] : first[expr + 1]]

    def expr_name(self, expr: int) -> int:
        """Name index that an occurrence of this expression spells, or NONE."""
        kind = self.expr_kind[expr]
        if kind == Expr.NAME:
            return self.expr_a[expr]
        if kind in (Expr.ATTR, Expr.KEYWORD):
            return self.expr_b[expr]
        return NONE


def unpack_occurrence(packed: int) -> tuple[int, Role, int]:
    """(start offset, role, scope) of a packed occurrence."""
    role = Role(packed >> ROLE_SHIFT & ROLE_MASK)
    return packed & START_MASK, role, packed >> SCOPE_SHIFT

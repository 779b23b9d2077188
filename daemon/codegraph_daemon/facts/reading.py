"""Facts read in place: nothing is decoded that is not asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import chain, count, repeat
from operator import sub
from typing import NamedTuple

from .columns import (
    HEADER,
    MAGIC,
    ROLE_MASK,
    ROLE_SHIFT,
    SCOPE_SHIFT,
    SECTIONS,
    START_MASK,
    descriptor_hash,
    descriptor_part,
)
from .naming import LEFT_OUT, LONGEST_SHOWN, dotted
from .words import (
    CALLABLE,
    CALLABLE_KINDS,
    CONSTRUCTOR_NAME,
    NONE,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
)

SECTION_INDEX = {name: i for i, (name, _) in enumerate(SECTIONS)}


_MACROS = frozenset((Kind.FUNCTION, Kind.CONSTANT))


class Site(NamedTuple):
    """A definition site, in byte offsets of the file's text."""

    start: int
    end: int
    name: int
    declared: bool


class _Column:
    """A column, made when first asked for and then an attribute of the facts.

    `cached_property` would do the same with a lock, for some thirty columns of every file.
    """

    def __init__(self, name: str) -> None:
        self._name, self._index = name, SECTION_INDEX[name]
        self._code = dict(SECTIONS)[name]

    def __get__(self, facts: Facts, _: type[Facts]) -> memoryview[int]:
        offsets, index = facts._offsets, self._index
        view: memoryview[int] = facts._view[offsets[index] : offsets[index + 1]].cast(self._code)  # type: ignore[call-overload]
        facts.__dict__[self._name] = view
        return view


class Facts:
    """The facts of one file, read in place from their packed form.

    Columns are memory views that are made when first asked for.  Raises ValueError if `blob` is
    not facts of this format.
    """

    def __init__(self, blob: bytes) -> None:
        header = HEADER.unpack_from(blob)
        if header[0] != MAGIC:
            raise ValueError("not facts of this format")
        self.blob = blob
        self.name_count: int = header[1]
        self.text_length: int = header[2]
        self._offsets: tuple[int, ...] = header[4:]
        self._view = memoryview(blob)

    scope_kind = _Column("scope_kind")
    scope_parent = _Column("scope_parent")
    scope_owner = _Column("scope_owner")
    scope_start = _Column("scope_start")
    scope_end = _Column("scope_end")
    symbol_name = _Column("symbol_name")
    symbol_kind = _Column("symbol_kind")
    symbol_flags = _Column("symbol_flags")
    symbol_container = _Column("symbol_container")
    symbol_scope = _Column("symbol_scope")
    symbol_body = _Column("symbol_body")
    symbol_variant = _Column("symbol_variant")
    symbol_hash = _Column("symbol_hash")
    symbol_doc_start = _Column("symbol_doc_start")
    symbol_doc_end = _Column("symbol_doc_end")
    symbol_sites = _Column("symbol_sites")
    site_start = _Column("site_start")
    site_end = _Column("site_end")
    site_name = _Column("site_name")
    site_declared = _Column("site_declared")
    scope_bindings = _Column("scope_bindings")
    bind_name = _Column("bind_name")
    bind_kind = _Column("bind_kind")
    bind_a = _Column("bind_a")
    bind_b = _Column("bind_b")
    bind_c = _Column("bind_c")
    expr_kind = _Column("expr_kind")
    expr_a = _Column("expr_a")
    expr_b = _Column("expr_b")
    expr_occurrences = _Column("expr_occurrences")
    occurrence = _Column("occurrence")
    announced = _Column("announced")
    line_start = _Column("line_start")
    line_wide = _Column("line_wide")

    @cached_property
    def names(self) -> list[str]:
        """The file's distinct names; columns refer to them by index."""
        blob = self.blob[self._offsets[-1] :]
        return blob.decode("utf-8", "surrogatepass").split("\n") if self.name_count else []

    @cached_property
    def name_index(self) -> dict[str, int]:
        """Index of each name."""
        return dict(zip(self.names, count(), strict=False))

    @cached_property
    def symbol_of_hash(self) -> dict[int, int]:
        """Symbol index by descriptor hash."""
        return dict(zip(self.symbol_hash.tolist(), count(), strict=False))

    @cached_property
    def _symbol_of_name(
        self,
    ) -> tuple[dict[tuple[int, int], int], dict[tuple[int, bool, int], int]]:
        """Symbols by their scope and name, and by who has it, whether in a class or an object, and
        their name."""
        names, scopes = self.symbol_name.tolist()[1:], self.symbol_scope.tolist()[1:]
        kinds = self.scope_kind.tolist()
        # Members of an object without a name have the container of what is around it.
        inside = [kinds[scope] == ScopeKind.CLASS for scope in scopes]
        owners = zip(self.symbol_container.tolist()[1:], inside, names, strict=True)
        by_scope = {pair: symbol for symbol, pair in enumerate(zip(scopes, names, strict=True), 1)}
        return by_scope, {owned: symbol for symbol, owned in enumerate(owners, 1)}

    def symbol_bound(self, scope: int, name: int) -> int | None:
        """The symbol that `scope` binds under a name index; None for a plain local variable.

        A class that is defined twice is one symbol with two bodies, which share their members.
        """
        by_scope, by_owner = self._symbol_of_name
        symbol = by_scope.get((scope, name))
        kind = self.scope_kind[scope]
        if symbol is None and kind <= ScopeKind.FUNCTION:
            symbol = by_owner.get((self.scope_owner[scope], kind == ScopeKind.CLASS, name))
        return symbol

    @cached_property
    def bindings(self) -> dict[tuple[int, int], list[int]]:
        """Rows of the bindings by (scope, name index), in source order."""
        table: dict[tuple[int, int], list[int]] = {}
        first = self.scope_bindings.tolist()
        counts = map(sub, first[1:], first)
        scopes = chain.from_iterable(map(repeat, count(), counts))
        for row, key in enumerate(zip(scopes, self.bind_name.tolist(), strict=True)):
            known = table.get(key)
            if known is None:
                table[key] = [row]
            else:
                known.append(row)
        return table

    def bindings_of(self, scope: int, name: str) -> list[int]:
        """Rows of the bindings of `name` in `scope`; empty if there are none."""
        index = self.name_index.get(name)
        return [] if index is None else self.bindings.get((scope, index), [])

    def renamed_imports(self) -> list[tuple[str, str]]:
        """(name there, name here) of what is imported under another name."""
        rows = zip(self.bind_kind, self.bind_b, self.bind_name, strict=True)
        renamed = [(b, name) for kind, b, name in rows if kind == Bind.IMPORT_FROM and b != name]
        names = self.names if renamed else []
        return [(names[b], names[name]) for b, name in renamed]

    def descriptor(self, symbol: int) -> str:
        """The descriptor of a symbol: its containers and itself, empty for the file."""
        parts: list[str] = []
        names, kinds, containers = self.names, self.symbol_kind, self.symbol_container
        while symbol != 0:
            variant = names[self.symbol_variant[symbol]]
            parts.append(descriptor_part(names[self.symbol_name[symbol]], kinds[symbol], variant))
            symbol = containers[symbol]
        return "".join(reversed(parts))

    def qualified(self, symbol: int) -> str:
        """The dotted name of a symbol inside its file; empty for the file itself."""
        parts: list[str] = []
        while symbol != 0:
            parts.append(self._step(symbol))
            symbol = self.symbol_container[symbol]
        return ".".join(reversed(parts))

    def _step(self, symbol: int) -> str:
        """A symbol in a dotted name: callables of one name are told apart there."""
        name, variant = self.names[self.symbol_name[symbol]], self.symbol_variant[symbol]
        told = self.names[variant]
        if told and self.symbol_kind[symbol] in CALLABLE_KINDS:
            # A dot is only ever between names.
            return f"{name}({told.replace('...', '[]')})"
        return name

    def spelled(self, symbol: int, known: dict[int, tuple[str, str, str]]) -> tuple[str, str, str]:
        """`qualified`, the dotted name without what tells callables apart, and `identity`.

        `known` holds all that was said of containers, with descriptors for identities.
        """
        if not symbol:
            return "", "", ""
        path: list[int] = []
        at = symbol
        while at and at not in known:
            path.append(at)
            at = self.symbol_container[at]
        spelled = known.get(at)
        names, kinds, variants = self.names, self.symbol_kind, self.symbol_variant
        for at in reversed(path):
            name, variant = names[self.symbol_name[at]], names[variants[at]]
            told = self._step(at) if variant else name
            part = descriptor_part(name, kinds[at], variant)
            if spelled is None:
                spelled = told, name, part
            else:
                qualified, shown, descriptor = spelled
                spelled = f"{qualified}.{told}", f"{shown}.{name}", descriptor + part
            known[at] = spelled
        assert spelled is not None
        qualified, shown, descriptor = spelled
        if len(shown) >= LONGEST_SHOWN:
            return qualified, shown, f"{LEFT_OUT}{self.symbol_hash[symbol]:016x}"
        return qualified, shown, self._telling(symbol, descriptor)

    def bound_as(self, symbol: int) -> str:
        """The name under which the scope of a symbol binds it, mostly its own."""
        name = self.names[self.symbol_name[symbol]]
        kind = self.symbol_kind[symbol]
        if kind in CALLABLE_KINDS:
            apart = CONSTRUCTOR_NAME if kind == Kind.CONSTRUCTOR else name + CALLABLE
            if self.bindings_of(self.symbol_scope[symbol], apart):
                return apart
        return name

    def shown(self, symbol: int) -> str:
        """`qualified` for people, who of a very long one are told the innermost steps."""
        return dotted(self._outwards(symbol))

    def _outwards(self, symbol: int) -> Iterator[str]:
        while symbol != 0:
            yield self.names[self.symbol_name[symbol]]
            symbol = self.symbol_container[symbol]

    def identity(self, symbol: int) -> str:
        """What names a symbol in its file for good: its descriptor, or the hash of one that is very
        long or does not tell."""
        length = 0
        for step in self._outwards(symbol):
            length += len(step) + 1
            if length > LONGEST_SHOWN:
                return f"{LEFT_OUT}{self.symbol_hash[symbol]:016x}"
        return self._telling(symbol, self.descriptor(symbol))

    def _telling(self, symbol: int, descriptor: str) -> str:
        """A descriptor, or the hash of a symbol that lies in a body without a name: only the hash
        tells it from others of its name."""
        hashed = self.symbol_hash[symbol]
        is_local = self.symbol_flags[symbol] & Flag.LOCAL
        if is_local and descriptor_hash(descriptor) != hashed:
            return f"{LEFT_OUT}{hashed:016x}"
        return descriptor

    def is_macro(self, symbol: int) -> bool:
        """Whether a symbol of a language with a preprocessor is a macro: it has no body."""
        return self.symbol_kind[symbol] in _MACROS and self.symbol_body[symbol] == NONE

    def sites(self, symbol: int) -> list[Site]:
        """Definition sites of a symbol, in source order."""
        rows = range(self.symbol_sites[symbol], self.symbol_sites[symbol + 1])
        return [
            Site(
                self.site_start[r], self.site_end[r], self.site_name[r], bool(self.site_declared[r])
            )
            for r in rows
        ]

    def name_defined_at(self, start: int) -> str | None:
        """The name of the symbol that has a definition site whose name starts at a byte offset."""
        for row, name in enumerate(self.site_name):
            if name == start:
                return self.names[self.symbol_name[bisect_right(self.symbol_sites, row) - 1]]
        return None

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
        if kind == Expr.CHOSEN:
            expr = self.expr_a[expr]
            kind = self.expr_kind[expr]
            if kind == Expr.TYPE_OF:
                expr = self.expr_a[expr]
                kind = self.expr_kind[expr]
        if kind == Expr.NAME:
            return self.expr_a[expr]
        if kind in (Expr.ATTR, Expr.KEYWORD, Expr.OPERATED, Expr.PASSED):
            return self.expr_b[expr]
        return NONE


def hash_of_identity(identity: str) -> int:
    """The descriptor hash of the symbol that `Facts.identity` named."""
    # Descriptors end in a sign of what they stand for, so none looks like this.
    if identity.startswith(LEFT_OUT):
        with suppress(ValueError):
            return int(identity[len(LEFT_OUT) :], 16)
    return descriptor_hash(identity)


def module_spelling(spec: str) -> str:
    """What an occurrence of a module specifier spells: of a dotted name the last part, of a path
    or of something in quotes all."""
    if "/" in spec or not spec.strip(".") or spec[:1] in ('"', "<"):
        return spec
    return spec.rpartition(".")[2]


def unpack_occurrence(packed: int) -> tuple[int, int, int]:
    """(start offset, role, scope) of a packed occurrence."""
    role = packed >> ROLE_SHIFT & ROLE_MASK
    return packed & START_MASK, role, packed >> SCOPE_SHIFT

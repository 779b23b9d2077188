"""Builds the columns of one file's facts while an extractor walks its tree.

Language-neutral: scopes, bindings, hash-consed expressions and their occurrences, and at the end
the symbols that the bindings make.  What a node means belongs to the language's own folder.

The walk is the hot path of a cold index, so occurrences are appended as packed integers to one
list per distinct expression, and whatever can be done once per file is left to `finish`.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, chain

from ..facts import (
    NONE,
    ROLE_SHIFT,
    SCOPE_SHIFT,
    Bind,
    Expr,
    Flag,
    Kind,
    ScopeKind,
    descriptor_hash,
    descriptor_part,
    line_table,
    pack,
    wide_lines,
)

Row = tuple[int, int, int, int]
"""A binding: kind, a, b, c."""

_NESTED = (ScopeKind.FUNCTION, ScopeKind.LAMBDA, ScopeKind.COMPREHENSION)


class Scope:
    """A scope while it is being filled."""

    __slots__ = (
        "attributes",
        "binds",
        "end",
        "foreign",
        "index",
        "kind",
        "parent",
        "read",
        "sites",
        "start",
        "symbol",
        "uses",
    )

    def __init__(self, index: int, kind: ScopeKind, parent: int, start: int, end: int) -> None:
        self.index = index
        self.kind = kind
        self.parent = parent
        self.start = start
        self.end = end
        self.read = index << SCOPE_SHIFT
        """What a reading occurrence in this scope adds to its start."""
        self.uses: dict[bytes, list[int]] = {}
        self.binds: dict[bytes, list[Row]] = {}
        self.attributes: dict[bytes, list[Row]] = {}
        self.sites: dict[bytes, list[tuple[int, int, int, int]]] = {}
        self.foreign: dict[bytes, int] = {}
        """Names that this scope declares to live elsewhere: the scope, or NONE for 'outwards'."""
        self.symbol = 0


class Definition:
    """What the extractor knows of a symbol with a body when it meets it."""

    __slots__ = ("body", "doc", "flags", "kind")

    def __init__(self, kind: Kind, flags: int, body: int, doc: tuple[int, int]) -> None:
        self.kind = kind
        self.flags = flags
        self.body = body
        self.doc = doc


class Builder:
    """Collects the facts of one file.  `source` is UTF-8 without a byte order mark."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.names: dict[bytes, int] = {}
        self.expr_kind: list[int] = [Expr.UNKNOWN]
        self.expr_a: list[int] = [0]
        self.expr_b: list[int] = [0]
        self.occurrences: list[list[int]] = [[0]]
        self.compound: dict[tuple[int, int, int | bytes], list[int]] = {}
        self.scopes: list[Scope] = []
        self.definitions: dict[tuple[int, bytes], list[Definition]] = {}
        self.open_scope(ScopeKind.MODULE, NONE, 0, len(source))

    def open_scope(self, kind: ScopeKind, parent: int, start: int, end: int) -> Scope:
        """Add a scope that covers the bytes from `start` to `end`."""
        scope = Scope(len(self.scopes), kind, parent, start, end)
        self.scopes.append(scope)
        return scope

    def name(self, text: bytes) -> int:
        """Index of a name."""
        index = self.names.get(text)
        if index is None:
            index = self.names[text] = len(self.names)
        return index

    def use(self, scope: Scope, text: bytes) -> list[int]:
        """The occurrence list of a name used in `scope`; its first entry is the expression."""
        entry = scope.uses.get(text)
        if entry is None:
            entry = scope.uses[text] = [self._new(Expr.NAME, self.name(text), scope.index)]
            self.occurrences.append(entry)
        return entry

    def expr(self, kind: int, a: int, b: int = 0) -> int:
        """The expression (kind, a, b); equal ones share one index."""
        return self.entry(kind, a, b)[0]

    def entry(self, kind: int, a: int, b: int) -> list[int]:
        """The occurrence list of a compound expression; its first entry is the expression."""
        key = (kind, a, b)
        entry = self.compound.get(key)
        if entry is None:
            entry = self.compound[key] = [self._new(kind, a, b)]
            self.occurrences.append(entry)
        return entry

    def _new(self, kind: int, a: int, b: int) -> int:
        self.expr_kind.append(kind)
        self.expr_a.append(a)
        self.expr_b.append(b)
        return len(self.expr_kind) - 1

    def bind(
        self, scope: Scope, text: bytes, kind: int, a: int = 0, b: int = 0, c: int = 0
    ) -> None:
        """Record what gives `text` its meaning in `scope`, following `global` and the like."""
        if text in scope.foreign:
            scope = self._home(scope, text)
        rows = scope.binds.get(text)
        if rows is None:
            scope.binds[text] = [(kind, a, b, c)]
        else:
            rows.append((kind, a, b, c))

    def bind_attribute(self, scope: Scope, text: bytes, a: int, b: int) -> None:
        """Record an assignment to an attribute of instances of the class that `scope` is."""
        scope.attributes.setdefault(text, []).append((Bind.ATTRIBUTE, a, b, 0))

    def site(
        self, scope: Scope, text: bytes, start: int, end: int, name: int, declared: bool
    ) -> None:
        """Record a definition site of `text` in `scope`: its extent and where its name starts."""
        if text in scope.foreign:
            scope = self._home(scope, text)
        sites = scope.sites.get(text)
        if sites is None:
            scope.sites[text] = [(start, end, name, declared)]
        else:
            sites.append((start, end, name, declared))

    def define(self, scope: Scope, text: bytes, definition: Definition) -> None:
        """Record that `text` in `scope` is a symbol with a body of its own."""
        if text in scope.foreign:
            scope = self._home(scope, text)
        self.definitions.setdefault((scope.index, text), []).append(definition)

    def _home(self, scope: Scope, text: bytes) -> Scope:
        """The scope in which a declared-foreign name lives."""
        target = scope.foreign[text]
        if target != NONE:
            return self.scopes[target]
        outer = scope.parent
        while outer != NONE:
            candidate = self.scopes[outer]
            if candidate.kind in _NESTED and text in candidate.binds:
                return candidate
            outer = candidate.parent
        return scope

    def finish(self, doc: tuple[int, int] = (0, 0)) -> bytes:
        """The packed facts; `doc` is the extent of the file's own documentation."""
        self._bind_names()
        columns = self._symbols(doc)
        # The bindings come after the symbols, since a DEF names its symbol.
        first: list[int] = []
        rows: list[tuple[int, int, int, int, int]] = []
        name = self.name
        for scope in self.scopes:
            first.append(len(rows))
            for text, found in chain(scope.binds.items(), scope.attributes.items()):
                index = name(text)
                rows.extend((index, *row) for row in found)
        first.append(len(rows))
        named, kinds, a, b, c = zip(*rows, strict=True) if rows else ((),) * 5
        counts = [len(entry) - 1 for entry in self.occurrences]
        scopes = self.scopes
        columns.update(
            scope_kind=[s.kind for s in scopes],
            scope_parent=[s.parent for s in scopes],
            scope_owner=[self._owner(s) for s in scopes],
            scope_start=[s.start for s in scopes],
            scope_end=[s.end for s in scopes],
            scope_bindings=first,
            bind_name=list(named),
            bind_kind=list(kinds),
            bind_a=list(a),
            bind_b=list(b),
            bind_c=list(c),
            expr_kind=self.expr_kind,
            expr_a=self.expr_a,
            expr_b=self.expr_b,
            expr_occurrences=list(accumulate(counts, initial=0)),
            occurrence=array("Q", chain.from_iterable(e[1:] for e in self.occurrences)),
            line_start=line_table(self.source),
            line_wide=wide_lines(self.source),
        )
        names = [text.decode("utf-8", "replace").replace("\n", " ") for text in self.names]
        return pack(columns, names, len(self.source))

    def _owner(self, scope: Scope) -> int:
        while scope.symbol == 0 and scope.parent != NONE:
            scope = self.scopes[scope.parent]
        return scope.symbol

    def _bind_names(self) -> None:
        """Replace the scope in which a name is used by the scope that binds it."""
        scopes, bound = self.scopes, self.expr_b
        for scope in scopes:
            for text, entry in scope.uses.items():
                at: Scope | None = scope
                while at is not None:
                    if text in at.foreign:
                        at = self._home(at, text)
                        bound[entry[0]] = at.index
                        break
                    if text in at.binds and (at is scope or at.kind != ScopeKind.CLASS):
                        bound[entry[0]] = at.index
                        break
                    at = scopes[at.parent] if at.parent != NONE else None
                else:
                    bound[entry[0]] = NONE

    def _symbols(self, doc: tuple[int, int]) -> dict[str, list[int] | array[int]]:
        """The symbols that the bindings make: columns, and DEF rows pointed at them."""
        name, kind, flags, container, home, body = [0], [int(Kind.MODULE)], [0], [0], [0], [0]
        self.name(b"")
        name[0] = self.names[b""]
        descriptors = [""]
        hashes = [descriptor_hash("")]
        doc_start, doc_end = [doc[0]], [doc[1]]
        sites: list[list[tuple[int, int, int, int]]] = [[]]
        by_descriptor: dict[str, int] = {}
        taken = {hashes[0]}
        # Parents come before their children in `scopes`, so a container is always known.
        for scope in self.scopes:
            owner = self._owner(scope)
            local = scope.kind in _NESTED
            in_class = scope.kind == ScopeKind.CLASS
            for text in dict.fromkeys(chain(scope.binds, scope.attributes)):
                defined = self.definitions.get((scope.index, text))
                rows = scope.binds.get(text, ())
                if defined:
                    # The richest definition decides what the symbol is.
                    main = min(defined, key=lambda d: (d.kind != Kind.CLASS, d.kind))
                    symbol_kind, symbol_flags, opens, doc = (
                        main.kind,
                        main.flags,
                        main.body,
                        main.doc,
                    )
                    for d in defined:
                        if not doc[1]:
                            doc = d.doc
                elif any(row[0] == Bind.PARAM for row in rows):
                    if scope.kind != ScopeKind.FUNCTION:
                        continue
                    symbol_kind, symbol_flags, opens, doc = Kind.PARAMETER, 0, NONE, (0, 0)
                elif local or text not in scope.sites:
                    continue
                else:
                    symbol_flags = 0 if rows else Flag.INSTANCE
                    symbol_kind = (
                        Kind.FIELD
                        if in_class
                        else Kind.CONSTANT
                        if text.isupper()
                        else Kind.VARIABLE
                    )
                    opens, doc = NONE, (0, 0)
                spelled = text.decode("utf-8", "replace")
                descriptor = descriptors[owner] + descriptor_part(spelled, symbol_kind)
                index = by_descriptor.get(descriptor, 0)
                if index:
                    # Another body of the same owner binds it too: one symbol, more sites.
                    sites[index] += scope.sites.get(text, ())
                else:
                    index = len(name)
                    hashed = descriptor_hash(descriptor)
                    if hashed in taken:
                        # One file's symbols must never share a hash, whatever the odds.
                        raise ValueError(f"two descriptors have one hash: {descriptor}")
                    taken.add(hashed)
                    by_descriptor[descriptor] = index
                    name.append(self.name(text))
                    kind.append(symbol_kind)
                    flags.append(symbol_flags | (Flag.LOCAL if local else 0))
                    container.append(owner)
                    home.append(scope.index)
                    body.append(opens)
                    descriptors.append(descriptor)
                    hashes.append(hashed)
                    doc_start.append(doc[0])
                    doc_end.append(doc[1])
                    sites.append(list(scope.sites.get(text, ())))
                if defined:
                    for d in defined:
                        if d.body != NONE:
                            self.scopes[d.body].symbol = index
                    scope.binds[text] = [
                        (row[0], index, row[2], row[3]) if row[0] == Bind.DEF else row
                        for row in rows
                    ]
        flat = list(chain.from_iterable(sites))
        start, end, at, declared = zip(*flat, strict=True) if flat else ((),) * 4
        return {
            "symbol_name": name,
            "symbol_kind": kind,
            "symbol_flags": flags,
            "symbol_container": container,
            "symbol_scope": home,
            "symbol_body": body,
            "symbol_hash": hashes,
            "symbol_doc_start": doc_start,
            "symbol_doc_end": doc_end,
            "symbol_sites": list(accumulate(map(len, sites), initial=0)),
            "site_start": list(start),
            "site_end": list(end),
            "site_name": list(at),
            "site_declared": list(declared),
        }


def packed(start: int, role: int, scope: Scope) -> int:
    """An occurrence at byte `start` in `scope`."""
    return start | role << ROLE_SHIFT | scope.read

"""Builds the columns of one file's facts while an extractor walks its tree.

Language-neutral: scopes, bindings, hash-consed expressions and their occurrences, and at the end
the symbols that the bindings make.  What a node means belongs to the language's own folder.

The walk is the hot path of a cold index.  So rows are kept flat (four numbers for a binding, four
for a definition site) and are cut into columns by slices, an occurrence is one packed integer in
the list of its expression, and whatever can be done once per file is left to `finish`.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, chain

from xxhash import xxh3_64_intdigest

from ..facts import (
    NONE,
    ROLE_SHIFT,
    Bind,
    Expr,
    Kind,
    Role,
    ScopeKind,
    extension_name,
    line_table,
    pack,
    wide_lines,
)
from .binding import bind_names, decoded, open_classes, settle
from .last_bound import NO_OCCURRENCES as _NONE
from .last_bound import part_firsts, rename_assigned
from .scopes import (
    EXTENSION_SPACE,
    NO_DEFINITIONS,
    NO_HOMES,
    NO_ROWS,
    TYPE_SPACE,
    VARIANT_SPACE,
    Definition,
    Scope,
)
from .symbols import binding_columns, symbol_columns

_NAME, _ATTR = int(Expr.NAME), int(Expr.ATTR)
_KEYWORD, _CALL = int(Expr.KEYWORD), int(Expr.CALL)
_PARAM, _DEF, _ATTRIBUTE = int(Bind.PARAM), int(Bind.DEF), int(Bind.ATTRIBUTE)
_VALUE, _CLASS = int(Bind.VALUE), int(ScopeKind.CLASS)
_DEFINITION = Role.DEFINITION << ROLE_SHIFT

_EXTENSIBLE = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS))


class Builder:
    """Collects the facts of one file.  `source` is UTF-8 without a byte order mark."""

    def __init__(
        self, source: bytes, members_in_scope: bool = False, types_are_open: bool = False
    ) -> None:
        self.source = source
        """What the facts are of; of the same places as what is walked, which may be longer."""
        self.members_in_scope = members_in_scope
        """Whether code inside a class sees its members as names, inherited ones too."""
        self.types_are_open = types_are_open
        """Whether what other files add to a type is seen so as well."""
        self.names: dict[bytes, int] = {}
        self.exprs: list[int] = [int(Expr.UNKNOWN), 0, 0]
        """Expressions: kind, a, b."""
        self.occurrences: list[list[int]] = [_NONE]
        """Of each expression."""
        self.members: dict[tuple[int, bytes], int] = {}
        self.keywords: dict[tuple[int, bytes], int] = {}
        self.compound: dict[tuple[int, int, int], int] = {}
        self.announced: set[bytes] = set()
        self.at_top: list[tuple[bytes, Definition]] = []
        self.extensions: list[tuple[Scope, bytes, int, int, int, int, Scope]] = []
        self.assigned: list[tuple[int, Scope, bytes]] = []
        """The expressions that mean a name as one of its bindings left it."""
        self.firsts: list[tuple[int, Scope, bytes]] = []
        """The expressions of names that mean their first binding, if there are others."""
        self.offering: set[int] = set()
        """Scopes that take in all names which something else offers."""
        self.open_scopes: set[int] = set()
        """Scopes that may have more names than are written in them."""
        self.scopes: list[Scope] = [Scope(0, int(ScopeKind.MODULE), None, 0, len(source))]

    def open_scope(self, kind: int, parent: Scope, start: int, end: int) -> Scope:
        """Add a scope inside `parent` that covers the bytes from `start` to `end`."""
        scope = Scope(len(self.scopes), kind, parent, start, end)
        self.scopes.append(scope)
        return scope

    def name(self, text: bytes) -> int:
        """Index of a name."""
        index = self.names.get(text)
        return self.names.setdefault(text, len(self.names)) if index is None else index

    # Expressions.  An `occurrence` is packed as in the facts: start, role and scope.

    def use(self, scope: Scope, text: bytes, occurrence: int) -> int:
        """The expression of a name in `scope`, with one more occurrence."""
        expr = scope.uses.get(text)
        if expr is None:
            if not text:
                return 0
            names, exprs, occurrences = self.names, self.exprs, self.occurrences
            name = names.setdefault(text, len(names))
            expr = scope.uses[text] = len(occurrences)
            exprs += (_NAME, name, scope.index)
            occurrences.append([occurrence])
        else:
            self.occurrences[expr].append(occurrence)
        return expr

    def member(self, receiver: int, text: bytes, occurrence: int) -> int:
        """The expression of an attribute of `receiver`, with one more occurrence."""
        key = (receiver, text)
        expr = self.members.get(key)
        if expr is None:
            if not text:
                return 0
            names, exprs, occurrences = self.names, self.exprs, self.occurrences
            name = names.setdefault(text, len(names))
            expr = self.members[key] = len(occurrences)
            exprs += (_ATTR, receiver, name)
            occurrences.append([occurrence])
        else:
            self.occurrences[expr].append(occurrence)
        return expr

    def keyword(self, callee: int, text: bytes, occurrence: int) -> int:
        """The expression of a keyword argument of `callee`, with one more occurrence."""
        key = (callee, text)
        expr = self.keywords.get(key)
        if expr is None:
            if not text:
                return 0
            names, exprs, occurrences = self.names, self.exprs, self.occurrences
            name = names.setdefault(text, len(names))
            expr = self.keywords[key] = len(occurrences)
            exprs += (_KEYWORD, callee, name)
            occurrences.append([occurrence])
        else:
            self.occurrences[expr].append(occurrence)
        return expr

    def expr(self, kind: int, a: int, b: int = 0) -> int:
        """The expression (kind, a, b); equal ones share one index."""
        key = (kind, a, b)
        expr = self.compound.get(key)
        if expr is None:
            exprs, occurrences = self.exprs, self.occurrences
            expr = self.compound[key] = len(occurrences)
            exprs += key
            occurrences.append(_NONE)
        return expr

    def spelled(self, kind: int, a: int, b: int, occurrence: int) -> int:
        """The expression (kind, a, b), with one more occurrence."""
        expr = self.expr(kind, a, b)
        occurrences = self.occurrences[expr]
        if occurrences is _NONE:
            self.occurrences[expr] = [occurrence]
        else:
            occurrences.append(occurrence)
        return expr

    def method_call(self, receiver: int, text: bytes) -> int:
        """What calling a method of `receiver` gives that is not spelled where it is called."""
        key = (receiver, text)
        method = self.members.get(key)
        if method is None:
            method = self.members[key] = len(self.occurrences)
            self.exprs += (_ATTR, receiver, self.name(text))
            self.occurrences.append([])
        return self.expr(_CALL, method)

    # Bindings.  What a syntax error leaves out has the empty name, which is never bound.

    def bind(
        self, scope: Scope, text: bytes, kind: int, a: int = 0, b: int = 0, c: int = 0
    ) -> None:
        """Record what gives `text` its meaning in `scope`, following `global` and the like."""
        if scope.foreign:
            scope = self._home(scope, text)
        rows = scope.binds.get(text)
        if rows is not None:
            rows += (kind, a, b, c)
        elif text:
            scope.binds[text] = [kind, a, b, c]
            self.names.setdefault(text, len(self.names))

    def bind_attribute(self, scope: Scope, text: bytes, a: int, b: int) -> None:
        """Record an assignment to an attribute of instances of the class that `scope` is."""
        if scope.attributes is NO_ROWS:
            scope.attributes = {}
        rows = scope.attributes.get(text)
        if rows is not None:
            rows += (_ATTRIBUTE, a, b, 0)
        elif text:
            scope.attributes[text] = [_ATTRIBUTE, a, b, 0]

    def site(
        self, scope: Scope, text: bytes, start: int, end: int, name: int, declared: bool
    ) -> None:
        """Record a definition site of `text` in `scope`: its extent and where its name starts."""
        if scope.foreign:
            scope = self._home(scope, text)
        if scope.sites is NO_ROWS:
            scope.sites = {}
        sites = scope.sites.get(text)
        if sites is not None:
            sites += (start, end, name, declared)
        elif text:
            scope.sites[text] = [start, end, name, declared]

    def parameter(
        self,
        scope: Scope,
        text: bytes,
        at: int,
        start: int,
        end: int,
        default: int,
        annotation: int,
        position: int,
    ) -> None:
        """Bind the parameter whose name is at byte `at`; all of it reaches from start to end."""
        self.use(scope, text, at | _DEFINITION | scope.read)
        rows = scope.binds.get(text)
        if rows is not None:
            rows += (_PARAM, default, annotation, position)
        elif text:
            scope.binds[text] = [_PARAM, default, annotation, position]
            scope.parameters.append((text, start, end, at, annotation != 0))

    def declare(
        self,
        scope: Scope,
        text: bytes,
        at: int,
        start: int,
        end: int,
        value: int,
        annotation: int,
        mark: int,
    ) -> None:
        """Bind the name at byte `at` to a value or a type; what defines it is from start to end.

        `mark` is the scope in which the name stands, as an occurrence has it.
        """
        if not text or scope.foreign:
            self.bind(scope, text, _VALUE, value, annotation)
            self.use(scope, text, at | _DEFINITION | mark)
            self.site(scope, text, start, end, at, True)
            return
        rows = scope.binds.get(text)
        if rows is not None:
            rows += (_VALUE, value, annotation, 0)
        else:
            scope.binds[text] = [_VALUE, value, annotation, 0]
        self.use(scope, text, at | _DEFINITION | mark)
        if scope.sites is NO_ROWS:
            scope.sites = {}
        sites = scope.sites.get(text)
        if sites is not None:
            sites += (start, end, at, True)
        else:
            scope.sites[text] = [start, end, at, True]

    def define(
        self, scope: Scope, text: bytes, at: int, start: int, end: int, definition: Definition
    ) -> None:
        """Bind the name at byte `at` to a symbol that the extractor knows, from start to end."""
        self.use(scope, text, at | _DEFINITION | scope.read)
        self.bind(scope, text, _DEF)
        self.site(scope, text, start, end, at, True)
        self.note(scope, text, definition)

    def define_variant(
        self,
        scope: Scope,
        text: bytes,
        told: bytes,
        at: int,
        start: int,
        end: int,
        definition: Definition,
        bound: bytes = b"",
    ) -> None:
        """Like `define`, for one of several callables of a name: `told` tells it from others, and
        `bound` is the name under which the scope binds it, if not `text` (see `CALLABLE`)."""
        key = text + VARIANT_SPACE + told
        self.name(told)
        self.name(text)
        self.use(scope, bound or text, at | _DEFINITION | scope.read)
        self.bind(scope, bound or text, _DEF, c=scope.space(key, bound or text))
        self.site(scope, key, start, end, at, True)
        self.note(scope, key, definition)

    def extend(
        self, scope: Scope, text: bytes, at: int, start: int, end: int, extended: int, body: Scope
    ) -> None:
        """Record that `body` adds to the type whose name is at byte `at` and which the expression
        `extended` names.  If the file's own `scope` defines that type, it is one of its bodies."""
        self.extensions.append((scope, text, at, start, end, extended, body))

    def note(self, scope: Scope, text: bytes, definition: Definition) -> None:
        """Record what the extractor knows of the symbol `text` of `scope`."""
        if scope.foreign:
            scope = self._home(scope, text)
        if scope.definitions is NO_DEFINITIONS:
            scope.definitions = {}
        if text:
            scope.definitions.setdefault(text, []).append(definition)

    def bind_at_top(self, text: bytes, definition: Definition) -> None:
        """Have the file's top level bind a name to the symbol of a definition, wherever it is."""
        self.names.setdefault(text, len(self.names))
        self.at_top.append((text, definition))

    def declare_foreign(self, scope: Scope, text: bytes, home: int) -> None:
        """Record that `text` in `scope` lives in the scope `home`; NONE: in the next function's
        scope outwards that binds it."""
        if scope.foreign is NO_HOMES:
            scope.foreign = {}
        scope.foreign[text] = home

    def _home(self, scope: Scope, text: bytes) -> Scope:
        """The scope in which a name lives, as far as it is known during the walk."""
        home = scope.foreign.get(text, NONE)
        return scope if home == NONE else self.scopes[home]

    def announce(self, text: bytes) -> None:
        """Record a name by which other files find this one from anywhere."""
        self.announced.add(text)

    # The end

    def finish(self, doc: tuple[int, int] = (0, 0)) -> bytes:
        """The packed facts; `doc` is the extent of the file's own documentation."""
        settle(self.scopes)
        self._join_extensions()
        part_firsts(self.firsts, self.exprs, self.occurrences, self.assigned)
        bind_names(self.exprs, self.scopes, self._open_classes(), self.offering)
        rename_assigned(self.exprs, self.assigned)
        self.name(b"")
        columns = dict(symbol_columns(self.scopes, self.names, doc))
        for text, definition in self.at_top:
            self.scopes[0].binds.setdefault(text, []).extend((_DEF, definition.symbol, 0, 0))
        # The bindings come after the symbols, since a DEF names its symbol.
        columns.update(binding_columns(self.scopes, self.names))
        scopes, occurrences = self.scopes, self.occurrences
        exprs = array("I", self.exprs)
        columns.update(
            scope_kind=[s.kind for s in scopes],
            scope_parent=[NONE if s.parent is None else s.parent.index for s in scopes],
            scope_owner=[s.symbol for s in scopes],
            scope_start=[s.start for s in scopes],
            scope_end=[s.end for s in scopes],
            expr_kind=bytes(self.exprs[0::3]),
            expr_a=exprs[1::3],
            expr_b=exprs[2::3],
            expr_occurrences=list(accumulate(map(len, occurrences), initial=0)),
            occurrence=array("Q", list(chain.from_iterable(occurrences))),
            announced=sorted(map(xxh3_64_intdigest, self.announced)),
            line_start=line_table(self.source),
            line_wide=wide_lines(self.source),
        )
        end = len(self.source)
        if scopes[0].end > end:
            for column in ("scope_start", "scope_end", "site_start", "site_end", "site_name"):
                columns[column] = [min(at, end) for at in columns[column]]
        return pack(columns, decoded(self.names), end)

    def _join_extensions(self) -> None:
        """Give what is added to types to those types, or to a symbol that stands for them here."""
        for scope, text, at, start, end, extended, body in self.extensions:
            known = text + TYPE_SPACE if text + TYPE_SPACE in scope.definitions else text
            own = [each for each in scope.definitions.get(known, ()) if each.kind in _EXTENSIBLE]
            if own:
                self.note(scope, known, Definition(own[0].kind, 0, body.index, (0, 0)))
                continue
            key = text + EXTENSION_SPACE
            name = extension_name(text.decode("utf-8", "replace")).encode()
            self.note(scope, key, Definition(Kind.EXTENSION, 0, body.index, (0, 0)))
            self.site(scope, key, start, end, at, True)
            self.bind(scope, name, int(Bind.EXTENDED), extended, body.index)
            self.announce(name)

    def _open_classes(self) -> set[int] | None:
        """Classes that may have members as names that are not written in them; None: no names."""
        if not self.members_in_scope:
            return None
        if self.types_are_open:
            return {scope.index for scope in self.scopes if scope.kind == _CLASS}
        self.open_scopes.update([body.index for *_, body in self.extensions])
        return open_classes(self.scopes) | self.open_scopes

"""From a position in a file, or a name, to what it means in this generation."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from ..facts import (
    MODULE_HASH,
    MODULE_VALUE_NAME,
    NONE,
    ROLE_MASK,
    ROLE_SHIFT,
    START_MASK,
    Bind,
    Expr,
    Facts,
    Flag,
    Kind,
    Role,
    ScopeKind,
)
from ..resolve.links import Links, Target
from ..resolve.values import Origin
from .reading import File, Snapshot, spelled_length

_NEAR = 128
"""Nearly always a name begins less than so many bytes before an offset that is on one."""
_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS))


class Meaning(NamedTuple):
    """What an occurrence means.

    `symbols` are (target, origin); `local` is (scope, name index) of a name that only its own
    file can use.  Both for a parameter, which keyword arguments elsewhere name, and for a name
    that is a member as well (`{ name }`).
    """

    expr: int
    start: int
    symbols: list[tuple[Target, int]]
    local: tuple[int, int] | None

    @property
    def stands_for(self) -> list[Target]:
        """The symbols without those that what stands there only leads to: who asks at `title` in
        `filter(title=1)` does not ask who uses, or calls, `filter`."""
        return [target for target, origin in self.symbols if origin != Origin.IMPLIED]


def occurrence_at(facts: Facts, offset: int) -> tuple[list[int], int] | None:
    """Expressions whose name is spelled at a byte offset, and where it starts.

    The end of a name counts as on it, as editors put the cursor there, even if an operator follows.
    """
    import numpy as np  # Loaded with the first question, to keep the start short.

    occurrence = facts.occurrence
    behind = np.uint64(offset) - (np.frombuffer(occurrence, dtype="<u8") & START_MASK)
    start, found = -1, list[int]()
    # What begins after the offset is farther away than all else: these numbers have no sign.
    for far in (_NEAR, 64 * _NEAR, offset + 1):
        near = np.flatnonzero(behind < far)
        for at in near[np.argsort(behind[near], kind="stable")].tolist():
            packed = occurrence[at]
            if found and packed & START_MASK != start:
                break
            # Where something is made, another name stands.
            if packed >> ROLE_SHIFT & ROLE_MASK != Role.MADE:
                start = packed & START_MASK
                found.append(at)
        if found:
            break
    if not found:
        return None
    first = facts.expr_occurrences
    exprs = [bisect_right(first, at) - 1 for at in found]
    exprs = [e for e in dict.fromkeys(exprs) if start + spelled_length(facts, e, start) >= offset]
    if exprs and start == offset > 0 and facts.expr_kind[exprs[0]] == Expr.OPERATED:
        before = occurrence_at(facts, offset - 1)
        if before is not None and _is_name_up_to(facts, *before, offset):
            return before
    return (exprs, start) if exprs else None


def _is_name_up_to(facts: Facts, exprs: list[int], start: int, offset: int) -> bool:
    """Whether what is spelled at a start is a name, and reaches up to an offset."""
    if facts.expr_kind[exprs[0]] == Expr.OPERATED:
        return False
    return start + spelled_length(facts, exprs[0], start) == offset


def meaning_at(snapshot: Snapshot, file: File, offset: int) -> Meaning | None:
    """What stands at a byte offset of a file; None if no name does."""
    found = occurrence_at(file.facts, offset)
    if found is None:
        return None
    exprs, start = found
    links = snapshot.contents.links(file.entry)
    return meaning_from(file, exprs, start, links)


def meaning_from(file: File, exprs: list[int], start: int, links: Links | None) -> Meaning:
    """What the expressions mean whose name is spelled at a byte offset of a file."""
    facts = file.facts
    symbols: list[tuple[Target, int]] = []
    local: tuple[int, int] | None = None
    if links is not None:
        symbols += links.at(*facts.position(start))
    for expr in exprs:
        if facts.expr_kind[expr] == Expr.NAME:
            scope, name = facts.expr_b[expr], facts.expr_a[expr]
            if scope == NONE or facts.scope_kind[scope] < ScopeKind.FUNCTION:
                continue
            if not symbols or _is_shorthand(facts, exprs, expr, start):
                local = (scope, name)
                parameter = parameter_of(facts, scope, name)
                if parameter is not None:
                    target = (file.entry.path_id, facts.symbol_hash[parameter])
                    symbols.append((target, Origin.SCOPE))
    return Meaning(exprs[0], start, list(dict.fromkeys(symbols)), local)


def _is_shorthand(facts: Facts, exprs: list[int], expr: int, start: int) -> bool:
    """Whether a name is read where a member of its name is defined, or given: `{ name }`."""
    if len(exprs) < 2 or _role_at(facts, expr, start) != Role.READ:
        return False
    return any(
        (role := _role_at(facts, other, start)) == Role.DEFINITION
        or (role == Role.READ and facts.expr_kind[other] == Expr.ATTR)
        for other in exprs
    )


def _role_at(facts: Facts, expr: int, start: int) -> int:
    for packed in facts.occurrences_of(expr):
        if packed & START_MASK == start:
            return packed >> ROLE_SHIFT & ROLE_MASK
    return -1


def declared_at(file: File, start: int, targets: list[Target]) -> list[Target]:
    """Of what stands at a byte offset of a file, the field that is declared there, if one is: a
    type that is embedded is named there as well, and has a place of its own to be asked at."""
    facts = file.facts
    for target in targets if len(targets) > 1 else ():
        symbol = facts.symbol_of_hash.get(target[1]) if target[0] == file.entry.path_id else None
        if symbol is None or facts.symbol_kind[symbol] != Kind.FIELD:
            continue
        if any(site.name == start for site in facts.sites(symbol)):
            return [target]
    return targets


def parameter_of(facts: Facts, scope: int, name: int) -> int | None:
    """The symbol of the parameter that `scope` binds under a name index."""
    kinds, scopes, names = facts.symbol_kind, facts.symbol_scope, facts.symbol_name
    for symbol in range(len(kinds)):
        if kinds[symbol] == Kind.PARAMETER and scopes[symbol] == scope and names[symbol] == name:
            return symbol
    return None


def locate(snapshot: Snapshot, target: Target) -> tuple[File, int] | None:
    """The file and symbol index of a target; None if it is not there any more."""
    file = snapshot.file_by_id(target[0])
    symbol = None if file is None else file.facts.symbol_of_hash.get(target[1])
    return None if file is None or symbol is None else (file, symbol)


def with_inner_symbols(snapshot: Snapshot, target: Target) -> list[Target]:
    """A symbol and all that is defined inside of it: whoever changes a class changes its methods.

    The file's own symbol stands for all of the file.
    """
    where = locate(snapshot, target)
    if where is None:
        return [target]
    facts, within = where[0].facts, {where[1]}
    # Containers come before what they contain.
    for symbol, container in enumerate(facts.symbol_container):
        if symbol and container in within:
            within.add(symbol)
    return [target, *((target[0], facts.symbol_hash[each]) for each in sorted(within - {where[1]}))]


def is_type(facts: Facts, symbol: int) -> bool:
    """Whether a symbol is a class or something else that types are made of."""
    if facts.symbol_kind[symbol] in _TYPES:
        return True
    body = facts.symbol_body[symbol]
    return body != NONE and facts.scope_kind[body] == ScopeKind.CLASS


def names_required(facts: Facts, expr: int) -> bool:
    """Whether an expression is a name like `app` in `const app = require("./app")`, with or
    without a member of what is required."""
    if facts.expr_kind[expr] != Expr.NAME or facts.expr_b[expr] == NONE:
        return False
    scope, name = facts.expr_b[expr], facts.expr_a[expr]
    symbol = facts.symbol_bound(scope, name)
    if symbol is None or facts.symbol_kind[symbol] != Kind.IMPORT:
        return False
    for row in facts.bindings.get((scope, name), ()):
        if facts.bind_kind[row] == Bind.IMPORT_FROM:
            is_whole = facts.names[facts.bind_b[row]] == MODULE_VALUE_NAME
            return is_whole or facts.bind_c[row] != 0
    return False


def module_meant(snapshot: Snapshot, file: File, meaning: Meaning) -> Meaning:
    """The module that a name like `app` in `const app = require("./app")` stands for, where it
    stands for no value: that is what is linked where the name is bound."""
    links = snapshot.contents.links(file.entry)
    for target, origin in meaning.symbols if links is not None else ():
        found = locate(snapshot, target)
        if links is None or found is None or found[0].facts.symbol_kind[found[1]] != Kind.IMPORT:
            continue
        for site in found[0].facts.sites(found[1]) if target[0] == file.entry.path_id else ():
            at = links.at(*file.facts.position(site.name))
            modules = [each for each, _ in at if each[1] == MODULE_HASH]
            if modules:
                return meaning._replace(symbols=[(each, origin) for each in modules], local=None)
    return meaning


def defined(snapshot: Snapshot, target: Target) -> Target:
    """What is meant by a member that may only be declared: its definition, if it has one."""
    where = locate(snapshot, target)
    if where is None or not where[0].facts.symbol_flags[where[1]] & Flag.DECLARATION:
        return target
    links = snapshot.contents.links(where[0].entry)
    for site in where[0].facts.sites(where[1]) if links is not None else ():
        for meant, _ in links.at(*where[0].facts.position(site.name)) if links is not None else ():
            return meant
    return target

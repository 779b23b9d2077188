"""What one file says of its classes: their bases, and the types that its members are added to.

Facts say where a base is named, and links what that place refers to. Here is what follows from one
file; classes of several files together are for `queries.hierarchy` and `graph`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..facts import (
    NONE,
    PACKAGE_NAME,
    SIGNATURE_NAME,
    START_MASK,
    Bind,
    Expr,
    Facts,
    Kind,
    ScopeKind,
    extension_name,
)
from ..languages.semantics import methods_outside, modules_of
from .links import Links, Target

BASES = (Bind.BASE, Bind.IMPLEMENTS)
"""Bindings that name a base."""

_GENERIC = "Generic"
_OUTER = ScopeKind.CLASS
"""Scopes up to this kind bind names that other files can use."""


class Said(NamedTuple):
    """What the classes of a file are made of, by where (line << 32 | column) it is said."""

    bases: dict[int, list[int]]
    """Hashes of the classes that have what stands there as a base."""
    aliases: dict[int, list[tuple[int, int]]]
    """(scope, name index) of what stands for what stands there."""


def said_by(facts: Facts) -> Said:
    """As columns: a question about a much-used class looks into hundreds of files."""
    import numpy as np  # Loaded with the first question, to keep the start short.

    kinds = np.asarray(facts.bind_kind)
    saying = np.zeros(256, dtype=np.bool_)
    saying[[*BASES, Bind.VALUE]] = True
    rows = np.flatnonzero(saying[kinds])
    scopes = np.searchsorted(np.asarray(facts.scope_bindings), rows, "right") - 1
    outer = np.asarray(facts.scope_kind)[scopes] <= _OUTER
    rows, scopes = rows[outer], scopes[outer]
    exprs = np.asarray(facts.bind_a)[rows]
    operators, operands = np.asarray(facts.expr_kind), np.asarray(facts.expr_a)
    while (generic := operators[exprs] == Expr.INDEX).any():
        exprs = np.where(generic, operands[exprs], exprs)
    first = np.asarray(facts.expr_occurrences)
    spelled = (operators[exprs] == Expr.NAME) | (operators[exprs] == Expr.ATTR)
    spelled &= first[exprs] < first[exprs + 1]
    rows, scopes, exprs = rows[spelled], scopes[spelled], exprs[spelled]
    offsets = np.asarray(facts.occurrence)[first[exprs]] & START_MASK
    said = Said({}, {})
    for row, scope, offset in zip(rows.tolist(), scopes.tolist(), offsets.tolist(), strict=True):
        line, column = facts.position(offset)
        if facts.bind_kind[row] in BASES:
            hashed = facts.symbol_hash[facts.scope_owner[scope]]
            said.bases.setdefault(line << 32 | column, []).append(hashed)
        else:
            alias = scope, facts.bind_name[row]
            said.aliases.setdefault(line << 32 | column, []).append(alias)
    return said


def extended(facts: Facts, links: Links, symbol: int) -> list[Target]:
    """The types to which an extension of this file adds members."""
    name = extension_name(facts.names[facts.symbol_name[symbol]])
    found: list[Target] = []
    for row in facts.bindings_of(0, name):
        if facts.scope_owner[facts.bind_b[row]] != symbol:
            continue
        expr = facts.bind_a[row]
        while facts.expr_kind[expr] == Expr.INDEX:
            expr = facts.expr_a[expr]
        for packed in facts.occurrences_of(expr):
            at = facts.position(packed & START_MASK)
            found += [target for target, _ in links.at(*at)]
    return list(dict.fromkeys(found))


def _named(facts: Facts, expr: int) -> int:
    """The expression whose last name says what this one is, arguments of generics aside."""
    while facts.expr_kind[expr] == Expr.INDEX:
        expr = facts.expr_a[expr]
    return expr


def _place(facts: Facts, expr: int) -> tuple[int, int] | None:
    """Where the last name of an expression stands; any of its places, for all mean the same."""
    expr = _named(facts, expr)
    if facts.expr_kind[expr] not in (Expr.NAME, Expr.ATTR):
        return None
    for packed in facts.occurrences_of(expr):
        return facts.position(packed & START_MASK)
    return None


def meant(facts: Facts, links: Links, expr: int) -> list[tuple[Target, int]]:
    """What the last name of an expression refers to: targets with their origins."""
    at = _place(facts, expr)
    return [] if at is None else links.at(*at)


def embedded(path_id: int, facts: Facts, links: Links, expr: int) -> list[Target]:
    """The types that what is embedded refers to, without the field that it declares there."""
    found: list[Target] = []
    for target, _ in meant(facts, links, expr):
        symbol = facts.symbol_of_hash.get(target[1]) if target[0] == path_id else None
        if symbol is None or facts.symbol_kind[symbol] != Kind.FIELD:
            found.append(target)
    return found


def methods_of_library(path: str, facts: Facts, expr: int) -> Mapping[str, str] | None:
    """The methods of a library's type, if its language knows them: their names, and how they are
    written."""
    spec = ""
    kind, a, b = facts.expr_kind[expr], facts.expr_a[expr], facts.expr_b[expr]
    if kind == Expr.NAME:
        name = facts.names[a] if b == NONE else ""
    elif kind == Expr.ATTR and facts.expr_kind[a] == Expr.NAME:
        name = facts.names[b]
        for row in facts.bindings_of(0, facts.names[facts.expr_a[a]]):
            if facts.bind_kind[row] == Bind.IMPORT_MODULE:
                spec = facts.names[facts.bind_a[row]]
        name = name if spec else ""
    else:
        return None
    return methods_outside(modules_of(path), spec, name)


def written_signature(path: str, facts: Facts, symbol: int) -> str:
    """How the parameters and results of a method are written; with its package, if that alone
    knows the method's name: who has one of that name elsewhere has another method."""
    body, written = facts.symbol_body[symbol], ""
    for row in facts.bindings_of(body, SIGNATURE_NAME) if body != NONE else ():
        written = facts.names[facts.bind_a[row]]
        break
    if modules_of(path).is_exported(facts.names[facts.symbol_name[symbol]]):
        return written
    package = [facts.names[facts.bind_a[row]] for row in facts.bindings_of(0, PACKAGE_NAME)]
    return " ".join([written, path.rpartition("/")[0], *package])


def type_parameters(facts: Facts, expr: int) -> list[str] | None:
    """The names of a type's parameters in order, where what stands among what is embedded tells
    nothing but that; None if it tells of something else."""
    head = _named(facts, expr)
    if head == expr or facts.expr_kind[head] != Expr.NAME or facts.expr_b[head] != NONE:
        return None
    if facts.names[facts.expr_a[head]] != _GENERIC:
        return None
    found: list[str] = []
    given = facts.expr_b[expr]
    while facts.expr_kind[given] == Expr.TUPLE:
        found.append(facts.names[facts.expr_a[facts.expr_a[given]]])
        given = facts.expr_b[given]
    return found or [facts.names[facts.expr_a[given]]]

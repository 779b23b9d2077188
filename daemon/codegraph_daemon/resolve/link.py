"""Links one file: resolves each distinct expression that spells a name, once.

Local variables and plain parameters get no links; they are resolved in their file when asked for
(their definition and all their uses are there).
"""

from __future__ import annotations

from typing import NamedTuple

from ..facts import MODULE_HASH, NONE, Bind, Expr, Kind, Role, ScopeKind
from .file import File
from .generic_calls import GenericCalls
from .inference import Inference
from .links import Target
from .lookups import Lookups
from .names import Found
from .places import ALL_ROLES, Places
from .plain import Plain, Wrapping
from .precise import precise_uses
from .values import Item, Origin, arguments

_NAME, _ATTR, _CHOSEN = int(Expr.NAME), int(Expr.ATTR), int(Expr.CHOSEN)
_OF_MODULE = frozenset(("__name__", "__file__", "__doc__", "__package__", "__spec__", "__path__"))
"""Names that every module has of itself."""
_EVERYWHERE: dict[Item, int] = {}
_DEFINES = 1 << Role.DEFINITION
_NOT_CALLED = ALL_ROLES & ~(1 << Role.CALL)
"""Where macros are called by names that modules may have too: what is called is no module."""
_WITH_ITEMS = frozenset(
    (Expr.ATTR, Expr.MODULE, Expr.KEYWORD, Expr.CHOSEN, Expr.OPERATED, Expr.PASSED)
)


class Linked(NamedTuple):
    """The outcome of linking one file."""

    links: bytes
    targets: tuple[Target, ...]
    reads: set[int]
    edges: int


def link_file(look: Lookups, path_id: int, precise: bytes | None = None) -> Linked | None:
    """Link a file of the workspace; None if it is no longer there.

    `precise` are the packed precise links of its present content, which stand above all others.
    The keys that its links depend on are in `reads`; answers that were computed on the way are
    left in `look` for `take_fresh`.
    """
    file = look.file(path_id)
    if file is None:
        return None
    facts_id = look.tree.files[file.path][1]
    look.begin_links(path_id)
    # Most of what a language can need most languages do not: those take the shorter way.
    evaluator = evaluator_of(file)(look)
    apart = evaluator if file.scoping.declares or file.scoping.methods_apart else None
    places = Places(file)
    named: dict[tuple[int, int], Found] = {}
    by_name = file.scoping.by_name and file.scoping.beyond
    spaced: dict[Found, dict[Item, int]] = {}
    opened: dict[Item, Item] | None = {} if file.scoping.declares else None
    declares, interfaces = file.scoping.declares, file.scoping.interfaces
    of_modules = _NOT_CALLED if file.scoping.wrappers else ALL_ROLES
    kinds, firsts, seconds = file.expr_kind, file.expr_a, file.expr_b
    attribute_items, chosen_items = evaluator.attribute_items, evaluator.chosen_items
    add_spelled = places.add_spelled
    for expr in places.spelled():
        kind = kinds[expr]
        if kind == _NAME:
            spelled = firsts[expr]
            key = (seconds[expr], spelled)
            known = named.get(key)
            if known is None:
                known = named[key] = _name_items(evaluator, file, expr, key)
            found = known
        elif kind == _ATTR:
            spelled = seconds[expr]
            found = attribute_items(file, expr)
        elif kind == _CHOSEN:
            spelled = NONE
            found = chosen_items(file, firsts[expr], seconds[expr])
            if isinstance(apart, GenericCalls) and apart.is_base(file, firsts[expr]):
                places.call(expr)
        elif kind in _WITH_ITEMS:
            spelled = NONE
            found = evaluator.items(file, expr)
        else:
            continue
        if not found:
            if kind != _NAME and _is_of_unknown(evaluator, file, expr):
                places.add_unknown(expr)
            continue
        if len(found) == 1 and not declares:
            (item, origin) = found[0]
            if item[0] == "symbol":
                if spelled == NONE:
                    places.add(expr, (item[1], item[2]), origin)
                else:
                    add_spelled(expr, spelled, (item[1], item[2]), origin)
            elif item[0] == "file":
                places.add(expr, (item[1], MODULE_HASH), origin, of_modules)
            elif interfaces and kind == _ATTR:
                method = evaluator.method_outside(file, expr)
                if method is not None:
                    places.add_outside(expr, method)
            continue
        if isinstance(apart, GenericCalls):
            if len(found) > 1 and kind == _NAME:
                _add_overloads(apart, file, expr, found, places)
                continue
            if declares:
                found = apart.defined(found)
        roles = _EVERYWHERE
        if len(found) > 1 and not by_name:
            told = spaced.get(found)
            if told is None:
                told = spaced[found] = evaluator.spaces(found)
            roles = told
        if len(found) > 1 and opened is not None and isinstance(apart, GenericCalls):
            roles = {**roles, **dict.fromkeys(apart.specializations(found), _DEFINES)}
        for item, origin in found:
            if item[0] == "symbol":
                wanted = roles.get(item, ALL_ROLES)
                if opened is not None and isinstance(apart, GenericCalls):
                    first = opened.get(item)
                    if first is None:
                        first = opened[item] = apart.first_opening(file, item)
                    if first != item:
                        # A namespace is used where it begins; where it goes on it is itself.
                        places.add(expr, (first[1], first[2]), origin, wanted & ~_DEFINES)
                        if item[1] != file.path_id:
                            continue
                        wanted &= _DEFINES
                places.add(expr, (item[1], item[2]), origin, wanted)
            elif item[0] == "file":
                wanted = roles.get(item, ALL_ROLES) & of_modules
                places.add(expr, (item[1], MODULE_HASH), origin, wanted)
    if precise is not None:
        places.overrule(precise_uses(look, file, precise))
    reads = look.end_links()
    links, edges = places.pack(facts_id)
    return Linked(links, places.targets, reads, edges)


def _is_of_unknown(evaluator: Inference, file: File, expr: int) -> bool:
    """Whether what an expression spells is a member of something that is not known."""
    while file.expr_kind[expr] == Expr.CHOSEN:
        expr = file.expr_a[expr]
    if file.expr_kind[expr] != Expr.ATTR:
        return False
    values = evaluator.linked_receiver(file, file.expr_a[expr])[0]
    # So is what a template is given, unless it says what that must be.
    return all([each[0] == "typevar" and not any(arguments(each)) for each in values])


def evaluator_of(file: File) -> type[GenericCalls] | type[Plain] | type[Wrapping]:
    scoping = file.scoping
    if not scoping.is_particular:
        return Plain
    apart = scoping.declares or scoping.methods_apart or scoping.qualified
    return GenericCalls if apart else Wrapping


def _add_overloads(
    evaluator: GenericCalls, file: File, expr: int, found: Found, places: Places
) -> None:
    """Link a name that several callables have: where one of them is defined, it alone is meant."""
    meant: dict[Item, tuple[int, frozenset[int]]] = {}
    anywhere = frozenset[int]()
    special = evaluator.specializations(found)
    for item, origin in found:
        if item[0] == "symbol":
            target = evaluator.definition_of(item) if file.scoping.declares else item
            here = _own_sites(file, item) | _own_sites(file, target)
            known = meant.get(target, (origin, frozenset[int]()))
            meant[target] = known[0], known[1] | here
            anywhere |= here
    for target, (origin, defined) in meant.items():
        roles = _DEFINES if target in special else ALL_ROLES
        places.add(expr, (target[1], target[2]), origin, roles, anywhere - defined)


def _own_sites(file: File, item: Item) -> frozenset[int]:
    """Where the file that is linked defines something itself."""
    symbol = file.symbol_of_hash.get(item[2]) if item[1] == file.path_id else None
    return frozenset() if symbol is None else frozenset([s.name for s in file.facts.sites(symbol)])


def meant(evaluator: GenericCalls, file: File, expr: int) -> Found:
    """What one expression of the file being linked refers to, as `link_file` has it."""
    kind = file.expr_kind[expr]
    if kind == Expr.NAME:
        found = _name_items(evaluator, file, expr, (file.expr_b[expr], file.expr_a[expr]))
    else:
        found = evaluator.items(file, expr) if kind in _WITH_ITEMS else ()
    return evaluator.defined(found) if file.scoping.declares else found


def _name_items(evaluator: Inference, file: File, expr: int, key: tuple[int, int]) -> Found:
    scope = key[0]
    if scope == NONE and file.names[key[1]] in _OF_MODULE:
        return ((("file", file.path_id, 0), Origin.IMPLIED),)
    if scope == NONE or file.scope_kind[scope] < ScopeKind.FUNCTION:
        return evaluator.items(file, expr)
    # In a function only definitions and imports, the kinds up to DEF, have edges.
    rows = file.bindings.get(key, ())
    for row in rows:
        if file.bind_kind[row] <= Bind.DEF or file.bind_kind[row] == Bind.ALIAS:
            break
    else:
        if rows or not file.scoping.offers:
            return ()
    found = evaluator.items(file, expr)
    return tuple([each for each in found if each[0][0] != "symbol" or _has_edges(file, each[0])])


def _has_edges(file: File, item: Item) -> bool:
    if item[1] != file.path_id:
        return True
    symbol = file.symbol_of_hash.get(item[2])
    return symbol is not None and file.facts.symbol_kind[symbol] != Kind.PARAMETER

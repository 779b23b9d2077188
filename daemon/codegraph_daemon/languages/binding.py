"""Which scope binds each name that a file uses, once all of the file has been walked.

Here are the rules of lexical scopes that languages share.  What a scope holds is recorded by
`builder`; what binds a name that no scope of the file does is for `resolve`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..facts import BASE_NAME, IMPLEMENTS_NAME, NONE, ScopeKind
from .scopes import NO_DEFINITIONS, NO_ROWS, Scope

_CLASS, _FUNCTION = int(ScopeKind.CLASS), int(ScopeKind.FUNCTION)
_TYPE_PARAMETERS, _MODULE = int(ScopeKind.TYPE_PARAMETERS), int(ScopeKind.MODULE)
_HERITAGE = frozenset((BASE_NAME.encode(), IMPLEMENTS_NAME.encode()))


def settle(scopes: Sequence[Scope]) -> None:
    """Move what names bind that live in an outer function's scope, now that all is seen."""
    for scope in scopes:
        for text, target in scope.foreign.items():
            if target != NONE:
                continue
            home = scope.outward
            while home is not None and (home.kind < _FUNCTION or text not in home.binds):
                home = home.outward
            if home is None:
                # Nothing binds it: it is taken for the scope's own.
                scope.foreign[text] = scope.index
                continue
            scope.foreign[text] = home.index
            if text in scope.binds:
                home.binds[text] += scope.binds.pop(text)
            if text in scope.definitions:
                if home.definitions is NO_DEFINITIONS:
                    home.definitions = {}
                if home.sites is NO_ROWS:
                    home.sites = {}
                home.definitions.setdefault(text, []).extend(scope.definitions.pop(text))
                home.sites.setdefault(text, []).extend(scope.sites.pop(text))


def open_classes(scopes: Sequence[Scope]) -> set[int]:
    """The classes that inherit members, and so may have some that are not written in them."""
    return {
        scope.index
        for scope in scopes
        if scope.kind == _CLASS and not _HERITAGE.isdisjoint(scope.binds)
    }


def bind_names(
    exprs: list[int], scopes: Sequence[Scope], seen: set[int] | None, offering: set[int]
) -> None:
    """Replace the scope in which a name is used by the scope that binds it, or NONE.

    `exprs` are rows of three.  `seen`: members of a class are names for the code inside it, and
    these classes may have members that are not written in them; None: they are no names there.
    `offering`: scopes that take in all names of something else: for names that nothing binds, and
    inside of a function before those of the module around it.
    """
    inner = {index for index in offering if scopes[index].kind >= _FUNCTION}
    for scope in scopes:
        own = scope.binds
        for text, expr in scope.uses.items():
            if text not in own:
                if seen is None:
                    exprs[3 * expr + 2] = _binder(scopes, scope, text)
                else:
                    exprs[3 * expr + 2] = _binder_of_members(scope, text, seen)
                if offering:
                    binder = exprs[3 * expr + 2]
                    exprs[3 * expr + 2] = _or_offered(scopes, scope, binder, offering, inner)


def binder_of_path(
    scopes: Sequence[Scope], scope: Scope, text: bytes, offering: set[int], values: frozenset[int]
) -> int:
    """The scope that binds the first name of a path, or NONE, in languages in which what variables
    are called is no name of what stands before `::`.  `values`: bindings of these kinds are
    variables."""
    at: Scope | None = scope
    while at is not None:
        rows = at.binds.get(text)
        if rows is not None:
            if at.kind < _FUNCTION or not values.issuperset(rows[::4]):
                break
            scope = at.outward or scope
        at = at.outward
    inner = {index for index in offering if scopes[index].kind >= _FUNCTION}
    binder = _binder(scopes, scope, text)
    return _or_offered(scopes, scope, binder, offering, inner) if offering else binder


def _or_offered(
    scopes: Sequence[Scope], scope: Scope, binder: int, offering: set[int], inner: set[int]
) -> int:
    """The scope that binds a name, or takes it in where none does or only the module around."""
    if binder == NONE:
        return taking_in(scope, offering)
    if inner and scopes[binder].kind == _MODULE:
        nearer = taking_in(scope, inner)
        return binder if nearer == NONE else nearer
    return binder


def _binder(scopes: Sequence[Scope], scope: Scope, text: bytes) -> int:
    """The scope that binds a name which `scope` uses, or NONE."""
    at: Scope | None = scope
    while at is not None:
        # A class's names are seen in its body and by type parameters right inside, no deeper.
        if (
            at.kind != _CLASS
            or at is scope
            or (scope.kind == _TYPE_PARAMETERS and at is scope.outward)
        ):
            if text in at.binds:
                return at.index
            if text in at.foreign:
                home = at.foreign[text]
                return home if text in scopes[home].binds else NONE
        at = at.outward
    return NONE


def taking_in(scope: Scope, offering: set[int]) -> int:
    """The first scope outwards that takes in names of something else, or NONE."""
    at: Scope | None = scope
    while at is not None:
        if at.index in offering:
            return at.index
        at = at.outward
    return NONE


def _binder_of_members(scope: Scope, text: bytes, seen: set[int]) -> int:
    """The same where members are names: a class that may have it is where to begin to look."""
    at: Scope | None = scope
    # What stands among type parameters stands before what they are for: `Class<Type>::name` is
    # not looked for in the class that it names.
    before = True
    while at is not None:
        if text in at.binds:
            return at.index
        if at.index in seen:
            return _inside_functions(at, text) or at.index
        before = before and at.kind == _TYPE_PARAMETERS
        at = at.parent if before else at.outward
    return NONE


def _inside_functions(scope: Scope, text: bytes) -> int:
    """The scope of a function or of type parameters around a class that binds a name; 0 if none.

    What is looked up from a class on goes from body to body and does not pass them.
    """
    at = scope.outward
    is_hidden = False
    while at is not None:
        if text in at.binds:
            if at.kind == _TYPE_PARAMETERS or (at.kind >= _FUNCTION and not is_hidden):
                return at.index
            is_hidden = True
        at = at.outward
    return 0


def decoded(names: Mapping[bytes, int]) -> list[str]:
    """The names as text, in order; a line end inside one becomes a space."""
    decoded = b"\n".join(names).decode("utf-8", "replace").split("\n")
    if len(decoded) != len(names):
        decoded = [name.decode("utf-8", "replace").replace("\n", " ") for name in names]
    return decoded

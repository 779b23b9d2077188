"""What names mean inside of bodies whose members are names there: of classes and namespaces.

Which members a class has is `classes`' business.
"""

from __future__ import annotations

from abc import abstractmethod

from ..facts import NONE, QUALIFIER, Kind, ScopeKind, without_tag
from .fields import Fields
from .file import File
from .names import Found
from .values import Item, Origin, Value, Values

_VALUES = frozenset(
    (
        *(Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY, Kind.VARIABLE, Kind.CONSTANT, Kind.FIELD),
        Kind.ENUM_MEMBER,
    )
)
_AROUND = "<around>"
"""Under it the classes and namespaces around the class are held that a scope defines members of."""


class Bodies(Fields):
    """Names inside of bodies."""

    def seen_from(self, file: File, scope: int, name: str) -> Found:
        """What `name` refers to in the body of a class: a member, or what lies around it."""
        is_linked = file.path_id == self.look.linking
        held = self._names_linked if is_linked else self.held_names(file)
        if held is None:
            return self._see_from(file, scope, name)
        found = held.get((scope, name))
        if found is None:
            found = held[(scope, name)] = self._see_from(file, scope, name)
        return found

    def _see_from(self, file: File, scope: int, name: str) -> Found:
        at = scope
        is_qualifier = name[-2:] == QUALIFIER
        name = without_tag(name) if is_qualifier else name
        while at != NONE:
            if file.scope_kind[at] == ScopeKind.CLASS:
                owner = file.facts.scope_owner[at]
                if file.scoping.qualified and file.facts.symbol_kind[owner] == Kind.NAMESPACE:
                    found = self._of_namespace(file, owner, name)
                    if is_qualifier and found:
                        found = tuple([each for each in found if self._may_qualify(each[0])])
                else:
                    found = self.member_of_scope(file, at, name)
                    if is_qualifier:
                        found = tuple([each for each in found if self._may_qualify(each[0])])
                    if not found and file.facts.symbol_kind[owner] == Kind.EXTENSION:
                        found = self._around_extended(file, at, name)
                if found:
                    return found
            elif self.look.rows(file, at, name):
                return self.bound(file, at, name)
            at = file.facts.scope_parent[at]
        return self.unbound(file, name)

    def _around_extended(self, file: File, scope: int, name: str) -> Found:
        """What the classes and namespaces have under a name that lie around the class whose members
        a scope defines outside of it."""
        if not file.scoping.qualified:
            return ()
        held = self.held_names(file)
        around = None if held is None else held.get((scope, _AROUND))
        if around is None:
            around = tuple(dict.fromkeys(self._classes_around(file, scope)))
            if held is not None:
                held[(scope, _AROUND)] = around
        for class_, _ in around:
            if class_[0] == "namespace":
                held_there = self.in_namespace(file, class_[2], name)
                if held_there:
                    return held_there
                continue
            found: dict[Item, int] = {}
            for item, _ in self.member_items(file, ("class", *class_[1:]), name):
                if item[0] != "external":
                    found[item] = Origin.SELF
            if found:
                return tuple(found.items())
        return ()

    def _classes_around(self, file: File, scope: int) -> list[tuple[Item, int]]:
        """The classes around the one whose members a scope defines, the innermost first, and then
        the namespaces; if it is a namespace whose members are defined, that one before all."""
        found: list[tuple[Item, int]] = []
        spaces = dict.fromkeys(self._spaces_extended(file, scope))
        pending: list[Value] = [
            each[:3] for each in self._this(file, scope, 1) if each[0] == "class"
        ]
        seen = set(pending)
        for value in pending:
            where = self.locate(value[1], value[2])
            around = 0 if where is None else where[0].facts.symbol_container[where[1]]
            if where is None or not around:
                continue
            there, kind = where[0], where[0].facts.symbol_kind[around]
            outer: list[Value] = []
            if kind == Kind.NAMESPACE:
                spaces.update(dict.fromkeys(_spaces_around(self.namespace_of(there, around))))
            if kind == Kind.CLASS:
                outer.append(("class", there.path_id, there.symbol_hash[around]))
            elif kind == Kind.EXTENSION:
                for body in there.bodies.get(around, ()):
                    outer += [each[:3] for each in self._this(there, body, 1)]
            for each in outer:
                if each[0] == "class" and each not in seen:
                    seen.add(each)
                    pending.append(each)
                    found.append((("symbol", each[1], each[2]), int(Origin.SELF)))
        # What lies in the deepest of them lies in the others too.
        found += [(("namespace", 0, path), int(Origin.SCOPE)) for path in spaces]
        return found

    def _spaces_extended(self, file: File, scope: int) -> list[str]:
        """The namespace whose members a scope defines outside of it (`int space::f() {}`), and
        those around that."""
        found: list[str] = []
        expr = self.extension(file, scope)
        for item, _ in self.items(file, expr) if expr else ():
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is not None and where[0].facts.symbol_kind[where[1]] == Kind.NAMESPACE:
                found += _spaces_around(self.namespace_of(*where))
        return found

    def _may_qualify(self, item: Item) -> bool:
        """Whether something may stand before `::`: no function and no variable does."""
        where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
        return where is None or where[0].facts.symbol_kind[where[1]] not in _VALUES

    def _of_namespace(self, file: File, symbol: int, name: str) -> Found:
        """What a namespace that the file opens holds under a name: here, or in other files."""
        for body in file.bodies.get(symbol, ()):
            if self.look.rows(file, body, name):
                return self.bound(file, body, name)
        return self.in_namespace(file, self.namespace_of(file, symbol), name)

    @abstractmethod
    def namespace_of(self, file: File, symbol: int) -> str:
        """The whole name of a namespace."""

    def member_of_scope(self, file: File, scope: int, name: str) -> Found:
        """What the class of a body has under a name, inherited or not."""
        found: dict[Item, int] = {}
        if file.path_id != self.look.linking:
            receivers = self._this(file, scope, 0)
        else:
            known = self._classes.receivers.get(scope)
            if known is None:
                known = self._classes.receivers[scope] = self._this(file, scope, 0)
            receivers = known
            if len(receivers) == 1 and not file.scoping.wrappers:
                (own,) = receivers
                if own[0] == "instance" and own[1] == file.path_id:
                    # Most names are no members: as below, in fewer steps.
                    items, _, beyond = self.member(own[1], own[2], name, False)
                    if not items or items[0][0] == "external":
                        return ()
                    origin = Origin.INHERITED if beyond else Origin.SELF
                    return tuple([(item, origin) for item in items])
        for value in receivers:
            for item, origin in self.member_items(file, value, name):
                if item[0] != "external":
                    found.setdefault(item, Origin.SELF if origin == Origin.TYPE else origin)
        return tuple(found.items())

    @abstractmethod
    def _this(self, file: File, scope: int, static: int) -> Values:
        """`this` in the class, object or constructor of a scope."""


def _spaces_around(path: str) -> list[str]:
    """A namespace and those around it, the innermost first."""
    found: list[str] = []
    while path:
        found.append(path)
        path = path.rpartition("::")[0]
    return found

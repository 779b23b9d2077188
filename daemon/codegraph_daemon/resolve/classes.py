"""Classes of the workspace: their bases, the order of those, and whose member a name is.

What a base's expression evaluates to is `evaluate`'s business.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import cast

from ..facts import BASE_NAME, EXTENDED_NAME, Bind, Expr, extension_name
from .file import File
from .keys import answer_key
from .lookups import Lookups
from .mro import ClassEntry, Order, is_outside, merge, outside
from .unbound import Unbound
from .values import UNKNOWN, Item, Value, Values

Member = tuple[tuple[Item, ...], int, bool]
"""A class's member, how far up it was found, and whether unknown bases are searched before."""

_NO_MEMBER: Member = ((), 0, False)

_VALUES = frozenset((Bind.VALUE, Bind.ATTRIBUTE))

_WITHOUT_MEMBERS = frozenset(("object", "Generic", "Protocol", "ABC"))
"""Bases outside the workspace that bring no member that a workspace could ask for."""


class _Found:
    """What was found of classes for the file being linked, as in `attributes`."""

    __slots__ = ("bases", "bodies", "members", "orders", "receivers")

    def __init__(self) -> None:
        self.orders: dict[int, Order] = {}
        """Of the classes of the file itself."""
        self.bases: dict[int, tuple[int, int] | None] = {}
        """What `_only_base` says of these."""
        self.members: dict[tuple[int, str, bool], Member] = {}
        """What `member` says of these: one type is applied to many things."""
        self.bodies: dict[tuple[int, int], list[tuple[File, int]]] = {}
        """What `all_bodies` says of symbols of any file."""
        self.receivers: dict[int, Values] = {}
        """What `this` is in the scopes of the file itself that are bodies of classes."""


class Classes(Unbound):
    """What is known of classes, given what expressions evaluate to."""

    def __init__(self, look: Lookups) -> None:
        super().__init__(look)
        self._classes = _Found()
        self._ordering = False
        """Whether the order of a class of the file being linked is being computed."""

    @abstractmethod
    def value(self, file: File, expr: int) -> Values:
        """What an expression can evaluate to."""

    def locate(self, path_id: int, hashed: int) -> tuple[File, int] | None:
        """The file and the symbol of a descriptor; None if there is none (any more)."""
        look = self.look
        file = look.file(path_id)
        if file is None:
            return None
        symbol = file.symbol_of_hash.get(hashed)
        if symbol is None:
            return None
        if symbol and path_id != look.linking:
            look.reads.add(file.symbol_key(symbol))
        return file, symbol

    def mro(self, path_id: int, class_hash: int) -> Order:
        """The classes that members are looked up in, the class itself first."""
        if path_id == self.look.linking and not self._ordering:
            return self._own_mro(path_id, class_hash)
        key = answer_key(path_id, "mro", class_hash)
        # A class in a circle of bases: nothing above it is known.
        alone: Order = ((path_id, class_hash), outside("?"))
        return self.look.answer(key, self._mro, alone, path_id, class_hash)

    def _own_mro(self, path_id: int, class_hash: int) -> Order:
        """The order of a class of the file being linked, which nobody else need ever ask for.

        What it reads belongs to the file itself.  A memoised answer would be one more step for a
        change to follow, for each class and again for each member: of the keys that a change of a
        much-used base reaches, nine in ten.
        """
        order = self._classes.orders.get(class_hash)
        if order is None:
            # Bases of the same file are memoised answers, so that a circle of them is noticed.
            self._ordering = True
            try:
                order = self._classes.orders[class_hash] = self._mro(path_id, class_hash)
            finally:
                self._ordering = False
        return order

    def _mro(self, path_id: int, class_hash: int) -> Order:
        orders: list[Order] = []
        for value in self.bases(path_id, class_hash):
            if value[0] == "class":
                orders.append(self.mro(value[1], value[2]))
            elif value[0] == "object":
                # A type without a name: its scope stands for it.
                orders.append(((value[1], value[2]),))
            elif value[0] != "external":
                orders.append((outside("?"),))
            elif value[2] not in _WITHOUT_MEMBERS:
                orders.append((outside(value[2]),))
        deep = len(orders) > 1 and any([len(each) > 1 for each in orders])
        file = self.look.file(path_id) if deep else None
        if file is not None and file.scoping.embeds:
            return self._by_depth(path_id, class_hash)
        return merge((path_id, class_hash), orders)

    def _by_depth(self, path_id: int, class_hash: int) -> Order:
        """A class and what it embeds, then what that embeds, and so on."""
        order: dict[ClassEntry, None] = {(path_id, class_hash): None}
        level: list[ClassEntry] = list(order)
        while level:
            found: list[ClassEntry] = []
            for home, name in level:
                for value in self.bases(home, name) if isinstance(name, int) else ():
                    if value[0] == "class":
                        found.append((value[1], value[2]))
                    elif value[2] not in _WITHOUT_MEMBERS:
                        found.append(outside(value[2] if value[0] == "external" else "?"))
            level = [each for each in dict.fromkeys(found) if each not in order]
            order.update(dict.fromkeys(level))
        return tuple(order)

    def bases(self, path_id: int, class_hash: int) -> Values:
        """The values of a class's direct bases, in order."""
        where = self.locate(path_id, class_hash)
        if where is None:
            return UNKNOWN
        file, symbol = where
        result: list[Value] = []
        for home, body in self.all_bodies(file, symbol):
            for row in self.look.value_rows(home, body, BASE_NAME):
                expr = whole = home.bind_a[row]
                while home.expr_kind[expr] == Expr.INDEX:
                    expr = home.expr_a[expr]
                found = self.value(home, expr)
                if not any([value[0] == "class" for value in found]):
                    found = self.types_as_bases(home, whole) or found
                result.extend(found or (("external", 0, "?"),))
        return tuple(dict.fromkeys(result))

    @abstractmethod
    def types_as_bases(self, file: File, expr: int) -> Values:
        """The classes whose members a base has that is no class, but a type made of some."""

    def all_bodies(self, file: File, symbol: int) -> list[tuple[File, int]]:
        """The scopes that hold a class's own members, those of other files last."""
        own = [(file, body) for body in file.bodies.get(symbol, ())]
        if not file.scoping.extended:
            return own
        if self.look.linking < 0:
            return own + self._bodies_elsewhere(file, symbol)
        known = self._classes.bodies.get((file.path_id, symbol))
        if known is None:
            known = own + self._bodies_elsewhere(file, symbol)
            self._classes.bodies[(file.path_id, symbol)] = known
        return known

    def _bodies_elsewhere(self, file: File, symbol: int) -> list[tuple[File, int]]:
        found: list[tuple[File, int]] = []
        path_id, hashed = file.path_id, file.symbol_hash[symbol]
        key = answer_key(path_id, "extensions", hashed)
        none: tuple[tuple[int, int], ...] = ()
        for at, place in self.look.answer(key, self._extensions, none, path_id, hashed):
            home = self.look.file(at)
            if home is not None:
                found.append((home, self._extending(home, file, symbol)[place]))
        return found

    def _extending(self, home: File, file: File, symbol: int) -> list[int]:
        """The scopes in `home` that extend types of this symbol's name."""
        name = extension_name(file.names[file.facts.symbol_name[symbol]])
        return [home.bind_b[row] for row in self.look.value_rows(home, 0, name)]

    def _extensions(self, path_id: int, hashed: int) -> tuple[tuple[int, int], ...]:
        """(path id, place among those of its name) of what other files add to a class."""
        where = self.locate(path_id, hashed)
        if where is None:
            return ()
        file, symbol = where
        name = extension_name(file.names[file.facts.symbol_name[symbol]])
        found: list[tuple[int, int]] = []
        for at in self.look.announced(name, self._extended_from(file)):
            home = self.look.file(at)
            if home is None:
                continue
            for place, row in enumerate(self.look.value_rows(home, 0, name)):
                meant = [value[:3] for value in self.value(home, home.bind_a[row])]
                if ("class", path_id, hashed) in meant:
                    found.append((at, place))
        return tuple(found)

    def _extended_from(self, file: File) -> str | None:
        """The folder whose files may add to what a file defines; None: those of all."""
        return file.folder if file.scoping.extended == "folder" else None

    def extension(self, file: File, scope: int) -> int:
        """The expression of what a scope adds members to; 0 if that is not said."""
        owner = file.facts.scope_owner[scope]
        name = extension_name(file.names[file.facts.symbol_name[owner]])
        for row in self.look.value_rows(file, 0, name):
            if file.bind_b[row] == scope:
                return file.bind_a[row]
        return 0

    def extended(self, file: File, scope: int) -> Values:
        """The classes that an extension whose body is `scope` adds to."""
        expr = self.extension(file, scope)
        return tuple([v for v in self.value(file, expr) if v[0] == "class"]) if expr else UNKNOWN

    def member(self, path_id: int, class_hash: int, name: str, above: bool) -> Member:
        """A class's member; `above`: not one of the class itself."""
        if path_id == self.look.linking and not self._ordering:
            known = self._classes.members.get((class_hash, name, above))
            if known is None:
                known = self._own_member(path_id, class_hash, name, above)
                self._classes.members[(class_hash, name, above)] = known
            return known
        key = answer_key(path_id, "above" if above else "member", class_hash, name)
        return self.look.answer(key, self._member, _NO_MEMBER, path_id, class_hash, name, above)

    def _own_member(self, path_id: int, class_hash: int, name: str, above: bool) -> Member:
        """A member of a class of the file being linked: its own, or what its base answers."""
        known = self._classes.bases
        base = known[class_hash] if class_hash in known else self._only_base(path_id, class_hash)
        if base is None:
            return self._member(path_id, class_hash, name, above)
        own = () if above else self._declared(path_id, class_hash, name)
        if own and not self._is_only_assigned(path_id, class_hash, name):
            return own, 0, False
        items, depth, beyond = self.member(*base, name, False)
        if own and (beyond or not items or self._is_assigned_there(items, name)):
            return own, 0, False
        return items, depth + 1, beyond

    def _only_base(self, path_id: int, class_hash: int) -> tuple[int, int] | None:
        """Of a class of the file being linked, the base that knows all that it inherits; None if
        there is no such base, or it lies outside of the workspace."""
        if class_hash in self._classes.bases:
            return self._classes.bases[class_hash]
        order = self.mro(path_id, class_hash)
        base: tuple[int, int] | None = None
        if len(order) > 1 and not is_outside(order[1]):
            base = cast(tuple[int, int], order[1])
            if self.mro(*base) != order[1:]:
                base = None
        if not self._ordering:
            self._classes.bases[class_hash] = base
        return base

    def _member(self, path_id: int, class_hash: int, name: str, above: bool) -> Member:
        """The first class that declares the name, or else the first that only assigns it.

        What a base declares is what its subclasses assign: `self.debug = True` sets the property
        `debug` of the base, and is no member beside it.
        """
        beyond = False
        assigned: Member | None = None
        for depth, entry in enumerate(self.mro(path_id, class_hash)):
            if is_outside(entry):
                if assigned is not None:
                    break
                beyond = True
                continue
            if above and not depth:
                continue
            at, hashed = cast(tuple[int, int], entry)
            items = self._declared(at, hashed, name)
            if items:
                if not self._is_only_assigned(at, hashed, name):
                    return items, depth, beyond
                if assigned is None:
                    assigned = items, depth, beyond
                    if beyond:
                        break
        if assigned is not None:
            return assigned
        return ((("external", 0, name),), 0, True) if beyond else _NO_MEMBER

    def _is_only_assigned(self, path_id: int, class_hash: int, name: str) -> bool:
        """Whether a class gives a name no more than values, without saying what it is."""
        file = self.look.file(path_id)
        if file is None or name.startswith("__") or file.scoping.extended:
            # What other files add to a type is declared there.
            return False
        symbol = file.symbol_of_hash.get(class_hash)
        if symbol is None:
            # A type without a name says what its members are.
            return False
        for body in file.bodies.get(symbol, ()):
            for row in self.look.value_rows(file, body, name):
                if file.bind_kind[row] not in _VALUES or file.bind_b[row]:
                    return False
        return True

    def _is_assigned_there(self, items: tuple[Item, ...], name: str) -> bool:
        """Whether the class whose member an item is only assigns it."""
        for item in items:
            where = self.locate(item[1], item[2]) if item[0] == "symbol" else None
            if where is None:
                return True
            file, symbol = where
            owner = file.symbol_hash[file.facts.symbol_container[symbol]]
            if self._is_only_assigned(item[1], owner, name):
                return True
        return False

    def _declared(self, path_id: int, class_hash: int, name: str) -> tuple[Item, ...]:
        """What the bodies of one class bind a name to."""
        file = self.look.file(path_id)
        # What its symbol is was read for the order of classes.
        symbol = None if file is None else file.symbol_of_hash.get(class_hash)
        if file is not None and symbol is None:
            scope = file.scope_of_identity.get(class_hash)
            bound = () if scope is None else self.bound(file, scope, name)
            return tuple([item for item, _ in bound])
        if file is None or symbol is None:
            return ()
        bodies = file.bodies.get(symbol, ())
        if len(bodies) == 1 and not file.scoping.extended:
            found = self.bound(file, bodies[0], name)
            return tuple([item for item, _ in found]) if found else ()
        merged: dict[Item, None] = {}
        for home, body in self.all_bodies(file, symbol):
            for item, _ in self.bound(home, body, name):
                merged[item] = None
        return self._own_first(file, symbol, name) if len(merged) > 1 else tuple(merged)

    def _own_first(self, file: File, symbol: int, name: str) -> tuple[Item, ...]:
        """What a type has of its own under a name that several of its bodies bind, else all.

        That comes before what it has of the traits it implements; its fields stand beside both.
        """
        others: dict[Item, None] = {}
        is_own = False
        every: dict[Item, None] = {}
        for home, body in self.all_bodies(file, symbol):
            is_for_trait = bool(self.look.value_rows(home, body, BASE_NAME))
            is_added = bool(self.look.value_rows(home, body, EXTENDED_NAME))
            for item, _ in self.bound(home, body, name):
                every[item] = None
                is_own = is_own or (is_added and not is_for_trait)
                if not (is_added and is_for_trait):
                    others[item] = None
        return tuple(others if is_own else every)

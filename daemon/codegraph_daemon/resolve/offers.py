"""Names that a scope takes in from what an expression stands for: a module, inline or of its own
file, or an enumeration (`use path::*`).

Which scope a name is looked for in is said by the facts; where it leads by `names` and `classes`.
"""

from __future__ import annotations

from ..facts import NONE, WILDCARD_NAME, Bind, Kind, ScopeKind
from .bodies import Bodies
from .file import File
from .keys import answer_key
from .names import Found
from .values import Item, Origin


class Offers(Bodies):
    """Names that are bound without being spelled."""

    def taken_in(self, file: File, scope: int, name: str) -> list[Item]:
        """What `name` is among the names that a scope takes in.

        ("export", path id, name) stands for what another module offers, still to be followed.
        """
        found: list[Item] = []
        for row in self.look.rows(file, scope, WILDCARD_NAME):
            if file.bind_kind[row] != Bind.OFFERED:
                continue
            for item, _ in self.items(file, file.bind_a[row]):
                if item[0] == "file":
                    found.append(("export", item[1], name))
                elif item[0] == "symbol":
                    found += self.offered_by(item, name)
        return found

    def offered_by(self, item: Item, name: str) -> tuple[Item, ...]:
        """What a symbol that holds names offers as `name`."""
        where = self.locate(item[1], item[2])
        if where is None:
            return ()
        file, symbol = where
        kind = file.facts.symbol_kind[symbol]
        if kind == Kind.ENUM:
            return self._declared(item[1], item[2], name)
        if kind != Kind.NAMESPACE:
            return ()
        key = answer_key(item[1], "space", item[2], name)
        return self.look.answer(key, self._inside, (), item, name)

    def _inside(self, item: Item, name: str) -> tuple[Item, ...]:
        where = self.locate(item[1], item[2])
        if where is None:
            return ()
        file, symbol = where
        found: list[Item] = []
        for body in file.bodies.get(symbol, ()):
            found += [each for each, _ in self.bound(file, body, name)]
        for body in file.bodies.get(symbol, ()) if not found else ():
            found += self._followed(self.taken_in(file, body, name))
        return tuple(dict.fromkeys(found))

    def _followed(self, items: list[Item]) -> list[Item]:
        found: list[Item] = []
        for item in items:
            if item[0] == "export":
                found += [each for each, _ in self.exported(item[1], item[2])]
            else:
                found.append(item)
        return [each for each in found if each[0] != "external"]

    def through(self, file: File, scope: int, name: str) -> Found:
        """What a name means where scopes take in names inside of those that may bind it."""
        key = answer_key(file.path_id, "through", file.scope_identity[scope], name)
        return self.look.own_answer(key, self._through_scopes, file, scope, name)

    def _through_scopes(self, file: File, scope: int, name: str) -> Found:
        at = scope
        while at != NONE:
            if file.scope_kind[at] == ScopeKind.MODULE and self.look.rows(file, at, name):
                return self.bound(file, at, name)
            found = self._followed(self.taken_in(file, at, name))
            if found:
                return tuple((item, Origin.WILDCARD) for item in dict.fromkeys(found))
            if file.scope_kind[at] == ScopeKind.MODULE:
                break
            at = file.facts.scope_parent[at]
        return self.unbound(file, name)

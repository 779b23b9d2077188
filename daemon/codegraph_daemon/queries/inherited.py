"""Members by name that a class has from its bases: `Flask.route`, which `Scaffold` declares.

Here is whose member such a name means.  Who has the name itself is for `symbols`; which classes are
bases is for `hierarchy`, and in which order they are searched for `resolve.mro`.
"""

from __future__ import annotations

from typing import cast

from ..resolve.links import Target
from ..resolve.mro import Order, merge
from .answering import Asked, shown
from .hierarchy import bases, member
from .reading import Snapshot
from .symbols import Names
from .targets import is_type, locate


async def inherited(asked: Asked, names: Names, spelled: str) -> list[Target]:
    """The members that the classes named before the last dot have from their bases.

    The answer says whose they are.  Several classes of one name may have different ones: all are
    given, as are all symbols of one name.
    """
    owner, _, name = spelled.strip().rpartition(".")
    if not owner or not name:
        return []
    nothing = asked.reason
    named = await names.named(asked, owner)
    asked.reason = nothing
    known: set[int] = set()
    while True:
        snapshot = asked.snapshot()
        classes = [target for target in named if _is_class(snapshot, target)]
        above = _Above(snapshot)
        found = {class_: above.member(class_, name) for class_ in classes}
        # A name that stands for a base may lie in a file that is not linked yet.
        if above.read <= known or above.read.isdisjoint(asked.unlinked):
            break
        known |= above.read
        await asked.settled(known.__contains__)
    members = list(dict.fromkeys(each for each in found.values() if each is not None))
    if members:
        whose = " and ".join(told(snapshot, each) for each in members)
        asked.reason = f"{shown(spelled.strip())} is inherited: it is {whose}"
    return members


class _Above:
    """The classes above others in one generation, in the order in which members are looked up."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.read: set[int] = set()
        """Ids of the paths whose links say so."""
        self._snapshot = snapshot
        self._orders: dict[Target, Order] = {}

    def member(self, class_: Target, name: str) -> Target | None:
        """The first that declares a name, or else the first that only assigns it."""
        order = cast("list[Target]", self._order(class_)[1:])
        found = [each for base in order if (each := member(self._snapshot, base, name))]
        declared = [each for each in found if self._is_declared(each)]
        return next(iter(declared or found), None)

    def _order(self, class_: Target) -> Order:
        known = self._orders.get(class_)
        if known is None:
            # What is asked for again while this is found out lies in a circle of bases.
            self._orders[class_] = (class_,)
            above = [base for base, _ in bases(self._snapshot, class_, self.read)]
            known = merge(class_, [self._order(base) for base in above])
            self._orders[class_] = known
        return known

    def _is_declared(self, target: Target) -> bool:
        where = locate(self._snapshot, target)
        return where is not None and any(site.declared for site in where[0].facts.sites(where[1]))


def _is_class(snapshot: Snapshot, target: Target) -> bool:
    where = locate(snapshot, target)
    return where is not None and is_type(where[0].facts, where[1])


def told(snapshot: Snapshot, target: Target) -> str:
    """A symbol and its file, as an answer says whose something is."""
    where = locate(snapshot, target)
    if where is None:
        return "gone"
    file, symbol = where
    return f"{file.facts.shown(symbol)} of {file.path}"

"""Which symbols an imported index puts above and below others, beside what links say of it.

A relation holds while the file of the lower symbol has the text that the index is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..resolve.links import Target
from ..resolve.relations import IMPLEMENTATION, REFERENCE, Relation
from ..resolve.values import Origin
from .answering import Asked
from .hierarchy import Found, bases
from .reading import Snapshot
from .targets import is_type, locate


class ImportedRelations:
    """What the index says, for one question."""

    def __init__(self, asked: Asked, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._imported = asked.workspace.commits.imported

    def types_above(self, target: Target) -> list[Found]:
        """The types that a type itself implements or extends: some indexers tell of those as well
        that lie above another one."""
        told = self._told_above(target)
        direct = dict.fromkeys([*told, *self._bases(target)])
        further: set[Target] = set()
        for each in direct if told else ():
            further.update(_closure(each, lambda one: [*self._told_above(one), *self._bases(one)]))
        return _precise([each for each in told if each not in further])

    def types_below(self, target: Target) -> list[Found]:
        """The types that themselves implement or extend a type."""
        told = filter(self._is_type, self._below(target, IMPLEMENTATION))
        return _precise(
            [each for each in told if target in (one for one, _ in self.types_above(each))]
        )

    def all_below(self, target: Target) -> list[Found]:
        """Whatever implements, extends or overrides a symbol, or what does, nearest first."""
        return _precise(_closure(target, lambda each: self._below(each, IMPLEMENTATION)))

    def used_with(self, targets: Sequence[Target]) -> list[Target]:
        """The symbols whose uses count as uses of these: above them, and below all those."""
        found: dict[Target, None] = {}
        for target in targets:
            above = _closure(target, lambda each: self._above(each, REFERENCE))
            for each in (target, *above):
                found.update(dict.fromkeys((each, *_closure(each, self._used_below))))
        return [each for each in found if each not in targets]

    def _told_above(self, target: Target) -> list[Target]:
        return [each for each in self._above(target, IMPLEMENTATION) if self._is_type(each)]

    def _bases(self, target: Target) -> list[Target]:
        return [each for each, _ in bases(self._snapshot, target, set())]

    def _used_below(self, target: Target) -> list[Target]:
        return self._below(target, REFERENCE)

    def _above(self, target: Target, what: int) -> list[Target]:
        rows = self._imported.relations.of(target)
        return [row.above for row in rows if row.what & what and self._holds(row)]

    def _below(self, target: Target, what: int) -> list[Target]:
        rows = self._imported.relations.below(target)
        return [row.symbol for row in rows if row.what & what and self._holds(row)]

    def _holds(self, relation: Relation) -> bool:
        entry = self._snapshot.generation.by_id(relation.symbol[0])
        return (
            entry is not None
            and self._imported.holds(entry)
            and locate(self._snapshot, relation.above) is not None
        )

    def _is_type(self, target: Target) -> bool:
        where = locate(self._snapshot, target)
        return where is not None and is_type(where[0].facts, where[1])


def _closure(target: Target, following: Callable[[Target], list[Target]]) -> list[Target]:
    found: dict[Target, None] = {}
    waiting = [target]
    for each in waiting:
        for one in following(each):
            if one not in found and one != target:
                found[one] = None
                waiting.append(one)
    return list(found)


def _precise(targets: Iterable[Target]) -> list[Found]:
    return [(target, int(Origin.PRECISE)) for target in targets]

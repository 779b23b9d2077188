"""Methods of bases that a method overrides: who uses those may use it.

Which classes are bases is `hierarchy`'s business; whether it matters is for the language to say.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..facts import Kind
from ..languages.registry import follows_overrides
from ..resolve.links import Target
from .reading import Snapshot
from .targets import locate

_MEMBERS = frozenset((Kind.METHOD, Kind.PROPERTY, Kind.FIELD))
_MOST = 200
"""Classes that are looked at above one."""


def overridden(snapshot: Snapshot, targets: Iterable[Target]) -> list[Target]:
    """The members of bases that these override, nearest first."""
    # That module asks for what stands at a position, as those do who ask here.
    from .hierarchy import bases, member

    wanted = list(targets)
    found: dict[Target, None] = {}
    for target in wanted:
        where = locate(snapshot, target)
        if where is None or not follows_overrides(where[0].path):
            continue
        facts, symbol = where[0].facts, where[1]
        if facts.symbol_kind[symbol] not in _MEMBERS:
            continue
        name = facts.names[facts.symbol_name[symbol]]
        level = [(target[0], facts.symbol_hash[facts.symbol_container[symbol]])]
        seen = set(level)
        while level and len(seen) < _MOST:
            above = [base for class_ in level for base, _ in bases(snapshot, class_, set())]
            level = [base for base in dict.fromkeys(above) if base not in seen]
            seen.update(level)
            members = [member(snapshot, class_, name) for class_ in level]
            found.update((each, None) for each in members if each is not None)
    return [each for each in found if each not in wanted]

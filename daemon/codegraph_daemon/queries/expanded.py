"""What macros do where they are used: names in the body of a macro are no code, but what is in it
happens wherever the macro stands."""

from __future__ import annotations

from ..facts import Facts, Role
from ..languages.semantics import modules_of, scoping_of
from ..resolve.links import Target, with_wide
from ..store.postings import Postings
from .answering import Asked
from .reading import Snapshot
from .targets import locate

_MENTIONED = frozenset((int(Role.MENTION), with_wide(Role.MENTION)))


def has_macros(path: str) -> bool:
    """Whether files like this one are read by a preprocessor first."""
    return scoping_of(modules_of(path)).declares


async def macros_with(
    asked: Asked, snapshot: Snapshot, postings: Postings, target: Target
) -> list[Target]:
    """The macros in whose bodies a symbol stands, and those in whose bodies these stand."""
    where = locate(snapshot, target)
    if where is None or not has_macros(where[0].path):
        return []
    found: dict[Target, None] = {}
    pending = [target]
    while pending:
        at = pending.pop()
        for path_id, _, links in snapshot.linked(postings.read_refs(*at)):
            await asked.pace.breathe()
            rows = links.rows_of(at)
            mentions = [position for position, _, role, _, _ in rows if role in _MENTIONED]
            file = snapshot.file_by_id(path_id) if mentions else None
            if file is None:
                continue
            for symbol in _around(file.facts, mentions):
                macro = (path_id, file.facts.symbol_hash[symbol])
                if macro != target and macro not in found:
                    found[macro] = None
                    pending.append(macro)
    return sorted(found)


def _around(facts: Facts, positions: list[int]) -> list[int]:
    """The macros in which some positions lie, each line << 32 | column."""
    offsets = [facts.offset(each >> 32, each & 0xFFFFFFFF) for each in positions]
    known = sorted([offset for offset in offsets if offset is not None])
    found: list[int] = []
    for symbol in range(len(facts.symbol_kind)):
        if facts.is_macro(symbol):
            for site in facts.sites(symbol):
                if any([site.name < offset < site.end for offset in known]):
                    found.append(symbol)
                    break
    return found

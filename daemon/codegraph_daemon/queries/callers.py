"""Who calls some symbols, one step, as columns: file by file, for there may be a thousand callers.

Belongs here: reading links into these columns. Stays out: what calls what (`calls`, `calling`), how
callers are said (`called`), and those that only may be, or have callers of their own: `calls` lists
these one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from codegraph_client.table import Rows

from ..facts import shortened
from ..resolve.described import SYMBOL_BYTES, Symbol, Told
from ..resolve.links import Links, Target
from .answering import Asked
from .called import MEMBER, SUREST, nothing, place_columns, spelled, symbol_columns
from .calling import Calling
from .reading import Snapshot, module_name

Called = tuple[Sequence[int], Target, Calling]
"""Files that may call a symbol, the symbol, and which links to it call it."""

_Place = tuple[int, int, int, str, int, str, int]
"""The number of the holder, line << 32 | column, how sure it is, the name of what is called, its
length and kind, and the role."""

_of_place = itemgetter(1, 2, 3)
_by_place = itemgetter(0, 1, 2)


async def in_columns(asked: Asked, snapshot: Snapshot, called: Iterable[Called]) -> Rows | None:
    """The callers of all these together, by place; None if some only may be, which are a group of
    their own."""
    by_file: dict[int, list[tuple[Target, Calling]]] = {}
    for path_ids, target, how in called:
        for path_id in path_ids:
            by_file.setdefault(path_id, []).append((target, how))
    path_of, breathe, contents = snapshot.generation.path_of, asked.pace.breathe, snapshot.contents
    order = sorted([(path_of(path_id), path_id) for path_id in by_file])
    found = _Columns()
    for path_id, entry, links in snapshot.linked([path_id for _, path_id in order]):
        await breathe()
        places = _places_in(links, by_file[path_id])
        if places:
            told = contents.derived(entry.facts, Told) or Told()
            before = len(told)
            found.add(path_of(path_id), links, places, told)
            if len(told) != before:
                contents.keep(entry.facts, told, SYMBOL_BYTES * (1 + len(told)))
    return found.rows()


def _places_in(links: Links, wanted: Sequence[tuple[Target, Calling]]) -> list[_Place]:
    """The calls of some symbols in one file, by position; at each the surest."""
    places: list[_Place] = []
    for target, (calling, name, kind) in wanted:
        places += [
            (number, position, SUREST[origin], name, length, kind, role)
            for position, length, role, origin, number in links.rows_of(target)
            if (role, origin) in calling
        ]
    if len(wanted) > 1 and len(places) > 1:
        # One place may call several of the symbols that are asked about.
        places.sort(key=_of_place)
        unique = {place[1]: place for place in reversed(places)}
        places = list(reversed(unique.values()))
    return places


class _Columns:
    """Callers and the places of their calls, as far as files were read."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._abouts: list[Symbol] = []
        self._spelled: list[tuple[str, str, str]] = []
        self._surest: list[int] = []
        self._counts: list[int] = []
        self._places: list[_Place] = []
        self._place_paths: list[str] = []
        self._containers: list[str] = []

    def add(self, path: str, links: Links, places: list[_Place], told: Told) -> None:
        """Add the calls in a file; `told`: what was said of what is in it, which may grow."""
        holders = links.holders
        of_holder: dict[int, list[_Place]] = {}
        for place in places:
            known = of_holder.get(place[0])
            if known is None:
                of_holder[place[0]] = [place]
            else:
                known.append(place)
        callers: list[tuple[int, int, str, int, Symbol, tuple[str, str, str]]] = []
        for number in of_holder:
            hashed = holders.hash[number]
            about = told.get(hashed) or told.setdefault(hashed, holders.symbol(number))
            said = spelled(path, about)
            callers.append((about.line, about.column, said[0], number, about, said))
        if len(callers) > 1:
            callers.sort(key=_by_place)
        for _, _, _, number, about, said in callers:
            held = of_holder[number]
            self._abouts.append(about)
            self._spelled.append(said)
            # A caller is as sure as the surest of its calls, in whatever order they come.
            self._surest.append(held[0][2] if len(held) == 1 else min([each[2] for each in held]))
            self._counts.append(len(held))
            self._places += held
            container = shortened(holders.qualified[number]) or module_name(path)
            self._containers += [container] * len(held)
        self._paths += [path] * len(callers)
        self._place_paths += [path] * len(places)

    def rows(self) -> Rows | None:
        """All of it as results; None if some calls only may be."""
        if not self._abouts:
            return nothing()
        if MEMBER in self._surest:
            return None
        names, containers, qualified = zip(*self._spelled, strict=True)
        told, texts = symbol_columns(
            self._paths, self._abouts, names, containers, qualified, self._surest
        )
        _, positions, surest, called, lengths, kinds, roles = zip(*self._places, strict=True)
        places = place_columns(
            *(self._place_paths, positions, lengths, called, kinds),
            *(self._containers, roles, surest),
        )
        some = {"text": texts, "why": {}, "children": {}}
        return Rows(len(self._abouts), told, some, {"calls": (self._counts, places)})

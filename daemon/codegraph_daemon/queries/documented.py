"""The parts of documents that are about a symbol: those that name it, each with its reason.

Belongs here: what of all that documents spell means a symbol, and how much that says. Stays out:
following what they spell (`documents`), what is near in meaning (`related`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from codegraph_client.protocol import Result

from ..chunks.places import traits_of_path
from ..chunks.traits import Trait
from ..documents.mentions import How
from ..documents.naming import (
    Named,
    holder_of,
    last_file,
    means,
    means_file,
    means_module,
    steps_of,
)
from ..documents.sections import Sections
from ..documents.table import Mention, Table
from ..facts import KIND_NAMES, MODULE_HASH, Facts, Kind
from ..graph.adjacent import Nodes
from ..graph.piece import INHERITS
from ..graph.symbol_graph import SymbolGraph
from ..languages.registry import is_settings
from ..resolve.links import Target
from ..resolve.values import Origin
from .answering import Asked, definitions
from .reading import File, Snapshot, symbol_name
from .symbols import Names
from .targets import locate

_FILES: Final = 40
"""Documents whose sections are looked at, those first that say most."""
_MOST: Final = 12
"""Parts of documents that are told of."""
_MOST_NAMESAKES: Final = 4
"""A name that more symbols have says nothing where it stands alone."""
_COUNTED: Final = frozenset(
    KIND_NAMES[kind]
    for kind in (
        *(Kind.FUNCTION, Kind.METHOD, Kind.PROPERTY, Kind.CLASS, Kind.INTERFACE, Kind.ENUM),
        *(Kind.TYPE_ALIAS, Kind.CONSTANT),
    )
)
_USING: Final = Trait.TEST | Trait.EXAMPLE
_WORTH: Final = {
    How.DESCRIBED: 1.0,
    How.HEADING: 0.9,
    How.SPAN: 0.6,
    How.EXAMPLE: 0.3,
    How.FILE: 0.15,
}
_NAMED: Final = frozenset(_WORTH) - {How.FILE}
_SAID: Final = {
    How.DESCRIBED: "it describes {}",
    How.HEADING: "its heading names {}",
    How.SPAN: "it mentions {}",
    How.EXAMPLE: "its example uses {}",
    How.FILE: "it leads to {}",
}
_ALONE: Final = 0.7
"""What a name counts that stands without what it lies in."""
_WITH_HOLDER: Final = 0.9
"""The same where what it lies in is named in the same section."""
_AGAIN: Final = 0.02
_MOST_AGAIN: Final = 5
_NEXT_OF_FILE: Final = 0.8
_NEAR: Final = 0.05
"""What meaning counts: what names it comes first."""
_OF_CHANGES: Final = 0.4
"""What is left of what tells how something was changed once."""
_CHANGES: Final = re.compile(
    r"(?:^|/)(?:change(?:s|log)?|history|news|release[-_ ]?notes|whats[-_ ]?new|migrat\w*"
    r"|upgrad\w*)\b[^/]*$|(?:^|/)(?:releases?|changelogs?|news|blog)/",
    re.IGNORECASE,
)


class Passage(NamedTuple):
    """A part of a document that is about a symbol."""

    target: Target
    """The section, or the file where it lies in none."""
    start: int
    """Byte offset of what says so."""
    length: int
    score: float
    why: str
    group: str = "documentation"


async def passages(
    asked: Asked,
    snapshot: Snapshot,
    graph: SymbolGraph,
    targets: Iterable[Target],
    names: Names,
    table: Table,
) -> list[Passage]:
    """The parts of documents that name some symbols, most first."""
    found: list[Passage] = []
    for target in targets:
        where = locate(snapshot, target)
        if where is not None:
            found += await _Looking(asked, snapshot, graph, names, table, *where).passages()
    return spread(found, snapshot.generation.path_of)[:_MOST]


def spread(found: Iterable[Passage], path_of: Callable[[int], str]) -> list[Passage]:
    """Of each part what says most, those first that do, so that no file takes all places; of equals
    by path and position."""
    best: dict[Target, Passage] = {}
    for each in found:
        if each.target not in best or best[each.target].score < each.score:
            best[each.target] = each
    left: dict[int, float] = {}
    damped: list[Passage] = []
    for each in sorted(best.values(), key=lambda each: (-each.score, _place(path_of, each))):
        share = left.get(each.target[0], 1.0)
        left[each.target[0]] = share * _NEXT_OF_FILE
        damped.append(each._replace(score=each.score * share))
    return sorted(damped, key=lambda each: (-each.score, _place(path_of, each)))


async def share_of(asked: Asked, names: Names, name: bytes, path: str) -> float:
    """What the name of a symbol in `path` says alone: one, shared by all that are called so;
    nothing if they are many."""
    is_test = traits_of_path(path) & Trait.TEST
    namesakes = 0
    for hit in await names.called(asked, name.decode("utf-8", "replace")):
        other = asked.path_of(hit.path_id) if hit.kind in _COUNTED else None
        if other is not None and (is_test or not traits_of_path(other) & _USING):
            namesakes += 1
        if namesakes > _MOST_NAMESAKES:
            return 0.0
    return 1 / max(namesakes, 1)


def said_of(facts: Facts, symbol: int) -> int:
    """The symbol whose name people say: for a constructor that of what it makes."""
    is_constructor = symbol and facts.symbol_kind[symbol] == Kind.CONSTRUCTOR
    return facts.symbol_container[symbol] if is_constructor else symbol


def named(file: File, symbol: int) -> Named:
    """A symbol as texts may name it; 0 for the module."""
    facts = file.facts
    container = facts.symbol_container[symbol] if symbol else 0
    within = facts.names[facts.symbol_name[container]] if container else ""
    name = symbol_name(file.path, facts, symbol)
    return Named(name.encode("utf-8", "replace"), within.encode("utf-8", "replace"), file.path)


def near_passages(
    snapshot: Snapshot, similar: Iterable[tuple[int, int, float]], most: int
) -> list[Passage]:
    """The parts of documents among what is near in meaning, as (path id, symbol, from 0 to 1)."""
    found: dict[Target, Passage] = {}
    for path_id, symbol, score in similar:
        file = snapshot.file_by_id(path_id)
        if file is None or symbol >= len(file.facts.symbol_kind) or len(found) == most:
            continue
        if file.facts.symbol_kind[symbol] == Kind.SECTION and not is_settings(file.path):
            target = path_id, file.facts.symbol_hash[symbol]
            site = file.facts.sites(symbol)[0]
            length = len(symbol_name(file.path, file.facts, symbol).encode("utf-8", "replace"))
            near = Passage(target, site.name, length, _NEAR * score, "it is near in meaning")
            found.setdefault(target, near)
    return list(found.values())


def _place(path_of: Callable[[int], str], passage: Passage) -> tuple[str, int]:
    return path_of(passage.target[0]), passage.start


class _Looking:
    """Looking for what names one symbol."""

    def __init__(
        self,
        asked: Asked,
        snapshot: Snapshot,
        graph: SymbolGraph,
        names: Names,
        table: Table,
        file: File,
        symbol: int,
    ) -> None:
        self._asked, self._snapshot, self._names = asked, snapshot, names
        self._graph, self._table, self._file = graph, table, file
        self._symbol = said_of(file.facts, symbol)
        self._named = named(file, self._symbol)

    async def passages(self) -> list[Passage]:
        """The parts of documents that name it, in no order."""
        by_file: dict[int, list[tuple[float, bool, Mention]]] = {}
        for score, is_alone, mention in await self._mentions():
            by_file.setdefault(mention.path_id, []).append((score, is_alone, mention))
        path_of = self._snapshot.generation.path_of
        best = sorted(
            by_file, key=lambda each: (-max(row[0] for row in by_file[each]), path_of(each))
        )
        holders = self._holders() if self._named.container else {}
        found: list[Passage] = []
        for path_id in best[:_FILES]:
            found += self._of_file(path_id, by_file[path_id], holders.get(path_id, []))
            await self._asked.pace.breathe()
        return found

    async def _mentions(self) -> list[tuple[float, bool, Mention]]:
        """What means it, with what that is worth, and whether its name stands alone."""
        found: list[tuple[float, bool, Mention]] = []
        own, its = self._file.entry.path_id, self._named
        path_of = self._snapshot.generation.path_of
        share: float | None = None
        breathe = self._asked.pace.breathe
        if self._symbol:
            known: dict[bytes, str] = {}
            inheriting = {b"": False}
            for mention in self._table.find(its.name):
                await breathe()
                if mention.path_id == own or mention.how not in _NAMED:
                    continue
                how = known.get(mention.text)
                if how is None:
                    how = means(mention.text, its)
                    holder = b"" if how else holder_of(mention.text)
                    if holder not in inheriting:
                        inheriting[holder] = await self._inherits(holder)
                    if inheriting[holder]:
                        how = "qualified"
                    known[mention.text] = how
                worth = _WORTH[mention.how]
                if how == "qualified":
                    found.append((worth, False, mention))
                elif how:
                    if share is None:
                        share = await share_of(self._asked, self._names, its.name, its.path)
                    # What is called in an example may be anybody's.
                    if share and (share == 1 or mention.how > How.EXAMPLE):
                        found.append((worth * share * _ALONE, True, mention))
        else:
            last = steps_of(its.path)[-1]
            found += [
                (_WORTH[mention.how], False, mention)
                for mention in self._table.find(last.encode("utf-8", "replace"))
                if mention.how in _NAMED and means_module(mention.text, its.path)
            ]
        for mention in self._table.find(last_file(its.path.encode()), is_file=True):
            folder = path_of(mention.path_id).rpartition("/")[0]
            is_other = mention.path_id != own and mention.how == How.FILE
            if is_other and means_file(mention.text, its.path, folder):
                worth = _WORTH[How.FILE] if self._symbol else _WORTH[How.DESCRIBED]
                found.append((worth, False, mention))
        return found

    async def _inherits(self, holder: bytes) -> bool:
        """Whether a class is called so that has the symbol from one above: documents name members
        by the class that people use."""
        if not self._named.container or not holder[:1].isupper():
            return False
        heirs = self._heirs
        if not len(heirs) or (len(heirs) == 1 and holder != self._named.container):
            return False
        targets: list[Target] = []
        for hit in await self._names.called(self._asked, holder.decode("utf-8", "replace")):
            if hit.path_id not in self._homes:
                continue
            file = self._snapshot.file_by_id(hit.path_id)
            if file is not None and hit.symbol < len(file.facts.symbol_hash):
                targets.append((hit.path_id, file.facts.symbol_hash[hit.symbol]))
        return bool(targets) and bool(np.isin(self._graph.nodes_or_none(targets), heirs).any())

    @cached_property
    def _heirs(self) -> Nodes:
        """The class that it lies in and all below that: of most there are few, and documents name
        many classes."""
        graph, facts = self._graph, self._file.facts
        container = facts.symbol_hash[facts.symbol_container[self._symbol]]
        heirs = newest = graph.nodes([(self._file.entry.path_id, container)])
        while len(newest):
            newest = np.setdiff1d(graph.users(newest, INHERITS).found, heirs)
            heirs = np.concatenate((heirs, newest))
        return heirs

    @cached_property
    def _homes(self) -> frozenset[int]:
        """The path ids of the files of those classes."""
        return frozenset(self._graph.paths(self._heirs).tolist())

    def _holders(self) -> dict[int, list[int]]:
        """By path id where documents name what it lies in."""
        found: dict[int, list[int]] = {}
        for mention in self._table.find(self._named.container):
            if mention.how in _NAMED:
                found.setdefault(mention.path_id, []).append(mention.start)
        return found

    def _of_file(
        self, path_id: int, rows: Sequence[tuple[float, bool, Mention]], holders: Sequence[int]
    ) -> list[Passage]:
        file = self._snapshot.file_by_id(path_id)
        if file is None:
            return []
        sections = Sections(file.facts)
        with_holder = {sections.at(start) for start in holders}
        factor = _OF_CHANGES if _CHANGES.search(file.path) else 1.0
        best: dict[int, tuple[float, Mention]] = {}
        counts: dict[int, int] = {}
        for score, is_alone, mention in rows:
            section = sections.at(mention.start)
            counts[section] = counts.get(section, 0) + 1
            if is_alone and section in with_holder:
                score = _WORTH[mention.how] * _WITH_HOLDER
            known = best.get(section)
            if known is None or known[0] < score:
                best[section] = score, mention
        found: list[Passage] = []
        for section, (score, mention) in best.items():
            again = _AGAIN * min(counts[section] - 1, _MOST_AGAIN)
            spelled = f"`{mention.text.decode('utf-8', 'replace')}`"
            hashed = file.facts.symbol_hash[section] if section else MODULE_HASH
            found.append(
                Passage(
                    (path_id, hashed),
                    mention.start,
                    mention.length,
                    min(score + again, 1.0) * factor,
                    _SAID[mention.how].format(spelled),
                )
            )
        return found


def told(file: File, symbol: int, passage: Passage) -> Result:
    """A passage as a result: the section, at the place that says so."""
    result = definitions(file, symbol, Origin.DEFINITION)[0]
    facts = file.facts
    line, column = facts.position(passage.start)
    result["line"], result["column"] = line, column
    result["end_line"], result["end_column"] = line, column + passage.length
    result["role"] = "text"
    result.pop("text", None)
    if facts.is_wide(line):
        result["text"] = ""
    result["group"] = passage.group
    result["reasons"] = [passage.why]
    return result

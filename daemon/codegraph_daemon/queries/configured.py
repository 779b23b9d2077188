"""The entries of configuration that are about a symbol: those that name it, its module or its file,
and those whose keys and variables it reads.

Belongs here: what of all that configuration spells means a symbol. Stays out: what a file spells
(`codegraph_daemon.documents.entries`), following that (`documents`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..documents.mentions import How
from ..documents.naming import (
    last_file,
    last_name,
    means,
    means_built,
    means_file,
    means_module,
    steps_of,
)
from ..documents.sections import Sections
from ..documents.table import Mention, Table
from ..facts import MODULE_HASH
from ..resolve.links import Target
from .answering import Asked
from .documented import Passage, named, said_of, share_of, spread
from .reading import File, Snapshot
from .source import Lines
from .symbols import Names
from .targets import locate

_MOST: Final = 10
"""Entries that are told of."""
_LINES: Final = 400
"""Lines of a symbol that are looked at for what they read."""
_RARE: Final = 3
"""A key that more entries have says nothing where it is one word."""
_NAMES: Final = 0.9
_ALONE: Final = 0.6
_SETS: Final = 1.0
_OF_FILE: Final = 0.25
"""What it counts that an entry is about the whole file of a symbol."""

_ENVIRONMENT: Final = re.compile(
    r"(?:environ(?:\.get)?|[Gg]etenv|LookupEnv|\b[Ee]nv(?:\.get|\.fetch)?|ENV(?:\.fetch)?"
    r"|env::var(?:_os)?|env!|process\.env|import\.meta\.env)"
    r"\s*[(\[.]\s*[\"'`]?([A-Z][A-Z0-9_]{2,})\b"
)
_CAPITALS: Final = re.compile(r"[\"'`]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[\"'`]")
_DOTTED: Final = re.compile(r"[\"'`](?:\$\{)?([A-Za-z_][\w-]*(?:\.[\w-]+)+)[}:\"'`]")
_SETTING: Final = re.compile(
    r"(?:[Cc]onf(?:ig(?:uration)?)?|[Ss]ettings?|[Oo]pt(?:ion)?s|cfg|[Pp]ref(?:erence)?s)_?"
    r"(?:\.\w+){0,3}\s*[\[(]\s*[\"'`]([\w.-]+)[\"'`]((?:\s*\]\s*\[\s*[\"'`][\w.-]+[\"'`])*)"
)
_INNER: Final = re.compile(r"[\"'`]([\w.-]+)[\"'`]")


class _Row(NamedTuple):
    score: float
    mention: Mention
    said: str
    """What the entry does; `{}` stands for what is spelled."""


async def entries(
    asked: Asked,
    snapshot: Snapshot,
    targets: Iterable[Target],
    names: Names,
    table: Table,
    lines: Lines,
) -> list[Passage]:
    """The entries that are about some symbols, most first; the best of each section."""
    found: list[Passage] = []
    for target in targets:
        where = locate(snapshot, target)
        if where is not None:
            looking = _Looking(asked, snapshot, names, table, *where)
            rows = [*await looking.naming(), *looking.read(lines)]
            best = await _by_section(asked, snapshot, rows)
            found += [_passage(table, *each) for each in best.items()]
    return spread(found, snapshot.generation.path_of)[:_MOST]


async def _by_section(asked: Asked, snapshot: Snapshot, rows: Iterable[_Row]) -> dict[Target, _Row]:
    """The best row of each section, or of the file where it lies in none."""
    best: dict[Target, _Row] = {}
    sections: dict[int, Sections] = {}
    for row in rows:
        path_id = row.mention.path_id
        file = snapshot.file_by_id(path_id)
        if file is None:
            continue
        if path_id not in sections:
            sections[path_id] = Sections(file.facts)
            await asked.pace.breathe()
        section = sections[path_id].at(row.mention.start)
        target = path_id, file.facts.symbol_hash[section] if section else MODULE_HASH
        if target not in best or best[target].score < row.score:
            best[target] = row
    return best


def _passage(table: Table, target: Target, row: _Row) -> Passage:
    score, mention, said = row
    key = table.key_at(mention.path_id, mention.start).decode("utf-8", "replace")
    spelled = last_name(mention.text) if mention.how == How.KEY else mention.text
    what = said.format(f"`{spelled.decode('utf-8', 'replace')}`")
    why = f"`{key}` {what}" if key else what
    return Passage(target, mention.start, mention.length, score, why, "configuration")


class _Looking:
    """Looking for what is about one symbol."""

    def __init__(
        self, asked: Asked, snapshot: Snapshot, names: Names, table: Table, file: File, symbol: int
    ) -> None:
        self._asked, self._snapshot, self._names = asked, snapshot, names
        self._table, self._file, self._symbol = table, file, symbol
        self._named = named(file, said_of(file.facts, symbol))

    async def naming(self) -> list[_Row]:
        """What names it, its module or its file."""
        found: list[_Row] = []
        table, its = self._table, self._named
        whole = _OF_FILE if self._symbol else _SETS
        share: float | None = None
        for mention in table.find(its.name) if self._symbol else ():
            await self._asked.pace.breathe()
            if mention.how != How.SET_NAME or self._is_module(mention.text):
                continue
            how = means(mention.text, its)
            if how == "qualified":
                found.append(_Row(_NAMES, mention, "names {}"))
            elif how:
                if share is None:
                    share = await share_of(self._asked, self._names, its.name, its.path)
                if share == 1:
                    found.append(_Row(_ALONE, mention, "names {}"))
        what = "its module " if self._symbol else ""
        found += [
            _Row(whole, mention, f"names {what}{{}}")
            for mention in table.find(steps_of(its.path)[-1].encode("utf-8", "replace"))
            if mention.how == How.SET_NAME and means_module(mention.text, its.path)
        ]
        what = "its file " if self._symbol else ""
        for mention in table.find(last_file(its.path.encode()), is_file=True):
            if mention.how == How.SET_FILE and mention.path_id != self._file.entry.path_id:
                other = self._snapshot.generation.path_of(mention.path_id)
                around = mention.text, its.path, other.rpartition("/")[0]
                if means_file(*around) or means_built(*around):
                    found.append(_Row(whole, mention, f"leads to {what}{{}}"))
        return found

    def read(self, lines: Lines) -> Iterator[_Row]:
        """The keys and variables that its text reads."""
        facts = self._file.facts
        if not self._symbol:
            return
        site = facts.sites(self._symbol)[0]
        first, last = (facts.position(each)[0] for each in (site.start, site.end))
        text = "\n".join(lines.of(self._file)[first : min(last + 1, first + _LINES)])
        variables = {*_ENVIRONMENT.findall(text), *_CAPITALS.findall(text)}
        for variable in sorted(variables):
            for mention in self._table.find(variable.encode()):
                if mention.how == How.KEY:
                    yield _Row(_SETS, mention, "sets {}, which this reads")
                elif mention.how == How.SET_VARIABLE:
                    yield _Row(_NAMES, mention, "uses {}, which this reads")
        keys = set(_DOTTED.findall(text))
        keys.update(
            ".".join((each[1], *_INNER.findall(each[2]))) for each in _SETTING.finditer(text)
        )
        for key in sorted(keys):
            spelled = key.encode("utf-8", "replace")
            there = [
                mention
                for mention in self._table.find(last_name(spelled))
                if mention.how == How.KEY and (b"." + mention.text).endswith(b"." + spelled)
            ]
            if b"." in spelled or len(there) <= _RARE:
                for mention in there:
                    yield _Row(_SETS, mention, "sets {}, which this reads")

    def _is_module(self, spelled: bytes) -> bool:
        """Whether a dotted name is that of a module beside that of the symbol."""
        if b":" in spelled:
            return False
        steps = spelled.decode("utf-8", "replace").split(".")
        folders, name = self._named.path.split("/"), self._named.path.rpartition("/")[2]
        ending = name[name.find(".") :] if "." in name else ""
        for at, folder in enumerate(folders):
            if folder == steps[0]:
                stem = "/".join((*folders[:at], *steps))
                paths = (stem + ending, f"{stem}/__init__{ending}")
                if any(self._snapshot.generation.get(path) is not None for path in paths):
                    return True
        return False

"""What a question about symbols is about: what stands at a position, what has a name, or a key.

Here are the way from a request to symbols, the wait for whoever may mention them, and the result
that stands for a symbol itself.  What is asked about them is for the question's own module.
"""

from __future__ import annotations

from typing import NamedTuple

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Result

from ..facts import (
    KIND_NAMES,
    NONE,
    ROLE_NAMES,
    Facts,
    Flag,
    Kind,
    Role,
    ScopeKind,
    descriptor_hash,
    descriptor_part,
)
from ..resolve.links import Target
from ..resolve.values import TRUST
from ..store.postings import Postings
from .answering import Asked, place, shown
from .navigation import _mentions, _spellings, meaning_of
from .reading import File, Snapshot, container_name, module_name, symbol_name
from .symbols import Names

_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM, Kind.TYPE_ALIAS))

_DEFINITION = ROLE_NAMES[Role.DEFINITION]


class Subject(NamedTuple):
    """The symbols that a question is about, with the generation that it reads.

    `local` is (scope, name index) in `file` of a variable that only its own function knows.
    """

    snapshot: Snapshot
    targets: list[Target]
    file: File | None = None
    local: tuple[int, int] | None = None


async def subject(asked: Asked, names: Names) -> Subject:
    """What the request points at, once the file that it points into is up to date."""
    if "key" in asked.params:
        return await _by_key(asked)
    snapshot, meaning, file = await meaning_of(asked, names)
    targets = list(dict.fromkeys(target for target, _ in meaning.symbols))
    return Subject(snapshot, targets, file, meaning.local)


async def _by_key(asked: Asked) -> Subject:
    key = asked.params["key"]
    if not isinstance(key, str) or "#" not in key:
        raise BadRequest("key must be the key of an earlier result")
    # A path may hold what parts it from the descriptor.
    cuts = [at for at, character in enumerate(key) if character == "#"]
    paths = [asked.path(key[:cut]) for cut in cuts if cut]
    for path in paths:
        asked.look_at(path)
    workspace = asked.workspace

    def is_asked(path_id: int) -> bool:
        # Asked again each time: in a cold index a file gets its id while we wait.
        return path_id in map(workspace.store.paths.find, paths)

    await asked.settled(is_asked)
    snapshot = asked.snapshot()
    for cut, path in zip([cut for cut in cuts if cut], paths, strict=True):
        file = snapshot.file(path)
        hashed = descriptor_hash(key[cut + 1 :])
        if file is not None and hashed in file.facts.symbol_of_hash:
            return Subject(snapshot, [(file.entry.path_id, hashed)], file)
    asked.reason = asked.reason or f"there is no symbol {shown(key)} any more"
    return Subject(snapshot, [])


async def mentioned(asked: Asked, postings: Postings, about: Subject) -> Snapshot:
    """The generation in which whoever may mention the symbols is linked."""
    if about.targets and asked.unlinked:
        spelled = await _spellings(asked, about.snapshot, postings, about.targets)
        if spelled is None:
            await asked.settled()
        else:
            await asked.settled(lambda path_id: _mentions(asked, path_id, spelled))
    return asked.snapshot()


async def everything(asked: Asked) -> Snapshot:
    """The generation in which all is linked: for questions that follow one symbol to the next."""
    if asked.unlinked:
        await asked.settled()
    return asked.snapshot()


def symbol_result(file: File, symbol: int, origin: int) -> Result:
    """The one result that stands for a symbol, at the definition that people mean by it."""
    return Described(file).result(symbol, origin)


class Described:
    """The results that stand for symbols of one file; made quickly, for there may be hundreds."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._module = module_name(file.path)
        self._containers: dict[int, tuple[str, str]] = {0: ("", "")}

    def result(self, symbol: int, origin: int) -> Result:
        """The result for a symbol, found by a link of that origin."""
        file, facts = self._file, self._file.facts
        if not symbol:
            return self._of_module(origin)
        inside = facts.symbol_container[symbol]
        names = self._containers.get(inside)
        if names is None:
            names = self._containers[inside] = facts.qualified(inside), facts.descriptor(inside)
        name, kind = facts.names[facts.symbol_name[symbol]], facts.symbol_kind[symbol]
        variant = facts.names[facts.symbol_variant[symbol]]
        start, end, at = self._site(symbol)
        line, column = facts.position(at)
        length = len(name) if name.isascii() else len(name.encode("utf-8", "replace"))
        trust = TRUST[origin]
        result: Result = {
            "path": file.path,
            "line": line,
            "column": column,
            "end_line": line,
            "end_column": column + length,
            "name": name,
            "kind": KIND_NAMES[kind],
            "container": names[0] or self._module,
            "role": _DEFINITION,
            "tier": trust.tier,
            "confidence": trust.confidence,
            "origin": trust.name,
            "qualified": f"{names[0]}.{name}" if names[0] else name,
            "range": [*facts.position(start), *facts.position(end)],
            "key": f"{file.path}#{names[1]}{descriptor_part(name, kind, variant)}",
        }
        if facts.is_wide(line):
            result["text"] = ""
        return result

    def _site(self, symbol: int) -> tuple[int, int, int]:
        """Where the definition that people mean starts and ends, and where its name is."""
        facts = self._file.facts
        rows = range(facts.symbol_sites[symbol], facts.symbol_sites[symbol + 1])
        if len(rows) > 1:
            declared = [row for row in rows if facts.site_declared[row]] or rows
            # Overloads say how it is called; what follows them, declared or not, is what is called.
            overloaded = facts.symbol_flags[symbol] & Flag.OVERLOAD
            row = rows[-1] if overloaded else declared[0]
        else:
            row = rows[0]
        return facts.site_start[row], facts.site_end[row], facts.site_name[row]

    def _of_module(self, origin: int) -> Result:
        file = self._file
        name = symbol_name(file.path, file.facts, 0)
        container = container_name(file.path, file.facts, 0)
        kind = Kind.MODULE
        result = place(
            file, 0, 0, name=name, kind=kind, container=container, role=_DEFINITION, origin=origin
        )
        result["qualified"] = self._module
        result["range"] = [0, 0, *file.facts.position(file.facts.text_length)]
        result["key"] = f"{file.path}#"
        return result


def is_type(facts: Facts, symbol: int) -> bool:
    """Whether a symbol is a class or something else that types are made of."""
    if facts.symbol_kind[symbol] in _TYPES:
        return True
    body = facts.symbol_body[symbol]
    return body != NONE and facts.scope_kind[body] == ScopeKind.CLASS

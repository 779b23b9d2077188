"""This index as one of SCIP, file by file; a task of a worker.

What is certain or inferred is written, what is only possible is not.  The same index gives the same
bytes.  The file is written beside its place and put there whole.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from codegraph_client import __version__

from ..facts import MODULE_HASH, NONE, Expr, Kind, Role, ScopeKind, without_tag
from ..facts import unpack_occurrence as unpacked
from ..languages.registry import language_of
from ..queries.hierarchy import bases, member
from ..queries.reading import Contents, File, Snapshot, spelled_length, text_lines
from ..queries.targets import parameter_of
from ..resolve.links import Links, Target
from ..resolve.relations import IMPLEMENTATION, REFERENCE, TYPE
from ..resolve.values import TRUST, Origin
from ..store.pages import Entry
from ..workers import Host
from ..workers.parse import text_of_facts
from . import stream
from .describing import describe
from .naming import ROLES, language_name, names_of, sayable
from .places import UTF8

if TYPE_CHECKING:
    from .beyond import Beyond

_AT_ONCE = 32
"""Files that are asked for at once."""
_NAMES = 256
"""Files whose symbols' names are at hand."""
_WORD = re.compile(rb"[\w$\x80-\xff]+", re.ASCII)
_INSIDE = re.compile(rb"[\w$\x80-\xff]{2}", re.ASCII)
_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_MEMBERS = frozenset((Kind.METHOD, Kind.PROPERTY, Kind.FUNCTION))


class _Table:
    """The generation that is exported, as questions see one."""

    def __init__(self, host: Host) -> None:
        self._entries: dict[str, Entry] = {}
        self._paths: dict[int, str] = {}
        while page := host.call("entries", None):
            for path, path_id, facts, links in page:
                self._entries[path] = Entry(path_id, facts, links, 0, 0, 0, 0)
                self._paths[path_id] = path

    def paths(self) -> list[str]:
        """All paths, in order."""
        return sorted(self._entries)

    def get(self, path: str) -> Entry | None:
        """As `Generation.get`."""
        return self._entries.get(path)

    def by_id(self, path_id: int) -> Entry | None:
        """As `Generation.by_id`."""
        path = self._paths.get(path_id)
        return None if path is None else self._entries[path]

    def path_of(self, path_id: int) -> str:
        """As `Generation.path_of`."""
        return self._paths[path_id]


class _Asked:
    """The store, as `Contents` reads it; the daemon has it."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def get(self, family: str, key: bytes) -> bytes | None:
        """As `Store.get`."""
        return self.get_many(family, [key])[0]

    def get_many(self, family: str, keys: Sequence[bytes]) -> list[bytes | None]:
        """As `Store.get_many`."""
        return [blob or None for blob in self._host.call(family, list(keys))]


class _Export:
    """One export."""

    def __init__(self, host: Host, payload: dict[str, Any]) -> None:
        from .schema import scip_pb2

        self.host = host
        self.root: str = payload["root"]
        self.max_bytes: int = payload["max_bytes"]
        self.table = _Table(host)
        contents = Contents(cast(Any, _Asked(host)))
        self.snapshot = Snapshot(cast(Any, self.table), contents)
        self.schema: Any = scip_pb2
        self.occurrences = self.symbols = self.files = self.external = 0
        self._names: dict[int, tuple[list[str], dict[int, int]]] = {}
        self.beyond: Beyond | None = None
        if payload["libraries"]:
            from .beyond import Beyond

            self.beyond = Beyond(host, payload, scip_pb2)
            for path in self.table.paths():
                entry = self.table.get(path)
                if entry is not None:
                    self.beyond.put(path, entry.path_id, entry.facts)
        self.relations: dict[Target, list[tuple[Target, int]]] = {}
        for symbol, above, what in payload["relations"]:
            self.relations.setdefault(tuple(symbol), []).append((tuple(above), what))

    def parts(self) -> Iterator[bytes]:
        """The top-level fields of the index."""
        metadata = self.schema.Metadata(
            tool_info=self.schema.ToolInfo(name="codegraph", version=__version__),
            project_root=Path(self.root).as_uri(),
            text_document_encoding=self.schema.UTF8,
        )
        yield stream.frame(stream.METADATA, _bytes_of(metadata))
        # A path that is no UTF-8 cannot be said.
        paths = [path for path in self.table.paths() if sayable(path) == path]
        for number, path in enumerate(paths):
            self.host.step([path])
            if not number % _AT_ONCE:
                self._fetch(paths[number : number + _AT_ONCE])
                self.host.call("progress", ["writing", number, len(paths)])
            file = self.snapshot.file(path)
            links = None if file is None else self.snapshot.contents.links(file.entry)
            if file is not None and links is not None and len(file.facts.symbol_kind):
                yield stream.frame(stream.DOCUMENT, _bytes_of(self._document(file, links)))
        for described in self.beyond.described() if self.beyond is not None else ():
            self.external += 1
            yield stream.frame(stream.EXTERNAL, described)

    def _fetch(self, paths: Sequence[str]) -> None:
        """Have what is known of some files at hand: each question of the daemon is a wait."""
        entries = [entry for path in paths if (entry := self.table.get(path)) is not None]
        self.snapshot.contents.fetch_facts(entry.facts for entry in entries)
        self.snapshot.contents.fetch_links(entries)

    def _document(self, file: File, links: Links) -> Any:
        document = self.schema.Document(
            relative_path=file.path,
            language=language_name(language_of(file.path)),
            position_encoding=UTF8,
        )
        text = text_of_facts(self.root, file.path, self.max_bytes, file.entry.facts)
        lines = [] if text is None else text.splitlines()
        rows = {*self._links(file, links, lines), *self._definitions(file, lines)}
        local: dict[str, str] = {}
        rows |= self._locals(file, {row[:2] for row in rows}, local)
        if self.beyond is not None:
            rows = _with_libraries(rows, set(self.beyond.uses(file, links)))
        occurrence: Any = None
        for line, column, end, symbol, roles, extent in sorted(rows, key=_by_place):
            place = [line, column, end]
            if occurrence is not None and (occurrence.range, occurrence.symbol) == (place, symbol):
                # A name that is exported where it is defined: one occurrence with both roles.
                occurrence.symbol_roles |= roles
                continue
            occurrence = document.occurrences.add(
                range=place, symbol=symbol, symbol_roles=roles, enclosing_range=extent
            )
        self._describe(document, file, [] if text is None else text_lines(text))
        for symbol, name in local.items():
            document.symbols.add(
                symbol=symbol, kind=self.schema.SymbolInformation.Variable, display_name=name
            )
        self.files += 1
        self.occurrences += len(document.occurrences)
        self.symbols += len(document.symbols)
        return document

    # Occurrences: line, column, end, symbol, roles, range of the whole definition

    def _links(self, file: File, links: Links, lines: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        for target, link in links.all():
            if TRUST[link.origin].tier == "possible" or link.origin == Origin.IMPLIED:
                continue
            roles = ROLES.get(link.role)
            name = self._name(target)
            if roles is not None and roles != ROLES[Role.DEFINITION] and name is not None:
                end = link.column + link.length
                if _is_cut(lines, link.line, end):
                    # It is told by another name than stands there, such as a constructor.
                    end = _word_end(lines, link.line, link.column)
                yield link.line, link.column, end, name, roles, ()

    def _definitions(self, file: File, lines: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        facts = file.facts
        names, _ = self._names_of(file)
        yield 0, 0, 0, names[0], ROLES[Role.DEFINITION], (0, 0, *facts.position(facts.text_length))
        for symbol in range(1, len(names)):
            name = facts.names[facts.symbol_name[symbol]]
            spelled = name.encode("utf-8", "replace")
            for site in facts.sites(symbol):
                line, column = facts.position(site.name)
                end = column + len(spelled)
                if line < len(lines) and lines[line][column:end] != spelled:
                    # It has no name, or its name is that of what it adds to.
                    end = column if name.isidentifier() else _word_end(lines, line, column)
                extent = (*facts.position(site.start), *facts.position(site.end))
                yield line, column, end, names[symbol], ROLES[Role.DEFINITION], extent

    def _locals(
        self, file: File, taken: set[tuple[int, int]], local: dict[str, str]
    ) -> set[tuple[Any, ...]]:
        """Uses of names that only their own function knows, in the order of their numbers; `local`
        gets the symbols that no other file has, with their names."""
        facts = file.facts
        numbers: dict[tuple[int, int], str] = {}
        names, _ = self._names_of(file)
        found: set[tuple[Any, ...]] = set()
        for expr, kind in enumerate(facts.expr_kind):
            scope = facts.expr_b[expr]
            if kind != Expr.NAME or scope == NONE or facts.scope_kind[scope] < ScopeKind.FUNCTION:
                continue
            for packed in facts.occurrences_of(expr):
                start, role, _ = unpacked(packed)
                line, column = facts.position(start)
                if (line, column) in taken or role not in ROLES:
                    continue
                key = scope, facts.expr_a[expr]
                if key not in numbers:
                    parameter = parameter_of(facts, *key)
                    if parameter is None:
                        numbers[key] = f"local {len(numbers)}"
                        local[numbers[key]] = sayable(without_tag(facts.names[key[1]]))
                    else:
                        numbers[key] = names[parameter]
                end = column + spelled_length(facts, expr, start)
                found.add((line, column, end, numbers[key], ROLES[role], ()))
        return found

    # Symbols

    def _describe(self, document: Any, file: File, lines: list[str]) -> None:
        names, _ = self._names_of(file)
        for symbol in range(len(names)):
            about = document.symbols.add()
            describe(about, file, symbol, names, lines, document.language)
            for above, what in self._above(file, symbol):
                about.relationships.add(
                    symbol=above,
                    is_implementation=bool(what & IMPLEMENTATION),
                    is_reference=bool(what & REFERENCE),
                    is_type_definition=bool(what & TYPE),
                )

    def _above(self, file: File, symbol: int) -> list[tuple[str, int]]:
        """The names of the bases of a class, of what a method overrides, and of what an imported
        index says of a symbol, each with what that is."""
        facts = file.facts
        kind = facts.symbol_kind[symbol]
        target = file.entry.path_id, facts.symbol_hash[symbol]
        found: list[Target] = []
        if symbol and kind in _TYPES:
            found = self._bases(target)
        elif symbol and kind in _MEMBERS:
            container = facts.symbol_container[symbol]
            if container and facts.symbol_kind[container] in _TYPES:
                class_ = target[0], facts.symbol_hash[container]
                variant = facts.names[facts.symbol_variant[symbol]]
                found = self._overridden(class_, facts.bound_as(symbol), variant)
        what = IMPLEMENTATION | (REFERENCE if kind in _MEMBERS else 0)
        told = [(each, what) for each in found] + self.relations.get(target, [])
        names: dict[str, int] = {}
        for each, bits in told:
            name = None if each == target else self._name(each)
            if name is not None:
                names[name] = names.get(name, 0) | bits
        return sorted(names.items())

    def _bases(self, class_: Target) -> list[Target]:
        return [base for base, _ in bases(self.snapshot, class_, set())]

    def _overridden(self, class_: Target, name: str, variant: str) -> list[Target]:
        """On each way up from a class, the first member of a name."""
        found: dict[Target, None] = {}
        pending, seen = self._bases(class_), {class_}
        while pending:
            base = pending.pop()
            if base in seen:
                continue
            seen.add(base)
            above = member(self.snapshot, base, name, variant)
            if above is not None:
                found[above] = None
            else:
                pending += self._bases(base)
        return list(found)

    # Names

    def _name(self, target: Target) -> str | None:
        file = self.snapshot.file_by_id(target[0])
        if file is None:
            return None
        names, index = self._names_of(file)
        symbol = 0 if target[1] == MODULE_HASH else index.get(target[1])
        return None if symbol is None else names[symbol]

    def _names_of(self, file: File) -> tuple[list[str], dict[int, int]]:
        path_id = file.entry.path_id
        known = self._names.pop(path_id, None)
        if known is None:
            known = names_of(file.path, file.facts), file.facts.symbol_of_hash
            while len(self._names) >= _NAMES:
                del self._names[next(iter(self._names))]
        # The newest are the last.
        self._names[path_id] = known
        return known


def export_index(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Write the index to `payload["file"]`; the answer says how much, or why not in `refused`."""
    place = Path(payload["file"])
    unfinished = place.with_name(f".{place.name}.{os.getpid()}.new")
    export = _Export(host, payload)
    size = 0
    try:
        with unfinished.open("xb", buffering=1 << 20) as file:
            for part in export.parts():
                size += file.write(part)
        unfinished.replace(place)
    except OSError as error:
        return {"refused": f"{place}: {error.strerror}"}
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()
    return {
        "file": str(place),
        "bytes": size,
        "documents": export.files,
        "occurrences": export.occurrences,
        "symbols": export.symbols,
        "external": export.external,
    }


def _by_place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Of one symbol at one place, what has the range of its definition first."""
    return (*row[:4], not row[5], *row[4:])


def _with_libraries(rows: set[tuple[Any, ...]], uses: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Occurrences with those of libraries, in place of uses of the name that an import gives."""
    places = {use[:2] for use in uses}
    kept = {row for row in rows if row[:2] not in places or row[4] & ROLES[Role.DEFINITION]}
    return kept | uses


def _is_cut(lines: Sequence[bytes], line: int, end: int) -> bool:
    """Whether a range that ends there cuts a word."""
    return line < len(lines) and _INSIDE.match(lines[line], end - 1) is not None


def _word_end(lines: Sequence[bytes], line: int, column: int) -> int:
    """The column where the word that begins at one ends."""
    found = _WORD.match(lines[line], column) if line < len(lines) else None
    return column if found is None else found.end()


def _bytes_of(message: Any) -> bytes:
    packed: bytes = message.SerializeToString(deterministic=True)
    return packed

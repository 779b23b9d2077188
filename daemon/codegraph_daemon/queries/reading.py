"""Reading one generation: facts, links and source text, through bounded caches.

Everything is keyed by content, so a cache can never be stale.  Nothing here knows a question.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from ..discovery import read_source
from ..encoding import utf8_text
from ..facts import CONSTRUCTOR_NAME, Expr, Facts, Kind, module_spelling, without_tag
from ..recent import Recent
from ..resolve.links import Links
from ..store.database import Store
from ..store.pages import Entry
from ..store.views import Generation

_MOST_CONCLUSIONS = 2000
"""Of a few hundred bytes each."""

_AT_ONCE = 32
"""Links that are read together, which takes a fifth of a millisecond."""

V = TypeVar("V")

Lines = Mapping[int, str]
"""Lines of a text by their zero-based numbers, without their ends."""

_FACTS_BYTES = 16 * 1024 * 1024
"""Between 12 MiB and 24, with which the daemon took 20 MB more for a fifteenth less CPU of
references."""
_LINKS_BYTES = 28 * 1024 * 1024
"""Those of Django, 25 MB of them, are read once: questions about much-used names take turns through
all of it, and with less each would read a fifth of its files again."""
_DESCRIBED_BYTES = 12 * 1024 * 1024
_LINES_BYTES = 2 * 1024 * 1024
_LINE_BYTES = 150
_MOST_LINES_BYTES = 64 * 1024
"""Of a file with more text than this on lines that are not ASCII, none is kept."""


class Contents:
    """Facts and links of a store by content id, the recently used ones at hand."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: Recent[Facts] = Recent(_FACTS_BYTES)
        self._links: Recent[Links] = Recent(_LINKS_BYTES)
        self._wide: Recent[dict[int, str]] = Recent(_LINES_BYTES)
        self._described: Recent[Any] = Recent(_DESCRIBED_BYTES)
        self._derived_kinds: set[bytes] = set()
        self._conclusions: tuple[int, int, dict[Any, Any]] = (0, 0, {})

    def forget(self, replaced: Iterable[bytes]) -> None:
        """Let go of facts and links that the workspace has replaced.

        Nobody asks for them any more: kept until there is no room, they would make the caches as
        large as they may be in every repository that is edited, however small it is.
        """
        for content in replaced:
            self._facts.drop(content)
            self._links.drop(content)
            self._wide.drop(content)
            for kind in self._derived_kinds:
                self._described.drop(content + kind)

    def held(self) -> dict[str, int]:
        """How many values of each kind are at hand."""
        return {
            "facts": len(self._facts),
            "links": len(self._links),
            "lines": len(self._wide),
            "derived": len(self._described),
        }

    def facts(self, facts_id: bytes) -> Facts | None:
        """The facts of that id; None if the store does not hold them."""
        found = self._facts.get(facts_id)
        if found is None:
            blob = self._store.get("facts", facts_id)
            if blob is None:
                return None
            found = Facts(blob)
            self._facts.put(facts_id, found, len(blob) * 2)
        return found

    def links(self, entry: Entry) -> Links | None:
        """The links of an entry; None if it is not linked, or only with older facts."""
        if not entry.links:
            return None
        found = self._links.get(entry.links)
        if found is None:
            blob = self._store.get("links", entry.links)
            if blob is None:
                return None
            found = Links(blob)
            self._links.put(entry.links, found, len(blob) * 2)
        return found if found.facts_id == entry.facts else None

    def fetch_links(self, entries: Iterable[Entry]) -> None:
        """Have the links of some entries at hand, read together: that takes half the time."""
        held = self._links
        wanted = [entry.links for entry in entries if entry.links and entry.links not in held]
        if len(wanted) > 1:
            for links_id, blob in zip(wanted, self._store.get_many("links", wanted), strict=True):
                if blob is not None:
                    held.put(links_id, Links(blob), len(blob) * 2)

    def fetch_facts(self, facts_ids: Iterable[bytes]) -> None:
        """Have some facts at hand, read together."""
        held = self._facts
        wanted = [each for each in dict.fromkeys(facts_ids) if each and each not in held]
        if len(wanted) > 1:
            for facts_id, blob in zip(wanted, self._store.get_many("facts", wanted), strict=True):
                if blob is not None:
                    held.put(facts_id, Facts(blob), len(blob) * 2)

    def derived(self, facts_id: bytes, kind: type[V]) -> V | None:
        """What was kept of these facts with `keep`, if it is still at hand."""
        found: V | None = self._described.get(facts_id + kind.__name__.encode())
        return found

    def keep(self, facts_id: bytes, value: object, size: int) -> None:
        """Keep what follows from these facts alone, under its type; `size` in bytes.

        To be said again when it has grown.
        """
        kind = type(value).__name__.encode()
        self._derived_kinds.add(kind)
        self._described.put(facts_id + kind, value, size)

    def conclusions(self, generation: Generation) -> dict[Any, Any]:
        """What follows from a generation of the workspace as a whole; gone with the next one."""
        view_id, number, known = self._conclusions
        if (view_id, number) != (generation.view_id, generation.number):
            known = {}
            self._conclusions = generation.view_id, generation.number, known
        elif len(known) >= _MOST_CONCLUSIONS:
            known.clear()
        return known

    def wide_lines(self, root: str, path: str, entry: Entry, max_bytes: int) -> Lines | None:
        """The lines of a file that are not ASCII, by their numbers, as they were indexed.

        They are read from the file, if they are not at hand; None if it is another one now.
        """
        found = self._wide.get(entry.facts)
        if found is None:
            lines = source_lines(root, path, entry, max_bytes)
            if lines is None:
                return None
            found = {number: line for number, line in enumerate(lines) if not line.isascii()}
            size = sum(_LINE_BYTES + 4 * len(line) for line in found.values())
            if size <= _MOST_LINES_BYTES:
                self._wide.put(entry.facts, found, _LINE_BYTES + size)
        return found


class File:
    """One file of a generation."""

    __slots__ = ("entry", "facts", "path")

    def __init__(self, path: str, entry: Entry, facts: Facts) -> None:
        self.path = path
        self.entry = entry
        self.facts = facts


class Snapshot:
    """One generation with the contents that it names."""

    def __init__(
        self, generation: Generation, contents: Contents, conclusions: dict[Any, Any] | None = None
    ) -> None:
        self.generation = generation
        self.contents = contents
        self.conclusions: dict[Any, Any] = {} if conclusions is None else conclusions
        """What was concluded from the whole of it, for questions that ask for it again."""

    def file(self, path: str) -> File | None:
        """A file by its path relative to the root; None if it is not indexed."""
        entry = self.generation.get(path)
        return None if entry is None else self._file(path, entry)

    def file_by_id(self, path_id: int) -> File | None:
        """A file by its path id."""
        entry = self.generation.by_id(path_id)
        return None if entry is None else self._file(self.generation.path_of(path_id), entry)

    def fetch_facts(self, path_ids: Iterable[int]) -> None:
        """Have the facts of some files at hand, read together."""
        entries = map(self.generation.by_id, path_ids)
        self.contents.fetch_facts(entry.facts for entry in entries if entry is not None)

    def linked(self, path_ids: Sequence[int]) -> Iterator[tuple[int, Entry, Links]]:
        """Those of some files that are linked: path id, entry and links, in the same order."""
        by_id, contents = self.generation.by_id, self.contents
        for at in range(0, len(path_ids), _AT_ONCE):
            entries = [by_id(path_id) for path_id in path_ids[at : at + _AT_ONCE]]
            here = [entry for entry in entries if entry is not None]
            contents.fetch_links(here)
            for entry in here:
                links = contents.links(entry)
                if links is not None:
                    yield entry.path_id, entry, links

    def _file(self, path: str, entry: Entry) -> File | None:
        facts = self.contents.facts(entry.facts)
        return None if facts is None else File(path, entry, facts)


def source_lines(root: str, path: str, entry: Entry, max_bytes: int) -> list[str] | None:
    """The lines of a file, if it is still the one that was indexed; without their ends."""
    source = read_source(root, path, max_bytes)
    if source.problem or tuple(source.stat) != entry.state:
        return None
    return text_lines(utf8_text(source.data))


def text_lines(text: bytes) -> list[str]:
    """The lines of a text, without their ends and without a byte order mark."""
    # Decoded in one piece: a file may have ten thousand lines, of which one is asked for.
    decoded = text.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if "\r" in decoded:
        decoded = decoded.replace("\r\n", "\n").replace("\r", "\n")
    lines = decoded.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def spelled_length(facts: Facts, expr: int, start: int) -> int:
    """Length in UTF-8 bytes of the name that the occurrence of `expr` at a byte offset spells."""
    return len(spelled(facts, expr, start).encode("utf-8", "replace"))


def spelled(facts: Facts, expr: int, start: int) -> str:
    """The name that the occurrence of `expr` at a byte offset spells."""
    if facts.expr_kind[expr] == Expr.MODULE:
        return module_spelling(facts.names[facts.expr_a[expr]])
    name = facts.names[facts.expr_name(expr)]
    if name == CONSTRUCTOR_NAME and (defined := facts.name_defined_at(start)) is not None:
        # Where it is defined it has the name of its class.
        return defined
    return without_tag(name)


@lru_cache(4096)
def module_name(path: str) -> str:
    """What people call a file as a module: its path with dots, without extension."""
    stem = path.rpartition(".")[0] or path
    dotted = stem.replace("/", ".")
    return dotted.removesuffix(".__init__")


def symbol_name(path: str, facts: Facts, symbol: int) -> str:
    """The name of a symbol; of the file's own symbol, the last step of its module's name."""
    if symbol == 0:
        return module_name(path).rpartition(".")[2]
    return facts.names[facts.symbol_name[symbol]]


def container_name(path: str, facts: Facts, symbol: int) -> str:
    """What a symbol is in: its containers' dotted name, or the module's for the outermost."""
    if symbol == 0:
        return module_name(path).rpartition(".")[0]
    inner = facts.shown(facts.symbol_container[symbol])
    return inner or module_name(path)


def is_parameter(facts: Facts, symbol: int) -> bool:
    """Whether a symbol is a parameter."""
    return facts.symbol_kind[symbol] == Kind.PARAMETER

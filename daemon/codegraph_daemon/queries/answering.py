"""How a question is answered: it waits for what matters, reads one generation, and checks the
files of its page on disk before it speaks.

Here are the envelope, deadlines, freshness, paging and the source lines of results.  What the
results are is for the question's own module.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from operator import add
from typing import Any, cast

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result
from codegraph_client.table import Rows

from ..facts import KIND_NAMES, Kind, Site
from ..resolve.values import TRUST
from .asked import Asked as Asked
from .asked import Pace as Pace
from .asked import shown as shown
from .reading import (
    File,
    Lines,
    container_name,
    source_lines,
    symbol_name,
    text_lines,
)

_HOLDING = ("calls", "targets", "possible", "children")

Results = Sequence[Result] | Rows
"""Few results are a list; where there may be thousands, columns."""


async def fresh_answer(asked: Asked, compute: Callable[[], Awaitable[Results]]) -> Answer:
    """Answer with what `compute` finds, once the files of the page are those on disk.

    Files that changed since they were indexed are indexed again first; if that takes longer than
    the deadline, what they hold is left out and the answer says so.
    """
    while True:
        results = await compute()
        asked.current.clear()
        page, following = _page(results, asked.params)
        paths = _paths(page)
        if asked.current:
            # Just now, when the page was made.
            paths = {path: None for path in paths if path not in asked.current}
        stale = asked.workspace.changed(asked.saved(paths))
        texts_missing = set() if stale else await _add_text(asked, page)
        stale |= texts_missing
        if not stale:
            return asked.answer(page, following)
        if asyncio.get_running_loop().time() >= asked.deadline:
            asked.incomplete("files changed while they were read: " + ", ".join(sorted(stale)))
            rows = cast("Iterable[Result]", page)
            left = [r for r in rows if stale.isdisjoint(i["path"] for i in with_inner([r]))]
            return asked.answer(left, following)
        for path in texts_missing:
            asked.workspace.hint([path])
        # What else their being read puts out of date, `compute` itself waits for.
        await asked.settled(lambda path_id: False)
        await asyncio.sleep(0.001)


def _paths(results: Results) -> dict[str, None]:
    """The files that results lie in, those of the results that they hold included."""
    if not isinstance(results, Rows):
        return dict.fromkeys(r["path"] for r in with_inner(results) if "external" not in r)
    paths = dict.fromkeys(results.columns["path"])
    for _, inner in results.inner.values():
        paths |= _paths(inner)
    for children in results.some.get("children", {}).values():
        paths |= _paths(children)
    return paths


def _page(results: Results, params: dict[str, Any]) -> tuple[Results, str | None]:
    """The part of the results that the request wants, and the cursor of the next."""
    start = 0
    cursor = params.get("cursor")
    if cursor is not None:
        try:
            start = int(base64.urlsafe_b64decode(str(cursor).encode()).decode())
        except ValueError:
            start = -1
        if start < 0:
            raise BadRequest("cursor is not one that an answer gave")
    limit = params.get("limit")
    if limit is None:
        return results[start:], None
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise BadRequest("limit must be a whole number above 0")
    end = start + limit
    more = end < len(results)
    following = base64.urlsafe_b64encode(str(end).encode()).decode() if more else None
    return results[start:end], following


async def _add_text(asked: Asked, results: Results) -> set[str]:
    """Give results the source lines they need; the files of which they could not be read.

    Who makes a result on a line that is not ASCII gives it an empty `text`, to be filled in here.
    """
    sources = _Sources(asked)
    await _add_text_to(sources, results)
    return sources.missing


async def _add_text_to(sources: _Sources, results: Results) -> None:
    if isinstance(results, Rows):
        await _add_text_to_rows(sources, results)
        return
    for result in with_inner(results):
        if (not sources.everything and "text" not in result) or "external" in result:
            continue
        path, last = result["path"], result["end_line"]
        text = await sources.line(path, result["line"])
        if text is not None:
            result["text"] = text
        if text is not None and last != result["line"]:
            result["end_text"] = await sources.line(path, last) or ""


async def _add_text_to_rows(sources: _Sources, rows: Rows) -> None:
    """The same for columns, of which no result reaches over several lines."""
    texts = rows.some.get("text", {})
    wanted = range(len(rows)) if sources.everything else list(texts)
    if wanted:
        paths, numbers = rows.column("path"), rows.column("line")
        filled: dict[int, str] = {}
        for at in wanted:
            text = await sources.line(paths[at], numbers[at])
            if text is not None:
                filled[at] = text
        rows.some = {**rows.some, "text": filled}
    for _, inner in rows.inner.values():
        await _add_text_to_rows(sources, inner)
    for children in rows.some.get("children", {}).values():
        await _add_text_to(sources, children)


class _Sources:
    """The lines of the files that results lie in, each file read once."""

    def __init__(self, asked: Asked) -> None:
        self.everything = bool(asked.params.get("text"))
        """Whether every result is to have its line."""
        self.missing: set[str] = set()
        """Files that are not those that were indexed."""
        self._asked = asked
        self._snapshot = asked.snapshot()
        self._max_bytes = asked.workspace.settings.integer("index.max_file_kb") * 1024
        self._lines: dict[str, Lines | None] = {}
        self._whole: set[str] = set()

    async def line(self, path: str, number: int) -> str | None:
        """A line of a file, empty past its end; None if it is not the file that was indexed."""
        lines = self._lines.get(path)
        if lines is None and path not in self.missing:
            lines = self._lines[path] = self._read(path)
            await self._asked.pace.breathe()
        if lines is not None and number not in lines and path not in self._whole:
            # Nearly always a line is asked for because it is not ASCII; this one is.
            lines = self._lines[path] = self._read_whole(path)
        if lines is None:
            self.missing.add(path)
            return None
        return lines.get(number, "")

    def _read(self, path: str) -> Lines | None:
        asked = self._asked
        entry = self._snapshot.generation.get(path)
        if self.everything or entry is None or asked.is_unsaved(path):
            return self._read_whole(path)
        root = str(asked.workspace.root)
        return asked.contents.wide_lines(root, path, entry, self._max_bytes)

    def _read_whole(self, path: str) -> Lines | None:
        asked = self._asked
        self._whole.add(path)
        text = None if asked.view is None else asked.view.texts.get(path)
        if text is not None:
            return dict(enumerate(text_lines(text.data)))
        entry, root = self._snapshot.generation.get(path), str(asked.workspace.root)
        lines = source_lines(root, path, entry, self._max_bytes) if entry else None
        return None if lines is None else dict(enumerate(lines))


# Results


def with_inner(results: Iterable[Result]) -> Iterator[Result]:
    """Results, each followed by those that it holds."""
    for result in results:
        yield result
        if result.keys().isdisjoint(_HOLDING):
            continue
        # Calls hold nothing; there may be thousands of them.
        if calls := result.get("calls"):
            yield from calls
        if targets := result.get("targets"):
            yield from targets
        if possible := result.get("possible"):
            yield from possible
        if children := result.get("children"):
            yield from with_inner(children)


def place(
    file: File,
    start: int,
    length: int,
    *,
    name: str,
    kind: int,
    container: str,
    role: str,
    origin: int,
) -> Result:
    """A result for `length` bytes from the byte offset `start` of a file."""
    line, column = file.facts.position(start)
    trust = TRUST[origin]
    result: Result = {
        "path": file.path,
        "line": line,
        "column": column,
        "end_line": line,
        "end_column": column + length,
        "name": name,
        "kind": KIND_NAMES[kind],
        "container": container,
        "role": role,
        "tier": trust.tier,
        "confidence": trust.confidence,
        "origin": trust.name,
    }
    if file.facts.is_wide(line):
        result["text"] = ""
    return result


def places(
    paths: Sequence[str],
    positions: Sequence[int],
    lengths: Sequence[int],
    said: Mapping[str, Sequence[Any]],
) -> dict[str, Sequence[Any]]:
    """Many results as columns: where they are, each inside of one line, and what is `said` of them
    beside that; `positions` are line << 32 | column."""
    lines = [position >> 32 for position in positions]
    columns = [position & 0xFFFFFFFF for position in positions]
    return {
        "path": paths,
        "line": lines,
        "column": columns,
        "end_line": lines,
        "end_column": list(map(add, columns, lengths)),
        **said,
    }


def definitions(file: File, symbol: int, origin: int, chosen: Sequence[Site] = ()) -> list[Result]:
    """A result for each definition site of a symbol, or for those that were chosen; of all sites
    those with an annotation or body win."""
    facts = file.facts
    name = symbol_name(file.path, facts, symbol)
    kind = facts.symbol_kind[symbol]
    container = container_name(file.path, facts, symbol)
    qualified = facts.shown(symbol)
    results: list[Result] = []
    if symbol == 0:
        result = place(
            file, 0, 0, name=name, kind=kind, container=container, role="definition", origin=origin
        )
        return [result]
    length = len(name.encode("utf-8", "replace"))
    sites = facts.sites(symbol)
    declared = [site for site in sites if site.declared]
    for site in chosen or declared or sites:
        result = place(
            file,
            site.name,
            length,
            name=name,
            kind=kind,
            container=container,
            role="definition",
            origin=origin,
        )
        result["qualified"] = qualified
        result["range"] = [*facts.position(site.start), *facts.position(site.end)]
        result["key"] = f"{file.path}#{facts.identity(symbol)}"
        results.append(result)
    return results


def declarations(file: File, symbol: int) -> list[Result]:
    """The definitions of a symbol that are no uses of it.

    Where assignments are all that defines a variable, the first one is it; the later ones write.
    """
    found = definitions(file, symbol, 0)
    if len(found) < 2 or file.facts.symbol_kind[symbol] == Kind.PARAMETER:
        return found
    return found if any([site.declared for site in file.facts.sites(symbol)]) else found[:1]


def in_order(results: Iterable[Result]) -> list[Result]:
    """Results by path and position, each place once."""
    unique: dict[tuple[str, int, int, int], Result] = {}
    for result in results:
        place_of = (result["path"], result["line"], result["column"], result["end_column"])
        unique.setdefault(place_of, result)
    return [unique[key] for key in sorted(unique)]

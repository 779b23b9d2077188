"""How a question is answered: it waits for what matters, reads one generation, and checks the
files of its page on disk before it speaks.

Here are the envelope, deadlines, freshness, paging and the source lines of results.  What the
results are is for the question's own module.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Answer, Result

from ..facts import KIND_NAMES
from ..resolve.values import TRUST
from .asked import Asked as Asked
from .asked import Pace as Pace
from .asked import shown as shown
from .reading import (
    File,
    container_name,
    source_lines,
    symbol_name,
    text_lines,
)


async def fresh_answer(asked: Asked, compute: Callable[[], Awaitable[list[Result]]]) -> Answer:
    """Answer with what `compute` finds, once the files of the page are those on disk.

    Files that changed since they were indexed are indexed again first; if that takes longer than
    the deadline, what they hold is left out and the answer says so.
    """
    while True:
        results = await compute()
        page, following = _page(results, asked.params)
        paths = dict.fromkeys(r["path"] for r in with_inner(page))
        stale = {p for p in paths if not _current(asked, p)}
        texts_missing = set() if stale else await _add_text(asked, page)
        stale |= texts_missing
        if not stale:
            return asked.answer(page, following)
        if asyncio.get_running_loop().time() >= asked.deadline:
            asked.incomplete("files changed while they were read: " + ", ".join(sorted(stale)))
            left = [r for r in page if stale.isdisjoint(i["path"] for i in with_inner([r]))]
            return asked.answer(left, following)
        for path in texts_missing:
            asked.workspace.hint([path])
        # What else their being read puts out of date, `compute` itself waits for.
        await asked.settled(lambda path_id: False)
        await asyncio.sleep(0.001)


def _current(asked: Asked, path: str) -> bool:
    return asked.is_unsaved(path) or asked.workspace.is_current(path)


def _page(results: list[Result], params: dict[str, Any]) -> tuple[list[Result], str | None]:
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


async def _add_text(asked: Asked, results: list[Result]) -> set[str]:
    """Give results the source lines they need; the files of which they could not be read.

    Who makes a result on a line that is not ASCII gives it an empty `text`, to be filled in here.
    """
    everything = bool(asked.params.get("text"))
    snapshot = asked.snapshot()
    max_bytes = asked.workspace.settings.integer("index.max_file_kb") * 1024
    lines_of: dict[str, list[str] | None] = {}
    missing: set[str] = set()
    for result in with_inner(results):
        if not everything and "text" not in result:
            continue
        path = result["path"]
        if path not in lines_of:
            entry = snapshot.generation.get(path)
            root = str(asked.workspace.root)
            text = None if asked.view is None else asked.view.texts.get(path)
            if text is not None:
                lines_of[path] = text_lines(text.data)
            else:
                lines_of[path] = source_lines(root, path, entry, max_bytes) if entry else None
            await asked.pace.breathe()
        lines = lines_of[path]
        if lines is None:
            missing.add(path)
            continue
        result["text"] = _line(lines, result["line"])
        if result["end_line"] != result["line"]:
            result["end_text"] = _line(lines, result["end_line"])
    return missing


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


# Results


def with_inner(results: Iterable[Result]) -> Iterator[Result]:
    """Results, each followed by those that it holds."""
    for result in results:
        yield result
        # Calls hold nothing; there may be thousands of them.
        if calls := result.get("calls"):
            yield from calls
        if targets := result.get("targets"):
            yield from targets
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


def definitions(file: File, symbol: int, origin: int) -> list[Result]:
    """A result for each definition site of a symbol; those with an annotation or body win."""
    facts = file.facts
    name = symbol_name(file.path, facts, symbol)
    kind = facts.symbol_kind[symbol]
    container = container_name(file.path, facts, symbol)
    qualified = facts.qualified(symbol)
    results: list[Result] = []
    if symbol == 0:
        result = place(
            file, 0, 0, name=name, kind=kind, container=container, role="definition", origin=origin
        )
        return [result]
    length = len(name.encode("utf-8", "replace"))
    sites = facts.sites(symbol)
    declared = [site for site in sites if site.declared]
    for site in declared or sites:
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
        result["key"] = f"{file.path}#{facts.descriptor(symbol)}"
        results.append(result)
    return results


def in_order(results: Iterable[Result]) -> list[Result]:
    """Results by path and position, each place once."""
    unique: dict[tuple[str, int, int, int], Result] = {}
    for result in results:
        place_of = (result["path"], result["line"], result["column"], result["end_column"])
        unique.setdefault(place_of, result)
    return [unique[key] for key in sorted(unique)]

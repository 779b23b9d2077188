"""Questions that are asked from inside of a library's file, which no index has.

Its facts are read when somebody asks, as those of every library; what its names mean is what a
worker finds (`outside`), and a function's own names are the file's alone.  A file that is saved
meanwhile is looked at again, so an answer is about one text.  Nothing else of the disk is read: the
file lies below a place of libraries, or the question is about the workspace.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import Result

from .answering import Asked, in_order, shown
from .local import described_local, local_uses, written_after
from .outside import LibraryFile, Outside, leads_out
from .targets import Meaning, meaning_at

_NOTHING = "what this name refers to is not known"


async def in_library(
    asked: Asked,
    outside: Outside | None,
    find: Callable[[Asked, Outside, LibraryFile], Awaitable[list[Result]]],
) -> list[Result] | None:
    """What `find` finds in the library's file that the request names; None if it names none."""
    path = None if outside is None else _unindexed(asked)
    while outside is not None and path is not None:
        file = await outside.file(asked, path)
        if file is None:
            break
        results = await find(asked, outside, file)
        if file.is_current:
            return results
        if asyncio.get_running_loop().time() >= asked.deadline:
            asked.incomplete(f"{shown(path)} changed while it was read")
            return []
        await asyncio.sleep(0.001)
    return None


def _unindexed(asked: Asked) -> str | None:
    """The absolute path of the file that the request names, if it is none of the index."""
    spelled = asked.params.get("path")
    if not isinstance(spelled, str) or not spelled or "\0" in spelled:
        return None
    if spelled in asked.workspace.generation:
        return None
    root = str(asked.workspace.root)
    path = os.path.normpath(os.path.join(root, spelled))
    real = os.path.realpath(path) if os.path.isabs(spelled) else path
    if real.startswith(root + "/"):
        # What the index knows is known by its real path.
        return None if real[len(root) + 1 :] in asked.workspace.generation else real
    return path


def _meant(asked: Asked, file: LibraryFile) -> Meaning | None:
    """What stands at the position of the request; None, with the reason, if no name does."""
    line, column = asked.params.get("line"), asked.params.get("column")
    # A bool is an int to Python, and none to whoever sent it.
    if type(line) is not int or type(column) is not int:
        raise BadRequest("either path, line and column or symbol must be given")
    offset = file.facts.offset(line, column)
    where = shown(file.found.path)
    if offset is None:
        raise BadRequest(f"{where} has no position {line + 1}:{column + 1} (line:byte)")
    meaning = meaning_at(asked.snapshot(), file, offset)
    if meaning is None:
        asked.reason = f"no name stands at {where}:{line + 1}"
    return meaning


async def definitions(asked: Asked, outside: Outside, file: LibraryFile) -> list[Result]:
    """Where that is defined which the name at the position means."""
    meaning = _meant(asked, file)
    found = [] if meaning is None else await outside.definitions(asked, file, meaning.start)
    if not found and meaning is not None and meaning.local is not None:
        uses = local_uses(file, meaning.local)
        found = _shown(asked, file, [use for use in uses if use["role"] == "definition"])
    return _told(asked, found)


async def types(asked: Asked, outside: Outside, file: LibraryFile) -> list[Result]:
    """Where the type of what stands at the position is defined."""
    meaning = _meant(asked, file)
    return _told(asked, [] if meaning is None else await outside.types(asked, file, meaning.start))


async def occurrences(asked: Asked, outside: Outside, file: LibraryFile) -> list[Result]:
    """Where the file has what stands at the position, definitions included."""
    meaning = _meant(asked, file)
    if meaning is None:
        return []
    found = await outside.occurrences(asked, file, meaning.start)
    if not found and meaning.local is not None:
        found = _shown(asked, file, written_after(local_uses(file, meaning.local)))
    return _told(asked, found)


async def hovers(asked: Asked, outside: Outside, file: LibraryFile) -> list[Result]:
    """What a person wants to know of it."""
    meaning = _meant(asked, file)
    found = [] if meaning is None else await outside.hovers(asked, file, meaning.start)
    if not found and meaning is not None and meaning.local is not None:
        found = _shown(asked, file, described_local(file, meaning.local, file.lines()))
    return _told(asked, found)


async def references(
    asked: Asked, outside: Outside, file: LibraryFile, after: int | None
) -> tuple[list[Result], int | None]:
    """Where the file itself and the workspace use it, in parts as `Outside.references`."""
    meaning = _meant(asked, file)
    goes_on = after is not None and after >= 0
    with_definition = bool(asked.params.get("definition")) and not goes_on
    if meaning is None:
        return [], None
    if meaning.local is not None and not meaning.symbols and not leads_out(file, meaning):
        uses = written_after(local_uses(file, meaning.local))
        own = [use for use in uses if with_definition or use["role"] != "definition"]
        return ([] if goes_on else _shown(asked, file, own)), None
    found, rest = await outside.references(asked, file, meaning.start, after)
    if with_definition:
        found += await outside.definitions(asked, file, meaning.start)
    return (in_order(found) if rest is not None or goes_on else _told(asked, found)), rest


def _shown(asked: Asked, file: LibraryFile, results: list[Result]) -> list[Result]:
    return file.shown(results, text=bool(asked.params.get("text")))


def _told(asked: Asked, found: list[Result]) -> list[Result]:
    if not found:
        asked.reason = asked.reason or _NOTHING
    return in_order(found)

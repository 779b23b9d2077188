"""Where the type of something is defined: of what stands at a position, or of a symbol.

Links say what names mean, not what these hold; so a worker evaluates it when somebody asks.
"""

from __future__ import annotations

import asyncio

from codegraph_client.protocol import Answer, Result

from ..resolve.links import Target
from ..resolve.values import Origin
from ..workers.pool import Pool
from .answering import Asked, fresh_answer, in_order
from .declared import symbol_result
from .inside import in_library
from .inside import types as types_inside
from .outside import Outside
from .reading import File, Snapshot
from .resolving import Failed, of_index, resolved
from .subject import subject
from .symbols import Names
from .targets import locate, occurrence_at

_UNKNOWN = "no type that is defined in this workspace is known of it"


async def type_definition(
    asked: Asked, names: Names, pool: Pool, outside: Outside | None = None
) -> Answer:
    """The types of what is pointed at, as far as the workspace defines them; `outside`: or, if it
    defines none, libraries.

    The type of a class is the class, that of a function what it gives, that of a list or an
    optional what it holds.
    """

    async def compute() -> list[Result]:
        of_library = await in_library(asked, outside, types_inside)
        if of_library is not None:
            return of_library
        while True:
            about = await subject(asked, names)
            types: dict[Target, None] | None = {}
            if about.file is not None and about.start >= 0:
                found = occurrence_at(about.file.facts, about.start)
                exprs = [] if found is None else found[0]
                types = await _types(asked, pool, about.file, exprs, [])
            else:
                for target in about.targets:
                    where = locate(about.snapshot, target)
                    more = where and await _types(asked, pool, where[0], [], [target[1]])
                    types = None if types is None or more is None else types | more
            if types is not None or asyncio.get_running_loop().time() >= asked.deadline:
                break
            # A file has moved on between the two.
            await asyncio.sleep(0.001)
        if not types and outside is not None and about.file is not None and about.start >= 0:
            beyond = in_order(await outside.types(asked, about.file, about.start))
            if beyond:
                asked.found()
                return beyond
        if not types and not asked.reason:
            asked.reason = _UNKNOWN
        return in_order(_shown(about.snapshot, types or {}))

    return await fresh_answer(asked, compute)


async def _types(
    asked: Asked, pool: Pool, file: File, exprs: list[int], symbols: list[int]
) -> dict[Target, None] | None:
    """The types as a worker finds them; None if its table has other facts of the file."""
    what = {**of_index(file), "exprs": exprs, "symbols": symbols}
    found = await resolved(asked, pool, "types", what)
    if isinstance(found, Failed):
        asked.incomplete(f"the type could not be found out: {found.reason}")
        return {}
    return None if found is None else {(path_id, hashed): None for path_id, hashed in found}


def _shown(snapshot: Snapshot, types: dict[Target, None]) -> list[Result]:
    places = [locate(snapshot, target) for target in types]
    return [symbol_result(*where, Origin.TYPE) for where in places if where is not None]

"""Hover: how a symbol is declared, what its documentation says, and how much it is used."""

from __future__ import annotations

from codegraph_client.protocol import Answer, Result

from ..store.postings import Postings
from .answering import Asked, fresh_answer
from .counting import count_callers, count_uses
from .declared import described
from .inside import hovers, in_library
from .local import described_local
from .mentions import mentions, spellings
from .outside import Outside, leads_out
from .overrides import has_family
from .source import Lines
from .subject import Subject, subject
from .symbols import Names
from .targets import Meaning, locate

_MOST_SYMBOLS = 8
"""What can mean more than this is not told apart by reading on."""

_MOST_WAITED = 200
"""While more files than this are to be linked, uses are not counted."""


async def hover(
    asked: Asked,
    names: Names,
    postings: Postings,
    outside: Outside | None = None,
) -> Answer:
    """What a person wants to know of the symbol at a position, of a name or of a key; `outside`:
    also if it is a library's.

    Uses are counted exactly or not at all: nobody waits for a number. Callers are told as well
    where few places use it, and all is linked.
    """

    async def compute() -> list[Result]:
        inside = await in_library(asked, outside, hovers)
        if inside is not None:
            return inside
        about = await subject(asked, names, leads_to=True)
        snapshot = about.snapshot
        lines_of = Lines(asked)
        results: list[Result] = []
        meaning = Meaning(0, about.start, [(target, 0) for target in about.targets], about.local)
        here = about.file if about.start >= 0 else None
        if outside is not None and here is not None and leads_out(here, meaning):
            results += await outside.hovers(asked, here, about.start)
        if results:
            asked.found()
        elif about.file is not None and about.local is not None and not about.targets:
            results += described_local(about.file, about.local, lines_of.of(about.file))
        elif about.targets:
            counted = await _are_linked(asked, about, postings)
            for target in about.targets[:_MOST_SYMBOLS]:
                found = locate(snapshot, target)
                if found is None:
                    continue
                results.append(described(*found, lines_of.of(found[0])))
                if counted:
                    result = results[-1]
                    await count_uses(asked, names, snapshot, postings, target, result)
                    if asked.unlinked:
                        continue
                    by = asked, names, snapshot, postings, target, result
                    await count_callers(*by, cheap=True)
        return results

    return await fresh_answer(asked, compute)


async def _are_linked(asked: Asked, about: Subject, postings: Postings) -> bool:
    """Whether everybody who may use the symbols is linked."""
    waiting = set(asked.unlinked)
    if not waiting:
        return True
    if len(waiting) > _MOST_WAITED or has_family(about.snapshot, about.targets):
        return False
    spelled = await spellings(asked, about.snapshot, postings, about.targets)
    return spelled is not None and not any(mentions(asked, each, spelled) for each in waiting)

"""Hover: how a symbol is declared, what its documentation says, and how much it is used."""

from __future__ import annotations

from codegraph_client.protocol import Answer, Result

from ..facts import Flag, Kind
from ..resolve.links import NO_USES, NO_USES_OF_FAMILY, Target
from ..resolve.values import Origin
from ..store.postings import Postings
from .answering import Asked, declarations, fresh_answer
from .declared import described
from .inside import hovers, in_library
from .local import described_local, local_uses, written_after
from .mentions import mentions, spellings
from .outside import Outside, leads_out
from .overrides import family, has_family
from .reading import Snapshot
from .source import Lines
from .subject import Subject, subject
from .symbols import Names
from .targets import Meaning, locate

_MOST_SYMBOLS = 8
"""What can mean more than this is not told apart by reading on."""

_MOST_WAITED = 200
"""While more files than this are to be linked, uses are not counted."""


async def hover(
    asked: Asked, names: Names, postings: Postings, outside: Outside | None = None
) -> Answer:
    """What a person wants to know of the symbol at a position, of a name or of a key; `outside`:
    also if it is a library's.

    Uses are counted exactly or not at all: nobody waits for a number.
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
            asked.reason = ""
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
                    await _count(asked, names, snapshot, postings, target, results[-1])
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


async def _count(
    asked: Asked,
    names: Names,
    snapshot: Snapshot,
    postings: Postings,
    target: Target,
    result: Result,
) -> None:
    """Add how many places use a symbol, and in how many files."""
    known = snapshot.conclusions.get(("uses", target))
    if known is None:
        known = await _uses(asked, names, snapshot, postings, target)
        snapshot.conclusions["uses", target] = known
    if known:
        result["references"], result["files"] = known


async def _uses(
    asked: Asked, names: Names, snapshot: Snapshot, postings: Postings, target: Target
) -> tuple[int, int] | tuple[()]:
    """The two numbers; nothing if they cannot be told."""
    found = locate(snapshot, target)
    related = await family(asked, snapshot, postings, names, [target])
    if found is None or related.why_cut:
        return ()
    home, symbol = found
    users: dict[int, set[int]] = {}
    await _add_uses(asked, snapshot, postings, target, users, NO_USES)
    for each in related.others:
        await _add_uses(asked, snapshot, postings, each, users, NO_USES_OF_FAMILY)
    references = sum(map(len, users.values()))
    if home.facts.symbol_kind[symbol] == Kind.PARAMETER:
        # Its own function uses it without links.
        local = home.facts.symbol_scope[symbol], home.facts.symbol_name[symbol]
        inside = sum(use["role"] != "definition" for use in written_after(local_uses(home, local)))
        references += inside
        if inside:
            users.setdefault(target[0], set())
    return references, len(users)


async def _add_uses(
    asked: Asked,
    snapshot: Snapshot,
    postings: Postings,
    target: Target,
    users: dict[int, set[int]],
    no_uses: list[int],
) -> None:
    """Add the places that use one symbol, by path id; those of some roles do not."""
    found = locate(snapshot, target)
    if found is None:
        return
    home, symbol = found
    own = {site["line"] << 32 | site["column"] for site in declarations(home, symbol)}
    if home.facts.symbol_flags[symbol] & Flag.OVERLOAD:
        # The body behind overloads is no use of what they declare.
        places = [home.facts.position(site.name) for site in home.facts.sites(symbol)]
        own |= {line << 32 | column for line, column in places}
    for path_id, _, links in snapshot.linked(postings.read_refs(*target)):
        await asked.pace.breathe()
        # An assignment that is not what defines the symbol is a use.
        definitions = own if path_id == target[0] else ()
        uses = links.uses_of(target, definitions, Origin.IMPLIED, no_uses)
        if uses:
            users.setdefault(path_id, set()).update(uses)

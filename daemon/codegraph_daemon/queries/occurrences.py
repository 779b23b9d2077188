"""Where a file has what stands at one place of it: what an editor marks while the cursor is there.

One file is looked at, so nothing is waited for but that file.  Stays out: other files, and what
overrides what (`navigation`).
"""

from __future__ import annotations

from codegraph_client.protocol import Answer, Result

from ..facts import MODULE_HASH, NONE, Expr
from .answering import Asked, fresh_answer, in_order
from .inside import in_library
from .inside import occurrences as occurrences_inside
from .local import uses_by_their_functions
from .navigation import constructors_first, meaning_of
from .outside import Outside, leads_out
from .reading import File
from .symbols import Names
from .targets import Meaning, defined, locate, names_required
from .uses import uses_in


async def occurrences(asked: Asked, names: Names, outside: Outside | None = None) -> Answer:
    """Every place of its own file that spells what stands at a position, definitions included;
    `outside`: also of what a library defines."""

    async def compute() -> list[Result]:
        of_library = await in_library(asked, outside, occurrences_inside)
        if of_library is not None:
            return of_library
        snapshot, meaning, file = await meaning_of(asked, names)
        if file is None:
            return []
        if names_required(file.facts, meaning.expr) or not _is_known(meaning):
            meaning = meaning._replace(symbols=[], local=_bound(file, meaning.expr))
        wanted = constructors_first(snapshot, meaning.stands_for)
        if len(wanted) > 1:
            wanted = [target for target in wanted if target[1] != MODULE_HASH] or wanted
        wanted = [defined(snapshot, target) for target in wanted]
        links = snapshot.contents.links(file.entry)
        results: list[Result] = []
        if links is not None:
            located = [(target, locate(snapshot, target)) for target in dict.fromkeys(wanted)]
            known = [(target, where) for target, where in located if where is not None]
            results += uses_in(file.path, links, known)
        here = [target for target in wanted if target[0] == file.entry.path_id]
        results += uses_by_their_functions(snapshot, here, file, meaning.local)
        if not results and outside is not None and leads_out(file, meaning):
            results = await outside.occurrences(asked, file, meaning.start)
        if results:
            asked.found()
        return in_order(results)

    return await fresh_answer(asked, compute)


def _is_known(meaning: Meaning) -> bool:
    return bool(meaning.symbols) or meaning.local is not None


def _bound(file: File, expr: int) -> tuple[int, int] | None:
    """The scope and the name of a plain name, whatever it leads to; None for anything else."""
    facts = file.facts
    if expr >= len(facts.expr_kind) or facts.expr_kind[expr] != Expr.NAME:
        return None
    scope = facts.expr_b[expr]
    return None if scope == NONE else (scope, facts.expr_a[expr])

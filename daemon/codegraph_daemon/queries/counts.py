"""Counts: how many places use a symbol, how many symbols call it, and how many tests reach it.

Belongs here: the question, which waits until all is linked. Stays out: counting (`counting`).
"""

from __future__ import annotations

from codegraph_client.protocol import Answer, Result

from ..graph.graphs import Graphs
from ..resolve.values import Origin
from ..store.postings import Postings
from .answering import Asked, fresh_answer
from .counting import count_callers, count_tests, count_uses
from .declared import symbol_result
from .subject import everything, subject
from .symbols import Names
from .targets import locate


async def counts(asked: Asked, names: Names, postings: Postings, graphs: Graphs) -> Answer:
    """The numbers of the symbol at a position, of a name or of a key; one result for each symbol.

    While files are still to be linked nothing is told: a number that grows is no number.
    """

    async def compute() -> list[Result]:
        about = await subject(asked, names)
        snapshot = await everything(asked)
        results: list[Result] = []
        if not asked.complete:
            return results
        graph = await graphs.of(snapshot.generation, asked.view, asked.pace.breathe)
        for target in about.targets:
            found = locate(snapshot, target)
            if found is None:
                continue
            result = symbol_result(*found, Origin.DEFINITION)
            await count_uses(asked, names, snapshot, postings, target, result)
            await count_callers(asked, names, snapshot, postings, target, result)
            await count_tests(asked, snapshot, graph, target, result)
            results.append(result)
        return results

    return await fresh_answer(asked, compute)

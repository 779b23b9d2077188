"""After any edits, what is told of a whole workspace is what a new index tells."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, note, settings

from generated_projects import Tree, histories
from harness import Index, in_index

ASKED = {"tests": True, "most": 100}


def overviews(trees: Sequence[Tree]) -> list[str]:
    """What is told of each tree, when one index is brought from tree to tree."""

    async def run(index: Index) -> list[str]:
        told = []
        for tree in trees:
            await index.show(tree)
            answer = await index.ask("overview", ASKED)
            assert answer["complete"], answer
            told.append(json.dumps([answer["results"], answer["summary"]], indent=1))
        return told

    return in_index(run)


@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(history=histories(3))
@settings(
    max_examples=max(settings().max_examples // 8, 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_an_overview_after_edits_is_that_of_a_new_index(history: list[Tree]) -> None:
    for number, (tree, told) in enumerate(zip(history, overviews(history), strict=True)):
        note(f"step {number}")
        assert told == overviews([tree])[0]

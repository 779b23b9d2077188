"""Invariant 3: after any edits, the index equals the index built from scratch."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings

from generated_projects import Tree, histories
from harness import dump_incremental, dump_scratch


def difference(before: Tree, after: Tree) -> str:
    lines = [f"deleted {path}" for path in sorted(before.keys() - after.keys())]
    lines += [
        f"--- {path}\n{after[path]}" for path in sorted(after) if before.get(path) != after[path]
    ]
    return "\n".join(lines)


# Each example writes and indexes several trees, which on a busy machine takes a second.
@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(history=histories())
@settings(
    max_examples=settings().max_examples // 2,
    # One example indexes several whole projects, and the places of the fixture in conftest.py
    # may be shared by them: each example has its own folder in the harness.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_incremental_equals_scratch(history: list[Tree]) -> None:
    incremental = dump_incremental(history)
    assert len(incremental) == len(history)
    for number, (tree, dump) in enumerate(zip(history, incremental, strict=True)):
        before = history[number - 1] if number else {}
        note(f"=== step {number}\n{difference(before, tree)}")
        assert dump == dump_scratch(tree), f"after step {number}"

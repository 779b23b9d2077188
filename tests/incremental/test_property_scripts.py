"""After any edits of TypeScript, JavaScript and configuration, the links equal those from scratch.

The linker is driven in this process, without a store, so that many histories can be tried; a few
go through whole indexes.
"""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import HealthCheck, given, note, settings

from fixture_language import parse_fixture
from generated_scripts import Tree, histories
from harness import dump_incremental, dump_scratch
from linking import Linker, check_edits, check_order, dump_of


def check_history(text: str) -> None:
    """After each step of a fixture, the links are those of a new index."""
    linker = Linker()
    for number, tree in enumerate(parse_fixture(textwrap.dedent(text)).trees()):
        linker.show(tree)
        assert linker.dump() == dump_of(tree), f"after step {number}"


def test_the_value_that_a_module_is_becomes_another() -> None:
    check_history(
        """
        //- a.ts
        export const value = 1
        //- c.cjs
        module.exports = 1
        //- user.js
        import c from "./c.cjs"
        c.value
        //- c.cjs@1
        module.exports = require("./a")
        //- c.cjs@2
        module.exports = { value: 1 }
        """
    )


@given(history=histories())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_links_after_edits_are_those_of_a_new_index(history: list[Tree]) -> None:
    check_edits(history)


@given(history=histories())
@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_neither_order_nor_memory_changes_a_link(history: list[Tree]) -> None:
    check_order(history[-1])


# Each example writes and indexes several trees, which on a busy machine takes a second.
@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(history=histories())
@settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_an_index_after_edits_is_a_new_one(history: list[Tree]) -> None:
    dumps = dump_incremental(history)
    for number, (tree, dump) in enumerate(zip(history, dumps, strict=True)):
        for path, text in sorted(tree.items()):
            note(f"//- {path}@{number}\n{text}")
        assert dump == dump_scratch(tree), f"after step {number}"

"""After any edits of Rust sources and manifests, the links equal those from scratch.

The linker is driven in this process, without a store, so that many histories can be tried.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from generated_rust import Tree, histories
from linking import check_edits, check_order


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

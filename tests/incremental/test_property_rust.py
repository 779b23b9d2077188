"""After any edits of Rust sources and manifests, the links equal those from scratch.

The linker is driven in this process, without a store, so that many histories can be tried.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, note, settings

from generated_rust import Tree, histories
from linking import Linker, dump_of


@given(history=histories())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_links_after_edits_are_those_of_a_new_index(history: list[Tree]) -> None:
    linker = Linker()
    for number, tree in enumerate(history):
        for path, text in sorted(tree.items()):
            note(f"//- {path}@{number}\n{text}")
        linker.show(tree)
        assert linker.dump() == dump_of(tree), f"after step {number}"


@given(history=histories())
@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_neither_order_nor_memory_changes_a_link(history: list[Tree]) -> None:
    tree = history[-1]
    for path, text in sorted(tree.items()):
        note(f"//- {path}\n{text}")
    expected = dump_of(tree)
    assert dump_of(tree, lambda paths: sorted(paths, reverse=True)) == expected
    assert dump_of(tree, memo_limit=1) == expected

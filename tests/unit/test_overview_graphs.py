"""What overviews conclude from graphs: centrality, cycles, communities, and how code is measured."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_daemon.overview.central import between, between_sampled, errors, ranked
from codegraph_daemon.overview.codebase import Directed
from codegraph_daemon.overview.communities import communities, names_of
from codegraph_daemon.overview.cycles import cycles
from codegraph_daemon.overview.typed_only import is_typed_only

NODES = 12
EDGES = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda e: e[0] != e[1]),
    max_size=40,
    unique=True,
)


def graph_of(edges: list[tuple[int, int]], nodes: int = NODES) -> Directed:
    ends = np.array(sorted(edges), np.int64).reshape(-1, 2)
    return Directed(nodes, ends[:, 0], ends[:, 1])


def random_graph(nodes: int, edges: int, seed: int) -> Directed:
    numbers = np.random.default_rng(seed)
    pairs = {(int(a), int(b)) for a, b in numbers.integers(0, nodes, (edges, 2)) if a != b}
    return graph_of(sorted(pairs), nodes)


@settings(deadline=None, max_examples=50)
@given(EDGES)
def test_a_sample_of_all_sources_is_exact(edges: list[tuple[int, int]]) -> None:
    graph = graph_of(edges)
    found = between_sampled(graph, np.arange(NODES, dtype=np.uint64), most=NODES)
    assert found.score == pytest.approx(between(graph), abs=1e-8)
    assert not errors(graph, found, np.arange(NODES)).any()


@pytest.mark.parametrize("told", [slice(0, 20), slice(150, 300)], ids=["high", "low"])
@pytest.mark.parametrize(("edges", "drawn"), [(1200, 100), (400, 40)], ids=["dense", "sparse"])
def test_the_error_of_a_sample_holds_what_is_true_of_high_and_of_low_scores(
    told: slice, edges: int, drawn: int
) -> None:
    graph = random_graph(300, edges, seed=4)
    exact = between(graph)
    chosen = np.argsort(-exact)[told]
    chosen = chosen[exact[chosen] > 0]
    held = []
    for seed in range(20):
        lots = np.random.default_rng(seed).permutation(300).astype(np.uint64)
        found = between_sampled(graph, lots, most=drawn)
        assert found.sources == drawn
        error = errors(graph, found, chosen)
        assert (error > 0).all()
        held.append((np.abs(found.score - exact)[chosen] <= error).mean())
    assert np.mean(held) >= 0.95


def test_a_sample_is_drawn_by_lots_and_not_by_numbers_of_nodes() -> None:
    graph = random_graph(80, 300, seed=6)
    lots = np.random.default_rng(7).permutation(80).astype(np.uint64)
    found = between_sampled(graph, lots, most=20)
    turned = np.random.default_rng(8).permutation(80)
    other = Directed(80, turned[graph.source], turned[graph.target])
    order = np.lexsort((other.target, other.source))
    other = Directed(80, other.source[order], other.target[order])
    elsewhere = np.empty(80, np.uint64)
    elsewhere[turned] = lots
    again = between_sampled(other, elsewhere, most=20)
    assert again.score[turned] == pytest.approx(found.score, abs=1e-8)


def test_rank_is_shared_by_all_that_have_edges() -> None:
    found = ranked(graph_of([(0, 1), (2, 1), (1, 3)]))
    assert found.sum() == pytest.approx(1)
    assert found[3] > found[1] > found[0] == found[2]
    assert not found[4:].any()


@settings(deadline=None, max_examples=100)
@given(EDGES)
def test_a_cycle_is_in_each_component_and_none_is_shorter(edges: list[tuple[int, int]]) -> None:
    leads = {node: {b for a, b in edges if a == node} for node in range(NODES)}

    def way(start: int, goal: int) -> int | None:
        """Steps from one node to another, at least one."""
        seen: dict[int, int] = {}
        waiting = deque((other, 1) for other in sorted(leads[start]))
        while waiting:
            node, steps = waiting.popleft()
            if node not in seen:
                seen[node] = steps
                waiting.extend((other, steps + 1) for other in leads[node])
        return seen.get(goal)

    found = cycles(graph_of(edges))
    together = {node for each in found for node in each.members}
    assert together == {node for node in range(NODES) if way(node, node)}
    for each in found:
        assert each.members == [
            node
            for node in range(NODES)
            if way(each.members[0], node) and way(node, each.members[0])
        ]
        after = [*each.shortest[1:], each.shortest[0]]
        assert all(b in leads[a] for a, b in zip(each.shortest, after, strict=True))
        assert len(each.shortest) == min(way(node, node) or NODES for node in each.members)
        assert each.shortest[0] == min(each.shortest)


def test_communities_are_what_hangs_together() -> None:
    rings = [(a + base, (a + 1) % 4 + base) for base in (0, 4, 8) for a in range(4)]
    graph = graph_of([*rings, (0, 4), (4, 8)])
    found = communities(graph, np.ones(len(graph.source)))
    assert found.members == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert 0.5 < found.modularity < 1
    assert communities(graph_of([]), np.empty(0)).members == []


def test_communities_of_one_folder_are_told_apart_by_a_file() -> None:
    paths = ["app/a.py", "app/b.py", "app/c.py", "app/d.py", "lib/e.py", "lib/f.py", "top.py"]
    assert names_of([[1, 0], [2, 3], [4, 5, 6]], paths) == ["app (b.py)", "app (c.py)", "lib"]
    assert names_of([[0, 1]], ["a.py", "b.py"]) == ["."]


def test_imports_that_are_gone_when_a_program_runs() -> None:
    lines = [
        "if TYPE_CHECKING:",
        "    # a comment",
        "    if x:",
        "        from a import b",
        "elif not TYPE_CHECKING:",
        "    import c",
        "import d",
    ]
    assert [is_typed_only("a.py", lines, line) for line in (3, 5, 6, 7)] == [
        *(True, False, False, False)
    ]
    script = ['import type { A } from "a";', 'import type from "b";', 'import { type C } from "c";']
    script += ['export type { D } from "d";', 'import type E from "e";', 'import("f");']
    assert [is_typed_only("a.ts", script, line) for line in range(len(script))] == [
        *(True, False, False, True, True, False)
    ]

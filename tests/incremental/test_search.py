"""What a search finds after any edits is what it finds in an index built from scratch."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, note, settings

from codegraph_daemon.pipeline.searchable import all_searchable
from codegraph_daemon.ranking.query import QueryKind
from codegraph_daemon.ranking.score import HALF_CENTRAL, WEIGHTS
from generated_projects import Tree, histories
from harness import Index, in_index

QUERIES = (
    *(
        "value name items",
        "class base",
        "import helper",
        "return self",
        "a b c",
        "method of a class",
    ),
    *("valeu", '"return"', "/def \\w+\\(self/", "/class|import/"),
)


def answers(trees: Sequence[Tree]) -> list[dict[str, str]]:
    """What each query finds after each tree, when one index is brought from tree to tree."""

    async def run(index: Index) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for tree in trees:
            await index.show(tree)
            await all_searchable(index.workspace)
            told: dict[str, str] = {}
            for query in QUERIES:
                answer = await index.ask("search", {"query": query, "explain": True})
                assert answer["complete"], answer.get("reason")
                told[query] = json.dumps(answer["results"], indent=1)
            found.append(told)
        return found

    return in_index(run, search_use="on")


@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(history=histories(max_steps=4))
@settings(
    max_examples=max(settings().max_examples // 4, 5),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_a_search_after_edits_equals_one_from_scratch(history: list[Tree]) -> None:
    for number, (tree, found) in enumerate(zip(history, answers(history), strict=True)):
        note(f"=== after step {number}")
        (scratch,) = answers([tree])
        assert found == scratch


def test_contents_move_come_back_and_are_shared() -> None:
    one = "def fetch_page(url):\n    '''Reads a page.'''\n    return url\n"
    two = "class Page:\n    def fetch(self):\n        return fetch_page(self)\n"
    history: list[Tree] = [
        {"a.py": one},
        {"a.py": one, "b.py": one, "c.py": two},
        {"sub/a.py": one, "b.py": one},
        {"b.py": two},
        {},
        {"a.py": one, "c.py": two},
    ]
    queries = answers(history)
    for tree, found in zip(history, queries, strict=True):
        (scratch,) = answers([tree])
        assert found == scratch


USED = "def fetch_page(url):\n    return url\n"
USING = "from used import fetch_page\n\n\ndef one():\n    return fetch_page(1)\n"


def test_files_are_the_more_central_the_more_files_refer_to_them() -> None:
    history: list[Tree] = [
        {"used.py": USED},
        {"used.py": USED, "a.py": USING},
        {"used.py": USED, "a.py": USING, "b.py": USING},
        {"used.py": USED, "a.py": "fetch_page = 1\n", "b.py": USING},
        {"used.py": "def fetch_pages(url):\n    return url\n", "a.py": USING, "b.py": USING},
        {"a.py": USING, "b.py": USING},
        {"used.py": USED, "a.py": USING, "sub/b.py": USING, "c.py": USING},
    ]

    async def run(index: Index) -> list[float]:
        found: list[float] = []
        for number, tree in enumerate(history):
            before = {entry.links for entry in index.workspace.commits.generation.entries()}
            await index.show(tree)
            await all_searchable(index.workspace)
            if number == 3:
                # As if those had been swept that no file has any more.
                gone = before - {e.links for e in index.workspace.commits.generation.entries()}
                assert gone
                index.workspace.store.write((), [("links", links) for links in gone])
            answer = await index.ask("search", {"query": "fetch url", "explain": True})
            parts = [each["parts"] for each in answer["results"] if each["path"] == "used.py"]
            found += [each.get("central", 0) for each in parts]
        return found

    none, one, two, three = 0, 1, 2, 3
    expected = [none, one, two, one, two, three]
    weight = WEIGHTS[QueryKind.WORDS].central
    assert in_index(run, search_use="on") == pytest.approx(
        [weight * many / (many + HALF_CENTRAL) for many in expected], abs=1e-3
    )


def test_nothing_is_remembered_of_contents_that_vanished_before_they_were_cut() -> None:
    """Written between parsing and cutting, and noticed only then."""

    async def run(index: Index) -> None:
        chunking = index.workspace.chunking
        await index.show({"a.py": "a = 1\n", "b.py": "b = 1\n"})
        (index.root / "a.py").write_text("a = 2\n")
        chunking.use(True)
        while not chunking._unread:
            await index.workspace.moved(1)
        await index.show({"a.py": "a = 3\n", "b.py": "b = 1\n"})
        await all_searchable(index.workspace)
        assert chunking._unread == {}

    in_index(run)

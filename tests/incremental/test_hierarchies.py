"""Callers, callees, types and hover after edits and under unsaved text: as if made from scratch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from generated_projects import Tree, histories, projects
from harness import Index, in_index
from unsaved import Editor

QUESTIONS = (
    *("callers", "callees", "implementations", "supertypes", "subtypes", "hover", "impact"),
)
Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


async def everything(ask: Ask, tree: Tree) -> dict[str, Any]:
    """What is said of every symbol of a tree and of every file."""
    said: dict[str, Any] = {}
    for path in sorted(tree):
        symbols = (await ask("outline", {"path": path}))["results"]
        keys = [f"{path}#"]
        while symbols:
            symbol = symbols.pop()
            keys.append(symbol["key"])
            symbols += symbol.get("children", [])
        for key in sorted(set(keys)):
            for question in QUESTIONS:
                answer = await ask(question, {"key": key, "text": True})
                assert answer["complete"], answer
                said[f"{question} {key}"] = answer["results"]
            for question in ("callers", "callees"):
                again = await ask(question, {"key": key, "text": True})
                assert again["results"] == said[f"{question} {key}"]
                answer = await ask(question, {"key": key, "depth": 3})
                said[f"{question} {key}, deeper"] = answer["results"]
    return said


def scratch(tree: Tree) -> dict[str, Any]:
    async def run(index: Index) -> dict[str, Any]:
        await index.show(tree)
        return await everything(index.ask, tree)

    return in_index(run)


@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(history=histories(max_steps=3))
@settings(
    max_examples=max(3, settings().max_examples // 8),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_answers_after_edits_and_under_unsaved_text_are_those_of_scratch(
    history: list[Tree],
) -> None:
    last = history[-1]
    unsaved = {path: text for path, text in last.items() if history[0].get(path) != text}

    async def after_edits(index: Index) -> dict[str, Any]:
        for tree in history:
            await index.show(tree)
        return await everything(index.ask, last)

    async def under_unsaved_text(index: Index) -> tuple[dict[str, Any], dict[str, Any]]:
        await index.show(history[0])
        editor = Editor(index)
        for path, text in unsaved.items():
            await editor.hold(path, text)
        as_if = await everything(editor.ask, history[0] | unsaved)
        return as_if, await everything(index.ask, history[0])

    assert in_index(after_edits) == scratch(last)
    as_if, saved = in_index(under_unsaved_text)
    assert as_if == scratch(history[0] | unsaved)
    assert saved == scratch(history[0])


@given(tree=projects())
@settings(
    max_examples=max(10, settings().max_examples // 4),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_hover_counts_what_references_lists(tree: Tree) -> None:
    async def run(index: Index) -> None:
        await index.show(tree)
        for path in sorted(tree):
            symbols = (await index.ask("outline", {"path": path}))["results"]
            while symbols:
                symbol = symbols.pop()
                symbols += symbol.get("children", [])
                at = {"path": path, "line": symbol["line"], "column": symbol["column"]}
                shown = (await index.ask("hover", at))["results"]
                listed = (await index.ask("references", at))["results"]
                # Where several symbols stand, each is counted for itself.
                if len(shown) == 1:
                    assert shown[0]["references"] == len(listed), (at, listed)
                    assert shown[0]["files"] == len({place["path"] for place in listed})

    in_index(run)


BEFORE = {
    "a.py": "class Real:\n    def __init__(self): ...\n    def run(self): ...\n",
    "alias.py": "from a import Real\nStandIn = Real\n",
    "b.py": "import alias\n",
}
AFTER = {
    "alias.py": "import a\n\nStandIn = a.Real\n",
    "b.py": (
        "import alias\n\nclass Below(alias.StandIn):\n    def run(self):\n        return Below()\n"
    ),
}


@pytest.mark.parametrize(
    ("question", "key", "expected"),
    [
        ("subtypes", "a.py#Real#", ["Below"]),
        ("supertypes", "b.py#Below#", ["Real"]),
        ("implementations", "a.py#Real#run().", ["run"]),
        ("callers", "a.py#Real#__init__().", ["run"]),
        ("callees", "b.py#Below#run().", ["Below"]),
        ("hover", "b.py#Below#", ["Below"]),
    ],
)
def test_who_asks_right_after_a_save_is_answered_from_it(
    question: str, key: str, expected: list[str]
) -> None:
    """None of the files that were saved mentions the class by its own name."""

    async def run(index: Index) -> list[str]:
        await index.show(BEFORE)
        for path, text in AFTER.items():
            (index.root / path).write_text(text)
        await index.handlers["changed"](index.session, {"paths": list(AFTER)})
        answer = await index.ask(question, {"key": key})
        assert answer["complete"], answer
        return [result["name"] for result in answer["results"]]

    assert in_index(run) == expected

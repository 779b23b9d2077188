"""What work unsaved texts are: none that nobody asks for, and each once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from harness import Index, in_index
from unsaved import SHOP, Editor


def note(index: Index, noting: Callable[[str, Any], None]) -> None:
    """Tell of each task that workers are given, with what it is told."""
    submit = index.repository.pool.submit

    def submitted(task: str, payload: Any, **how: Any) -> Any:
        noting(task, payload)
        return submit(task, payload, **how)

    index.repository.pool.submit = submitted  # type: ignore[method-assign]


def test_a_keystroke_is_no_work_until_somebody_asks() -> None:
    async def run(index: Index) -> list[list[str]]:
        await index.show(SHOP)
        editor = Editor(index)
        tasks: list[str] = []
        note(index, lambda task, payload: tasks.append(task))
        done = []
        for number in range(50):
            text = SHOP["shop/price.py"] + f"x = {'y' * number}\n"
            await editor.hold("shop/price.py", text, by_edit=True)
        done.append(list(tasks))
        for _ in range(3):
            await editor.ask("definition", {"path": "shop/cart.py", "line": 3, "column": 16})
        done.append(list(tasks))
        return done

    # A new name at the end of a file reaches nobody: there is nothing to link.
    assert in_index(run) == [[], ["overlay_parse"]]


def test_a_keystroke_after_one_that_was_asked_about_is_taken_in_at_once() -> None:
    async def run(index: Index) -> list[list[str]]:
        await index.show(SHOP)
        editor = Editor(index)
        tasks: list[str] = []
        note(index, lambda task, payload: tasks.append(task))
        done = []
        for number in range(4):
            text = SHOP["shop/price.py"] + f"x = {number}\n"
            await editor.hold("shop/price.py", text, by_edit=True)
            if number == 0:
                await editor.ask("definition", {"path": "shop/cart.py", "line": 3, "column": 16})
            making = editor.session.overlays._making
            if making is not None:
                await making
            done.append(list(tasks))
            tasks.clear()
        await editor.ask("definition", {"path": "shop/cart.py", "line": 3, "column": 16})
        done.append(list(tasks))
        return done

    parse = ["overlay_parse"]
    assert in_index(run) == [parse, parse, [], [], parse]


def test_questions_at_once_have_a_file_linked_once() -> None:
    async def run(index: Index) -> tuple[list[str], list[int]]:
        await index.show(SHOP)
        editor = Editor(index)
        tasks: list[str] = []
        note(index, lambda task, payload: tasks.append(task))
        await editor.hold("shop/cart.py", "\n" + SHOP["shop/cart.py"])
        asked = {"path": "shop/cart.py", "line": 4, "column": 16}
        answers = await asyncio.gather(*(editor.ask("definition", asked) for _ in range(5)))
        return tasks, [len(answer["results"]) for answer in answers]

    assert in_index(run) == (["overlay_parse", "overlay_link"], [1] * 5)


def test_what_an_edit_does_not_reach_is_not_linked_again() -> None:
    async def run(index: Index) -> list[list[str]]:
        tree = SHOP | {f"use{n}.py": "from shop.price import price\nprice(1)\n" for n in range(9)}
        await index.show(tree)
        editor = Editor(index)
        linked: list[str] = []

        def noting(task: str, payload: Any) -> None:
            if task == "overlay_link":
                path_of = index.workspace.generation.path_of
                linked.extend(path_of(path_id) for path_id in payload["files"])

        note(index, noting)
        done = []
        for text in (
            # Another kind of symbol: whoever refers to it is linked again.
            "class price:\n    total = 1\n",
            "class price:\n    total = 12\n",
            "# As it is typed.\nclass price:\n    total = 12\n",
            "# As it is typed.\nclass price:\n    total = 12\nclass other: ...\n",
            "def price(cart):\n    return 12\n",
        ):
            await editor.hold("shop/price.py", text, by_edit=True)
            line = text.split("price")[0].count("\n")
            at = {"path": "shop/price.py", "line": line, "column": 6, "definition": True}
            answer = await editor.ask("references", at)
            assert len(answer["results"]) == 21
            done.append(sorted(set(linked)))
            linked.clear()
        return done

    first, *typed, last = in_index(run)
    users = [*("shop/cart.py", "shop/price.py"), *(f"use{n}.py" for n in range(9))]
    assert first == users
    assert typed == [["shop/price.py"]] * 3
    # The kind is what it is in the index again, and so are the links.
    assert last == ["shop/price.py"]


def test_an_open_document_without_changes_is_no_work_but_a_hash() -> None:
    async def run(index: Index) -> bool:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/price.py", SHOP["shop/price.py"])
        await editor.ask("definition", {"path": "shop/cart.py", "line": 3, "column": 16})
        view = editor.session.overlays._view
        return view is not None and view.generation is index.workspace.generation

    assert in_index(run)

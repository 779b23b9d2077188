"""Unsaved text counts as if saved, for its own session and for nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from codegraph_daemon.session import Session
from generated_projects import Tree, edited, projects
from harness import Index, in_index

Answers = dict[str, Any]


class Editor:
    """A session of its own, with what it holds unsaved."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.session = Session(2, "editor", index.root, _Nowhere())
        self.session.workspace = index.workspace
        self.unsaved: Tree = {}
        self.version = 0

    async def hold(self, path: str, text: str, *, by_edit: bool = False) -> None:
        """Have `text` for `path`, told as a whole or as an edit of what was held."""
        self.version += 1
        before = self.unsaved.get(path)
        self.unsaved[path] = text
        if before is None or not by_edit:
            whole = {"path": path, "version": self.version, "text": text}
            await self.index.handlers["overlay"](self.session, whole)
            return
        old, new = before.encode(), text.encode()
        start = 0
        while start < min(len(old), len(new)) and old[start] == new[start]:
            start += 1
        # An edit begins between two characters.
        while start and len(old) > start and old[start] & 0xC0 == 0x80:
            start -= 1
        edits = [[start, len(old), new[start:].decode()]]
        change = {"path": path, "version": self.version, "edits": edits}
        await self.index.handlers["overlay_change"](self.session, change)

    async def close(self, path: str) -> None:
        self.unsaved.pop(path, None)
        await self.index.handlers["overlay_close"](self.session, {"path": path})

    async def ask(self, method: str, params: dict[str, Any]) -> Answers:
        answer: Answers = await self.index.handlers[method](
            self.session, {"deadline_ms": 60_000, **params}
        )
        assert answer["complete"], answer
        return answer


class _Nowhere:
    congested = False

    def send_notification(self, method: str, params: Mapping[str, Any]) -> None:
        """A test asks; it is not told."""


def names_in(text: str) -> list[tuple[int, int]]:
    """(line, byte column) of the start of every word."""
    found = []
    for line, content in enumerate(text.splitlines()):
        before = " "
        for column, character in enumerate(content):
            if character.isidentifier() and not (before.isalnum() or before == "_"):
                found.append((line, len(content[:column].encode())))
            before = character
    return found


async def everything(ask: Any, tree: Tree, every: int = 1) -> dict[str, Any]:
    """What is said of a whole tree: outlines, and definitions and references at its words."""
    said: dict[str, Any] = {}
    for path in sorted(tree):
        said[path] = (await ask("outline", {"path": path, "text": True}))["results"]
        for line, column in names_in(tree[path])[::every]:
            at = {"path": path, "line": line, "column": column}
            place = f"{path}:{line}:{column}"
            said[f"definition {place}"] = (await ask("definition", at))["results"]
            of = at | {"definition": True}
            said[f"references {place}"] = (await ask("references", of))["results"]
    return said


SHOP: Tree = {
    "shop/__init__.py": "from shop.cart import Cart\n",
    "shop/cart.py": "from shop.price import price\nclass Cart:\n    def total(self):\n        return price(self)\n",
    "shop/price.py": "def price(cart):\n    return 1\n",
    "main.py": "from shop import Cart\nCart().total()\n",
}


Seen = tuple[Tree, Tree, dict[str, Any], dict[str, Any]]
"""What is saved, what the editor sees as if saved, what it is told, and what others are told."""


async def look(index: Index, editor: Editor, saved: Tree, every: int = 1) -> Seen:
    """Ask everything, as the editor and as somebody else."""
    tree = saved | editor.unsaved
    mine = await everything(editor.ask, tree, every)
    return saved, tree, mine, await everything(index.ask, saved, every)


def check(seen: list[Seen], every: int = 1) -> None:
    """What was told is what an index of these trees says that never saw anything else.

    To be called when the index that told it is closed: both work in this process.
    """

    def scratch(tree: Tree) -> dict[str, Any]:
        async def run(index: Index) -> dict[str, Any]:
            await index.show(tree)
            return await everything(index.ask, tree, every)

        return in_index(run)

    for number, (saved, tree, mine, others) in enumerate(seen):
        about = f"step {number}: saved {saved}, as if saved {tree}"
        fresh = scratch(tree)
        assert mine == fresh, about
        assert others == (fresh if tree == saved else scratch(saved)), about


def test_unsaved_text_counts_for_its_session_alone() -> None:
    async def run(index: Index) -> list[Seen]:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/price.py", "x = 1\n\n\ndef price(cart):\n    return x\n")
        seen = [await look(index, editor, SHOP)]
        await editor.hold("shop/price.py", "def cost(cart):\n    return 1\n", by_edit=True)
        seen.append(await look(index, editor, SHOP))
        await editor.close("shop/price.py")
        seen.append(await look(index, editor, SHOP))
        return seen

    check(in_index(run))


def test_a_file_that_does_not_exist_yet() -> None:
    async def run(index: Index) -> list[Seen]:
        saved = {path: text for path, text in SHOP.items() if path != "shop/price.py"}
        await index.show(saved)
        editor = Editor(index)
        await editor.hold("shop/price.py", SHOP["shop/price.py"])
        seen = [await look(index, editor, saved)]
        await editor.close("shop/price.py")
        seen.append(await look(index, editor, saved))
        return seen

    check(in_index(run))


def test_what_is_saved_under_an_unsaved_text() -> None:
    async def run(index: Index) -> list[Seen]:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/cart.py", SHOP["shop/cart.py"].replace("total", "sum"))
        seen = [await look(index, editor, SHOP)]
        for path, text in (
            ("main.py", "from shop import Cart\nCart().sum()\nCart().total()\n"),
            ("shop/price.py", "cost = 1\n"),
            ("shop/cart.py", editor.unsaved["shop/cart.py"]),
            ("shop/cart.py", SHOP["shop/cart.py"]),
        ):
            saved = seen[-1][0] | {path: text}
            await index.show(saved)
            seen.append(await look(index, editor, saved))
        return seen

    check(in_index(run))


@st.composite
def sittings(draw: st.DrawFn) -> tuple[Tree, list[tuple[str, Any]]]:
    """A project, and what is then done: texts held, closed and saved, in any order."""
    saved = draw(projects())
    steps: list[tuple[str, Any]] = []
    there, held = dict(saved), Tree()
    for _ in range(draw(st.integers(2, 8))):
        kind = draw(st.sampled_from(["hold", "hold", "hold", "close", "save", "save it"]))
        if kind == "close" and held:
            path = draw(st.sampled_from(sorted(held)))
            del held[path]
            steps.append(("close", path))
        elif kind == "save it" and held:
            path = draw(st.sampled_from(sorted(held)))
            there = there | {path: held[path]}
            steps.append(("save", there))
        elif kind == "save":
            there = draw(edited(there))
            steps.append(("save", there))
        else:
            before = there | held
            after = draw(edited(before))
            for path in sorted(after):
                if before.get(path) != after[path]:
                    held[path] = after[path]
                    steps.append(("hold", (path, after[path], draw(st.booleans()))))
    return saved, steps


@pytest.mark.timeout(0 if settings().max_examples > 100 else 600)
@given(sitting=sittings(), data=st.data())
@settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_unsaved_equals_saved(
    sitting: tuple[Tree, list[tuple[str, Any]]], data: st.DataObject
) -> None:
    first, steps = sitting
    looks = [data.draw(st.booleans()) for _ in steps]
    every = data.draw(st.integers(1, 3))

    async def run(index: Index) -> list[Seen]:
        saved = first
        await index.show(saved)
        editor = Editor(index)
        seen: list[Seen] = []
        for number, (kind, what) in enumerate(steps):
            note(f"--- {kind} {what}")
            if kind == "hold":
                path, text, by_edit = what
                await editor.hold(path, text, by_edit=by_edit)
            elif kind == "close":
                await editor.close(what)
            else:
                saved = what
                await index.show(saved)
            if looks[number] or number == len(steps) - 1:
                seen.append(await look(index, editor, saved, every))
        return seen

    check(in_index(run), every)

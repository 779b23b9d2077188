"""A session that holds unsaved texts, and what must be true of all that it and others are told."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from codegraph_daemon.session import Session
from generated_projects import Tree
from harness import Index, in_index

Answers = dict[str, Any]

SHOP: Tree = {
    "shop/__init__.py": "from shop.cart import Cart\n",
    "shop/cart.py": "from shop.price import price\nclass Cart:\n    def total(self):\n        return price(self)\n",
    "shop/price.py": "def price(cart):\n    return 1\n",
    "main.py": "from shop import Cart\nCart().total()\n",
}


QUESTIONS = ("callers", "callees", "implementations", "supertypes", "subtypes", "hover")
"""Asked of some words; definitions and references of all."""


_numbers = itertools.count(2)
"""All tests of a process share the inside of its one worker."""


class Editor:
    """A session of its own, with what it holds unsaved."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.session = Session(next(_numbers), "editor", index.root, _Nowhere())
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
    """What is said of a whole tree: outlines, and what its words mean and are used by."""
    said: dict[str, Any] = {}
    for path in sorted(tree):
        said[path] = (await ask("outline", {"path": path, "text": True}))["results"]
        for line, column in names_in(tree[path])[::every]:
            at = {"path": path, "line": line, "column": column}
            place = f"{path}:{line}:{column}"
            said[f"definition {place}"] = (await ask("definition", at))["results"]
            of = at | {"definition": True}
            said[f"references {place}"] = (await ask("references", of))["results"]
        for line, column in names_in(tree[path])[:: 5 * every]:
            at = {"path": path, "line": line, "column": column}
            for question in QUESTIONS:
                place = f"{question} {path}:{line}:{column}"
                said[place] = (await ask(question, at))["results"]
    return said


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

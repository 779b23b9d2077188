"""Unsaved text counts as if saved, for its own session and for nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import generated_projects
from codegraph_daemon.workers import tasks
from harness import Index, dump_scratch, in_index
from unsaved import SHOP, Editor, Seen, check, everything, look


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


def test_two_sessions_with_texts_of_their_own() -> None:
    async def run(index: Index) -> list[Seen]:
        await index.show(SHOP)
        one, two = Editor(index), Editor(index)
        seen: list[Seen] = []
        for number in range(3):
            await one.hold("shop/price.py", "# é\n" * number + SHOP["shop/price.py"])
            await two.hold("shop/price.py", f"price = {'x' * number}1\n", by_edit=True)
            await two.hold("new.py", "from shop import Cart\nCart().total()\n")
            seen += [await look(index, one, SHOP), await look(index, two, SHOP)]
            # Turn about, question by question.
            for editor in (one, two, one, two):
                path = "shop/cart.py"
                answer = await editor.ask("definition", {"path": path, "line": 0, "column": 24})
                assert [r["line"] for r in answer["results"]] == [number if editor is one else 0]
        two.session.close()
        seen.append(await look(index, one, SHOP))
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


def test_questions_while_the_disk_and_the_text_change() -> None:
    """Each answer is that of some moment between its question and itself."""
    names = ["price", "cost", "fee"]

    def price(name: str) -> str:
        return f"def {name}(cart):\n    return 1\n"

    def cart(name: str) -> str:
        return f"from shop.price import {name}\n{name}(1)\n"

    async def run(index: Index) -> None:
        tree = SHOP | {"shop/price.py": price(names[0]), "shop/cart.py": cart(names[0])}
        await index.show(tree)
        editor = Editor(index)
        for number in range(12):
            saved, held = names[number % 3], names[number * 2 % 3]
            old, (was, *_) = tree["shop/price.py"], editor.unsaved.values() or [cart(names[0])]
            tree = tree | {"shop/price.py": price(saved)}
            at = {"path": "shop/cart.py", "line": 1, "column": 1}
            saving = asyncio.create_task(index.show(tree))
            asked = [asyncio.create_task(editor.ask("definition", at)) for _ in range(2)]
            await asyncio.sleep(0)
            await editor.hold("shop/cart.py", cart(held))
            asked += [asyncio.create_task(editor.ask("definition", at)) for _ in range(2)]
            await saving
            answers = [[r["name"] for r in (await each)["results"]] for each in asked]
            defined = {old.split("(")[0][4:], saved}
            for position, names_found in enumerate(answers):
                meant = {held} if position > 1 else {held, was.split("\n")[1].split("(")[0]}
                assert set(names_found) <= (defined & meant)
            last = await editor.ask("definition", at)
            assert [r["name"] for r in last["results"]] == ([held] if held == saved else [])

    in_index(run)


def test_a_text_that_is_there_before_the_index_is() -> None:
    async def run(index: Index) -> list[str]:
        editor = Editor(index)
        await editor.hold("shop/price.py", "\n\n" + SHOP["shop/price.py"])
        showing = asyncio.create_task(index.show(SHOP))
        found = []
        while not showing.done():
            await asyncio.sleep(0)
            at = {"path": "shop/price.py", "line": 2, "column": 5, "definition": True}
            answer = await editor.ask("references", at)
            found.append([f"{r['path']}:{r['line'] + 1}" for r in answer["results"]])
        await showing
        return found

    for found in in_index(run)[1:]:
        assert "shop/price.py:3" in found
    assert in_index(run)[-1] == ["shop/cart.py:1", "shop/cart.py:4", "shop/price.py:3"]


def test_what_was_answered_under_unsaved_text_is_followed_when_it_is_saved() -> None:
    """The memo of a worker outlives the text; what its answers depend on must not be lost."""
    tree = {
        "a.py": "class C:\n    def run(self): ...\n",
        "b.py": "from a import C\nclass D(C): ...\n",
        "main.py": "",
    }
    use = "from b import D\nD().run()\n"

    async def run(index: Index) -> list[str]:
        dumps: list[str] = []
        await index.show(tree)
        editor = Editor(index)
        await editor.hold("main.py", use)
        await editor.ask("definition", {"path": "main.py", "line": 1, "column": 5})
        await editor.close("main.py")
        for saved in (
            tree | {"main.py": use},
            tree | {"main.py": use, "a.py": "class C:\n    def stop(self): ...\n"},
        ):
            await index.show(saved)
            dumps.append(index.dump())
        return dumps

    last = tree | {"main.py": use, "a.py": "class C:\n    def stop(self): ...\n"}
    assert in_index(run) == [dump_scratch(tree | {"main.py": use}), dump_scratch(last)]


def test_symbols_by_name() -> None:
    async def run(index: Index) -> list[list[tuple[str, str]]]:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/price.py", "def cost(cart):\n    return 1\ndef priced(): ...\n")
        await editor.hold("new.py", "class Pricey: ...\n")
        found = []
        for ask, query in ((editor.ask, "pri"), (index.ask, "pri"), (editor.ask, "cost")):
            answer = await ask("symbols", {"query": query, "limit": 20})
            found.append([(r["path"], r["name"]) for r in answer["results"]])
        named = await editor.ask("references", {"symbol": "cost", "definition": True})
        found.append([(r["path"], r["name"]) for r in named["results"]])
        return found

    mine, others, cost, named = in_index(run)
    assert sorted(mine) == [
        ("new.py", "Pricey"),
        ("shop/price.py", "price"),
        ("shop/price.py", "priced"),
    ]
    assert others == [("shop/price.py", "price"), ("shop/price.py", "price")]
    assert cost == [("shop/price.py", "cost")]
    assert named == [("shop/price.py", "cost")]


def test_what_lies_in_libraries_follows_the_texts_of_each_session() -> None:
    """Whoever asks about libraries next has other texts; what these leave alone is remembered."""
    made = "import collections\n\n\ndef make():\n    return collections.{}()\n"
    asked = {"path": "use.py", "line": 3, "column": 6, "libraries": True}

    async def run(index: Index) -> list[str]:
        use = "import made\nfrom made import make\n\nmade.OrderedDict, make().popitem\n"
        tree = {"made.py": made.format("OrderedDict"), "use.py": use}
        await index.show(tree)
        one, two = Editor(index), Editor(index)
        found: list[str] = []

        async def look(who: Editor, column: int = 26) -> None:
            answer = await who.ask("definition", {**asked, "column": column})
            found.append(", ".join(f"{r['container']}.{r['name']}" for r in answer["results"]))

        for number in range(3):
            await one.hold("made.py", made.format("OrderedDict") + "# " * number)
            imports = "from collections import OrderedDict\n" * number
            await two.hold("made.py", imports + made.format("Counter"))
            for who in (one, two, one, two):
                await look(who)
            await look(two, 6)
        await one.hold("use.py", "\n" + use)
        asked["line"] = 4
        await look(one)
        asked["line"] = 3
        await two.close("made.py")
        await look(two)
        await index.show({**tree, "made.py": made.format("Counter")})
        await look(two)
        return found

    ordered, counter = "OrderedDict.popitem", "MutableMapping.popitem"
    in_turn = [ordered, counter] * 2
    imported = [*in_turn, "collections.OrderedDict"]
    expected = [*in_turn, "", *imported, *imported, ordered, ordered, counter]
    assert in_index(run, external_use="on") == expected


def test_one_edit_after_another_with_a_look_at_each() -> None:
    """What an earlier text had linked is linked again exactly if the next one reaches it."""
    tree = generated_projects.CONNECTED[0]
    delta, alpha = "pkg/sub/delta.py", "pkg/alpha.py"
    edits = [
        (delta, "class B(C):", "class B:"),
        (delta, "class B:", "class B(C):"),
        (delta, "def stop(self, data)", "def stop(self, other)"),
        (alpha, "class A(B):", "class A:"),
        (alpha, "class A:", "from pkg.sub.delta import C\nclass A(C):"),
        (alpha, "def f(run, stop=None)", "def f(run, data=None)"),
        (alpha, "def f(run, data=None)", "def f(stop, run=None)"),
        (delta, "    data = 1\n", "    data = B()\n"),
        (delta, "data = B()", "run = B()"),
        (alpha, "return A()\nvalue", "return C()\nvalue"),
        (delta, "def g():\n    return B()", "def g():\n    return C()"),
        (delta, "def g()", "def h()"),
        (delta, "def h()", "class g"),
    ]

    async def run(index: Index) -> list[Seen]:
        await index.show(tree)
        editor = Editor(index)
        seen: list[Seen] = []
        for path, old, new in edits:
            text = (tree | editor.unsaved)[path]
            assert old in text
            await editor.hold(path, text.replace(old, new), by_edit=True)
            seen.append(await look(index, editor, tree))
        return seen

    check(in_index(run))


def test_what_is_exported_under_another_name_is_waited_for() -> None:
    tree = {
        "a.js": "export function f() {}\n",
        "b.js": 'import { f } from "./a"\nexport { f as default }\n',
        "lib/index.js": 'export { default } from "../b"\nexport { default as g } from "../b"\n',
        "c.js": "function A() {}\nmodule.exports = A\n",
        "d.js": 'const Z = require("./c")\nnew Z()\n',
    }

    async def run(index: Index) -> list[Seen]:
        await index.show(tree)
        editor = Editor(index)
        await editor.hold("a.js", "export class f {}\n")
        await editor.hold("c.js", "class A {}\nmodule.exports = A\n")
        return [await look(index, editor, tree)]

    check(in_index(run))


def test_what_is_closed_or_lost_leaves_nothing() -> None:
    async def run(index: Index) -> None:
        await index.show(SHOP)
        listeners = len(index.workspace.indexing.on_files)
        dump, stored = index.dump(), rows_of(index)
        editor = Editor(index)
        await editor.hold("shop/price.py", "def cost(cart): ...\n")
        await editor.hold("new.py", "class Pricey: ...\n")
        await everything(editor.ask, SHOP | editor.unsaved, 2)

        def trees() -> list[str]:
            return [path for number, path in tasks._trees._trees if number == editor.session.id]

        assert sorted(trees()) == ["new.py", "shop/price.py"]
        await editor.close("new.py")
        assert trees() == ["shop/price.py"]
        editor.session.close()
        assert trees() == []
        over = tasks._workspaces[index.workspace.view_id]
        assert over.overlay.lies([])
        assert "new.py" not in over.tree.files
        assert not index.repository.unsaved
        assert editor.session.overlays is None
        assert len(index.workspace.indexing.on_files) == listeners
        assert (index.dump(), rows_of(index)) == (dump, stored)

    in_index(run)


def test_the_last_document_takes_all_along() -> None:
    async def run(index: Index) -> None:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/price.py", "def cost(cart): ...\n")
        await editor.ask("outline", {"path": "shop/price.py"})
        await editor.close("shop/price.py")
        overlays = editor.session.overlays
        assert overlays._view is None
        assert not overlays._views
        assert tasks._workspaces[index.workspace.view_id].overlay.lies([])
        await editor.hold("shop/price.py", "def fee(cart): ...\n")
        answer = await editor.ask("outline", {"path": "shop/price.py"})
        assert [result["name"] for result in answer["results"]] == ["fee"]

    in_index(run)


def rows_of(index: Index) -> dict[str, int]:
    """How much the index holds of what unsaved text could leave in it."""
    store = index.repository.store
    families = ("facts", "links", "refs", "deps", "symbols")
    return {family: sum(1 for _ in store.scan(family, b"")) for family in families}


@pytest.mark.parametrize(
    "edits", [[[5, 1, "x"]], [[0, 10_000, "x"]], [[-1, 0, "x"]], ["x"], [[0, 0]], [[0, 0, 1]]]
)
def test_an_edit_that_does_not_fit_gives_the_text_up(edits: list[Any]) -> None:
    async def run(index: Index) -> list[str]:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/price.py", "def cost(cart): ...\n")
        change = {"path": "shop/price.py", "version": 2, "edits": edits}
        await index.handlers["overlay_change"](editor.session, change)
        answer = await editor.ask("outline", {"path": "shop/price.py"})
        return [result["name"] for result in answer["results"]]

    assert in_index(run) == ["price"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("../elsewhere.py", "def f(): ...\n"),
        ("node_modules/a/index.py", "def f(): ...\n"),
        (".env", "SECRET = 1\n"),
        ("notes.txt", "def f(): ...\n"),
        ("large.py", "# é" * 600_000),
        ("generated.py", "# @generated\ndef f(): ...\n"),
        ("shop", "#!/usr/bin/env python\ndef f(): ...\n"),
    ],
)
def test_what_the_rules_leave_out_is_left_out_unsaved_too(path: str, text: str) -> None:
    async def run(index: Index) -> tuple[list[Any], bool]:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold(path, text)
        answer = await editor.ask("symbols", {"query": "f"})
        known = index.repository.store.paths.find(path) is not None
        return [r["path"] for r in answer["results"] if r["path"] == path], known

    assert in_index(run) == ([], False)


def test_a_text_that_would_be_left_out_takes_its_file_out() -> None:
    async def run(index: Index) -> list[Seen]:
        await index.show(SHOP)
        editor = Editor(index)
        await editor.hold("shop/price.py", "# @generated\n" + SHOP["shop/price.py"])
        mine = await editor.ask("references", {"path": "main.py", "line": 0, "column": 20})
        left = {p: t for p, t in SHOP.items() if p != "shop/price.py"}
        assert {r["path"] for r in mine["results"]} == {"main.py", "shop/__init__.py"}
        return [(SHOP, left, await everything(editor.ask, left), await everything(index.ask, SHOP))]

    check(in_index(run))


def test_what_is_only_possible_in_unsaved_text() -> None:
    async def run(index: Index) -> tuple[list[str], list[str], list[str]]:
        await index.show({"door.py": "class Door:\n    def close(self): ...\n", "main.py": ""})
        editor = Editor(index)
        await editor.hold("main.py", "def shut(it):\n    it.close()\n")
        await editor.hold("gate.py", "class Gate:\n    def close(self): ...\n")

        async def found(ask: Any, question: str, path: str) -> list[str]:
            place = {"path": path, "line": 1, "column": 8, "possible": "always"}
            results = (await ask(question, place))["results"]
            return [f"{each['path']}:{each['line'] + 1}" for each in results]

        return (
            await found(editor.ask, "definition", "main.py"),
            await found(editor.ask, "references", "door.py"),
            await found(index.ask, "references", "door.py"),
        )

    assert in_index(run) == (["door.py:2", "gate.py:2"], ["main.py:2"], [])


def test_what_was_counted_is_counted_again_once_a_text_or_a_file_is_another() -> None:
    async def run(index: Index) -> list[int]:
        await index.show(SHOP)
        editor = Editor(index)
        price = {"path": "shop/price.py", "line": 0, "column": 4}
        counted: list[int] = []

        async def count() -> None:
            for ask in (editor.ask, editor.ask, index.ask):
                (result,) = (await ask("counts", price))["results"]
                counted.append(result["references"])

        # As it was saved: nothing is another.
        await editor.hold("shop/cart.py", SHOP["shop/cart.py"])
        await count()
        await editor.hold("main.py", SHOP["main.py"] + "from shop.price import price\nprice(1)\n")
        await count()
        await index.show(SHOP | {"other.py": "from shop.price import price\n"})
        await count()
        await editor.hold("main.py", SHOP["main.py"])
        await count()
        return counted

    assert in_index(run) == [2, 2, 2, 4, 4, 2, 5, 5, 3, 3, 3, 3]

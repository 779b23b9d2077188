"""Unsaved text in the real daemon: sessions apart, connections lost, workers killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.root import find_root

from .real_daemon import Project, ended, eventually, places

PRICE = "def price(cart):\n    return 1\n"
CART = "from price import price\n\n\ndef total(cart):\n    return price(cart)\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path)
    project.git("init", "-q")
    project.write_all({"price.py": PRICE, "cart.py": CART})
    project.settle()
    yield project
    project.close()


@pytest.fixture
def editor(project: Project) -> Iterator[BlockingConnection]:
    """A connection besides the project's own."""
    with project.inside():
        connection = connect_blocking(find_root(project.root, project.root), client="editor")
    yield connection
    connection.close()


def hold(editor: BlockingConnection, path: str, text: str) -> None:
    editor.notify("overlay", {"path": path, "version": 1, "text": text})


def ask(editor: BlockingConnection, method: str, **params: Any) -> Any:
    answer = editor.ask(method, {"deadline_ms": 30_000, **params}, timeout=60.0)
    assert answer["complete"], answer
    return answer


def price_of(editor: BlockingConnection) -> list[str]:
    """The definition of what `cart.py` imports."""
    return places(ask(editor, "definition", path="cart.py", line=0, column=20))


def workers_of(project: Project) -> list[int]:
    pids: list[int] = project.ask("status")["results"][0]["workers"]
    return pids


def test_a_question_sees_what_was_sent_before_it(
    project: Project, editor: BlockingConnection
) -> None:
    hold(editor, "price.py", "\n" + PRICE)
    assert price_of(editor) == ["price.py:2:5 definition"]
    for number in range(20):
        edits = [[0, 0, "# é\n"], [0, 4, "# x"]]
        editor.notify("overlay_change", {"path": "price.py", "version": number, "edits": edits})
        assert price_of(editor) == [f"price.py:{number + 3}:5 definition"]
    assert project.definition("cart.py", 0, 20) == ["price.py:1:5 definition"]
    editor.notify("overlay_close", {"path": "price.py"})
    assert price_of(editor) == ["price.py:1:5 definition"]


def test_paths_may_be_absolute(project: Project, editor: BlockingConnection) -> None:
    hold(editor, str(project.root / "price.py"), "\n" + PRICE)
    assert price_of(editor) == ["price.py:2:5 definition"]


def test_source_lines_are_those_of_the_text(project: Project, editor: BlockingConnection) -> None:
    hold(editor, "price.py", "# é\n\ndef price(größe): ...\n")
    found = ask(editor, "definition", path="cart.py", line=0, column=20, text=True)
    assert [result["text"] for result in found["results"]] == ["def price(größe): ..."]
    assert places(ask(editor, "references", path="price.py", line=2, column=5)) == [
        "cart.py:1:19 import",
        "cart.py:5:12 call",
    ]


def test_an_interactive_worker_that_is_killed(project: Project, editor: BlockingConnection) -> None:
    hold(editor, "price.py", "\n" + PRICE)
    assert price_of(editor) == ["price.py:2:5 definition"]
    for pid in workers_of(project):
        os.kill(pid, signal.SIGKILL)
        ended(pid)
    assert price_of(editor) == ["price.py:2:5 definition"]
    for pid in workers_of(project):
        os.kill(pid, signal.SIGKILL)
        ended(pid)
    editor.notify("overlay_change", {"path": "price.py", "version": 2, "edits": [[0, 0, "\n"]]})
    assert price_of(editor) == ["price.py:3:5 definition"]


def test_a_daemon_with_unsaved_text_leaves_the_index_of_what_is_saved(
    project: Project, editor: BlockingConnection
) -> None:
    hold(editor, "price.py", PRICE.replace("price", "cost"))
    hold(editor, "new.py", CART)
    assert price_of(editor) == []
    assert "new.py:5:12 call" not in places(ask(editor, "references", symbol="price"))
    project.write("cart.py", "\n" + CART)
    project.settle()
    assert places(ask(editor, "outline", path="cart.py")) == ["cart.py:5:5 definition"]
    # The daemon ends with the text still held.
    project.check()


def test_a_lost_connection_takes_its_text_along(
    project: Project, editor: BlockingConnection
) -> None:
    hold(editor, "new.py", CART.replace("total", "only_here"))
    assert places(ask(editor, "symbols", query="only_here")) == ["new.py:4:5 definition"]
    editor.close()
    assert project.ask("symbols", query="only_here")["results"] == []
    with project.inside():
        again = connect_blocking(find_root(project.root, project.root), client="editor")
    assert ask(again, "symbols", query="only_here")["results"] == []
    again.close()


def test_edits_of_a_branch_below_unsaved_text(project: Project, editor: BlockingConnection) -> None:
    hold(editor, "cart.py", "\n" + CART)
    assert places(ask(editor, "references", path="price.py", line=0, column=4)) == [
        "cart.py:2:19 import",
        "cart.py:6:12 call",
    ]
    project.write("price.py", "def cost(cart): ...\n")
    project.settle()
    assert ask(editor, "definition", path="cart.py", line=1, column=20)["results"] == []
    project.write("price.py", "\n\n" + PRICE)
    project.settle()
    found = ask(editor, "definition", path="cart.py", line=1, column=20)
    assert places(found) == ["price.py:3:5 definition"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("overlay", {}),
        ("overlay", {"path": "a.py", "version": "1", "text": "x"}),
        ("overlay", {"path": 1, "version": 1, "text": "x"}),
        ("overlay", {"path": "a\0.py", "version": 1, "text": "x"}),
        ("overlay", {"path": "", "version": 1, "text": "x"}),
        ("overlay", {"path": "price.py", "version": 1, "text": b"x"}),
        ("overlay_change", {"path": "price.py", "version": 1, "edits": "x"}),
        ("overlay_change", {"path": "never.py", "version": 1, "edits": [[0, 0, "x"]]}),
        ("overlay_close", {"path": "never.py"}),
        ("overlay_close", {}),
    ],
)
def test_messages_that_make_no_sense(
    project: Project, editor: BlockingConnection, method: str, params: dict[str, Any]
) -> None:
    editor.notify(method, params)
    assert price_of(editor) == ["price.py:1:5 definition"]
    hold(editor, "price.py", "\n" + PRICE)
    editor.notify(method, params)
    assert price_of(editor) == ["price.py:2:5 definition"]


@pytest.mark.parametrize("fault", ["abort", "raise"])
def test_a_text_that_kills_its_reader_costs_its_own_file(tmp_path: Path, fault: str) -> None:
    project = Project(tmp_path, TEST_FAULTS=str(tmp_path))
    try:
        project.git("init", "-q")
        project.write_all({"price.py": PRICE, "cart.py": CART})
        project.settle()
        with project.inside():
            editor = connect_blocking(find_root(project.root, project.root), client="editor")
        hold(editor, "cart.py", "\n" + CART)
        for number in range(6):
            # Each is another text, as if it were typed.
            hold(editor, "price.py", f"# codegraph-fault: parse {fault}\n" + "\n" * number)
            found = ask(editor, "outline", path="cart.py")
            assert places(found) == ["cart.py:5:5 definition"]
            assert ask(editor, "outline", path="price.py")["results"] == []
        editor.notify("overlay_close", {"path": "price.py"})
        hold(editor, "price.py", "\n" + PRICE)
        assert places(ask(editor, "outline", path="price.py")) == ["price.py:2:5 definition"]
        editor.close()
        project.check()
    finally:
        project.close()


def test_how_a_name_was_resolved_counts_unsaved_text(
    project: Project, editor: BlockingConnection
) -> None:
    hold(editor, "price.py", "# here\n\n" + PRICE)
    at = {"path": "cart.py", "line": 4, "column": 12}
    (unsaved,) = ask(editor, "explain", **at)["results"]
    (saved,) = project.ask("explain", **at)["results"]
    assert [each["line"] for each in (*unsaved["targets"], *saved["targets"])] == [2, 0]
    assert unsaved["agrees"]
    assert saved["agrees"]
    assert "price.py:3" in str(unsaved["steps"])
    assert "price.py:1" in str(saved["steps"])
    hold(editor, "price.py", "")
    (gone,) = ask(editor, "explain", **at)["results"]
    assert (gone["outcome"], gone["targets"]) == ("declined", [])


def test_names_are_read_before_who_edits_looks_for_one(
    project: Project, editor: BlockingConnection
) -> None:
    """Their arrays are loaded by the first question for a symbol, and here without any."""
    maps = Path(f"/proc/{project.pid}/maps")
    assert "numpy" not in maps.read_text()
    hold(editor, "price.py", PRICE)
    eventually(lambda: "numpy" in maps.read_text(), True)
    assert places(ask(editor, "symbols", query="tot")) == ["cart.py:4:5 definition"]


def test_symbols_are_found_where_the_text_has_them_from_key_to_key(
    project: Project, editor: BlockingConnection
) -> None:
    """Texts with the same symbols in the same places as the index are not kept apart from it."""

    def found(query: str) -> list[str]:
        return places(ask(editor, "symbols", query=query))

    hold(editor, "cart.py", CART + "# ")
    assert found("tot") == ["cart.py:4:5 definition"]
    hold(editor, "cart.py", "\n" + CART)
    assert found("tot") == ["cart.py:5:5 definition"]
    hold(editor, "cart.py", "\n" + CART + "# ")
    assert found("tot") == ["cart.py:5:5 definition"]
    hold(editor, "cart.py", CART.replace("total", "sum_of") + "# ")
    assert found("tot") == []
    assert found("sum") == ["cart.py:4:5 definition"]
    hold(editor, "cart.py", CART + "# t")
    assert found("tot") == ["cart.py:4:5 definition"]
    # What is on the disk now has other symbols than what the text was compared with.
    project.write("cart.py", "\n\n" + CART)
    project.settle()
    assert found("tot") == ["cart.py:4:5 definition"]
    assert places(project.ask("symbols", query="tot")) == ["cart.py:6:5 definition"]
    editor.notify("overlay_close", {"path": "cart.py"})
    assert found("tot") == ["cart.py:6:5 definition"]

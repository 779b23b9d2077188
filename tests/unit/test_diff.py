"""What is different since a revision, symbol by symbol."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.history.breaking import is_public
from codegraph_daemon.history.symbol_past import symbols_in
from fixture_language import parse_fixture
from git_history import History
from harness import Index, in_index
from since import BODY, ask_since


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "past")


def changes(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    assert answer["complete"], answer
    return [
        (
            row["change"],
            f"{row['path']}:{row['line'] + 1}",
            row["qualified"],
            *([row["was"]] if "was" in row else []),
            *(["breaks"] if row["breaks"] else []),
        )
        for row in answer["results"]
    ]


def test_symbols_that_were_added_removed_and_changed(history: History) -> None:
    before = "def same(): ...\ndef other(): return 1\ndef gone(): return 'x'\n"
    history.commit("one", {"a.py": before, "b.py": "def idle(): ...\n"})
    after = {
        "a.py": "x = 1\n\ndef same(): ...\ndef other(): return 2\ndef new(): return [5]\n",
        "b.py": "def idle(): ...\n",
    }
    answer = ask_since(history, after, "diff")
    assert changes(answer) == [
        ("added", "a.py:1", "x"),
        ("removed", "a.py:3", "gone", "breaks"),
        ("changed", "a.py:4", "other"),
        ("added", "a.py:5", "new"),
    ]
    assert answer["summary"] == {
        "files": 1,
        "changes": {"added": 2, "removed": 1, "changed": 1},
        "breaks": 1,
    }


def test_a_class_has_changed_only_if_something_of_its_own_has(history: History) -> None:
    history.commit("one", {"a.py": "class Box:\n    x = 1\n    def open(self): return 1\n"})
    after = {"a.py": "class Box:\n    x = 1\n    def open(self): return 2\n"}
    assert changes(ask_since(history, after, "diff")) == [("changed", "a.py:3", "Box.open")]


def test_what_is_declared_otherwise_may_break_users_and_private_names_do_not(
    history: History,
) -> None:
    history.commit("one", {"a.py": "def one(a): return a\ndef _two(a): return a\n"})
    after = {"a.py": "def one(a, b): return a\ndef _two(a, b): return a\n"}
    assert changes(ask_since(history, after, "diff")) == [
        ("changed", "a.py:1", "one", "breaks"),
        ("changed", "a.py:2", "_two"),
    ]


def test_renamed_and_moved_symbols_are_told(history: History) -> None:
    texts = {"a.py": f"def old(given):\n{BODY}", "b.py": f"def it(given):\n{BODY.upper()}"}
    history.commit("one", texts)
    after = {"a.py": f"def new(given):\n{BODY}", "c.py": f"def it(given):\n{BODY.upper()}"}
    assert changes(ask_since(history, after, "diff")) == [
        ("renamed", "a.py:1", "new", "old", "breaks"),
        ("moved", "c.py:1", "it", "b.py#it", "breaks"),
    ]


def test_another_revision_and_what_is_staged(history: History) -> None:
    first = history.commit("one", {"a.py": "def one(): return 1\n"})
    history.commit("two", {"a.py": "def one(): return 1\ndef two(): return 2\n"})
    staged = "def one(): return 3\ndef two(): return 2\n"
    (history.root / "a.py").write_text(staged)
    history.git("add", "-A")
    on_disk = {"a.py": "def one(): return 3\ndef two(): return 4\n"}
    answer = ask_since(history, on_disk, "diff", since=first)
    assert changes(answer) == [("changed", "a.py:1", "one"), ("added", "a.py:2", "two")]


def test_what_is_staged_is_compared_and_not_the_disk(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\ndef two(): return 2\n"})
    (history.root / "a.py").write_text("def one(): return 3\ndef two(): return 2\n")
    history.git("add", "-A")
    on_disk = {"a.py": "def one(): return 3\ndef two(): return 4\n"}
    answer = ask_since(history, on_disk, "diff", staged=True)
    assert changes(answer) == [("changed", "a.py:1", "one")]


def test_a_file_that_was_taken_away_counts_if_that_is_staged(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\n", "b.py": "x = 1\n", "c.txt": "c"})
    history.git("rm", "-q", "a.py")
    answer = ask_since(history, {"b.py": "x = 1\n"}, "diff", staged=True)
    assert changes(answer) == [("removed", "a.py:1", "one", "breaks")]
    assert answer["summary"]["files"] == 1


def test_the_impact_of_a_diff(history: History) -> None:
    files = {
        "a.py": "def one(): return 1\ndef user(): one()\n",
        "test_a.py": "from a import user\ndef test_user(): user()\n",
        "b.py": "def idle(): ...\n",
    }
    history.commit("one", files)
    after = {**files, "a.py": "def one(): return 2\ndef user(): one()\n"}
    answer = ask_since(history, after, "impact", since="HEAD")
    assert [(each["name"], each["distance"]) for each in answer["results"]] == [
        ("user", 1),
        ("test_user", 2),
    ]
    assert answer["summary"]["changes"] == 1
    assert answer["summary"]["test_files"] == [["test_a.py", 1]]


def test_a_revision_that_is_none_is_said(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\n"})
    answer = ask_since(history, {"a.py": "def one(): return 2\n"}, "diff", since="nonsense")
    assert answer["results"] == []
    assert answer["reason"] == "git knows no commit 'nonsense'"


@pytest.mark.parametrize("since", ["", "--output=x", "a\nb", 5])
def test_what_cannot_name_a_revision_is_refused(since: object) -> None:
    async def run(index: Index) -> None:
        await index.show({"a.py": "def it(): ...\n"})
        with pytest.raises(BadRequest):
            await index.ask("diff", {"since": since})

    in_index(run)


def test_filters_of_a_hostile_repository_are_not_run(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\n", ".gitattributes": "*.py filter=evil\n"})
    seen = history.root / "seen"
    for what in ("clean", "smudge", "process"):
        history.git("config", f"filter.evil.{what}", f"touch {seen}")
    history.git("config", "diff.external", f"touch {seen}")
    history.git("config", "core.fsmonitor", f"touch {seen}")
    files = {"a.py": "def one(): return 2\n"}
    assert changes(ask_since(history, files, "diff")) == [("changed", "a.py:1", "one")]
    assert not seen.exists()


def test_who_uses_those_that_are_broken_is_reached_in_two_steps(history: History) -> None:
    kept = "//- b.py\nfrom a import gone\ndef user(): gone()\ndef further(): user()\n"
    history.commit("before", parse_fixture("//- a.py\ndef gone(): ...\nx = 1\n" + kept).files)
    answer = ask_since(
        history, parse_fixture("//- a.py\nx = 1\n" + kept).files, "impact", since="HEAD"
    )
    found = [(each["name"], each["distance"], each["through"]) for each in answer["results"]]
    assert found == [("b", 1, "gone"), ("user", 1, "gone"), ("further", 2, "user")]
    assert answer["summary"]["by_distance"][:2] == [2, 1]
    assert answer["summary"]["changed"] == [
        {"change": "removed", "path": "a.py", "line": 0, "qualified": "gone", "breaks": True}
    ]


def test_files_that_used_to_change_as_well_are_told_apart(history: History) -> None:
    files = {"a.py": "def one(): return {}\n", "b.py": "x = {}\n", "c.py": "y = {}\n"}
    for number in range(3):
        for changed in (("a.py", "b.py"), ("c.py",)):
            history.commit(f"Turn {number}", {path: files[path].format(number) for path in changed})
    after = {path: text.format(2) for path, text in files.items()}
    answer = ask_since(history, after, "impact", symbol="one")
    (other,) = answer["summary"]["together"]
    assert (other["path"], other["commits"], other["last"]) == ("b.py", 3, "Turn 2")
    assert other["score"] > 0.1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("A.java", "class A { private int f(int a) { return 1; } }"),
        ("a.go", "package a\nfunc f(a int) int { return 1 }\n"),
        ("A.java", "class f { public int g() { return 1; } }"),
        ("a.rs", "fn f(a: i32) -> i32 { 1 }"),
        ("a.rs", "pub(crate) fn f(a: i32) -> i32 { 1 }"),
        ("a.c", "static int f(int a) { return 1; }"),
        ("a.py", "def _f(a): ...\n"),
        ("a.py", "class _Box:\n    def f(a): ...\n"),
        ("a.py", "def outer():\n    def f(a): ...\n"),
        ("tests/test_a.py", "def f(a): ...\n"),
        ("docs/conf.py", "f = 1\n"),
        ("a.md", "# Title\n## f\nx\n"),
    ],
)
def test_what_nobody_outside_can_use_is_not_public(path: str, text: str) -> None:
    (version,) = (
        each
        for name, each in symbols_in(path, text.encode()).items()
        if name.rpartition(".")[2] in ("f", "_f")
    )
    assert not is_public(path, version)


def test_what_is_public() -> None:
    text = b"class Box:\n    def __init__(self): ...\n    def open(self): ...\n"
    found = symbols_in("a.py", text)
    assert len(found) == 3
    assert all(is_public("a.py", version) for version in found.values())
    (version,) = symbols_in("a.py", b"def open(private=False): ...\n").values()
    assert is_public("a.py", version)


def test_what_is_inside_of_what_came_went_or_moved_is_told_with_it(history: History) -> None:
    box = f"class Box:\n    size = 1\n    def open(given):\n{BODY.replace('    ', '        ')}\n"
    bag = "class Bag:\n    def shut(self): return 3\n    def lock(self): return 4\n"
    history.commit("one", {"a.py": box + bag, "b.py": "x = 1\n"})
    can = "class Can:\n    def fill(self, more, and_more): yield 'a'\n"
    answer = ask_since(history, {"a.py": can, "b.py": "x = 1\n" + box}, "diff")
    assert changes(answer) == [
        ("added", "a.py:1", "Can"),
        ("removed", "a.py:8", "Bag", "breaks"),
        ("moved", "b.py:2", "Box", "a.py#Box", "breaks"),
    ]
    assert [row.get("members") for row in answer["results"]] == [1, 2, 2]


def test_what_a_module_still_offers_from_where_it_moved_breaks_nobody(history: History) -> None:
    texts = {"a.py": f"def it(given):\n{BODY}def other(): return it(1)\n"}
    history.commit("one", texts)
    after = {
        "a.py": "from b import it\ndef other(): return it(1)\n",
        "b.py": f"def it(given):\n{BODY}",
    }
    assert changes(ask_since(history, after, "diff")) == [("moved", "b.py:1", "it", "a.py#it")]


def test_what_moved_to_a_base_of_its_class_breaks_nobody(history: History) -> None:
    body = BODY.replace("    ", "        ")
    history.commit("one", {"a.py": f"class Box:\n    def it(given):\n{body}\n"})
    after = {
        "a.py": "from b import Middle\nclass Box(Middle):\n    pass\n",
        "b.py": f"class Base:\n    def it(given):\n{body}\nclass Middle(Base): ...\n",
    }
    found = changes(ask_since(history, after, "diff"))
    assert ("moved", "b.py:2", "Base.it", "a.py#Box.it") in found
    assert not any("breaks" in row for row in found)


def test_nor_does_it_if_that_base_has_the_same_name_elsewhere(history: History) -> None:
    body = BODY.replace("    ", "        ")
    history.commit("one", {"a.py": f"class Box:\n    def it(given):\n{body}    x = 1\n"})
    after = {
        "a.py": "from b import Box as Other\nclass Box(Other):\n    x = 1\n",
        "b.py": f"class Box:\n    def it(given):\n{body}",
    }
    moved = ("moved", "b.py:2", "Box.it", "a.py#Box.it")
    assert moved in changes(ask_since(history, after, "diff"))

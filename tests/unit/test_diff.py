"""What is different since a revision, symbol by symbol, and what all of it may reach."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.history.compare import is_public
from fixture_language import parse_fixture
from git_history import History
from harness import Index, in_index

BODY = "    first = given + 1\n    second = first * 2\n    return first, second\n"


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "past")


def ask(history: History, files: dict[str, str], question: str, **params: Any) -> dict[str, Any]:
    async def run(index: Index) -> dict[str, Any]:
        await index.show(files)
        (history.root / ".git").rename(index.root / ".git")
        return await index.ask(question, params)

    return in_index(run)


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
    answer = ask(history, after, "diff")
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
    assert changes(ask(history, after, "diff")) == [("changed", "a.py:3", "Box.open")]


def test_what_is_declared_otherwise_may_break_users_and_private_names_do_not(
    history: History,
) -> None:
    history.commit("one", {"a.py": "def one(a): return a\ndef _two(a): return a\n"})
    after = {"a.py": "def one(a, b): return a\ndef _two(a, b): return a\n"}
    assert changes(ask(history, after, "diff")) == [
        ("changed", "a.py:1", "one", "breaks"),
        ("changed", "a.py:2", "_two"),
    ]


def test_renamed_and_moved_symbols_are_told(history: History) -> None:
    texts = {"a.py": f"def old(given):\n{BODY}", "b.py": f"def it(given):\n{BODY.upper()}"}
    history.commit("one", texts)
    after = {"a.py": f"def new(given):\n{BODY}", "c.py": f"def it(given):\n{BODY.upper()}"}
    assert changes(ask(history, after, "diff")) == [
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
    answer = ask(history, on_disk, "diff", since=first)
    assert changes(answer) == [("changed", "a.py:1", "one"), ("added", "a.py:2", "two")]


def test_what_is_staged_is_compared_and_not_the_disk(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\ndef two(): return 2\n"})
    (history.root / "a.py").write_text("def one(): return 3\ndef two(): return 2\n")
    history.git("add", "-A")
    on_disk = {"a.py": "def one(): return 3\ndef two(): return 4\n"}
    answer = ask(history, on_disk, "diff", staged=True)
    assert changes(answer) == [("changed", "a.py:1", "one")]


def test_the_impact_of_a_diff(history: History) -> None:
    files = {
        "a.py": "def one(): return 1\ndef user(): one()\n",
        "test_a.py": "from a import user\ndef test_user(): user()\n",
        "b.py": "def idle(): ...\n",
    }
    history.commit("one", files)
    after = {**files, "a.py": "def one(): return 2\ndef user(): one()\n"}
    answer = ask(history, after, "impact", since="HEAD")
    assert [(each["name"], each["distance"]) for each in answer["results"]] == [
        ("user", 1),
        ("test_user", 2),
    ]
    assert answer["summary"]["changes"] == 1
    assert answer["summary"]["test_files"] == [["test_a.py", 1]]


def test_a_revision_that_is_none_is_said(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\n"})
    answer = ask(history, {"a.py": "def one(): return 2\n"}, "diff", since="nonsense")
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
    assert changes(ask(history, files, "diff")) == [("changed", "a.py:1", "one")]
    assert not seen.exists()


def test_what_is_public() -> None:
    assert is_public("a.py", "Box.open")
    assert is_public("a.py", "Box.__init__")
    assert not is_public("a.py", "Box._open")
    assert not is_public("tests/test_a.py", "helper")


def broken(history: History, before: str, after: str, **params: Any) -> list[str]:
    """Who uses what is gone: place of the use, the definition around it, what it does with what."""
    history.commit("before", parse_fixture(before).files)
    answer = ask(history, parse_fixture(after).files, "impact", since="HEAD", **params)
    assert answer["complete"], answer
    rows = [each for each in answer["results"] if each.get("broken")]
    assert answer["summary"]["broken"] == len(rows)
    return [
        f"{each['path']}:{each['at'][0] + 1} {each.get('qualified') or each['name']} "
        f"{each['use']} {each['through']} ({each['tier']})"
        for each in rows
    ]


def test_who_uses_what_was_removed_is_broken(history: History) -> None:
    users = textwrap.dedent("""\
        //- b.py
        from a import gone, Box
        import a
        def user(): gone()
        def own():
            gone = 1
            return gone
        def third(box: Box):
            box.open()
        def fourth(): return a.gone()
        //- c.py
        def gone(): ...
        def apart(): return gone()
        """)
    before = "//- a.py\ndef gone(): ...\nclass Box:\n    def open(self): ...\n    x = 1\n" + users
    after = "//- a.py\nclass Box:\n    x = 1\n" + users
    assert broken(history, before, after) == [
        "b.py:1 b imports gone (inferred)",
        "b.py:3 user calls gone (inferred)",
        "b.py:8 third calls Box.open (inferred)",
        "b.py:9 fourth calls gone (inferred)",
    ]


@pytest.mark.parametrize(
    ("gone", "kept", "expected"),
    [
        (
            "//- a.ts\nexport function gone() { return 1 }\n",
            "//- b.ts\nimport { gone } from './a'\nfunction user() { gone() }\n",
            ["b.ts:1 b imports gone (inferred)", "b.ts:2 user calls gone (inferred)"],
        ),
        (
            "//- a.go\npackage m\nfunc gone() {}\n",
            "//- go.mod\nmodule m\n//- b.go\npackage m\nfunc user() { gone() }\n",
            ["b.go:2 user calls gone (inferred)"],
        ),
        (
            "//- p/Gone.java\npackage p;\npublic class Gone { void run() {} }\n",
            "//- p/B.java\npackage p;\nclass B { void user(Gone given) { given.run(); } }\n",
            ["p/B.java:2 B.user names Gone (inferred)"],
        ),
        (
            "//- src/a.rs\npub fn gone() {}\n",
            '//- Cargo.toml\n[package]\nname = "m"\n'
            "//- src/lib.rs\npub mod a;\npub fn user() { a::gone(); }\n",
            ["src/lib.rs:2 user calls gone (inferred)"],
        ),
        (
            "//- a.h\nvoid gone(int);\n",
            '//- b.c\n#include "a.h"\nvoid user(void) { gone(1); }\n',
            ["b.c:2 user calls gone (inferred)"],
        ),
    ],
)
def test_in_every_language_it_is_found_where_it_was_looked_for(
    history: History, gone: str, kept: str, expected: list[str]
) -> None:
    empty = "".join(line + "\n" for line in gone.split("\n")[:1]) + "\n"
    after = kept if "java" in gone else empty.replace("a.go\n", "a.go\npackage m\n") + kept
    assert broken(history, gone + kept, after) == expected


def test_who_uses_the_old_name_or_the_old_place_is_broken(history: History) -> None:
    kept = "//- b.py\nfrom a import old, it\ndef user(): old(it(1))\n"
    before = f"//- a.py\ndef old(given):\n{BODY}def it(given):\n{BODY.upper()}" + kept
    after = f"//- a.py\ndef new(given):\n{BODY}//- c.py\ndef it(given):\n{BODY.upper()}" + kept
    assert broken(history, before, after) == [
        "b.py:1 b imports old (inferred)",
        "b.py:1 b imports it (inferred)",
        "b.py:2 user calls old (inferred)",
        "b.py:2 user calls it (inferred)",
    ]


def test_who_uses_those_that_are_broken_is_reached_in_two_steps(history: History) -> None:
    kept = "//- b.py\nfrom a import gone\ndef user(): gone()\ndef further(): user()\n"
    history.commit("before", parse_fixture("//- a.py\ndef gone(): ...\nx = 1\n" + kept).files)
    answer = ask(history, parse_fixture("//- a.py\nx = 1\n" + kept).files, "impact", since="HEAD")
    found = [(each["name"], each["distance"], each["through"]) for each in answer["results"]]
    assert found == [("b", 1, "gone"), ("user", 1, "gone"), ("further", 2, "user")]
    assert answer["summary"]["by_distance"][:2] == [2, 1]
    assert answer["summary"]["changed"] == [
        {"change": "removed", "path": "a.py", "line": 0, "qualified": "gone", "breaks": True}
    ]


@pytest.mark.parametrize("wanted", ["auto", "always"])
def test_members_of_what_nobody_knows_are_possible_if_that_is_wanted(
    history: History, wanted: str
) -> None:
    kept = "//- b.py\ndef user(given): given.open()\n"
    before = "//- a.py\nclass Box:\n    def open(self): ...\n    x = 1\n" + kept
    after = "//- a.py\nclass Box:\n    x = 1\n" + kept
    expected = ["b.py:1 user calls Box.open (possible)"] if wanted == "always" else []
    assert broken(history, before, after, possible=wanted) == expected


def test_files_that_used_to_change_as_well_are_told_apart(history: History) -> None:
    files = {"a.py": "def one(): return {}\n", "b.py": "x = {}\n", "c.py": "y = {}\n"}
    for number in range(3):
        for changed in (("a.py", "b.py"), ("c.py",)):
            history.commit(f"Turn {number}", {path: files[path].format(number) for path in changed})
    after = {path: text.format(2) for path, text in files.items()}
    answer = ask(history, after, "impact", symbol="one")
    (other,) = answer["summary"]["together"]
    assert (other["path"], other["commits"], other["last"]) == ("b.py", 3, "Turn 2")
    assert other["score"] > 0.1

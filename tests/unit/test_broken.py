"""Who uses what is gone since a revision: removed, renamed or moved away."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from fixture_language import parse_fixture
from git_history import History
from since import BODY, ask_since


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "past")


def broken(history: History, before: str, after: str, **params: Any) -> list[str]:
    """Who uses what is gone: place of the use, the definition around it, what it does with what."""
    history.commit("before", parse_fixture(before).files)
    answer = ask_since(history, parse_fixture(after).files, "impact", since="HEAD", **params)
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
            "//- a.ts\nexport function gone() { return 1 }\n",
            "//- b.ts\nimport * as a from './a'\nfunction user() { a.gone() }\n",
            ["b.ts:2 user calls gone (inferred)"],
        ),
        (
            "//- p/a.go\npackage p\nfunc Gone() {}\n",
            '//- go.mod\nmodule m\n//- b.go\npackage m\nimport "m/p"\nfunc user() { p.Gone() }\n',
            ["b.go:3 user calls Gone (inferred)"],
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
    lines = [line for line in gone.splitlines() if line.startswith(("//-", "package"))]
    empty = "\n".join([*lines, "", ""])
    after = kept if "java" in gone else empty + kept
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


@pytest.mark.parametrize("wanted", ["auto", "always"])
def test_members_of_what_nobody_knows_are_possible_if_that_is_wanted(
    history: History, wanted: str
) -> None:
    kept = "//- b.py\ndef user(given): given.open()\n"
    before = "//- a.py\nclass Box:\n    def open(self): ...\n    x = 1\n" + kept
    after = "//- a.py\nclass Box:\n    x = 1\n" + kept
    expected = ["b.py:1 user calls Box.open (possible)"] if wanted == "always" else []
    assert broken(history, before, after, possible=wanted) == expected


@pytest.mark.parametrize("wanted", ["auto", "always"])
def test_members_of_a_class_that_is_gone_are_possible_if_that_is_wanted(
    history: History, wanted: str
) -> None:
    kept = (
        "//- b.py\nfrom a import Box\ndef make() -> Box: ...\n"
        "//- c.py\nfrom b import make\ndef user(): make().open()\n"
    )
    before = "//- a.py\nclass Box:\n    def open(self): ...\nx = 1\n" + kept
    found = broken(history, before, "//- a.py\nx = 1\n" + kept, possible=wanted)
    assert found[:2] == ["b.py:1 b imports Box (inferred)", "b.py:2 make names Box (inferred)"]
    assert found[2:] == (["c.py:2 user calls Box.open (possible)"] * (wanted == "always"))


def test_a_built_in_name_that_was_hidden_is_seen_again(history: History) -> None:
    kept = "def user(): return open(1)\n"
    found = broken(history, f"//- a.py\ndef open(given): ...\n{kept}", f"//- a.py\n{kept}")
    assert found == []


def test_what_objects_of_libraries_have_as_well_is_not_certainly_gone(history: History) -> None:
    kept = (
        "//- b.py\nfrom a import Box\ndef user(box: Box, other: dict): other.get(1); box.open()\n"
    )
    before = "//- a.py\nclass Box:\n    def get(self): ...\n    x = 1\n" + kept
    assert broken(history, before, "//- a.py\nclass Box:\n    x = 1\n" + kept) == []


@pytest.mark.parametrize(("base", "expected"), [("dict", []), ("Own", ["b.py:2"])])
def test_what_a_base_outside_may_have_is_not_gone(
    history: History, base: str, expected: list[str]
) -> None:
    kept = "//- b.py\nfrom a import Box\ndef user(box: Box): box.fetch(1)\n"
    own = f"//- a.py\nclass Own: ...\nclass Box({base}):\n    x = 1\n"
    found = broken(history, own + "    def fetch(self, key): ...\n" + kept, own + kept)
    assert [each.split(" ")[0] for each in found] == expected


def test_what_is_imported_in_its_place_breaks_nobody(history: History) -> None:
    kept = "def user(): return gone(1)\n"
    before = f"//- a.py\ndef gone(given): ...\n{kept}"
    assert broken(history, before, f"//- a.py\nfrom elsewhere import gone\n{kept}") == []


def test_in_java_too_what_is_imported_in_its_place_breaks_nobody(history: History) -> None:
    rest = "class A {{ int user(long x) {{ return toIntExact(x); }} {}}}\n"
    before = "//- A.java\n" + rest.format("static int toIntExact(long x) { return 1; } ")
    after = "//- A.java\nimport static java.lang.Math.toIntExact;\n" + rest.format("")
    assert broken(history, before, after) == []


def test_a_member_of_something_else_is_not_what_is_gone(history: History) -> None:
    kept = "//- b.py\nimport os, a\ndef user(): return os.gone(1), a.gone(2)\n"
    own = "def own(given): return given.gone()\n"
    found = broken(
        history, f"//- a.py\ndef gone(given): ...\n{own}{kept}", f"//- a.py\n{own}{kept}"
    )
    assert found == ["b.py:2 user calls gone (inferred)"]

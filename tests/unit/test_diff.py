"""What is different since a revision, symbol by symbol, and what all of it may reach."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest
from codegraph_daemon.history.breaking import declared_otherwise, is_public
from codegraph_daemon.history.symbol_past import symbols_in
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


def test_a_file_that_was_taken_away_counts_if_that_is_staged(history: History) -> None:
    history.commit("one", {"a.py": "def one(): return 1\n", "b.py": "x = 1\n", "c.txt": "c"})
    history.git("rm", "-q", "a.py")
    answer = ask(history, {"b.py": "x = 1\n"}, "diff", staged=True)
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


def judged(path: str, before: str, after: str) -> dict[str, tuple[bool, bool]]:
    """Of what is in both texts and differs: whether it is public, and declared otherwise."""
    old, new = symbols_in(path, before.encode()), symbols_in(path, after.encode())
    return {
        name: (is_public(path, old[name]), declared_otherwise(path, old[name], new[name]))
        for name in old
        if name in new and old[name].text != new[name].text
    }


def breaks(path: str, before: str, after: str) -> list[str]:
    """What may break who uses it."""
    return [name for name, verdict in judged(path, before, after).items() if all(verdict)]


PYTHON = "def f(a, b=1, *, c=2): return 1\n"


@pytest.mark.parametrize(
    "after",
    [
        "def f(a: int, b: 'list[int]' = 1, *, c=3) -> int: return 2\n",
        "def f(a, b=1, d=4, *, c=2, e=5): ...\n",
        "def f(  # a comment, with a comma\n    a, b='x,)', *rest, c=2, **more): ...\n",
        "@cache\ndef f(a, b=1, c=2): ...\n",
    ],
)
def test_a_function_of_python_that_takes_all_it_took_breaks_nobody(after: str) -> None:
    assert breaks("a.py", PYTHON, after) == []


@pytest.mark.parametrize(
    "after",
    [
        "def f(b=1, a=2, *, c=2): ...\n",
        "def f(a, b, *, c=2): ...\n",
        "def f(a, b=1, *, c): ...\n",
        "def f(a, b=1): ...\n",
        "def f(a, *, b=1, c=2): ...\n",
        "def f(a, d, b=1, *, c=2): ...\n",
        "def f(a, b=1, *, c=2, d): ...\n",
        "async def f(a, b=1, *, c=2): ...\n",
        "class f: ...\n",
    ],
)
def test_one_that_does_not_may(after: str) -> None:
    assert breaks("a.py", PYTHON, after) == ["f"]


def test_of_what_is_overloaded_the_one_with_a_body_counts() -> None:
    overloads = "@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\n"
    body = "def f(a): return 1\n"
    head = "from typing import overload\n"
    assert breaks("a.py", head + body, head + overloads + body) == []
    assert breaks("a.py", head + overloads + body, head + overloads + "def f(a, b): ...\n") == ["f"]


def test_what_members_and_bases_are_counts() -> None:
    before = "class A(B, C[int]):\n    @property\n    def f(self): ...\n    def g(self): ...\n"
    after = (
        "class A(C, B, D):\n    @cached_property\n    def f(me): ...\n"
        "    @classmethod\n    def g(cls): ...\n"
    )
    assert breaks("a.py", before, after) == ["A.g"]
    assert breaks("a.py", "class A(B, C): ...\n", "class A(C): ...\n") == ["A"]
    assert breaks("a.py", "x: int = 1\n", "x: 'str' = 2\n") == []


@pytest.mark.parametrize(
    ("path", "before", "same", "other"),
    [
        (
            "A.java",
            "class A { public int g(int a) { return 1; } }",
            "class A { @Override public final int g(int b) { return 2; } }",
            "class A { protected int g(int a) { return 1; } }",
        ),
        (
            "a.ts",
            "export function g(a: number): void { go(1) }",
            "export function g(b: number, c?: string): void { go(2) }",
            "export function g(a: number, c: string): void { go(1) }",
        ),
        (
            "a.go",
            "package a\nfunc G(a int) int { return 1 }\n",
            "package a\nfunc G(a int) int { return 2 }\n",
            "package a\nfunc G(a, b int) int { return 1 }\n",
        ),
        (
            "a.rs",
            "pub fn g(a: i32) -> i32 { 1 }",
            "pub fn g(b: i32) -> i32 { 2 }",
            "pub fn g(a: i32) -> i64 { 1 }",
        ),
        (
            "a.c",
            "int g(char *a) { return 1; }",
            "int g(char *b) { return 2; }",
            "int g(int *a) { return 1; }",
        ),
    ],
)
def test_in_other_languages_what_is_declared_counts_and_not_the_names_of_parameters(
    path: str, before: str, same: str, other: str
) -> None:
    assert breaks(path, before, same) == []
    assert [name.rpartition(".")[2].lower() for name in breaks(path, before, other)] == ["g"]


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
    answer = ask(history, {"a.py": can, "b.py": "x = 1\n" + box}, "diff")
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
    assert changes(ask(history, after, "diff")) == [("moved", "b.py:1", "it", "a.py#it")]


def test_what_moved_to_a_base_of_its_class_breaks_nobody(history: History) -> None:
    body = BODY.replace("    ", "        ")
    history.commit("one", {"a.py": f"class Box:\n    def it(given):\n{body}\n"})
    after = {
        "a.py": "from b import Middle\nclass Box(Middle):\n    pass\n",
        "b.py": f"class Base:\n    def it(given):\n{body}\nclass Middle(Base): ...\n",
    }
    found = changes(ask(history, after, "diff"))
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
    assert moved in changes(ask(history, after, "diff"))


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

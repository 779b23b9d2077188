"""Layering rules: which folders may import which, and what breaks that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegraph_client.layering import in_words, rules_of
from codegraph_client.settings import load, load_rules
from harness import Answer, ask


def checked(rules: str, files: dict[str, str]) -> Answer:
    answer = ask({"codegraph.toml": rules, **files}, [], "overview", {"sections": ["rules"]})
    assert answer["complete"], answer
    return answer


def broken(rules: str, files: dict[str, str]) -> list[str]:
    """Each breach: where it stands, what is imported, which rule says what."""
    answer = checked(rules, files)
    assert not answer["summary"]["sections"]["rules"]["problems"]
    return [
        f"{each['path']}:{each['line'] + 1}:{each['column']} {each['measured']['to']} "
        f"{each['measured']['rule']} {each['why']}"
        for each in answer["results"]
    ]


LAYERS = {
    "core/__init__.py": "",
    "core/model.py": "import web.page\n\ndef later():\n    from store import rows\n",
    "store/__init__.py": "",
    "store/rows.py": "from core import model\n",
    "web/__init__.py": "",
    "web/page.py": "import core.model, store.rows\n",
    "tests/test_core.py": "from web import page\n",
}


def test_what_may_not_be_imported() -> None:
    rules = """
        [[rules]]
        from = "core"
        deny = ["web", "store"]
        message = "the core knows nothing of what stands on it"
        """
    why = "the core knows nothing of what stands on it"
    assert broken(rules, LAYERS) == [
        f"core/model.py:1:11 web/page.py 1 {why}",
        # When it is imported makes no difference to a layer.
        f"core/model.py:4:22 store/rows.py 1 {why}",
    ]


def test_what_alone_may_be_imported_and_who_alone_may_import() -> None:
    only = '[[rules]]\nfrom = "web"\nonly = "core"\n'
    assert broken(only, LAYERS) == [
        "web/page.py:1:25 store/rows.py 1 web may import only core",
    ]
    hidden = '[[rules]]\nto = "store"\nonly = ["core", "/tests/"]\n'
    assert broken(hidden, LAYERS) == [
        "web/page.py:1:25 store/rows.py 1 store may only be imported from core, /tests/",
    ]
    denied = '[[rules]]\nto = "web"\ndeny = "tests"\n'
    assert broken(denied, LAYERS) == [
        "tests/test_core.py:1:16 web/page.py 1 web may not be imported from tests",
    ]


def test_files_of_a_rule_may_import_one_another() -> None:
    files = {"web/__init__.py": "", "web/a.py": "import web.b\n", "web/b.py": ""}
    assert broken('[[rules]]\nfrom = "web"\nonly = "core"\n', files) == []


def test_who_imports_from_a_facade_does_not_import_what_is_behind_it() -> None:
    files = {
        "core/__init__.py": "from core.inner.work import work\n",
        "core/inner/__init__.py": "",
        "core/inner/work.py": "def work(): ...\n",
        "app.py": "from core import work\nwork()\n",
    }
    assert broken('[[rules]]\nto = "core/inner"\nonly = "core/__init__.py"\n', files) == []


def test_patterns_are_those_of_ignore_files() -> None:
    rules = '[[rules]]\nfrom = ["*.py", "!/tests/**"]\ndeny = "web/**"\n'
    why = "*.py, !/tests/** may not import web/**"
    assert broken(rules, LAYERS) == [f"core/model.py:1:11 web/page.py 1 {why}"]


def test_packages_that_are_named_without_a_path_to_a_file() -> None:
    files = {
        "go.mod": "module example.com/shop\n",
        "store/rows.go": "package store\n\nfunc Rows() int { return others() }\n",
        "store/others.go": "package store\n\nfunc others() int { return 1 }\n",
        "web/page.go": 'package web\n\nimport "example.com/shop/store"\n\n'
        "func Page() int { return store.Rows() }\n",
    }
    rules = '[[rules]]\nfrom = "*"\ndeny = "store"\n'
    why = "* may not import store"
    assert broken(rules, files) == [f"web/page.go:5:31 store/rows.go 1 {why}"]


def test_a_rule_that_cannot_be_read_is_told_of_and_the_others_hold(tmp_path: Path) -> None:
    rules = '[[rules]]\nfrom = "core"\n[[rules]]\nfrom = "core"\ndeny = "web"\n'
    answer = checked(rules, LAYERS)
    assert answer["summary"]["sections"]["rules"]["problems"] == [
        "rule 1: needs either deny or only"
    ]
    assert [each["measured"]["rule"] for each in answer["results"]] == [2]
    (tmp_path / "codegraph.toml").write_text(rules)
    assert [str(each).partition(": ")[2] for each in load(tmp_path).problems] == [
        "rules: rule 1: needs either deny or only"
    ]


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    assert load_rules(tmp_path) == ((), ())
    (tmp_path / "codegraph.toml").write_text("[[rules]\n")
    (problem,) = load_rules(tmp_path).problems
    assert problem.startswith("not valid TOML")
    (tmp_path / "codegraph.toml").write_text('rules = "all"\n')
    assert load_rules(tmp_path).problems == ("rules must be written as [[rules]]",)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "needs either from or to"),
        ({"from": "a", "to": "b", "deny": "c"}, "needs either from or to"),
        ({"from": "a", "only": "b", "deny": "c"}, "needs either deny or only"),
        ({"from": "a", "deny": "b", "extra": 1}, "'extra' is none of"),
        ({"from": [], "deny": "b"}, "from must be a pattern"),
        ({"from": "a", "deny": [1]}, "deny has what is no pattern"),
        ({"from": " ", "deny": "b"}, "from has what is no pattern"),
        ({"from": "a", "deny": "b", "message": 1}, "message must be a text"),
        ("all", "is no table"),
    ],
)
def test_what_is_no_rule(table: Any, problem: str) -> None:
    found = rules_of([table])
    assert not found.rules
    assert problem in found.problems[0]


def test_a_pattern_that_means_nothing_is_told_of() -> None:
    problems = checked('[[rules]]\nfrom = "core"\ndeny = "!"\n', LAYERS)["summary"]["sections"]
    assert len(problems["rules"]["problems"]) == 1


def test_rules_are_bounded_and_say_themselves() -> None:
    many = rules_of([{"from": "a", "deny": "b"}] * 501)
    assert (len(many.rules), many.problems) == (500, ("there are 501 rules; at most 500 are read",))
    (rule,) = rules_of([{"to": ["a", "b"], "deny": "c", "message": "two\nlines"}]).rules
    assert (in_words(rule), rule.message) == ("a, b may not be imported from c", "two lines")

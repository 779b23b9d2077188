"""How callers, callees and descriptions look in a terminal, and what `--json` prints of them."""

from __future__ import annotations

import importlib.resources
import json
import textwrap
from pathlib import Path
from typing import Any

import jsonschema

from codegraph_server.cli import render
from codegraph_server.cli.answers import printed
from codegraph_server.cli.render import Screen
from codegraph_server.cli.render_calls import calls, described

PLAIN = Screen(color=False, width=None, folder=Path("/repo"))
SCHEMA = json.loads(
    importlib.resources.files("codegraph_server.cli").joinpath("answer.schema.json").read_text()
)


def result(path: str, line: int, text: str, name: str, **more: Any) -> dict[str, Any]:
    """A place of `name` in `text`, line one-based."""
    start = len(text[: text.index(name)].encode())
    return {
        **{"path": path, "line": line - 1, "column": start, "text": text},
        **{"end_line": line - 1, "end_column": start + len(name.encode())},
        **{"name": name, "kind": "function", "container": "", "role": "definition"},
        **{"tier": "certain", "confidence": 1.0, "origin": "import"},
        **more,
    }


def call(path: str, line: int, text: str, name: str, **more: Any) -> dict[str, Any]:
    return result(path, line, text, name, role="call") | more


def answer(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    envelope = {"root": "/repo", "generation": 42, "complete": True, "truncated": False}
    return {**envelope, "next": None, "took_ms": 3.2, "results": list(results), **more}


def picture(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


OUTER = result(
    *("b.py", 9, "def outer():", "outer"),
    calls=[call("b.py", 10, "    user()", "user")],
)
USER = result(
    *("a.py", 3, "def user():", "user"),
    container="a",
    calls=[
        call("a.py", 4, "    helper()", "helper"),
        call("a.py", 12, "    return map(box.helper, [])", "helper", role="read"),
    ],
    children=[OUTER],
)


def test_callers_with_the_lines_of_their_calls_and_theirs_below() -> None:
    other = result(
        *("c.py", 1, "c", "c"),
        **{"kind": "module", "tier": "inferred"},
        calls=[call("c.py", 2, "é = helper()", "helper")],
    )
    assert calls(answer(USER, other), "caller", PLAIN) == picture(
        """
        a.py:3:5  function user in a
          4:5    helper()
          12:20  (read) return map(box.helper, [])
            b.py:9:5  function outer
              10:5  user()

        c.py:1:1  module c (inferred)
          2:5  é = helper()

        3 callers in 3 files · 3 ms · generation 42
        """
    )


def test_calls_in_another_file_than_the_callee_name_it() -> None:
    callee = result(
        *("lib/x.py", 1, "def helper():", "helper"),
        calls=[call("a.py", 4, "    helper()", "helper")],
    )
    assert calls(answer(callee), "callee", PLAIN) == picture(
        """
        lib/x.py:1:5  function helper
          a.py:4:5  helper()

        1 callee in 1 file · 3 ms · generation 42
        """
    )


def test_nobody() -> None:
    assert calls(answer(), "caller", PLAIN) == "no callers · 3 ms · generation 42\n"


def test_a_hostile_repository_writes_nothing_to_the_terminal() -> None:
    bad = result(
        "a\x1b.py", 1, "def f\x1b[2J():", "f\x1b[2J", detail="f\x1b[2J", documentation="\x9b"
    )
    bad["calls"] = [call("a\x1b.py", 1, "\x1b[2J f()", "f", role="\x1b")]
    for text in (calls(answer(bad), "caller", PLAIN), described(answer(bad), PLAIN)):
        assert "\x1b" not in text
        assert "\x9b" not in text


def test_what_hover_describes() -> None:
    known = result(
        *("a.py", 3, "def user():", "user"),
        **{"detail": "def user(\n    x: int,\n)", "container": "a"},
        **{"documentation": "Uses.\n\n  And more.", "references": 12, "files": 1},
    )
    bare = result("b.py", 1, "x = 1", "x", kind="type_alias", references=0, files=0)
    assert described(answer(known, bare), PLAIN) == picture(
        """
        a.py:3:5  function in a
          def user(
              x: int,
          )

          Uses.

            And more.

          12 references in 1 file

        b.py:1:1  type alias
          x

          no references

        2 symbols · 3 ms · generation 42
        """
    )


def test_types_are_one_line_each() -> None:
    one = result("a.py", 1, "class One:", "One", kind="class", container="a")
    assert render.symbols(answer(one), PLAIN, "subtype") == picture(
        """
        a.py:1:7  class  One  in a

        1 subtype in 1 file · 3 ms · generation 42
        """
    )


def test_what_json_prints_has_the_promised_shape() -> None:
    described_one = result(
        *("a.py", 1, "é = 1", "é"),
        **{"detail": "é = 1", "documentation": "One.", "references": 0, "files": 0},
    )
    value = printed(answer(USER, described_one))
    jsonschema.Draft202012Validator({**SCHEMA, "anyOf": [{"$ref": "#/$defs/answer"}]}).validate(
        value
    )
    user, described_two = value["results"]
    assert [(each["line"], each["column"], each["role"]) for each in user["calls"]] == [
        (4, 5, "call"),
        (12, 20, "read"),
    ]
    assert [each["name"] for each in user["children"]] == ["outer"]
    assert (described_two["references"], described_two["files"]) == (0, 0)

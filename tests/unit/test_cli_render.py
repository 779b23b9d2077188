"""How answers look in a terminal."""

from __future__ import annotations

import io
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from codegraph_server.cli import render
from codegraph_server.cli.daemon import log_text
from codegraph_server.cli.indexing import status_text
from codegraph_server.cli.render import Screen

ROOT = Path("/repo")
PLAIN = Screen(color=False, width=None, folder=ROOT)


def result(path: str, line: int, text: str, name: str, **more: Any) -> dict[str, Any]:
    """A reference to `name` in `text`, line one-based, as the protocol carries it."""
    word = re.search(rf"\b{re.escape(name)}\b", text)
    assert word
    start = len(text[: word.start()].encode())
    return {
        "path": path,
        "line": line - 1,
        "column": start,
        "end_line": line - 1,
        "end_column": start + len(name.encode()),
        "name": name,
        "kind": "function",
        "container": "",
        "role": "call",
        "tier": "certain",
        "confidence": 1.0,
        "origin": "import",
        "text": text,
        **more,
    }


def answer(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "root": str(ROOT),
        "generation": 42,
        "complete": True,
        "truncated": False,
        "next": None,
        "took_ms": 3.2,
        "results": list(results),
        **more,
    }


def picture(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


# ---- references and definitions -----------------------------------------------------------------


def test_a_few_references_are_one_aligned_list() -> None:
    found = answer(
        result("a.py", 3, "from b import helper", "helper", role="import"),
        result("pkg/long.py", 120, "    return helper(1)", "helper"),
    )
    assert render.places(found, "reference", PLAIN) == picture(
        """
        a.py:3:15           import  from b import helper
        pkg/long.py:120:12  call    return helper(1)

        2 references in 2 files · 3 ms · generation 42
        """
    )


def test_many_references_are_grouped_by_file() -> None:
    several = [result("a.py", line, "helper()", "helper") for line in range(1, 10)]
    found = answer(*several, result("b/c.py", 7, "x = helper()", "helper"))
    drawn = render.places(found, "reference", PLAIN)
    assert drawn.startswith("a.py  9\n  a.py:1:1  call  helper()\n")
    assert "\n\nb/c.py  1\n  b/c.py:7:5  call  x = helper()\n\n10 references in 2 files" in drawn


def test_a_definition_shows_its_kind() -> None:
    drawn = render.places(answer(result("a.py", 1, "def f(): ...", "f")), "definition", PLAIN)
    assert drawn.splitlines()[0] == "a.py:1:5  function  def f(): ..."
    assert drawn.splitlines()[-1] == "1 definition in 1 file · 3 ms · generation 42"


def test_what_lies_outside_says_of_what_library_it_is() -> None:
    found = result(
        "/lib/json/__init__.pyi", 11, "def dumps(obj): ...", "dumps", external="a library"
    )
    (first, *_) = render.places(answer(found), "definition", PLAIN).splitlines()
    assert first.startswith("/lib/json/__init__.pyi:11:5  function, of a library  def dumps")


def test_an_uncertain_result_never_looks_like_a_certain_one() -> None:
    found = answer(
        result("a.py", 1, "f()", "f"),
        result("a.py", 2, "x.f()", "f", tier="possible", confidence=0.3),
    )
    lines = render.places(found, "reference", PLAIN).splitlines()
    assert lines[:2] == ["a.py:1:1  call            f()", "a.py:2:3  call, possible  x.f()"]


def test_paths_are_relative_to_where_the_person_stands() -> None:
    found = answer(result("src/a.py", 1, "f()", "f"), result("b.py", 2, "f()", "f"))
    below = render.places(found, "reference", PLAIN._replace(folder=ROOT / "src"))
    assert [line.split()[0] for line in below.splitlines()[:2]] == ["a.py:1:1", "../b.py:2:1"]


def test_columns_are_counted_in_characters() -> None:
    drawn = render.places(answer(result("a.py", 1, "é = größe()", "größe")), "reference", PLAIN)
    assert drawn.startswith("a.py:1:5  call  é = größe()")


def test_nothing_found_is_said() -> None:
    assert render.places(answer(), "reference", PLAIN) == "no references · 3 ms · generation 42\n"


def test_why_nothing_was_found_is_said() -> None:
    drawn = render.places(answer(reason="no symbol is called x"), "reference", PLAIN)
    assert drawn.endswith("\nno symbol is called x\n")


def test_an_answer_that_is_not_complete_says_so_on_a_line_of_its_own() -> None:
    found = answer(result("a.py", 1, "f()", "f"), complete=False, reason="files are being linked")
    last = render.places(found, "reference", PLAIN).splitlines()[-1]
    assert last == "Not complete: files are being linked"


def test_an_answer_that_is_cut_says_so_and_how_to_go_on() -> None:
    found = answer(result("a.py", 1, "f()", "f"), truncated=True, next="c7")
    last = render.places(found, "reference", PLAIN).splitlines()[-1]
    assert last == "More were found than are shown; the next page: --cursor c7"


def test_a_line_without_its_text_shows_the_name() -> None:
    found = answer(result("a.py", 1, "f()", "f", qualified="m.f") | {"text": ""})
    assert render.places(found, "reference", PLAIN).startswith("a.py:1:1  call  m.f\n")


# ---- long lines, colours, hostile text ----------------------------------------------------------


def test_a_long_line_is_cut_around_the_range_and_shows_it() -> None:
    text = "a" * 500 + " needle " + "b" * 500
    drawn = render.places(answer(result("a.py", 1, text, "needle")), "reference", PLAIN)
    shown = drawn.splitlines()[0].split("call  ")[1]
    assert re.fullmatch(r"…a+ needle b+…", shown)
    assert len(shown) <= 242


def test_lines_fit_the_terminal() -> None:
    text = "x = " + "very_long_name_" * 20 + ".needle"
    narrow = PLAIN._replace(width=60)
    drawn = render.places(answer(result("a.py", 1, text, "needle")), "reference", narrow)
    assert len(drawn.splitlines()[0]) <= 60
    assert drawn.splitlines()[0].endswith("needle")


def test_the_range_is_emphasised_in_colour() -> None:
    colourful = PLAIN._replace(color=True)
    drawn = render.places(answer(result("a.py", 1, "x = f(1)", "f")), "reference", colourful)
    assert "x = \x1b[1;31mf\x1b[0m(1)" in drawn
    bare = re.sub(r"\x1b\[[0-9;]*m", "", drawn)
    assert bare == render.places(answer(result("a.py", 1, "x = f(1)", "f")), "reference", PLAIN)


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_of_the_repository_can_command_the_terminal(colour: bool) -> None:
    evil = "\x1b]0;owned\x07\x9b31m\u202e"
    show = PLAIN._replace(color=colour)
    bad = result(f"{evil}.py", 1, f"f({evil})", "f", qualified=evil, container=evil, kind=evil)
    found = answer(bad, reason=evil)
    for drawn in (
        render.places(found, "reference", show),
        render.places(answer(*[bad] * 12, result("b.py", 1, "f()", "f")), "reference", show),
        render.symbols(found, show),
        render.outline(answer(bad | {"detail": evil}), show),
    ):
        bare = re.sub(r"\x1b\[[0-9;]*m", "", drawn)
        assert not set(bare) & set("\x1b\x07\x9b\u202e")


def test_tabs_are_shown_as_spaces() -> None:
    drawn = render.places(answer(result("a.py", 1, "\t\tx\t= f()", "f")), "reference", PLAIN)
    assert "x    = f()" in drawn


@pytest.mark.parametrize(
    ("choice", "variables", "colour"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_off_a_terminal(
    monkeypatch: pytest.MonkeyPatch, choice: str, variables: dict[str, str], colour: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert render.screen(io.StringIO(), choice, ROOT).color is colour


# ---- symbols, outline, status -------------------------------------------------------------------


def test_symbols_show_kind_name_and_container() -> None:
    found = answer(
        result("db/query.py", 9, "class QuerySet:", "QuerySet", kind="class"),
        result(
            "db/query.py", 12, "def filter(self):", "filter", kind="method", container="QuerySet"
        ),
    )
    assert render.symbols(found, PLAIN) == picture(
        """
        db/query.py:9:7   class   QuerySet
        db/query.py:12:5  method  filter  in QuerySet

        2 symbols in 1 file · 3 ms · generation 42
        """
    )


def test_an_outline_is_nested() -> None:
    method = result("a.py", 2, "    def f(self):", "f", kind="method", detail="(self)")
    method["children"] = [result("a.py", 3, "        def g():", "g")]
    outer = result("a.py", 1, "class C:", "C", kind="class") | {"children": [method]}
    assert render.outline(answer(outer), PLAIN) == picture(
        """
        a.py:1:7   class C
        a.py:2:9     method f(self)
        a.py:3:13      function g

        3 symbols · 3 ms · generation 42
        """
    )


def test_status_is_a_table_with_problems_below() -> None:
    drawn = status_text(
        {
            "root": "/repo",
            "why_root": "it is the top of a git work tree",
            "pid": 7,
            "workers": [8, 9],
            "generation": 3,
            "state": "linking",
            "done": 1200,
            "total": 2818,
            "files": 2818,
            "symbols": 1,
            "edges": 0,
            "memory_mb": 120.4,
            "uptime_s": 75,
            "version": "0.1.0",
            "protocol": 1,
            "index_format": 1,
            "log": "/cache/daemon.log",
            "problems": ["index.exclud: unknown setting"],
        },
        PLAIN,
    )
    assert drawn == picture(
        """
        root     /repo (it is the top of a git work tree)
        state    linking, 1,200 of 2,818 files · generation 3
        index    2,818 files · 1 symbol · 0 edges
        daemon   pid 7 · up 1 min 15 s · 120 MB · 2 workers
        log      /cache/daemon.log
        version  0.1.0 (protocol 1, index format 1)
        problem: index.exclud: unknown setting
        """
    )


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ([], ""),
        (["lib"], "left out: lib is a repository of its own; run codegraph there\n"),
        (
            ["a", "b", "c", "d", "e", "f"],
            "left out: a, b, c, d, e and 1 more are repositories of their own; run codegraph in each\n",
        ),
    ],
)
def test_status_names_the_repositories_that_are_not_part_of_it(
    inside: list[str], told: str
) -> None:
    drawn = status_text({"repositories": inside}, PLAIN)
    assert drawn.endswith(told)
    assert ("left out" in drawn) == bool(told)


def test_status_tells_what_is_kept_of_libraries() -> None:
    kept = {"packs": 2, "packs_mb": 22.5, "sources_mb": 0.0}
    assert "libraries  2 packs (22.5 MB)\n" in status_text({"libraries": kept}, PLAIN)
    unpacked = {"packs": 0, "packs_mb": 0.0, "sources_mb": 1.5}
    assert "0 packs (0.0 MB) · 1.5 MB of sources unpacked\n" in status_text(
        {"libraries": unpacked}, PLAIN
    )
    nothing = {"packs": 0, "packs_mb": 0.0, "sources_mb": 0.0}
    assert "libraries" not in status_text({"libraries": nothing}, PLAIN)


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0.04, "<0.1 ms"),
        (0.44, "0.4 ms"),
        (3.2, "3 ms"),
        (1234, "1.2 s"),
        (59_990, "1 min 0 s"),
        (101_190, "1 min 41 s"),
    ],
)
def test_durations(milliseconds: float, text: str) -> None:
    assert render.duration(milliseconds) == text


def test_log_lines_are_readable_and_tracebacks_stand_below() -> None:
    line = (
        '{"time": "2026-01-01T10:00:00+00:00", "level": "error", "logger": "codegraph_daemon",'
        ' "message": "failed", "method": "refs", "traceback": "a\\nb\\u001b"}\nnot json\n'
    )
    assert log_text(line) == picture(
        """
        2026-01-01T10:00:00+00:00  error  codegraph_daemon  failed method=refs
            a
            b␛
        not json
        """
    )

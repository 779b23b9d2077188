"""Whatever is asked of it: a clear refusal or a partial answer, and the daemon lives on."""

from __future__ import annotations

from typing import Any

import pytest

from codegraph_client.errors import RequestFailed
from codegraph_client.protocol import METHOD_NOT_FOUND

from ..real_daemon import Project, failure
from .common import explained, left_out, refused

# --- Places that are not there ----------------------------------------------------------------


def test_a_path_that_does_not_exist(project: Project) -> None:
    for method in ("definition", "references", "outline"):
        message = refused(project, method, path="no/such.py", line=0, column=0)
        assert message == f"there is no file no/such.py in {project.root}"
    assert explained(project, "no/such.py")["indexed"] is False


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "a/../../outside.py"])
def test_a_path_outside_the_root(project: Project, path: str) -> None:
    for method in ("definition", "references", "outline", "explain"):
        assert "lies outside the root" in refused(project, method, path=path, line=0, column=0)


@pytest.mark.parametrize(
    ("line", "column"),
    [(0, 13), (0, 10**6), (6, 1), (7, 0), (10**9, 0), (-1, 0), (0, -1), (-5, -5)],
)
def test_a_position_that_the_file_does_not_have(project: Project, line: int, column: int) -> None:
    for method in ("definition", "references"):
        message = refused(project, method, path="good.py", line=line, column=column)
        assert message == f"good.py has no position {line + 1}:{column + 1} (line:byte)"


@pytest.mark.parametrize(("line", "column"), [(0, 12), (2, 0), (6, 0)])
def test_the_end_of_a_line_and_of_the_file_are_positions(
    project: Project, line: int, column: int
) -> None:
    answer = project.ask("definition", path="good.py", line=line, column=column)
    assert answer["results"] == []
    assert answer["reason"] == f"no name stands at good.py:{line + 1}"


def test_a_folder_is_no_file(project: Project) -> None:
    project.write("folder/inner.py", "")
    project.settle()
    assert "folder is not in the index" in left_out(project, "folder")


def test_the_command_line_gives_one_clear_line_and_exit_code_2(project: Project) -> None:
    for arguments, said in (
        (["def", "missing.py:1:1"], "missing.py"),
        (["refs", "good.py:99:1"], "good.py"),
        (["refs", "good.py:1:99"], "good.py"),
        (["def", "good.py:0:1"], "no line 0"),
        (["outline", "missing.py"], "missing.py"),
    ):
        process = project.command(*arguments)
        assert (process.returncode, process.stdout) == (2, ""), arguments
        (line,) = process.stderr.splitlines()
        assert said in line


# --- Parameters -------------------------------------------------------------------------------

AT = {"path": "good.py", "line": 5, "column": 4}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("definition", {}),
        ("definition", {"path": "good.py"}),
        ("definition", {"line": 1, "column": 1}),
        ("definition", {**AT, "path": 5}),
        ("definition", {**AT, "path": ["good.py"]}),
        ("definition", {**AT, "path": b"good.py"}),
        ("definition", {**AT, "path": ""}),
        ("definition", {**AT, "path": "a\0b.py"}),
        ("definition", {**AT, "path": "x" * 5_000}),
        ("definition", {**AT, "path": "x/" * 5_000}),
        ("definition", {**AT, "line": "5"}),
        ("definition", {**AT, "line": 5.0}),
        ("definition", {**AT, "line": None}),
        ("definition", {**AT, "line": True}),
        ("definition", {**AT, "line": 2**63}),
        ("definition", {**AT, "column": {}}),
        ("definition", {**AT, "column": -(2**63)}),
        ("definition", {"symbol": 5}),
        ("definition", {"symbol": ""}),
        ("definition", {"symbol": None}),
        ("references", {**AT, "limit": 0}),
        ("references", {**AT, "limit": -1}),
        ("references", {**AT, "limit": "10"}),
        ("references", {**AT, "limit": True}),
        ("references", {**AT, "limit": 1.5}),
        ("references", {**AT, "cursor": 5}),
        ("references", {**AT, "cursor": "x"}),
        ("references", {**AT, "cursor": "LTU="}),
        ("references", {**AT, "cursor": "größe"}),
        ("references", {**AT, "cursor": "////"}),
        ("references", {**AT, "deadline_ms": "soon"}),
        ("references", {**AT, "deadline_ms": -1}),
        ("references", {**AT, "deadline_ms": float("nan")}),
        ("symbols", {}),
        ("symbols", {"query": 5}),
        ("symbols", {"query": None}),
        ("symbols", {"query": "f", "kinds": "function"}),
        ("symbols", {"query": "f", "kinds": 5}),
        ("symbols", {"query": "f", "kinds": [5]}),
        ("symbols", {"query": "f", "kinds": [["function"]]}),
        ("symbols", {"query": "f", "kinds": ["nonsense"]}),
        ("symbols", {"query": "f", "near": 5}),
        ("symbols", {"query": "f", "near": "../outside"}),
        ("symbols", {"query": "f", "limit": "x"}),
        ("outline", {}),
        ("outline", {"path": 5}),
        ("explain", {}),
        ("explain", {"path": {}}),
        ("explain", {"path": "a\0b"}),
        ("index", {"wait": "forever"}),
        ("index", {"wait": 5}),
        ("index", {"wait": ["ready"]}),
    ],
)
def test_wrong_parameters_are_refused_in_words(
    project: Project, method: str, params: dict[str, Any]
) -> None:
    message = refused(project, method, **params)
    assert 3 < len(message) < 500, message


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("references", {**AT, "limit": 2**63 - 1}),
        ("references", {**AT, "limit": 2**64 - 1, "cursor": None}),
        ("references", {**AT, "deadline_ms": 1e300}),
        ("references", {**AT, "deadline_ms": float("inf")}),
        ("references", {**AT, "text": "yes", "definition": "no", "unknown": [1, {}]}),
        ("references", {**AT, "supersede": 5}),
        ("symbols", {"query": "fetch", "limit": 2**63 - 1}),
        ("symbols", {"query": "fetch", "kinds": None}),
        ("symbols", {"query": "fetch", "kinds": []}),
        ("symbols", {"query": "fetch", "near": "no/such.py"}),
        ("outline", {"path": "./good.py"}),
        ("outline", {"path": "no/../good.py"}),
    ],
)
def test_odd_parameters_that_make_sense_are_answered(
    project: Project, method: str, params: dict[str, Any]
) -> None:
    answer = project.ask(method, **params)
    assert answer["complete"] is True
    assert answer["results"]


@pytest.mark.parametrize(
    "query", ["", " ", ".", "..", "x" * 100_000, "*", "(", "größe", "\0", "😀", "a" * 64, "fe tch"]
)
def test_any_query_of_symbols_is_answered(project: Project, query: str) -> None:
    answer = project.ask("symbols", query=query, limit=5)
    assert len(answer["results"]) <= 5


@pytest.mark.parametrize("symbol", [".", "a..b", "x" * 100_000, "größer", "*", "no such", "\0"])
def test_a_name_that_nothing_bears(project: Project, symbol: str) -> None:
    answer = project.ask("references", symbol=symbol)
    assert answer["results"] == []
    assert answer["reason"].startswith("no symbol is named")
    assert len(answer["reason"]) < 500


def test_a_cursor_past_the_end_is_an_empty_page(project: Project) -> None:
    project.write("pages.py", "def paged(): pass\n" + "paged()\n" * 5)
    project.settle()
    at = {"path": "pages.py", "line": 0, "column": 4}
    page = project.ask("references", **at, limit=3)
    assert (len(page["results"]), page["truncated"]) == (3, True)
    project.write("pages.py", "def paged(): pass\n")
    page = project.ask("references", **at, limit=3, cursor=page["next"])
    assert (page["results"], page["truncated"], page["next"]) == ([], False, None)


def test_a_method_that_does_not_exist(project: Project) -> None:
    for method in ("nonsense", "", "__class__", "größe", "x" * 10_000):
        error = failure(lambda method=method: project.ask(method))
        assert isinstance(error, RequestFailed)
        assert error.code == METHOD_NOT_FOUND
        assert len(error.message) < 500


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("changed", {}),
        ("changed", {"paths": 5}),
        ("changed", {"paths": None}),
        ("changed", {"paths": "good.py"}),
        ("changed", {"paths": [5, None, {}, [], "", "\0", "../..", "/", "x" * 10_000, "."]}),
        ("changed", {"paths": ["no/such/folder/file.py", "good.py/below.py", ".git/config"]}),
        ("subscribe", {"events": 5}),
        ("subscribe", {"events": [[], None, "nonsense"]}),
        ("subscribe", {}),
        ("cancel", {}),
        ("cancel", {"id": "x"}),
        ("cancel", {"id": 10**9}),
        ("nonsense", {"x": 1}),
        ("references", AT),
    ],
)
def test_a_hostile_notification_does_no_harm(
    project: Project, method: str, params: dict[str, Any]
) -> None:
    project.connect().notify(method, params)
    assert project.settle()["state"] == "ready"


def test_the_log_names_no_handler_that_failed(project: Project) -> None:
    """Last in this module: whatever was asked above, nothing was an error of ours."""
    lines = project.cache.log.read_text().splitlines()
    assert [line for line in lines if '"error"' in line.lower() or "Traceback" in line] == []

"""Real questions through the command line: a process, the daemon that it starts, a real index."""

from __future__ import annotations

import importlib.resources
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from codegraph_client.errors import BadRequest
from harness import ask
from patience import PATIENCE_SECONDS, UNHURRIED_MS

SCHEMA = json.loads(
    importlib.resources.files("codegraph_server.cli").joinpath("answer.schema.json").read_text()
)
FILES = {
    "shop/__init__.py": "",
    "shop/price.py": (
        "class Price:\n    def total(self, größe):\n        return größe\n\n\ndef fetch():\n    ...\n"
    ),
    "shop/cart.py": (
        "from shop.price import Price, fetch\n\n\n"
        'def pay():\n    fetch()\n    print("é😀", fetch())\n    return Price().total(1)\n'
    ),
    "empty.py": "",
    ".gitignore": "build/\n",
    "build/made.py": "x = 1\n",
}


class Project(NamedTuple):
    """A git repository with an index that is ready, and where commands are told to keep it."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command, standing in the repository or in the folder `at`."""
        folder = at or self.folder
        return subprocess.run(
            [sys.executable, "-m", "codegraph_server.cli", *arguments],
            cwd=folder,
            env=os.environ | self.environment | {"PWD": str(folder)},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def ask(
        self, *arguments: str, code: int = 0, what: str = "answer", at: Path | None = None
    ) -> dict[str, Any]:
        """The one object that a command prints with --json, held against the schema."""
        process = self.run(*arguments, "--json", at=at)
        assert (process.returncode, process.stderr) == (code, ""), process.stdout
        assert len(process.stdout.splitlines()) == 1
        value: dict[str, Any] = json.loads(process.stdout)
        shape = {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{what}"}]}
        jsonschema.Draft202012Validator(shape).validate(value)
        return value


@contextmanager
def indexed(base: Path) -> Iterator[Project]:
    folder = base / "project"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q", folder], check=True)
    # Socket paths are short, so they do not lie below pytest's folders.
    with tempfile.TemporaryDirectory(prefix="cg-") as runtime:
        places = {"CODEGRAPH_CACHE_DIR": str(base / "cache"), "CODEGRAPH_RUNTIME_DIR": runtime}
        places |= {"CODEGRAPH_QUERY_DEADLINE_MS": str(UNHURRIED_MS)}
        project = Project(folder, {**places, "XDG_CONFIG_HOME": str(base / "none")})
        assert project.run("index", "--wait").returncode == 0
        yield project
        project.run("daemon", "stop")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project that tests only ask about."""
    with indexed(tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture
def own_project(tmp_path: Path) -> Iterator[Project]:
    """A project whose files, daemon and index a test may change."""
    with indexed(tmp_path) as made:
        yield made


def places(answer: dict[str, Any]) -> list[str]:
    return sorted(
        f"{r['path']}:{r['line']}:{r['column']}-{r['end_line']}:{r['end_column']} {r['role']}"
        for r in answer["results"]
    )


def test_references_by_position_and_by_name(project: Project) -> None:
    expected = [
        "shop/cart.py:1:31-1:36 import",
        "shop/cart.py:5:5-5:10 call",
        "shop/cart.py:6:17-6:22 call",
    ]
    by_position = project.ask("refs", "shop/price.py:6:5")
    assert by_position["complete"] is True
    assert by_position["root"] == str(project.folder)
    assert places(by_position) == expected
    assert places(project.ask("refs", "fetch")) == expected
    assert places(project.ask("refs", "shop.price.fetch")) == expected
    # Column 17 is byte 21: the question counts characters as the answer does.
    assert places(project.ask("refs", "shop/cart.py:6:17")) == expected


def test_the_definition_is_a_reference_only_on_request(project: Project) -> None:
    found = places(project.ask("refs", "--definition", "fetch"))
    assert "shop/price.py:6:5-6:10 definition" in found
    assert len(found) == 4


def test_a_definition(project: Project) -> None:
    for target in ("shop/cart.py:6:17", "fetch", "shop.price.fetch"):
        assert places(project.ask("def", target)) == ["shop/price.py:6:5-6:10 definition"]


def test_a_name_that_is_not_ascii(project: Project) -> None:
    assert places(project.ask("def", "shop/price.py:3:16")) == [
        "shop/price.py:2:21-2:26 definition"
    ]


def test_symbols(project: Project) -> None:
    found = project.ask("symbols", "fetc")["results"]
    assert [(r["name"], r["kind"], r["path"]) for r in found] == [
        ("fetch", "function", "shop/price.py")
    ]
    assert project.ask("symbols", "--kind", "class", "Price")["results"]
    assert project.ask("symbols", "--kind", "class", "fetch", code=1)["results"] == []


def test_an_outline_is_nested(project: Project) -> None:
    found = project.ask("outline", "shop/price.py")["results"]
    assert [(r["name"], [c["name"] for c in r.get("children", [])]) for r in found] == [
        ("Price", ["total"]),
        ("fetch", []),
    ]
    assert found[0]["extent"] == {"line": 1, "end_line": 3}


def test_nothing_found_is_exit_code_1_and_an_empty_list(project: Project) -> None:
    assert project.ask("refs", "nowhere", code=1)["results"] == []
    assert project.ask("def", "nowhere", code=1)["results"] == []
    assert project.ask("symbols", "qqqqqq", code=1)["results"] == []
    assert project.ask("outline", "empty.py", code=1)["results"] == []


def test_pages_together_are_the_whole_and_each_says_that_it_is_cut(project: Project) -> None:
    whole = places(project.ask("refs", "fetch"))
    pages, cursor = [], None
    while True:
        more = [] if cursor is None else ["--cursor", cursor]
        answer = project.ask("refs", "fetch", "--limit", "2", *more)
        assert answer["truncated"] is (answer["next"] is not None)
        pages += places(answer)
        cursor = answer["next"]
        if cursor is None:
            break
    assert sorted(pages) == whole

    shown = project.run("refs", "fetch", "--limit", "2").stdout
    assert "More were found than are shown; the next page: --cursor " in shown


def test_answers_for_people_stand_where_the_person_stands(project: Project) -> None:
    lines = project.run("refs", "fetch", at=project.folder / "shop").stdout.splitlines()
    assert lines[0].startswith("cart.py:1:31")
    assert lines[0].endswith("from shop.price import Price, fetch")
    assert lines[-1].startswith("3 references in 1 file · ")


def test_a_root_through_a_symlink(project: Project, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(project.folder)
    answer = project.ask("refs", "shop/price.py:6:5", at=link)
    assert (answer["root"], len(answer["results"])) == (str(link), 3)
    lines = project.run("refs", "fetch", at=link).stdout.splitlines()
    assert lines[0].startswith("shop/cart.py:1:31")


def test_explain(project: Project) -> None:
    (kept,) = project.ask("explain", "shop/cart.py", what="explanation")["results"]
    assert (kept["path"], kept["kept"]) == ("shop/cart.py", True)
    (ignored,) = project.ask("explain", "build/made.py", what="explanation")["results"]
    assert ignored["kept"] is False
    assert "build/" in ignored["rule"]
    (gone,) = project.ask("explain", "shop/gone.py", what="explanation")["results"]
    assert gone["kept"] is False
    assert "build/made.py is not indexed" in project.run("explain", "build/made.py").stdout


def test_explain_at_a_position(project: Project) -> None:
    (result,) = project.ask("explain", "shop/cart.py:6:18", what="resolution")["results"]
    place = (result["path"], result["line"], result["column"], result["end_column"])
    assert place == ("shop/cart.py", 6, 17, 22)
    assert (result["expression"], result["outcome"], result["agrees"]) == (
        "fetch",
        "resolved",
        True,
    )
    (target,) = result["targets"]
    assert (target["path"], target["line"], target["column"]) == ("shop/price.py", 6, 5)
    assert [step["what"] for step in result["steps"] if step["path"] == "shop/price.py"]
    text = project.run("explain", "shop/cart.py:6:18").stdout
    assert text.startswith("shop/cart.py:6:17  call in pay\n")
    assert "\n`fetch`: resolved, certain, confidence 0.99 (found by: import)\n" in text
    nothing = project.ask("explain", "shop/cart.py:5:1", code=1, what="resolution")
    assert nothing["reason"] == "no name stands at shop/cart.py:5"


def test_explain_takes_a_file_that_is_named_like_a_position(project: Project) -> None:
    (project.folder / "odd.py:1:1").write_text("x = 1\n")
    (result,) = project.ask("explain", "odd.py:1:1", what="explanation")["results"]
    assert result["kept"] is False
    assert "there is no such file" in project.run("explain", "gone.py:1:1").stderr
    assert "write shop/cart.py:LINE:COLUMN" in project.run("explain", "shop/cart.py:1").stderr


def test_status_is_one_flat_object(project: Project) -> None:
    status = project.ask("status", what="status")
    assert (status["root"], status["state"], status["files"]) == (str(project.folder), "ready", 4)
    assert project.ask("index", what="status")["state"] == "ready"
    assert project.ask("daemon", "status", what="status")["running"] is True
    assert "state" in project.run("status").stdout


def test_the_cache_knows_the_index(own_project: Project) -> None:
    (entry,) = own_project.ask("cache", "list", what="cache")["entries"]
    assert (entry["root"], entry["running"]) == (str(own_project.folder), True)
    assert own_project.ask("cache", "remove", "--yes", ".", what="cache")["entries"]
    assert own_project.run("daemon", "status").returncode == 1


def test_an_index_that_was_removed_is_built_again(own_project: Project) -> None:
    assert own_project.run("cache", "remove", "--yes", ".").returncode == 0
    assert own_project.run("index").returncode == 0
    assert len(own_project.ask("refs", "fetch")["results"]) == 3


def test_a_file_outside_of_any_repository_does_not_get_its_folder_indexed(
    project: Project,
) -> None:
    (project.folder.parent / "apart.py").write_text("x = 1\n")
    for arguments in (["refs", "../apart.py:1:1"], ["outline", "../apart.py"]):
        process = project.run(*arguments)
        assert (process.returncode, process.stdout) == (2, "")
        assert "lies outside the root" in process.stderr
    assert len(project.ask("cache", "list", what="cache")["entries"]) == 1


def test_a_daemon_that_was_killed_is_started_again(own_project: Project) -> None:
    os.kill(own_project.ask("status", what="status")["pid"], signal.SIGKILL)
    assert len(own_project.ask("refs", "shop/price.py:6:5")["results"]) == 3


def test_a_repository_with_its_settings_file_broken_still_answers(own_project: Project) -> None:
    (own_project.folder / "codegraph.toml").write_text("index.exclude = [")
    assert own_project.run("daemon", "restart").returncode == 0
    assert len(own_project.ask("refs", "shop/price.py:6:5")["results"]) == 3
    process = own_project.run("config")
    assert process.returncode == 2
    assert "codegraph.toml: not valid TOML" in process.stderr
    problems = own_project.ask("status", what="status")["problems"]
    assert any("not valid TOML" in str(problem) for problem in problems)


def test_an_empty_answer_about_a_position_leads_to_its_explanation(own_project: Project) -> None:
    (own_project.folder / "any.py").write_text("def add(thing):\n    thing.total(nowhere)\n")
    said = own_project.run("def", "any.py:2:17").stdout
    assert "not in this workspace; `codegraph explain any.py:2:17` shows why" in said
    said = own_project.run("def", "any.py:2:11").stdout
    assert "used on is not known; `codegraph explain any.py:2:11` shows why" in said


def test_what_is_only_possible_is_a_group_of_its_own_with_the_reason(own_project: Project) -> None:
    (own_project.folder / "any.py").write_text("def add(thing):\n    thing.total(1)\n")
    why = "the only method called `total`; what it is used on is not known"
    own_project.ask("def", "any.py:2:11", code=1)
    answer = own_project.ask("def", "--possible", "any.py:2:11")
    (result,) = answer["results"]
    assert (result["path"], result["line"]) == ("shop/price.py", 2)
    assert (result["tier"], result["origin"], result["why"]) == ("possible", "member", why)
    assert places(own_project.ask("refs", "Price.total")) == ["shop/cart.py:7:20-7:25 call"]
    answer = own_project.ask("refs", "--possible", "Price.total")
    assert [r["tier"] for r in answer["results"]] == ["inferred", "possible"]
    always = own_project.ask("refs", "--set", "query.possible=always", "Price.total")
    assert always["results"] == answer["results"]
    text = own_project.run("refs", "--possible", "Price.total").stdout
    sure, possible = text.split(f"\nPossible: {why}\n")
    assert "shop/cart.py:7:20" in sure
    assert "  any.py:2:11  call, possible  thing.total(1)\n" in possible
    text = own_project.run("callers", "--possible", "Price.total").stdout
    sure, possible = text.split(f"\nPossible: {why}\n")
    assert "function pay" in sure
    assert "function add" in possible
    assert "any.py" not in own_project.run("callers", "Price.total").stdout
    (callee,) = own_project.ask("callees", "--possible", "any.add")["results"]
    assert (callee["name"], callee["tier"], callee["why"]) == ("total", "possible", why)
    text = own_project.run("explain", "any.py:2:11").stdout
    assert f"  Possible: {why}\n  -> method Price.total, shop/price.py:2:9\n" in text


def test_what_is_found_by_name_alone_says_so(own_project: Project) -> None:
    (own_project.folder / "zoo.rb").write_text("class Cat\n  def feed; end\nend\n")
    (own_project.folder / "main.rb").write_text("def run(cat)\n  cat.feed\nend\n")
    (use,) = own_project.ask("refs", "Cat.feed")["results"]
    assert (use["path"], use["tier"], use["origin"]) == ("main.rb", "possible", "name")
    assert (
        "main.rb:2:7  call, possible by name  cat.feed\n" in own_project.run("refs", "feed").stdout
    )
    text = own_project.run("def", "main.rb:2:7").stdout
    assert "zoo.rb:2:7  method, possible by name  def feed; end\n" in text
    text = own_project.run("callers", "feed").stdout
    assert "main.rb:1:5  function run in main (possible by name)\n" in text
    assert "1 reference in 1 file by name · 1 caller\n" in own_project.run("hover", "feed").stdout
    (hover,) = own_project.ask("hover", "feed")["results"]
    assert (hover["references"], hover["by_name"]) == (1, True)


def test_a_wrong_wish_for_possible_answers_is_refused() -> None:
    fixture = {"path": "a.py", "line": 0, "column": 0, "possible": "sometimes"}
    with pytest.raises(BadRequest, match="possible must be one of auto, always, never"):
        ask({"a.py": "x = 1\n"}, (), "definition", fixture)

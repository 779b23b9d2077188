"""Overviews through the command line, and that nobody waits for them who asks something else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from codegraph_client.blocking import connect_blocking
from codegraph_client.errors import CodeGraphError
from codegraph_client.root import find_root
from rpc.test_cli_answers import Project, indexed

from .real_daemon import Project as Daemon

FILES = {
    "shop/net.py": "from shop.price import Price\nimport shop.tax\n\n\nclass Net(Price): ...\n",
    "shop/tax.py": "\nimport shop.net\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with indexed(tmp_path_factory.mktemp("overview")) as made:
        for path, text in FILES.items():
            (made.folder / path).write_text(text, encoding="utf-8")
        yield made


def test_an_overview_has_its_sections(project: Project) -> None:
    answer = project.ask("overview")
    files = [each["path"] for each in answer["results"] if each["section"] == "files"]
    assert (files[0], len(files)) == ("shop/price.py", 4)
    (cycle,) = (each for each in answer["results"] if each["section"] == "import-cycles")
    places = [(each["path"], each["line"], each["column"]) for each in cycle["targets"]]
    assert places == [("shop/net.py", 2, 13), ("shop/tax.py", 2, 13)]
    assert answer["summary"]["looked_at"] == 4
    said = project.run("overview").stdout
    assert "Files that most depends on (PageRank)" in said
    assert "    shop/net.py:2:13  imports shop/tax.py" in said
    assert "Layering rules" not in said


def test_some_of_it(project: Project) -> None:
    answer = project.ask("overview", "--section", "symbols", "--top", "1")
    (symbol,) = answer["results"]
    assert symbol["key"] == "shop/price.py#Price#"
    assert answer["summary"]["sections"]["symbols"]["total"] == 3
    said = project.run("overview", "--section", "symbols", "--top", "1").stdout
    assert "class Price  shop/price.py:1:7  used by 2" in said
    assert "  and 2 more" in said
    assert project.run("overview", "--section", "nothing").returncode == 2
    dead = project.ask("overview", "--section", "dead", "--section", "rules")["results"]
    assert (dead[0]["key"], dead[0]["reason"], dead[0]["size"]) == (
        *("shop/cart.py#pay().", "unused", 4),
    )
    assert [each["section"] for each in dead] == ["dead"] * len(dead)
    said = project.run("overview", "--section", "dead").stdout
    assert "shop/cart.py:4:5  function pay  4 lines; nothing uses it" in said


def test_rules_are_checked(project: Project) -> None:
    rules = project.folder / "codegraph.toml"
    assert project.run("check").returncode == 0
    assert "codegraph.toml has no [[rules]]" in project.run("check").stdout
    rules.write_text('[[rules]]\nfrom = "shop/cart.py"\ndeny = "shop/price.py"\nmessage = "no"\n')
    try:
        (breach,) = project.ask("check", code=1)["results"]
        assert (breach["path"], breach["line"], breach["why"]) == ("shop/cart.py", 1, "no")
        run = project.run("check")
        assert run.returncode == 1
        assert "shop/cart.py:1:11  imports shop/price.py  rule 1: no" in run.stdout
        assert "rule 1: no" in project.run("overview").stdout
        # A rule that nobody can read must not pass for one that nobody breaks.
        rules.write_text("[[rules]]\n")
        run = project.run("check")
        assert (run.returncode, "rule 1: needs either from or to" in run.stderr) == (2, True)
    finally:
        rules.unlink()


def test_who_asks_something_else_does_not_wait_for_an_overview(tmp_path: Path) -> None:
    """The worker that makes the overview never ends here, and all others are answered meanwhile."""
    daemon = Daemon(tmp_path / "codegraph-fault: overview sleep ", TEST_FAULTS=str(tmp_path))
    try:
        daemon.write_all({"good.py": "def helper(): ...\n", "user.py": "from good import helper\n"})
        daemon.settle()
        with daemon.inside():
            other = connect_blocking(find_root(daemon.root, daemon.root), client="tests")
        asked = threading.Event()

        def ask() -> None:
            asked.set()
            with suppress(CodeGraphError):
                other.ask("overview", {"deadline_ms": 600_000}, timeout=600)

        waiting = threading.Thread(target=ask, daemon=True)
        waiting.start()
        asked.wait()
        answer = daemon.ask("overview", deadline_ms=1)
        assert (answer["complete"], answer["results"]) == (False, [])
        assert answer["reason"].startswith("the overview is still being made")
        for number in range(3):
            found = daemon.ask("references", symbol="helper")
            assert (found["complete"], len(found["results"])) == (True, 1 + number)
            daemon.write(f"more{number}.py", "from good import helper\n")
        assert waiting.is_alive()
    finally:
        daemon.close()
    waiting.join()
    other.close()

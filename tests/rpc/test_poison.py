"""Files that hang or kill whoever reads them cost a worker, are remembered, and harm no other file.

A worker that was started with CODEGRAPH_TEST_FAULTS really does what such a file says
(`codegraph_daemon.workers.faults`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .real_daemon import Project, eventually
from .test_daemon_faults import package, uses

GOOD = "def helper(): ...\n"
USER = "from good import helper\n\nhelper()\n"
USES = ["user.py:1:18 import", "user.py:3:1 call"]
WORDS = {
    "hang": "it took too long",
    "sleep": "it took too long",
    "abort": "it ended the worker (signal SIGABRT)",
    "memory": "it took too much memory",
    "raise": "it failed with ValueError: the source asked for it",
}


def bad(fault: str, place: str = "parse") -> str:
    return f"def lost(): ...\n# codegraph-fault: {place} {fault}\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    # The smallest limits that an honest file keeps on a slow and busy machine.
    settings = {
        "TEST_FAULTS": str(tmp_path),
        "WORKERS_FILE_SECONDS": "1",
        "WORKERS_MEMORY_MB": "300",
    }
    project = Project(tmp_path, **settings)
    project.git("init", "-q")
    project.write_all({"good.py": GOOD, "user.py": USER})
    yield project
    project.close()


def poison(project: Project) -> list[tuple[str, str]]:
    """Path and cause of each file on the list."""
    return [(record["path"], record["cause"]) for record in status(project)["poison"]]


def status(project: Project) -> Any:
    return project.ask("status")["results"][0]


def log_of(project: Project, words: str) -> int:
    return project.cache.log.read_text().count(words)


@pytest.mark.parametrize("fault", WORDS)
def test_a_file_that_cannot_be_read_costs_only_itself(project: Project, fault: str) -> None:
    project.write("bad.py", bad(fault))
    project.settle()
    (record,) = status(project)["poison"]
    assert record["path"] == "bad.py"
    assert WORDS[fault] in record["reason"]
    assert project.references("helper") == USES
    (reason,) = status(project)["left_out"]
    assert reason.startswith("bad.py: reading it was given up, because ")
    (explained,) = project.ask("explain", path="bad.py")["results"]
    assert WORDS[fault] in explained["reason"]
    assert (explained["indexed"], explained["poison"]) == (False, record["cause"])


def test_people_are_told(project: Project) -> None:
    project.write("bad.py", bad("raise"))
    project.settle()
    words = f"bad.py: reading it was given up, because {WORDS['raise']}"
    assert project.command("status").stdout.splitlines()[-1].startswith(f"given up: {words}")
    assert project.command("explain", "bad.py").stdout.startswith(words)


def test_it_is_not_tried_again_after_a_restart_nor_under_another_name(project: Project) -> None:
    project.write("bad.py", bad("abort"))
    project.settle()
    assert poison(project) == [("bad.py", "crashed")]
    tries = log_of(project, "died at 'bad.py'")
    assert tries == 3
    project.kill()
    project.settle()
    assert poison(project) == [("bad.py", "crashed")]
    project.write("copy.py", bad("abort"))
    assert len(project.settle()["left_out"]) == 2
    assert log_of(project, "died at") == tries
    assert project.references("helper") == USES


def test_what_no_file_of_its_kind_survives_may_be_the_fault_of_the_installation(
    project: Project,
) -> None:
    (project.root / "good.py").unlink()
    project.write("user.py", bad("abort"))
    (reason,) = project.settle()["left_out"]
    assert WORDS["abort"] in reason
    assert poison(project) == [("user.py", "crashed")]
    tries = log_of(project, "died at 'user.py'")
    project.kill()
    project.settle()
    assert log_of(project, "died at 'user.py'") == 2 * tries


def test_it_is_tried_again_when_its_content_changes(project: Project) -> None:
    project.write("bad.py", bad("hang"))
    project.settle()
    project.write("bad.py", "def found(): ...\n")
    assert project.outline("bad.py") == ["found"]
    assert poison(project) == []
    # The content itself stays on the list: a branch that has it is checked out again.
    before = log_of(project, "died at")
    project.write("bad.py", bad("hang"))
    project.settle()
    assert poison(project) == [("bad.py", "timeout")]
    assert log_of(project, "died at") == before
    project.write("bad.py", "def found(): ...\n")
    eventually(lambda: project.outline("bad.py"), ["found"])
    project.check()


def test_an_edit_that_makes_a_file_poison_takes_back_what_it_said(project: Project) -> None:
    project.write("bad.py", "from good import helper\n")
    project.settle()
    assert project.references("helper") == ["bad.py:1:18 import", *USES]
    project.write("bad.py", bad("raise"))
    project.settle()
    assert project.references("helper") == USES


def test_several_bad_files_among_many_good_ones(project: Project) -> None:
    project.write_all({f"many/good{n}.py": f"def good_{n}(): ...\n" for n in range(120)})
    faults = ("abort", "raise", "abort", "hang")
    project.write_all(
        {f"many/bad{n}.py": bad(fault) + f"# {n}\n" for n, fault in enumerate(faults)}
    )
    assert project.settle()["files"] == 122
    assert sorted(path for path, _ in poison(project)) == [f"many/bad{n}.py" for n in range(4)]


@pytest.mark.parametrize("fault", ["abort", "memory", "hang", "raise"])
def test_one_failure_makes_no_poison(project: Project, fault: str) -> None:
    """Somebody may have killed the worker; it may have been large before; the machine was busy."""
    files = package("one", 100)
    files["one/mod50.py"] += f"# codegraph-fault: parse {fault} once\n"
    project.write_all(files)
    assert project.settle()["files"] == 103
    assert (project.folder / f"{fault}.done").exists()
    assert poison(project) == []
    assert project.references("one_0") == uses("one", 100)
    assert project.references("helper") == USES


def test_a_file_whose_linking_hangs_lacks_its_edges_and_nothing_else(project: Project) -> None:
    path = "codegraph-fault: link hang.py"
    project.write_all({f"many/user{n}.py": USER for n in range(60)})
    project.write(path, "from good import helper\n\n\ndef here(): ...\n")
    project.settle()
    assert poison(project) == [(path, "timeout")]
    (problem,) = status(project)["problems"]
    assert problem.startswith(f"{path}: linking it was given up, because it took too long")
    assert project.outline(path) == ["here"]
    assert len(project.references("helper")) == 2 * 61
    (explained,) = project.ask("explain", path=path)["results"]
    assert (explained["indexed"], explained["linked"]) == (True, False)
    assert explained["poison"] == "timeout"

    # It is not tried again by the next daemon, but when it changes.
    before = log_of(project, "task 'link' died")
    project.kill()
    project.settle()
    assert poison(project) == [(path, "timeout")]
    assert log_of(project, "task 'link' died") == before
    project.write(path, "def here(): ...\n")
    project.settle()
    assert log_of(project, "task 'link' died") > before
    project.root.joinpath(path).unlink()
    assert project.settle()["problems"] == []
    assert poison(project) == []
    project.check()


def test_a_folder_is_listed_again_if_the_worker_died_over_it(project: Project) -> None:
    project.settle()
    folder = "codegraph-fault: list abort once"
    project.write(f"{folder}/new.py", "def fresh(): ...\n")
    eventually(lambda: log_of(project, "died: exit code -6") > 0, True)
    # Nothing happens there any more that could remind of it, and the question names no path.
    found = project.ask("symbols", query="fresh")
    assert (found["complete"], len(found["results"])) == (True, 1)


def test_the_tree_is_scanned_again_if_the_worker_died_over_it(tmp_path: Path) -> None:
    inside = tmp_path / "codegraph-fault: scan abort once "
    project = Project(inside, TEST_FAULTS=str(tmp_path))
    try:
        project.write("good.py", GOOD)
        found = project.ask("symbols", query="helper")
        assert (found["complete"], len(found["results"])) == (True, 1)
        assert log_of(project, "died: exit code -6") == 1
        assert status(project)["problems"] == []
    finally:
        project.close()


def test_a_tree_that_cannot_be_scanned_is_a_problem_and_not_an_endless_loop(tmp_path: Path) -> None:
    inside = tmp_path / "codegraph-fault: scan raise "
    project = Project(inside, TEST_FAULTS=str(tmp_path))
    try:
        project.write("good.py", GOOD)
        eventually(lambda: status(project)["state"], "ready")
        (problem,) = status(project)["problems"]
        assert problem == "the tree could not be looked at; see the log"
        answer = project.ask("symbols", query="helper")
        assert (answer["complete"], answer["reason"]) == (False, problem)
    finally:
        project.close()

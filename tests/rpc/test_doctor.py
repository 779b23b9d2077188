"""`doctor`: each thing that can be wrong is said, with what to do, and nothing is touched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .real_daemon import Project
from .test_poison import bad
from .test_verify import check_shape


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    settings = {"TEST_FAULTS": str(tmp_path), "WORKERS_FILE_SECONDS": "1"}
    project = Project(tmp_path, **settings)
    project.git("init", "-q")
    project.write("a.py", "def f(): ...\n")
    yield project
    project.close()


def findings(project: Project, *arguments: str, code: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Findings by subject."""
    process = project.command("doctor", "--json", *arguments)
    assert (process.returncode, process.stderr) == (code, "")
    found: dict[str, list[dict[str, Any]]] = {}
    report = json.loads(process.stdout)
    check_shape(report, "doctor")
    for each in report["findings"]:
        found.setdefault(each["subject"], []).append(each)
        assert each["advice"] or each["level"] == "ok"
    assert report["problems"] == sum(
        each["level"] == "problem" for group in found.values() for each in group
    )
    return found


def levels(found: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    return {subject: {each["level"] for each in group} for subject, group in found.items()}


SUBJECTS = {
    *("python", "package", "platform", "git", "root", "settings", "runtime", "cache"),
    *("daemon", "watches", "poison", "editors"),
}


def test_a_repository_that_was_never_indexed_is_well_and_nothing_is_started(
    project: Project,
) -> None:
    found = findings(project)
    assert found.keys() == SUBJECTS
    assert set().union(*levels(found).values()) == {"ok"}
    assert found["daemon"][0]["text"].startswith("not running")
    assert not project.cache.dir.exists()
    assert list(project.runtime.iterdir()) == []


def test_a_running_daemon_is_asked(project: Project) -> None:
    project.settle()
    found = findings(project)
    assert found.keys() == SUBJECTS | {"store"}
    assert set().union(*levels(found).values()) == {"ok"}
    assert found["daemon"][0]["text"].startswith(f"pid {project.pid}, ready, 1 file, ")
    assert found["watches"][-1]["text"] == "the daemon hears of changes at once"


def test_repositories_inside_are_named(project: Project) -> None:
    project.write("lib/a.py", "def g(): ...\n")
    project.git("init", "-q", "lib")
    status = project.settle()
    assert (status["files"], status["repositories"]) == (1, ["lib"])
    (note,) = findings(project)["tree"]
    assert note["level"] == "note"
    assert "roots of their own: lib" in note["text"]


def test_start_starts_one(project: Project) -> None:
    assert findings(project, "--start")["daemon"][0]["text"].startswith("pid ")


def test_without_a_daemon_the_index_is_checked(project: Project) -> None:
    project.settle()
    project.stop()
    found = findings(project)
    assert found["store"][-1]["text"].startswith("whole, made by codegraph ")
    for table in project.cache.store.glob("*.sst"):
        os.truncate(table, table.stat().st_size // 2)
    found = findings(project, code=1)
    assert found["store"][-1]["level"] == "problem"
    assert "damaged" in found["store"][-1]["text"]
    assert "codegraph cache remove" in found["store"][-1]["advice"]
    # Looking changes nothing: moving it aside is the daemon's part, and is told afterwards.
    assert project.cache.store.is_dir()
    project.settle()
    (aside,) = [each for each in findings(project)["store"] if each["level"] == "note"]
    assert "an earlier index was damaged" in aside["text"]


def test_files_that_were_given_up_are_named_with_and_without_a_daemon(project: Project) -> None:
    project.write("bad.py", bad("raise"))
    project.write("codegraph-fault: link hang.py", "import a\n")
    project.settle()
    running = findings(project, code=1)["poison"]
    project.stop()
    resting = findings(project, code=1)["poison"]
    for found in (running, resting):
        assert {each["text"].split(": ")[0] for each in found} == {"bad.py", "codegraph-fault"}
        assert all("index.exclude" in each["advice"] for each in found)


def test_a_runtime_directory_that_is_not_private(project: Project) -> None:
    project.runtime.chmod(0o755)
    found = findings(project, code=1)
    (runtime,) = found["runtime"]
    assert "its mode is 0755, it must be 0700" in runtime["text"]
    assert runtime["advice"].startswith(f"chmod 700 {project.runtime}")
    assert found["daemon"][0]["level"] == "problem"


def test_a_runtime_directory_with_a_long_path(project: Project) -> None:
    deep = project.folder / ("long" * 25)
    project.variables["CODEGRAPH_RUNTIME_DIR"] = str(deep)
    (runtime,) = findings(project)["runtime"]
    assert (runtime["level"], "more than 107" in runtime["text"]) == ("note", True)


def test_a_cache_that_cannot_be_made(project: Project) -> None:
    project.cache.dir.parent.parent.write_text("")
    (cache,) = findings(project, code=1)["cache"]
    assert str(project.folder / "cache") in cache["text"]


def test_settings_that_are_ignored(project: Project) -> None:
    project.write("codegraph.toml", "[index]\nmax_file_mb = 3\n")
    project.variables["CODEGRAPH_WORKERS_BULK"] = "many"
    found = findings(project, code=1)["settings"]
    assert len(found) == 2
    assert any("max_file_mb" in each["text"] for each in found)


def test_a_machine_without_git_and_without_the_command(project: Project) -> None:
    project.variables["PATH"] = str(project.folder)
    found = findings(project)
    assert levels(found)["git"] == {"note"}
    assert "editors cannot start" in found["editors"][0]["text"]


def test_an_index_of_another_format(project: Project) -> None:
    project.settle()
    project.stop()
    old = project.cache.dir.with_name(project.cache.dir.name.partition("-")[0] + "-v0")
    shutil.copytree(project.cache.dir, old)
    about = json.loads((old / "about.json").read_bytes())
    (old / "about.json").write_text(json.dumps(about | {"format": 0}))
    (note,) = [each for each in findings(project)["store"] if each["level"] == "note"]
    assert "format 0" in note["text"]
    assert "cache prune" in note["advice"]


def test_watching_that_is_off_or_polls(project: Project) -> None:
    project.variables["CODEGRAPH_WATCH_MODE"] = "off"
    project.settle()
    assert "changes are not noticed" in findings(project)["watches"][-1]["text"]
    project.stop()
    project.variables["CODEGRAPH_WATCH_MODE"] = "poll"
    project.settle()
    assert findings(project)["watches"][-1]["text"] == "changes are noticed late (poll)"


def test_people_read_one_line_for_each_and_what_to_do(project: Project) -> None:
    project.write("bad.py", bad("raise"))
    project.settle()
    process = project.command("doctor", "--problems")
    assert process.returncode == 1
    problem, advice, summary = process.stdout.splitlines()
    assert problem.startswith("problem  poison  bad.py: reading it was given up, because it failed")
    assert advice.strip().startswith("-> change or exclude it")
    assert summary == "1 problem, 0 notes"

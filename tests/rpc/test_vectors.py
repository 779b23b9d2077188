"""Vectors in the real daemon: made by a process of their own, kept, and made again after faults."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from embedding_models import static_model

from .real_daemon import Project

FILES = {
    f"pack{number}/part.py": "".join(
        f"def {verb}_{noun}_{number}(value):\n    return {verb}(value, {noun})\n\n\n"
        for verb in ("upload", "retry", "paint", "parse", "login")
        for noun in ("user", "red", "error", f"thing{number}")
    )
    for number in range(40)
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    static_model(tmp_path / "cache" / "models" / "small")
    project = Project(tmp_path, SEARCH_MODELS="small")
    project.git("init", "-q")
    project.write_all(FILES)
    yield project
    project.close()


def vectors(project: Project) -> dict[str, Any]:
    """What the status says of the one model."""
    (status,) = project.ask("status")["results"]
    (row,) = status["search"]["vectors"]
    found: dict[str, Any] = row
    return found


def embedded(project: Project) -> None:
    """Wait until every text has its vector."""
    project.ask("index", wait="ready")
    while vectors(project)["state"] != "ready":
        time.sleep(0.05)


def embedder(project: Project) -> psutil.Process | None:
    """The process that makes vectors, if it lives."""
    for process in psutil.Process(project.pid).children():
        # Other workers come and go meanwhile.
        with contextlib.suppress(psutil.NoSuchProcess):
            if "codegraph_daemon.vectors.worker" in process.cmdline():
                return process
    return None


def test_a_process_of_the_lowest_priority_makes_vectors_after_all_else(project: Project) -> None:
    project.ask("index", wait="ready")
    while (process := embedder(project)) is None:
        time.sleep(0.01)
    # Once it is up; it lowers itself first of all.
    while process.nice() != 19:
        time.sleep(0.01)
    embedded(project)
    (status,) = project.ask("status")["results"]
    assert status["state"] == "ready"
    assert process.pid in status["workers"]
    # Nothing of what it loads is in the daemon, nor in a worker that parses; and what runs networks
    # is nowhere, since a table needs none of it.
    for other in [psutil.Process(project.pid), *psutil.Process(project.pid).children()]:
        with contextlib.suppress(psutil.NoSuchProcess):
            maps = " ".join(each.path for each in other.memory_maps())
            assert ("tokenizers" in maps) == (other.pid == process.pid)
            assert "onnxruntime" not in maps
    text = project.command("status").stdout
    assert "small: ready" in text


def test_a_worker_that_is_killed_and_a_daemon_that_is_killed_cost_no_vector(
    project: Project,
) -> None:
    project.ask("index", wait="ready")
    while (process := embedder(project)) is None:
        time.sleep(0.01)
    process.kill()
    row = vectors(project)
    assert row["state"] in ("failed", "embedding", "waiting")
    project.kill()
    embedded(project)
    project.stop()
    # The next daemon has nothing to make, and starts no process for it.
    embedded(project)
    assert embedder(project) is None
    project.write("pack1/part.py", FILES["pack1/part.py"] + "\ndef new():\n    return 1\n")
    project.settle()
    embedded(project)
    assert embedder(project) is not None


def test_what_means_something_similar_is_related(project: Project) -> None:
    embedded(project)
    asked = {"symbol": "pack3.part.retry_error_3", "by": ["meaning"], "deadline_ms": 30_000}
    # The first question loads the model.
    while not (found := project.ask("related", **asked)["results"]):
        time.sleep(0.05)
    assert {result["group"] for result in found} <= {"similar", "file"}
    assert "retry" in found[0]["name"]
    assert found[0]["score"] >= found[-1]["score"]


def test_how_near_in_meaning_near_duplicates_are(project: Project) -> None:
    rows = "".join(
        f"    retried[{n}] = upload.send(error, {n}) + error.find(upload)\n" for n in "123456"
    )
    for name in ("first", "second"):
        project.write(f"pack1/{name}.py", f"def {name}(retried, upload, error):\n{rows}")
    project.settle()
    embedded(project)
    answer = project.ask("duplicates", paths=["pack1/first.py"], deadline_ms=30_000)
    (group,) = answer["results"]
    assert "reason" not in answer
    assert (group["copies"], group["similarity"]) == (2, 1.0)
    # But for their names, which stand before the texts, these are the same.
    assert group["meaning"] == group["targets"][0]["meaning"] > 0.5


def test_a_model_that_is_gone_is_told(project: Project, tmp_path: Path) -> None:
    embedded(project)
    project.stop()
    os.unlink(tmp_path / "cache" / "models" / "small" / "model.json")
    (status,) = project.ask("status")["results"]
    assert "search.models names small, which is not on this machine" in status["problems"]
    assert status["search"]["vectors"] == []

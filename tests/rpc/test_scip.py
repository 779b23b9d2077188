"""`codegraph scip`: an index of another tool through the command line, a restart and branches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegraph_daemon.scip.schema import scip_pb2
from scip_samples import SCHEME, found, index

from .real_daemon import Project

A, B = "class Shelf:\n    def put(self): ...\n", "class Rack:\n    def put(self): ...\n"
USE = "def f(it):\n    it.put()\n"
PUT = f"{SCHEME}b/Rack#put()."
HIT = ["use.py:2:8"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path)
    project.git("init", "-q")
    project.write_all({"a.py": A, "b.py": B, "use.py": USE})
    project.git("add", ".")
    project.git("commit", "-qm", "first")
    yield project
    project.close()


def made(project: Project) -> str:
    """The file of an index in which `it.put()` is that of Rack."""
    documents = {"b.py": [found(B, "put", 0, PUT, 1)], "use.py": [found(USE, "put", 0, PUT)]}
    file = project.folder / "index.scip"
    file.write_bytes(index(documents, project.root).SerializeToString())
    return str(file)


def hits(project: Project) -> list[str]:
    """Who uses `Rack.put`, as the command line says it."""
    run = project.command("refs", "Rack.put", "--json")
    answer: dict[str, Any] = json.loads(run.stdout)
    assert answer["complete"], answer
    return [f"{hit['path']}:{hit['line']}:{hit['column']}" for hit in answer["results"]]


def test_imported_links_outlive_a_restart_and_a_branch(project: Project) -> None:
    assert hits(project) == []
    run = project.command("scip", "import", made(project))
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Imported: 2 of 2 documents of hand 1 · 1 precise link")
    assert hits(project) == HIT
    project.stop()
    assert hits(project) == HIT
    project.git("checkout", "-q", "-b", "other")
    project.write("use.py", "# Later.\n" + USE)
    project.git("commit", "-qam", "second")
    assert hits(project) == []
    status = project.command("scip", "status")
    assert "holds: 1 file as when it was imported · 1 changed since" in status.stdout
    assert "changed: use.py" in status.stdout
    project.git("checkout", "-q", "-")
    assert hits(project) == HIT
    verified = project.command("verify")
    assert verified.stdout.startswith("Equal"), verified.stdout
    assert project.command("scip", "remove").returncode == 0
    assert hits(project) == []
    assert project.command("scip", "status").returncode == 1
    assert project.command("scip", "remove").returncode == 1


def test_an_index_that_cannot_be_taken_is_one_line_and_exit_code_2(project: Project) -> None:
    wrong = project.write("notes.txt", "no index")
    run = project.command("scip", "import", str(wrong))
    assert run.returncode == 2
    assert run.stderr == f"codegraph: {wrong}: it is no SCIP index\n"
    run = project.command("scip", "import", "absent.scip")
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "absent.scip: No such file or directory" in run.stderr


def test_an_export_is_an_index_by_the_official_schema(project: Project) -> None:
    run = project.command("scip", "export", "-o", "../ours.scip")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Written: ../ours.scip · 3 documents · ")
    read = scip_pb2.Index.FromString((project.folder / "ours.scip").read_bytes())
    assert [document.relative_path for document in read.documents] == ["a.py", "b.py", "use.py"]
    report = json.loads(project.command("scip", "import", "../ours.scip", "--json").stdout)
    assert (report["taken"], report["tools"][0].split()[0]) == (3, "codegraph")

"""Revisions and archives beside the work tree: laid out, indexed and asked by the command line."""

from __future__ import annotations

import importlib.resources
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from codegraph_client import trees
from codegraph_client.root import identity_of

from .real_daemon import Project, eventually

SCHEMA = json.loads(
    importlib.resources.files("codegraph_server.cli").joinpath("answer.schema.json").read_text()
)
OLD = {
    "pkg/__init__.py": "",
    "pkg/old.py": "def kept(): ...\n\n\ndef gone():\n    kept()\n",
    "pkg/made.py": "from pkg.old import gone\ngone()\n",
    "build/tracked.py": "from pkg.old import kept\nkept()\n",
    ".gitignore": "build/\n",
}
NEW = {"pkg/old.py": "# moved down\ndef kept(): ...\n"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A repository with a tag `v1` and a later work tree; the daemon is started by commands."""
    made = Project(tmp_path_factory.mktemp("beside"))
    made.git("init", "-q")
    made.write_all(OLD)
    made.git("add", "--force", ".")
    made.git("commit", "-q", "-m", "old")
    made.git("tag", "v1")
    made.write_all(NEW)
    (made.root / "pkg/made.py").unlink()
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "new")
    yield made
    made.close()


def answered(
    project: Project, *arguments: str, code: int = 0, what: str = "answer", at: Path | None = None
) -> dict[str, Any]:
    done = project.command(*arguments, "--json", cwd=at or project.root)
    assert (done.returncode, done.stderr) == (code, ""), done.stdout + done.stderr
    value: dict[str, Any] = json.loads(done.stdout)
    shape = {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{what}"}]}
    jsonschema.Draft202012Validator(shape).validate(value)
    return value


def failed(project: Project, *arguments: str) -> str:
    done = project.command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr.strip()


def places(answer: dict[str, Any]) -> list[str]:
    assert answer["complete"], answer
    return [f"{r['path']}:{r['line']} {r['role']}" for r in answer["results"]]


def indexed(project: Project) -> str:
    """The commit of v1, which is indexed."""
    status = answered(project, "index", "--rev", "v1", what="status")
    assert status["state"] == "ready"
    commit: str = status["revision"]["commit"]
    return commit


def test_a_revision_is_asked_as_the_work_tree_is(project: Project) -> None:
    commit = indexed(project)
    found = answered(project, "refs", "gone", "--rev", "v1")
    assert places(found) == ["pkg/made.py:1 import", "pkg/made.py:2 call"]
    assert found["revision"] == {"name": "v1", "commit": commit}
    # What is there can be opened.
    assert (Path(found["root"]) / "pkg/made.py").read_text() == OLD["pkg/made.py"]
    assert places(answered(project, "refs", "gone", code=1)) == []
    assert places(answered(project, "def", "kept")) == ["pkg/old.py:2 definition"]
    assert "revision" not in answered(project, "def", "kept")


def test_what_git_tracks_is_indexed_though_it_is_ignored(project: Project) -> None:
    indexed(project)
    found = answered(project, "refs", "kept", "--rev", "v1")
    assert places(found) == [
        "build/tracked.py:1 import",
        "build/tracked.py:2 call",
        "pkg/old.py:5 call",
    ]


@pytest.mark.parametrize(
    ("folder", "target"),
    [("", "pkg/old.py:1:5"), ("pkg", "old.py:1:5"), ("pkg", "{}/pkg/old.py:1:5")],
)
def test_a_path_is_that_of_the_work_tree(project: Project, folder: str, target: str) -> None:
    indexed(project)
    at = project.root / folder
    asked = target.format(project.root)
    found = answered(project, "callers", asked, "--rev", "v1", at=at)
    assert "gone" in [result["name"] for result in found["results"]]


def test_a_person_reads_paths_of_the_work_tree_and_which_revision_they_are_of(
    project: Project,
) -> None:
    commit = indexed(project)
    done = project.command("refs", "gone", "--rev", "v1")
    assert done.stdout.splitlines()[0].startswith("pkg/made.py:1:21")
    assert f"the revision v1 ({commit[:10]})" in done.stdout


def test_questions_about_files_and_graphs_take_a_revision(project: Project) -> None:
    indexed(project)
    outline = answered(project, "outline", "pkg/made.py", "--rev", "v1", code=1)
    assert outline["results"] == []
    names = [
        r["name"] for r in answered(project, "outline", "pkg/old.py", "--rev", "v1")["results"]
    ]
    assert names == ["kept", "gone"]
    reached = answered(project, "impact", "kept", "--rev", "v1")
    assert "gone" in [result["name"] for result in reached["results"]]
    ways = answered(project, "path", "gone", "kept", "--rev", "v1")
    assert [result["name"] for result in ways["results"]] == ["gone", "kept"]


def test_two_revisions_are_compared(project: Project) -> None:
    indexed(project)
    found = answered(project, "diff", "v1", "--rev", "HEAD", what="diff")
    assert [(r["change"], r["qualified"], r["breaks"]) for r in found["results"]] == [
        ("removed", "gone", True)
    ]
    assert found["revision"]["name"] == "HEAD"
    found = answered(project, "diff", "HEAD", "--rev", "v1", what="diff")
    assert [(r["change"], r["qualified"]) for r in found["results"]] == [("added", "gone")]
    reached = answered(project, "impact", "--diff", "HEAD", "--rev", "v1")
    assert reached["summary"]["changes"] == 1


def test_the_history_of_a_revision_ends_with_it(project: Project) -> None:
    indexed(project)
    found = answered(project, "history", "kept", "--rev", "v1", what="history")
    assert [result["subject"] for result in found["results"]] == ["old"]
    found = answered(project, "history", "pkg/old.py", what="history")
    assert [result["subject"] for result in found["results"]] == ["new", "old"]
    found = answered(project, "history", "pkg/old.py", "--rev", "v1", what="history")
    assert [result["subject"] for result in found["results"]] == ["old"]
    (branch,) = found["summary"]["branches"]
    assert (branch["name"], branch["commits"]) == ("main", 1)


def test_a_question_has_its_revision_laid_out_if_it_is_not(project: Project) -> None:
    project.command("index", "--rev", "v1", "--remove")
    assert (
        answered(project, "def", "gone", "--rev", "v1^{commit}")["revision"]["name"]
        == "v1^{commit}"
    )


def test_wrong_revisions_and_archives_are_errors_in_words(project: Project) -> None:
    assert "nope: git knows no such commit" in failed(project, "def", "x", "--rev", "nope")
    assert "no name of a revision" in failed(project, "def", "x", "--rev=--all")
    assert "there is no such file" in failed(project, "def", "x", "--archive", "nope.zip")
    assert "neither a ZIP nor a TAR" in failed(project, "def", "x", "--archive", "pkg/old.py")
    both = failed(project, "def", "x", "--rev", "v1", "--archive", "x.zip")
    assert "give one of --rev and --archive" in both
    assert "no option --rev" in failed(project, "verify", "--rev", "v1")
    assert "nothing is staged in a revision" in failed(project, "diff", "--staged", "--rev", "v1")


def test_a_revision_is_listed_and_removed(project: Project) -> None:
    commit = indexed(project)
    (entry,) = answered(project, "cache", "list", what="cache")["entries"]
    (tree,) = (each for each in entry["trees"] if each["id"] == commit)
    assert (tree["kind"], tree["id"], tree["name"]) == ("revision", commit, "v1")
    assert f"at v1 ({commit[:10]})" in project.command("cache", "list").stdout
    removed = answered(project, "index", "--rev", "v1", "--remove", what="cache")
    assert removed["trees"] == [tree["folder"]]
    assert not Path(tree["folder"]).exists()
    answered(project, "index", "--rev", "v1", "--remove", what="cache", code=1)
    indexed(project)
    removed = answered(project, "cache", "remove", tree["folder"], "--yes", what="cache")
    assert removed["trees"] == [tree["folder"]]
    assert answered(project, "def", "kept")["results"]


def test_what_is_removed_is_let_go_by_the_daemon(project: Project) -> None:
    # A daemon that was started for the revision alone ends with it.
    assert answered(project, "def", "kept")["results"]
    commit = indexed(project)
    with project.inside():
        found = trees.trees_of(identity_of(project.root))
        (tree,) = (each for each in found if each.id == commit)
        trees.remove(tree)
    log = project.cache.log

    def let_go() -> bool:
        return f"let go of {tree.folder}" in log.read_text()

    eventually(let_go, True)


def test_an_archive_is_asked_by_the_names_in_it(project: Project, tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name, text in OLD.items():
            made.writestr(f"top/{name}", text)
    status = answered(project, "index", "--archive", str(archive), what="status")
    assert (status["state"], status["archive"]) == ("ready", str(archive))
    found = answered(project, "refs", "gone", "--archive", str(archive))
    assert places(found) == ["top/pkg/made.py:1 import", "top/pkg/made.py:2 call"]
    assert found["archive"] == str(archive)
    target = "top/pkg/old.py:4:5"
    assert places(answered(project, "def", target, "--archive", str(archive)))
    text = project.command("refs", "gone", "--archive", str(archive)).stdout
    assert text.startswith("top/pkg/made.py:1:")
    assert f"the archive {archive}" in text
    # It is an index of its own, and goes as a whole.
    entries = answered(project, "cache", "list", what="cache")["entries"]
    assert str(archive) in [entry["root"] for entry in entries]
    removed = answered(project, "cache", "remove", str(archive), "--yes", what="cache")
    assert [entry["root"] for entry in removed["entries"]] == [str(archive)]

"""Searches in the real daemon: fresh after a save, unsaved texts, faults, kills, the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.blocking import BlockingConnection, connect_blocking
from codegraph_client.root import find_root

from .real_daemon import Project

FILES = {
    "net/upload.py": (
        "def retry_upload(name):\n"
        '    """Sends a failed upload once more."""\n'
        "    return name\n"
        "\n\n"
        "class UploadQueue:\n"
        "    def drain(self):\n"
        "        return retry_upload(self)\n"
    ),
    "net/parse.py": "def parse_date(text):\n    return text\n",
    "tests/test_upload.py": (
        "from net.upload import retry_upload\n\n\ndef test_retry():\n    assert retry_upload('ä')\n"
    ),
    "README.md": "# Handbook\n\nHow to upload a file.\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    project = Project(tmp_path, TEST_FAULTS=str(tmp_path), WORKERS_FILE_SECONDS="1")
    project.git("init", "-q")
    project.write_all(FILES)
    yield project
    project.close()


@pytest.fixture
def ready(project: Project) -> Project:
    """The project, with words that are all known."""
    known(project)
    return project


def known(project: Project) -> dict[str, Any]:
    """Wait until searches know every file; what the status says of them."""
    project.settle()
    status = project.ask("index", wait="ready")
    return words_of(status)


def words_of(status: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in status["search"].items() if name != "vectors"}


def hits(answer: dict[str, Any]) -> list[str]:
    return [f"{hit['path']} {hit['name']}" for hit in answer["results"]]


def search(project: Project, query: str, **params: Any) -> list[str]:
    answer = project.ask("search", query=query, **params)
    assert answer["complete"], answer
    return hits(answer)


def test_index_waits_for_words_and_says_how_far_they_are(project: Project) -> None:
    heard: list[str] = []
    with project.inside():
        connection = connect_blocking(find_root(project.root, project.root), client="tests")
    with connection:

        def listen(method: str, params: Any) -> None:
            if method == "progress":
                heard.append(params["stage"])

        status = connection.ask("index", {"wait": "ready"}, on_notification=listen)
    assert words_of(status) == {"state": "ready", "done": 4, "total": 4, "left_out": 0}
    assert search(project, "send failed uploads")[0] == "net/upload.py retry_upload"
    assert heard[-1] in ("ready", "chunking")


def test_what_was_saved_is_found_at_once(ready: Project) -> None:
    assert search(ready, "quarterly invoice") == []
    ready.write("net/parse.py", "def quarterly_invoice():\n    return 1\n")
    ready.changed("net/parse.py")
    assert search(ready, "quarterly invoice") == ["net/parse.py quarterly_invoice"]
    assert search(ready, '"parse_date"') == []
    (ready.root / "net/parse.py").rename(ready.root / "net/bills.py")
    ready.settle()
    assert search(ready, "quarterly invoice") == ["net/bills.py quarterly_invoice"]


def test_unsaved_text_counts_for_its_session_alone(ready: Project) -> None:
    with ready.inside():
        editor = connect_blocking(find_root(ready.root, ready.root), client="editor")
    with editor:

        def found(query: str) -> list[str]:
            answer = editor.ask("search", {"query": query, "deadline_ms": 30_000}, timeout=60.0)
            assert answer["complete"], answer
            return hits(answer)

        text = "def parse_moment(text):\n    '''Understands a moment.'''\n"
        hold(editor, "net/parse.py", text)
        hold(editor, "net/fresh.py", "def understands_nothing():\n    return 'connection reset'\n")
        assert found("parse_moment")[0] == "net/parse.py parse_moment"
        assert found("understands")[0] == "net/fresh.py understands_nothing"
        assert found('"connection reset"') == ["net/fresh.py understands_nothing"]
        assert "net/parse.py parse_date" not in found("parse_date")
        assert search(ready, "parse_moment understands") == search(ready, "parse") != []
        editor.notify("overlay_close", {"path": "net/parse.py"})
        assert found("parse_date")[0] == "net/parse.py parse_date"


def hold(editor: BlockingConnection, path: str, text: str) -> None:
    editor.notify("overlay", {"path": path, "version": 1, "text": text})


@pytest.mark.parametrize("fault", ["raise", "abort", "hang"])
def test_a_file_that_cannot_be_cut_is_counted_and_harms_no_other(
    project: Project, fault: str
) -> None:
    project.write("bad.py", f"def lost(): ...\n# codegraph-fault: chunk {fault}\n")
    assert known(project) == {"state": "ready", "done": 5, "total": 5, "left_out": 1}
    assert search(project, "lost") == []
    assert search(project, "retry_upload")[0] == "net/upload.py retry_upload"
    assert project.references("lost") == []
    # It is not tried again by the next daemon, and is as soon as it has another content.
    project.stop()
    assert known(project) == {"state": "ready", "done": 5, "total": 5, "left_out": 1}
    project.write("bad.py", "def lost():\n    return 1\n")
    assert known(project)["left_out"] == 0
    assert search(project, "lost") == ["bad.py lost"]


def test_a_daemon_that_was_killed_goes_on_where_it_was(project: Project) -> None:
    for number in range(300):
        project.write(f"many/file{number}.py", f"def thing_{number}():\n    return {number}\n")
    project.ask("index", wait="graph")
    project.kill()
    assert known(project)["done"] == 304
    assert search(project, "thing_77")[0] == "many/file77.py thing_77"
    project.kill()
    assert search(project, "thing 299", limit=1) == ["many/file299.py thing_299"]


def test_a_phrase_is_found_in_few_files_as_in_many(ready: Project) -> None:
    text = "# an arc in one Kelvin and one \u212aelvin, \u00e4\n\n\ndef warm():\n    return 'an ARC in one'\n"

    def found(phrase: str) -> list[tuple[str, int, int, list[str]]]:
        answer = ready.ask("search", query=phrase, deadline_ms=60_000)
        assert answer["complete"], answer
        rows = answer["results"]
        return [(hit["path"], hit["line"], hit["column"], hit["reasons"]) for hit in rows]

    def write(count: int) -> None:
        for number in range(count):
            ready.write(f"net/warm{number}.py", text)
        ready.settle()

    write(2)
    few = found('"an arc in one"')
    assert [each for each in few if each[0] == "net/warm1.py"] == [
        ("net/warm1.py", 0, 2, ["1 match"]),
        ("net/warm1.py", 4, 12, ["1 match"]),
    ]
    # The sign for Kelvin is a k whatever the case.
    assert found('"one kelvin"') == [(f"net/warm{n}.py", 0, 12, ["2 matches"]) for n in (0, 1)]
    write(30)
    many = found('"an arc in one"')
    assert [each for each in many if each[0] in ("net/warm0.py", "net/warm1.py")] == few


def test_a_pattern_that_takes_for_ever_ends(ready: Project) -> None:
    ready.write("net/evil.py", f"evil = '{'a' * 60}!'\n")
    ready.settle()
    answer = ready.ask("search", query="/evil = .(a+)+$/")
    assert not answer["complete"]
    assert "takes too long in some files: net/evil.py" in answer["reason"]
    assert ready.references("retry_upload")


def test_the_command_prints_hits_and_their_lines(ready: Project) -> None:
    done = ready.command("search", "failed", "uploads")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        "net/upload.py:1:5  function retry_upload",
        "  the file's name · name: uploads · documentation: failed",
        "  1  def retry_upload(name):",
        '  2      """Sends a failed upload once more."""',
    ]
    assert ready.command("search", "nowhere_at_all_zzz").returncode == 1
    assert "cannot be read" in ready.command("search", "/(/").stderr


def test_pages_of_json_follow_each_other(ready: Project) -> None:
    def page(*more: str) -> Any:
        return json.loads(ready.command("search", "--json", "upload", *more).stdout)

    whole = page()
    assert len(whole["results"]) > 3
    first = page("--limit", "2")
    assert first["truncated"]
    second = page("--limit", "2", "--cursor", first["next"])
    assert first["results"] + second["results"] == whole["results"][:4]
    only = page("--tests", "only", "--explain")["results"]
    assert {hit["path"] for hit in only} == {"tests/test_upload.py"}
    assert all(hit["parts"] for hit in only)

"""`verify`: the index against one made from scratch, also while files change and when it is wrong."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import psutil
import pytest

from codegraph_client.errors import ConnectionLost, RequestFailed
from codegraph_client.protocol import BUSY
from codegraph_daemon.queries.verify import UNSEEN_SECONDS
from codegraph_daemon.resolve.links import links_id
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.keys import path_key
from codegraph_daemon.store.pages import Entry
from codegraph_daemon.store.views import ViewStore

from .real_daemon import Project, eventually
from .test_cli_answers import SCHEMA
from .test_daemon_faults import package

FILES = {
    "good.py": "def helper(): ...\n\n\nclass Shelf:\n    def put(self): ...\n",
    "user.py": "from good import helper\n\nhelper()\n'größe'; helper()\n",
    "other.py": "from good import Shelf\n\n\nclass Rack(Shelf):\n    def take(self):\n        self.put()\n",
}


@pytest.fixture(params=["auto"])
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Project]:
    project = Project(tmp_path, WATCH_MODE=request.param)
    project.git("init", "-q")
    project.write_all(FILES)
    yield project
    project.close()


def check_shape(report: object, what: str) -> None:
    """Hold what a command printed against its schema."""
    jsonschema.validate(report, {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{what}"}]})


def verify(project: Project, limit: int = 20) -> dict[str, Any]:
    report: dict[str, Any] = project.ask("verify", limit=limit)
    return report


def damage(project: Project, change: Callable[[Store, dict[str, Entry]], None]) -> None:
    """Stop the daemon, change entries of its index by hand, and leave no trace of that."""
    project.settle()
    project.stop()
    # Of what was written a moment ago `verify` does not know whether the index has seen it.
    written = max((project.root / path).stat().st_ctime for path in FILES)
    time.sleep(max(0.0, written + UNSEEN_SECONDS - time.time()))
    store = Store.open(project.cache.store, 8)
    views = ViewStore(store)
    view = views.open(str(project.root))
    generation = views.load(view)
    entries = dict(generation.items())
    change(store, entries)
    views.commit(view, generation, {path: entries.get(path) for path in generation.paths()})
    store.close()


def is_verifying(process: psutil.Process) -> bool:
    try:
        return any("verifying" in word for word in process.cmdline())
    except psutil.Error:
        return False  # It has ended.


def put_links(store: Store, entries: dict[str, Entry], path: str, blob: bytes) -> None:
    store.write([("links", links_id(blob), blob)])
    entries[path] = entries[path]._replace(links=links_id(blob))


def test_an_index_equals_one_from_scratch(project: Project) -> None:
    project.settle()
    report = verify(project)
    assert (report["equal"], report["total"], report["differences"]) == (True, 0, [])
    assert (report["files"], report["skipped"]) == (3, [])
    assert report["edges"] >= 5


def test_a_link_that_is_lost_is_found_with_its_place(project: Project) -> None:
    def lose(store: Store, entries: dict[str, Entry]) -> None:
        # The links of the one file under the name of the other's facts.
        blob = store.get("links", entries["other.py"].links)
        assert blob is not None
        wrong = blob.replace(entries["other.py"].facts, entries["user.py"].facts)
        put_links(store, entries, "user.py", wrong)

    damage(project, lose)
    report = verify(project)
    assert not report["equal"]
    found = [(d["path"], d["kind"], d["line"], d["column"]) for d in report["differences"]]
    assert ("user.py", "link", 2, 0) in found
    (lost,) = [d for d in report["differences"] if (d["line"], d["column"]) == (2, 0)]
    assert (lost["index"], lost["scratch"]) == ("nothing", "good.py#helper(). (import)")
    assert {path for path, *_ in found} == {"user.py"}


def test_facts_that_are_wrong_are_found(project: Project) -> None:
    def spoil(store: Store, entries: dict[str, Entry]) -> None:
        blob = store.get("facts", entries["user.py"].facts)
        assert blob is not None
        store.write([("facts", entries["good.py"].facts, blob)])

    damage(project, spoil)
    kinds = {(d["path"], d["kind"]) for d in verify(project)["differences"]}
    assert ("good.py", "facts") in kinds


def test_a_use_that_no_question_would_find_is_found(project: Project) -> None:
    def forget(store: Store, entries: dict[str, Entry]) -> None:
        prefix = path_key(entries["good.py"].path_id)
        store.write((), [("refs", key) for key, _ in store.scan("refs", prefix)])

    damage(project, forget)
    differences = verify(project)["differences"]
    assert {each["kind"] for each in differences} == {"posting"}
    assert ("user.py", "it refers to good.py#helper().") in [
        (each["path"], each["scratch"]) for each in differences
    ]


def test_words_that_a_search_would_not_find_are_found(project: Project) -> None:
    def forget(store: Store, entries: dict[str, Entry]) -> None:
        store.write((), [("terms", key) for key, _ in store.scan("terms", b"rack\0")])
        store.write((), [("trigrams", key) for key, _ in store.scan("trigrams", b"\xc3\xb6\xc3")])
        (other,) = store.get_many("chunks", [entries["good.py"].facts])
        assert other is not None
        store.write([("chunks", entries["good.py"].facts, other[:-1] + b"\xff")])

    project.ask("index", wait="ready")
    damage(project, forget)
    found = [(d["path"], d["kind"], d["index"]) for d in verify(project)["differences"]]
    assert sorted(found) == [
        ("good.py", "words", "it is cut into other chunks"),
        ("other.py", "words", "other words are found in it"),
        ("user.py", "words", "other words are found in it"),
    ]


def test_what_a_trigram_is_wrongly_said_to_be_followed_by_is_found(project: Project) -> None:
    def spoil(store: Store, entries: dict[str, Entry]) -> None:
        ((key, value),) = store.scan("trigrams", b"\xc3\xb6\xc3")
        store.write([("trigrams", key, value[:-1] + bytes((value[-1] ^ 1,)))])

    project.ask("index", wait="ready")
    damage(project, spoil)
    found = [(d["path"], d["kind"], d["index"]) for d in verify(project)["differences"]]
    assert found == [("user.py", "words", "other words are found in it")]


@pytest.mark.parametrize("project", ["off"], indirect=True)
def test_what_the_daemon_did_not_notice_is_found(project: Project) -> None:
    project.settle()
    project.write("new.py", "x = 1\n")
    project.write("user.py", "y = 1\n")
    (project.root / "other.py").unlink()
    time.sleep(0.1)  # The clock of a file system stands still for some milliseconds.
    report = verify(project)
    assert [(d["path"], d["index"]) for d in report["differences"]] == [
        ("other.py", "it is in the index"),
        ("new.py", "it is not in the index"),
        ("user.py", "it is in the index with earlier content"),
    ]


def test_only_some_differences_are_described_and_all_are_counted(project: Project) -> None:
    def unlink(store: Store, entries: dict[str, Entry]) -> None:
        for path in entries:
            blob = store.get("links", entries["user.py"].links)
            assert blob is not None
            put_links(
                store, entries, path, blob.replace(entries["user.py"].facts, entries[path].facts)
            )

    damage(project, unlink)
    report = verify(project, limit=1)
    assert len(report["differences"]) == 1
    assert report["total"] > 3


def test_it_is_right_while_files_change(project: Project) -> None:
    project.write_all(package("one", 40))
    project.settle()
    stopping = threading.Event()

    def edit() -> None:
        number = 0
        while not stopping.is_set():
            number += 1
            project.write(f"one/mod{number % 7}.py", f"def one_{number % 7}(): return {number}\n")
            project.write(f"one/extra{number % 3}.py", f"from one.mod{number % 7} import *\n")
            (project.root / f"one/extra{(number + 1) % 3}.py").unlink(missing_ok=True)
            time.sleep(0.01)

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        reports = [verify(project) for _ in range(3)]
    finally:
        stopping.set()
        editor.join()
    assert [report["differences"] for report in reports] == [[], [], []]
    assert any(report["skipped"] for report in reports)
    project.check()


def test_questions_are_answered_meanwhile_and_nothing_is_left_behind(project: Project) -> None:
    project.write_all(package("one", 150))
    project.settle()
    before = sorted(path.name for path in project.cache.dir.iterdir())
    reports: list[Any] = []
    with project.inside():
        asking = threading.Thread(
            target=lambda: reports.append(project.command("verify", "--json"))
        )
        asking.start()
        while asking.is_alive():
            answer = project.ask("references", symbol="helper", deadline_ms=2000)
            assert answer["complete"]
            time.sleep(0.02)
    (process,) = reports
    assert (process.returncode, json.loads(process.stdout)["equal"]) == (0, True)
    assert sorted(path.name for path in project.cache.dir.iterdir()) == before


def test_who_goes_away_ends_it(project: Project) -> None:
    project.write_all(package("one", 150))
    project.settle()
    daemon = psutil.Process(project.pid)

    def verifying() -> bool:
        return any(map(is_verifying, daemon.children()))

    def ask() -> None:
        with pytest.raises(ConnectionLost):
            verify(project)

    asking = threading.Thread(target=ask)
    connection = project.connect()
    asking.start()
    eventually(verifying, True)
    connection._socket.shutdown(2)  # type: ignore[union-attr]
    asking.join()
    project.disconnect()
    eventually(verifying, False)

    def equal() -> bool:
        try:
            return bool(verify(project)["equal"])
        except RequestFailed as error:
            # The first has ended, and its room is about to be free.
            return error.code != BUSY

    eventually(equal, True)


def test_one_at_a_time(project: Project) -> None:
    project.write_all(package("one", 150))
    project.settle()
    asking = threading.Thread(target=lambda: project.command("verify"))
    asking.start()
    daemon = psutil.Process(project.pid)
    eventually(lambda: any(map(is_verifying, daemon.children())), True)
    with pytest.raises(RequestFailed, match="is being verified already"):
        verify(project)
    asking.join()


def test_the_command_says_what_differs_and_ends_with_1(project: Project) -> None:
    def lose(store: Store, entries: dict[str, Entry]) -> None:
        blob = store.get("links", entries["other.py"].links)
        assert blob is not None
        wrong = blob.replace(entries["other.py"].facts, entries["user.py"].facts)
        put_links(store, entries, "user.py", wrong)

    equal = project.command("verify")
    assert (equal.returncode, equal.stderr) == (0, "")
    assert equal.stdout.startswith("Equal · 3 files · ")
    damage(project, lose)
    different = project.command("verify")
    assert (different.returncode, different.stderr) == (1, "")
    words = "user.py:3:1  link\n  index:    nothing\n  scratch:  good.py#helper(). (import)\n"
    assert words in different.stdout
    assert "\nDifferent: " in different.stdout
    report = json.loads(project.command("verify", "--json").stdout)
    check_shape(report, "verification")
    places = [(each["path"], each["line"], each["column"]) for each in report["differences"]]
    # From 1, and in characters.
    assert {("user.py", 3, 1), ("user.py", 4, 10)} <= set(places)


def test_a_cold_index_is_made_first(project: Project) -> None:
    project.write_all(package("one", 20))
    process = project.command("verify", "--json")
    report = json.loads(process.stdout)
    assert (process.returncode, report["files"]) == (0, 24)


def test_a_killed_daemon_leaves_neither_process_nor_file(project: Project) -> None:
    project.write_all(package("one", 150))
    project.settle()
    before = sorted(path.name for path in project.cache.dir.iterdir())
    asking = threading.Thread(target=lambda: project.command("verify"))
    asking.start()
    daemon = psutil.Process(project.pid)
    eventually(lambda: any(map(is_verifying, daemon.children())), True)
    (worker,) = filter(is_verifying, daemon.children())
    project.kill()
    eventually(lambda: is_verifying(worker), False)
    assert sorted(path.name for path in project.cache.dir.iterdir()) == before
    asking.join()
    project.check()

"""The poison list on disk: by content and extractor, and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codegraph_daemon.facts import content_id
from codegraph_daemon.pipeline.suspects import Fault, Suspects, poison_record
from codegraph_daemon.store import poison
from codegraph_daemon.store.database import Store

STATE = (3, 1, 1, 7)
SLOW = Fault("timeout", "it took too long", None)
DEAD = Fault("crashed", "it ended the worker (signal SIGABRT)", None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "store", 8)
    yield store
    store.close()


def test_content_is_poison_for_one_extractor_and_dialect(store: Store) -> None:
    bad = content_id(b"x = 1\n", "py", "extractor 1")
    others = [
        content_id(b"x = 1\n", "py", "extractor 2"),
        content_id(b"x = 1\n", "pyi", "extractor 1"),
        content_id(b"x = 2\n", "py", "extractor 1"),
    ]
    record = poison_record("a.py", STATE, SLOW)
    poison.add(store, bad, record)
    (why,) = poison.reasons(store, [bad])
    assert why == (
        "reading it was given up, because it took too long; it is left out until its content changes"
    )
    assert poison.reasons(store, others) == [None] * 3
    assert [(each["path"], each["state"]) for each in poison.records(store)] == [
        ("a.py", list(STATE))
    ]


def test_the_list_is_bounded_and_the_oldest_go_first(store: Store) -> None:
    ids = [content_id(b"%d" % number, "py", "1") for number in range(1_010)]
    for number, facts_id in enumerate(ids):
        poison.add(store, facts_id, poison_record("a.py", STATE, SLOW) | {"time": number})
    assert len(poison.records(store)) == 1_000
    assert poison.reasons(store, ids[9:11]) != [None, None]
    assert poison.reasons(store, ids[:10]) == [None] * 10


def test_unlinked_files_are_kept_by_view(store: Store) -> None:
    record = {"path": "a.py", "time": 1.0}
    poison.leave_unlinked(store, 1, 7, record)
    poison.leave_unlinked(store, 2, 7, record | {"time": 2.0})
    poison.link_again(store, 1, [7, 8])
    assert poison.unlinked(store, 1) == {}
    assert poison.unlinked(store, 2) == {7: record | {"time": 2.0}}


def test_how_often_a_file_may_fail() -> None:
    suspects = Suspects()
    assert [suspects.guilty("a.py", SLOW) for _ in range(2)] == [False, True]
    assert [suspects.guilty("a.py", DEAD) for _ in range(3)] == [False, False, True]
    suspects.guilty("a.py", SLOW)
    suspects.acquit(["a.py", "b.py"])
    assert not suspects.guilty("a.py", SLOW)

"""The store as a place for bytes: what is written is read back, what is wrong is said."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegraph_client.errors import StoreError
from codegraph_daemon.store.damage import DamagedStore, StoreInUse, quarantine
from codegraph_daemon.store.database import BATCH, Store
from codegraph_daemon.store.sizes import disk_bytes


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "store"


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    store = Store.open(directory, 8)
    yield store
    store.close()


def test_values_are_read_back_one_by_one_and_many_at_a_time(store: Store) -> None:
    store.write([("facts", b"a", b"1"), ("links", b"a", b"2"), ("facts", b"b", b"")])

    assert store.get("facts", b"a") == b"1"
    assert store.get("links", b"a") == b"2"
    assert store.get("links", b"b") is None
    assert store.get_many("facts", [b"b", b"x", b"a", b"a"]) == [b"", None, b"1", b"1"]
    assert store.get_many("facts", []) == []
    assert store.missing("facts", [b"b", b"x", b"a", b"y"]) == [b"x", b"y"]


def test_deletes_come_after_puts_in_the_same_batch(store: Store) -> None:
    store.write([("meta", b"k", b"old"), ("meta", b"other", b"1")])
    store.write([("meta", b"k", b"new")], [("meta", b"k")])
    assert store.get("meta", b"k") is None
    assert store.get("meta", b"other") == b"1"


def test_a_scan_ends_with_its_prefix_and_keeps_the_order_of_keys(store: Store) -> None:
    keys = [bytes((a, 255, b)) for a in range(3) for b in range(200)]
    store.write([("queue", key, key) for key in reversed(keys)])

    assert [key for key, _ in store.scan("queue")] == keys
    assert [key for key, _ in store.scan("queue", b"\1")] == keys[200:400]
    assert [key for key, _ in store.scan("queue", b"\1\xff")] == keys[200:400]
    assert list(store.scan("queue", b"\xff\xff")) == []


@pytest.mark.parametrize("flushed", [False, True])
def test_a_family_with_prefixes_is_scanned_by_shorter_and_longer_ones(
    directory: Path, flushed: bool
) -> None:
    # Twelve bytes are the prefix of `refs`; RocksDB's filter knows only those.
    keys = [b"%04d%08d%04d" % (a, b, c) for a in range(3) for b in range(20) for c in range(10)]
    store = Store.open(directory, 8)
    store.write([("refs", key, b"v") for key in keys])
    if flushed:
        store.close()
        store = Store.open(directory, 8)
    for length in (1, 4, 6, 12, 14, 16):
        prefix = keys[255][:length]
        assert [key for key, _ in store.scan("refs", prefix)] == [
            key for key in keys if key.startswith(prefix)
        ]
    terms = [keys[0][:12], b"x" * 12, keys[-1][:12]]
    found = store.rows_of("refs", terms)
    assert [[key for key, _ in rows] for rows in found] == [keys[:10], [], keys[-10:]]
    store.close()


def test_rows_may_be_written_while_they_are_scanned(store: Store) -> None:
    store.write([("queue", b"%04d" % number, b"") for number in range(900)])
    for key, _ in store.scan("queue"):
        store.write((), [("queue", key)])
    assert list(store.scan("queue")) == []


async def test_a_large_amount_is_written_in_slices_between_which_others_run(store: Store) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    running = asyncio.create_task(other())
    await store.write_all(("facts", b"%06d" % number, b"x" * 100) for number in range(20_000))
    running.cancel()
    assert turns >= 20
    assert sum(1 for _ in store.scan("facts")) == 20_000

    await store.write_all((), (("facts", b"%06d" % number) for number in range(20_000)))
    assert list(store.scan("facts")) == []


async def test_large_values_make_small_slices(store: Store) -> None:
    await store.write_all(("facts", b"%03d" % number, bytes(300_000)) for number in range(40))
    assert len(store.get("facts", b"039") or b"") == 300_000


def test_one_batch_is_bounded(store: Store) -> None:
    with pytest.raises(ValueError, match="1001 operations"):
        store.write([("meta", b"%d" % number, b"") for number in range(BATCH)], [("meta", b"x")])


async def test_more_than_the_write_buffers_hold_is_written_without_blocking(
    directory: Path,
) -> None:
    """RocksDB asks to wait while it empties its buffers; that must not fail or lose anything."""
    store = Store.open(directory, 8)
    rows = [("facts", b"%05d" % number, os.urandom(20_000)) for number in range(3_000)]
    await store.write_all(rows)
    assert store.memory_bytes()["write_buffers"] < 64 << 20
    store.close()
    store = Store.open(directory, 8)
    assert all(store.get(family, key) == value for family, key, value in rows[::50])
    assert disk_bytes(directory) > 50 << 20
    store.close()


def test_everything_is_there_after_closing_and_opening(directory: Path) -> None:
    store = Store.open(directory)
    made_by = store.created_by
    store.write([("facts", b"k", b"v")])
    store.close()
    store.close()

    assert directory.stat().st_mode & 0o077 == 0
    store = Store.open(directory)
    assert store.get("facts", b"k") == b"v"
    assert store.created_by == made_by
    assert made_by.startswith("codegraph ")
    store.close()


async def test_flushing_is_allowed_in_any_thread_and_after_closing(store: Store) -> None:
    store.write([("facts", b"k", b"v")])
    await store.pause_flush()
    await asyncio.to_thread(store.flush)
    store.close()
    store.flush()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.get("facts", b"k")
    with pytest.raises(StoreError, match="is closed"):
        store.write([("facts", b"k", b"v")])
    with pytest.raises(StoreError, match="is closed"):
        list(store.scan("facts"))


def test_a_suspended_scan_does_not_hold_the_store_open(directory: Path) -> None:
    store = Store.open(directory)
    store.write([("queue", b"%04d" % number, b"") for number in range(900)])
    rows = store.scan("queue")
    next(rows)
    store.close()
    Store.open(directory).close()


def test_two_processes_cannot_open_one_store(store: Store, directory: Path) -> None:
    with pytest.raises(StoreInUse):
        Store.open(directory)
    code = (
        "import sys; from pathlib import Path; from codegraph_daemon.store.database import Store\n"
        "Store.open(Path(sys.argv[1]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(directory)], capture_output=True, text=True, check=False
    )
    assert "StoreInUse" in run.stderr
    assert str(directory) in run.stderr


def test_a_place_that_cannot_be_a_directory_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot make the index directory"):
        Store.open(tmp_path / "file")
    with pytest.raises(StoreError, match="cannot make the index directory"):
        Store.open(tmp_path / "file" / "below")


FULL_DISK = """
import resource, sys
from pathlib import Path
from codegraph_client.errors import StoreError
from codegraph_daemon.store.damage import DamagedStore
from codegraph_daemon.store.database import Store

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def attempt(work):
    try:
        work()
    except DamagedStore:
        raise
    except StoreError as error:
        assert str(store.directory) in str(error), error
    else:
        raise AssertionError("it worked")

store = Store.open(Path(sys.argv[1]))
limit(300_000)
written = 0
def fill():
    global written
    while True:
        store.paths.path_id(f"{written}.py")
        store.write([("facts", b"%09d" % (written + n), bytes(100)) for n in range(100)])
        written += 100
attempt(fill)
attempt(lambda: store.write([("facts", b"one more", b"")]))
assert len(list(store.scan("facts"))) == written > 0
attempt(store.close)
limit(resource.RLIM_INFINITY)
store = Store.open(Path(sys.argv[1]))
assert len(list(store.scan("facts"))) == written
assert len(store.paths) == written // 100 + 1
store.write([("facts", b"one more", b"")])
store.close()
"""


def test_a_full_disk_is_an_error_that_loses_nothing_and_ends(directory: Path) -> None:
    """A limit on the size of files stands in for the full disk; the store reports both alike."""
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(directory)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


# --- Damage -----------------------------------------------------------------------------------


def filled(directory: Path) -> None:
    store = Store.open(directory)
    store.paths.path_id("a.py")
    store.write([("facts", b"%06d" % number, os.urandom(100)) for number in range(1000)])
    store.close()
    store = Store.open(directory)
    store.write([("facts", b"last", b"last")])
    store.close()


def overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 4)
        opened.write(os.urandom(file.stat().st_size // 2))


DAMAGE = {
    "CURRENT holds nonsense": lambda d: (d / "CURRENT").write_text("nonsense"),
    "the manifest is overwritten": lambda d: overwrite(next(d.glob("MANIFEST-*"))),
    "the manifest is gone": lambda d: next(d.glob("MANIFEST-*")).unlink(),
    "a table is gone": lambda d: max(d.glob("*.sst"), key=lambda f: f.stat().st_size).unlink(),
    "a table is cut": lambda d: os.truncate(max(d.glob("*.sst"), key=os.path.getsize), 1000),
    "a table is overwritten": lambda d: overwrite(max(d.glob("*.sst"), key=os.path.getsize)),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_an_error_that_says_what_to_do_and_never_a_wrong_answer(
    directory: Path, what: str
) -> None:
    filled(directory)
    DAMAGE[what](directory)
    with pytest.raises(DamagedStore, match="remove this directory") as caught:
        read_everything(directory)
    assert str(directory) in str(caught.value)
    assert "\n" not in str(caught.value)

    aside = quarantine(directory)
    assert aside.is_dir()
    assert not directory.exists()
    filled(directory)
    read_everything(directory)


def read_everything(directory: Path) -> None:
    store = Store.open(directory)
    try:
        assert sum(1 for _ in store.scan("facts")) == 1001
    finally:
        store.close()


@pytest.mark.parametrize("reading", ["get", "get_many", "scan", "page_of_keys"])
def test_every_way_of_reading_notices_a_broken_block(directory: Path, reading: str) -> None:
    filled(directory)
    overwrite(max(directory.glob("*.sst"), key=os.path.getsize))
    keys = [b"%06d" % number for number in range(1000)]
    store = Store.open(directory)
    with pytest.raises(DamagedStore):  # noqa: PT012  (one of many reads)
        match reading:
            case "get":
                for key in keys:
                    assert store.get("facts", key) is not None
            case "get_many":
                assert None not in store.get_many("facts", keys)
            case "scan":
                list(store.scan("facts"))
            case _:
                store.page_of_keys("facts", b"", 2000)
    store.close()


def test_the_iterator_over_terms_notices_a_broken_block(directory: Path) -> None:
    store = Store.open(directory)
    terms = [b"%012d" % number for number in range(1000)]
    store.write([("refs", term + b"0000", os.urandom(100)) for term in terms])
    store.close()
    overwrite(max(directory.glob("*.sst"), key=os.path.getsize))
    store = Store.open(directory)
    with pytest.raises(DamagedStore):
        store.rows_of("refs", terms)
    store.close()


def test_a_missing_path_id_is_damage(directory: Path) -> None:
    store = Store.open(directory)
    store.paths.path_id("a.py")
    store.paths.path_id("b.py")
    store.write((), [("paths", b"\0\0\0\1")])
    store.close()
    with pytest.raises(DamagedStore, match="table of paths"):
        Store.open(directory)
    quarantine(directory)


def test_at_most_one_damaged_store_is_kept(directory: Path) -> None:
    for number in range(3):
        directory.mkdir(parents=True)
        (directory / str(number)).touch()
        aside = quarantine(directory)
    assert [file.name for file in aside.iterdir()] == ["2"]
    assert [entry.name for entry in directory.parent.iterdir()] == [aside.name]

"""Postings and the sweep: never less than the truth, and no more than is needed after a while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_daemon.store.crowded import CROWDED
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.keys import (
    WHOLE_FILE,
    name_key,
    pack_ids,
    split_symbol_key,
    symbol_key,
)
from codegraph_daemon.store.pages import Entry
from codegraph_daemon.store.postings import RESERVE, Postings
from codegraph_daemon.store.sweep import KEEP_DAYS, Sweep, last_sweep
from codegraph_daemon.store.views import ViewStore

DAY = 86_400


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "store", 8)
    yield store
    store.close()


def test_keys_sort_as_their_numbers_do() -> None:
    pairs = [(1, 2**64 - 1), (2, 0), (2, 255), (2, 256), (2**32 - 1, 0)]
    keys = [symbol_key(*pair) for pair in pairs]
    assert keys == sorted(keys)
    assert [split_symbol_key(key) for key in keys] == pairs


# --- Writing and reading ----------------------------------------------------------------------


async def test_what_several_calls_added_is_read_together(store: Store) -> None:
    postings = Postings(store)
    target, other = symbol_key(3, 77), symbol_key(3, 78)
    await postings.add_refs([(target, pack_ids([9, 1])), (other, pack_ids([4]))])
    await postings.add_refs([(target, pack_ids([5])), (target, pack_ids([1, 2]))])
    await postings.add_names([(name_key(77), pack_ids([8, 8]))])

    assert postings.read_refs(3, 77) == [1, 2, 5, 9]
    assert postings.read_refs(3, 78) == [4]
    assert postings.read_refs(3, 79) == []
    assert postings.read_names(77) == [8]


async def test_readers_are_found_by_key_and_by_file(store: Store) -> None:
    postings = Postings(store)
    a, b, c = symbol_key(1, 10), symbol_key(1, 20), symbol_key(2, 10)
    file, memo = symbol_key(7, WHOLE_FILE), symbol_key(7, 5)
    await postings.add_deps([(a, file + memo), (c, file)])
    await postings.add_deps([(a, memo), (b, symbol_key(8, WHOLE_FILE))])

    missing = [symbol_key(9, number) for number in range(200)]
    found = dict(postings.readers_of([c, *missing, a]))
    assert found == {a: [file, memo], c: [file]}
    assert list(postings.readers_of([])) == []
    assert list(postings.readers_of_file(1)) == [
        (a, [file, memo]),
        (b, [symbol_key(8, WHOLE_FILE)]),
    ]
    assert list(postings.readers_of_file(3)) == []


async def test_postings_may_go_in_one_batch_with_other_writes(store: Store) -> None:
    postings = Postings(store)
    puts = postings.ref_puts([(symbol_key(1, 1), pack_ids([2]))])
    puts += postings.name_puts([(name_key(1), pack_ids([3]))])
    puts += postings.dep_puts([(symbol_key(1, 1), symbol_key(4, 0))])
    store.write([*puts, ("links", b"id", b"blob")])
    assert postings.read_refs(1, 1) == [2]
    assert postings.read_names(1) == [3]
    assert dict(postings.readers_of([symbol_key(1, 1)])) == {symbol_key(1, 1): [symbol_key(4, 0)]}


def test_a_segment_number_is_never_used_twice(tmp_path: Path) -> None:
    seen: set[bytes] = set()
    for used in (3, RESERVE, 1, 2 * RESERVE + 5):
        store = Store.open(tmp_path / "store", 8)
        postings = Postings(store)
        numbers = {postings.next_segment() for _ in range(used)}
        assert len(numbers) == used
        assert not numbers & seen
        seen |= numbers
        store.close()


# --- Merging ----------------------------------------------------------------------------------


async def test_a_term_met_with_many_segments_is_merged(store: Store) -> None:
    postings = Postings(store)
    for number in range(CROWDED + 5):
        await postings.add_names([(name_key(1), pack_ids([number, 100]))])
        await postings.add_deps([(symbol_key(1, 1), symbol_key(number, 0))])
    expected = [*range(CROWDED + 5), 100]
    readers = dict(postings.readers_of([symbol_key(1, 1)]))
    assert postings.read_names(1) == expected
    assert postings.crowded == 2

    assert postings.compact_postings() == 2

    assert postings.crowded == 0
    assert len(list(store.scan("names"))) == len(list(store.scan("deps"))) == 1
    assert postings.read_names(1) == expected
    assert dict(postings.readers_of([symbol_key(1, 1)])) == readers
    await postings.add_names([(name_key(1), pack_ids([7, 999]))])
    assert postings.read_names(1) == [*expected, 999]


# --- Sweep ------------------------------------------------------------------------------------


def sweep(store: Store, views: ViewStore, now: float) -> Sweep:
    work = Sweep(store, views, now)
    while not work.step():
        pass
    return work


def content(number: int) -> bytes:
    return number.to_bytes(16, "big")


def file_entry(store: Store, path: str, facts: int, links: int) -> Entry:
    return Entry(store.paths.path_id(path), content(facts), content(links), 0, 0, 0, 0)


def test_content_that_no_view_names_is_deleted_after_a_fortnight(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    for family in ("facts", "links"):
        store.write([(family, content(number), b"blob") for number in range(1, 4)])
    store.write([("symbols", content(number) + b"part", b"") for number in range(1, 4)])
    views.commit(view, views.load(view), {"a.py": file_entry(store, "a.py", 1, 2)})

    assert sweep(store, views, 0).deleted == 0
    assert sweep(store, views, (KEEP_DAYS - 1) * DAY).deleted == 0
    # One that comes back before its time is as good as new.
    views.commit(view, views.load(view), {"b.py": file_entry(store, "b.py", 3, 3)})
    assert sweep(store, views, (KEEP_DAYS - 0.5) * DAY).deleted == 0
    views.commit(view, views.load(view), {"b.py": None})

    work = sweep(store, views, KEEP_DAYS * DAY)
    assert [key[15] for key, _ in store.scan("facts")] == [1, 3]
    assert [key[15] for key, _ in store.scan("symbols")] == [1, 3]
    assert [key[15] for key, _ in store.scan("links")] == [2, 3]
    assert work.deleted == 2
    assert last_sweep(store) == KEEP_DAYS * DAY
    sweep(store, views, 2 * KEEP_DAYS * DAY)
    assert [key[15] for key, _ in store.scan("facts")] == [1]
    assert list(store.scan("unnamed")) == []


def test_symbols_never_outlive_their_facts(store: Store) -> None:
    """Who finds symbols takes it that the facts are there, and does not parse the file again."""
    views = ViewStore(store)
    store.write([("facts", content(1), b""), ("symbols", content(1), b"")])
    sweep(store, views, 0)
    work = Sweep(store, views, 100 * DAY)
    while store.missing("facts", [content(1)]) == []:
        assert store.missing("symbols", [content(1)]) == []
        work.step()
    assert store.missing("symbols", [content(1)]) == [content(1)]

    store.write([("symbols", content(2) + b"any", b"")])
    sweep(store, views, 0)
    assert list(store.scan("symbols")) == []


def test_every_view_counts_also_one_that_is_not_loaded(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", 8)
    views = ViewStore(store)
    for number, root in enumerate(("/a", "/b"), 1):
        view = views.open(root)
        store.write([("facts", content(number), b""), ("links", content(number), b"")])
        rows = {"a.py": file_entry(store, "a.py", number, number)}
        views.commit(view, views.load(view), rows)
    store.close()
    store = Store.open(tmp_path / "store", 8)
    views = ViewStore(store)
    sweep(store, views, 0)
    assert sweep(store, views, 100 * DAY).deleted == 0
    store.close()


def test_a_commit_during_the_sweep_is_seen(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    store.write([("facts", content(number), b"") for number in range(1, 301)])
    sweep(store, views, 0)
    work = Sweep(store, views, 100 * DAY)
    work.step()
    views.commit(view, views.load(view), {"late.py": file_entry(store, "late.py", 300, 0)})
    while not work.step():
        pass
    assert [int.from_bytes(key, "big") for key, _ in store.scan("facts")] == [300]


async def test_the_sweep_merges_segments_and_drops_paths_that_are_gone(store: Store) -> None:
    views, postings = ViewStore(store), Postings(store)
    view = views.open("/repo")
    rows = {path: file_entry(store, path, 0, 0) for path in ("a.py", "b.py", "gone.py")}
    a, b, gone = (row.path_id for row in rows.values())
    generation = views.commit(view, views.load(view), rows)
    for path_id in (a, b, gone):
        await postings.add_refs([(symbol_key(gone, 1), pack_ids([path_id, gone]))])
        await postings.add_deps([(symbol_key(a, 1), symbol_key(path_id, 4) + symbol_key(0, 1))])
        await postings.add_names([(name_key(path_id), pack_ids([path_id]))])
    views.commit(view, generation, {"gone.py": None})

    sweep(store, views, 0)

    assert postings.read_refs(gone, 1) == [a, b]
    assert dict(postings.readers_of([symbol_key(a, 1)])) == {
        symbol_key(a, 1): [symbol_key(0, 1), symbol_key(a, 4), symbol_key(b, 4)]
    }
    assert [postings.read_names(path_id) for path_id in (a, b, gone)] == [[a], [b], []]
    assert [len(list(store.scan(family))) for family in ("refs", "names", "deps")] == [1, 2, 1]
    assert sweep(store, views, 0).merged == 0


async def test_what_a_cut_short_drop_left_behind_is_removed(store: Store) -> None:
    views = ViewStore(store)
    one, two = views.open("/one"), views.open("/two")
    for view in (one, two):
        views.commit(view, views.load(view), {"a.py": file_entry(store, "a.py", 0, 0)}, {1})
    before = [(key, value) for key, value in store.scan("views") if key[:4] == two.to_bytes(4)]
    store.write((), [("meta", b"view/" + one.to_bytes(4))])
    views = ViewStore(store)
    sweep(store, views, 0)
    assert list(store.scan("views")) == before
    assert len(list(store.scan("dirty"))) == 1


ADD = st.tuples(
    st.just("add"), st.lists(st.tuples(st.integers(1, 3), st.integers(1, 30)), max_size=20)
)
STEP = st.tuples(st.sampled_from(["compact", "read", "sweep step", "new counter"]), st.none())


@given(st.lists(st.one_of(ADD, STEP), max_size=30))
@settings(max_examples=25)
async def test_no_posting_is_lost_by_any_mixture_of_merging_and_adding(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, list[tuple[int, int]] | None]],
) -> None:
    store = Store.open(tmp_path_factory.mktemp("mix"), 8)
    views, postings = ViewStore(store), Postings(store)
    view = views.open("/repo")
    # Paths with an even number are files; the sweep may drop the others.
    files = {f"{n}.py": file_entry(store, f"{n}.py", 0, 0) for n in range(1, 31)}
    named = {path: row for path, row in files.items() if row.path_id % 2 == 0}
    views.commit(view, views.load(view), named)
    work = Sweep(store, views, 0)
    added: dict[int, set[int]] = {}
    for step, rows in steps:
        match step:
            case "add":
                for term, path_id in rows or ():
                    await postings.add_names([(name_key(term), pack_ids([path_id]))])
                    added.setdefault(term, set()).add(path_id)
            case "compact":
                postings.compact_postings(1)
            case "sweep step":
                if work.step():
                    work = Sweep(store, views, 0)
            case "new counter":
                postings = Postings(store)
            case _:
                pass
        for term, path_ids in added.items():
            found = set(postings.read_names(term))
            assert found <= path_ids
            assert {path_id for path_id in path_ids if path_id % 2 == 0} <= found
    store.close()


async def test_a_sweep_step_is_bounded_also_where_one_term_has_very_many_segments(
    store: Store,
) -> None:
    views, postings = ViewStore(store), Postings(store)
    view = views.open("/repo")
    row = file_entry(store, "a.py", 0, 0)
    views.commit(view, views.load(view), {"a.py": row})
    for _ in range(2500):
        store.write(postings.name_puts([(name_key(1), pack_ids([row.path_id]))]))
    store.write([("facts", os.urandom(16), b"") for _ in range(900)])
    work = Sweep(store, views, 0)
    steps = 1
    while not work.step():
        steps += 1
    assert steps > 20
    assert postings.read_names(1) == [row.path_id]
    assert len(list(store.scan("names"))) < 60
    postings.read_names(1)
    postings.compact_postings()
    assert len(list(store.scan("names"))) == 1

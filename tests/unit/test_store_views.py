"""Views: immutable generations, committed one by one, dirty rows with them; and path ids."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.store.check import problems
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.pages import PAGE_ROWS, Entry
from codegraph_daemon.store.paths import NO_PATH, Paths
from codegraph_daemon.store.views import Generation, ViewStore


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    store = Store.open(directory, 8)
    yield store
    store.close()


def entry(store: Store, path: str, content: int = 1, links: int | None = None) -> Entry:
    return Entry(
        store.paths.path_id(path),
        content.to_bytes(16, "big"),
        b"" if links is None else links.to_bytes(16, "big"),
        size=10,
        mtime_ns=1_700_000_000_123_456_789,
        ctime_ns=-1,
        inode=2**64 - 1,
    )


# --- Path ids ---------------------------------------------------------------------------------


def test_a_path_keeps_its_id_for_ever(directory: Path) -> None:
    store = Store.open(directory)
    names = ["a.py", "b/ü.py", "odd-\udcff.py"]
    ids = [store.paths.path_id(name) for name in names]
    assert ids == [store.paths.path_id(name) for name in names] == [1, 2, 3]
    store.write([("facts", b"k", b"v")])
    store.close()

    store = Store.open(directory)
    assert [store.paths.path_of(path_id) for path_id in ids] == names
    assert [store.paths.find(name) for name in names] == ids
    assert store.paths.find("c.py") is None
    assert store.paths.path_id("c.py") == 4
    store.close()


def test_id_zero_is_the_empty_path() -> None:
    paths = Paths(())
    assert paths.path_of(NO_PATH) == ""
    assert paths.find("") == NO_PATH
    with pytest.raises(IndexError):
        paths.path_of(1)


def test_an_id_that_was_never_written_is_given_again(directory: Path) -> None:
    store = Store.open(directory)
    store.paths.path_id("lost.py")
    store.close()
    store = Store.open(directory)
    assert store.paths.path_id("other.py") == 1
    store.close()


@pytest.mark.parametrize("amount", [1, 999, 1000, 1001, 5000])
async def test_new_ids_are_on_disk_before_what_uses_them(store: Store, amount: int) -> None:
    for number in range(amount):
        store.paths.path_id(f"{number}.py")
    store.write([("refs", b"x" * 16, b"") for _ in range(1000)])
    assert sum(1 for _ in store.scan("paths")) == amount

    for number in range(amount):
        store.paths.path_id(f"more/{number}.py")
    await store.write_all([("facts", b"k", b"v")])
    assert sum(1 for _ in store.scan("paths")) == 2 * amount


async def test_ids_made_while_a_large_amount_is_written_are_saved_in_time(store: Store) -> None:
    def puts() -> Iterator[tuple[str, bytes, bytes]]:
        for number in range(3000):
            # Three new ids for each put: more than fits beside it.
            ids = [store.paths.path_id(f"{number}/{name}") for name in "abc"]
            yield "refs", ids[2].to_bytes(16, "big"), b""

    await store.write_all(puts())
    last, _ = list(store.scan("refs"))[-1]
    assert int.from_bytes(last, "big") == sum(1 for _ in store.scan("paths"))


# --- Generations ------------------------------------------------------------------------------


def test_states_of_files_that_have_the_same_facts_still_are_one_commit(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    entries = {f"{n}.py": entry(store, f"{n}.py", n + 1, n) for n in range(2 * PAGE_ROWS)}
    old = views.commit(view, views.load(view), entries)
    touched = (11, 1_800_000_000_000_000_001, -2, 7)
    found = [(each.path_id, each.facts, touched) for each in list(entries.values())[::3]]
    other = entries["1.py"]
    gone = store.paths.path_id("gone.py")
    far = store.paths.path_id("far.py") + 5 * PAGE_ROWS
    found += [(other.path_id, bytes(16), touched), (gone, bytes(16), touched)]
    new = views.commit_states(view, old, [*found, (far, bytes(16), touched)])
    expected = dict(entries)
    for name in list(entries)[::3]:
        expected[name] = Entry(*entries[name][:3], *touched)
    assert dict(new.items()) == expected
    assert dict(old.items()) == entries
    assert (new.number, len(new)) == (old.number + 1, len(old))
    assert views.commit_states(view, new, found) is new, "nothing differs, so nothing is written"
    assert dict(ViewStore(store).load(view).items()) == expected


def test_a_commit_makes_a_new_generation_and_leaves_the_old_one_as_it_was(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    g0 = views.load(view)
    a1, a2, b1 = entry(store, "a.py"), entry(store, "a.py", 2, 7), entry(store, "b.py")

    g1 = views.commit(view, g0, {"a.py": a1, "b.py": b1})
    g2 = views.commit(view, g1, {"a.py": a2, "b.py": None, "never.py": None})

    assert (g0.number, g1.number, g2.number) == (0, 1, 2)
    assert (len(g0), len(g1), len(g2)) == (0, 2, 1)
    assert (g0.get("a.py"), g1.get("a.py"), g2.get("a.py")) == (None, a1, a2)
    assert (g1.get("b.py"), g2.get("b.py")) == (b1, None)
    assert dict(g1.items()) == {"a.py": a1, "b.py": b1}
    assert list(g2.entries()) == [a2]
    assert list(g2.paths()) == ["a.py"]
    assert ("a.py" in g2, "b.py" in g2, "never.py" in g2) == (True, False, False)
    assert (g2.by_id(a1.path_id), g2.by_id(10**6)) == (a2, None)
    assert (g2.has(a1.path_id), g2.has(b1.path_id), g2.has(10**6)) == (True, False, False)
    assert g2.path_of(b1.path_id) == "b.py"
    assert views.load(view) is g2


def test_what_was_committed_is_loaded_again(directory: Path) -> None:
    store = Store.open(directory)
    views = ViewStore(store)
    view = views.open("/repo")
    # The id of the last path lies several pages after the others.
    for number in range(5 * PAGE_ROWS):
        store.paths.path_id(f"unused/{number}")
    rows = {path: entry(store, path, 3, 4) for path in ("a.py", "b.py")}
    generation = views.commit(view, views.load(view), rows, {1, 5000}, {2})
    generation = views.commit(view, generation, {"b.py": None}, {2}, {5000})
    expected = dict(generation.items())
    store.close()

    store = Store.open(directory)
    views = ViewStore(store)
    assert [(info.root, info.number) for info in views.all()] == [("/repo", 2)]
    loaded = views.load(views.open("/repo"))
    assert loaded.number == 2
    assert dict(loaded.items()) == expected == {"a.py": rows["a.py"]}
    assert len(loaded) == 1
    assert views.dirty(view) == {1, 2}
    store.close()


def test_committing_on_an_old_generation_is_refused(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    g0 = views.load(view)
    views.commit(view, g0, {})
    with pytest.raises(ValueError, match="not the current one"):
        views.commit(view, g0, {})


def test_wrong_rows_are_refused_and_change_nothing(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    g0 = views.load(view)
    row = entry(store, "a.py")
    store.paths.path_id("b.py")
    with pytest.raises(ValueError, match=r"b\.py has path id 2, not 1"):
        views.commit(view, g0, {"b.py": row})
    with pytest.raises(ValueError, match="16 bytes"):
        views.commit(view, g0, {"a.py": row._replace(facts=b"short")})
    assert views.load(view) is g0


def test_a_path_id_in_both_dirty_sets_stays_dirty(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    views.commit(view, views.load(view), {}, {7}, {7})
    assert views.dirty(view) == {7}


def test_an_overlay_is_a_generation_that_is_never_written(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    base = views.commit(view, views.load(view), {"a.py": entry(store, "a.py")})
    overlay = base.replace({"a.py": entry(store, "a.py", 9), "new.py": entry(store, "new.py")})
    assert (len(base), len(overlay)) == (1, 2)
    assert overlay.number == base.number
    assert set(overlay.changed_since(base)) == {1, 2}
    assert views.load(view) is base
    assert "new.py" not in base


def test_views_of_one_store_are_apart(store: Store) -> None:
    views = ViewStore(store)
    one, two = views.open("/repo"), views.open("/worktree")
    assert one != two
    assert views.open("/repo") == one
    views.commit(one, views.load(one), {"a.py": entry(store, "a.py", 1)}, {1})
    views.commit(two, views.load(two), {"a.py": entry(store, "a.py", 2)}, {2})
    fresh = ViewStore(store)
    first, second = fresh.load(one).get("a.py"), fresh.load(two).get("a.py")
    assert first is not None
    assert second is not None
    assert (first.facts[-1], second.facts[-1]) == (1, 2)
    assert (fresh.dirty(one), fresh.dirty(two)) == ({1}, {2})


async def test_a_dropped_view_is_gone_and_its_id_is_not_used_again(directory: Path) -> None:
    store = Store.open(directory)
    views = ViewStore(store)
    one = views.open("/gone")
    views.commit(one, views.load(one), {"a.py": entry(store, "a.py")}, {1})
    await views.drop(one)
    await views.drop(one)
    assert views.all() == []
    assert list(store.scan("views")) == list(store.scan("dirty")) == []
    store.close()
    store = Store.open(directory)
    views = ViewStore(store)
    again = views.open("/gone")
    assert again != one
    assert len(views.load(again)) == 0
    store.close()


def test_the_check_names_content_that_is_missing(store: Store) -> None:
    views = ViewStore(store)
    view = views.open("/repo")
    row = entry(store, "a.py", 1, 2)
    store.write([("facts", row.facts, b"f")])
    views.commit(view, views.load(view), {"a.py": row})
    assert list(problems(store, views)) == ["view 1: a.py names links that are not there"]
    store.write([("links", row.links, b"l")])
    assert list(problems(store, views)) == []


# --- Against a plain dict ---------------------------------------------------------------------

PATHS = [f"p{number}.py" for number in range(3 * PAGE_ROWS)]
CHANGE = st.dictionaries(
    st.integers(0, len(PATHS) - 1), st.one_of(st.none(), st.integers(0, 5)), max_size=40
)


@given(st.lists(CHANGE, max_size=8))
def test_generations_behave_as_dicts_do(changes: list[dict[int, int | None]]) -> None:
    paths = Paths(())
    ids = [paths.path_id(path) for path in PATHS]
    history = [(Generation(1, 0, paths, (), 0), dict[str, Entry]())]
    for change in changes:
        rows = {
            PATHS[at]: None
            if content is None
            else Entry(ids[at], b"", bytes([content] * 16), 0, 0, 0, 0)
            for at, content in change.items()
        }
        generation, model = history[-1]
        after = {**model, **{path: row for path, row in rows.items() if row is not None}}
        for path, row in rows.items():
            if row is None:
                after.pop(path, None)
        history.append((generation.replace(rows, generation.number + 1), after))

    for generation, model in history:
        assert dict(generation.items()) == model
        assert len(generation) == len(model)
    for older, before in history:
        newest, after = history[-1]
        differing = {paths.find(p) for p in PATHS if before.get(p) != after.get(p)}
        difference = newest.changed_since(older)
        assert set(difference) == differing
        assert all(difference[p] == after.get(paths.path_of(p)) for p in difference)


def test_a_view_of_many_files_is_committed_whole_and_loaded(directory: Path) -> None:
    store = Store.open(directory)
    views = ViewStore(store)
    view = views.open("/large")
    rng = random.Random(1)
    rows = {f"{n}.py": entry(store, f"{n}.py", rng.getrandbits(100)) for n in range(130_000)}
    views.commit(view, views.load(view), rows, {row.path_id for row in rows.values()})
    store.close()
    store = Store.open(directory)
    views = ViewStore(store)
    assert dict(views.load(view).items()) == rows
    assert len(views.dirty(view)) == len(rows)
    store.close()

"""A process that is killed at any instant leaves a store that opens and is correct.

A writer (this file, run as a program) commits generation after generation and says so on its
standard output after each. What generation g holds is a pure function of g, so that the test
knows the whole truth about whatever generation the killed writer left behind. After each commit
contents get their words, which may be cut short: what is there then must be whole. Between commits
the writer sweeps with no patience at all, merges postings, flushes, and drops a second view.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest

from codegraph_daemon.store import crash
from codegraph_daemon.store.check import problems
from codegraph_daemon.store.database import Put, Store
from codegraph_daemon.store.keys import name_key, pack_ids, symbol_key
from codegraph_daemon.store.occurrences import (
    Holders,
    Occurrences,
    pack_holders,
    pack_occurrences,
)
from codegraph_daemon.store.pages import Entry
from codegraph_daemon.store.postings import Postings
from codegraph_daemon.store.sweep import Sweep
from codegraph_daemon.store.views import ViewStore
from codegraph_daemon.store.words import Words

ROOT = "/repo"


# --- What is true in generation g -------------------------------------------------------------


def changes(number: int) -> dict[str, int | None]:
    """path -> the version that generation `number` gives it, None for a removal."""
    rng = random.Random(number)
    paths = [f"dir{rng.randrange(8)}/file{rng.randrange(60)}.py" for _ in range(rng.randint(1, 30))]
    return {path: None if rng.random() < 0.2 else number for path in paths}


def dirty_after(number: int) -> set[str]:
    if number == 0:
        return set()
    return {path for path, version in changes(number).items() if version is not None}


@dataclass
class Truth:
    """The state after some number of generations."""

    number: int = 0
    files: dict[str, int] = field(default_factory=dict)

    def advance(self) -> None:
        self.number += 1
        for path, version in changes(self.number).items():
            if version is None:
                self.files.pop(path, None)
            else:
                self.files[path] = version


def content_id(family: str, path: str, version: int) -> bytes:
    return blake2b(f"{family} {path} {version}".encode(), digest_size=16).digest()


def blob(key: bytes) -> bytes:
    return key * (5 + key[0])


def number_in(key: bytes) -> int:
    """Some 64-bit number that stands for a name or a descriptor that this content mentions."""
    return int.from_bytes(key[:8], "big")


async def add_words(words: Words, contents: list[bytes]) -> None:
    """Give contents their chunks, unless they have them: a term that all have, and one of its own."""
    fresh = sorted(words.missing(contents))
    first = words.reserve(len(fresh))
    numbers = np.arange(first, first + len(fresh), dtype=np.uint32)
    one = np.ones(len(fresh), np.uint16)
    terms = [
        (
            key.hex().encode(),
            pack_occurrences(Occurrences(numbers[i : i + 1], one[:1], one[:1].astype(np.uint8))),
        )
        for i, key in enumerate(fresh)
    ]
    if fresh:
        terms.append((b"every", pack_occurrences(Occurrences(numbers, one, one.astype(np.uint8)))))
        trigrams = [(b"eve", pack_holders(Holders(numbers, one.astype(np.uint32))))]
        rows = [(key, first + i, b"chunks of " + key) for i, key in enumerate(fresh)]
        await words.add(rows, terms, trigrams)


# --- The writer -------------------------------------------------------------------------------


async def write_for_ever(directory: Path, seed: int) -> None:
    """Commit generations until killed; print each number after its commit."""
    rng = random.Random(seed)
    store = Store.open(directory, 8)
    views, postings = ViewStore(store), Postings(store)
    words = Words(store, postings.next_segment)
    view = views.open(ROOT)
    generation = views.load(view)
    clock = 1000 * generation.number
    print(generation.number, flush=True)
    while True:
        number = generation.number + 1
        rows: dict[str, Entry | None] = {}
        puts: list[Put] = []
        refs, names, deps = [], [], []
        for path, version in changes(number).items():
            if version is None:
                rows[path] = None
                continue
            path_id = store.paths.path_id(path)
            facts, links = (content_id(f, path, version) for f in ("facts", "links"))
            rows[path] = Entry(path_id, facts, links, version, version, 0, 0)
            puts += [("facts", facts, blob(facts)), ("symbols", facts, b"")]
            puts += [("links", links, blob(links))]
            refs.append((symbol_key(path_id, number_in(links)), pack_ids([path_id])))
            names.append((name_key(number_in(facts)), pack_ids([path_id])))
            # One term that every file mentions, so that there is something to merge.
            names.append((name_key(1), pack_ids([path_id])))
            deps.append((symbol_key(path_id, 1), symbol_key(path_id, number_in(links))))
        rng.shuffle(puts)
        await store.write_all(puts)
        crash.crash_point("after-content")
        await postings.add_refs(refs)
        await postings.add_names(names)
        await postings.add_deps(deps)
        dirty_add = {row.path_id for row in rows.values() if row is not None}
        dirty_remove = views.dirty(view)
        generation = views.commit(view, generation, rows, dirty_add, dirty_remove)
        print(number, flush=True)
        await add_words(words, [row.facts for row in rows.values() if row is not None])
        match rng.randrange(8):
            case 0:
                store.flush()
            case 1:
                postings.read_names(1)
                postings.compact_postings()
                words.occurrences([b"every"])
                words.compact()
            case 2 | 3:
                clock += 1
                sweep = Sweep(store, views, clock, keep_days=0, of_words=words)
                while not sweep.step():
                    pass
            case 4:
                other = views.open("/other")
                views.commit(other, views.load(other), rows, dirty_add)
                await views.drop(other)
            case _:
                pass


# --- The test ---------------------------------------------------------------------------------


def start_writer(directory: Path, seed: int, point: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__, str(directory), str(seed)],
        env={**os.environ, crash.VARIABLE: point},
        stdout=subprocess.PIPE,
        text=True,
    )


def said(writer: subprocess.Popen[str]) -> int:
    """The last generation that the writer says it committed, until it ends; -1 for none."""
    assert writer.stdout is not None
    # A writer that never passes its crash point must not outlive the test.
    patience = threading.Timer(60, writer.kill)
    patience.start()
    try:
        lines = writer.stdout.read().splitlines()
    finally:
        patience.cancel()
        writer.kill()
        writer.wait()
        writer.stdout.close()
    return int(lines[-1]) if lines else -1


def check(directory: Path, at_least: int) -> int:
    """Open the store and compare all of it with the truth; the generation that it holds."""
    store = Store.open(directory, 8)
    views, postings = ViewStore(store), Postings(store)
    view = views.open(ROOT)
    generation = views.load(view)
    assert generation.number >= at_least
    # The commit may have happened just before it could be said, but no second one.
    assert generation.number <= max(at_least, 0) + 1

    truth = Truth()
    while truth.number < generation.number:
        truth.advance()
    assert {path: entry.size for path, entry in generation.items()} == truth.files
    assert {store.paths.path_of(i) for i in views.dirty(view)} == dirty_after(truth.number)
    assert list(problems(store, views)) == []
    every_file = set(postings.read_names(1))
    for path, entry in generation.items():
        assert entry.facts == content_id("facts", path, entry.size)
        assert entry.links == content_id("links", path, entry.size)
        assert store.get("facts", entry.facts) == blob(entry.facts)
        assert store.get("symbols", entry.facts) == b""
        assert store.get("links", entry.links) == blob(entry.links)
        assert entry.path_id in postings.read_refs(entry.path_id, number_in(entry.links))
        assert entry.path_id in postings.read_names(number_in(entry.facts))
        assert entry.path_id in every_file
        ((_, readers),) = postings.readers_of([symbol_key(entry.path_id, 1)])
        assert symbol_key(entry.path_id, number_in(entry.links)) in readers
    check_words(Words(store, postings.next_segment), [e.facts for e in generation.entries()])
    number = generation.number
    store.close()
    return number


def check_words(words: Words, contents: list[bytes]) -> None:
    """Contents may lack their words; those that have chunks have all words, under their number."""
    every = words.occurrences([b"every"])[0].numbers.tolist()
    (with_trigram,) = words.contents_with([b"eve"])
    assert len(set(every)) == len(every)
    numbers = []
    for key, row in zip(contents, words.chunks(contents), strict=True):
        if row is None:
            continue
        number, chunks = row
        assert chunks == b"chunks of " + key
        assert number in every
        assert number in with_trigram.numbers
        assert words.occurrences([key.hex().encode()])[0].numbers.tolist() == [number]
        numbers.append(number)
    assert len(set(numbers)) == len(set(contents) - set(words.missing(contents)))
    assert words.next_number > max(every, default=-1)


POINTS = (*crash.POINTS, "after-content")


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_every_point_leaves_a_correct_store(tmp_path: Path, point: str) -> None:
    number = 0
    for seed, times in enumerate((1, 5)):
        writer = start_writer(tmp_path / "store", seed, f"{point}:{times}")
        last = said(writer)
        assert writer.returncode == 137, "the writer did not pass this point"
        number = check(tmp_path / "store", max(last, number))


def instants() -> Iterator[tuple[int, float]]:
    """(commits to wait for, seconds to wait after them) before the kill."""
    rng = random.Random(42)
    for _ in range(20):
        yield rng.randint(1, 12), rng.random() * 0.02


def test_a_kill_at_any_instant_leaves_a_correct_store(tmp_path: Path) -> None:
    number = 0
    for seed, (commits, delay) in enumerate(instants()):
        writer = start_writer(tmp_path / "store", seed)
        assert writer.stdout is not None
        last = number
        try:
            for _ in range(commits):
                last = int(writer.stdout.readline())
            time.sleep(delay)
        finally:
            writer.send_signal(signal.SIGKILL)
        number = check(tmp_path / "store", max(said(writer), last))
    assert number > 20


if __name__ == "__main__":
    asyncio.run(write_for_ever(Path(sys.argv[1]), int(sys.argv[2])))

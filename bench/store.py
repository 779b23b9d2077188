"""What the store costs: writing, reading, committing, loading, memory, and the longest stop.

    python bench/store.py DIRECTORY [--postings 500000] [--files 100000]

makes a store in DIRECTORY, measures, prints one line per number and leaves the directory for
you to look at and remove. If DIRECTORY exists already, it is only opened and read: what a
daemon costs that starts with nothing changed (and the benchmark's own data are not in its
memory). Times are wall times on the machine as it
is; "stop" is the longest that the event loop was kept from running anything else.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from codegraph_daemon.store.database import Put, Store
from codegraph_daemon.store.keys import name_key, pack_ids, split_symbol_key, symbol_key
from codegraph_daemon.store.pages import Entry
from codegraph_daemon.store.postings import Postings
from codegraph_daemon.store.sizes import disk_bytes
from codegraph_daemon.store.sweep import Sweep
from codegraph_daemon.store.views import ViewStore

#: The work is done in this many rounds, as an index that arrives file by file would be.
ROUNDS = 50


def say(what: str, value: float, unit: str, more: str = "") -> None:
    print(f"{what:<58} {value:>10.2f} {unit:<4} {more}", flush=True)


@contextmanager
def timed(what: str, times: int = 1) -> Iterator[None]:
    """Print how long the body took: the whole in ms, or in µs for each of `times`."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if times == 1:
        say(what, wall * 1e3, "ms", f"cpu {cpu * 1e3:.1f} ms")
    else:
        say(what, wall * 1e6 / times, "µs", f"cpu {cpu * 1e6 / times:.1f} µs, {times} times")


async def with_stops(what: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` beside a task that measures how long the loop let it wait."""
    stops: list[float] = [0.0]

    async def beat() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0)
            now = time.perf_counter()
            stops.append(now - last)
            last = now

    watcher = asyncio.create_task(beat())
    with timed(what):
        await work()
    watcher.cancel()
    stops.sort()
    say("  stop of the loop, p99", stops[len(stops) * 99 // 100] * 1e3, "ms")
    say("  stop of the loop, longest", stops[-1] * 1e3, "ms")


def memory(when: str) -> None:
    full = psutil.Process().memory_full_info()
    say(f"memory (PSS) {when}", full.pss / (1 << 20), "MiB")


async def bench(directory: Path, postings_count: int, files: int) -> None:
    rng = random.Random(1)
    memory("before opening")
    with timed("open a new store"):
        store = Store.open(directory)
    views, postings = ViewStore(store), Postings(store)
    memory("of an empty store")

    # Postings: symbols are used as names are in code, few of them very often.
    symbols = [(rng.randrange(1, files), rng.getrandbits(64)) for _ in range(postings_count // 10)]
    weights = [1 / (rank + 10) for rank in range(len(symbols))]
    rounds = []
    for number in range(ROUNDS):
        # Within one round the uses come from a few dozen files.
        sources: dict[tuple[int, int], set[int]] = {}
        for symbol in rng.choices(symbols, weights, k=postings_count // ROUNDS):
            sources.setdefault(symbol, set()).add(number * 60 + rng.randrange(60) + 1)
        rounds.append([(symbol_key(*s), pack_ids(ids)) for s, ids in sources.items()])

    async def write_postings() -> None:
        for rows in rounds:
            await postings.add_refs(rows)

    await with_stops(f"write {postings_count} postings in {ROUNDS} rounds", write_postings)
    rounds.clear()
    memory("after writing postings")

    async def write_facts() -> None:
        words = [rng.randbytes(6) for _ in range(2000)]
        puts: list[Put] = [
            ("facts", number.to_bytes(16, "big"), b"".join(rng.choices(words, k=1500)))
            for number in range(3000)
        ]
        await store.write_all(puts)

    await with_stops("write 3,000 facts of 9 kB", write_facts)
    memory("after writing facts")

    with timed("flush"):
        await store.pause_flush()

    asked = [rng.choice(symbols) for _ in range(5000)]
    with timed("read references of a random symbol", len(asked)):
        for symbol in asked:
            postings.read_refs(*symbol)
    hot = symbols[0]
    with timed(f"read the {len(postings.read_refs(*hot))} files of the most used symbol"):
        postings.read_refs(*hot)
    terms = postings.crowded
    with timed(f"merge the segments of {terms} crowded terms"):
        while postings.compact_postings():
            continue
    with timed("the same symbol after merging"):
        postings.read_refs(*hot)
    absent = [symbol_key(rng.randrange(files), rng.getrandbits(64)) for _ in range(20_000)]
    with timed("look for readers of an absent key", len(absent)):
        list(postings.readers_of(absent))
    ids = [rng.randrange(3000).to_bytes(16, "big") for _ in range(5000)]
    with timed("get one value of 9 kB", len(ids)):
        for key in ids:
            store.get("facts", key)
    with timed("get_many, 50 values of 9 kB at a time, for each", len(ids)):
        for at in range(0, len(ids), 50):
            store.get_many("facts", ids[at : at + 50])
    name = name_key(1)
    store.write([("names", name + b"0000", pack_ids([1]))])
    with timed("scan a prefix with one row", 5000):
        for _ in range(5000):
            store.rows_of("names", (name,))
    memory("after reading")

    # A view of many files.
    few = [store.paths.path_id(f"package{n % 997}/module{n}.py") for n in range(files)]
    await with_stops(f"save {files} new paths", lambda: store.write_all(()))
    view = views.open("/repository")
    generation = views.load(view)
    rows = [
        Entry(path_id, rng.randbytes(16), rng.randbytes(16), 9000, 10**18, 10**18, path_id)
        for path_id in few
    ]
    path_of = store.paths.path_of
    for start in range(0, files, 500):
        part = rows[start : start + 500]
        began = time.perf_counter()
        generation = views.commit(
            view,
            generation,
            {path_of(row.path_id): row for row in part},
            {row.path_id for row in part},
        )
        took = time.perf_counter() - began
    say("commit of 500 new rows, the last", took * 1e3, "ms")
    memory(f"with a view of {files} rows")
    times = []
    for _ in range(500):
        row = rng.choice(rows)
        began = time.perf_counter()
        generation = views.commit(
            view,
            generation,
            {path_of(row.path_id): row._replace(mtime_ns=rng.getrandbits(60))},
            {row.path_id},
            {row.path_id + 1},
        )
        times.append(time.perf_counter() - began)
    times.sort()
    say(f"commit of 1 changed row of {files}, median", times[250] * 1e6, "µs")
    say("  p99", times[-5] * 1e6, "µs")
    scattered = rng.sample(rows, min(5000, files))
    with timed(f"commit of {len(scattered)} rows all over the view at once"):
        generation = views.commit(
            view, generation, {path_of(row.path_id): row for row in scattered}
        )
    with timed("look up a path", 20_000):
        for row in rows[:20_000]:
            generation.get(path_of(row.path_id))
    with timed("walk all rows"):
        sum(1 for _ in generation.entries())

    work = Sweep(store, views, time.time())
    longest = steps = 0.0
    with timed("one whole sweep"):
        done = False
        while not done:
            began = time.perf_counter()
            done = work.step()
            longest = max(longest, time.perf_counter() - began)
            steps += 1
    say("  longest step", longest * 1e3, "ms", f"{steps:.0f} steps, {work.merged} terms merged")

    say("on disk", disk_bytes(store.directory) / (1 << 20), "MiB")
    held = ", ".join(f"{k} {v / (1 << 20):.1f} MiB" for k, v in store.memory_bytes().items())
    memory("at the end")
    print(f"  of which RocksDB: {held}")
    with timed("close"):
        store.close()
    say("on disk, closed", sum(f.stat().st_size for f in directory.iterdir()) / (1 << 20), "MiB")


async def bench_again(directory: Path) -> None:
    """What it costs to open a store that was written earlier."""
    rng = random.Random(1)
    memory("before opening")
    with timed("open"):
        store = Store.open(directory)
    memory("after opening")
    views, postings = ViewStore(store), Postings(store)
    with timed("load the view"):
        generation = views.load(views.open("/repository"))
    say("  its rows", len(generation), "")
    with timed("its dirty rows"):
        views.dirty(generation.view_id)
    memory("with the view")
    terms = [key[:12] for key, _ in store.scan("refs")][:: max(1, len(generation) // 5000)]
    rng.shuffle(terms)
    asked = [split_symbol_key(term) for term in terms[:5000]]
    for repetition in ("first", "second"):
        with timed(f"read references of a random symbol, {repetition} time", len(asked)):
            for symbol in asked:
                postings.read_refs(*symbol)
    keys = [rng.randrange(3000).to_bytes(16, "big") for _ in range(5000)]
    for repetition in ("first", "second"):
        with timed(f"get one value of 9 kB, {repetition} time", len(keys)):
            for key in keys:
                store.get("facts", key)
    memory("after reading")
    with timed("close"):
        store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--postings", type=int, default=500_000)
    parser.add_argument("--files", type=int, default=100_000)
    options = parser.parse_args()
    if options.directory.exists():
        asyncio.run(bench_again(options.directory))
        return
    asyncio.run(bench(options.directory, options.postings, options.files))


if __name__ == "__main__":
    main()

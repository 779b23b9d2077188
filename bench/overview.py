"""What a whole workspace looks like: how long an overview takes, and what it costs others.

```
python -m bench.overview DIR [--questions 300]
```

`DIR` is copied first, as for `bench.run`; a git repository in it gives hotspots as well. The first
overview starts its worker and reads every file; after an edit only what changed is read; unchanged,
it is kept. Questions for references are asked at the daemon's socket, first alone and then while
overviews are made without end, to see how long somebody waits who asks something else.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import cpu_of_tree, pss_mb, tree
from bench.report import Row, percentile, print_heading, print_row
from bench.stage import Stage, stage
from bench.walks import symbols_of
from codegraph_client.blocking import BlockingConnection

BAR_SECONDS = 3.0
_SEED = 6
_EDITS = 3
_SAMPLE_SECONDS = 0.02


def measure(place: Stage, count: int) -> Iterator[Row]:
    """All rows."""
    place.settle()
    pid = place.pid()
    with place.connect() as connection:
        with _memory(pid) as memory:
            yield _one("overview, the first", connection, pid, BAR_SECONDS)
            edited = [_after_edit(place, connection, pid, number) for number in range(_EDITS)]
            yield min(edited, key=lambda row: row.value)
        yield Row("memory of its worker, at most", max(memory), "MB")
        yield _one("overview, unchanged", connection, pid, None)
        keys = symbols_of(place, connection, count)
        alone = _references(connection, keys)
        with _overviews(place):
            beside = _references(connection, keys)
        for what, times in (("alone", alone), ("while overviews are made", beside)):
            for share in (50, 99):
                value = percentile(times, share)
                yield Row(f"references {what}, p{share}", value, "ms", note=f"{len(times)}")


def _one(what: str, connection: BlockingConnection, pid: int, bar: float | None) -> Row:
    cpu, started = cpu_of_tree(pid), time.perf_counter()
    answer = connection.ask("overview", {"deadline_ms": 120_000}, timeout=150)
    wall = time.perf_counter() - started
    assert answer["complete"], answer.get("reason")
    used = cpu_of_tree(pid) - cpu
    files = answer["summary"]["looked_at"]
    note = f"{files:,} files of code, {answer['summary']['uses']:,} uses"
    return Row(what, wall, "s", bar, used, cpu_decides=True, note=note)


def _after_edit(place: Stage, connection: BlockingConnection, pid: int, number: int) -> Row:
    file = random.Random(_SEED + number).choice(place.files())
    file.write_bytes(file.read_bytes() + b"\n")
    connection.ask("settle", {"rescan": True})
    return _one("overview after an edit, the fastest", connection, pid, BAR_SECONDS)


def _references(connection: BlockingConnection, keys: list[str]) -> list[float]:
    """Milliseconds of each."""
    times = []
    for key in keys:
        symbol = key.partition("#")[2].rstrip("#.()").rpartition("#")[2].partition("(")[0]
        started = time.perf_counter()
        connection.ask("references", {"symbol": symbol, "deadline_ms": 60_000, "limit": 200})
        times.append((time.perf_counter() - started) * 1000)
    return times


@contextmanager
def _overviews(place: Stage) -> Iterator[None]:
    """Overviews are made one after the other, each of something that was not asked before."""
    end = threading.Event()

    def make() -> None:
        with place.connect() as connection:
            most = 11
            while not end.is_set():
                connection.ask("overview", {"deadline_ms": 120_000, "most": most}, timeout=150)
                most += 1

    making = threading.Thread(target=make)
    making.start()
    try:
        yield
    finally:
        end.set()
        making.join()


@contextmanager
def _memory(pid: int) -> Iterator[list[float]]:
    """MB of what the daemon starts meanwhile, sampled."""
    before, samples, end = set(tree(pid)), [0.0], threading.Event()

    def sample() -> None:
        while not end.wait(_SAMPLE_SECONDS):
            samples.append(sum(pss_mb(each) for each in tree(pid) if each not in before))

    sampling = threading.Thread(target=sample)
    sampling.start()
    try:
        yield samples
    finally:
        end.set()
        sampling.join()


def main() -> int:
    """Print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.overview")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    given = parser.parse_args()
    print_heading()
    missed = False
    with stage(given.dir) as place:
        for row in measure(place, given.questions):
            print_row(row)
            missed |= row.met is False
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())

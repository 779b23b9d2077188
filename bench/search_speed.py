"""What searches cost: `python -m bench.search_speed DIR... [--queries N]`.

Each DIR is a folder of code; several are one tree, since bars hold for 100,000 chunks. They are
copied and never written to. Measured are the CPU and the time from nothing until searches know
every file, in units of the same without searches; the same with vectors; questions at the daemon
(sentences of documentation, names, names with a typing mistake, phrases); memory and disk.
Exit code 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.processes import cpu_of_one, cpu_of_tree, pss_mb, run, tree
from bench.report import Row, percentile, print_heading, print_row
from bench.stage import Stage, stage
from codegraph_daemon.chunks.row import Row as Chunks
from codegraph_daemon.store.database import Store
from codegraph_daemon.store.words import Words

SEED = 5
LIMIT = 20
REST_SECONDS = 5.0
QUIET_SECONDS, QUIET_SHARE = 1.0, 0.05
READY_BAR, MEDIAN_BAR, P99_BAR = 2.0, 5.0, 25.0
GRAPH_MEMORY_BAR, MEMORY_BAR = 600.0, 300.0
"""MB that a daemon may take without searches, and bytes that each chunk may add."""

_SENTENCE = re.compile(rb"[A-Z][a-z]+(?: [a-z]{2,}){3,9}[.\n]")
_NAME = re.compile(rb"\b(?:[a-z]+_[a-z_]{3,}|[A-Z][a-z]+[A-Z][A-Za-z]+)\b")
_SAMPLED_FILES = 400


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search_speed", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    for folder in options.folders:
        if not folder.is_dir():
            parser.error(f"{folder} is not a folder")
    rows = []
    with stage(*options.folders) as place:
        print_heading()
        for row in _rows(place, options.queries):
            rows.append(row)
            print_row(row)
    return 1 if any(row.met is False for row in rows) else 0


def _rows(place: Stage, count: int) -> Iterator[Row]:
    with place.setting("search.use", "off"):
        without, wall_without = _index(place)
        plain = _resting(place)
    made, wall = _index(place)
    # Vectors are made behind, and some of them before searches know every file by its words.
    status = place.embed()
    embedded = cpu_of_tree(place.pid())
    note = f"{made:.1f} s / {without:.1f} s CPU, {wall:.1f} / {wall_without:.1f} s wall"
    yield Row("searches know all / graph alone, CPU", made / without, "", READY_BAR, note=note)
    yield Row(
        "all has vectors / graph alone, CPU", embedded / without, "", note=f"{embedded:.1f} s"
    )

    queries = _queries(place.files(), count)
    with place.connect() as connection:
        for kind, asked in queries.items():
            # What is loaded and made for the first question of a daemon's life is no part of the
            # others; the workers that it starts are.
            connection.ask("search", {"query": asked[0], "limit": LIMIT})
            _wait_for_quiet(place)
            members = tree(place.pid())
            times: list[tuple[float, float]] = []
            for query in asked:
                cpu = sum(map(cpu_of_one, members))
                started = time.perf_counter()
                answer = connection.ask("search", {"query": query, "limit": LIMIT})
                taken = time.perf_counter() - started
                times.append((taken * 1000, (sum(map(cpu_of_one, members)) - cpu) * 1000))
                assert len(list(answer["results"])) <= LIMIT
            for what, share, bar in (("p50", 50, MEDIAN_BAR), ("p99", 99, P99_BAR)):
                yield Row(
                    f"search of {kind}, {what}",
                    percentile([wall for wall, _ in times], share),
                    "ms",
                    bar,
                    percentile([cpu for _, cpu in times], share),
                    cpu_decides=True,
                    note=f"{len(times)} queries",
                )
    resting = _resting(place)
    place.stop()
    chunks = _chunks(Path(status["store"]))
    bar = GRAPH_MEMORY_BAR + MEMORY_BAR * chunks / 1e6
    note = f"{chunks:,} chunks; {plain:.0f} MB without searches, whose questions fill no cache"
    yield Row("memory of the daemon at rest, after the queries", resting, "MB", bar, note=note)
    yield Row("disk", status["disk_mb"], "MB")


def _index(place: Stage) -> tuple[float, float]:
    """CPU and wall seconds from nothing until `codegraph index --wait` is content."""
    place.forget()
    made = run(place.codegraph("--root", str(place.tree), "index", "--wait"), place.tree)
    assert made.code == 0, f"codegraph index: exit code {made.code}"
    return made.cpu + cpu_of_tree(place.pid()), made.wall


def _resting(place: Stage) -> float:
    """MB of the daemon alone, a while after its last work."""
    place.settle()
    time.sleep(REST_SECONDS)
    return pss_mb(place.pid())


def _wait_for_quiet(place: Stage) -> None:
    """Until the daemon and its workers do nothing any more."""
    used = -1.0
    while (now := cpu_of_tree(place.pid())) - used > QUIET_SECONDS * QUIET_SHARE:
        used = now
        time.sleep(QUIET_SECONDS)


def _chunks(directory: Path) -> int:
    """How many chunks an index holds; no daemon may run."""
    store = Store.open(directory)
    try:
        words = Words(store, lambda: b"")
        return sum(len(Chunks(packed)) for page in words.all_chunks() for packed in page)
    finally:
        store.close()


def _queries(files: Sequence[Path], count: int) -> dict[str, list[str]]:
    """Sentences and names of the files, names with two letters changed about, and phrases of three
    words."""
    randomly = random.Random(SEED)
    sampled = randomly.sample(list(files), min(_SAMPLED_FILES, len(files)))
    sentences: set[str] = set()
    names: set[str] = set()
    for file in sorted(sampled):
        text = file.read_bytes()
        sentences.update(found.decode().strip(" .\n") for found in _SENTENCE.findall(text)[:8])
        names.update(found.decode() for found in _NAME.findall(text)[:8])
    drawn = {
        "sentences": _some(sentences, count, randomly),
        "names": _some(names, count, randomly),
    }
    drawn["mistyped names"] = [_mistyped(each, randomly) for each in drawn["names"][: count // 4]]
    phrases = [" ".join(each.split()[1:4]) for each in drawn["sentences"][: count // 4]]
    drawn["phrases"] = [f'"{each}"' for each in phrases]
    return drawn


def _some(all_: set[str], count: int, randomly: random.Random) -> list[str]:
    ordered = sorted(all_)
    return randomly.sample(ordered, min(count, len(ordered)))


def _mistyped(name: str, randomly: random.Random) -> str:
    at = randomly.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


if __name__ == "__main__":
    raise SystemExit(main())

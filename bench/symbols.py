"""What fuzzy symbol search costs with many symbols: `python -m bench.symbols DIR`.

DIR is the folder of a Python code base (for the README's numbers that of django==5.2); it is only
read. Its files are parsed, then repeated under other folders, with one word of most names swapped
for another, until there are enough symbols. Measured are loading, putting one file, and searches
for beginnings of real names as they would be typed, as they are and with one typing mistake.
The index runs in this process, as it does in the daemon's.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from bench.report import percentile
from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.python.parse import facts_of
from codegraph_daemon.search.rows import symbol_rows
from codegraph_daemon.search.spelling import spelling
from codegraph_daemon.search.symbol_index import SymbolIndex

SEED = 2
LIMIT = 128
ROUNDS = 3
"""All queries are asked so often, one after the other; the median time of each counts."""

File = tuple[str, bytes]
Timed = tuple[float, float, str]
"""Wall and CPU milliseconds, and of what."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--symbols", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    randomly = random.Random(SEED)

    texts = {
        file.relative_to(options.folder).as_posix(): file.read_bytes()
        for file in sorted(options.folder.rglob("*.py"))
    }
    started = time.process_time()
    facts = {path: facts_of(text) for path, text in texts.items()}
    extracting = time.process_time() - started
    files = pack(facts, extracting)
    names = sorted({name for blob in facts.values() for name in Facts(blob).names if name})
    files = multiply(facts, files, names, options.symbols, randomly)
    del facts, texts
    # What the bench itself holds is not to be looked through again and again.
    gc.collect()
    gc.freeze()
    index = load(files)
    typed = [beginning(randomly.choice(names), randomly) for _ in range(options.queries)]
    search(index, typed, randomly)
    put(index, files, randomly)
    return 0


def pack(facts: dict[str, bytes], extracting: float) -> list[File]:
    spelling.cache_clear()
    started = time.process_time()
    files = [(path, symbol_rows(Facts(blob))) for path, blob in facts.items()]
    packing = time.process_time() - started
    say("rows of one file, in the worker", packing / len(files) * 1e6, "us")
    say("  as a part of parsing and extracting it", packing / extracting * 100, "%")
    say("  bytes, as a part of the facts", part(files, facts) * 100, "%")
    return files


def part(files: list[File], facts: dict[str, bytes]) -> float:
    return sum(len(rows) for _, rows in files) / sum(map(len, facts.values()))


def multiply(
    facts: dict[str, bytes], files: list[File], names: list[str], wanted: int, rng: random.Random
) -> list[File]:
    """`files`, and copies of them with other names, until there are `wanted` symbols."""
    words = sorted({word for name in names for word in re.findall(r"[a-z]{3,}", name)})
    count = sum(map(symbols_in, files))
    copy = 0
    while count < wanted:
        copy += 1
        for path, blob in facts.items():
            changed = Facts(blob)
            changed.names = [swapped(name, words, rng) for name in changed.names]
            files.append((f"copy{copy}/{path}", symbol_rows(changed)))
            count += symbols_in(files[-1])
            if count >= wanted:
                break
    return files


def symbols_in(file: File) -> int:
    return int.from_bytes(file[1][4:8], sys.byteorder)


def swapped(name: str, words: list[str], rng: random.Random) -> str:
    if name.startswith("__"):
        return name
    found = list(re.finditer(r"[a-z]{3,}", name))
    if not found:
        return name
    word = rng.choice(found)
    return name[: word.start()] + rng.choice(words) + name[word.end() :]


def load(files: list[File]) -> SymbolIndex:
    process = psutil.Process()
    before = process.memory_info().rss
    index = SymbolIndex()
    slowest = 0.0
    started = time.perf_counter()
    for path_id, (path, rows) in enumerate(files):
        at = time.perf_counter()
        index.put(path_id, path, rows)
        slowest = max(slowest, time.perf_counter() - at)
    took = time.perf_counter() - started
    print(f"{len(files)} files, {len(index):,} symbols")
    say("loading all", took * 1e3, "ms")
    say("  2,800 files", took * 1e3 * 2800 / len(files), "ms")
    say("  slowest call", slowest * 1e3, "ms")
    steps = []
    at = time.perf_counter()
    while index.compact():
        steps.append(time.perf_counter() - at)
        at = time.perf_counter()
    say("tidying up, slowest step", max(steps, default=0.0) * 1e3, "ms")
    say("memory, resident", (process.memory_info().rss - before) / 2**20, "MB")
    wall, cpu, _ = timed("", warm_other_index)
    say("once in a process: importing numpy, wall", wall, "ms")
    say("  CPU", cpu, "ms")
    wall, cpu, _ = timed("", partial(index.search, "get", LIMIT))
    say("first search after loading, wall", wall, "ms")
    say("  CPU", cpu, "ms")
    say(
        "memory, resident, with numpy and arrays",
        (process.memory_info().rss - before) / 2**20,
        "MB",
    )
    return index


def warm_other_index() -> None:
    index = SymbolIndex()
    index.put(0, "a.py", symbol_rows(Facts(facts_of(b"def f(): ..."))))
    for _ in index.warming():
        pass


def beginning(name: str, rng: random.Random) -> str:
    """A name, or how it begins."""
    return name[: rng.randint(1, len(name))]


def mistyped(text: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(text)) if len(text) > 1 else 0
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        (
            text[:at] + letter + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 :],
            text[: at - 1] + text[at : at + 1] + text[max(0, at - 1)] + text[at + 1 :],
        )
    )


def search(index: SymbolIndex, typed: list[str], rng: random.Random) -> None:
    print(f"\n{'ms':36} {'wall':>7} {'':15}   {'CPU':>7}")
    print(
        f"{'':36} {'p50':>7} {'p99':>7} {'most':>7}   {'p50':>7} {'p99':>7} {'most':>7}   slowest"
    )
    empty = time_all(index, [""] * 20)
    report("empty query", empty)
    report("beginnings of names", time_all(index, typed))
    report("  of one or two letters", time_all(index, [text[:2] for text in typed]))
    report("  of four letters or more", time_all(index, [t for t in typed if len(t) > 3]))
    report("with a typing mistake", time_all(index, [mistyped(text, rng) for text in typed]))
    humps = ["".join(re.findall(r"(?:(?<=_)|^)[a-z]|[A-Z]", text)) or text for text in typed]
    report("first letters of words", time_all(index, humps))
    qualified = [f"{rng.choice(('models', 'Meta', 'Test', 'django.db'))}.{t}" for t in typed]
    report("with a container", time_all(index, qualified))
    report("what is nowhere", time_all(index, ["".join(rng.sample(t * 2, len(t))) for t in typed]))


def time_all(index: SymbolIndex, queries: list[str]) -> list[Timed]:
    near = "django/db/models/base.py"
    search = partial(index.search, limit=LIMIT, near=near)
    rounds = [[timed(query, partial(search, query)) for query in queries] for _ in range(ROUNDS)]
    return [
        (median(wall for wall, _, _ in one), median(cpu for _, cpu, _ in one), one[0][2])
        for one in zip(*rounds, strict=True)
    ]


def timed(what: str, do: Callable[[], object]) -> Timed:
    wall, cpu = time.perf_counter(), time.thread_time()
    do()
    return (time.perf_counter() - wall) * 1e3, (time.thread_time() - cpu) * 1e3, what


def report(what: str, times: list[Timed]) -> None:
    walls, cpus = [wall for wall, _, _ in times], [cpu for _, cpu, _ in times]
    _, _, slowest = max(times, key=lambda one: one[1])
    print(
        f"{what:36} {percentile(walls, 50):7.2f} {percentile(walls, 99):7.2f} {max(walls):7.2f}"
        f"   {percentile(cpus, 50):7.2f} {percentile(cpus, 99):7.2f} {max(cpus):7.2f}   {slowest!r}"
    )


def put(index: SymbolIndex, files: list[File], rng: random.Random) -> None:
    putting, searching = [], []
    for _ in range(300):
        path_id = rng.randrange(len(files))
        path, rows = files[path_id]
        putting.append(timed(path, partial(index.put, path_id, path, rows)))
        searching.append(timed("get_que", lambda: index.search("get_que", LIMIT)))
    report("putting a file again", putting)
    report("searching after that", searching)


def say(what: str, value: float, unit: str) -> None:
    print(f"{what:44} {value:10.1f} {unit}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

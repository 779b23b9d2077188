"""Timing many questions, one after the other, and the two rows that come of it.

Wall time is what the asking program waits, decoding included; CPU is what the answering processes
spent on that question. Questions with very many results are counted apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from bench.processes import cpu_of_one
from bench.questions import Place
from bench.report import Row, median, percentile

MANY = 1000


def rows_of(
    what: str,
    bar: float | None,
    questions: Sequence[Place],
    ask: Callable[[Place], int],
    members: Sequence[int],
    runs: int,
) -> Iterator[Row]:
    """Ask everything `runs` times; `ask` gives the number of results, `members` are the pids."""
    p99s: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    counts: list[int] = []
    for _ in range(runs):
        times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        counts = []
        for place in questions:
            cpu = sum(cpu_of_one(pid) for pid in members)
            started = time.perf_counter()
            count = ask(place)
            wall = time.perf_counter() - started
            cpu = sum(cpu_of_one(pid) for pid in members) - cpu
            counts.append(count)
            times[count > MANY].append((wall * 1000, cpu * 1000))
        for many, pairs in times.items():
            if pairs:
                wall99 = percentile([wall for wall, _cpu in pairs], 99)
                p99s[many].append((wall99, percentile([cpu for _wall, cpu in pairs], 99)))
    many_count = sum(count > MANY for count in counts)
    found = sum(count > 0 for count in counts) * 100 // len(counts)
    note = f"{len(counts) - many_count} questions; of all, {found} % found something"
    yield _row(f"{what}, p99", p99s[False], bar, note)
    if many_count:
        note = f"{many_count} questions, up to {max(counts):,} results"
        yield _row(f"{what}, over {MANY:,} results, p99", p99s[True], None, note)


def _row(what: str, p99s: list[tuple[float, float]], bar: float | None, note: str) -> Row:
    wall, cpu = median(wall for wall, _cpu in p99s), median(cpu for _wall, cpu in p99s)
    return Row(what, wall, "ms", bar, cpu, cpu_decides=True, note=note)

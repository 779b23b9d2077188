"""Measure everything and print it beside its bar: `python -m bench.run DIR`.

DIR is the folder of a Python code base, for the numbers of the README that of django==5.2. It is
copied first and never written to. Exit code 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import (
    client_questions,
    cold,
    command_line,
    daemon_questions,
    freshness,
    questions,
    restart,
    worktrees,
)
from bench.processes import MemorySampler
from bench.report import Row, print_heading, print_row
from bench.stage import stage

MEMORY_BAR = 600.0


def main() -> int:
    options = arguments()
    with stage(options.folder) as place, MemorySampler(place.runtime) as memory:
        files = place.files()
        asked = questions.draw(place.tree, files, options.questions)
        lines = sum(file.read_bytes().count(b"\n") for file in files)
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        print(f"{len(files)} files, {lines:,} lines; {os.cpu_count()} cores, load {load};", end=" ")
        print(f"Python {platform.python_version()}; median of {options.runs} runs\n", flush=True)
        runs = options.runs
        measures: dict[str, Callable[[], Iterator[Row]]] = {
            "cold": lambda: cold.measure(place, runs),
            "restart": lambda: restart.measure(place, asked, runs),
            "daemon": lambda: daemon_questions.measure(place, asked, runs),
            "client": lambda: client_questions.measure(place, asked, runs),
            "cli": lambda: command_line.measure(place, asked, runs),
            "fresh": lambda: freshness.measure(place, asked, runs, options.edits),
            "worktree": lambda: worktrees.measure(place, runs),
        }
        print_heading()
        rows = []
        for name, measure in measures.items():
            if options.only and name not in options.only:
                continue
            if name not in ("cold", "worktree"):
                # What still goes on in the background is no part of what is measured here.
                place.embed()
            memory.phase = name
            for row in measure():
                rows.append(row)
                print_row(row)
        peak = Row(
            "peak memory of daemon and workers (PSS)",
            memory.peak_mb,
            "MB",
            MEMORY_BAR,
            note=f"{memory.peak_processes} processes, during: {memory.peak_during}",
        )
        rows.append(peak)
        print_row(peak)
    return 1 if any(row.met is False for row in rows) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5, help="of which the median is taken")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=freshness.EDITS)
    parser.add_argument(
        "--only",
        action="append",
        choices=["cold", "restart", "daemon", "client", "cli", "fresh", "worktree"],
        help="this group of rows only; may be repeated",
    )
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is not a folder")
    return options


if __name__ == "__main__":
    raise SystemExit(main())

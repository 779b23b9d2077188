"""Cold index to fully linked: CPU of all processes, in units of plain parsing of the same files.

Counted: the command line that asked for the index, the daemon, its workers, and what these
started, from nothing until the daemon is quiet.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.processes import cpu_of_tree, run
from bench.report import Row, median
from bench.stage import Stage

BAR = 8.0
RUNS = 3


def measure(stage: Stage, runs: int) -> Iterator[Row]:
    ratios, cpus, walls, parses = [], [], [], []
    for _ in range(min(runs, RUNS)):
        stage.forget()
        here = Path(__file__).parents[1]
        parses.append(
            float(run([sys.executable, "-m", "bench.plain_parse", str(stage.tree)], here).output)
        )
        command = stage.codegraph("--root", str(stage.tree), "index", "--wait")
        client = run(command, stage.tree)
        assert client.code == 0, f"codegraph index: exit code {client.code}"
        status = stage.settle()
        assert status["state"] == "ready"
        assert status["files"] >= len(stage.files()), "not every file was indexed"
        cpus.append(client.cpu + cpu_of_tree(stage.pid()))
        walls.append(client.wall)
        ratios.append(cpus[-1] / parses[-1])
    yield Row(
        "cold index, CPU of all processes / plain parsing",
        median(ratios),
        "",
        BAR,
        note=f"{median(cpus):.1f} s / {median(parses):.2f} s CPU; {median(walls):.1f} s wall; "
        f"{status['files']} files, {status['symbols']} symbols, {status['edges']} edges",
    )

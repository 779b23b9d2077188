"""Cold index to fully linked: CPU of all processes, in units of plain parsing of the same files.

Plain parsing is measured before and after, since a machine that others share is faster and slower
by turns. Counted: the command line that asked for the index, the daemon, its workers, and what they
started, from nothing until the daemon is quiet. Searches are switched off meanwhile: what they
need is made when all is linked, and measured by `bench.search_speed`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.processes import cpu_of_tree, run
from bench.report import Row, median
from bench.stage import Stage

BAR = 8.0
RUNS = 3


class Cold(NamedTuple):
    """One cold index: CPU seconds of all processes and of plain parsing, wall seconds, status."""

    cpu: float
    parse: float
    wall: float
    status: dict[str, Any]


def index_once(stage: Stage, languages: Sequence[str] = ()) -> Cold:
    """Index the tree from nothing; what it is compared with are the files of these languages, or of
    those that are measured if there are none."""
    stage.forget()
    here = Path(__file__).parents[1]
    asked = [str(stage.tree), *languages]
    parsing = [sys.executable, "-m", "bench.plain_parse", *asked]
    before = float(run(parsing, here).output)
    with stage.setting("search.use", "off"):
        made = run(stage.codegraph("--root", str(stage.tree), "index", "--wait"), stage.tree)
        assert made.code == 0, f"codegraph index: exit code {made.code}"
        status = stage.settle()
        assert status["state"] == "ready"
        cpu = made.cpu + cpu_of_tree(stage.pid())
    after = float(run(parsing, here).output)
    return Cold(cpu, (before + after) / 2, made.wall, status)


def measure(stage: Stage, runs: int) -> Iterator[Row]:
    made = [index_once(stage) for _ in range(min(runs, RUNS))]
    status = made[-1].status
    assert status["files"] >= len(stage.files()), "not every file was indexed"
    cpu = median([each.cpu for each in made])
    parse = median([each.parse for each in made])
    wall = median([each.wall for each in made])
    yield Row(
        "cold index, CPU of all processes / plain parsing",
        median([each.cpu / each.parse for each in made]),
        "",
        BAR,
        note=f"{cpu:.1f} s / {parse:.2f} s CPU; {wall:.1f} s wall; "
        f"{status['files']} files, {status['symbols']} symbols, {status['edges']} edges",
    )

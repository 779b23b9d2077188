"""`codegraph refs` with a warm daemon: CPU of the whole process, interpreter start included."""

from __future__ import annotations

from collections.abc import Iterator

from bench.asking import MANY
from bench.processes import run
from bench.questions import Place, target
from bench.report import Row, median
from bench.stage import Stage

BAR = 150.0
QUESTIONS = 20


def measure(stage: Stage, questions: list[Place], runs: int) -> Iterator[Row]:
    stage.settle()
    with stage.connect() as connection:
        counted = [
            (place, len(connection.ask("references", target(place))["results"]))
            for place in questions[: QUESTIONS * 3]
        ]
    chosen = [place for place, count in counted if 0 < count <= MANY][:QUESTIONS]
    cpus, walls = [], []
    for place in chosen:
        position = f"{place.path}:{place.line + 1}:{place.character + 1}"
        command = stage.codegraph("refs", position)
        done = [run(command, stage.tree) for _ in range(runs)]
        assert all(finished.code == 0 for finished in done), position
        cpus.append(median([finished.cpu * 1000 for finished in done]))
        walls.append(median([finished.wall * 1000 for finished in done]))
    note = f"{len(chosen)} questions; dearest {max(cpus):.0f} ms CPU"
    yield Row("codegraph refs, whole process, CPU", median(cpus), "ms", BAR, note=note)
    yield Row("codegraph refs, whole process, wall", median(walls), "ms")

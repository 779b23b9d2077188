"""Start with nothing changed: from the daemon's process start to the first correct answer."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.processes import cpu_of_tree
from bench.questions import Place, places_of, target
from bench.report import Row, median
from bench.stage import Stage

BAR = 1000.0


def measure(stage: Stage, questions: list[Place], runs: int) -> Iterator[Row]:
    stage.settle()
    with stage.connect() as connection:
        answers = [
            (question, places_of(connection.ask("definition", target(question))))
            for question in questions[:50]
        ]
    asked, expected = next((question, answer) for question, answer in answers if answer)
    walls, cpus = [], []
    for _ in range(runs):
        stage.stop()
        started = time.perf_counter()
        with stage.connect() as connection:
            while True:
                answer = connection.ask("definition", target(asked))
                if answer["complete"] and places_of(answer) == expected:
                    break
        walls.append((time.perf_counter() - started) * 1000)
        cpus.append(cpu_of_tree(stage.pid()) * 1000)
    note = f"all runs: {' '.join(f'{wall:.0f}' for wall in walls)}"
    yield Row(
        "start with nothing changed to first correct answer",
        median(walls),
        "ms",
        BAR,
        median(cpus),
        note=note,
    )

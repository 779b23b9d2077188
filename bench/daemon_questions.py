"""Questions asked at the daemon's socket."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.asking import rows_of
from bench.processes import tree
from bench.questions import Place, target
from bench.report import Row
from bench.stage import Stage
from codegraph_client.blocking import BlockingConnection

BAR = 10.0


def measure(stage: Stage, questions: list[Place], runs: int) -> Iterator[Row]:
    stage.settle()
    members = tree(stage.pid())
    with stage.connect() as connection:
        for method in ("definition", "references", "symbols", "callers", "hover"):
            ask = partial(_ask, connection, method)
            yield from rows_of(f"{method} at the daemon", BAR, questions, ask, members, runs)


def _ask(connection: BlockingConnection, method: str, place: Place) -> int:
    params = {"query": place.name} if method == "symbols" else target(place)
    # An answer that takes long is to be seen in the row, not to end the run.
    answer = connection.ask(method, params | {"deadline_ms": 60_000})
    assert not answer["truncated"], f"{method} was cut for {place}"
    assert answer["complete"], f"{method} was not complete for {place}"
    # Results come as columns: who asks is to have them all in hand.
    return len(list(answer["results"]))

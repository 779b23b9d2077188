"""Questions that walk far: impact, related code, calls as a graph and ways, at the daemon's socket.

```
python -m bench.walks DIR [--questions 300]
```

`DIR` is copied first, as for `bench.run`. Symbols are drawn uniformly from all functions, methods
and classes, with a fixed seed; a way is asked for from one of them to the next. The first question
of each kind, which makes what the others use, has a row of its own. The daemon holds the index with
words and vectors; without a git repository there is no history.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.processes import cpu_of_one, tree
from bench.report import Row, percentile, print_heading, print_row
from bench.stage import Stage, stage
from codegraph_client.blocking import BlockingConnection

BAR = 50.0
_SEED = 5
_KINDS = frozenset(("function", "method", "class"))
_DEPTH = 5
_PAGE = 200


def measure(place: Stage, count: int) -> Iterator[Row]:
    """All rows."""
    place.embed()
    with place.connect() as connection:
        keys = symbols_of(place, connection, count)
        asked: dict[str, list[dict[str, Any]]] = {
            "impact": [{"key": key, "depth": _DEPTH, "limit": _PAGE} for key in keys],
            "related": [{"key": key} for key in keys],
            "callGraph": [{"key": key, "direction": "both"} for key in keys],
            "paths": [
                {"key": key, "to": {"key": other}}
                for key, other in zip(keys, [*keys[1:], keys[0]], strict=True)
            ],
        }
        members = tree(place.pid())
        for method, questions in asked.items():
            first, times = _times(connection, method, questions, members)
            yield Row(f"{method}, the first", first, "ms")
            for what, share in (("p50", 50), ("p99", 99)):
                yield Row(
                    f"{method}, {what}",
                    percentile([wall for wall, _ in times], share),
                    "ms",
                    BAR,
                    percentile([cpu for _, cpu in times], share),
                    cpu_decides=True,
                    note=f"{len(times)} questions",
                )


def symbols_of(place: Stage, connection: BlockingConnection, count: int) -> list[str]:
    """Keys of symbols, drawn from all files."""
    found: list[str] = []
    for file in place.files():
        path = file.relative_to(place.tree).as_posix()
        waiting = list(connection.ask("outline", {"path": path})["results"])
        while waiting:
            symbol = waiting.pop()
            waiting += symbol.get("children", ())
            if symbol["kind"] in _KINDS:
                found.append(symbol["key"])
    return random.Random(_SEED).sample(sorted(found), min(count, len(found)))


def _times(
    connection: BlockingConnection,
    method: str,
    questions: Sequence[dict[str, Any]],
    members: Sequence[int],
) -> tuple[float, list[tuple[float, float]]]:
    """Wall milliseconds of the first question; wall and CPU of the others."""
    first = 0.0
    times: list[tuple[float, float]] = []
    for number, params in enumerate(questions):
        cpu = sum(map(cpu_of_one, members))
        started = time.perf_counter()
        answer = connection.ask(method, params | {"deadline_ms": 60_000})
        taken = (time.perf_counter() - started) * 1000
        assert answer["complete"], (method, params, answer.get("reason"))
        if number:
            times.append((taken, (sum(map(cpu_of_one, members)) - cpu) * 1000))
        else:
            first = taken
    return first, times


def main() -> int:
    """Print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.walks")
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

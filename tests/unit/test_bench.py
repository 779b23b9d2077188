"""The parts of the bench that decide what its numbers mean."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

import pytest

from bench.processes import cpu_of_one, cpu_of_tree, run
from bench.questions import draw, target
from bench.report import Row, percentile

linux = pytest.mark.skipif(sys.platform != "linux", reason="bench (needs Linux)")


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 99) == 99.0
    assert percentile([7.0], 99) == 7.0
    assert math.isnan(percentile([], 50))


def test_cpu_decides_only_where_wall_time_is_more_than_twice_as_long() -> None:
    busy = Row("x", value=30.0, unit="ms", bar=10.0, cpu=4.0, cpu_decides=True)
    slow = Row("x", value=15.0, unit="ms", bar=10.0, cpu=8.0, cpu_decides=True)
    waiting = Row("x", value=30.0, unit="ms", bar=10.0, cpu=4.0)
    assert (busy.met, slow.met, waiting.met) == (True, False, False)


def test_questions_are_identifiers_and_the_same_ones_each_time(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def größe(x):\n    return 'é', x.name\n")
    (tmp_path / "b.py").write_bytes(b"# coding: latin-1\nx = '\xe9'; y = x\n")
    (tmp_path / "broken.py").write_text("(((\n")
    files = sorted(tmp_path.glob("*.py"))
    places = draw(tmp_path, files, 7)
    assert places == draw(tmp_path, files, 7)
    assert sorted((place.path, place.name) for place in places) == [
        ("a.py", "größe"),
        ("a.py", "name"),
        ("a.py", "x"),
        ("a.py", "x"),
        ("b.py", "x"),
        ("b.py", "x"),
        ("b.py", "y"),
    ]
    (name,) = (place for place in places if place.name == "name")
    assert target(name) == {"path": "a.py", "line": 1, "column": 19}
    assert name.character == 18


@linux
def test_cpu_time_of_processes_is_seen(tmp_path: Path) -> None:
    before, tree_before = cpu_of_one(os.getpid()), cpu_of_tree(os.getpid())
    sum(range(200_000))
    assert cpu_of_one(os.getpid()) > before
    done = run([sys.executable, "-c", "print(sum(range(10**6)))"], tmp_path)
    assert (done.code, done.output) == (0, "499999500000\n")
    assert done.cpu > 0
    assert cpu_of_tree(os.getpid()) >= tree_before
    assert cpu_of_one(2**22 + 1) == 0.0

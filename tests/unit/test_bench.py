"""The parts of the bench that decide what its numbers mean."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

import pytest

from bench.blindness import Blindness, Texts
from bench.confidence import Judged, judge, print_rows
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


def test_a_place_is_right_once_and_another_range_of_it_is_no_error() -> None:
    true, ignored = [["a.py", 1, 4, 1, 8]], [["a.py", 3, 0, 3, 2]]
    places = [
        *(["a.py", 1, 0, 1, 6], ["a.py", 1, 5, 1, 8]),
        *(["a.py", 3, 0, 3, 2], ["b.py", 1, 4, 1, 8]),
    ]
    assert judge(places, true, ignored) == [True, None, None, False]


def test_a_row_misses_if_it_is_less_right_than_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    def judged(right: int, wrong: int, stated: float) -> list[Judged]:
        verdicts = [True] * right + [False] * wrong
        return [Judged("type", "inferred", stated, v, "refs", {}, ("a", 0, 0)) for v in verdicts]

    assert print_rows(judged(97, 3, 0.95))
    assert not print_rows(judged(90, 10, 0.97))
    assert not print_rows(judged(80, 20, 0.82))
    assert print_rows(judged(10, 10, 0.97))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines if "(all)" in line] == [
        *("met", "MISSED", "MISSED", "few")
    ]


def test_the_truth_cannot_tell_of_what_its_tool_did_not_see(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(
        "int used;\n#if A\nint x = used;\n#else\nint y = used;\n#endif\n#define M used\nint other;\n"
    )
    (tmp_path / "b.c").write_text("int z = used;\n")
    question = {"i": 1, "f": "a.c", "n": "used"}
    truth = {(1, "refs"): {"r": [["a.c", 2, 8, 2, 12]]}}
    blind = Blindness("none", Texts(tmp_path), [truth], [question])
    told = [
        blind.hides([path, line, column, line, column + 4], question)
        for path, line, column in (
            *(("a.c", 0, 4), ("a.c", 2, 8), ("a.c", 4, 8), ("a.c", 6, 10)),
            *(("a.c", 7, 4), ("b.c", 0, 8)),
        )
    ]
    assert told == [False, False, True, True, True, True]

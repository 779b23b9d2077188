"""Which of many waiting files go first."""

from __future__ import annotations

from codegraph_daemon.pipeline.focus import Focus


def _first(focus: Focus, waiting: dict[str, None], count: int) -> list[str]:
    return list(dict.fromkeys(focus.order(waiting)))[:count]


def test_files_in_focus_come_first_and_then_their_neighbours() -> None:
    focus, waiting = Focus(), dict.fromkeys(["a/1.py", "b/1.py", "c/1.py", "b/2.py", "c/2.py"])
    focus.note(["b/2.py"])
    assert _first(focus, waiting, 3) == ["b/2.py", "b/1.py", "a/1.py"]


def test_where_people_turn_to_another_folder_its_files_come_next() -> None:
    focus, waiting = Focus(), dict.fromkeys(["a/1.py", "b/1.py", "c/1.py", "b/2.py", "c/2.py"])
    focus.note(["b/2.py"])
    _first(focus, waiting, 1)
    focus.note(["c/3.py"])
    assert _first(focus, waiting, 5) == ["b/2.py", "b/1.py", "c/1.py", "c/2.py", "a/1.py"]


def test_where_nobody_looks_they_come_as_they_wait() -> None:
    waiting = dict.fromkeys(["b.py", "a.py"])
    assert list(Focus().order(waiting)) == ["b.py", "a.py"]

"""The files that a worker holds: one bound for all that resolve in it."""

from __future__ import annotations

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.python.parse import facts_of
from codegraph_daemon.resolve.file import File
from codegraph_daemon.resolve.held_files import HeldFiles

SOURCE = b"def f(): ...\n"


def file(path_id: int, path: str, source: bytes = SOURCE) -> File:
    return File(path_id, path, Facts(facts_of(source)))


def filled(*files: File, most: int = 1 << 20) -> HeldFiles:
    held = HeldFiles(most)
    for each in files:
        held.put(b"facts", each)
    return held


def test_a_file_is_held_under_its_number_its_path_and_its_facts() -> None:
    one = file(1, "a.py")
    held = filled(one)
    assert held.get(1, "a.py", b"facts") is one
    assert held.get(1, "a.py", b"other facts") is None, "it has changed since"
    assert held.get(1, "b.py", b"facts") is None, "the number is of another index"
    assert held.get(2, "a.py", b"facts") is None


def test_what_was_used_longest_ago_makes_room() -> None:
    cost = filled(file(1, "a.py")).bytes
    held = filled(file(1, "a.py"), file(2, "b.py"), most=2 * cost)
    held.get(1, "a.py", b"facts")
    held.put(b"facts", file(3, "c.py"))
    there = [held.get(number, path, b"facts") for number, path in enumerate(("a.py", "b.py"), 1)]
    assert [each is not None for each in there] == [True, False]
    assert held.bytes == 2 * cost


def test_what_is_larger_than_all_room_is_held_alone() -> None:
    held = filled(file(1, "a.py"), file(2, "b.py"), most=1)
    assert held.get(1, "a.py", b"facts") is None
    assert held.get(2, "b.py", b"facts") is not None


def test_a_file_takes_the_place_of_what_it_was() -> None:
    held = filled(file(1, "a.py"))
    before = held.bytes
    held.put(b"new facts", file(1, "a.py"))
    assert held.bytes == before
    assert held.get(1, "a.py", b"facts") is None

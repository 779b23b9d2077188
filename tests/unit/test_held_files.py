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


def test_two_contents_of_a_path_stand_beside_each_other_as_two_revisions_have_them() -> None:
    held = filled(file(1, "a.py"))
    held.put(b"of a revision", file(1, "a.py", b"def g(): ...\n"))
    for _ in range(2):
        assert held.get(1, "a.py", b"facts") is not None
        assert held.get(1, "a.py", b"of a revision") is not None


def test_of_one_path_the_content_that_was_used_longest_ago_makes_room() -> None:
    held = filled(file(1, "a.py"))
    held.put(b"second", file(1, "a.py"))
    both = held.bytes
    held.get(1, "a.py", b"facts")
    held.put(b"third", file(1, "a.py"))
    there = [held.get(1, "a.py", facts) for facts in (b"facts", b"second", b"third")]
    assert [each is not None for each in there] == [True, False, True]
    assert held.bytes == both
    held.put(b"third", file(1, "a.py"))
    assert held.bytes == both, "the same once more takes no more room"

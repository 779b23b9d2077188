"""Which earlier links are right again, and what remembering that takes."""

from __future__ import annotations

import tracemalloc

from codegraph_daemon.pipeline.earlier import Earlier


def key(number: int) -> bytes:
    return number.to_bytes(12, "big")


def test_a_change_that_is_undone_makes_earlier_links_right_again() -> None:
    earlier = Earlier()
    earlier.change({key(1): (5, 6), key(2): (0, 7)})
    earlier.reached(9, (b"facts", b"links"))
    assert earlier.right_again(9, b"facts") is None
    earlier.change({key(2): (7, 0), key(1): (6, 5)})
    earlier.reached(9, None)
    assert earlier.right_again(9, b"facts") == b"links"
    assert earlier.right_again(9, b"other") is None


def test_a_change_that_cannot_be_compared_is_never_undone() -> None:
    earlier = Earlier()
    earlier.change({key(1): None})
    earlier.reached(9, (b"facts", b"links"))
    earlier.change({})
    earlier.reached(9, None)
    assert earlier.right_again(9, b"facts") is None


def test_edits_of_a_whole_day_take_little_memory() -> None:
    earlier = Earlier()
    tracemalloc.start()
    for edit in range(3_000):
        earlier.change({key(edit * 100 + i): (i - 2**63, 2**63 - edit - 1) for i in range(100)})
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 10_000_000

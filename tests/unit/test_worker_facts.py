"""Facts that a worker has made are at hand until it links them, and never too many of them."""

from __future__ import annotations

from codegraph_daemon.workers.made import Made


def test_facts_are_taken_by_who_holds_them_then() -> None:
    made = Made(100)
    made.keep(b"a", b"of a")
    made.keep(b"a", b"of a")
    assert made.take(b"a") == b"of a"
    assert made.take(b"a") is None
    assert made.bytes == 0


def test_the_oldest_go_when_there_is_no_room() -> None:
    made = Made(100)
    for name in (b"a", b"b", b"c"):
        made.keep(name, name * 40)
    assert made.bytes == 80
    assert [made.take(name) for name in (b"a", b"b", b"c")] == [None, b"b" * 40, b"c" * 40]
    made.keep(b"d", b"d" * 101)
    assert (made.take(b"d"), made.bytes) == (None, 0)

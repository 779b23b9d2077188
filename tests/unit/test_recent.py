"""What was used recently stays within its bytes, and what is used longest ago goes first."""

from __future__ import annotations

from codegraph_daemon.recent import Recent


def test_what_is_kept_stays_within_its_bound() -> None:
    kept: Recent[int] = Recent(1000, 200)
    for number in range(20):
        kept.put(b"%d" % number, number, 100)
    assert kept.bytes <= 1000
    assert kept.get(b"19") == 19
    assert kept.get(b"0") is None
    assert len(kept) == 3
    kept.put(b"large", 1, 5000)
    assert kept.get(b"large") is None
    assert kept.bytes == 0


def test_what_is_used_stays_and_what_is_dropped_is_gone() -> None:
    recent: Recent[int] = Recent(250)
    recent.put(b"a", 1, 100)
    recent.put(b"b", 2, 100)
    assert recent.get(b"a") == 1
    recent.put(b"c", 3, 100)
    assert b"a" in recent
    assert b"b" not in recent
    recent.put(b"a", 4, 50)
    assert (recent.get(b"a"), recent.bytes) == (4, 150)
    recent.drop(b"a")
    recent.drop(b"a")
    assert (recent.get(b"a"), recent.bytes) == (None, 100)

"""Answers about calls that are kept: the latest ones, up to an amount."""

from __future__ import annotations

from codegraph_client.table import Rows
from codegraph_daemon.queries.called import Kept


def _answer(callers: int, calls: int) -> Rows:
    held = Rows(callers * calls, {"line": [0]})
    return Rows(callers, {"line": [0]}, inner={"calls": ([calls] * callers, held)})


def test_the_latest_answers_are_kept_up_to_an_amount() -> None:
    kept, small, large = Kept(), _answer(10, 1), _answer(2000, 8)
    kept.keep("small", small)
    kept.keep("large", large)
    assert kept.get("large") is large
    assert kept.get("small") is small
    kept.keep("larger", large)
    # What was asked for last before it has stayed, and the large one has made room.
    assert [kept.get(each) is not None for each in ("small", "large", "larger")] == [1, 0, 1]


def test_an_answer_that_is_too_large_is_not_kept_and_takes_no_room() -> None:
    kept = Kept()
    for _ in range(3):
        kept.keep("huge", _answer(6000, 8))
        assert kept.get("huge") is None
    kept.keep("small", _answer(10, 1))
    kept.keep("small", _answer(10, 1))
    assert kept.get("small") is not None

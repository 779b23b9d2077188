"""When the daemon looks for objects that hold each other."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from codegraph_daemon.attention import Attention
from codegraph_daemon.cycles import MANY, MOST, QUIET_SECONDS, Cycles


class _Held:
    """An object that holds itself."""

    def __init__(self) -> None:
        self.itself = self


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def _answered(cycles: Cycles, count: int) -> weakref.ref[_Held]:
    """So many answers, the first of which leaves an object that holds itself."""
    left = weakref.ref(_Held())
    for _ in range(count):
        cycles.answered()
    return left


def test_what_an_answer_leaves_is_not_looked_through() -> None:
    _answered(Cycles(), 1)
    assert gc.get_freeze_count() > 0
    assert gc.get_count()[0] < 100


def test_what_holds_itself_goes_when_nobody_has_asked_for_a_while() -> None:
    clock = _Clock()
    cycles = Cycles(clock)
    left = _answered(cycles, MANY)
    assert not cycles.tidy()
    assert left() is not None, "somebody asked just now"
    clock.now += QUIET_SECONDS
    assert not cycles.tidy()
    assert left() is None


def test_after_few_answers_nothing_is_looked_for() -> None:
    clock = _Clock()
    cycles = Cycles(clock)
    left = _answered(cycles, 1)
    clock.now += QUIET_SECONDS
    cycles.tidy()
    assert left() is not None


def test_where_somebody_always_asks_it_goes_as_well() -> None:
    cycles = Cycles(_Clock())
    left = _answered(cycles, MOST)
    cycles.tidy()
    assert left() is None


def test_each_answer_is_told_of() -> None:
    attention, told = Attention(), list[bool]()
    attention.on_answered.append(lambda: told.append(attention.paying))
    with pytest.raises(ValueError, match="none"), attention.paid():
        raise ValueError("none")
    with attention.paid():
        pass
    assert len(told) == 2

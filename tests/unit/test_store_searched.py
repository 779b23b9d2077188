"""Whether somebody searched lately, as a store remembers it."""

from __future__ import annotations

from pathlib import Path

from codegraph_daemon.store.database import Store
from codegraph_daemon.store.searched import LATELY_DAYS, Searched

DAY = 86_400


def test_who_searched_in_the_last_days_will_search_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert not Searched(store).lately(0)
    assert not Searched(store).lately(1000 * DAY)
    searched = Searched(store)
    searched.note(1000 * DAY)
    assert searched.lately(1000 * DAY)
    assert searched.lately((1000 + LATELY_DAYS) * DAY - 1)
    assert not searched.lately((1000 + LATELY_DAYS) * DAY)
    searched.note(1003.5 * DAY)
    store.close()
    store = Store.open(tmp_path)
    assert Searched(store).lately((1003 + LATELY_DAYS) * DAY - 1)
    assert not Searched(store).lately((1003 + LATELY_DAYS) * DAY)
    store.close()

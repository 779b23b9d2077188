"""What is read of a file's links without making views of their columns."""

from __future__ import annotations

import pytest

from codegraph_daemon.facts import MODULE_HASH
from codegraph_daemon.resolve.described import Holders
from codegraph_daemon.resolve.links import Columns, Links, Target, pack_links, with_wide

_FACTS = bytes(16)
_ROWS: dict[Target, list[tuple[int, int, int, int, int]]] = {
    (1, 7): [(5 << 32 | 3, 4, 1, 2, 0), (9 << 32, 4, with_wide(2), 3, 1)],
    (2, 7): [(6 << 32 | 1, 300, 3, 2, 1)],
    (2, MODULE_HASH): [(1 << 32 | 7, 2, 1, 1, 0)],
    (3, MODULE_HASH): [(2 << 32 | 7, 2, 1, 1, 0)],
}
"""By target: position, length, role, origin and holder of each occurrence."""


@pytest.fixture
def links() -> Links:
    rows = [row for found in _ROWS.values() for row in found]
    first = [0]
    for found in _ROWS.values():
        first.append(first[-1] + len(found))
    some, texts = (1, 2), ("a", "b")
    holders = Holders(some, some, some, some, some, some, texts, texts, texts)
    positions, lengths, roles, origins, containers = zip(*rows, strict=True)
    columns = (list(_ROWS), first, positions, lengths, roles, origins, containers, holders)
    return Links(pack_links(_FACTS, Columns(*columns)))


@pytest.mark.parametrize("target", list(_ROWS))
def test_rows_are_those_that_were_packed(links: Links, target: Target) -> None:
    assert links.rows_of(target) == _ROWS[target]
    plain = [(position, role & 0x7F, origin) for position, _, role, origin, _ in _ROWS[target]]
    assert list(links.places_of(target)) == plain
    assert links.uses_of(target, (), 3, ()) == {row[0] for row in _ROWS[target] if row[3] != 3}


@pytest.mark.parametrize("target", [(1, MODULE_HASH), (3, 7), (2, 8), (1, 7 << 8)])
def test_what_nothing_refers_to_has_none(links: Links, target: Target) -> None:
    assert links.rows_of(target) == []
    assert links.uses_of(target, (), 3) == set()


def test_no_column_is_kept_for_it(links: Links) -> None:
    before = set(vars(links))
    links.rows_of((1, 7))
    list(links.places_of((1, 7)))
    links.uses_of((2, MODULE_HASH), (), 3)
    assert set(vars(links)) == before

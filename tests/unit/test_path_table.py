"""What follows from paths by their ids: their order, and what each file is."""

from __future__ import annotations

import numpy as np

from codegraph_daemon.chunks.traits import Trait
from codegraph_daemon.graph.paths import PathTable

PATHS = ["", "src/m.py", "tests/test_m.py", "a.py"]


def ids(*numbers: int) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.array(numbers, np.uint32)


def test_paths_are_in_order_and_a_new_one_takes_its_place_among_them() -> None:
    table = PathTable()
    paths = PATHS.copy()
    assert np.argsort(table.ranks(ids(1, 2, 3), paths.__getitem__)).tolist() == [2, 0, 1]
    paths.append("b.py")
    assert np.argsort(table.ranks(ids(1, 2, 3, 4), paths.__getitem__)).tolist() == [2, 3, 0, 1]
    assert table.ranks(ids(), paths.__getitem__).tolist() == []


def test_what_a_file_is_is_asked_of_its_path_once() -> None:
    table = PathTable()
    seen: list[int] = []

    def path_of(path_id: int) -> str:
        seen.append(path_id)
        return PATHS[path_id]

    for _ in range(2):
        found = table.traits(ids(2, 1, 2), path_of)
        assert [bool(each & Trait.TEST) for each in found.tolist()] == [True, False, True]
    assert seen == [1, 2]

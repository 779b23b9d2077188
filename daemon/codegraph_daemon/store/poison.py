"""The poison list: content that hung or killed the workers that tried to read it.

Belongs here: its rows in the family `queue`. Stays out: when a file is given up (`pipeline`).

A row is named by the facts that could not be made, that is by content, dialect and the extractor's
version: it holds for every path, worktree and start of the daemon, and ends by itself when any of
those changes. Files whose *linking* was given up have rows of their own, by view and path id; their
reader compares the facts that stand in the row.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, Final

from codegraph_daemon.store.database import BATCH, Store

_PREFIX: Final = b"poison/"
_LINK_PREFIX: Final = b"unlinked/"
_U32 = struct.Struct(">I")
_MOST: Final = 1_000
"""More are not remembered; the oldest go first."""


def reasons(store: Store, facts_ids: Sequence[bytes]) -> list[str | None]:
    """For each facts id why its content is poison, a clause; None if it is not."""
    rows = store.get_many("queue", [_PREFIX + facts_id for facts_id in facts_ids])
    return [None if row is None else str(json.loads(row)["reason"]) for row in rows]


def add(store: Store, facts_id: bytes, record: dict[str, Any]) -> None:
    """Put content on the list. `record` has `path`, `reason`, `time` (seconds since 1970), more."""
    known = list(store.scan("queue", _PREFIX))
    known.sort(key=lambda row: json.loads(row[1])["time"])
    gone = [("queue", key) for key, _ in known[: max(0, len(known) + 1 - _MOST)]]
    store.write([("queue", _PREFIX + facts_id, json.dumps(record).encode())], gone)


def records(store: Store) -> list[dict[str, Any]]:
    """Everything on the list, newest first."""
    found = [json.loads(row) for _, row in store.scan("queue", _PREFIX)]
    return sorted(found, key=lambda record: -float(record["time"]))


def unlinked(store: Store, view_id: int) -> dict[int, dict[str, Any]]:
    """Path id -> row of each file of a view whose linking was given up."""
    prefix = _LINK_PREFIX + _U32.pack(view_id)
    return {
        _U32.unpack(key[len(prefix) :])[0]: json.loads(row)
        for key, row in store.scan("queue", prefix)
    }


def leave_unlinked(store: Store, view_id: int, path_id: int, record: dict[str, Any]) -> None:
    """Note that the linking of a file was given up."""
    store.write([("queue", _link_key(view_id, path_id), json.dumps(record).encode())])


def link_again(store: Store, view_id: int, path_ids: Sequence[int]) -> None:
    """Forget that the linking of these files was given up."""
    for at in range(0, len(path_ids), BATCH):
        part = path_ids[at : at + BATCH]
        store.write((), [("queue", _link_key(view_id, path_id)) for path_id in part])


def _link_key(view_id: int, path_id: int) -> bytes:
    return _LINK_PREFIX + _U32.pack(view_id) + _U32.pack(path_id)

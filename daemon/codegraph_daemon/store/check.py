"""Is this store what it claims to be? For tests, and for a user who asks.

Belongs here: checks of the store against itself. Stays out: checks against the sources.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from codegraph_daemon.store.database import Store
from codegraph_daemon.store.views import ViewStore


def problems(store: Store, views: ViewStore, until: float = math.inf) -> Iterator[str]:
    """What is wrong with the store, one line each; for tests and for `doctor`.

    Checks that every view names only content and paths that exist. Reads every row, or as many as
    can be read before `until`, a time of the monotonic clock.
    """
    for info in views.all():
        for entry in views.load(info.view_id).entries():
            if time.monotonic() >= until:
                return
            try:
                path = store.paths.path_of(entry.path_id)
            except IndexError:
                yield f"view {info.view_id} has a row for the unknown path id {entry.path_id}"
                continue
            for family, content_id in (("facts", entry.facts), ("links", entry.links)):
                if content_id and store.get(family, content_id) is None:
                    yield f"view {info.view_id}: {path} names {family} that are not there"

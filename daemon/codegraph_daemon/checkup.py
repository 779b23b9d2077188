"""`python -m codegraph_daemon.checkup --root R --identity I`: what `codegraph doctor` asks about.

Prints one JSON object: the tree and how it can be watched, and, if no daemon is running, whether
its index on disk is whole, with the poison list. Belongs here: looking, in a process of its own
that ends. Stays out: judging what was found, and what to do about it (`codegraph_server.cli`).

While the index is open the daemon's lock is held: a daemon that starts meanwhile waits.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codegraph_client import settings as settings_of
from codegraph_client.errors import CodeGraphError
from codegraph_client.place import cache_place, socket_place
from codegraph_daemon import lifecycle
from codegraph_daemon.discovery import Discovery
from codegraph_daemon.watch.mounts import silent_file_system

_INOTIFY = Path("/proc/sys/fs/inotify")
_CHECK_SECONDS = 10.0
"""A daemon that wants to start waits thirty for its lock."""
_CACHE_MB = 16
_SHOWN = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Look, print, and end with 0; 1 with a line on standard error if that was impossible."""
    parser = argparse.ArgumentParser(prog="codegraph_daemon.checkup")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--identity", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        found = {"tree": _tree(options.root), **_index(options.root, options.identity)}
    except (CodeGraphError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(found))
    return 0


def _tree(root: Path) -> dict[str, Any]:
    """Files and folders of the root, and what the system offers for watching them."""
    tree = Discovery(root, settings_of.load(root)).scan_tree()
    return {
        "files": len(tree.files),
        "folders": len(tree.directories),
        "problems": tree.problems[:_SHOWN],
        "repositories": tree.repositories[:_SHOWN],
        "silent": silent_file_system(os.fspath(root)),
        "watches": _number(_INOTIFY / "max_user_watches"),
        "instances": _number(_INOTIFY / "max_user_instances"),
    }


def _index(root: Path, identity: Path) -> dict[str, Any]:
    """The index on disk, unless there is none or a daemon has it open."""
    nothing: dict[str, Any] = {"store": None, "poison": []}
    place = cache_place(identity)
    if not place.store.is_dir():
        return nothing
    lock = lifecycle.acquire(socket_place(identity))
    if lock is None:
        return nothing
    try:
        return _store(place.store, root)
    finally:
        lock.release()


def _store(directory: Path, root: Path) -> dict[str, Any]:
    from codegraph_daemon.store import poison
    from codegraph_daemon.store.check import problems
    from codegraph_daemon.store.database import Store
    from codegraph_daemon.store.views import ViewStore

    try:
        store = Store.open(directory, _CACHE_MB)
    except CodeGraphError as error:
        return {"store": {"damage": [str(error)]}, "poison": []}
    try:
        views = ViewStore(store)
        until = time.monotonic() + _CHECK_SECONDS
        damage = list(problems(store, views, until))
        listed = poison.records(store)
        for view in views.all():
            if view.root == os.fspath(root):
                listed += poison.unlinked(store, view.view_id).values()
        return {
            "store": {
                "damage": damage[:_SHOWN],
                "whole": time.monotonic() < until,
                "created_by": store.created_by,
                "roots": [view.root for view in views.all()],
            },
            "poison": [
                {name: each[name] for name in ("path", "reason", "time")} for each in listed
            ],
        }
    except CodeGraphError as error:
        return {"store": {"damage": [str(error)]}, "poison": []}
    finally:
        store.close()


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())

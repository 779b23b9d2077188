"""`python -m codegraph_daemon.unpacking`: lay out one revision or one archive, and end.

It reads one JSON object from standard input, `{"identity": …, "name": …}` with `root` and `commit`
or with `archive`, and prints one: `{"folder": …}`, or `{"refused": …}` with a sentence for a
person. Belongs here: making a tree whole or not at all, and room for it. Stays out: reading
revisions and archives.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from codegraph_client import settings as settings_of
from codegraph_client import trees
from codegraph_client.errors import CodeGraphError
from codegraph_client.place import cache_place, ensure_cache
from codegraph_client.trees import Tree

from .archive import lay_out_archive
from .layout import Bounds, Layout
from .revision import lay_out_revision

_MOST_MEMORY = 2 << 30
"""Bytes of addresses; the largest tables that sensible archives have take a tenth of it."""


def main() -> int:
    """Do what standard input says, and say what came of it."""
    os.umask(0o077)
    os.chdir("/")
    wanted = json.load(sys.stdin)
    try:
        answer = {"folder": str(lay_out(wanted))}
    except (CodeGraphError, OSError) as error:
        answer = {"refused": str(error)}
    print(json.dumps(answer))
    return 0


def lay_out(wanted: dict[str, Any]) -> Path:
    """Lay a tree out in its place, unless it is there. Raises CodeGraphError, OSError."""
    identity = Path(wanted["identity"])
    if "archive" in wanted:
        archive = Path(wanted["archive"])
        folder = trees.archive_folder(archive)
    else:
        folder = trees.revision_folder(identity, wanted["commit"])
    settings = settings_of.load(None)
    most = int(settings.number("trees.max_disk_gb") * (1 << 30))
    ensure_cache(cache_place(identity))
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    layout = Layout(unfinished, Bounds(settings.integer("index.max_file_kb") << 10, most))
    try:
        if "archive" in wanted:
            kind, name = "archive", folder.name.removeprefix("archive-")
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            lay_out_archive(archive, layout)
        else:
            kind, name = "revision", wanted["commit"]
            lay_out_revision(Path(wanted["root"]), name, layout)
        if trees.tree_at(folder) is None:
            # What somebody has begun to remove is in the way.
            shutil.rmtree(folder, ignore_errors=True)
            unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        _leave_nothing(folder)
        raise
    shutil.rmtree(unfinished, ignore_errors=True)
    now = time.time()
    made = Tree(
        folder,
        identity,
        "archive" if kind == "archive" else "revision",
        name,
        wanted["name"],
        layout.files,
        layout.bytes,
        now,
    )
    trees.note(made)
    trees.sweep(identity, folder, most, now)
    return folder


def _leave_nothing(folder: Path) -> None:
    """Take away the folders around a tree that could not be made, if nothing else is in them."""
    index = folder.parent.parent
    with suppress(OSError):
        for empty in (folder.parent, index / "logs", index):
            empty.rmdir()


if __name__ == "__main__":
    sys.exit(main())

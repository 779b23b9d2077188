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
        folder = trees.archive_folder(Path(wanted["archive"]))
    else:
        folder = trees.revision_folder(identity, wanted["commit"])
    settings = settings_of.load(None)
    most = int(settings.number("trees.max_disk_gb") * (1 << 30))
    ensure_cache(cache_place(identity))
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
    layout = Layout(unfinished, Bounds(settings.integer("index.max_file_kb") << 10, most))
    try:
        _fill(layout, wanted)
        _put(unfinished, _tree(folder, identity, wanted, layout))
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        _leave_nothing(folder)
        raise
    shutil.rmtree(unfinished, ignore_errors=True)
    trees.sweep(identity, folder, most, time.time())
    return folder


def _fill(layout: Layout, wanted: dict[str, Any]) -> None:
    if "archive" not in wanted:
        lay_out_revision(Path(wanted["root"]), wanted["commit"], layout)
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    # Not every system can be told.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))
    lay_out_archive(Path(wanted["archive"]), layout)


def _tree(folder: Path, identity: Path, wanted: dict[str, Any], layout: Layout) -> Tree:
    is_archive = "archive" in wanted
    return Tree(
        folder,
        identity,
        Path(wanted["archive" if is_archive else "root"]),
        "archive" if is_archive else "revision",
        folder.name.removeprefix("archive-") if is_archive else wanted["commit"],
        wanted["name"],
        layout.files,
        layout.bytes,
        time.time(),
    )


def _put(unfinished: Path, tree: Tree) -> None:
    """Have a tree in its place, if nobody else has put the same there meanwhile."""
    if trees.tree_at(tree.folder) is not None:
        return
    # What somebody has begun to remove may be in the way.
    shutil.rmtree(tree.folder, ignore_errors=True)
    # The record comes first: the tree is there as soon as its folder is.
    trees.note(tree)
    try:
        unfinished.rename(tree.folder)
    except OSError:
        if trees.tree_at(tree.folder) is None:
            raise


def _leave_nothing(folder: Path) -> None:
    """Take away the folders around a tree that could not be made, if nothing else is in them."""
    index = folder.parent.parent
    with suppress(OSError):
        for empty in (folder.parent, index / "logs", index):
            empty.rmdir()


if __name__ == "__main__":
    sys.exit(main())

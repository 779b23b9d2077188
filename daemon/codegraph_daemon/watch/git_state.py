"""What git's own folders tell about the work tree: where they are, and whether git is at work.

Stays out: running git (`codegraph_client.git`), and what follows from a change in these folders.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from codegraph_client.root import git_directories, git_top

STALE_LOCK = 600.0
"""Seconds: a lock of git older than this was left behind by a crash."""


def git_folders(root: Path) -> tuple[str, ...] | None:
    """The folders in which git keeps HEAD and the index (first), and its exclude file."""
    top = git_top(root)
    directories = git_directories(top) if top is not None else None
    if directories is None:
        return None
    info = directories.common / "info"
    return (str(directories.own), str(info)) if info.is_dir() else (str(directories.own),)


def checked_out(root: Path) -> str:
    """What tells one commit that is checked out from the next, without asking git: what HEAD says,
    and what the branch says that it names. Empty outside of every work tree."""
    top = git_top(root)
    directories = git_directories(top) if top is not None else None
    if directories is None:
        return ""
    head = _text(directories.own / "HEAD")
    branch = head.removeprefix("ref: ")
    if branch == head:
        return head
    packed = directories.common / "packed-refs"
    try:
        changed = packed.stat().st_mtime_ns
    except OSError:
        changed = 0
    return f"{branch} {_text(directories.common / branch)} {changed}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def is_writing(folder: str) -> bool:
    """Whether git is writing the work tree or its index, which lies in `folder`, right now."""
    try:
        lock = os.lstat(f"{folder}/index.lock")
    except OSError:
        return False
    return time.time() - lock.st_mtime < STALE_LOCK

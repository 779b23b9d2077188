"""Trees beside the work tree: revisions and archives, laid out as folders of the cache.

A tree lies in the folder of the index that it shares, so that content which is the same is read
once, and beside it a record says what it is of. Its files never change; whoever wants it gone
removes it, and it is laid out again when it is asked for.

Belongs here: where trees lie, what is recorded of them, which go first when there are too many.
Stays out: laying them out (`codegraph_daemon.unpacking`), what is asked of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal, NamedTuple

from codegraph_client.place import cache_place

Kind = Literal["revision", "archive"]

KEEP_DAYS: Final = 30
"""A tree that nobody asked for in so many days is removed when the next one is laid out."""

FOLDER: Final = "trees"
"""The folder of trees in that of an index."""
_DOOMED: Final = ".removed-"
_DAY_SECONDS: Final = 86_400
_MOST_RECORD: Final = 1 << 16


class Tree(NamedTuple):
    """One tree that is laid out."""

    folder: Path
    """Its real path."""
    identity: Path
    """What its index is of: the repository, or the archive."""
    root: Path
    """The root that it is a revision of, which git is asked in; of an archive the archive."""
    kind: Kind
    id: str
    """The commit of a revision; of an archive what tells this state of it from others."""
    name: str
    """The revision as it was last asked for, or the path of the archive."""
    files: int
    bytes: int
    used: float
    """When it was last asked for, in seconds since 1970."""

    @property
    def told(self) -> str:
        """What it is of, in words."""
        if self.kind == "archive":
            return self.name
        short = self.id[:10]
        return short if self.id.startswith(self.name) else f"{self.name} ({short})"

    def unused(self, now: float) -> bool:
        """Whether nobody asked for it for long; `now` is in seconds since 1970."""
        return now - self.used > KEEP_DAYS * _DAY_SECONDS


def trees_folder(identity: Path) -> Path:
    """The folder that holds the trees of an index."""
    return Path(os.path.realpath(cache_place(identity).dir / FOLDER))


def revision_folder(identity: Path, commit: str) -> Path:
    """Where the files of a commit are laid out."""
    return trees_folder(identity) / commit


def archive_folder(archive: Path) -> Path:
    """Where an archive (a real path) is laid out as it is now. Raises OSError."""
    info = os.stat(archive)
    state = f"{info.st_size} {info.st_mtime_ns} {info.st_ino}"
    from hashlib import blake2b  # Which loads OpenSSL, and most commands ask of no archive.

    name = blake2b(state.encode(), digest_size=10).hexdigest()
    return trees_folder(archive) / f"archive-{name}"


def tree_at(folder: Path) -> Tree | None:
    """The tree whose top is this real path; None if it is none that is complete."""
    if folder.parent.name != FOLDER or folder.name.startswith("."):
        return None
    # Loaded by whoever meets one: every command looks for its root.
    import json

    try:
        with open(_record(folder), "rb") as file:
            used = os.fstat(file.fileno()).st_mtime
            told = json.loads(file.read(_MOST_RECORD))
        tree = Tree(
            folder,
            Path(told["identity"]),
            Path(told["root"]),
            "archive" if told["kind"] == "archive" else "revision",
            str(told["id"]),
            str(told["name"]),
            int(told["files"]),
            int(told["bytes"]),
            used,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # A folder of somebody else's that looks like ours must not pass for a part of an index.
    return tree if folder.parent == trees_folder(tree.identity) and folder.is_dir() else None


def git_place(root: Path) -> tuple[Path, str]:
    """Where git is asked about a root, and what is checked out there: of a revision its work tree
    and the commit."""
    tree = tree_at(root)
    return (root, "HEAD") if tree is None or tree.kind == "archive" else (tree.root, tree.id)


def trees_of(identity: Path) -> list[Tree]:
    """All trees of an index, the last asked for first."""
    return trees_in(trees_folder(identity))


def trees_in(folder: Path) -> list[Tree]:
    """All trees in a folder of trees, the last asked for first."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    found = [tree for name in names if (tree := tree_at(folder / name)) is not None]
    return sorted(found, key=lambda tree: -tree.used)


def note(tree: Tree) -> None:
    """Record a tree, or that it is asked for again under this name. With its folder it is there."""
    import json

    record = _record(tree.folder)
    unfinished = record.with_name(f".new-{os.getpid()}-{record.name}")
    told = {
        "identity": str(tree.identity),
        "root": str(tree.root),
        "kind": tree.kind,
        "id": tree.id,
        "name": tree.name,
        "files": tree.files,
        "bytes": tree.bytes,
    }
    unfinished.write_text(json.dumps(told) + "\n", encoding="utf-8")
    unfinished.replace(record)


def touch(tree: Tree, now: float) -> None:
    """Note that a tree is asked for, `now` in seconds since 1970."""
    os.utime(_record(tree.folder), (now, now))


def remove(tree: Tree) -> None:
    """Remove a tree. What its daemon keeps of it goes when that notices."""
    import shutil

    # The record first: what is half removed is no tree.
    _record(tree.folder).unlink(missing_ok=True)
    doomed = tree.folder.with_name(f"{_DOOMED}{os.getpid()}-{tree.folder.name}")
    try:
        tree.folder.rename(doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)


def sweep(identity: Path, kept: Path, most_bytes: float, now: float) -> None:
    """Remove the trees of an index that nobody asked for lately, and the least used ones beyond
    so many bytes; but not the one at `kept`. `now` is in seconds since 1970."""
    import shutil

    total = 0
    for tree in sorted(trees_of(identity), key=lambda tree: (tree.folder != kept, -tree.used)):
        total += tree.bytes
        # An archive is only what it is now.
        outdated = tree.kind == "archive" or tree.unused(now)
        if tree.folder != kept and (outdated or total > most_bytes):
            remove(tree)
    for left in trees_folder(identity).glob(".*"):
        # What somebody who was killed began to lay out or to remove.
        try:
            is_old = now - left.lstat().st_mtime > _DAY_SECONDS
        except FileNotFoundError:
            continue
        if is_old and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif is_old:
            left.unlink(missing_ok=True)


def _record(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")

"""`cache list|prune|remove`: the indexes on disk, one directory for each repository.

Belongs here: finding them, judging which are of no more use, deleting them safely. Stays out:
what is inside an index (the daemon's `store`).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import click

from codegraph_client import trees
from codegraph_client.errors import BadRequest, CodeGraphError
from codegraph_client.place import Place, cache_dir, check_private, is_locked, runtime_dir
from codegraph_client.protocol import INDEX_FORMAT
from codegraph_client.trees import Tree
from codegraph_server.cli import options as common
from codegraph_server.cli.options import Group, absolute, end, here, options, write, write_json
from codegraph_server.cli.render import count, printable, screen, size_text, table

_UNUSED_DAYS = 90
_DAY_SECONDS = 86_400
# Nothing else in the cache directory is ever deleted, whatever a record says.
_NAME = re.compile(r"[0-9a-f]{16}-v(\d+)")


class Entry(NamedTuple):
    """One index on disk. `root` and `identity` are empty if its record is missing."""

    path: Path
    root: str
    identity: str
    format: int
    version: str
    created: float
    last_used: float
    bytes: int
    running: bool
    trees: tuple[Tree, ...]
    """What is laid out of revisions and archives, which is a part of its bytes."""

    @property
    def name(self) -> str:
        """What to call it: its root, or its directory's name."""
        return self.root or self.path.name

    def useless(self, now: float) -> str | None:
        """Why this index can go, or None if it should stay. `now` is in seconds since 1970."""
        if self.running:
            return None
        if self.format != INDEX_FORMAT:
            return f"it has format {self.format}, not {INDEX_FORMAT}"
        # Worktrees share one index: it is of use while their repository exists.
        if self.identity and _vanished(self.identity):
            return "its root is gone"
        days = int((now - self.last_used) // _DAY_SECONDS)
        return f"it was not used for {days} days" if days >= _UNUSED_DAYS else None

    def as_object(self) -> dict[str, Any]:
        """The entry as `--json` prints it."""
        return {
            **self._asdict(),
            "path": str(self.path),
            "trees": [
                {name: str(part) if isinstance(part, Path) else part for name, part in fields}
                for fields in (tree._asdict().items() for tree in self.trees)
            ],
        }


@click.group(
    "cache",
    cls=Group,
    examples="""
    codegraph cache list
    codegraph cache prune              remove what is of no more use
    codegraph cache remove ~/src/app   remove one index; it is built again when it is needed
    """,
)
def cache() -> None:
    """The indexes on disk. None of them holds anything that cannot be built again."""


@cache.command("list", examples="codegraph cache list --json | jq '.entries[].root'")
def list_() -> None:
    """The indexes with their sizes, largest first."""
    found = sorted(entries(), key=lambda entry: -entry.bytes)
    if options().json:
        objects = [entry.as_object() for entry in found]
        write_json({"cache": str(cache_dir()), "entries": objects})
    else:
        show = screen(sys.stdout, options().color, here())
        now = time.time()
        rows = [row for entry in found for row in _rows(entry, now)]
        lines = table(rows, show)
        total = size_text(sum(entry.bytes for entry in found))
        number = f"{len(found)} {'index' if len(found) == 1 else 'indexes'}"
        lines.append(f"{number}, {total} in {printable(str(cache_dir()))}")
        write("\n".join(lines) + "\n")
    end(common.FOUND if found else common.NOTHING)


@cache.command("prune", examples="codegraph cache prune --yes")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def prune(yes: bool) -> None:
    """Remove the indexes whose root is gone, that nobody used for 90 days, or of another format.

    Of the others what is laid out of revisions goes that nobody asked for in 30 days.
    """
    now = time.time()
    found = entries()
    chosen = [(entry, why) for entry in found if (why := entry.useless(now))]
    why = f"nobody asked for it for {trees.KEEP_DAYS} days"
    old = [
        (tree, why)
        for entry in found
        if not entry.useless(now)
        for tree in entry.trees
        if tree.unused(now)
    ]
    _remove(chosen, yes, old)


@cache.command("remove", examples="codegraph cache remove ~/src/app --yes")
@click.argument("folder", metavar="ROOT")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def remove(folder: str, yes: bool) -> None:
    """Remove the index of ROOT, a folder or a name that `list` prints; stops its daemon first.

    ROOT may also be the folder in which a revision is laid out, as `list --json` has it.
    """
    tree = trees.tree_at(Path(os.path.realpath(absolute(folder))))
    if tree is not None:
        _remove([], yes, [(tree, "you asked for it")])
    chosen = _chosen(folder)
    if not chosen:
        raise BadRequest(f"{folder}: there is no index of it")
    _remove([(entry, "you asked for it") for entry in chosen], yes)


def entries() -> list[Entry]:
    """All indexes of this cache directory, ordered by name."""
    folder = cache_dir() / "repos"
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    found = []
    for name in names:
        match, path = _NAME.fullmatch(name), folder / name
        if match and path.is_dir() and not path.is_symlink():
            found.append(_entry(path, int(match[1])))
    return found


def _entry(path: Path, named_format: int) -> Entry:
    place = _place(path)
    running = is_locked(place)
    record = _record(path / "about.json")
    if not record.get("root") and running:
        record["root"] = _record(place.status_file).get("root")
    changed = max(_changed(path / part) for part in (".", "store", "logs", "logs/daemon.log"))
    recorded = record.get("format")
    return Entry(
        path=path,
        root=str(record.get("root") or ""),
        identity=str(record.get("identity") or ""),
        format=recorded if isinstance(recorded, int) else named_format,
        version=str(record.get("version") or ""),
        created=_seconds(record.get("created"), changed),
        last_used=_seconds(record.get("last_used"), changed),
        bytes=_size(path),
        running=running,
        trees=tuple(trees.trees_in(Path(os.path.realpath(path / trees.FOLDER)))),
    )


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _record(path: Path) -> dict[str, Any]:
    """What the daemon wrote about its index or itself; empty if it did not, or not readably."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _place(path: Path) -> Place:
    # Run-time files have the same name as the index, so one of another format is found too.
    folder = runtime_dir()
    stem = folder / path.name
    return Place(
        folder, *(stem.with_name(f"{path.name}{end}") for end in (".sock", ".lock", ".json"))
    )


def _size(path: Path) -> int:
    """Bytes that a folder takes on disk; files that vanish meanwhile count nothing."""
    total = 0
    for folder, _folders, files in os.walk(path):
        for name in files:
            try:
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
            except FileNotFoundError:
                continue
    return total


def _seconds(value: Any, fallback: float) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        from datetime import datetime

        try:
            return datetime.fromisoformat(value).timestamp()
        except ValueError:
            return fallback
    return fallback


def _vanished(path: str) -> bool:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        # Not readable now, a disk that is away, say, is not gone.
        return False
    return False


def _chosen(root: str) -> list[Entry]:
    found = entries()
    asked = str(absolute(root))
    real = os.path.realpath(asked)
    named = [e for e in found if root == e.path.name or e.root in (asked, real)]
    if named or not os.path.isdir(real):
        return named
    from codegraph_client.place import cache_place
    from codegraph_client.root import find_root

    own = cache_place(find_root(Path(asked)).identity).dir.name
    return [entry for entry in found if entry.path.name == own]


def _remove(
    chosen: Sequence[tuple[Entry, str]], yes: bool, old: Sequence[tuple[Tree, str]] = ()
) -> NoReturn:
    """Remove indexes, and trees of others; end the command."""
    if (chosen or old) and not yes:
        _confirm(
            [(entry.name, entry.bytes, why) for entry, why in chosen]
            + [(tree.told, tree.bytes, why) for tree, why in old]
        )
    removed = []
    for entry, _why in chosen:
        if entry.running:
            from codegraph_server.cli.daemon import stop_daemon

            stop_daemon(_place(entry.path))
        with _nobody_starts(entry):
            _delete(entry.path)
        removed.append(entry)
    for tree, _why in old:
        trees.remove(tree)
    freed = sum(entry.bytes for entry in removed) + sum(tree.bytes for tree, _why in old)
    if options().json:
        rows = [entry.as_object() for entry in removed]
        folders = [str(tree.folder) for tree, _why in old]
        write_json({"cache": str(cache_dir()), "entries": rows, "trees": folders})
    else:
        lines = [f"removed {printable(entry.name)} ({size_text(entry.bytes)})" for entry in removed]
        lines += [f"removed {printable(tree.told)} ({size_text(tree.bytes)})" for tree, _ in old]
        lines.append(f"{size_text(freed)} freed" if lines else "nothing to remove")
        write("\n".join(lines) + "\n")
    end(common.FOUND if removed or old else common.NOTHING)


def _confirm(chosen: Sequence[tuple[str, int, str]]) -> None:
    if not sys.stdin.isatty():
        raise CodeGraphError("nothing was removed: nobody can be asked here, so add --yes")
    for name, size, why in chosen:
        click.echo(f"{printable(name)} ({size_text(size)}): {printable(why)}", err=True)
    click.confirm("Remove?", abort=True, err=True)


@contextmanager
def _nobody_starts(entry: Entry) -> Iterator[None]:
    """Hold the daemon's lock, so that none starts on a directory that is half deleted."""
    place = _place(entry.path)
    if not place.dir.is_dir():
        yield
        return
    check_private(place.dir)
    descriptor = os.open(place.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CodeGraphError(f"a daemon is using {entry.path}; try again") from None
        yield
    finally:
        os.close(descriptor)


def _delete(path: Path) -> None:
    import shutil

    # Renamed first: a deletion that is interrupted must not leave half an index in its place.
    doomed = path.with_name(f"{path.name}.removed-{os.getpid()}")
    path.rename(doomed)
    shutil.rmtree(doomed)


def _rows(entry: Entry, now: float) -> Iterator[tuple[str, ...]]:
    """The row of an index, and those of the revisions in it."""
    yield (
        printable(entry.name),
        size_text(entry.bytes),
        _used(entry.last_used, now),
        "daemon runs" if entry.running else entry.useless(now) or "",
    )
    for tree in entry.trees:
        if tree.kind == "revision":
            name = f"  at {printable(tree.told)}"
            yield (name, size_text(tree.bytes), _used(tree.used, now), "")


def _used(when: float, now: float) -> str:
    days = max(0, int((now - when) // _DAY_SECONDS))
    return "used today" if days == 0 else f"used {count(days, 'day')} ago"


commands = {"cache": cache}

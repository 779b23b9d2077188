"""What `doctor` looks at, one function for each subject, and what is to be done about it.

Belongs here: judging. Stays out: printing (`doctor`), and looking into the index or the tree, which
the daemon's `checkup` does in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from codegraph_client import __version__
from codegraph_client.errors import CodeGraphError
from codegraph_client.place import CachePlace, Place, cache_dir, check_private
from codegraph_client.protocol import INDEX_FORMAT, PROTOCOL
from codegraph_client.root import Root, has_git
from codegraph_client.settings import Settings
from codegraph_server.cli.cache import entries
from codegraph_server.cli.render import count, size_text

Level = Literal["ok", "note", "problem"]

_OLDEST_PYTHON = (3, 11)
_SOCKET_BYTES = 107
_LITTLE_DISK, _SOME_DISK = 200 << 20, 2 << 30
_MANY_WATCHES = 0.7
"""The share of the system's watches from which on other programs may lack theirs."""


class Finding(NamedTuple):
    """One line about one subject, and, unless all is well, what to do."""

    subject: str
    level: Level
    text: str
    advice: str = ""


def environment() -> Iterator[Finding]:
    """Python, package, platform, git."""
    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < _OLDEST_PYTHON:
        yield Finding("python", "problem", f"Python {python}", "CodeGraph needs 3.11 or newer")
    else:
        yield Finding("python", "ok", f"Python {python} ({sys.executable})")
    versions = f"codegraph {__version__}, protocol {PROTOCOL}, index format {INDEX_FORMAT}"
    yield Finding("package", "ok", versions)
    if sys.platform == "linux":
        yield Finding("platform", "ok", f"Linux {os.uname().release} {os.uname().machine}")
    elif sys.platform == "darwin":
        text = "macOS is intended and not tested"
        yield Finding("platform", "note", text, "report what does not work")
    else:
        text = f"{sys.platform} is not supported"
        yield Finding("platform", "problem", text, "on Windows use WSL")
    git = shutil.which("git")
    if git is None:
        text = "git is not installed: repositories are walked like plain folders"
        yield Finding("git", "note", text, "install git, and .gitignore is understood as git does")
    else:
        yield Finding("git", "ok", git)


def the_root(root: Root) -> Iterator[Finding]:
    """Which folder is indexed, why, and whether git can read it."""
    yield Finding("root", "ok", f"{root.path}, because {root.why}")
    if not has_git(root.path) or shutil.which("git") is None:
        return
    from codegraph_client.git import run

    answer = run(["rev-parse", "--git-dir"], cwd=root.path)
    if answer.state != "ok":
        advice = (
            f"git config --global --add safe.directory {root.path}"
            if answer.state == "refused"
            else "`git status` there says more; until then it is walked like a plain folder"
        )
        yield Finding("git", "note", answer.problem, advice)


def settings(found: Settings) -> Iterator[Finding]:
    """What was wrong in files and variables, and so is ignored."""
    for problem in found.problems:
        advice = "`codegraph config` shows every setting and where its value comes from"
        yield Finding("settings", "problem", f"ignored: {problem}", advice)
    if not found.problems:
        yield Finding("settings", "ok", "every file and variable can be read")


def directories(place: Place, cache: CachePlace, user: Settings) -> Iterator[Finding]:
    """Whether the places for socket and index are private, writable, short and large enough."""
    yield from _runtime(place)
    folder = _existing(cache.dir)
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        text = f"{cache_dir()} cannot be written"
        advice = f"make {folder} yours and writable, or set CODEGRAPH_CACHE_DIR to another folder"
        yield Finding("cache", "problem", text, advice)
        return
    free = shutil.disk_usage(folder).free
    text = f"{cache_dir()}, {size_text(free)} free"
    if free < _LITTLE_DISK:
        advice = "free some space, or set CODEGRAPH_CACHE_DIR to another disk"
        yield Finding("cache", "problem", text, advice)
    elif free < _SOME_DISK:
        yield Finding("cache", "note", text, "`codegraph cache prune` removes what is of no use")
    else:
        yield Finding("cache", "ok", text)
    for entry in entries():
        if entry.path.name.partition("-")[0] != cache.dir.name.partition("-")[0]:
            continue
        if entry.format != INDEX_FORMAT:
            text = f"an index of format {entry.format} lies beside ({size_text(entry.bytes)})"
            yield Finding("store", "note", text, "`codegraph cache prune` removes it")
            continue
        text = f"{cache.store}, {size_text(entry.bytes)}, format {entry.format}"
        if entry.bytes > user.number("store.max_disk_gb") * (1 << 30):
            advice = "exclude folders (index.exclude), or raise store.max_disk_gb"
            yield Finding("store", "problem", f"{text}: more than store.max_disk_gb", advice)
        else:
            yield Finding("store", "ok", text)
    aside = cache.store.with_name(f"{cache.store.name}.damaged")
    if aside.exists():
        text = f"an earlier index was damaged and moved to {aside}"
        advice = "check the disk (`dmesg` tells of its errors), then remove that folder"
        yield Finding("store", "note", text, advice)


def _runtime(place: Place) -> Iterator[Finding]:
    if os.path.lexists(place.dir):
        try:
            check_private(place.dir)
        except CodeGraphError as error:
            yield Finding("runtime", "problem", str(error), f"chmod 700 {place.dir}, or remove it")
            return
    elif not os.access(_existing(place.dir), os.W_OK | os.X_OK):
        text = f"{place.dir} cannot be made"
        yield Finding("runtime", "problem", text, "set CODEGRAPH_RUNTIME_DIR to a folder of yours")
        return
    length = len(os.fsencode(place.socket))
    state = "is private" if place.dir.exists() else "will be made"
    text = f"{place.dir} {state}, the socket's path has {length} bytes"
    if length <= _SOCKET_BYTES:
        yield Finding("runtime", "ok", text)
    elif sys.platform == "linux":
        text += f", more than {_SOCKET_BYTES}: it is reached by a detour"
        yield Finding("runtime", "note", text, "a shorter CODEGRAPH_RUNTIME_DIR avoids that")
    else:
        yield Finding("runtime", "problem", text, "set CODEGRAPH_RUNTIME_DIR to a shorter path")


def index(checkup: Mapping[str, Any]) -> Iterator[Finding]:
    """The index on disk, as the checkup found it; nothing if a daemon has it open."""
    store = checkup["store"]
    if store is None:
        return
    for damage in store["damage"]:
        advice = "`codegraph cache remove .` removes the index; it is made again from the sources"
        yield Finding("store", "problem", damage, advice)
    if not store["damage"]:
        extent = "whole" if store["whole"] else "whole as far as ten seconds tell"
        yield Finding("store", "ok", f"{extent}, made by {store['created_by']}")


def inside(checkup: Mapping[str, Any]) -> Iterator[Finding]:
    """Folders of the root that are roots of their own."""
    repositories = checkup["tree"]["repositories"]
    if repositories:
        text = f"not part of this root, for they are roots of their own: {', '.join(repositories)}"
        advice = "run codegraph in them; an editor may have them as further folders of a workspace"
        yield Finding("tree", "note", text, advice)


def watching(checkup: Mapping[str, Any], status: Mapping[str, Any] | None) -> Iterator[Finding]:
    """How changes on disk are noticed, and what limits that."""
    tree = checkup["tree"]
    folders, most = tree["folders"], tree["watches"]
    if tree["silent"]:
        text = f"the root lies on {tree['silent']}, which does not report changes made elsewhere"
        advice = "changes are looked for at intervals; watch.poll_seconds sets them"
        yield Finding("watches", "note", text, advice)
    if most is not None:
        text = f"{count(folders, 'folder')} to watch, the system allows {most:,} watches a user"
        if folders > most * _MANY_WATCHES:
            advice = f"sysctl fs.inotify.max_user_watches={max(524_288, folders * 4)}, as root"
            level: Level = "problem" if folders > most else "note"
            yield Finding("watches", level, text, advice)
        else:
            yield Finding("watches", "ok", text)
    if status is not None:
        how = status.get("watching")
        if how == "events":
            yield Finding("watches", "ok", "the daemon hears of changes at once")
        elif how == "off":
            text = "changes are not noticed: watch.mode is off"
            yield Finding("watches", "note", text, "`codegraph daemon restart` looks at all files")
        else:
            text = f"changes are noticed late ({how})"
            yield Finding("watches", "note", text, "`codegraph daemon logs` says why")
    for problem in tree["problems"]:
        yield Finding("tree", "note", problem, "make it readable, or exclude it (index.exclude)")


def daemon(status: Mapping[str, Any] | None, failure: CodeGraphError | None) -> Iterator[Finding]:
    """Whether it runs, answers, and is of this version."""
    if failure is not None:
        advice = "`codegraph daemon restart`; `codegraph daemon logs` says more"
        yield Finding("daemon", "problem", str(failure).splitlines()[0], advice)
    elif status is None:
        yield Finding("daemon", "ok", "not running; the first command that needs it starts it")
    else:
        text = f"pid {status['pid']}, {status['state']}, {count(status['files'], 'file')}"
        text += f", {status['memory_mb']:.0f} MB with {count(len(status['workers']), 'worker')}"
        if status["version"] != __version__:
            text += f", of version {status['version']}"
            yield Finding("daemon", "note", text, "`codegraph daemon restart` starts this version")
        else:
            yield Finding("daemon", "ok", text)
        for problem in status["problems"]:
            advice = "`codegraph daemon logs` says more"
            yield Finding("daemon", "problem", str(problem), advice)


def poison(listed: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """Files that were given up, because they hung or killed whoever read them."""
    for record in listed:
        advice = "change or exclude it (index.exclude), and report it: no file should do this"
        yield Finding("poison", "problem", f"{record['path']}: {record['reason']}", advice)
    if not listed:
        yield Finding("poison", "ok", "no file had to be given up")


def language_server() -> Iterator[Finding]:
    """Whether editors find `codegraph lsp`, and the one that is meant."""
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        text = "the library of the language server is missing"
        yield Finding("editors", "problem", text, "install codegraph-lsp again")
    found = shutil.which("codegraph")
    own = Path(sys.executable).with_name("codegraph")
    if found is None:
        text = "no `codegraph` on the PATH: editors cannot start `codegraph lsp`"
        yield Finding("editors", "note", text, f"add {own.parent} to the PATH, or use pipx install")
    elif own.exists() and os.path.realpath(found) != os.path.realpath(own):
        text = f"editors start another installation: {found}"
        yield Finding("editors", "note", text, f"this one is {own}; put its folder first")
    else:
        yield Finding("editors", "ok", f"{found} lsp")


def _existing(path: Path) -> Path:
    """The nearest folder upwards that exists."""
    return next((each for each in (path, *path.parents) if each.exists()), path)

"""Events from Linux itself: one descriptor in the loop, no thread, watches added one by one.

Measured against watchfiles on the same machine (1,000 folders): no CPU when idle instead of 3 %,
a new folder watched in microseconds instead of a new watcher in 60 ms during which the whole
process stands still, and a lost event is reported instead of being lost.

Belongs here: the system calls and the mapping of their watches to paths, which must survive
folders being moved. Stays out: what an event means for the index.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import struct
from collections.abc import Set
from pathlib import Path
from typing import Literal

from codegraph_daemon.watch.backend import Change, Sink

_MODIFY = 0x2
_ATTRIB = 0x4
_CLOSE_WRITE = 0x8
_MOVED_FROM = 0x40
_MOVED_TO = 0x80
_CREATE = 0x100
_DELETE = 0x200
_DELETE_SELF = 0x400
_MOVE_SELF = 0x800
_UNMOUNT = 0x2000
_Q_OVERFLOW = 0x4000
_IGNORED = 0x8000
_ONLYDIR = 0x1000000
_DONT_FOLLOW = 0x2000000
_EXCL_UNLINK = 0x4000000
_ISDIR = 0x40000000

_CONTENT = _MODIFY | _ATTRIB | _CLOSE_WRITE
_ENTRIES = _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
_GONE = _DELETE_SELF | _MOVE_SELF
_WANTED = _CONTENT | _ENTRIES | _GONE | _ONLYDIR | _DONT_FOLLOW | _EXCL_UNLINK

_WORDS = (
    (_CREATE, "made"),
    (_MOVED_TO, "moved here"),
    (_MOVED_FROM, "moved away"),
    (_DELETE, "deleted"),
    (_MODIFY, "written"),
    (_CLOSE_WRITE, "closed"),
    (_ATTRIB, "touched"),
)

_HEADER = struct.Struct("iIII")
_READ_BYTES = 16 * 1024
_MOST_READS = 64
"""Of one delivery, in case they come faster than they are read."""
"""About 500 events, so that the loop is never held for much more than half a millisecond."""

_SLICE = 64
_EXHAUSTED = frozenset({errno.ENOSPC, errno.ENOMEM})


class Inotify:
    """A `Backend` on inotify. Raises `OSError` if the system gives no instance."""

    def __init__(self, sink: Sink) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._descriptor < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        self._sink = sink
        self._problem = ""
        self._wanted: Set[str] = frozenset()
        self._watch_of: dict[str, int] = {}
        self._path_of: dict[int, str] = {}
        self._inside: dict[str, set[str]] = {}
        """The folders that are watched, by the folder that each lies in."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._descriptor, self._read)

    @property
    def problem(self) -> str:
        return self._problem

    @property
    def incomplete(self) -> bool:
        return len(self._watch_of) < len(self._wanted)

    async def watch(self, folders: Set[str]) -> set[str]:
        self._wanted = folders
        unwanted = [path for path in self._watch_of if path not in folders]
        for number, path in enumerate(unwanted, start=1):
            self._remove(path)
            if number % _SLICE == 0:
                await asyncio.sleep(0)
        added: set[str] = set()
        missing = [path for path in folders if path not in self._watch_of]
        self._problem = ""
        for number, path in enumerate(missing, start=1):
            code = self._add(path)
            if code == 0:
                added.add(path)
            elif code in _EXHAUSTED:
                self._problem = _exhausted(len(self._watch_of), len(folders))
                break
            if number % _SLICE == 0:
                await asyncio.sleep(0)
        return added

    def deliver(self) -> None:
        for _ in range(_MOST_READS):
            if self._descriptor < 0 or not self._read():
                return

    async def close(self) -> None:
        if self._descriptor >= 0:
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1

    def _add(self, path: str) -> int:
        """Watch `path`; 0, or the number of the error."""
        watch = self._libc.inotify_add_watch(self._descriptor, os.fsencode(path), _WANTED)
        if watch < 0:
            return ctypes.get_errno()
        # The system knows folders by their inode: one that was moved here keeps its watch.
        before = self._path_of.get(watch)
        if before is not None:
            self._watch_of.pop(before, None)
            self._leave(before)
        self._path_of[watch] = path
        self._watch_of[path] = watch
        self._inside.setdefault(path.rpartition("/")[0], set()).add(path)
        return 0

    def _remove(self, path: str) -> None:
        watch = self._watch_of.pop(path, None)
        if watch is not None:
            del self._path_of[watch]
            self._leave(path)
            self._libc.inotify_rm_watch(self._descriptor, watch)

    def _leave(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        beside = self._inside.get(folder)
        if beside is not None:
            beside.discard(path)
            if not beside:
                del self._inside[folder]

    def _read(self) -> bool:
        """Deliver what has come; False if nothing has."""
        try:
            data = os.read(self._descriptor, _READ_BYTES)
        except BlockingIOError:
            return False
        except OSError as error:
            self._sink.lost(f"events cannot be read: {error.strerror}")
            return False
        changes: list[Change] = []
        position = 0
        while position < len(data):
            watch, mask, _, length = _HEADER.unpack_from(data, position)
            position += _HEADER.size
            name = data[position : position + length]
            position += length
            if mask & _Q_OVERFLOW:
                self._sink.lost("the system's queue of events was full")
                continue
            folder = self._path_of.get(watch)
            if folder is None:
                continue
            if mask & (_GONE | _IGNORED | _UNMOUNT):
                # Whatever bears this path from now on is another folder.
                self._forget(folder)
                changes.append(Change(folder, "", "gone", "gone", True))
                continue
            word = next(word for bit, word in _WORDS if mask & bit)
            decoded = os.fsdecode(name.rstrip(b"\0"))
            is_folder = bool(mask & _ISDIR)
            kind: Literal["entry", "content"] = "entry" if mask & _ENTRIES else "content"
            changes.append(Change(folder, decoded, kind, word, is_folder))
        if changes:
            self._sink.changed(changes)
        return True

    def _forget(self, folder: str) -> None:
        """Drop the watches of `folder` and all below it: they follow it to where it was moved."""
        if self._problem:
            # Of a folder between there may be no watch.
            below = folder + "/"
            for path in [path for path in self._watch_of if path.startswith(below)]:
                self._remove(path)
        # A tree that is removed tells of each of its folders: to look through all watches each time
        # held the loop for seconds.
        pending = [folder]
        while pending:
            path = pending.pop()
            pending += self._inside.get(path, ())
            self._remove(path)


def _exhausted(watched: int, wanted: int) -> str:
    limit = ""
    try:
        text = Path("/proc/sys/fs/inotify/max_user_watches").read_text()
        limit = f" (fs.inotify.max_user_watches is {int(text):,})"
    except (OSError, ValueError):
        pass
    return (
        f"the system gives no more file watches{limit}: {watched:,} of {wanted:,} folders have one"
    )

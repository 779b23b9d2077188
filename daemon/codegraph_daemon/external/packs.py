"""Facts of libraries kept between daemons: one file for each package, written once and mapped.

A pack is named by what it holds, so two environments with the same package share it, and no pack
ever changes: it is written under another name, renamed into place, and can be mapped by any number
of processes while it is deleted.  Beside the packs lies, for each folder of a package on this
machine and each environment in which it is read differently, which pack its files are in, with the
state in which each was read; a file in another state is read again from the disk.  So a pack saves
time and nothing else: what is missing, foreign or damaged is as good as not there.

Stays out: which packages are packed, and when.
"""

from __future__ import annotations

import mmap
import os
import time
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

import msgpack
from xxhash import xxh3_64_digest

from .. import whole_file
from ..facts import FACTS_FORMAT
from .files import State

_MAGIC = b"CGPACK" + bytes([1, FACTS_FORMAT])
_SUM = 8
_LENGTH = 8
KEEP_DAYS = 14
MOST_BYTES = 1 << 30
"""Packs that nobody mapped for so many days, and the least used beyond so many bytes, go."""
_DAY_SECONDS = 86_400

Made = tuple[str, State, bytes, bytes]
"""Path in the package, state, facts id and facts of one file."""


class Pack:
    """An open pack: facts by their ids."""

    def __init__(self, mapped: mmap.mmap, table: dict[bytes, list[int]], start: int) -> None:
        self._mapped = mapped
        self._table = table
        self._start = start

    def facts(self, facts_id: bytes) -> bytes | None:
        """The facts of an id; None if they are not in it."""
        found = self._table.get(facts_id)
        if found is None:
            return None
        at, length = self._start + found[0], found[1]
        return self._mapped[at : at + length]


def open_pack(path: Path) -> Pack | None:
    """The pack at a path; None if there is none, or it is none that can be used."""
    try:
        with open(path, "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        os.utime(path)
    except (OSError, ValueError):
        return None
    head = len(_MAGIC)
    if mapped[:head] != _MAGIC:
        return None
    length = int.from_bytes(mapped[head : head + _LENGTH], "big")
    start = head + _LENGTH + length
    if start + _SUM > len(mapped):
        return None
    with memoryview(mapped) as view, view[:-_SUM] as summed:
        if xxh3_64_digest(summed) != mapped[-_SUM:]:
            return None
    table: dict[bytes, list[int]] = msgpack.unpackb(mapped[head + _LENGTH : start])
    return Pack(mapped, table, start)


class _Folder(NamedTuple):
    """What is known of one folder of a package: its pack, and the files that are in it."""

    pack: Pack | None
    files: dict[str, list[int | bytes]]


class Packs:
    """The packs in one directory, each opened when it is first asked for."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._folders: dict[tuple[str, str], _Folder] = {}
        self._made = 0

    def facts(
        self, folder: str, environment: str, inner: str, state: State
    ) -> tuple[bytes, bytes] | None:
        """Facts id and facts of a file of the package in `folder`, as it is in an environment, if
        it was packed in this state."""
        known = self._folders.get((folder, environment))
        if known is None:
            known = self._folders[folder, environment] = self._open(folder, environment)
        row = known.files.get(inner)
        if row is None or known.pack is None or tuple(row[:2]) != state:
            return None
        facts_id = row[2]
        facts = known.pack.facts(facts_id) if isinstance(facts_id, bytes) else None
        return None if facts is None or not isinstance(facts_id, bytes) else (facts_id, facts)

    def forget(self) -> None:
        """Look again at what is packed when it is next asked for."""
        self._folders.clear()

    def follow(self, made: int) -> None:
        """Look again if more packs were made by now: what is read until then is parsed."""
        if made != self._made:
            self._made = made
            self.forget()

    def _open(self, folder: str, environment: str) -> _Folder:
        try:
            content = self._pointer(folder, environment).read_bytes()
            name, files = msgpack.unpackb(content)
            return _Folder(open_pack(self.directory / name), dict(files))
        except (OSError, ValueError, TypeError, msgpack.UnpackException):
            return _Folder(None, {})

    def _pointer(self, folder: str, environment: str) -> Path:
        told = f"{folder}\0{environment}" if environment else folder
        name = blake2b(told.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return self.directory / f"{name}.at"

    def write(self, folder: str, environment: str, made: Iterable[Made]) -> int:
        """Pack the files of the package in `folder`, as they are in an environment; how many bytes
        the pack has."""
        table: dict[bytes, list[int]] = {}
        files: dict[str, list[int | bytes]] = {}
        parts: list[bytes] = []
        size = 0
        for inner, state, facts_id, facts in sorted(made):
            files[inner] = [*state, facts_id]
            if facts_id not in table:
                table[facts_id] = [size, len(facts)]
                parts.append(facts)
                size += len(facts)
        packed = msgpack.packb(table)
        content = b"".join((_MAGIC, len(packed).to_bytes(_LENGTH, "big"), packed, *parts))
        content += xxh3_64_digest(content)
        name = blake2b(b"".join(sorted(table)), digest_size=16).hexdigest() + ".pack"
        if not (self.directory / name).exists() or open_pack(self.directory / name) is None:
            whole_file.replace(self.directory / name, (content,))
        pointer = self._pointer(folder, environment)
        whole_file.replace(pointer, (msgpack.packb([name, files]),))
        self._folders.pop((folder, environment), None)
        return len(content)

    def sweep(self, now: float, keep_days: float = KEEP_DAYS, most: int = MOST_BYTES) -> None:
        """Delete what nobody used for so long, and the least used beyond so many bytes."""
        found: list[tuple[float, int, Path]] = []
        for path in self.directory.glob("*"):
            try:
                state = path.stat()
            except OSError:
                continue
            if not S_ISREG(state.st_mode):
                continue
            found.append((state.st_mtime, state.st_size, path))
        total = 0
        for used, size, path in sorted(found, reverse=True):
            total += size
            is_old = now - used > keep_days * _DAY_SECONDS
            if (is_old and path.suffix != ".at") or total > most:
                path.unlink(missing_ok=True)
        for _, _, path in found:
            # What leads to a pack that is gone leads nowhere.
            if path.suffix == ".at" and not self._leads_somewhere(path):
                path.unlink(missing_ok=True)

    def _leads_somewhere(self, pointer: Path) -> bool:
        try:
            name: str = msgpack.unpackb(pointer.read_bytes())[0]
            return (self.directory / name).exists()
        except (OSError, ValueError, TypeError, IndexError, msgpack.UnpackException):
            return False


def sweep_now(directory: Path) -> None:
    """Sweep the packs of a directory as of now."""
    Packs(directory).sweep(time.time())

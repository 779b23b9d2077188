"""Sources in archives: what is looked at is unpacked, once, so that there is a file to open.

An archive has a folder of its own, named by its path and state, in which its members appear as
they are asked for, read-only and each by one rename; so it is never half there, and one that has
changed has another folder.  Names that would lead out of the folder, and members that are too
large, are not there.
"""

from __future__ import annotations

import os
import shutil
import struct
import time
import zipfile
import zlib
from collections.abc import Collection
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from .. import whole_file

SOURCES = "sources"
"""The directory of all of them, in that of the packs."""
_MOST_BYTES = 2 * 1024 * 1024
"""Larger members are not unpacked."""
_MOST_MEMBERS = 200_000
KEEP_DAYS = 14
MOST_BYTES = 256 * 1024 * 1024
"""What nobody asked for in so many days goes, and the least used beyond so many bytes."""
_DAY_SECONDS = 86_400
_ENDING = ".java"

State = tuple[int, int]


class Archives:
    """The archives that this process has looked into; `directory` is where they are unpacked."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._archives: dict[str, tuple[str, dict[str, _Member]]] = {}
        """By folder: the archive, and its members by their names."""
        self._states: dict[str, tuple[State, str]] = {}
        """By archive: its state when it was looked into, and its folder."""

    def folder(self, archive: str) -> str:
        """The folder of an archive; empty if it is none that can be read."""
        state = _state_of(archive)
        known = self._states.get(archive)
        if known is not None and known[0] == state:
            return known[1]
        if state is None:
            return ""
        told = f"{archive}\0{state[0]}\0{state[1]}".encode("utf-8", "surrogateescape")
        name = blake2b(told, digest_size=16).hexdigest()
        folder = str(self.directory / name)
        members = _members_of(archive)
        self._states[archive] = (state, folder if members else "")
        if members:
            self._archives[folder] = (archive, members)
            if os.path.isdir(folder):
                os.utime(folder)
        return folder if members else ""

    def names(self, folder: str) -> Collection[str]:
        """The names of all members of the archive of a folder."""
        known = self._archives.get(folder)
        return () if known is None else known[1].keys()

    def unpacked(self, folder: str, name: str) -> str | None:
        """The path of a member; None if there is none, or it cannot be unpacked."""
        known = self._archives.get(folder)
        member = None if known is None else known[1].get(name)
        if known is None or member is None:
            return None
        path = f"{folder}/{name}"
        try:
            if not os.path.isfile(path):
                whole_file.replace(Path(path), (_read(known[0], member),), 0o400)
        except (OSError, ValueError, struct.error, zlib.error):
            return None
        return path


class _Member(NamedTuple):
    """Where a member is in its archive."""

    offset: int
    """Of its own header."""
    packed: int
    size: int
    is_packed: bool


def _state_of(path: str) -> State | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns)


def _members_of(path: str) -> dict[str, _Member]:
    """The sources in an archive, but for those that lead elsewhere or are too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            rows = archive.infolist()[:_MOST_MEMBERS]
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return {}
    return {
        row.filename: _Member(
            row.header_offset,
            row.compress_size,
            row.file_size,
            row.compress_type == zipfile.ZIP_DEFLATED,
        )
        for row in rows
        if _is_source(row.filename)
        and row.file_size <= _MOST_BYTES
        and row.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    }


_HEADER = struct.Struct("<4s22xHH")
"""Of a member: its signature, and the lengths of its name and of what is told beside."""


def _read(archive: str, member: _Member) -> bytes:
    """The content of a member: to open the archive anew each time would read its whole table."""
    with open(archive, "rb") as file:
        file.seek(member.offset)
        signature, name, beside = _HEADER.unpack(file.read(_HEADER.size))
        if signature != b"PK\3\4":
            raise ValueError("no member of an archive")
        file.seek(name + beside, os.SEEK_CUR)
        content = file.read(member.packed)
    if member.is_packed:
        content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, member.size + 1)
    if len(content) != member.size:
        raise ValueError("not as large as its archive says")
    return content


def _is_source(name: str) -> bool:
    if not name.endswith(_ENDING) or name.startswith("/") or "\\" in name or "\0" in name:
        return False
    return ".." not in name.split("/")


def sweep(
    directory: Path, now: float, keep_days: float = KEEP_DAYS, most: int = MOST_BYTES
) -> None:
    """Delete what nobody used for so long, and the least used beyond so many bytes."""
    found: list[tuple[float, int, Path]] = []
    for folder in directory.glob("*"):
        try:
            found.append((folder.stat().st_mtime, _size_of(folder), folder))
        except OSError:
            continue
    total = 0
    for used, size, folder in sorted(found, reverse=True):
        total += size
        if now - used > keep_days * _DAY_SECONDS or total > most:
            shutil.rmtree(folder, ignore_errors=True)


def _size_of(folder: Path) -> int:
    return sum([path.stat().st_size for path in folder.rglob("*") if path.is_file()])


def sweep_now(directory: Path) -> None:
    """Sweep the unpacked archives of a directory as of now."""
    sweep(directory, time.time())

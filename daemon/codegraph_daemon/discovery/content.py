"""Reading one source file, and what its content says against indexing it.

Belongs here: opening a file so that nothing outside the root is read, and the verdict on bytes.
Stays out: decisions by path (`rules`, `scan`), decoding and parsing.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from codegraph_daemon.discovery.filestat import NO_FILE, FileStat, file_stat
from codegraph_daemon.languages.registry import is_by_folder, is_read_if_generated

_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""How a file is opened: never through a symlink, and without waiting for a FIFO."""

_HEAD_LINES = 10
_HEAD_BYTES = 4096
_BINARY_SAMPLE = 8192

_MEAN_LINE = 250
_MINIFIED_FROM = 2048
_LONGEST_LINE = 100_000
_NOTEBOOK = b'"nbformat"'

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

_HEADING = re.compile(rb"^\S.*\n([!-/:-@\[-`{-~])\1{2,}[ \t]*\r?$", re.MULTILINE)
"""A line with a line of marks below it."""
_COMMENT = re.compile(rb"\s*(#|//|/\*|\*|--|;|<!--|%)")
_SAID = b"generated"
_GENERATED = re.compile(
    rb"(?<![\w@-])@generated\b(?!-)|\b(?:code|file)?\s*generated\b.*\bdo not (?:edit|modify)\b",
    re.IGNORECASE,
)


class Source(NamedTuple):
    """The bytes of a file with the state that they were read in; or why there are none.

    `problem` is a sentence for a person, empty if and only if the bytes are there.
    """

    data: bytes
    stat: FileStat
    problem: str = ""


def read_source(root: str, path: str, max_bytes: int) -> Source:
    """Read the file `path` (posix, relative to the real path `root`), at most `max_bytes` long.

    Only a regular file that lies inside the root without any symlink on the way is read. Secrets
    must be ruled out before. The file's state is taken before the bytes, so that a later change
    shows as a different state.
    """
    full = f"{root}/{path}"
    try:
        descriptor = os.open(full, _READING)
    except OSError as error:
        return Source(b"", _state_of(full), f"{path}: cannot be read: {error.strerror}")
    return _read(descriptor, full, path, max_bytes)


def read_sources(root: str, paths: Iterable[str], max_bytes: int) -> Iterator[Source]:
    """As `read_source` of each of these files; cheaper where those of one folder follow each other.

    Where a folder lies is then asked once for all of them, and they are opened through it.
    """
    folder: str | None = None
    opened = -1
    try:
        for path in paths:
            inside, _, name = path.rpartition("/")
            if inside != folder:
                opened = _close(opened)
                opened, folder = _open_folder(f"{root}/{inside}" if inside else root), inside
            descriptor = -1
            if opened >= 0:
                with suppress(OSError):
                    descriptor = os.open(name, _READING, dir_fd=opened)
            if descriptor < 0:
                yield read_source(root, path, max_bytes)
            else:
                yield _read(descriptor, None, path, max_bytes)
    finally:
        _close(opened)


def _open_folder(full: str) -> int:
    """A descriptor of a folder that lies where its path says; -1 if it does not."""
    try:
        opened = os.open(full, _READING | os.O_DIRECTORY)
    except OSError:
        return -1
    return opened if _lies_at(opened, full) else _close(opened)


def _close(descriptor: int) -> int:
    if descriptor >= 0:
        os.close(descriptor)
    return -1


def _read(descriptor: int, full: str | None, path: str, max_bytes: int) -> Source:
    """What an open file holds, which is closed; `full` is where it must lie, if that is not known
    of it."""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Source(b"", NO_FILE, f"{path}: it is not a regular file")
        if full is not None and not _lies_at(descriptor, full):
            return Source(b"", NO_FILE, f"{path}: it does not lie in a real folder of the root")
        # One byte more than is wanted tells a file that is larger, or that grew since.
        wanted = status.st_size <= max_bytes
        data = _read_all(descriptor, status.st_size, max_bytes + 1) if wanted else b""
    except OSError as error:
        return Source(b"", NO_FILE, f"{path}: cannot be read: {error.strerror}")
    finally:
        os.close(descriptor)
    if max(status.st_size, len(data)) > max_bytes:
        return Source(b"", file_stat(status), f"{path}: it is larger than {max_bytes:,} bytes")
    return Source(data, file_stat(status))


def read_parts(
    root: str, path: str, parts: Iterable[tuple[int, int]], state: FileStat
) -> list[bytes] | None:
    """The bytes of a file between some pairs of offsets, as far as it has them; None if it is not
    in the state in which it was read before, or cannot be read.

    Where it lies need not be asked again: a file in that state is the one that was read, which lay
    inside the root.
    """
    try:
        descriptor = os.open(f"{root}/{path}", _READING)
    except OSError:
        return None
    try:
        now = os.fstat(descriptor)
        if state != (now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino):
            return None
        return [os.pread(descriptor, end - start, start) for start, end in parts]
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _lies_at(descriptor: int, full: str) -> bool:
    """Whether an open file, which is no symlink, lies at a path without any on the way."""
    # Linux tells it at once; everything else asks for each folder.
    try:
        if os.readlink(f"/proc/self/fd/{descriptor}") == full:
            return True
    except OSError:
        pass
    folder = os.path.dirname(full)
    return os.path.realpath(folder) == folder


def _state_of(full: str) -> FileStat:
    """The state of a file that cannot be opened; a later one shows that it is to be tried again."""
    try:
        return file_stat(os.lstat(full))
    except OSError:
        return NO_FILE


def content_verdict(data: bytes, path: str = "") -> str | None:
    """Why the content of a file speaks against indexing it, as a clause; None if it does not.

    Plain text that lies among documents, by its `path` in the workspace, is one if it has headings.
    Binary is a NUL byte near the beginning (UTF-16 with its mark is text). Minified is a mean line
    above 250 bytes or a line above 100,000, but in a notebook, which holds pictures. Generated is
    an explicit statement in a comment within the first ten lines: `@generated`, or "generated ...
    do not edit", which says nothing where the language keeps such files among the others.
    """
    text = data
    if data.startswith(_UTF16) and not data.startswith(_UTF32):
        text = data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in data[:_BINARY_SAMPLE]:
        return "it is binary: it contains NUL bytes"
    if text[:1] != b"{" or _NOTEBOOK not in text:
        minified = _looks_minified(text)
        if minified is not None:
            return minified
    if path and is_by_folder(path) and not _HEADING.search(text):
        return "it is plain text without headings, which may be a list or data"
    head = text[:_HEAD_BYTES]
    if _SAID not in head.lower():
        # Of nearly every file; the pattern takes its time on lines of a licence.
        return None
    for line in head.splitlines()[:_HEAD_LINES]:
        if _COMMENT.match(line) and _GENERATED.search(line):
            if is_read_if_generated(path):
                return None
            said = line.strip().decode("utf-8", "replace")[:80]
            return f'it says that it is generated: "{said}"'
    return None


def _looks_minified(text: bytes) -> str | None:
    lines = text.count(b"\n") or text.count(b"\r")
    if len(text) >= _MINIFIED_FROM and len(text) / (lines + 1) > _MEAN_LINE:
        return f"it looks minified: its lines are {len(text) // (lines + 1)} bytes long on average"
    if len(text) > _LONGEST_LINE:
        longest = max(map(len, text.splitlines()))
        if longest > _LONGEST_LINE:
            return f"it looks minified: its longest line has {longest} bytes"
    return None


def _read_all(descriptor: int, size: int, limit: int) -> bytes:
    """All bytes of a file that was `size` bytes long just now, at most `limit`."""
    # Room for the whole limit would be made and given back, which takes longer than reading.
    part = os.read(descriptor, min(size or _HEAD_BYTES, limit))
    if len(part) == size:
        # That is all of it, and saves asking for more; what was added since changed its state.
        return part
    parts = [part]
    while part and (limit := limit - len(part)) > 0:
        part = os.read(descriptor, limit)
        parts.append(part)
    return b"".join(parts)


def first_line(full: str) -> bytes:
    """The beginning of the first line of the file at the path `full`; empty if it has none.

    Neither a symlink nor a FIFO is opened. Secrets must be ruled out before.
    """
    try:
        descriptor = os.open(full, _READING)
    except OSError:
        return b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        return os.read(descriptor, 256).split(b"\n", 1)[0]
    except OSError:
        return b""
    finally:
        os.close(descriptor)

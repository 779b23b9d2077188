"""The files of a ZIP or TAR archive, which may be anybody's.

Nothing is written but plain files whose names lead below the folder (`layout`): no links, no
devices, no owners, no modes. What is read is bounded as it comes, whatever the archive says of its
sizes: by the number of entries, the bytes of one file, of all, and how many times its own size an
archive may swell to.

Belongs here: both formats and their compressions. Stays out: which files are taken (`layout`).
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final, cast

from codegraph_client.errors import BadRequest

from .layout import Layout

_MOST_SWELLING: Final = 300
"""How many times its own size an archive may be; what is written by people stays far below."""
_ALWAYS_BYTES: Final = 64 << 20
"""So much is read of any archive, however small it is."""
_PIECE: Final = 1 << 16
_TAR_MAGIC_AT: Final = 257
_ENCRYPTED: Final = 1

_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, tarfile.TarError, EOFError)
_OTHERS: Final = {
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
}


def lay_out_archive(archive: Path, layout: Layout) -> None:
    """Write the files of an archive.

    Raises BadRequest with what is wrong with it, OSError if it cannot be read.
    """
    with open(archive, "rb") as file:
        begin = file.read(512)
        size = file.seek(0, 2)
        file.seek(0)
        most = max(_ALWAYS_BYTES, size * _MOST_SWELLING)
        try:
            if begin.startswith(b"PK"):
                _zip(file, layout, _Meter(most))
            elif (opened := _tar_inside(begin)) is not None:
                with opened(file) as inside:
                    _tar(_Metered(inside, _Meter(most)), layout)
            else:
                other = next((n for magic, n in _OTHERS.items() if begin.startswith(magic)), "")
                also = f" (it is of {other}, which is not read; unpack it)" if other else ""
                raise BadRequest(f"it is neither a ZIP nor a TAR archive{also}")
        except _DAMAGED as error:
            raise BadRequest(f"it is damaged: {str(error) or 'it ends too early'}") from None
        except gzip.BadGzipFile as error:
            raise BadRequest(f"it is damaged: {error}") from None
        except MemoryError:
            raise BadRequest("it needs too much memory to be read") from None


class _Meter:
    """How much was read of an archive so far, beside the most that it may be."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._most = most

    def count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise BadRequest(
                f"it swells to more than {self._most >> 20:,} MiB, which no source code does"
            )


class _Metered:
    """A stream that is read once from its beginning, and no further than its meter allows."""

    def __init__(self, stream: IO[bytes], meter: _Meter) -> None:
        self.told = 0
        """The bytes up to the last one that is not zero."""
        self._at = 0
        self._stream = stream
        self._meter = meter

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._meter.count(len(data))
        if told := len(data.rstrip(b"\0")):
            self.told = self._at + told
        self._at += len(data)
        return data


def _tar_inside(begin: bytes) -> Callable[[IO[bytes]], IO[bytes]] | None:
    """How the TAR in a file is read, by how the file begins; None if it is none."""
    if begin.startswith(b"\x1f\x8b"):
        return lambda file: cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    if begin.startswith(b"BZh"):
        return lambda file: cast("IO[bytes]", bz2.BZ2File(file))
    if begin.startswith((b"\xfd7zXZ\0", b"\x5d\0\0")):
        return lambda file: cast("IO[bytes]", lzma.LZMAFile(file))
    if begin[_TAR_MAGIC_AT:].startswith(b"ustar"):
        return lambda file: file
    return None


def _tar(stream: _Metered, layout: Layout) -> None:
    # Read as a stream: nothing is looked for twice, and what is skipped is metered as well.
    with tarfile.open(fileobj=cast("Any", stream), mode="r|", errorlevel=2) as opened:
        for member in opened:
            name = member.name.removeprefix("./")
            # A sparse file is as large as it says, and nearly nothing in the archive.
            plain = member.isreg() and not member.issparse()
            if layout.wants(name, member.size) and plain:
                content = opened.extractfile(member)
                assert content is not None
                with content:
                    layout.add(name, _whole(content, member.size))
            # What was read stays with the archive otherwise.
            cast("Any", opened).members.clear()
        while stream.read(_PIECE):
            pass
        # It ends with zeros, and ends the same way, saying nothing, where it cannot be read.
        if stream.told > opened.offset:
            raise BadRequest("it is damaged: what follows in it is no file")


def _zip(file: IO[bytes], layout: Layout, meter: _Meter) -> None:
    with zipfile.ZipFile(file) as opened:
        for member in opened.infolist():
            name = member.filename.removeprefix("./")
            # A link is a file of its target's name, which its mode alone tells.
            plain = not member.is_dir() and (member.external_attr >> 28) in (0, 0o10)
            if not layout.wants(name, member.file_size) or not plain:
                continue
            if member.flag_bits & _ENCRYPTED:
                raise BadRequest("it is encrypted")
            try:
                with opened.open(member) as content:
                    data = _whole(content, member.file_size)
            except NotImplementedError as error:
                raise BadRequest(f"{name} cannot be read: {error}") from None
            meter.count(len(data))
            layout.add(name, data)


def _whole(content: IO[bytes], size: int) -> bytes:
    """All of a member, which must be of the size that the archive says."""
    pieces: list[bytes] = []
    left = size
    # One byte more than there should be: only its end has the checksum looked at.
    while piece := content.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise BadRequest("it is damaged: a file in it is larger than it says")
        pieces.append(piece)
    if left:
        raise BadRequest("it is damaged: it ends too early")
    return b"".join(pieces)

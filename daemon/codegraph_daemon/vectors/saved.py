"""A copy of an index in a file beside the store, so that a daemon need not build it anew.

It is a cache and nothing else: whatever is wrong with it (missing, cut off, damaged, of another
model, another store or another version), it is as if there were none. The file is FAISS's own,
which ends where FAISS says, followed by the columns that belong to it, a header, and the hash of
all that.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgpack
import numpy as np
import xxhash

from .index import VectorIndex
from .library import faiss

_END: Final = struct.Struct("<Q16s8s")
"""Length of the header, hash of all before it and of itself, and what file this is."""
_MAGIC: Final = b"cgvector"
_PIECE: Final = 1 << 20
_COLUMNS: Final = ("contents", "ordinals", "alive", "short", "shortlist")


def save(index: VectorIndex, path: Path, about: Mapping[str, Any]) -> None:
    """Write a copy that `load` takes for the same `about`. Raises OSError.

    The file appears whole or not at all; what was there before stays until then.
    """
    held, columns = index.parts()
    header = {
        **about,
        "metric": index.metric,
        "scale": index.scale,
        "faiss": faiss().__version__,
        "columns": {name: [columns[name].dtype.str, len(columns[name])] for name in _COLUMNS},
    }
    packed: bytes = msgpack.packb(header)
    unfinished = path.with_suffix(".new")
    try:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
        try:
            faiss().write_index(held, str(unfinished))
        except RuntimeError as error:
            raise OSError(f"cannot write {unfinished}: {error}") from error
        with open(unfinished, "r+b") as file:
            file.seek(0, os.SEEK_END)
            for name in _COLUMNS:
                file.write(np.ascontiguousarray(columns[name]).tobytes())
            file.write(packed)
            length = file.tell()
            file.seek(0)
            digest = _digest(file, length)
            file.seek(length)
            file.write(_END.pack(len(packed), digest, _MAGIC))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def load(path: Path, about: Mapping[str, Any]) -> VectorIndex | None:
    """The index that was saved with the same `about`; None if there is no such copy."""
    try:
        return _load(path, about)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, struct.error):
        # RuntimeError is what FAISS raises, ValueError what msgpack and numpy do.
        return None


def _load(path: Path, about: Mapping[str, Any]) -> VectorIndex | None:
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < _END.size:
            return None
        file.seek(size - _END.size)
        packed_length, digest, magic = _END.unpack(file.read(_END.size))
        length = size - _END.size
        if magic != _MAGIC or packed_length > length:
            return None
        file.seek(0)
        if _digest(file, length) != digest:
            return None
        file.seek(length - packed_length)
        header = msgpack.unpackb(file.read(packed_length))
        if header["faiss"] != faiss().__version__ or any(
            header.get(name) != value for name, value in about.items()
        ):
            return None
        widths = [np.dtype(kind).itemsize * count for kind, count in header["columns"].values()]
        file.seek(length - packed_length - sum(widths))
        columns = {
            name: np.frombuffer(file.read(width), header["columns"][name][0])
            for name, width in zip(_COLUMNS, widths, strict=True)
        }
    index = faiss().read_index(str(path))
    return VectorIndex.of_parts(header["metric"], header["scale"], index, columns)


def _digest(file: BinaryIO, length: int) -> bytes:
    hashed = xxhash.xxh3_128()
    while length > 0:
        piece = file.read(min(_PIECE, length))
        if not piece:
            break
        hashed.update(piece)
        length -= len(piece)
    return hashed.digest()

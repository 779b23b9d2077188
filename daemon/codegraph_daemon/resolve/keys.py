"""Keys: the names of everything that resolution may look up.

A key is one integer: a 32-bit path id above a 64-bit hash.  `PATHS` in place of the path id marks
keys that belong to no file (does a module path exist, which folders hold a top-level package).
A hash of 0 stands for the file itself, as a reader.

Two different keys that collide would only cause a needless re-link in the stored dependencies; in
the memo of one worker the odds are below 2**-40 for a million keys of one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

PATHS = 0xFFFFFFFF
_PATHS = PATHS << 64
_SYMBOLS = xxh3_64_intdigest(b"symbols")


class Question(NamedTuple):
    """What the key of a memoised answer stands for."""

    path_id: int
    name: str
    operands: tuple[int | str, ...]


_noted: dict[int, Question] | None = None
"""Where questions are written down while somebody wants to read them."""


def bind_key(path_id: int, scope: int, name: str) -> int:
    """What the file binds `name` to in the scope of identity `scope` (ground)."""
    return path_id << 64 | xxh3_64_intdigest(f"b{scope:x} {name}".encode("utf-8", "replace"))


def value_key(path_id: int, scope: int, name: str) -> int:
    """The expressions that give `name` its values in the scope of identity `scope` (ground).

    Apart from `bind_key`, because most who refer to a name never ask what its value is.
    """
    return path_id << 64 | xxh3_64_intdigest(f"v{scope:x} {name}".encode("utf-8", "replace"))


def path_key(path: str) -> int:
    """Whether a module path exists: a file without its extension, or a folder (ground)."""
    return _PATHS | xxh3_64_intdigest(b"p" + path.encode("utf-8", "surrogateescape"))


def top_key(name: str) -> int:
    """Which folders of the workspace hold a top-level package `name` (ground)."""
    return _PATHS | xxh3_64_intdigest(b"t" + name.encode("utf-8", "surrogateescape"))


def announced_key(hashed: int) -> int:
    """Which files announce the name of a hash (ground)."""
    return _PATHS | xxh3_64_intdigest(b"a%d" % hashed)


def announced_in_key(folder: str, hashed: int) -> int:
    """Which files directly inside a folder announce the name of a hash (ground)."""
    text = b"f%d " % hashed + folder.encode("utf-8", "surrogateescape")
    return _PATHS | xxh3_64_intdigest(text)


def exists_key(path: str) -> int:
    """Whether there is a file at exactly this path (ground)."""
    return _PATHS | xxh3_64_intdigest(b"e" + path.encode("utf-8", "surrogateescape"))


def symbols_key(path_id: int) -> int:
    """Which descriptors the file has (ground); for who misses one of them."""
    return path_id << 64 | _SYMBOLS


@lru_cache(maxsize=1 << 15)
def answer_key(path_id: int, question: str, *operands: int | str) -> int:
    """A memoised answer about a file: its exports, a class's bases, a symbol's type."""
    if len(operands) == 1:
        text = f"{question} {operands[0]}"
    elif len(operands) == 2:
        text = f"{question} {operands[0]} {operands[1]}"
    else:
        text = " ".join(map(str, (question, *operands)))
    key = path_id << 64 | xxh3_64_intdigest(text.encode("utf-8", "replace"))
    if _noted is not None:
        _noted[key] = Question(path_id, question, operands)
    return key


@contextmanager
def noting_questions() -> Iterator[dict[int, Question]]:
    """While this lasts, what each key of an answer stands for is found in the dictionary given.

    A key cannot be read back, and nobody but who explains an answer needs that.
    """
    global _noted
    # Keys that are remembered would not be made again, and so not noted.
    answer_key.cache_clear()
    noted: dict[int, Question] = {}
    _noted = noted
    try:
        yield noted
    finally:
        _noted = None


def file_reader(path_id: int) -> int:
    """The links of a file, as a reader of keys."""
    return path_id << 64


def to_bytes(key: int) -> bytes:
    """The 12 bytes under which a key is stored."""
    return key.to_bytes(12, "big")

"""The pieces of one workspace in a file: a daemon that starts anew need not make them again.

Belongs here: the form of the file, and reading and writing it. Stays out: when that is done
(`graphs`), what a piece is (`piece`).

A piece follows from facts and links, and each is kept with the ids of both: what changed since is
made anew by whoever reads the file. A file that other code made, or that is damaged, is no file.
It is not synced: what is lost with the machine is made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgpack
import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_digest

from codegraph_client import __version__

from .. import whole_file
from ..chunks import traits
from ..resolve import heritage
from . import piece as pieces_
from . import structural
from .columns import columns_of
from .piece import Members, Piece
from .structural import NOTHING, Structure

_ID: Final = 16
_DIGEST: Final = 8


class Kept(NamedTuple):
    """A piece, and the ids of what it was made of."""

    facts: bytes
    links: bytes
    piece: Piece


def read(path: Path) -> dict[int, Kept]:
    """The pieces in a file by path id; none if there is no such file."""
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    made_by, digest = content[:_DIGEST], content[_DIGEST : 2 * _DIGEST]
    body = memoryview(content)[2 * _DIGEST :]
    if made_by != _maker() or digest != xxh3_64_digest(body):
        return {}
    return _unpacked(msgpack.unpackb(body, unicode_errors="surrogatepass"))


def write(path: Path, rows: Mapping[int, Kept]) -> None:
    """Put pieces in a file, in place of what it holds. Raises OSError."""
    body = msgpack.packb(_packed(rows), unicode_errors="surrogatepass")
    whole_file.replace(path, (_maker(), xxh3_64_digest(body), body))


@cache
def _maker() -> bytes:
    """What tells the code that makes pieces from all other."""
    sources = [Path(each.__file__ or "") for each in (pieces_, structural, heritage, traits)]
    return xxh3_64_digest(b"\0".join([__version__.encode(), *(s.read_bytes() for s in sources)]))


def _packed(rows: Mapping[int, Kept]) -> dict[str, Any]:
    every = {path_id: row.piece for path_id, row in rows.items()}
    columns = columns_of(every)
    said = list(every.values())
    arrays: dict[str, NDArray[Any]] = {
        "path_ids": np.fromiter(rows, np.uint32, len(rows)),
        "edges": _counts([len(each.source) for each in said]),
        "held": _counts([len(each.holders) for each in said]),
        "of_members": _counts([len(each.members.member) for each in said]),
        "tests": np.array([each.is_test for each in said], np.uint8),
        "source": columns.source.hash,
        "path": columns.target.path,
        "target": columns.target.hash,
        "use": columns.use,
        "rank": columns.rank,
        "position": columns.position,
        "holders": columns.holder.hash,
        "kinds": columns.kind,
        "class_path": columns.of_class.path,
        "class": columns.of_class.hash,
        "name": columns.name,
        "member": columns.member.hash,
    }
    return {
        "facts": b"".join(row.facts for row in rows.values()),
        "links": b"".join(row.links for row in rows.values()),
        "structures": [
            [at, each.structure] for at, each in enumerate(said) if each.structure != NOTHING
        ],
        **{name: array.tobytes() for name, array in arrays.items()},
    }


_KINDS: Final = {
    **dict.fromkeys(("path_ids", "edges", "held", "of_members", "path", "class_path"), np.uint32),
    **dict.fromkeys(("source", "target", "position", "holders"), np.uint64),
    **dict.fromkeys(("class", "name", "member"), np.uint64),
    **dict.fromkeys(("tests", "use", "rank", "kinds"), np.uint8),
}


def _unpacked(packed: Mapping[str, Any]) -> dict[int, Kept]:
    columns: dict[str, NDArray[Any]] = {
        name: np.frombuffer(packed[name], kind) for name, kind in _KINDS.items()
    }
    structures = {at: Structure(*map(_tuples, said)) for at, said in packed["structures"]}
    edges, held, members = (_spans(columns[name]) for name in ("edges", "held", "of_members"))
    facts, links = packed["facts"], packed["links"]
    found: dict[int, Kept] = {}
    for at, path_id in enumerate(columns["path_ids"].tolist()):
        e, h, m = edges[at], held[at], members[at]
        made = Piece(
            source=columns["source"][e],
            path=columns["path"][e],
            target=columns["target"][e],
            use=columns["use"][e],
            rank=columns["rank"][e],
            position=columns["position"][e],
            is_test=bool(columns["tests"][at]),
            kinds=columns["kinds"][h],
            holders=columns["holders"][h],
            members=Members(*(columns[c][m] for c in ("class_path", "class", "name", "member"))),
            structure=structures.get(at, NOTHING),
        )
        ids = slice(at * _ID, (at + 1) * _ID)
        found[path_id] = Kept(facts[ids], links[ids], made)
    return found


def _counts(counts: list[int]) -> NDArray[np.uint32]:
    return np.array(counts, np.uint32)


def _spans(counts: NDArray[Any]) -> list[slice]:
    ends = np.cumsum(counts).tolist()
    return [slice(end - count, end) for count, end in zip(counts.tolist(), ends, strict=True)]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value

"""What a search gives: hits, as plain values.

Belongs here: the hit, and reading it from a row. Stays out: choosing rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from codegraph_daemon.facts import KIND_NAMES
from codegraph_daemon.search.rows import WIDE
from codegraph_daemon.search.spelling import LONGEST_NAME

if TYPE_CHECKING:
    from codegraph_daemon.search.columns import Ints, SegmentColumns


_SCORES = [round(1 - quality / 256, 3) for quality in range(257)]


class Hit(NamedTuple):
    """A symbol that was found.

    `symbol` is its index in the facts of the file. `container` is the dotted name of what it lies
    in inside the file, empty at the top. `line` and `column` (bytes) are zero-based and say where
    its name starts. `score` is 1 for an exact match and gets smaller as matches get worse.
    """

    path_id: int
    symbol: int
    name: str
    kind: str
    container: str
    line: int
    column: int
    score: float
    wide: bool
    """Whether its line holds anything but ASCII."""


def hits_of(columns: SegmentColumns, rows: Ints, qualities: Ints) -> list[Hit]:
    """The hits that some rows stand for; qualities as in `match`.

    Answers may have a thousand hits, so each of them is made with as little as possible.
    """
    text, raw, containers = columns.latin_text, columns.raw_text, columns.containers
    starts = columns.starts[rows]
    ends = starts + columns.length[rows]
    ups = columns.up[rows]
    hits: list[Hit] = []
    for row, outer, start, end, quality, path_id, symbol, kind, line, column, flags in zip(
        rows.tolist(),
        (rows - ups).tolist(),
        starts.tolist(),
        ends.tolist(),
        qualities.tolist(),
        columns.path_id[rows].tolist(),
        columns.symbol[rows].tolist(),
        columns.kind[rows].tolist(),
        columns.line[rows].tolist(),
        columns.column[rows].tolist(),
        columns.flags[rows].tolist(),
        strict=True,
    ):
        name = text[start:end]
        if not name.isascii():
            name = _decoded(raw[start:end])
        container = containers.get(outer)
        if container is None:
            container = containers[outer] = _qualified(columns, outer)
        hits.append(
            Hit(
                path_id,
                symbol,
                name,
                KIND_NAMES[kind],
                container if outer != row else "",
                line,
                column,
                _SCORES[quality],
                flags & WIDE != 0,
            )
        )
    return hits


def _qualified(columns: SegmentColumns, row: int) -> str:
    """The dotted name of a row inside its file; empty for the file's own."""
    names: list[str] = []
    while up := int(columns.up[row]):
        start = int(columns.starts[row])
        names.append(_decoded(columns.raw_text[start : start + int(columns.length[row])]))
        row -= up
    return ".".join(reversed(names))


def _decoded(spelled: bytes | bytearray) -> str:
    # A name that was cut may end inside a character.
    return spelled.decode("utf-8", "surrogatepass" if len(spelled) < LONGEST_NAME else "ignore")

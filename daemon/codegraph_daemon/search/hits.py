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
    """The hits that some rows stand for; qualities as in `match`."""
    starts, lengths, ups = columns.starts, columns.length, columns.up
    raw = columns.raw_text
    containers = {}

    def name(row: int) -> str:
        start = int(starts[row])
        spelled = raw[start : start + int(lengths[row])]
        # A name that was cut may end inside a character.
        return spelled.decode("utf-8", "surrogatepass" if len(spelled) < LONGEST_NAME else "ignore")

    def qualified(row: int) -> str:
        names = []
        while up := int(ups[row]):
            names.append(name(row))
            row -= up
        return ".".join(reversed(names))

    def container(row: int) -> str:
        outer = row - int(ups[row])
        if outer not in containers:
            containers[outer] = qualified(outer)
        return containers[outer] if outer != row else ""

    of_rows = (
        columns.path_id,
        columns.symbol,
        columns.kind,
        columns.line,
        columns.column,
        columns.flags,
    )
    values = zip(*(column[rows].tolist() for column in of_rows), strict=True)
    return [
        Hit(
            path_id=path_id,
            symbol=symbol,
            name=name(row),
            kind=KIND_NAMES[kind],
            container=container(row),
            line=line,
            column=column,
            score=round(1 - quality / 256, 3),
            wide=bool(flags & WIDE),
        )
        for row, quality, (path_id, symbol, kind, line, column, flags) in zip(
            rows.tolist(), qualities.tolist(), values, strict=True
        )
    ]

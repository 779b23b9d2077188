"""What a search gives: hits, as plain values.

Belongs here: the hit, and reading it from a row. Stays out: choosing rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from codegraph_daemon.facts import KIND_NAMES, dotted
from codegraph_daemon.search.rows import WIDE
from codegraph_daemon.search.spelling import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegraph_daemon.search.columns import Ints, SegmentColumns


HitRow = tuple[int, int, str, str, str, int, int, int, float, bool]
"""A `Hit` as a plain tuple, which costs a third to make."""

HitColumns = tuple[Sequence[Any], ...]
"""Some hits as a column for each field of a `Hit`: whoever answers with columns makes no hits."""

_SCORES = [round(1 - quality / 256, 3) for quality in range(257)]


class Hit(NamedTuple):
    """A symbol that was found.

    `symbol` is its index in the facts of the file. `container` is the dotted name of what it lies
    in inside the file, empty at the top. `line`, `column` and `end_column` (bytes) are zero-based
    and say where its name is. `score` is 1 for an exact match and gets smaller as matches get
    worse.
    """

    path_id: int
    symbol: int
    name: str
    kind: str
    container: str
    line: int
    column: int
    end_column: int
    score: float
    wide: bool
    """Whether its line holds anything but ASCII."""


def hits_of(columns: SegmentColumns, rows: Ints, qualities: Ints) -> HitColumns:
    """The hits that some rows stand for; qualities as in `match`."""
    text = columns.latin_text
    of_rows = columns.name[rows]
    begin, length = columns.starts[of_rows], columns.length[of_rows]
    column = columns.column[rows]
    starts, ends = begin.tolist(), (begin + length).tolist()
    names = list(map(text.__getitem__, map(slice, starts, ends)))
    wide = (columns.flags[rows] & WIDE) != 0
    for place in wide.nonzero()[0].tolist():
        # Only where a line is not ASCII a name can be something else.
        names[place] = _decoded(columns.raw_text[starts[place] : ends[place]])
    outer = columns.container[rows].tolist()
    containers = columns.containers
    for row in set(outer).difference(containers):
        containers[row] = _qualified(columns, row)
    return (
        columns.path_id[rows].tolist(),
        columns.symbol[rows].tolist(),
        names,
        list(map(KIND_NAMES.__getitem__, columns.kind[rows].tolist())),
        list(map(containers.__getitem__, outer)),
        columns.line[rows].tolist(),
        column.tolist(),
        (column + length).tolist(),
        list(map(_SCORES.__getitem__, qualities.tolist())),
        wide.tolist(),
    )


def rows_of(columns: HitColumns) -> Iterator[HitRow]:
    """The same hits one by one."""
    return zip(*columns, strict=True)


def _qualified(columns: SegmentColumns, row: int) -> str:
    """The dotted name of a row inside its file, as it is shown; empty for the file's own."""

    ups, names, starts, lengths = columns.outwards
    text = columns.raw_text

    def outwards(row: int) -> Iterator[str]:
        while up := ups[row]:
            name = names[row]
            yield _decoded(text[starts[name] : starts[name] + lengths[name]])
            row -= up

    return dotted(outwards(row))


def _decoded(spelled: bytes | bytearray) -> str:
    # A name that was cut may end inside a character.
    return spelled.decode("utf-8", "surrogatepass" if len(spelled) < LONGEST_NAME else "ignore")

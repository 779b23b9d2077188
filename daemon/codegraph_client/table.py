"""Long lists of results on the wire: a column for each field instead of a map for each result.

The names of the fields, which are most of the bytes, are sent once, and so is a value that all
results share.  For 900 results that is 92 KB instead of 236, and half the time of both sides.
Belongs here: folding and unfolding.  Stays out: when it is done (`framing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict


class Table(TypedDict):
    """Results of equal fields; a column of one value stands for that value in every result."""

    count: int
    fields: list[str]
    columns: list[Sequence[Any]]


def folded(results: Sequence[dict[str, Any]]) -> Table | None:
    """Results as a table; None if they have not all the same fields in the same order."""
    fields = tuple(results[0])
    if not all(map(fields.__eq__, map(tuple, results))):
        return None
    count = len(results)
    columns: list[Sequence[Any]] = []
    for column in zip(*map(dict.values, results), strict=True):
        first = column[0]
        # Equal is not enough: 1, 1.0 and True are different on the wire.
        shared = column.count(first) == count and len(set(map(type, column))) == 1
        columns.append(column[:1] if shared else column)
    return {"count": count, "fields": list(fields), "columns": columns}


def unfolded(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of a table.  Raises ValueError if it is none, or its columns do not fit."""
    match table:
        case {"count": int() as count, "fields": list() as fields, "columns": list() as given}:
            pass
        case _:
            raise ValueError("not a table of results")
    if not all(isinstance(column, list) for column in given):
        raise ValueError("a table of results with a column that is no list")
    columns = [column * count if len(column) == 1 else column for column in given]
    if len(columns) != len(fields) or any(len(column) != count for column in columns):
        raise ValueError("a table of results with columns of different lengths")
    return [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)]

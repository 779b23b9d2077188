"""Many results as columns: in memory, and on the wire.

The names of the fields, which are most of the bytes, are sent once, and so is a value that all
results share.  Who makes thousands of results makes the columns at once, and who converts them
reads the columns; a dictionary for each result is only made for who asks for one.
Belongs here: columns, and folding and unfolding.  Stays out: when it is done (`framing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NotRequired, TypedDict, TypeVar, overload

Row = dict[str, Any]
V = TypeVar("V")


class Table(TypedDict):
    """Results on the wire; a column of one value stands for that value in every result.

    `some` are fields that only some results have: [name, numbers of these results, values].
    `inner` are fields that hold lists of results: [name, how many each result has, table of all].
    """

    count: int
    fields: list[str]
    columns: list[Sequence[Any]]
    some: NotRequired[list[list[Any]]]
    inner: NotRequired[list[list[Any]]]


class Rows(Sequence[Row]):
    """A list of results that is held as columns.

    `columns` have a value for each result, or a single one for all of them; `some` has values by
    the number of the result, for fields that not all have; `inner` says for lists of results how
    many each result has, and holds them all one after the other.  The dictionaries that it gives
    are the same ones each time.
    """

    __slots__ = ("_made", "columns", "inner", "size", "some")

    def __init__(
        self,
        size: int,
        columns: Mapping[str, Sequence[Any]],
        some: Mapping[str, Mapping[int, Any]] | None = None,
        inner: Mapping[str, tuple[Sequence[int], Rows]] | None = None,
    ) -> None:
        self.size = size
        self.columns = columns
        self.some = some or {}
        self.inner = inner or {}
        self._made: list[Row] | None = None

    def at(self, number: int) -> Row:
        """One result alone, without the results that it holds."""
        row = {
            field: column[number if len(column) == self.size else 0]
            for field, column in self.columns.items()
        }
        held = ((field, values) for field, values in self.some.items() if number in values)
        return row | {field: values[number] for field, values in held}

    def column(self, field: str) -> Sequence[Any]:
        """The values of a field that every result has, one for each."""
        found = self.columns.get(field, ()) if not self.size else self.columns[field]
        return found if len(found) == self.size else list(found) * self.size

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Rows: ...

    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, int):
            return self._rows()[index]
        start, end, step = index.indices(self.size)
        if step != 1:
            raise ValueError("results are taken one after the other")
        end = max(start, end)
        return Rows(
            end - start,
            {
                field: column if len(column) != self.size else column[start:end]
                for field, column in self.columns.items()
            },
            {
                field: {at - start: value for at, value in values.items() if start <= at < end}
                for field, values in self.some.items()
            },
            {
                field: (counts[start:end], rows[sum(counts[:start]) : sum(counts[:end])])
                for field, (counts, rows) in self.inner.items()
            },
        )

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Rows):
            return self._rows() == other._rows()
        return self._rows() == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._rows())

    def _rows(self) -> list[Row]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def _make(self) -> list[Row]:
        if not self.size:
            return []
        first = {field: column[0] for field, column in self.columns.items()}
        made = [first.copy() for _ in range(self.size)]
        # Field by field: that takes half as long as each result from the values of its fields.
        for field, column in self.columns.items():
            if len(column) > 1:
                for row, value in zip(made, column, strict=True):
                    row[field] = value
        for field, values in self.some.items():
            for at, value in values.items():
                made[at][field] = value
        for field, (counts, rows) in self.inner.items():
            start = 0
            held = rows._rows()
            for row, count in zip(made, counts, strict=True):
                row[field] = held[start : start + count]
                start += count
        return made

    def table(self) -> Table:
        """These results for the wire."""
        table: Table = {
            "count": self.size,
            "fields": list(self.columns),
            "columns": list(self.columns.values()),
        }
        some = [[f, list(values), list(values.values())] for f, values in self.some.items()]
        if some:
            table["some"] = some
        inner = [[f, counts, rows.table()] for f, (counts, rows) in self.inner.items()]
        if inner:
            table["inner"] = inner
        return table


def folded(results: Sequence[Row]) -> Table | None:
    """Results as a table; None if they have no fields in common.

    Fields that all of them have keep the order of the first result.
    """
    rows = as_rows(results)
    return rows.table() if rows.columns else None


def as_rows(results: Sequence[Row], inner: Sequence[str] = ()) -> Rows:
    """The same results as columns; `inner` are fields that hold lists of results in all of them."""
    if isinstance(results, Rows) or not results:
        return results if isinstance(results, Rows) else Rows(0, {})
    fields = tuple(results[0])
    count = len(results)
    some: dict[str, dict[int, Any]] = {}
    if not all(map(fields.__eq__, map(tuple, results))):
        common = set(fields).intersection(*results)
        fields = tuple(field for field in fields if field in common)
        for at, result in enumerate(results):
            for field, value in result.items():
                if field not in common:
                    some.setdefault(field, {})[at] = value
        given = zip(*([result[field] for field in fields] for result in results), strict=True)
    else:
        given = zip(*map(dict.values, results), strict=True)
    columns: dict[str, Sequence[Any]] = {}
    held: dict[str, tuple[list[int], Rows]] = {}
    for field, column in zip(fields, given, strict=True):
        if field in inner:
            every = [each for part in column for each in part]
            held[field] = list(map(len, column)), as_rows(every, inner)
            continue
        # Equal is not enough: 1, 1.0 and True are different on the wire.
        columns[field] = shared(column) if len(set(map(type, column))) == 1 else column
    return Rows(count, columns, some, held)


def shared(column: Sequence[V]) -> Sequence[V]:
    """A column of one value if all are the same, which are of one type."""
    return column[:1] if column and column.count(column[0]) == len(column) else column


def unfolded(table: Mapping[str, Any]) -> Rows:
    """The results of a table.  Raises ValueError if it is none, or its parts do not fit."""
    match table:
        case {"count": int() as count, "fields": list() as fields, "columns": list() as columns}:
            pass
        case _:
            raise ValueError("not a table of results")
    if not all(isinstance(column, list) for column in columns):
        raise ValueError("a table of results with a column that is no list")
    if not all(isinstance(field, str) for field in fields):
        raise ValueError("a table of results with a field that is no name")
    fitting = (1, count)
    if len(columns) != len(fields) or any(len(column) not in fitting for column in columns):
        raise ValueError("a table of results with columns of different lengths")
    some: dict[str, dict[int, Any]] = {}
    for part in _list(table.get("some", [])):
        match part:
            case [str() as field, list() as numbers, list() as values] if (
                _all_int(numbers)
                and len(numbers) == len(values)
                and set(numbers) <= set(range(count))
            ):
                some[field] = dict(zip(numbers, values, strict=True))
            case _:
                raise ValueError("a table of results with values of no result")
    inner: dict[str, tuple[list[int], Rows]] = {}
    for part in _list(table.get("inner", [])):
        match part:
            case [str() as field, list() as counts, dict() as held] if (
                _all_int(counts) and len(counts) == count
            ):
                rows = unfolded(held)
                ends = list(accumulate(counts, initial=0))
                if ends[-1] != rows.size or min(counts, default=0) < 0:
                    raise ValueError("a table of results with inner results of no result")
                inner[field] = counts, rows
            case _:
                raise ValueError("a table of results with inner results of no result")
    return Rows(count, dict(zip(fields, columns, strict=True)), some, inner)


def _all_int(values: Sequence[object]) -> bool:
    return all(type(value) is int for value in values)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("a table of results with a part that is no list")
    return value

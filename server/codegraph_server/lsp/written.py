"""Long lists of places as JSON text, written from the columns of the daemon's answer.

A thousand callers are nine thousand objects of LSP: making them as dictionaries and writing those
takes four times as long as to fill in their text.

Belongs here: lists that may have thousands of entries, in the order of the answer. What one place
is, is `convert`'s and `hierarchy`'s, whose functions spell the unusual ones: lines that are not
ASCII, and first lines, where a byte order mark may stand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from codegraph_client.protocol import Result
from codegraph_client.table import Rows, as_rows
from codegraph_server.lsp.convert import SYMBOL_KINDS, VARIABLE, Range, Spelling, beside_name

# What an encoder calls for each string, after a look at what it was given that takes longer.
_quoted = json.encoder.encode_basestring_ascii


class Written(str):
    """The result of a request that is JSON text already."""

    __slots__ = ()


def columns(results: Sequence[Any]) -> Rows:
    """The results of an answer as columns."""
    return as_rows(results, inner=("calls",))


def locations(spelling: Spelling, rows: Rows) -> list[str]:
    """The `Location` of each result."""
    uris = _uris(spelling, rows)
    return [
        f'{{"uri":{uri},"range":{range_}}}'
        for uri, range_ in zip(uris, _selections(spelling, rows), strict=True)
    ]


def symbols(spelling: Spelling, rows: Rows, *, places: bool) -> list[str]:
    """The symbol of each result, as `Spelling.information` makes it.

    Without `places` those that have a qualified name are `UnplacedSymbol`s.
    """
    if not rows:
        return []
    columns = ("name", "kind", "container", "line")
    written: list[str] = []
    for name, kind, container, line, qualified, uri, range_ in zip(
        *(rows.column(field) for field in columns),
        _perhaps(rows, "qualified"),
        _uris(spelling, rows),
        _selections(spelling, rows),
        strict=True,
    ):
        held = f',"containerName":{_quoted(container)}' if container else ""
        begun = f'{{"name":{_quoted(name)},"kind":{SYMBOL_KINDS.get(kind, VARIABLE)},"location":'
        if places or not qualified:
            written.append(f'{begun}{{"uri":{uri},"range":{range_}}}{held}}}')
        else:
            data = f'{{"qualified":{_quoted(qualified)},"line":{line}}}'
            written.append(f'{begun}{{"uri":{uri}}}{held},"data":{data}}}')
    return written


def calls(spelling: Spelling, rows: Rows, role: str) -> list[str]:
    """The call of each result: its item under the name `role`, and the places of the calls."""
    if not rows:
        return []
    counts, places = rows.inner["calls"]
    ranges = _selections(spelling, places)
    written: list[str] = []
    start = 0
    for item, count in zip(_items(spelling, rows), counts, strict=True):
        inside = ",".join(ranges[start : start + count])
        written.append(f'{{"{role}":{item},"fromRanges":[{inside}]}}')
        start += count
    return written


def array(entries: Sequence[str]) -> Written:
    """The list of these."""
    return Written(f"[{','.join(entries)}]")


def _items(spelling: Spelling, rows: Rows) -> list[str]:
    """The `CallHierarchyItem` of each result, as `hierarchy.item` makes it."""
    columns = ("name", "kind", "container", "origin", "key")
    return [
        f'{{"name":{_quoted(name or "?")},"kind":{SYMBOL_KINDS.get(kind, VARIABLE)},"uri":{uri},'
        f'"range":{extent},"selectionRange":{selection},"data":{_quoted(key)}'
        + (f',"detail":{_quoted(detail)}}}' if (detail := beside_name(container, origin)) else "}")
        for name, kind, container, origin, key, uri, extent, selection in zip(
            *(rows.column(field) for field in columns),
            _uris(spelling, rows),
            _extents(spelling, rows),
            _selections(spelling, rows),
            strict=True,
        )
    ]


def _uris(spelling: Spelling, rows: Rows) -> list[str]:
    paths = rows.column("path")
    known = {path: _quoted(spelling.uri(path)) for path in dict.fromkeys(paths)}
    return [known[path] for path in paths]


def _selections(spelling: Spelling, rows: Rows) -> list[str]:
    """The range of the name of each result, as `Spelling.selection` has it."""
    columns = [rows.column(field) for field in ("line", "column", "end_line", "end_column")]
    found = [
        f'{{"start":{{"line":{line},"character":{column}}},'
        f'"end":{{"line":{end_line},"character":{end_column}}}}}'
        for line, column, end_line, end_column in zip(*columns, strict=True)
    ]
    unusual = {number for number, line in enumerate(columns[0]) if not line}
    for number in sorted(unusual | _with_text(rows)):
        found[number] = _dumped(spelling.selection(cast(Result, rows.at(number))))
    return found


def _extents(spelling: Spelling, rows: Rows) -> list[str]:
    """The range of the whole definition of each result, as `Spelling.extent` has it."""
    columns = [rows.column(field) for field in ("line", "column", "end_line", "end_column")]
    unusual = _with_text(rows)
    found: list[str] = []
    for number, (full, *name) in enumerate(zip(rows.column("range"), *columns, strict=True)):
        line, column, end_line, end_column = full
        if not line or number in unusual:
            found.append(_dumped(spelling.extent(cast(Result, rows.at(number)))))
            continue
        # It holds the name, whatever the parser made of it.
        if line >= name[0] and (line, column) > (name[0], name[1]):
            line, column = name[0], name[1]
        if end_line <= name[2] and (end_line, end_column) < (name[2], name[3]):
            end_line, end_column = name[2], name[3]
        found.append(
            f'{{"start":{{"line":{line},"character":{column}}},'
            f'"end":{{"line":{end_line},"character":{end_column}}}}}'
        )
    return found


def _with_text(rows: Rows) -> set[int]:
    """The results whose line came along: it is not ASCII."""
    return set(range(len(rows)) if "text" in rows.columns else rows.some.get("text", ()))


def _perhaps(rows: Rows, field: str) -> Sequence[Any]:
    """The values of a field that not every result has; None where it has not."""
    if field in rows.columns:
        return rows.column(field)
    return list(map(rows.some.get(field, {}).get, range(len(rows))))


def _dumped(range_: Range) -> str:
    return json.dumps(range_, separators=(",", ":"))

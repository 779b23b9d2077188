"""The searchable symbols of one file, packed: what a worker makes beside the file's facts.

Belongs here: the packed form. It is a function of the facts alone, so that it can be stored under
their id: the file's own symbol has an empty name, which the index replaces by what the path says.
Stays out: the path, and what is done with the rows (`symbol_index`). Standard library only.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from typing import Final, NamedTuple

from codegraph_daemon.facts import UNLISTED, Facts
from codegraph_daemon.search.spelling import spelling

ROWS_FORMAT: Final = 2
_HEADER = struct.Struct("<4sII")
_MAGIC: Final = b"CGR" + bytes([ROWS_FORMAT])


class Columns(NamedTuple):
    """Rows by column, in the machine's byte order; `WIDTHS` has the bytes of one value.

    `letters`, `head` and `humps` spell the name (see `spelling`). `symbol` is the symbol's index
    in its facts. `line` and `column` (bytes) are zero-based and say where its name is first
    defined. `up` is how many rows before this one its container is, 0 for the file itself.
    `length` counts the bytes of its name. The last two are texts: the names without case and the
    names as they are, each followed by a line feed.
    """

    letters: bytes
    head: bytes
    humps: bytes
    symbol: bytes
    line: bytes
    column: bytes
    up: bytes
    length: bytes
    kind: bytes
    flags: bytes
    folded: bytes
    raw: bytes


WIDE: Final = 0x80
"""Bit of a row's flags: its line holds more than ASCII. In the place of `Flag.DECORATED`, which no
search asks for."""

WIDTHS: Final = (8, 8, 8, 4, 4, 4, 4, 2, 1, 1)
ROW_BYTES: Final = sum(WIDTHS)


def symbol_rows(facts: Facts) -> bytes:
    """The packed rows of every symbol of a file but parameters and what imports bind.

    A container comes before what it contains, so the file itself is row 0.
    """
    kinds = facts.symbol_kind.tolist()
    containers = facts.symbol_container.tolist()
    symbols = _outer_first([i for i, k in enumerate(kinds) if k not in UNLISTED], containers)
    names, name_of = facts.names, facts.symbol_name.tolist()
    spelled = [spelling(names[name_of[symbol]]) for symbol in symbols[1:]]
    spelled.insert(0, spelling(""))
    letters, heads, humps, folded, raw = zip(*spelled, strict=True)

    row_of = dict(zip(symbols, range(len(symbols)), strict=True))
    up = [row - row_of[containers[symbol]] for row, symbol in enumerate(symbols[1:], 1)]
    line_start = facts.line_start.tolist()
    first_site, site_name = facts.symbol_sites.tolist(), facts.site_name.tolist()
    lines, columns = [0], [0]
    for symbol in symbols[1:]:
        site = first_site[symbol]
        offset = site_name[site] if site < first_site[symbol + 1] else 0
        line = bisect_right(line_start, offset) - 1
        lines.append(line)
        columns.append(offset - line_start[line])
    flags = facts.symbol_flags
    wide = frozenset(facts.line_wide)
    text = b"\n".join(raw)
    return b"".join(
        (
            _HEADER.pack(_MAGIC, len(symbols), len(text) + 1),
            array("Q", letters).tobytes(),
            array("Q", heads).tobytes(),
            array("Q", humps).tobytes(),
            array("I", symbols).tobytes(),
            array("I", lines).tobytes(),
            array("I", columns).tobytes(),
            array("I", [0, *up]).tobytes(),
            array("H", map(len, raw)).tobytes(),
            bytes([kinds[symbol] for symbol in symbols]),
            bytes(
                [
                    flags[symbol] & 0x7F | WIDE * (line in wide)
                    for symbol, line in zip(symbols, lines, strict=True)
                ]
            ),
            text,
            b"\n",
            # Most names are ASCII, and folding those again is cheaper than keeping both.
            b"" if text.isascii() else b"\n".join(folded) + b"\n",
        )
    )


def _outer_first(symbols: list[int], containers: list[int]) -> list[int]:
    """`symbols` with every container before its contents, otherwise in the same order."""
    if all(containers[symbol] <= symbol for symbol in symbols):
        return symbols

    def depth(symbol: int) -> int:
        steps = 0
        while symbol != 0:
            symbol = containers[symbol]
            steps += 1
        return steps

    return sorted(symbols, key=depth)


def read_rows(blob: bytes) -> tuple[int, Columns]:
    """How many rows `blob` has, and their columns. Raises ValueError if it is not packed rows."""
    at = _HEADER.size
    magic, count, text = _HEADER.unpack(blob[:at].ljust(at, b"\0"))
    texts = len(blob) - at - count * ROW_BYTES
    if magic != _MAGIC or texts not in (text, 2 * text):
        raise ValueError("not symbol rows of this format")
    parts = []
    for width in WIDTHS:
        end = at + count * width
        parts.append(blob[at:end])
        at = end
    raw = blob[at : at + text]
    return count, Columns._make([*parts, blob[at + text :] or raw.lower(), raw])

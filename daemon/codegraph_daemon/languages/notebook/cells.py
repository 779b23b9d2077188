"""The code of a notebook: the text of its cells, and where each part of it lies in the file.

The file is JSON and is read as tokens with places; broken JSON gives the cells up to the damage.
Stays out: what the code means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..embedded import Places

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u.{4}|.)")
_SIMPLE = {rb"\n": b"\n", rb"\t": b"\t", rb"\"": b'"', rb"\\": b"\\"}
_MAGIC = re.compile(rb"^[ \t]*[%!?][^\n]*|^[ \t]*[\w.]+\?+[ \t]*$", re.MULTILINE)
_OWN_CELL = re.compile(rb"\s*%%(\w+)")
_SAME_LANGUAGE = frozenset((b"time", b"timeit", b"capture", b"prun", b"python", b"python3"))
_DEEPEST = 60

Span = tuple[int, int]
"""The inside of a string: from behind its first quote to its last."""


def code_of(source: bytes) -> tuple[bytes, Places, str]:
    """The text of a notebook's code, where it lies in the file, and its language in lower case."""
    cells, language = _read(source)
    text = bytearray()
    places = Places()
    for spans in cells:
        cell = bytearray()
        stretches: list[Span] = []
        for start, end in spans:
            _unescape(source, start, end, cell, stretches)
        magic = _OWN_CELL.match(cell)
        if magic is not None and magic[1] not in _SAME_LANGUAGE:
            continue
        for at, place in stretches:
            places.add(len(text) + at, place)
        if magic is not None or b"%" in cell or b"!" in cell or b"?" in cell:
            cell = bytearray(_MAGIC.sub(lambda found: b" " * len(found[0]), bytes(cell)))
        text += cell
        if not text.endswith(b"\n"):
            text += b"\n"
    return bytes(text), places, language


def _unescape(source: bytes, start: int, end: int, text: bytearray, stretches: list[Span]) -> None:
    """Add what a string says to `text`, and to `stretches` where each part of it lies."""
    at = start
    stretches.append((len(text), at))
    for escape in _ESCAPE.finditer(source, start, end):
        text += source[at : escape.start()]
        stretches.append((len(text), escape.start()))
        text += _SIMPLE.get(escape[0]) or _said(escape[0])
        at = escape.end()
        stretches.append((len(text), at))
    text += source[at:end]


def _said(escape: bytes) -> bytes:
    try:
        said: str = json.loads(b'"' + escape + b'"')
    except ValueError:
        said = "?"
    return said.encode("utf-8", "replace")


def _read(source: bytes) -> tuple[list[list[Span]], str]:
    """The code cells, each as the strings of its source, and the language that is named."""
    cells: list[list[Span]] = []
    language = ""
    kind, spans = b"", list[Span]()
    for path, start, end in _strings(source):
        # What an object opened is known by its keys: cells -> [] -> source -> [].
        if path[:2] == ("cells", ""):
            if len(path) == 2:
                # The end of a cell.
                if kind == b"code":
                    cells.append(spans)
                kind, spans = b"", []
            elif path[2:] == ("cell_type",):
                kind = source[start:end]
            elif path[2:] in (("source",), ("source", "")) and end > start:
                spans.append((start, end))
        elif path in (
            ("metadata", "kernelspec", "language"),
            ("metadata", "language_info", "name"),
        ):
            language = source[start:end].decode("utf-8", "replace").lower()
    return cells, language


def _strings(source: bytes) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Each string that is a value, with the keys that lead to it; "" stands for a list's place.

    The end of each container comes too, as an empty string with the keys that lead to it.
    """
    keys: list[str] = []
    in_list: list[bool] = []
    expects_key = False
    for token in _TOKEN.finditer(source):
        first = source[token.start() : token.start() + 1]
        if first == b'"':
            start, end = token.start() + 1, token.end() - 1
            if expects_key:
                keys[-1] = source[start:end].decode("utf-8", "replace")
            else:
                yield tuple(keys), start, end
        elif first in (b"{", b"["):
            if len(keys) >= _DEEPEST:
                return
            in_list.append(first == b"[")
            keys.append("")
            expects_key = first == b"{"
        elif first in (b"}", b"]"):
            if not keys:
                return
            keys.pop()
            in_list.pop()
            expects_key = False
            yield tuple(keys), token.start(), token.start()
        elif first == b",":
            expects_key = bool(in_list) and not in_list[-1]
        elif first == b":":
            expects_key = False

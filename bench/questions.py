"""Drawing questions: uniformly from all identifier occurrences, so that frequent names come often.

Where identifiers stand is `sources`' business.
"""

from __future__ import annotations

import io
import random
import tokenize
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bench.sources import COLUMN_BITS, grammar_of, occurrences

SEED = 20_260_101
_NOT_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


class Place(NamedTuple):
    """An identifier occurrence.

    `line` counts from zero, `column` UTF-8 bytes, `character` characters; `source` is the line.
    """

    path: str
    line: int
    column: int
    character: int
    name: str
    source: str


def draw(tree: Path, files: list[Path], count: int) -> list[Place]:
    """`count` occurrences, the same ones for the same tree and Python version."""
    found = [(file, occurrences(file)) for file in files]
    total = sum(len(packed) for _file, packed in found)
    chosen = sorted(random.Random(SEED).sample(range(total), count))
    places = []
    start = 0
    wanted = iter(chosen)
    index = next(wanted, None)
    for file, packed in found:
        lines = None
        while index is not None and index < start + len(packed):
            if lines is None:
                lines = _decoded(file).splitlines()
            line, character = divmod(packed[index - start], 1 << COLUMN_BITS)
            places.append(_place(file.relative_to(tree).as_posix(), lines[line], line, character))
            index = next(wanted, None)
        start += len(packed)
    # In a random order too: neighbours in the same file would be answered from warm caches.
    random.Random(SEED).shuffle(places)
    return places


def _decoded(file: Path) -> str:
    data = file.read_bytes()
    encoding = "utf-8"
    if grammar_of(file) == "python":
        encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
    # Only line feeds: other separators of `str.splitlines` do not end a line of code.
    text = data.decode(encoding, "replace").replace("\r\n", "\n")
    return text.translate(_NOT_LINE_ENDS)


def _place(path: str, source: str, line: int, character: int) -> Place:
    end = character
    while end < len(source) and (source[end].isalnum() or source[end] in "_$"):
        end += 1
    column = len(source[:character].encode())
    return Place(path, line, column, character, source[character:end], source)


def target(place: Place) -> dict[str, Any]:
    """The position parameters of a question to the daemon."""
    return {"path": place.path, "line": place.line, "column": place.column}


def places_of(answer: Mapping[str, Any]) -> set[tuple[str, int, int]]:
    """Where the results of an answer are."""
    return {(result["path"], result["line"], result["column"]) for result in answer["results"]}

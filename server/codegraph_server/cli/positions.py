"""Between what a person writes and what the protocol carries.

A person writes `path:line:column`, one-based, columns in characters (code points). The protocol
carries a zero-based line and a zero-based UTF-8 byte column. Lines end as in LSP: with `\\n`,
`\\r\\n` or a lone `\\r`.

Belongs here: reading such an argument, and the arithmetic in both directions. Stays out: asking
the daemon, and printing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from codegraph_client.errors import BadRequest
from codegraph_server.cli.source_text import source_text

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE_COLUMN = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?:?", re.DOTALL)


class Span(NamedTuple):
    """A range as a person counts: one-based lines, one-based character columns, end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Position(NamedTuple):
    """A place that a person named: an absolute path, one-based line and character column."""

    path: Path
    line: int
    column: int

    def params(self, root: Path) -> dict[str, Any]:
        """The parameters of a question about this place, asked of the root with that real path.

        Raises BadRequest if there is no such file, line or column.
        """
        lines = _LINE_END.split(source_text(self.path))
        # A line end closes a line: the empty rest behind the last one is no line of its own,
        # unless it is all that there is.
        count = len(lines) - (len(lines) > 1 and not lines[-1])
        if not 1 <= self.line <= count:
            raise BadRequest(f"{self.path} has no line {self.line}; it has {count}")
        text = lines[self.line - 1]
        if not 1 <= self.column <= len(text) + 1:
            raise BadRequest(
                f"{self.path}:{self.line} has no column {self.column}; it has {len(text)}"
            )
        return {
            "path": path_in_root(self.path, root),
            "line": self.line - 1,
            "column": byte_column(text, self.column),
        }


class Symbol(NamedTuple):
    """A symbol that a person named, by its name or its qualified name."""

    name: str

    def params(self, root: Path) -> dict[str, Any]:
        """The parameters of a question about this symbol, which no root changes."""
        del root
        return {"symbol": self.name}


Target = Position | Symbol


def parse_target(text: str, folder: Path) -> Target:
    """What the argument TARGET means; a relative path is relative to `folder`.

    `path:line:column` is a position; what is not, and does not begin with the path of a file
    that exists, is a symbol. Raises BadRequest for what is neither.
    """
    if match := _LINE_COLUMN.fullmatch(text):
        path = Path(os.path.abspath(folder / os.path.expanduser(match["path"])))
        if match["column"] is not None:
            if not path.is_file():
                raise BadRequest(f"{match['path']}: there is no such file")
            return Position(path, int(match["line"]), int(match["column"]))
    if not text.strip():
        raise BadRequest("TARGET is empty; write path:line:column or the name of a symbol")
    before = text.split(":", 1)[0]
    if before and (folder / os.path.expanduser(before)).is_file():
        raise BadRequest(f"{text}: not a position; write {before}:LINE:COLUMN, both from 1")
    return Symbol(text.strip())


def path_in_root(path: Path, root: Path) -> str:
    """A path as the daemon is asked about it: relative to the root's real path if it lies there.

    The index knows real paths only, and a person may stand in a folder through a symlink.  Outside
    of the root it is spelled as it was: links lead to what is installed.
    """
    real = Path(os.path.realpath(path))
    return real.relative_to(root).as_posix() if real.is_relative_to(root) else str(path)


def byte_column(text: str, column: int) -> int:
    """The zero-based UTF-8 byte column of a one-based character column in the line `text`."""
    return len(text[: column - 1].encode("utf-8", "surrogatepass"))


def character_column(text: str | None, column: int) -> int:
    """The one-based character column of a zero-based byte column; no text means an ASCII line."""
    if text is None or text.isascii():
        return column + 1
    # A column within a character counts as the character's own.
    before = text.encode("utf-8", "surrogatepass")[:column]
    return len(before.decode("utf-8", "ignore")) + 1


def span_of(result: Mapping[str, Any]) -> Span:
    """The range of a result of the protocol, as a person counts."""
    text = result.get("text")
    line, end_line = result["line"], result["end_line"]
    end_text = text if end_line == line else result.get("end_text")
    return Span(
        line + 1,
        character_column(text, result["column"]),
        end_line + 1,
        character_column(end_text, result["end_column"]),
    )

"""What a request points at: the workspace, the file and the position in the daemon's terms.

Belongs here: URI and client position -> workspace, relative path, line and UTF-8 byte column.
Stays out: the way back (`convert`).
"""

from __future__ import annotations

import codecs
import os
import tokenize
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lsprotocol import types

from codegraph_server.lsp import uris
from codegraph_server.lsp.convert import Range
from codegraph_server.lsp.documents import Documents
from codegraph_server.lsp.positions import (
    BOM,
    LINE_END,
    Encoding,
    byte_column,
    index_of,
    units,
    word_at,
)
from codegraph_server.lsp.workspaces import Workspace, Workspaces

MAX_READ_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A position in a file of a workspace. `line` zero-based, `column` zero-based UTF-8 bytes.

    `origin` is the range of the word there in the client's encoding, if there is a word.
    """

    workspace: Workspace
    path: str
    line: int
    column: int
    origin: Range | None

    @property
    def place(self) -> dict[str, Any]:
        """The position as a parameter of a question."""
        return {"path": self.path, "line": self.line, "column": self.column}


def file_of(uri: str, workspaces: Workspaces, documents: Documents) -> tuple[Workspace, str] | None:
    """The workspace of a document, and its path relative to the root; None if it is in none."""
    document = documents.known(uri)
    if document is not None:
        real_path = document.real_path
    else:
        path = uris.to_path(uri)
        real_path = None if path is None else os.path.realpath(path)
    return None if real_path is None else workspaces.of(real_path)


def target_in(
    found: tuple[Workspace, str],
    uri: str,
    position: types.Position,
    documents: Documents,
    encoding: Encoding,
) -> Target:
    """What a position in a document, with its workspace and its path there, means to the daemon.

    The open document's text decides if there is one, else the line on disk.
    """
    workspace, path = found
    line = line_of(found, uri, position.line, documents)
    if line is None:
        # Past the last line, or a file that cannot be read: the daemon decides what that means.
        return Target(workspace, path, position.line, position.character, None)
    index = index_of(line, position.character, encoding)
    word = word_at(line, index)
    origin: Range | None = None
    if word is not None:
        origin = {
            "start": {"line": position.line, "character": units(line[: word[0]], encoding)},
            "end": {"line": position.line, "character": units(line[: word[1]], encoding)},
        }
    column = byte_column(line, position.character, encoding)
    if position.line == 0 and line.startswith(BOM):
        column = max(0, column - units(BOM, "utf-8"))
    return Target(workspace, path, position.line, column, origin)


def line_of(
    found: tuple[Workspace, str], uri: str, number: int, documents: Documents
) -> str | None:
    """A line of a document, or of the file on disk if it is not open; None if there is none."""
    workspace, path = found
    full = workspace.real_path(path)
    document = documents.known(uri)
    if document is None:
        # In a root the path is the real one; that of a library's file is as the client spells it.
        document = documents.get(uri) if os.path.isabs(path) else documents.at(full)
    return line_on_disk(full, number) if document is None else document.line(number)


def line_on_disk(path: str, number: int) -> str | None:
    """A line of a file, zero-based and without its end; None if there is none or no such file."""
    try:
        with open(path, "rb") as file:
            # Not more than there is: memory for all that is asked for would be taken first.
            data = file.read(min(os.fstat(file.fileno()).st_size, MAX_READ_BYTES))
    except OSError:
        return None
    if b"\r" not in data and (data.isascii() or _encoding_of(data) == "utf-8"):
        # Nearly every file: only the line is decoded, and nothing behind it is looked at.
        before = data.removeprefix(codecs.BOM_UTF8).split(b"\n", number + 1)
        return before[number].decode("utf-8", "replace") if number < len(before) else None
    lines = LINE_END.split(decoded(data))
    return lines[number] if number < len(lines) else None


def decoded(data: bytes) -> str:
    """The text of a source file as an editor shows it, without a byte order mark.

    Tells UTF-16 by its mark and other encodings by a PEP 263 line; what is left is UTF-8.
    """
    return data.removeprefix(codecs.BOM_UTF8).decode(_encoding_of(data), "replace")


def _encoding_of(data: bytes) -> str:
    """The encoding of a source file, without a name of its own for a mark at the beginning."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8"
    return encoding.removesuffix("-sig")

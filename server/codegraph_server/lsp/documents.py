"""The text of open documents, kept current by incremental changes.

pygls has a class for this, which cuts lines where LSP does not (form feed, U+2028) and so misplaces
every later change in such a file; hence our own.

Belongs here: text, versions and lines of what the client has open. Stays out: what the index knows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from lsprotocol import types

from codegraph_server.lsp import uris
from codegraph_server.lsp.positions import LINE_END, Encoding, index_of, units

Edit = tuple[int, int, str]
"""Start and end in UTF-8 bytes, and the text that is there instead."""

_LONE = re.compile("[\ud800-\udfff]")


def sendable(text: str) -> str:
    """A text as it can be saved: half a surrogate pair becomes a mark of as many bytes."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


class Document:
    """One open document. Lines and columns are zero-based."""

    def __init__(self, uri: str, text: str, version: int) -> None:
        self.uri = uri
        self.text = text
        self.version = version
        path = uris.to_path(uri)
        self.path = path
        # Resolved once: a rename of a folder above an open document is not followed.
        self.real_path = None if path is None else os.path.realpath(path)
        self._bounds: list[tuple[int, int]] | None = None

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends with a line end has an empty last line."""
        return len(self._lines())

    def line(self, number: int) -> str | None:
        """The text of a line without its end; None past the last line."""
        bounds = self._lines()
        if number >= len(bounds):
            return None
        start, end = bounds[number]
        return self.text[start:end]

    def offset(self, position: types.Position, encoding: Encoding) -> int:
        """The index into `text` of a client's position, clamped to its line and to the text."""
        bounds = self._lines()
        if position.line >= len(bounds):
            return len(self.text)
        start, end = bounds[position.line]
        return start + index_of(self.text[start:end], position.character, encoding)

    def change(
        self, event: types.TextDocumentContentChangeEvent, version: int, encoding: Encoding
    ) -> Edit | None:
        """Apply one change: of a range, or of the whole text if it names none.

        Gives the change of a range as the daemon wants it; None for the whole text.
        """
        edit: Edit | None = None
        if isinstance(event, types.TextDocumentContentChangePartial):
            start = self.offset(event.range.start, encoding)
            end = max(start, self.offset(event.range.end, encoding))
            first = units(self.text[:start], "utf-8")
            edit = (first, first + units(self.text[start:end], "utf-8"), sendable(event.text))
            self.text = self.text[:start] + event.text + self.text[end:]
        else:
            self.text = event.text
        self.version = version
        self._bounds = None
        return edit

    def _lines(self) -> list[tuple[int, int]]:
        if self._bounds is None:
            bounds = []
            start = 0
            for match in LINE_END.finditer(self.text):
                bounds.append((start, match.start()))
                start = match.end()
            bounds.append((start, len(self.text)))
            self._bounds = bounds
        return self._bounds


class Documents:
    """All open documents, by URI and by real path."""

    def __init__(self) -> None:
        self._by_uri: dict[str, Document] = {}
        self._by_real_path: dict[str, Document] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._by_uri.values())

    def open(self, uri: str, text: str, version: int) -> Document:
        """Take over a document that the client opened; opening it again replaces the text."""
        document = Document(uri, text, version)
        self._by_uri[uri] = document
        if document.real_path is not None:
            self._by_real_path[document.real_path] = document
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document; None if it is not open."""
        document = self._by_uri.pop(uri, None)
        if (
            document is not None
            and document.real_path is not None
            and self._by_real_path.get(document.real_path) is document
        ):
            del self._by_real_path[document.real_path]
        return document

    def known(self, uri: str) -> Document | None:
        """The open document that the client spells like this; None if there is none."""
        return self._by_uri.get(uri)

    def get(self, uri: str) -> Document | None:
        """The open document of this URI, in whichever of its spellings; None if it is not open."""
        document = self.known(uri)
        if document is not None:
            return document
        path = uris.to_path(uri)
        return None if path is None else self.at(os.path.realpath(path))

    def at(self, real_path: str) -> Document | None:
        """The open document that is this file; None if it is not open."""
        return self._by_real_path.get(real_path)

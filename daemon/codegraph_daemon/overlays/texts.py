"""What a client says of its unsaved documents: whole texts, edits, closings.

Here is the text alone, spliced as it is told; nothing is parsed at a keystroke.  What is sent wrong
costs the client its overlay, and never the daemon its balance.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, KeysView
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 64 << 20
"""Text that one session may have unsaved, in all its documents."""

MOST_DOCUMENTS = 2000

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Text:
    """One document, as the client has it. A new object for each new content."""

    path: str
    """Relative to the root."""
    version: int
    data: bytes
    """UTF-8; a byte order mark counts for the client's edits and for nothing else."""
    facts_id: bytes | None = None
    """Of this very content; empty if it is not to be indexed, None if it was not parsed yet."""
    facts: bytes = b""
    """Packed facts; empty also if the index has had them."""
    symbols: bytes = b""
    saved_as: tuple[bytes, bool] = (b"", False)
    """Facts of the index, and whether they have the same symbols in the same places."""
    is_new: bool = False
    """Whether the index had no such file when this was parsed."""
    refused: str | None = None
    """Why the rules leave out a file of this path that the index has not, empty if they do not;
    None if they were not asked. It stays what it is from edit to edit."""
    problem: str = ""
    """Why the file would be left out if it were saved."""


class Texts:
    """The unsaved documents of one session, by path."""

    def __init__(self) -> None:
        self.state = 0
        """Rises with every change."""
        self._texts: dict[str, Text] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[Text]:
        return iter(self._texts.values())

    @property
    def paths(self) -> KeysView[str]:
        """The paths of all documents."""
        return self._texts.keys()

    def get(self, path: str) -> Text | None:
        """The document of a path."""
        return self._texts.get(path)

    def put(self, path: str, version: int, data: bytes) -> None:
        """Take a whole text, instead of what was known of the document."""
        self.state += 1
        old = self._texts.get(path)
        size = self._bytes - (len(old.data) if old else 0) + len(data)
        if size > MOST_BYTES or (old is None and len(self._texts) >= MOST_DOCUMENTS):
            log.warning("too much unsaved text; a document counts as it is on the disk")
            self.close(path)
            return
        self._texts[path] = Text(path, version, data)
        self._bytes = size

    def change(self, path: str, version: int, edits: list[Any]) -> None:
        """Apply edits [start byte, old end byte, new text] in order, each to what the last made."""
        old = self._texts.get(path)
        if old is None:
            return
        data = old.data
        for edit in edits:
            spliced = _spliced(data, edit)
            if spliced is None or len(spliced) > MOST_BYTES:
                log.warning("an edit of an unsaved text does not fit it; the text is given up")
                self.close(path)
                return
            data = spliced
        self.put(path, version, data)
        if path in self._texts:
            self._texts[path].refused = old.refused

    def close(self, path: str) -> bool:
        """Forget a document; whether there was one."""
        gone = self._texts.pop(path, None)
        if gone is None:
            return False
        self.state += 1
        self._bytes -= len(gone.data)
        return True

    def clear(self) -> None:
        """Forget every document."""
        self.state += 1
        self._texts.clear()
        self._bytes = 0


def _spliced(data: bytes, edit: Any) -> bytes | None:
    """A text after one edit; None if the edit is none of this text."""
    match edit:
        case [int(start), int(end), str(new)] if 0 <= start <= end <= len(data):
            return data[:start] + new.encode("utf-8", "replace") + data[end:]
        case _:
            return None

"""The text of files, for what is shown and for what only the text tells."""

from __future__ import annotations

from .answering import Asked
from .reading import File, source_lines, text_lines


class Lines:
    """The lines of files, each read once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._known: dict[str, list[str]] = {}

    def of(self, file: File) -> list[str]:
        """The lines of a file; none if it is not the one that was indexed, which is noticed."""
        lines = self._known.get(file.path)
        if lines is None:
            lines = self._known[file.path] = self._read(file) or []
        return lines

    def _read(self, file: File) -> list[str] | None:
        view = self._asked.view
        unsaved = None if view is None else view.texts.get(file.path)
        if unsaved is not None:
            return text_lines(unsaved.data)
        workspace = self._asked.workspace
        most = workspace.settings.integer("index.max_file_kb") * 1024
        return source_lines(str(workspace.root), file.path, file.entry, most)

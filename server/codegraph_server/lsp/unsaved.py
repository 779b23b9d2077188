"""Telling the daemons of unsaved text, so that it counts for this client as if it were saved.

A document goes to the daemon of the root that holds it: whole when it is opened and on each new
connection, as edits in between.  A daemon that is not there is told when it comes.

Belongs here: which daemon is told what. Stays out: the text (`documents`), what becomes of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegraph_client import protocol as wire
from codegraph_client.connect import Connection
from codegraph_server.lsp.documents import Document, Documents, Edit, sendable
from codegraph_server.lsp.workspaces import Workspace, Workspaces

MOST_CHARACTERS = 8 << 20
"""Of a longer text the daemon is not told: no index has such files, and no message is so long."""


class Unsaved:
    """The open documents of the client, as its daemons know them."""

    def __init__(self, documents: Documents, workspaces: Workspaces) -> None:
        self._documents = documents
        self._workspaces = workspaces
        self._told: dict[str, tuple[Workspace, str]] = {}
        """URI -> whose daemon was told, and the path there."""

    def tell(self, document: Document) -> None:
        """A document was opened, or has a wholly new text."""
        found = self._of(document)
        if found is None or len(document.text) > MOST_CHARACTERS:
            self.tell_closed(document)
            return
        workspace, path = found
        self._told[document.uri] = found
        workspace.link.notify(wire.OVERLAY, _whole(document, path))

    def tell_edits(self, document: Document, edits: Sequence[Edit | None]) -> None:
        """A document was edited; None among the edits stands for a new text."""
        known = [edit for edit in edits if edit is not None]
        found = self._told.get(document.uri)
        if len(known) < len(edits):
            self.tell(document)
        elif found is not None and known:
            workspace, path = found
            change = {"path": path, "version": document.version, "edits": known}
            workspace.link.notify(wire.OVERLAY_CHANGE, change)

    def tell_closed(self, document: Document) -> None:
        """A document is as it is on the disk."""
        found = self._told.pop(document.uri, None)
        if found is not None:
            workspace, path = found
            workspace.link.notify(wire.OVERLAY_CLOSE, {"path": path})

    def tell_again(self) -> None:
        """Folders came or went, and with them the roots that documents belong to."""
        for document in self._documents:
            if self._of(document) != self._told.get(document.uri):
                self.tell_closed(document)
                self.tell(document)

    def tell_all(self, connection: Connection, workspace: Workspace) -> None:
        """Tell a new connection of every document that lies in its root."""
        for document in self._documents:
            found = self._of(document)
            large = len(document.text) > MOST_CHARACTERS
            if found is not None and found[0] is workspace and not large:
                self._told[document.uri] = found
                connection.notify(wire.OVERLAY, _whole(document, found[1]))

    def _of(self, document: Document) -> tuple[Workspace, str] | None:
        return None if document.real_path is None else self._workspaces.of(document.real_path)


def _whole(document: Document, path: str) -> dict[str, object]:
    return {"path": path, "version": document.version, "text": sendable(document.text)}

"""The client's folders, the roots that they belong to, and how paths are spelled for the client.

Several folders may share a root (sub-folders of a monorepo), and a folder may be reached through a
symlink: the index uses real paths, answers use the client's spelling.

Belongs here: folder -> root -> link, real path -> workspace, answer path -> URI, and which root
led to a file outside of all of them.
Stays out: finding a root (`codegraph_client.root`), talking (`daemon_link`).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from codegraph_client.connect import Connection
from codegraph_client.errors import CodeGraphError
from codegraph_client.root import Root, find_root
from codegraph_server.lsp import uris
from codegraph_server.lsp.daemon_link import DaemonLink

log = logging.getLogger("codegraph.lsp")

REMEMBERED_URIS = 20_000


class Workspace:
    """One root: its link, and the client's spellings of it.

    `led` is told of files outside of every root that answers of this one lie in.
    """

    def __init__(self, root: Root, link: DaemonLink, led: Callable[[str, Workspace], None]) -> None:
        self.root = root
        self.link = link
        self._led = led
        self.folders: dict[str, str] = {}
        """The client's folders of this root, as it spells them -> path relative to the root."""
        self._real = str(root.path)
        self._uris: dict[str, str] = {}

    def add_folder(self, given: str) -> None:
        """Note one more folder of the client that belongs to this root."""
        relative = self.relative(os.path.realpath(given))
        self.folders[given] = "" if relative is None else relative
        self._uris.clear()

    def remove_folder(self, given: str) -> None:
        """Forget a folder of the client."""
        self.folders.pop(given, None)
        self._uris.clear()

    def relative(self, real_path: str) -> str | None:
        """The path relative to the root, "" for the root itself; None if it lies elsewhere."""
        if real_path == self._real:
            return ""
        prefix = self._real + "/"
        return real_path.removeprefix(prefix) if real_path.startswith(prefix) else None

    def real_path(self, relative: str) -> str:
        """The absolute real path of a path relative to the root, or of an absolute one."""
        if relative[:1] == "/":
            return relative
        return f"{self._real}/{relative}" if relative else self._real

    def uri(self, relative: str) -> str:
        """The URI of a path relative to the root, below the folder that the client spells."""
        if relative[:1] == "/":
            self._led(relative, self)
        uri = self._uris.get(relative)
        if uri is None:
            if len(self._uris) >= REMEMBERED_URIS:
                self._uris.clear()
            uri = self._uris[relative] = uris.from_path(self._spelled(relative))
        return uri

    def _spelled(self, relative: str) -> str:
        if relative[:1] == "/":
            # It lies outside of the workspace.
            return relative
        best, best_length = f"{self.root.given}/{relative}", -1
        for given, folder in self.folders.items():
            inside = not folder or relative == folder or relative.startswith(folder + "/")
            if inside and len(folder) > best_length:
                rest = relative[len(folder) :].lstrip("/")
                best, best_length = (f"{given}/{rest}" if rest else given), len(folder)
        return best


class Workspaces:
    """All roots of the session. `changed` is called when the state of any link changes.

    Without `start` only daemons that run already are used.
    """

    def __init__(self, changed: Callable[[], None], *, start: bool = True) -> None:
        self._changed = changed
        self._start = start
        self._by_root: dict[Path, Workspace] = {}
        self._led: dict[str, Workspace] = {}
        """Files outside of every root, spelled as answers did and by their real paths -> whose
        answer it was."""
        self.on_connect: Callable[[Connection, Workspace], None] = lambda connection, workspace: (
            None
        )
        """Called with each new connection to the daemon of a root."""
        self.refused: dict[str, str] = {}
        """Folders that have no root -> why."""
        self.folderless = False
        """Whether the client named no folder, so that opened files say where the code is."""

    def __iter__(self) -> Iterator[Workspace]:
        return iter(self._by_root.values())

    def __len__(self) -> int:
        return len(self._by_root)

    def add(self, folder: str, *, as_root: bool = False) -> Workspace | None:
        """Take a folder (absolute, as the client spells it); None, and one log line, if refused.

        With `as_root` the folder itself is the root, whatever lies above it.
        """
        try:
            root = find_root(Path(folder), Path(folder) if as_root else None)
        except CodeGraphError as error:
            if folder not in self.refused:
                log.warning("this folder is not served: %s", error)
            self.refused[folder] = str(error)
            return None
        workspace = self._by_root.get(root.path)
        if workspace is None:
            workspace = self._workspace(root)
            workspace.link.on_connect = partial(self._connected, workspace)
            self._by_root[root.path] = workspace
        workspace.add_folder(folder)
        return workspace

    def _workspace(self, root: Root) -> Workspace:
        return Workspace(root, DaemonLink(root, self._changed, start=self._start), self.lead)

    def lead(self, path: str, workspace: Workspace) -> None:
        """A file outside of every root is a library's to this workspace."""
        if self._led.get(path) is not workspace:
            if len(self._led) >= REMEMBERED_URIS:
                self._led.clear()
            self._led[path] = self._led[os.path.realpath(path)] = workspace

    def leading(self, path: str) -> Workspace | None:
        """The workspace whose answer led to a file outside of every root last; None if none did."""
        found = self._led.get(path)
        return found if found in self._by_root.values() else None

    def _connected(self, workspace: Workspace, connection: Connection) -> None:
        self.on_connect(connection, workspace)

    async def remove(self, folder: str) -> None:
        """Give a folder up; a root without folders is let go."""
        self.refused.pop(folder, None)
        for path, workspace in list(self._by_root.items()):
            if folder in workspace.folders:
                workspace.remove_folder(folder)
                if not workspace.folders:
                    del self._by_root[path]
                    await workspace.link.close()

    def of(self, real_path: str) -> tuple[Workspace, str] | None:
        """The innermost workspace that holds a real path, and the path relative to its root."""
        best: tuple[Workspace, str] | None = None
        for workspace in self._by_root.values():
            relative = workspace.relative(real_path)
            if relative is not None and (best is None or len(relative) < len(best[1])):
                best = workspace, relative
        if best is None and self.folderless and self.leading(real_path) is None:
            return self._adopt(real_path)
        return best

    async def close(self) -> None:
        """End every link."""
        for workspace in self._by_root.values():
            await workspace.link.close()

    def _adopt(self, real_path: str) -> tuple[Workspace, str] | None:
        # A single file, opened without a folder: only a folder that says of itself that it is a
        # project is indexed. Otherwise opening /tmp/note.py would index all of /tmp.
        folder = os.path.dirname(real_path)
        if folder in self.refused:
            return None
        try:
            root = find_root(Path(folder))
        except CodeGraphError as error:
            self.refused[folder] = str(error)
            return None
        if not any((root.path / mark).exists() for mark in ("codegraph.toml", ".git")):
            self.refused[folder] = "it is in no project"
            return None
        workspace = self.add(str(root.given))
        if workspace is None:
            return None
        workspace.link.wake()
        relative = workspace.relative(real_path)
        return None if relative is None else (workspace, relative)

"""The notifications by which a client tells of its unsaved documents.

Nobody can be told that a notification makes no sense, so one that does not is logged and dropped.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from codegraph_client.protocol import OVERLAY, OVERLAY_CHANGE, OVERLAY_CLOSE

from ..queries.reading import Contents
from ..repository import Repository
from ..session import Session
from .session import Overlays

Handler = Callable[[Session, dict[str, Any]], Awaitable[Any]]

log = logging.getLogger(__name__)


def overlay_handlers(repository: Repository, contents: Contents) -> dict[str, Handler]:
    """Handlers by method, for the RPC server. None of them waits, so they act in order."""

    def of(session: Session) -> Overlays:
        found = session.overlays
        if isinstance(found, Overlays):
            return found
        made = Overlays(session.id, session.workspace, contents, repository.pool)
        session.overlays = made
        repository.unsaved.append(made.packed_facts)

        def end() -> None:
            repository.unsaved.remove(made.packed_facts)
            session.overlays = None
            made.end()

        session.on_close(end)
        return made

    async def overlay(session: Session, params: dict[str, Any]) -> None:
        match params:
            case {"path": str(path), "version": int(version), "text": str(text)}:
                inside = _inside(session.root, path)
                if inside is not None and not session.closed:
                    session.workspace.backlog.focus.note([inside])
                    of(session).put(inside, version, text)
            case _:
                log.warning("an overlay without path, version or text")

    async def overlay_change(session: Session, params: dict[str, Any]) -> None:
        match params:
            case {"path": str(path), "version": int(version), "edits": list(edits)}:
                inside = _inside(session.root, path)
                if inside is not None and session.overlays is not None:
                    of(session).change(inside, version, edits)
            case _:
                log.warning("a change of an overlay without path, version or edits")

    async def overlay_close(session: Session, params: dict[str, Any]) -> None:
        path = params.get("path")
        inside = _inside(session.root, path) if isinstance(path, str) else None
        if inside is not None and session.overlays is not None:
            of(session).close(inside)

    return {OVERLAY: overlay, OVERLAY_CHANGE: overlay_change, OVERLAY_CLOSE: overlay_close}


def _inside(root: Path, spelled: str) -> str | None:
    """A path relative to the root; None if it lies elsewhere."""
    if not spelled or "\0" in spelled:
        return None
    if os.path.isabs(spelled):
        path = os.path.relpath(os.path.realpath(spelled), root)
    else:
        path = os.path.normpath(spelled)
    if path in (".", "..") or path.startswith("../"):
        log.info("a document outside of the root has no overlay")
        return None
    return path

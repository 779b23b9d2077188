"""Waiting until searches know the files of a workspace.

Belongs here: how long who waits, for a question and for `codegraph index`. Stays out: making them
known (`chunking`).
"""

from __future__ import annotations

import asyncio

from .workspace import Progress, Workspace

STATE = "chunking"
"""What is under way when all is linked and searches do not know all files yet."""

_FOREVER = 10.0**9


def progress(workspace: Workspace) -> Progress:
    """How far a workspace is, until searches know it as well."""
    found = workspace.progress
    if found.state != "ready" or workspace.chunking.ready:
        return found
    done, total, _ = workspace.chunking.known
    return Progress(STATE, done, total)


async def searchable(workspace: Workspace, deadline: float) -> bool:
    """Wait until searches know files that were edited; whether they know all that can be known.

    What is cold, or was checked out just now, is not waited for. `deadline` is a time of the
    event loop's clock.
    """
    chunking = workspace.chunking
    loop = asyncio.get_running_loop()
    try:
        while not chunking.ready and chunking.surveyed and chunking.few:
            remaining = deadline - loop.time()
            if remaining <= 0:
                break
            chunking.wanted = True
            await workspace.moved(remaining)
    finally:
        chunking.wanted = False
    return chunking.ready


async def all_searchable(workspace: Workspace) -> None:
    """Wait until everything is linked and searches know every file that can be known.

    What is edited after everything was linked is not waited for, so whoever keeps writing does not
    keep this from ending.
    """
    chunking = workspace.chunking
    await workspace.settled(_FOREVER)
    while chunking.on and not chunking.surveyed:
        await workspace.moved(None)
    waiting = chunking.pending()
    try:
        while waiting := waiting & chunking.pending():
            chunking.wanted = True
            await workspace.moved(None)
    finally:
        chunking.wanted = False

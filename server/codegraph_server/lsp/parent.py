"""Noticing that the editor is gone, when it left the server's pipes open.

Belongs here: the watch over one process id. Stays out: what is done about it (`server`).
"""

from __future__ import annotations

import asyncio
import os

POLL_SECONDS = 2.0


async def ended(pid: int) -> None:
    """Wait until the process `pid` has ended.

    Never returns for a process that is not there to begin with: a client in another container
    names an id that means nothing here, and must not be taken for dead.
    """
    try:
        watch = os.pidfd_open(pid)
    except (AttributeError, PermissionError):
        await _polled(pid)
        return
    except OSError:
        await asyncio.Event().wait()
        return
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(watch, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(watch)
        os.close(watch)


async def _polled(pid: int) -> None:
    if not _alive(pid):
        await asyncio.Event().wait()
    while _alive(pid):  # noqa: ASYNC110 - no event tells of the end of a process here.
        await asyncio.sleep(POLL_SECONDS)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

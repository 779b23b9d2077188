"""A daemon that is real in everything but what it serves; also run as a process of its own.

Belongs here: a repository and handlers whose behaviour a test can order.
Stays out: tests.

As a process it obeys the environment: STAND_IN_LOG names a file to which every opened and closed
repository appends a line with its pid; STAND_IN_FAIL says with which words opening fails;
STAND_IN_DIE makes opening end the process by SIGKILL; STAND_IN_PROTOCOL sets the daemon's protocol
number.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegraph_client.errors import BadRequest, StoreError
from codegraph_client.place import Place
from codegraph_daemon import rpc
from codegraph_daemon.__main__ import main
from codegraph_daemon.rpc import Handler
from codegraph_daemon.session import Session


class StandIn:
    """A repository with nothing in it."""

    def __init__(self) -> None:
        self.busy = False
        self.closed = False
        self.roots: list[Path] = []
        self.cancelled: list[str] = []
        self.ended_sessions: list[int] = []

    def workspace(self, root: Path) -> str:
        self.roots.append(root)
        return f"workspace of {root}"

    async def close(self) -> None:
        self.closed = True
        note("closed")


def note(what: str) -> None:
    if log := os.environ.get("STAND_IN_LOG"):
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{what} {os.getpid()}\n")


async def open_stand_in() -> StandIn:
    note("opened")
    if words := os.environ.get("STAND_IN_FAIL"):
        raise StoreError(words)
    if os.environ.get("STAND_IN_DIE"):
        os.kill(os.getpid(), signal.SIGKILL)
    return StandIn()


def stand_in_handlers(repository: StandIn) -> Mapping[str, Handler]:
    async def hello(session: Session, params: dict[str, Any]) -> dict[str, Any]:
        session.on_close(lambda: repository.ended_sessions.append(session.id))
        return {"generation": 7, "state": "ready"}

    async def echo(session: Session, params: dict[str, Any]) -> dict[str, Any]:
        return params

    async def status(session: Session, params: dict[str, Any]) -> dict[str, Any]:
        return {"pid": os.getpid(), "root": str(session.root), "workspace": session.workspace}

    async def sleep(session: Session, params: dict[str, Any]) -> str:
        try:
            await asyncio.sleep(params.get("seconds", 3600))
        except asyncio.CancelledError:
            repository.cancelled.append(params.get("name", ""))
            raise
        return "slept"

    async def fail(session: Session, params: dict[str, Any]) -> None:
        raise ZeroDivisionError("a fault of the handler")

    async def refuse(session: Session, params: dict[str, Any]) -> None:
        raise BadRequest("line 99 is past the end")

    async def unsendable(session: Session, params: dict[str, Any]) -> object:
        return object()

    async def large(session: Session, params: dict[str, Any]) -> bytes:
        return bytes(params["bytes"])

    async def count(session: Session, params: dict[str, Any]) -> str:
        for done in range(params["to"]):
            session.notify("progress", {"done": done})
        return "counted"

    async def remember(session: Session, params: dict[str, Any]) -> None:
        session.workspace = params["word"]
        await asyncio.sleep(3600)

    async def die(session: Session, params: dict[str, Any]) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    return {
        "hello": hello,
        "echo": echo,
        "status": status,
        "symbols": sleep,
        "sleep": sleep,
        "fail": fail,
        "refuse": refuse,
        "unsendable": unsendable,
        "large": large,
        "count": count,
        "changed": remember,
        "die": die,
    }


@dataclass
class Served:
    """A daemon that runs in this process."""

    place: Place
    repository: StandIn
    life: asyncio.Task[None]
    """Done when the daemon has ended."""


Serve = Callable[..., AbstractAsyncContextManager[Served]]


if __name__ == "__main__":
    rpc.PROTOCOL = int(os.environ.get("STAND_IN_PROTOCOL", rpc.PROTOCOL))  # type: ignore[misc]
    sys.exit(main(None, open_stand_in, stand_in_handlers))

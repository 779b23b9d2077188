"""What tests of the pool of workers share: tasks, and whoever answers their calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from codegraph_daemon.workers.inline import InlinePool
from codegraph_daemon.workers.limits import Limits
from codegraph_daemon.workers.pool import Pool

TASKS = '''
import os
import signal
import sys
import time

seen = []

def hold(host, payload):
    """Run until a file appears, so that a test decides when this task ends."""
    before = list(seen)
    host.call("started", payload.get("name"))
    while not os.path.exists(payload["until"]):
        time.sleep(0.002)
    return [before, list(seen)]

def raises(host, payload):
    raise ValueError("the text of the error")

def hog(host, payload):
    kept = bytearray(b"x") * (400 << 20)
    time.sleep(3600)
    return len(kept)

def nested(host, payload):
    def depth(n):
        return host.call("double", n) if n == 0 else depth(n - 1) + host.call("double", n)
    return depth(payload)

def steps(host, payload):
    """Say each step, then do it: a number of seconds, "spin" or the name of a task."""
    for step in payload:
        host.step([step])
        if isinstance(step, float):
            time.sleep(step)
        elif step == "spin":
            while True:
                pass
        else:
            TASKS[step](host, None)
    return len(payload)

class Cyclic:
    ended = 0

    def __init__(self):
        self.itself = self

    def __del__(self):
        Cyclic.ended += 1

def cycles(host, payload):
    for _ in range(payload):
        Cyclic()
    return Cyclic.ended

def deep(host, payload):
    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)
    return depth(payload)

TASKS = {
    "echo": lambda host, payload: payload,
    "ask": lambda host, payload: host.call(payload["method"], payload["payload"]),
    "big": lambda host, payload: bytes(payload),
    "unsendable": lambda host, payload: object(),
    "exit": lambda host, payload: os._exit(7),
    "kill": lambda host, payload: os.kill(os.getpid(), signal.SIGKILL),
    "hang": lambda host, payload: (host.call("started", os.getpid()), time.sleep(3600)),
    "pid": lambda host, payload: os.getpid(),
    "nice": lambda host, payload: os.getpriority(os.PRIO_PROCESS, 0),
    "sigint": lambda host, payload: os.kill(os.getpid(), signal.SIGINT),
    "seen": lambda host, payload: list(seen),
    "modules": lambda host, payload: sorted(sys.modules),
    "hold": hold, "raises": raises, "hog": hog, "nested": nested, "deep": deep,
    "steps": steps, "cycles": cycles,
}

def broken(payload):
    raise ValueError("cannot apply this")

BROADCASTS = {"saw": seen.append, "broken": broken}
'''


AnyPool = Pool | InlinePool


class Setting:
    """Makes pools, answers the tasks' calls, and remembers what they said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: asyncio.Queue[Any] = asyncio.Queue()
        self.state: list[tuple[str, Any]] = []
        self.starts: list[str] = []
        self.pools: list[AnyPool] = []

    def make(self, kind: type[AnyPool] = Pool, tasks: str = "pool_tasks", **limits: Any) -> Any:
        pool = kind(
            handlers={
                "started": self.started.put_nowait,
                "double": lambda number: 2 * number,
                "echo": lambda payload: payload,
                "unsendable": lambda _: object(),
            },
            on_start=self.on_start,
            tasks=tasks,
            limits=Limits(**limits),
        )
        self.pools.append(pool)
        return pool

    def on_start(self, lane: str) -> Iterable[tuple[str, Any]]:
        self.starts.append(lane)
        return list(self.state)

    async def hold(self, pool: AnyPool, name: str) -> asyncio.Future[Any]:
        """A bulk task that runs, and ends at `release(name)`."""
        payload = {"name": name, "until": str(self.folder / name)}
        future = pool.submit("hold", payload, lane="bulk")
        assert await self.started.get() == name
        return future

    def release(self, name: str) -> None:
        (self.folder / name).touch()


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - processes end without telling the loop
        await asyncio.sleep(0.005)

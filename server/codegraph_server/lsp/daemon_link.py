"""The daemon of one root as the language server sees it: asked, woken, and its state known.

Belongs here: waiting for an index that is being made, not hammering a daemon that cannot start,
and the last known state. Stays out: connecting, starting and connecting again
(`codegraph_client.connect`), what the client is told of it (`announce`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from codegraph_client import protocol as wire
from codegraph_client.connect import Connection, Link
from codegraph_client.errors import CodeGraphError, ConnectionLost, RequestFailed
from codegraph_client.root import Root

log = logging.getLogger("codegraph.lsp")

CLIENT_NAME = "language server"
PATIENCE_SECONDS = 10.0
"""How long an answer that would be empty waits for an index that is still being made."""
ROUND_SECONDS = 2.0
"""The deadline of one round of that wait; a part of an answer is given after the first."""
GRACE_SECONDS = 10.0
"""How much longer than its deadline a daemon may take before it counts as hung."""
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
"""After the n-th failed start in a row, for this long requests fail without another attempt."""


class DaemonLink:
    """The link of one root. `changed` is called whenever something visible of it changes.

    Without `start` only a daemon that runs already is used.
    """

    def __init__(self, root: Root, changed: Callable[[], None], *, start: bool = True) -> None:
        self.root = root
        self.on_connect: Callable[[Connection], None] = lambda connection: None
        """Called with each new connection, before anything is asked on it."""
        self.status: dict[str, Any] = {}
        """The daemon's last word on itself; empty before the first."""
        self.problem: str | None = None
        """Why there is no daemon; None while there is one, or none was needed yet."""
        self._changed = changed
        self._link = Link(root, client=CLIENT_NAME, start=start, on_connect=self._connected)
        self._opening: asyncio.Task[Connection] | None = None
        self._following: asyncio.Task[None] | None = None
        self._newest: dict[str | None, int] = {}
        self._failures = 0
        self._failure: CodeGraphError | None = None
        self._failed_at = 0.0
        self._closed = False

    @property
    def connected(self) -> bool:
        """Whether a daemon is at the other end, as far as is known."""
        connection = self._link.connection
        return connection is not None and not connection.closed.is_set()

    @property
    def busy(self) -> bool:
        """Whether a daemon is being started, or its index is not complete."""
        if self._opening is not None:
            return True
        return self.connected and self.status.get("state", "ready") != "ready"

    def wake(self) -> None:
        """Connect in the background, so that the first question finds a warm index."""
        if not self.connected and self._opening is None and not self._closed:
            self._start_opening()

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Tell the daemon if there is one; `on_connect` makes up for it if there is none."""
        self._link.notify(method, params)

    def hint(self, paths: list[str]) -> None:
        """Tell the daemon, if there is one, that these files (absolute paths) were written."""
        if paths:
            self._link.notify(wire.CHANGED, {"paths": paths})

    async def ask_long(
        self, question: str, params: Mapping[str, Any], seconds: float
    ) -> wire.Answer:
        """Ask for what is worked out anew each time, which in short rounds would begin again and
        again; as `ask` in all else."""
        return await self.ask(question, params, seconds, round_seconds=seconds)

    async def ask(
        self,
        question: str,
        params: Mapping[str, Any],
        patience_seconds: float = PATIENCE_SECONDS,
        *,
        round_seconds: float = ROUND_SECONDS,
    ) -> wire.Answer:
        """Ask a question, in bounded time.

        An empty answer that the daemon calls incomplete is asked for again until it is neither,
        for `patience_seconds` at most. Raises CodeGraphError if no daemon can be reached or the
        daemon refuses the question.
        """
        until = time.monotonic() + patience_seconds
        key = params.get("supersede")
        turn = self._newest[key] = self._newest.get(key, 0) + 1
        pause = 0.05
        while True:
            deadline = min(max(until - time.monotonic(), 0.05), round_seconds)
            await self._open()
            answer = await self._round(question, params, deadline)
            last = time.monotonic() + pause >= until
            if answer is None and last and not self.busy:
                raise RequestFailed(wire.DEADLINE, f"{question}: the daemon took too long")
            if answer is None:
                answer = no_answer(self.root, complete=False)
            if answer["results"] or answer["complete"] or last:
                return answer
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.5)
            if key is not None and self._newest[key] != turn:
                # Asking again would supersede the newer request.
                raise RequestFailed(wire.CANCELLED, "superseded by a newer request")

    async def _round(
        self, question: str, params: Mapping[str, Any], deadline: float
    ) -> wire.Answer | None:
        """One answer, within `deadline` seconds; None if the daemon did not keep it."""
        try:
            answer: wire.Answer = await self._link.ask(
                question,
                {**params, "deadline_ms": int(deadline * 1000)},
                timeout=deadline + GRACE_SECONDS,
            )
        except RequestFailed as error:
            if error.code != wire.DEADLINE:
                raise
            return None
        return answer

    async def close(self) -> None:
        """End the connection for good."""
        self._closed = True
        for task in (self._opening, self._following):
            if task is not None:
                task.cancel()
        await self._link.close()

    async def _open(self) -> None:
        if self.connected:
            return
        if self._closed:
            raise ConnectionLost("the language server is shutting down")
        if self._opening is None:
            wait = RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS)) - 1]
            if self._failure is not None and time.monotonic() < self._failed_at + wait:
                raise self._failure.with_traceback(None)
            self._start_opening()
        assert self._opening is not None
        # Shielded: that one request is cancelled must not cost the others their connection.
        await asyncio.shield(self._opening)

    def _start_opening(self) -> None:
        self._opening = asyncio.create_task(self._try_to_open(), name=f"open {self.root.path}")
        # Whoever waits gets the failure; that nobody waits is not worth a warning of asyncio.
        self._opening.add_done_callback(lambda task: task.cancelled() or task.exception())
        self._changed()

    async def _try_to_open(self) -> Connection:
        try:
            connection = await self._link.open()
        except CodeGraphError as error:
            self._failures += 1
            self._failed_at = time.monotonic()
            # What follows the first line is the end of the daemon's log, with times in it.
            problem = str(error).partition("\n")[0]
            if problem != self.problem:
                log.error("no daemon for %s: %s", self.root.given, error)
            self._failure, self.problem = error, problem
            raise
        else:
            self._failures, self._failure, self.problem = 0, None, None
            return connection
        finally:
            self._opening = None
            self._changed()

    async def _connected(self, connection: Connection) -> None:
        self.status = dict(connection.hello)
        connection.on(wire.STATUS, self.take_status)
        connection.on(wire.PROGRESS, self._take_progress)
        connection.notify(wire.SUBSCRIBE, {"events": ["status"]})
        self.on_connect(connection)
        self._following = asyncio.create_task(
            self._follow(connection), name=f"follow {self.root.path}"
        )
        self._changed()

    async def _follow(self, connection: Connection) -> None:
        """Follow the making of the index, then the connection, to their ends."""
        try:
            self.take_status(await connection.ask(wire.INDEX, {"wait": "ready"}))
        except ConnectionLost:
            pass
        except RequestFailed as error:
            log.warning("%s: indexing: %s", self.root.given, error)
        await connection.closed.wait()
        log.info("the daemon of %s has gone; the next question starts it", self.root.given)
        self._changed()

    def take_status(self, status: Mapping[str, Any]) -> None:
        """Take note of what the daemon said of itself."""
        self.status = {**self.status, **status}
        self._changed()

    def _take_progress(self, progress: Mapping[str, Any]) -> None:
        self.take_status(
            {key: progress[key] for key in ("done", "total")} | {"state": progress["stage"]}
        )


def no_answer(root: Root, *, complete: bool, reason: str = "") -> wire.Answer:
    """The envelope of nothing: of a question that means nothing, or that found no time."""
    return {
        "root": str(root.path),
        "generation": 0,
        "complete": complete,
        "truncated": False,
        "next": None,
        "took_ms": 0.0,
        "results": [],
        "reason": reason,
    }

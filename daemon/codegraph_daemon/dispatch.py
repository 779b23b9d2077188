"""Running the handlers of one connection: a task each, and exactly one answer to every request.

Belongs here: deadlines, cancellation, newest-wins, and turning what a handler does, raises or
forgets into an answer. It holds the daemon's only broad `except`.
Stays out: reading messages and deciding which handler (`rpc`), and what the methods do (`queries`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from codegraph_client.errors import (
    BadRequest,
    CodeGraphError,
    RequestFailed,
    RootRefused,
    StoreError,
)
from codegraph_client.framing import MessageTooLarge, Request, encode_response, wire_error
from codegraph_client.protocol import (
    CANCELLED,
    DEADLINE,
    INTERNAL,
    INVALID_PARAMS,
    QUESTIONS,
    ROOT_REFUSED,
    STORE_FAILED,
    TOO_LARGE,
    WireError,
)

Work = Callable[[dict[str, Any]], Awaitable[Any]]

log = logging.getLogger(__name__)

_SLOW_SECONDS = 1.0
_NEVER = float("inf")


@dataclass(frozen=True)
class Limits:
    """Times that bound a request."""

    deadline_ms: int = 2000
    """A question's deadline unless it brings one; the question itself should keep it."""
    grace_seconds: float = 1.0
    """How long after its deadline a request is cut off, if its handler does not keep it."""


class _Pending:
    """A request that has no answer yet."""

    def __init__(self, method: str, now: float) -> None:
        self.method = method
        self.started = now
        self.key: str | None = None
        self.deadline_ms: float = 0
        self.task: asyncio.Task[None] | None = None
        self.ends = _NEVER
        """When it is cut off, on the loop's clock."""


class Dispatch:
    """The requests and notifications of one connection that are being worked on.

    `send` writes bytes to the client; `who` gives what identifies it in the log.
    """

    def __init__(
        self, send: Callable[[bytes], None], who: Callable[[], dict[str, Any]], limits: Limits
    ) -> None:
        self.tasks: set[asyncio.Task[None]] = set()
        """Handlers that run, those of answered and cancelled requests included."""
        self._send = send
        self._who = who
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._pending: dict[int, _Pending] = {}
        self._newest: dict[str, int] = {}
        self._clock: asyncio.TimerHandle | None = None
        """Goes off when the first of the pending may have to be cut off. One for all of them: most
        are answered long before, and a timer of its own costs as much as reading a question."""

    def is_pending(self, request_id: int | None) -> bool:
        """Whether this request is still to be answered."""
        return request_id in self._pending

    def open(self, request: Request) -> None:
        """Take a request in: from here on it is owed one answer."""
        self._pending[request.id] = _Pending(request.method, self._loop.time())

    def start(self, request: Request, work: Work) -> None:
        """Run `work(params)` for a request that was opened, within its deadline.

        Its key `supersede` cancels an older request of this connection with the same key.
        """
        pending = self._pending[request.id]
        key = request.params.get("supersede")
        if isinstance(key, str):
            if key in self._newest:
                self.end(self._newest[key], CANCELLED, "superseded by a newer request")
            self._newest[key] = request.id
            pending.key = key
        deadline = request.params.get("deadline_ms")
        if deadline is None and request.method in QUESTIONS:
            deadline = self._limits.deadline_ms
        if deadline is not None:
            if (
                isinstance(deadline, bool)
                or not isinstance(deadline, int | float)
                or not deadline >= 0
            ):
                self.end(request.id, INVALID_PARAMS, "deadline_ms must be a number, 0 or more")
                return
            pending.deadline_ms = deadline
            pending.ends = self._loop.time() + deadline / 1000 + self._limits.grace_seconds
            self._look_at(pending.ends)
        run = self._run(request.id, request.method, work, request.params)
        pending.task = self._spawn(run)

    def run(self, method: str, work: Work, params: dict[str, Any]) -> None:
        """Run `work(params)` for a notification."""
        self._spawn(self._run(None, method, work, params))

    def end(self, request_id: int, code: int, message: str) -> None:
        """Answer with an error at once and cancel the work; nothing if it has been answered."""
        pending = self._pending.get(request_id)
        if pending is None:
            return
        self.answer(request_id, wire_error(code, message), None)
        if pending.task is not None:
            pending.task.cancel()

    def _look_at(self, when: float) -> None:
        if self._clock is None or self._clock.when() > when:
            if self._clock is not None:
                self._clock.cancel()
            self._clock = self._loop.call_at(when, self._cut_off)

    def _cut_off(self) -> None:
        """Answer for those that have not kept their deadline."""
        self._clock = None
        now, following = self._loop.time(), _NEVER
        for request_id, pending in list(self._pending.items()):
            if pending.ends <= now:
                why = f"{pending.method} took longer than {pending.deadline_ms} ms"
                self.end(request_id, DEADLINE, why)
            else:
                following = min(following, pending.ends)
        if following < _NEVER:
            self._look_at(following)

    def end_all(self, code: int, message: str) -> None:
        """End every request, and the work of notifications too."""
        for request_id in list(self._pending):
            self.end(request_id, code, message)
        for task in self.tasks:
            task.cancel()
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def close(self, code: int, message: str) -> None:
        """End everything, as `end_all`, and let go of the connection, which holds this."""
        self.end_all(code, message)
        who = self._who()
        self._who = lambda: who
        self._send = _nowhere

    def answer(self, request_id: int, error: WireError | None, result: Any) -> None:
        """Answer a request; nothing if it has been answered.

        Raises TypeError, ValueError or MessageTooLarge if the result cannot be sent; the request
        is then still to be answered.
        """
        if request_id not in self._pending:
            return
        try:
            data = encode_response(request_id, error, result)
        except (TypeError, ValueError, OverflowError, MessageTooLarge):
            if error is None:
                raise
            # An error must arrive whatever a handler put beside it.
            data = encode_response(request_id, wire_error(error["code"], error["message"]), None)
        pending = self._pending.pop(request_id)
        if pending.key is not None and self._newest.get(pending.key) == request_id:
            del self._newest[pending.key]
        self._send(data)
        seconds = self._loop.time() - pending.started
        slow = seconds > _SLOW_SECONDS and pending.method in QUESTIONS
        level = logging.INFO if slow else logging.DEBUG
        if log.isEnabledFor(level):
            code = None if error is None else error["code"]
            log.log(level, "answered", extra=self._about(pending.method, request_id, seconds, code))

    def _spawn(self, run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(run)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def _run(
        self, request_id: int | None, method: str, work: Work, params: dict[str, Any]
    ) -> None:
        """Wait for a handler and answer: every way in which it can end passes here."""
        started = self._loop.time()
        try:
            result = await work(params)
            if request_id is not None:
                self.answer(request_id, None, result)
            return
        except asyncio.CancelledError:
            # Whoever cancelled this task has answered; if nobody did, the work cancelled itself.
            error = wire_error(CANCELLED, "the work was cancelled")
        except CodeGraphError as expected:
            error = _wire_error_of(expected)
        except Exception as unexpected:
            seconds = self._loop.time() - started
            log.error(
                "handler failed",
                exc_info=unexpected,
                extra=self._about(method, request_id, seconds, INTERNAL),
            )
            name = type(unexpected).__name__
            error = wire_error(INTERNAL, f"internal error in {method} ({name}); see the log")
        if request_id is not None:
            self.answer(request_id, error, None)

    def _about(
        self, method: str, request_id: int | None, seconds: float, code: int | None
    ) -> dict[str, Any]:
        about = {"method": method, "id": request_id, "ms": round(seconds * 1000, 1), "code": code}
        return about | self._who()


def _nowhere(_data: bytes) -> None:
    """Where answers go when the client is gone."""


def _wire_error_of(error: CodeGraphError) -> WireError:
    match error:
        case RequestFailed():
            return wire_error(error.code, error.message, error.data)
        case BadRequest():
            return wire_error(INVALID_PARAMS, str(error))
        case RootRefused():
            return wire_error(ROOT_REFUSED, str(error))
        case StoreError():
            return wire_error(STORE_FAILED, str(error))
        case MessageTooLarge():
            return wire_error(TOO_LARGE, str(error))
        case _:
            return wire_error(INTERNAL, str(error))

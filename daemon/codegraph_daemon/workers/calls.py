"""What the daemon answers when a task calls it.

Belongs here: one call, from its handler to the frame that is sent. Stays out: who is called when
(`pool`, `inline`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from codegraph_daemon.workers.transport import ANSWER, frame, pack

log = logging.getLogger(__name__)

Handler = Callable[[Any], Any]


def answer_call(handlers: Mapping[str, Handler], method: str, payload: Any) -> bytes:
    """What a handler says to a `Host.call`, as the frame to send; an error if it raises."""
    try:
        handler = handlers.get(method)
        if handler is None:
            raise LookupError(f"the daemon does not answer {method!r}")
        return frame(ANSWER, pack(True), pack(handler(payload)))
    except Exception as error:
        # The task waits for an answer, whatever happens here.
        log.warning("the call %r of a task failed", method, exc_info=True)
        return frame(ANSWER, pack(False), pack(f"{method}: {type(error).__name__}: {error}"))

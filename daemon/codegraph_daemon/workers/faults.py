"""Sources that hang or kill their reader, for tests: a worker really does what the text says.

Belongs here: the mechanism. Stays out: what must hold afterwards; the tests say that.
"""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "CODEGRAPH_TEST_FAULTS"

_armed = VARIABLE in os.environ
_MARK: Final = b"codegraph-fault:"
_MEMORY_STEP: Final = 8 << 20


def fault_point(place: str, text: bytes) -> None:
    """Do what `text` asks for at `place` ("parse"), if this process was started for that.

    `codegraph-fault: parse hang` never ends, `parse sleep` neither but does nothing, `parse abort`
    ends the process as broken native code does, `parse memory` takes more and more of it, and
    `parse raise` raises ValueError.
    """
    if not _armed or _MARK not in text:
        return
    words = text.split(_MARK, 1)[1].split(b"\n", 1)[0].decode("utf-8", "replace").split()
    if words[:1] != [place]:
        return
    match words[1]:
        case "hang":
            while True:
                pass
        case "sleep":
            import time

            time.sleep(86_400)
        case "abort":
            os.abort()
        case "memory":
            kept: list[bytes] = []
            while True:
                kept.append(os.urandom(_MEMORY_STEP))
        case _:
            raise ValueError("the source asked for it")

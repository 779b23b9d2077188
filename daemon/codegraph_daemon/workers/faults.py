"""Sources that hang or kill their reader, for tests: a worker really does what the text says.

Belongs here: the mechanism. Stays out: what must hold afterwards; the tests say that.
"""

from __future__ import annotations

import os
import time
from typing import Final

VARIABLE: Final = "CODEGRAPH_TEST_FAULTS"

_armed = VARIABLE in os.environ
_MARK: Final = "codegraph-fault:"
_MEMORY_STEP: Final = 8 << 20


def fault_point(place: str, text: bytes | str) -> None:
    """Do what `text` asks for at `place`, if this process was started for that.

    `place` is "parse", where `text` is the source, or "link", "list", "scan" or "overview", where
    it is the path of the file, the folder or the root.

    `codegraph-fault: parse hang` never ends, `parse sleep` neither but does nothing, `parse abort`
    ends the process as broken native code does, `parse memory` takes more and more of it, and
    `parse raise` raises ValueError. With `once` behind it that happens a single time.
    """
    if not _armed:
        return
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    words = text.partition(_MARK)[2].partition("\n")[0].split()
    if words[:1] != [place]:
        return
    if words[2:3] == ["once"] and _done(words[1]):
        return
    match words[1].removesuffix(".py"):
        case "hang":
            while True:
                pass
        case "sleep":
            time.sleep(86_400)
        case "abort":
            os.abort()
        case "memory":
            kept: list[bytes] = []
            while True:
                kept.append(b"x" * _MEMORY_STEP)
                time.sleep(0.005)
        case _:
            raise ValueError("the source asked for it")


def _done(fault: str) -> bool:
    """Whether this was done before, by any process: a mark lies where the variable says."""
    try:
        open(os.path.join(os.environ[VARIABLE], f"{fault}.done"), "x").close()
    except FileExistsError:
        return True
    return False

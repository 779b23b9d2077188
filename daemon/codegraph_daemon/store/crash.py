"""Crash points: named places where a test kills the process, as a power switch would.

Belongs here: the mechanism. Stays out: what is correct afterwards; the tests say that.
"""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "CODEGRAPH_CRASH_POINT"

#: The points inside the store. Other modules may name further ones, such as "after-content".
POINTS: Final = (
    "before-write",
    "after-write",
    "between-slices",
    "before-chunks",
    "before-commit",
    "after-commit",
    "before-flush",
    "after-flush",
    "between-drops",
    "between-sweeps",
)


def _armed() -> tuple[str, int]:
    name, _, times = os.environ.get(VARIABLE, "").partition(":")
    return name, int(times or 1)


_name, _left = _armed()


def crash_point(name: str) -> None:
    """End this process at once if it was started with CODEGRAPH_CRASH_POINT=`name`.

    `name:7` ends it the seventh time that it passes there. Nothing is flushed and no handler
    runs; the exit code is 137, the one of a process that was killed.
    """
    global _left
    if name == _name:
        _left -= 1
        if _left == 0:
            os._exit(137)

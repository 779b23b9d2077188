"""Whether a process is there any more."""

from __future__ import annotations

import psutil


def gone(pid: int) -> bool:
    """A zombie is gone too: only whoever adopted it has not looked yet."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True

"""Which daemons there are, and whether a process is there any more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psutil


def statuses_in(runtime: Path) -> list[dict[str, Any]]:
    """What the status files below a runtime folder say; a daemon may end and take its own along."""
    found: list[dict[str, Any]] = []
    for file in runtime.rglob("*.json"):
        try:
            found.append(json.loads(file.read_bytes()))
        except (FileNotFoundError, ValueError):
            continue
    return found


def gone(pid: int) -> bool:
    """A zombie is gone too: only whoever adopted it has not looked yet."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True

"""How much the workers of one pool may use.

Belongs here: the numbers and their units. Stays out: settings files (whoever makes the pool reads
them) and enforcing (`pool`, `queue`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds are of wall time, bytes of resident memory or of packed payloads."""

    bulk: int = 1
    """Processes of the bulk lane."""
    bulk_nice: int = 19
    """How much the bulk lane gives way: less of it for what somebody waits for."""
    memory_bytes: int = 1 << 30
    """Resident memory of one worker while it runs a task."""
    task_seconds: float = 60.0
    """For one task, unless `submit` says otherwise; also for a worker's start."""
    queue_bytes: int = 64 << 20
    """For the waiting tasks of each lane."""
    idle_seconds: float = 60.0
    """After this time without a task a bulk worker is ended."""
    interactive_idle_seconds: float = 300.0
    sample_seconds: float = 0.5
    """The time between two looks at the memory of the workers that run a task."""
    pause_seconds: float = 1.0
    """The first pause when workers only die; it doubles up to a minute."""


DEFAULT_LIMITS = Limits()

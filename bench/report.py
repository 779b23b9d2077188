"""Rows of the result table, and how they are printed.

A time is wall time, with the CPU time of the same operations beside it. Where wall is more than
twice the CPU time, the machine was busy or something waited: then CPU decides about the bar. A
time that includes waiting on purpose (a file system event, a start) is marked and never excused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Row", "median", "percentile", "print_heading", "print_row"]


@dataclass(frozen=True)
class Row:
    """One measured value. `cpu` is in the same unit; `bar` is the most that is allowed."""

    what: str
    value: float
    unit: str
    bar: float | None = None
    cpu: float | None = None
    cpu_decides: bool = False
    note: str = ""

    @property
    def deciding(self) -> float:
        if self.cpu_decides and self.cpu is not None and self.value > 2 * self.cpu:
            return self.cpu
        return self.value

    @property
    def met(self) -> bool | None:
        return None if self.bar is None else self.deciding <= self.bar


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all values do not exceed; nan if empty."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def print_heading() -> None:
    print(f"{'':54} {'measured':>12} {'CPU':>10} {'bar':>8}")


def print_row(row: Row) -> None:
    value = f"{row.value:.1f} {row.unit}" if row.unit else f"{row.value:.2f}"
    cpu = "" if row.cpu is None else f"{row.cpu:.2f}"
    bar = "" if row.bar is None else f"{row.bar:g}"
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    line = f"{row.what:54} {value:>12} {cpu:>10} {bar:>8}  {verdict:6} {row.note}"
    print(line.rstrip(), flush=True)

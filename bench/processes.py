"""What processes cost: CPU time to the nanosecond, memory as proportional set size. Linux only.

Belongs here: reading the kernel's numbers about the daemon, its workers and other children.
Stays out: deciding what to measure.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

SAMPLES_PER_SECOND = 10
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of_one(pid: int) -> float:
    """CPU seconds of a live process with all its threads, exact. 0.0 if it is gone."""
    # The clock id of another process' CPU clock, as clock_getcpuclockid(3) makes it.
    try:
        return time.clock_gettime_ns((~pid << 3) | 2) / 1e9
    except OSError:
        return 0.0


def cpu_of_tree(pid: int) -> float:
    """CPU seconds of a process, its live descendants, and the children it has waited for."""
    total = 0.0
    for member in tree(pid):
        total += cpu_of_one(member)
        try:
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[13]) + int(fields[14])) / _TICKS
    return total


def tree(pid: int) -> list[int]:
    """The process and its live descendants."""
    try:
        process = psutil.Process(pid)
        return [pid, *(child.pid for child in process.children(recursive=True))]
    except psutil.Error:
        return []


def pss_mb(pid: int) -> float:
    """Proportional set size in MB (10^6 bytes); 0.0 if the process is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0.0


def daemon_pid(runtime: Path) -> int | None:
    """The pid in the status file of the only daemon below this runtime directory."""
    for file in runtime.rglob("*.json"):
        try:
            pid = int(json.loads(file.read_bytes())["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if psutil.pid_exists(pid):
            return pid
    return None


class Finished(NamedTuple):
    """A process that has ended: its exit code, CPU seconds (its own, not the daemon's), output."""

    code: int
    cpu: float
    wall: float
    output: str


def run(command: Sequence[str], cwd: Path) -> Finished:
    """Run a program to its end; its output is kept."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return Finished(process.returncode, usage.ru_utime + usage.ru_stime, wall, output)


class MemorySampler:
    """Samples the memory of daemon and workers ten times a second, in a thread of its own."""

    def __init__(self, runtime: Path) -> None:
        self._runtime = runtime
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak_mb = 0.0
        self.peak_processes = 0
        self.peak_during = ""
        self.phase = ""

    def __enter__(self) -> MemorySampler:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._end.wait(1 / SAMPLES_PER_SECOND):
            pid = daemon_pid(self._runtime)
            members = tree(pid) if pid is not None else []
            total = sum(pss_mb(member) for member in members)
            if total > self.peak_mb:
                self.peak_mb, self.peak_processes = total, len(members)
                self.peak_during = self.phase

"""A worker's full heap lies in large pages, where the system has them and nobody forbids them."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")

FILLED = """
from codegraph_daemon.memory import use_large_pages

def large():
    with open("/proc/self/smaps_rollup") as sums:
        return sum(int(line.split()[1]) for line in sums if line.startswith("AnonHugePages:"))

def resident():
    with open("/proc/self/smaps_rollup") as sums:
        return sum(int(line.split()[1]) for line in sums if line.startswith("Rss:"))

held = [[str(number) for number in range(20_000)] for _ in range(40)]
before = large(), resident()
use_large_pages()
print(*before, large(), resident())
assert held[7][777] == "777"
"""


def are_there() -> bool:
    """Whether this system makes large pages when it is asked to."""
    version = tuple(int(each) for each in platform.release().split("-")[0].split(".")[:2])
    return version >= (6, 1) and SETTING.exists() and "[never]" not in SETTING.read_text()


def test_a_full_heap_lies_in_large_pages_and_takes_no_more_memory() -> None:
    told = subprocess.run(
        [sys.executable, "-c", FILLED], capture_output=True, text=True, check=True
    )
    before, resident, after, resident_after = map(int, told.stdout.split())
    if are_there():
        assert after >= before + resident // 3
    else:
        assert after == before
    assert resident_after <= resident * 1.1

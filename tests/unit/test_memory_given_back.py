"""What a process has freed goes back to the system, when it has grown by much since it last did."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GROWN = """
from codegraph_daemon import memory

memory._SECONDS = 0.0
given = memory.Given()
due = [given.is_due()]
held = [bytes(2_000) for _ in range(50_000)]
due.append(given.is_due())
kept = held[::500]
del held
before = memory._resident_bytes()
given.give()
due.append(given.is_due())
print(*map(int, due), before, memory._resident_bytes())
"""


def test_memory_is_given_back_when_it_has_grown() -> None:
    told = subprocess.run([sys.executable, "-c", GROWN], capture_output=True, text=True, check=True)
    at_first, grown, afterwards, before, after = map(int, told.stdout.split())
    assert not at_first
    assert not afterwards
    if Path("/proc/self/statm").exists():
        assert grown
        assert after < before - (50 << 20)
    else:
        assert not grown


NEVER_LESS = """
from codegraph_daemon import memory

memory._SECONDS = 0.0
given = memory.Given()
held = [bytes(2_000) for _ in range(100_000)]
times = 0
while given.is_due() and times < 1_000:
    given.give()
    times += 1
print(times)
"""


def test_what_is_held_for_good_is_not_looked_through_for_ever() -> None:
    told = subprocess.run(
        [sys.executable, "-c", NEVER_LESS], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) < 50

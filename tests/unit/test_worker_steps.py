"""Steps in memory that a worker and the daemon share: the last one is seen whole, at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from codegraph_daemon.workers.steps import Steps, shared_memory


@contextmanager
def two_ends() -> Iterator[tuple[Steps, Steps]]:
    """The worker's side and the daemon's, here in one process."""
    memory = shared_memory()
    worker, daemon = Steps(os.dup(memory)), Steps(memory)
    try:
        yield worker, daemon
    finally:
        worker.close()
        daemon.close()


def test_the_last_step_is_seen() -> None:
    with two_ends() as (worker, daemon):
        assert (daemon.last().number, daemon.last().what) == (0, None)
        before = time.monotonic()
        for number in range(1, 600):
            worker.begin([f"{number}.py", b"\xff" * number])
            last = daemon.last()
            assert (last.number, last.what) == (number, [f"{number}.py", b"\xff" * number])
            assert before <= last.began <= time.monotonic()
            assert 0 < last.cpu <= time.process_time()
            before = last.began


def test_a_path_that_is_not_utf_8_is_told() -> None:
    with two_ends() as (worker, daemon):
        path = os.fsdecode(b"\xe4" * 4096)
        worker.begin([path])
        assert daemon.last().what == [path]


def test_what_is_too_long_is_a_step_all_the_same() -> None:
    with two_ends() as (worker, daemon):
        worker.begin(["a.py"])
        worker.begin(["x" * 100_000])
        assert (daemon.last().number, daemon.last().what) == (2, None)
        worker.begin(["b.py"])
        assert (daemon.last().number, daemon.last().what) == (3, ["b.py"])


def test_a_step_is_whole_while_others_are_written_and_when_the_writer_is_killed() -> None:
    memory = shared_memory()
    program = (
        "import sys; from codegraph_daemon.workers.steps import Steps\n"
        "steps, number = Steps(int(sys.argv[1])), 0\n"
        "while True:\n"
        "    number += 1; steps.begin([number, 'x' * (number % 700)])\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(memory)], pass_fds=[memory])
    steps = Steps(memory)
    try:
        while not steps.last().number:
            time.sleep(0.001)
        for _ in range(3000):
            last = steps.last()
            assert last.what == [last.number, "x" * (last.number % 700)]
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    last = steps.last()
    assert last.what == [last.number, "x" * (last.number % 700)]
    steps.close()

"""The processes of the pool: when they start, what they may, and how they end."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from ended import gone

from .common import Setting, until


async def test_no_process_before_the_first_task(setting: Setting) -> None:
    pool = setting.make(bulk=2)
    assert pool.pids() == []
    assert pool.ready("bulk") == []
    await pool.submit("echo", 1, lane="bulk")
    assert len(pool.pids()) == 1
    assert pool.ready("bulk") == pool.pids()
    assert pool.ready("interactive") == []
    assert pool.memory() > 1 << 20


async def test_prestart_starts_all_workers(setting: Setting) -> None:
    pool = setting.make(bulk=2)
    pool.prestart()
    pids = pool.pids()
    assert len(pids) == 3
    await until(lambda: len(setting.starts) == 3)
    assert await pool.submit("pid", None, lane="interactive") == pids[0]
    assert await pool.submit("pid", None, lane="bulk") == pids[1]
    assert pool.pids() == pids


async def test_workers_without_a_task_are_dismissed_and_others_stay(setting: Setting) -> None:
    pool = setting.make(bulk=2)
    pool.prestart()
    interactive, first, second = pool.pids()
    await until(lambda: len(setting.starts) == 3)
    held = await setting.hold(pool, "a")
    pool.dismiss("bulk")
    assert pool.pids() == [interactive, first]
    await until(lambda: gone(second))
    setting.release("a")
    await held
    pool.dismiss("bulk")
    await until(lambda: gone(first))
    assert await pool.submit("pid", None, lane="bulk") not in (first, second)
    assert await pool.submit("pid", None, lane="interactive") == interactive


async def test_bulk_work_is_nice_and_leaves_the_interactive_worker_alone(setting: Setting) -> None:
    pool = setting.make()
    held = await setting.hold(pool, "a")
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert await pool.submit("nice", None, lane="interactive") == own
    setting.release("a")
    await held
    assert await pool.submit("nice", None, lane="bulk") == 19


async def test_a_worker_imports_little(setting: Setting) -> None:
    modules = await setting.make().submit("modules", None, lane="bulk")
    heavy = {"asyncio", "typing", "dataclasses", "socket", "psutil", "numpy", "rocksdict"}
    assert heavy.isdisjoint(modules)


async def test_deep_recursion_is_no_crash(setting: Setting) -> None:
    assert await setting.make().submit("deep", 50_000, lane="bulk") == 50_000


async def test_workers_ignore_the_interrupt_of_a_terminal(setting: Setting) -> None:
    pool = setting.make()
    pid = await pool.submit("pid", None, lane="bulk")
    await pool.submit("sigint", None, lane="bulk")
    assert await pool.submit("pid", None, lane="bulk") == pid


async def test_a_running_task_sees_one_state_from_beginning_to_end(setting: Setting) -> None:
    pool = setting.make()
    held = await setting.hold(pool, "a")
    pool.broadcast("saw", "delta")
    later = pool.submit("seen", None, lane="bulk")
    setting.release("a")
    assert await held == [[], []]
    assert await later == ["delta"]


async def test_broadcasts_for_a_worker_that_does_not_read_are_bounded(setting: Setting) -> None:
    pool = setting.make(queue_bytes=1 << 20)
    held = await setting.hold(pool, "a")
    pid = pool.pids()[0]
    for _ in range(50):
        pool.broadcast("saw", bytes(100_000))
    setting.state.append(("saw", "state"))
    setting.release("a")
    await held
    # It has missed some, and so a fresh one with the present state takes its place.
    assert await pool.submit("seen", None, lane="bulk") == ["state"]
    assert pid not in pool.pids()


async def test_the_result_of_a_cancelled_task_is_ignored(setting: Setting) -> None:
    pool = setting.make()
    held = await setting.hold(pool, "a")
    pid = pool.pids()[0]
    held.cancel()
    later = pool.submit("pid", None, lane="bulk")
    setting.release("a")
    assert await later == pid


async def test_idle_workers_end_and_come_back(setting: Setting) -> None:
    pool = setting.make(idle_seconds=0.05, interactive_idle_seconds=0.05)
    pid = await pool.submit("pid", None, lane="bulk")
    await pool.submit("pid", None, lane="interactive")
    await until(lambda: pool.pids() == [])
    await until(lambda: gone(pid))
    assert await pool.submit("echo", 1, lane="bulk") == 1
    assert pool.problems() == []


async def test_closing_ends_busy_workers(setting: Setting) -> None:
    pool = setting.make()
    future = pool.submit("hang", None, lane="bulk")
    pid = await setting.started.get()
    await pool.close()
    assert future.cancelled()
    assert gone(pid)
    assert pool.pids() == []


PARENT = """
import asyncio
from codegraph_daemon.workers.pool import Pool

async def main():
    pool = Pool(handlers={"started": lambda pid: print(pid, flush=True)}, tasks="pool_tasks")
    print(await pool.submit("pid", None, lane="interactive"), flush=True)
    await pool.submit("hang", None, lane="bulk")

asyncio.run(main())
"""


async def test_no_worker_outlives_a_killed_daemon(setting: Setting) -> None:
    daemon = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE
    )
    assert daemon.stdout is not None
    idle, busy = int(await daemon.stdout.readline()), int(await daemon.stdout.readline())
    assert not gone(idle)
    assert not gone(busy)
    daemon.kill()
    await daemon.wait()
    await until(lambda: gone(idle) and gone(busy))


async def test_a_worker_imports_nothing_from_the_current_folder(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = tmp_path / "repository"
    hostile.mkdir()
    (hostile / "msgpack.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(hostile)
    assert await setting.make().submit("echo", 1, lane="bulk") == 1

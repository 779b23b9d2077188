"""Workers that die, hang or take too much, and what becomes of their tasks."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from codegraph_daemon.workers.errors import WorkerDied
from codegraph_daemon.workers.lanes import LaneState
from codegraph_daemon.workers.queue import Queue
from ended import gone

from .common import Setting, until


@pytest.mark.parametrize(("task", "exitcode"), [("exit", 7), ("kill", -signal.SIGKILL)])
async def test_death_in_a_task_fails_it_and_nothing_else(
    setting: Setting, task: str, exitcode: int
) -> None:
    pool = setting.make()
    dead = pool.submit(task, None, lane="bulk")
    alive = [pool.submit("echo", number, lane="bulk") for number in range(3)]
    with pytest.raises(WorkerDied) as caught:
        await dead
    assert (caught.value.task, caught.value.exitcode) == (task, exitcode)
    assert caught.value.reason == "crashed"
    assert await asyncio.gather(*alive) == [0, 1, 2]


async def test_a_busy_worker_killed_from_outside(setting: Setting) -> None:
    pool = setting.make()
    future = pool.submit("hang", None, lane="bulk")
    os.kill(await setting.started.get(), signal.SIGKILL)
    with pytest.raises(WorkerDied, match="exit code -9"):
        await future
    assert await pool.submit("echo", 1, lane="bulk") == 1


async def test_an_idle_worker_killed_from_outside_is_replaced(setting: Setting) -> None:
    setting.state.append(("saw", "state"))
    pool = setting.make()
    pid = await pool.submit("pid", None, lane="bulk")
    os.kill(pid, signal.SIGKILL)
    await until(lambda: pool.pids() == [])
    assert await pool.submit("seen", None, lane="bulk") == ["state"]
    assert await pool.submit("pid", None, lane="bulk") != pid


async def test_a_task_that_hangs_is_ended_at_its_time_limit(setting: Setting) -> None:
    pool = setting.make(sample_seconds=0.02)
    pid = await pool.submit("pid", None, lane="bulk")
    with pytest.raises(WorkerDied) as caught:
        await pool.submit("hang", None, lane="bulk", seconds=0.1)
    assert caught.value.reason == "timeout"
    await until(lambda: gone(pid))
    assert await pool.submit("echo", 1, lane="bulk") == 1


async def test_a_worker_that_dies_leaves_word_of_what_it_was_at(setting: Setting) -> None:
    pool = setting.make()
    with pytest.raises(WorkerDied, match="died at 'kill'") as caught:
        await pool.submit("steps", [0.0, "kill"], lane="bulk")
    assert caught.value.step == ["kill"]


async def test_each_step_has_a_time_limit_of_its_own(setting: Setting) -> None:
    pool = setting.make(sample_seconds=0.02)
    # The whole takes longer than one step may, and what has no steps has its own limit.
    many = [0.02] * 30
    assert await pool.submit("steps", many, lane="bulk", seconds=60, step_seconds=0.5) == 30
    with pytest.raises(WorkerDied) as caught:
        await pool.submit("steps", [0.02, "spin"], lane="bulk", seconds=60, step_seconds=0.5)
    assert (caught.value.reason, caught.value.step) == ("timeout", ["spin"])


async def test_a_step_that_was_kept_from_the_processor_gets_more_time(setting: Setting) -> None:
    pool = setting.make(sample_seconds=0.02)
    # It sleeps beyond its limit without using the processor, as if others had it.
    assert await pool.submit("steps", [0.6], lane="bulk", step_seconds=0.25) == 1
    with pytest.raises(WorkerDied) as caught:
        await pool.submit("steps", [3600.0], lane="bulk", step_seconds=0.05)
    assert caught.value.reason == "timeout"


async def test_a_daemon_that_was_stopped_for_a_while_blames_no_task(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = setting.make(sample_seconds=0.02, task_seconds=60)
    held = await setting.hold(pool, "a")
    loop = asyncio.get_running_loop()
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + 1000)
    await asyncio.sleep(0.1)
    setting.release("a")
    assert await held == [[], []]


async def test_a_task_that_takes_too_much_memory_is_ended(setting: Setting) -> None:
    pool = setting.make(sample_seconds=0.02, memory_bytes=200 << 20)
    with pytest.raises(WorkerDied) as caught:
        await pool.submit("hog", None, lane="bulk")
    assert caught.value.reason == "memory"
    assert await pool.submit("echo", 1, lane="bulk") == 1


async def test_a_poison_task_kills_one_worker_each_time_it_is_tried(setting: Setting) -> None:
    pool = setting.make()
    for number in range(8):
        with pytest.raises(WorkerDied):
            await pool.submit("kill", None, lane="bulk")
        assert await pool.submit("echo", number, lane="bulk") == number
        # Work gets done in between, so this is no crash loop.
        assert pool.problems() == []


async def test_workers_that_only_die_are_reported_and_not_restarted_at_once(
    setting: Setting,
) -> None:
    pool = setting.make(pause_seconds=60)
    for _ in range(5):
        with pytest.raises(WorkerDied):
            await pool.submit("exit", None, lane="bulk")
    (problem,) = pool.problems()
    assert "bulk workers died 5 times" in problem
    assert "exit code 7 in task 'exit'" in problem
    waiting = pool.submit("echo", 1, lane="bulk")
    assert await pool.submit("echo", 2, lane="interactive") == 2
    assert not waiting.done()
    assert len(pool.pids()) == 1


def test_pauses_double_up_to_a_minute_and_end_with_the_first_finished_task() -> None:
    lane = LaneState("bulk", 1, 19, 60.0, Queue(1000))
    assert not any(lane.died(20.0 * number, first_pause=1.0) for number in range(20))
    lane.finished()
    paused = [lane.pause for number in range(12) if lane.died(500.0 + number, first_pause=1.0)]
    assert paused == [1, 2, 4, 8, 16, 32, 60, 60]
    lane.finished()
    assert lane.problem() is None


async def test_the_pool_recovers_from_a_crash_loop(setting: Setting) -> None:
    pool = setting.make(pause_seconds=0.02, bulk=2)
    futures = [pool.submit("exit", None, lane="bulk") for _ in range(8)]
    await asyncio.gather(*futures, return_exceptions=True)
    assert pool.problems()
    assert await pool.submit("echo", 1, lane="bulk") == 1
    assert pool.problems() == []


async def test_workers_that_cannot_start_are_reported(setting: Setting) -> None:
    pool = setting.make(tasks="no_such_module", pause_seconds=60)
    future = pool.submit("echo", 1, lane="bulk")
    await until(pool.problems)
    await until(lambda: "exit code 1" in pool.problems()[0])
    assert not future.done()
    assert pool.queued("bulk")[0] == 1


async def test_a_broadcast_that_fails_ends_the_worker(setting: Setting) -> None:
    setting.state.append(("saw", "state"))
    pool = setting.make()
    pid = await pool.submit("pid", None, lane="bulk")
    pool.broadcast("broken", None)
    await until(lambda: pool.pids() == [] and gone(pid))
    assert await pool.submit("seen", None, lane="bulk") == ["state"]

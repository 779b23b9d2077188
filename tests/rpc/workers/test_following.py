"""Tasks that somebody waits for are sent while the one before them still runs."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import pytest

from codegraph_daemon.workers.errors import WorkerDied
from codegraph_daemon.workers.pool import Pool
from codegraph_daemon.workers.queue import PROMPT

from .common import Setting


def submit(pool: Pool, task: str, payload: Any, priority: int = PROMPT) -> asyncio.Future[Any]:
    return pool.submit(task, payload, lane="interactive", priority=priority, step_seconds=0.1)


async def hold(setting: Setting, pool: Pool, priority: int = PROMPT) -> asyncio.Future[Any]:
    """A task that runs until `setting.release("held")`."""
    payload = {"name": "held", "until": str(setting.folder / "held")}
    future = submit(pool, "hold", payload, priority)
    assert await setting.started.get() == "held"
    return future


async def test_they_run_in_the_order_in_which_they_came(setting: Setting) -> None:
    pool = setting.make()
    order: list[int] = []
    held = await hold(setting, pool)
    following = [submit(pool, "echo", number) for number in range(5)]
    for each in following:
        each.add_done_callback(lambda done: order.append(done.result()))
    assert pool.queued("interactive")[0] == 4
    setting.release("held")
    assert await held == [[], []]
    await asyncio.gather(*following)
    assert order == [0, 1, 2, 3, 4]
    assert not pool.busy


async def test_what_follows_a_worker_that_dies_is_done_by_another(setting: Setting) -> None:
    pool = setting.make()
    held = await hold(setting, pool)
    following = submit(pool, "pid", None)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        await held
    assert await following != pid


async def test_death_is_that_of_the_task_that_follows(setting: Setting) -> None:
    pool = setting.make()
    held = await hold(setting, pool)
    following, last = submit(pool, "steps", ["kill"]), submit(pool, "echo", 1)
    setting.release("held")
    assert await held == [[], []]
    with pytest.raises(WorkerDied) as caught:
        await following
    assert (caught.value.task, caught.value.step) == ("steps", ["kill"])
    assert await last == 1


async def test_its_steps_have_their_time_limits(setting: Setting) -> None:
    pool = setting.make(sample_seconds=0.02)
    held = await hold(setting, pool)
    following = submit(pool, "steps", [0.01, "spin"])
    setting.release("held")
    assert await held == [[], []]
    with pytest.raises(WorkerDied) as caught:
        await following
    assert (caught.value.reason, caught.value.step) == ("timeout", ["spin"])


async def test_nothing_that_can_be_overtaken_is_sent(setting: Setting) -> None:
    pool = setting.make()
    order: list[str] = []
    held = await hold(setting, pool, priority=0)
    futures = [submit(pool, "echo", "later", 0), submit(pool, "echo", "waited for")]
    assert pool.queued("interactive")[0] == 2
    for each in futures:
        each.add_done_callback(lambda done: order.append(done.result()))
    setting.release("held")
    await asyncio.gather(held, *futures)
    assert order == ["waited for", "later"]


async def test_closing_cancels_what_was_sent(setting: Setting) -> None:
    pool = setting.make()
    futures = [await hold(setting, pool), submit(pool, "echo", 1), submit(pool, "echo", 2)]
    await pool.close()
    assert all(future.cancelled() for future in futures)

"""What the pool of workers promises of tasks: with real processes, and inline."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from codegraph_daemon.workers.errors import Full, PoolClosed, TaskFailed

from .common import Setting


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"text": "grün", "bytes": b"\x00\xff", 7: [1, 2.5, True]},
        "a path that is not UTF-8: \udce9",
        [[], {}, ""],
        -(2**63),
    ],
)
async def test_values_pass_unchanged_in_every_direction(make: Any, value: Any) -> None:
    pool = make()
    assert await pool.submit("echo", value, lane="interactive") == value
    call = {"method": "echo", "payload": value}
    assert await pool.submit("ask", call, lane="bulk") == value


async def test_tuples_arrive_as_lists(make: Any) -> None:
    assert await make().submit("echo", {"pair": (1, 2)}, lane="bulk") == {"pair": [1, 2]}


async def test_large_values_pass(make: Any) -> None:
    pool = make()
    megabytes = os.urandom(5 << 20)
    call = {"method": "echo", "payload": megabytes}
    results = [pool.submit("ask", call, lane="bulk"), pool.submit("big", 9 << 20, lane="bulk")]
    assert await asyncio.gather(*results) == [megabytes, bytes(9 << 20)]


async def test_a_payload_is_taken_as_it_is_at_submit(make: Any) -> None:
    payload = ["before"]
    future = make().submit("echo", payload, lane="bulk")
    payload.append("after")
    assert await future == ["before"]


async def test_what_cannot_be_sent_is_refused_where_it_is_made(make: Any) -> None:
    pool = make()
    with pytest.raises(TypeError):
        pool.submit("echo", object(), lane="bulk")
    with pytest.raises(TaskFailed, match="unsendable"):
        await pool.submit("unsendable", None, lane="bulk")
    call = {"method": "unsendable", "payload": None}
    with pytest.raises(TaskFailed, match="TypeError"):
        await pool.submit("ask", call, lane="bulk")
    assert await pool.submit("echo", 1, lane="bulk") == 1


async def test_an_exception_fails_its_task_alone(make: Any) -> None:
    pool = make()
    with pytest.raises(TaskFailed) as caught:
        await pool.submit("raises", None, lane="bulk")
    assert (caught.value.kind, caught.value.message) == ("ValueError", "the text of the error")
    assert "in raises" in caught.value.trace
    with pytest.raises(TaskFailed, match="no task 'missing'"):
        await pool.submit("missing", None, lane="bulk")
    assert await pool.submit("echo", 1, lane="bulk") == 1


async def test_nested_work_calls_the_daemon_at_every_depth(make: Any) -> None:
    pool = make(bulk=2)
    results = await asyncio.gather(*(pool.submit("nested", 50, lane="bulk") for _ in range(6)))
    assert results == [2 * sum(range(51))] * 6


async def test_a_task_that_fails_says_what_it_was_at(make: Any) -> None:
    pool = make()
    with pytest.raises(TaskFailed) as caught:
        await pool.submit("steps", [0.0, "raises", 0.0], lane="bulk")
    assert caught.value.step == ["raises"]
    assert await pool.submit("steps", [0.0, 0.0], lane="bulk") == 2
    with pytest.raises(TaskFailed) as caught:
        await pool.submit("raises", None, lane="bulk")
    assert caught.value.step is None


@pytest.mark.parametrize("many", [1, 300_000])
async def test_cycles_of_a_task_do_not_stay_for_ever(setting: Setting, many: int) -> None:
    pool = setting.make()
    for _ in range(1100 if many == 1 else 1):
        await pool.submit("cycles", many, lane="bulk")
    # They go in the middle of a task that makes very many, or else when nobody waits.
    for _ in range(100):
        if await pool.submit("cycles", 1, lane="bulk"):
            return
        await asyncio.sleep(0.7)
    pytest.fail("nobody looked for cycles")


async def test_an_unknown_call_fails_the_task(make: Any) -> None:
    call = {"method": "missing", "payload": None}
    with pytest.raises(TaskFailed, match="does not answer 'missing'") as caught:
        await make().submit("ask", call, lane="bulk")
    assert caught.value.kind == "HostCallFailed"


async def test_priority_then_order_of_submission(make: Any) -> None:
    pool = make()
    order: list[str] = []
    futures = []
    for name, priority in [("a", 0), ("b", 0), ("c", 5), ("d", -1), ("e", 5)]:
        future = pool.submit("echo", name, lane="bulk", priority=priority)
        future.add_done_callback(lambda done: order.append(done.result()))
        futures.append(future)
    await asyncio.gather(*futures)
    assert order == ["c", "e", "a", "b", "d"]


async def test_a_task_cancelled_while_it_waits_never_runs(make: Any, setting: Setting) -> None:
    pool = make()
    first = pool.submit("echo", 1, lane="bulk")
    dropped = pool.submit("hang", None, lane="bulk")
    last = pool.submit("echo", 2, lane="bulk")
    dropped.cancel()
    assert [await first, await last] == [1, 2]
    assert setting.started.empty()
    assert pool.queued("bulk") == (0, 0)
    assert not pool.busy


async def test_the_queue_of_each_lane_is_bounded_by_bytes(make: Any) -> None:
    pool = make(queue_bytes=1000)
    # What is over the bound by itself is taken if nothing else waits: it could never run else.
    huge = pool.submit("echo", b"x" * 5000, lane="bulk")
    with pytest.raises(Full):
        pool.submit("echo", 1, lane="bulk")
    assert await pool.submit("echo", 2, lane="interactive") == 2
    assert await huge == b"x" * 5000
    assert await pool.submit("echo", 3, lane="bulk") == 3


async def test_a_cancelled_task_gives_its_bytes_back(make: Any) -> None:
    pool = make(queue_bytes=1000)
    first = pool.submit("echo", 1, lane="bulk", size=600)
    with pytest.raises(Full):
        pool.submit("echo", 2, lane="bulk", size=600)
    first.cancel()
    await asyncio.sleep(0)
    assert await pool.submit("echo", 3, lane="bulk", size=600) == 3


async def test_a_broadcast_reaches_every_worker_before_any_later_task(
    make: Any, setting: Setting
) -> None:
    pool = make(bulk=2)
    sent = []
    for number in range(20):
        setting.state.append(("saw", number))
        pool.broadcast("saw", number)
        sent.append(number)
        futures = [pool.submit("seen", None, lane="bulk") for _ in range(3)]
        # The same for a worker that has started in between: nothing twice and nothing missed.
        assert await asyncio.gather(*futures) == [sent] * 3


async def test_a_fresh_worker_begins_with_the_present_state(make: Any, setting: Setting) -> None:
    pool = make()
    pool.broadcast("saw", "before any worker")
    setting.state.append(("saw", "state"))
    assert await pool.submit("seen", None, lane="bulk") == ["state"]
    pool.broadcast("saw", "delta")
    assert await pool.submit("seen", None, lane="bulk") == ["state", "delta"]


async def test_closing_cancels_what_waits_and_refuses_what_comes(make: Any) -> None:
    pool = make()
    futures = [pool.submit("echo", number, lane="bulk") for number in range(3)]
    await pool.close()
    assert all(future.cancelled() for future in futures)
    with pytest.raises(PoolClosed):
        pool.submit("echo", 1, lane="bulk")
    await pool.close()


async def test_nothing_waits_in_a_quiet_pool(make: Any) -> None:
    pool = make()
    assert not pool.busy
    future = pool.submit("echo", 1, lane="bulk")
    assert pool.busy
    await future
    assert not pool.busy
    assert pool.problems() == []

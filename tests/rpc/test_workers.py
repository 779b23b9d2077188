"""What the pool of workers promises, with real processes; and that the inline pool keeps it too."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.workers.errors import Full, PoolClosed, TaskFailed, WorkerDied
from codegraph_daemon.workers.inline import InlinePool
from codegraph_daemon.workers.lanes import LaneState
from codegraph_daemon.workers.limits import Limits
from codegraph_daemon.workers.pool import Pool
from codegraph_daemon.workers.queue import Queue
from codegraph_daemon.workers.transport import MAX_FRAME, BadFrame, Inbox, frame, pack

TASKS = '''
import os
import signal
import sys
import time

seen = []

def hold(host, payload):
    """Run until a file appears, so that a test decides when this task ends."""
    before = list(seen)
    host.call("started", payload.get("name"))
    while not os.path.exists(payload["until"]):
        time.sleep(0.002)
    return [before, list(seen)]

def raises(host, payload):
    raise ValueError("the text of the error")

def hog(host, payload):
    kept = bytearray(b"x") * (400 << 20)
    time.sleep(3600)
    return len(kept)

def nested(host, payload):
    def depth(n):
        return host.call("double", n) if n == 0 else depth(n - 1) + host.call("double", n)
    return depth(payload)

def steps(host, payload):
    """Say each step, then do it: a number of seconds, "spin" or the name of a task."""
    for step in payload:
        host.step([step])
        if isinstance(step, float):
            time.sleep(step)
        elif step == "spin":
            while True:
                pass
        else:
            TASKS[step](host, None)
    return len(payload)

class Cyclic:
    ended = 0

    def __init__(self):
        self.itself = self

    def __del__(self):
        Cyclic.ended += 1

def cycles(host, payload):
    for _ in range(payload):
        Cyclic()
    return Cyclic.ended

def deep(host, payload):
    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)
    return depth(payload)

TASKS = {
    "echo": lambda host, payload: payload,
    "ask": lambda host, payload: host.call(payload["method"], payload["payload"]),
    "big": lambda host, payload: bytes(payload),
    "unsendable": lambda host, payload: object(),
    "exit": lambda host, payload: os._exit(7),
    "kill": lambda host, payload: os.kill(os.getpid(), signal.SIGKILL),
    "hang": lambda host, payload: (host.call("started", os.getpid()), time.sleep(3600)),
    "pid": lambda host, payload: os.getpid(),
    "nice": lambda host, payload: os.getpriority(os.PRIO_PROCESS, 0),
    "sigint": lambda host, payload: os.kill(os.getpid(), signal.SIGINT),
    "seen": lambda host, payload: list(seen),
    "modules": lambda host, payload: sorted(sys.modules),
    "hold": hold, "raises": raises, "hog": hog, "nested": nested, "deep": deep,
    "steps": steps, "cycles": cycles,
}

def broken(payload):
    raise ValueError("cannot apply this")

BROADCASTS = {"saw": seen.append, "broken": broken}
'''

AnyPool = Pool | InlinePool


class Setting:
    """Makes pools, answers the tasks' calls, and remembers what they said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: asyncio.Queue[Any] = asyncio.Queue()
        self.state: list[tuple[str, Any]] = []
        self.starts: list[str] = []
        self.pools: list[AnyPool] = []

    def make(self, kind: type[AnyPool] = Pool, tasks: str = "pool_tasks", **limits: Any) -> Any:
        pool = kind(
            handlers={
                "started": self.started.put_nowait,
                "double": lambda number: 2 * number,
                "echo": lambda payload: payload,
                "unsendable": lambda _: object(),
            },
            on_start=self.on_start,
            tasks=tasks,
            limits=Limits(**limits),
        )
        self.pools.append(pool)
        return pool

    def on_start(self, lane: str) -> Iterable[tuple[str, Any]]:
        self.starts.append(lane)
        return list(self.state)

    async def hold(self, pool: AnyPool, name: str) -> asyncio.Future[Any]:
        """A bulk task that runs, and ends at `release(name)`."""
        payload = {"name": name, "until": str(self.folder / name)}
        future = pool.submit("hold", payload, lane="bulk")
        assert await self.started.get() == name
        return future

    def release(self, name: str) -> None:
        (self.folder / name).touch()


@pytest.fixture
async def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Setting]:
    (tmp_path / "pool_tasks.py").write_text(TASKS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pool_tasks", raising=False)
    setting = Setting(tmp_path)
    yield setting
    for pool in setting.pools:
        await pool.close()
    sys.modules.pop("pool_tasks", None)


@pytest.fixture(params=[Pool, InlinePool], ids=["processes", "inline"])
def make(request: pytest.FixtureRequest, setting: Setting) -> Callable[..., Any]:
    return partial(setting.make, request.param)


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - processes end without telling the loop
        await asyncio.sleep(0.005)


def gone(pid: int) -> bool:
    """A zombie is gone too: only whoever adopted it has not looked yet."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


# What both pools promise


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


# What needs processes


async def test_no_process_before_the_first_task(setting: Setting) -> None:
    pool = setting.make(bulk=2)
    assert pool.pids() == []
    await pool.submit("echo", 1, lane="bulk")
    assert len(pool.pids()) == 1
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
    future = pool.submit("hang", None, lane="bulk", seconds=0.1)
    pid = await setting.started.get()
    with pytest.raises(WorkerDied) as caught:
        await future
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


# Bytes to messages


@given(
    messages=st.lists(st.binary(max_size=200_000), max_size=5),
    cuts=st.lists(st.integers(1, 100_000), min_size=1, max_size=20),
)
def test_messages_survive_any_cutting(messages: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(frame(1, pack(message)) for message in messages)
    inbox = Inbox()
    received: list[Any] = []
    turn = 0
    while stream:
        window = inbox.window()
        assert 0 < len(window) <= 256 << 10
        count = min(cuts[turn % len(cuts)], len(window), len(stream))
        turn += 1
        window[:count] = stream[:count]
        stream = stream[count:]
        received += inbox.received(count)
    assert received == [[1, message] for message in messages]


@pytest.mark.parametrize(
    "data",
    [
        (MAX_FRAME + 1).to_bytes(4, "little"),
        b"\x01\x00\x00\x00\xc1",
        b"\x01\x00\x00\x00\x07",
        b"\x01\x00\x00\x00\x90",
    ],
    ids=["too large", "not msgpack", "not a list", "empty"],
)
def test_a_stream_of_something_else_is_noticed(data: bytes) -> None:
    inbox = Inbox()
    inbox.window()[: len(data)] = data
    with pytest.raises(BadFrame):
        inbox.received(len(data))


def test_a_message_over_the_limit_is_refused_by_its_sender(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transport = importlib.import_module("codegraph_daemon.workers.transport")
    monkeypatch.setattr(transport, "MAX_FRAME", 100)
    with pytest.raises(ValueError, match="over the limit"):
        frame(1, pack(bytes(100)))

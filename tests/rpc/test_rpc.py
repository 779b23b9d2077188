"""What the daemon does with requests: the handshake, deadlines, cancellation, exactly one answer."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgpack
import pytest

from codegraph_client import __version__
from codegraph_client.connect import Connection, Link, connect
from codegraph_client.errors import ConnectionLost, RequestFailed
from codegraph_client.place import cache_place
from codegraph_client.protocol import (
    BUSY,
    CANCELLED,
    DEADLINE,
    HANDSHAKE_FIRST,
    INTERNAL,
    INVALID_PARAMS,
    INVALID_REQUEST,
    MAX_MESSAGE_BYTES,
    METHOD_NOT_FOUND,
    PROTOCOL,
    PROTOCOL_MISMATCH,
    ROOT_REFUSED,
    SHUTTING_DOWN,
    TOO_LARGE,
)
from codegraph_client.root import Root
from codegraph_daemon import logs, rpc
from codegraph_daemon.dispatch import Dispatch, Limits
from codegraph_daemon.session import Session

from .stand_in_codegraph_daemon import Serve, Served


@asynccontextmanager
async def connected(root: Root) -> AsyncIterator[Connection]:
    connection = await connect(root, client="test", start=False)
    try:
        yield connection
    finally:
        await connection.close()


async def code_of(asking: Any) -> int:
    with pytest.raises(RequestFailed) as caught:
        await asking
    return caught.value.code


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the tests look from outside
            await asyncio.sleep(0.005)


class Raw:
    """A client that sends what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unpacker = msgpack.Unpacker()

    async def send(self, *messages: object) -> None:
        self._writer.write(b"".join(msgpack.packb(message) for message in messages))
        await self._writer.drain()

    async def send_bytes(self, *parts: bytes) -> None:
        for part in parts:
            self._writer.write(part)
            await self._writer.drain()

    async def receive(self) -> Any:
        """The next message, or None at the end of the connection."""
        while True:
            for message in self._unpacker:
                return message
            data = await self._reader.read(1 << 16)
            if not data:
                return None
            self._unpacker.feed(data)

    async def hello(self, root: Root, /, **changes: object) -> Any:
        params = {
            "protocol": PROTOCOL,
            "version": "0",
            "executable": "",
            "root": str(root.path),
            "client": "raw",
        }
        await self.send([0, 0, "hello", params | changes])
        return await self.receive()


@asynccontextmanager
async def raw(served: Served) -> AsyncIterator[Raw]:
    reader, writer = await asyncio.open_unix_connection(str(served.place.socket))
    try:
        yield Raw(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


# --- The handshake ---------------------------------------------------------------------------


async def test_hello_says_who_answers_and_for_which_root(serve: Serve, root: Root) -> None:
    async with serve() as served, connected(root) as connection:
        assert connection.hello["protocol"] == PROTOCOL
        assert connection.hello["version"] == __version__
        assert connection.hello["root"] == str(root.path)
        assert (connection.hello["generation"], connection.hello["state"]) == (7, "ready")
        assert served.repository.roots == [root.path]


async def test_nothing_is_answered_before_hello(serve: Serve) -> None:
    async with serve() as served, raw(served) as client:
        await client.send([2, "changed", {"word": "early"}], [0, 1, "echo", {}])
        _, request_id, error, _ = await client.receive()
        assert (request_id, error["code"]) == (1, HANDSHAKE_FIRST)


async def test_a_second_hello_is_refused(serve: Serve, root: Root) -> None:
    async with serve() as served, raw(served) as client:
        assert (await client.hello(root))[2] is None
        assert (await client.hello(root))[2]["code"] == INVALID_REQUEST


@pytest.mark.parametrize("protocol", [0, PROTOCOL + 1, None, "1"])
async def test_another_protocol_is_told_ours(serve: Serve, root: Root, protocol: object) -> None:
    async with serve() as served, raw(served) as client:
        _, _, error, _ = await client.hello(root, protocol=protocol)
        assert error["code"] == PROTOCOL_MISMATCH
        assert error["data"]["protocol"] == PROTOCOL


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"root": "relative"}, INVALID_PARAMS),
        ({"root": None}, INVALID_PARAMS),
        ({"client": 3}, INVALID_PARAMS),
        ({"root": "/"}, ROOT_REFUSED),
        ({"root": "/nonexistent"}, ROOT_REFUSED),
        ({"root": "/usr"}, ROOT_REFUSED),
    ],
)
async def test_a_root_that_this_daemon_cannot_serve_is_refused(
    serve: Serve, root: Root, changes: dict[str, object], code: int
) -> None:
    async with serve() as served, raw(served) as client:
        assert (await client.hello(root, **changes))[2]["code"] == code
        assert (await client.hello(root))[2] is None


# --- Answers ---------------------------------------------------------------------------------


async def test_requests_are_answered_in_whatever_order_they_end(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        slow = asyncio.create_task(connection.ask("sleep", {"seconds": 0.2}))
        assert await connection.ask("echo", {"word": "é"}) == {"word": "é"}
        assert not slow.done()
        assert await slow == "slept"


async def test_a_fault_of_a_handler_is_an_answer_and_a_log_line(serve: Serve, root: Root) -> None:
    log = cache_place(root.identity).log
    async with serve(), connected(root) as connection:
        logs.configure(log, "info")
        assert await code_of(connection.ask("fail", {})) == INTERNAL
        assert await connection.ask("echo", {}) == {}
    (line,) = [line for line in lines_of(log) if line["message"] == "handler failed"]
    assert (line["method"], line["id"], line["client"]) == ("fail", 2, "test")
    assert line["ms"] >= 0
    assert "ZeroDivisionError: a fault of the handler" in line["traceback"]


async def test_a_bad_request_is_told_why(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        with pytest.raises(RequestFailed, match="line 99 is past the end") as caught:
            await connection.ask("refuse", {})
        assert caught.value.code == INVALID_PARAMS


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("nonsense", {}, METHOD_NOT_FOUND),
        ("unsendable", {}, INTERNAL),
        ("large", {"bytes": MAX_MESSAGE_BYTES}, TOO_LARGE),
        ("echo", {"deadline_ms": -1}, INVALID_PARAMS),
        ("echo", {"deadline_ms": "soon"}, INVALID_PARAMS),
    ],
)
async def test_every_request_is_answered(
    serve: Serve, root: Root, method: str, params: dict[str, Any], code: int
) -> None:
    async with serve(), connected(root) as connection:
        assert await code_of(connection.ask(method, params)) == code
        assert await connection.ask("echo", {}) == {}


async def test_a_large_answer_arrives_whole(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        assert len(await connection.ask("large", {"bytes": 5_000_000})) == 5_000_000


async def test_too_many_requests_at_once_are_turned_away(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        asking = [asyncio.create_task(connection.ask("sleep", {})) for _ in range(256)]
        await asyncio.sleep(0)
        assert await code_of(connection.ask("sleep", {})) == BUSY
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        assert await connection.ask("echo", {}) == {}


# --- Deadline, cancellation, newest wins -----------------------------------------------------


async def test_a_request_is_cut_off_after_its_deadline(serve: Serve, root: Root) -> None:
    async with serve(limits=Limits(grace_seconds=0)) as served, connected(root) as connection:
        asking = connection.ask("sleep", {"name": "late", "deadline_ms": 20})
        assert await code_of(asking) == DEADLINE
        await until(lambda: served.repository.cancelled == ["late"])


async def test_a_question_has_a_deadline_unasked_and_other_requests_have_none(
    serve: Serve, root: Root
) -> None:
    limits = Limits(deadline_ms=20, grace_seconds=0)
    async with serve(limits=limits), connected(root) as connection:
        assert await code_of(connection.ask("symbols", {})) == DEADLINE
        assert await connection.ask("sleep", {"seconds": 0.1}) == "slept"


async def test_cancelling_the_asking_task_cancels_the_work(serve: Serve, root: Root) -> None:
    async with serve() as served, connected(root) as connection:
        asking = asyncio.create_task(connection.ask("sleep", {"name": "unwanted"}))
        await connection.ask("echo", {})
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until(lambda: served.repository.cancelled == ["unwanted"])


async def test_a_timeout_at_the_client_cancels_the_work(serve: Serve, root: Root) -> None:
    async with serve() as served, connected(root) as connection:
        assert await code_of(connection.ask("sleep", {"name": "x"}, timeout=0.02)) == DEADLINE
        await until(lambda: served.repository.cancelled == ["x"])


async def test_a_cancelled_request_is_answered_exactly_once(serve: Serve, root: Root) -> None:
    async with serve() as served, raw(served) as client:
        await client.hello(root)
        await client.send([0, 1, "sleep", {}], [2, "cancel", {"id": 1}], [2, "cancel", {"id": 1}])
        await client.send([2, "cancel", {"id": "one"}], [2, "cancel", {}], [0, 2, "echo", {}])
        first, second = await client.receive(), await client.receive()
        assert (first[1], first[2]["code"]) == (1, CANCELLED)
        assert second == [1, 2, None, {}]


async def test_a_newer_request_with_the_same_key_cancels_the_older(
    serve: Serve, root: Root
) -> None:
    async with serve() as served, connected(root) as connection:
        key = {"supersede": "picker"}
        older = asyncio.create_task(connection.ask("sleep", {"name": "older", **key}))
        other = asyncio.create_task(connection.ask("sleep", {"supersede": "another"}))
        await connection.ask("echo", {})
        newer = asyncio.create_task(connection.ask("sleep", {"seconds": 0.01, **key}))
        assert await code_of(older) == CANCELLED
        assert await newer == "slept"
        assert not other.done()
        await until(lambda: served.repository.cancelled == ["older"])
        assert await connection.ask("echo", key) == key
        other.cancel()


async def test_a_key_means_nothing_to_other_sessions(serve: Serve, root: Root) -> None:
    key = {"supersede": "picker"}
    async with serve(), connected(root) as one, connected(root) as two:
        first = asyncio.create_task(one.ask("sleep", {"seconds": 0.1, **key}))
        await one.ask("echo", {})
        assert await two.ask("echo", key) == key
        assert await first == "slept"


# --- What a client sends cannot stop the daemon ----------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\xdd\xff\xff\xff\xff", TOO_LARGE, id="oversized"),
        pytest.param(b"\xc1", INVALID_REQUEST, id="not msgpack"),
    ],
)
async def test_an_unreadable_frame_ends_that_connection_only(
    serve: Serve, root: Root, data: bytes, code: int
) -> None:
    async with serve() as served, connected(root) as other, raw(served) as client:
        await client.hello(root)
        await client.send_bytes(data)
        _, request_id, error, _ = await client.receive()
        assert (request_id, error["code"]) == (None, code)
        assert await client.receive() is None
        assert await other.ask("echo", {}) == {}


async def test_an_oversized_frame_is_not_read_to_its_end(serve: Serve, root: Root) -> None:
    async with serve() as served, raw(served) as client:
        await client.hello(root)
        await client.send_bytes(b"\x94\x00\x01\xa4echo\x81\xa1x\xc6\xff\xff\xff\xff")
        endless = [bytes(1 << 20)] * (MAX_MESSAGE_BYTES // (1 << 20) + 64)
        with pytest.raises(ConnectionError):
            await client.send_bytes(*endless)


async def test_a_malformed_message_leaves_the_connection(serve: Serve, root: Root) -> None:
    async with serve() as served, raw(served) as client:
        await client.hello(root)
        await client.send("what?", [0, 1, "echo", 5], [0, 2, "echo", {}])
        answers = [await client.receive() for _ in range(3)]
        assert [answer[1] for answer in answers] == [None, 1, 2]
        assert [answer[2] and answer[2]["code"] for answer in answers] == [
            INVALID_REQUEST,
            INVALID_PARAMS,
            None,
        ]


async def test_an_id_that_is_in_use_ends_the_connection(serve: Serve, root: Root) -> None:
    async with serve() as served, raw(served) as client:
        await client.hello(root)
        await client.send([0, 1, "sleep", {}], [0, 1, "echo", {}])
        answer = await client.receive()
        assert (answer[1], answer[2]["code"]) == (None, INVALID_REQUEST)
        assert await client.receive() is None


async def test_a_client_that_vanishes_leaves_nothing_behind(serve: Serve, root: Root) -> None:
    async with serve() as served:
        async with connected(root) as connection:
            asking = asyncio.create_task(connection.ask("sleep", {"name": "orphan"}))
            await connection.ask("echo", {})
        with pytest.raises(ConnectionLost):
            await asking
        await until(lambda: served.repository.cancelled == ["orphan"])
        await until(lambda: served.repository.ended_sessions == [1])


# --- Notifications ---------------------------------------------------------------------------


async def test_what_is_asked_after_a_notification_sees_its_effect(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        connection.notify("changed", {"word": "new"})
        assert (await connection.ask("status", {}))["workspace"] == "new"


async def test_progress_comes_before_the_answer(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        seen: list[int] = []
        connection.on("progress", lambda params: seen.append(params["done"]))
        assert await connection.ask("count", {"to": 3}) == "counted"
        assert seen == [0, 1, 2]


async def test_a_client_that_does_not_read_is_told_only_the_newest_state(
    serve: Serve, root: Root
) -> None:
    async with serve() as served, raw(served) as client:
        await client.hello(root)
        await client.send([0, 1, "large", {"bytes": 8_000_000}], [0, 2, "count", {"to": 100_000}])
        seen = []
        while (message := await client.receive())[:2] != [1, 2]:
            seen.append(message)
        assert [message[2]["done"] for message in seen if message[0] == 2] == [99_999]


async def test_an_error_in_a_callback_does_not_end_the_connection(serve: Serve, root: Root) -> None:
    problems: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
    async with serve(), connected(root) as connection:
        connection.on("progress", lambda params: params["nonsense"])
        assert await connection.ask("count", {"to": 1}) == "counted"
        assert await connection.ask("echo", {}) == {}
    assert len(problems) == 1


# --- Stopping --------------------------------------------------------------------------------


async def test_requests_that_run_when_the_daemon_stops_are_answered(
    serve: Serve, root: Root
) -> None:
    async with serve() as served, connected(root) as connection:
        short = asyncio.create_task(connection.ask("sleep", {"seconds": 0.05}))
        long = asyncio.create_task(connection.ask("sleep", {}))
        assert (await connection.ask("stop", {}))["pid"]
        assert not served.place.socket.exists()
        assert await short == "slept"
        assert await code_of(long) == SHUTTING_DOWN
        await connection.closed.wait()
        assert connection.said_goodbye
        await served.life
        assert served.repository.closed


async def test_stop_needs_no_hello_so_that_any_version_can_ask_for_it(serve: Serve) -> None:
    async with serve() as served, raw(served) as client:
        await client.send([0, 1, "stop", {}])
        assert (await client.receive())[2] is None
        await served.life


async def test_a_closed_connection_refuses_to_ask(serve: Serve, root: Root) -> None:
    async with serve(), connected(root) as connection:
        await connection.close()
        with pytest.raises(ConnectionLost):
            await connection.ask("echo", {})
        connection.notify("changed", {})


async def test_a_closed_link_stays_closed(serve: Serve, root: Root) -> None:
    async with serve():
        link = Link(root, client="test", start=False)
        assert await link.ask("echo", {}) == {}
        await link.close()
        with pytest.raises(ConnectionLost):
            await link.ask("echo", {})


def lines_of(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


# --- What is left of connections ------------------------------------------------------------------


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive() -> int:
    of_connections = (rpc.Connection, Session, Dispatch)
    return sum(isinstance(each, of_connections) for each in gc.get_objects())


@pytest.mark.usefixtures("uncollected")
async def test_connections_that_are_over_leave_nothing_to_be_collected(
    serve: Serve, root: Root
) -> None:
    async with serve() as served:
        before = alive()
        for number in range(5):
            async with connected(root) as connection:
                assert await connection.ask("echo", {"number": number}) == {"number": number}
                sleeping = asyncio.create_task(connection.ask("sleep", {}))
                await until(lambda: len(served.repository.roots) > number)  # noqa: B023
            with contextlib.suppress(ConnectionLost):
                await sleeping
            del connection, sleeping
        await until(lambda: len(served.repository.ended_sessions) == 5)
        await asyncio.sleep(0)
        assert alive() == before

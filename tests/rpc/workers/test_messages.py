"""From bytes to the messages between the daemon and its workers."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegraph_daemon.workers.transport import MAX_FRAME, BadFrame, Inbox, frame, pack


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

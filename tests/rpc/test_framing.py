"""Messages survive however the stream is cut; what is too large or malformed is told apart."""

from __future__ import annotations

import tracemalloc

import msgpack
import pytest

from codegraph_client.framing import (
    Decoder,
    FramingError,
    Malformed,
    MessageTooLarge,
    Notification,
    Request,
    Response,
    encode_notification,
    encode_request,
    encode_response,
    wire_error,
)
from codegraph_client.protocol import (
    INTERNAL,
    INVALID_PARAMS,
    INVALID_REQUEST,
    MAX_MESSAGE_BYTES,
    TOO_LARGE,
)


def test_every_kind_of_message_comes_out_as_it_went_in() -> None:
    data = (
        encode_request(1, "outline", {"path": "a.py", "deadline_ms": 20})
        + encode_response(1, None, {"results": [1, 2.5, None, b"x"]})
        + encode_response(2, wire_error(INTERNAL, "broken", [1]), None)
        + encode_notification("cancel", {"id": 1})
    )
    assert list(Decoder().feed(data)) == [
        Request(1, "outline", {"path": "a.py", "deadline_ms": 20}),
        Response(1, None, {"results": [1, 2.5, None, b"x"]}),
        Response(2, {"code": INTERNAL, "message": "broken", "data": [1]}, None),
        Notification("cancel", {"id": 1}),
    ]


def test_a_stream_may_be_cut_anywhere() -> None:
    data = encode_request(1, "symbols", {"query": "größe"}) + encode_notification("changed", {})
    decoder = Decoder()
    messages = [message for byte in data for message in decoder.feed(bytes([byte]))]
    assert messages == [Request(1, "symbols", {"query": "größe"}), Notification("changed", {})]


@pytest.mark.parametrize("text", ["\udcff.py", "\ud83d", "\x00", "é", "🙂"])
def test_any_text_that_python_can_hold_passes(text: str) -> None:
    (message,) = Decoder().feed(encode_notification("changed", {"path": text}))
    assert message == Notification("changed", {"path": text})


def test_arguments_may_come_as_a_list_of_one_map_as_neovim_sends_them() -> None:
    data = msgpack.packb([0, 5, "status", [{"deadline_ms": 1}]]) + msgpack.packb([0, 6, "stop", []])
    assert list(Decoder().feed(data)) == [
        Request(5, "status", {"deadline_ms": 1}),
        Request(6, "stop", {}),
    ]


@pytest.mark.parametrize(
    ("value", "request_id", "code"),
    [
        ("hello", None, INVALID_REQUEST),
        ([], None, INVALID_REQUEST),
        ([7, 1, "x", {}], None, INVALID_REQUEST),
        ([0, "one", "x", {}], None, INVALID_REQUEST),
        ([0, 1], 1, INVALID_REQUEST),
        ([0, 1, None, {}], 1, INVALID_REQUEST),
        ([0, 1, "x", "params"], 1, INVALID_PARAMS),
        ([0, 1, "x", [1, 2]], 1, INVALID_PARAMS),
        ([2, "x"], None, INVALID_REQUEST),
    ],
)
def test_what_is_not_rpc_is_reported_and_the_stream_goes_on(
    value: object, request_id: int | None, code: int
) -> None:
    data = msgpack.packb(value) + encode_notification("changed", {})
    first, second = Decoder().feed(data)
    assert isinstance(first, Malformed)
    assert (first.id, first.error["code"]) == (request_id, code)
    assert second == Notification("changed", {})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xc1", id="a byte that msgpack does not use"),
        pytest.param(b"\xa2\xff\xfe", id="text that is not UTF-8"),
        pytest.param(b"\x91" * 5000, id="nested without end"),
        pytest.param(b"\x93\x02\xa1x\x81\x01\x02", id="a map with a number for a key"),
    ],
)
def test_what_is_not_msgpack_ends_the_stream(data: bytes) -> None:
    with pytest.raises(FramingError) as caught:
        list(Decoder().feed(data))
    assert caught.value.code == INVALID_REQUEST


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"\xdd\xff\xff\xff\xff", id="list"),
        pytest.param(b"\xdf\xff\xff\xff\xff", id="map"),
        pytest.param(b"\xc9\x00\x00\x00\x01\x05x", id="extension"),
    ],
)
def test_a_count_beyond_the_bound_is_refused_before_it_is_read(header: bytes) -> None:
    with pytest.raises(FramingError) as caught:
        list(Decoder().feed(header))
    assert caught.value.code == TOO_LARGE


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([b"\xdb\x00\x10\x00\x00", *[bytes(4096)] * 3], id="one long text"),
        pytest.param([b"\xdc\x00\xff", *[b"\xd9\x64" + bytes(100)] * 200], id="many short ones"),
    ],
)
def test_a_message_that_exceeds_the_bound_is_refused_while_it_comes(parts: list[bytes]) -> None:
    decoder = Decoder(max_bytes=10_000)
    with pytest.raises(FramingError) as caught:
        [list(decoder.feed(part)) for part in parts]
    assert caught.value.code == TOO_LARGE


def test_the_bound_is_for_one_message_not_for_the_connection() -> None:
    decoder = Decoder(max_bytes=1000)
    data = encode_notification("changed", {"paths": ["x" * 900]})
    assert sum(len(list(decoder.feed(data))) for _ in range(10)) == 10


def test_a_message_that_is_too_large_is_not_sent() -> None:
    with pytest.raises(MessageTooLarge):
        encode_response(1, None, bytes(MAX_MESSAGE_BYTES))


def test_a_connection_that_reads_little_takes_little() -> None:
    tracemalloc.start()
    try:
        decoders = [Decoder() for _ in range(10)]
        for decoder in decoders:
            assert list(decoder.feed(encode_request(1, "status", {})))
        assert tracemalloc.get_traced_memory()[0] < 10 * (100 << 10)
    finally:
        tracemalloc.stop()

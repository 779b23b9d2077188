"""Messages to bytes and back: standard msgpack-RPC, with every size bounded.

    [0, id, method, params]    request
    [1, id, error, result]     response; error is None or {"code", "message", "data"}
    [2, method, params]        notification

`params` is always one map. Of many results in a response, a map of columns stands for the list
(`table`); whoever decodes here gets a list of them all the same.

Belongs here: encoding, decoding, limits. Stays out: sockets, and what the methods mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgpack

from codegraph_client.errors import CodeGraphError
from codegraph_client.protocol import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    MAX_MESSAGE_BYTES,
    TOO_LARGE,
    WireError,
)
from codegraph_client.table import Rows, folded, unfolded

_REQUEST, _RESPONSE, _NOTIFICATION = 0, 1, 2
_SLACK = 1 << 20
_MANY = 32
"""So many results are sent as a table."""

_BUFFER_BYTES = 4096
"""What a message is packed into, and what a connection is read into, grows from this. By itself
msgpack takes a megabyte for each: giving it back costs a process with a large heap a hundred times
what packing does, and a daemon that many short connections ask had one of each."""

_MAX_ITEMS = 1 << 20
"""A list's header alone makes msgpack reserve memory for all of it, so lists are bounded apart."""


class Request(NamedTuple):
    """A message that must be answered exactly once, by a Response with its id."""

    id: int
    method: str
    params: dict[str, Any]


class Response(NamedTuple):
    """An answer. `id` is None only where the request's id could not be read."""

    id: int | None
    error: WireError | None
    result: Any


class Notification(NamedTuple):
    """A message that has no answer."""

    method: str
    params: dict[str, Any]


class Malformed(NamedTuple):
    """A message that was whole but is not msgpack-RPC; reading can go on behind it."""

    id: int | None
    error: WireError


Message = Request | Response | Notification | Malformed


class FramingError(CodeGraphError):
    """The bytes cannot be read on from here: the connection must be closed.

    `code` is the protocol's code for it: TOO_LARGE or INVALID_REQUEST.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class MessageTooLarge(CodeGraphError):
    """The message to be sent is longer than the protocol allows."""


def encode_request(request_id: int, method: str, params: Mapping[str, Any]) -> bytes:
    """Bytes of a request. Raises MessageTooLarge; TypeError for what msgpack cannot hold."""
    return _encode([_REQUEST, request_id, method, params])


def encode_response(request_id: int | None, error: WireError | None, result: Any) -> bytes:
    """Bytes of a response. Raises MessageTooLarge; TypeError for what msgpack cannot hold."""
    if isinstance(result, dict):
        results = result.get("results")
        table = None
        if isinstance(results, Rows):
            table = results.table()
        elif isinstance(results, list) and len(results) >= _MANY:
            table = folded(results)
        if table is not None:
            result = {**result, "results": table}
    return _encode([_RESPONSE, request_id, error, result])


def encode_notification(method: str, params: Mapping[str, Any]) -> bytes:
    """Bytes of a notification. Raises MessageTooLarge; TypeError for what msgpack cannot hold."""
    return _encode([_NOTIFICATION, method, params])


def wire_error(code: int, message: str, data: Any = None) -> WireError:
    """The error map of a response."""
    return {"code": code, "message": message, "data": data}


class Decoder:
    """Turns a stream of bytes, however it is cut, into messages.

    `max_bytes` bounds one message. After FramingError the decoder must not be used again.
    """

    def __init__(self, max_bytes: int = MAX_MESSAGE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._fed = 0
        self._complete = 0
        self._unpacker = msgpack.Unpacker(
            raw=False,
            strict_map_key=True,
            # Any text that Python can hold must pass: paths that are not UTF-8 come as lone
            # surrogates from os.fsdecode, and editors send halves of surrogate pairs.
            unicode_errors="surrogatepass",
            read_size=_BUFFER_BYTES,
            # One read may hold the end of a largest message and the beginning of the next.
            max_buffer_size=max_bytes + _SLACK,
            max_str_len=max_bytes,
            max_bin_len=max_bytes,
            max_array_len=min(_MAX_ITEMS, max_bytes),
            max_map_len=min(_MAX_ITEMS, max_bytes),
            max_ext_len=0,
        )

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that are whole with `data`; must be run to its end.

        Raises FramingError when a message is too large or is not msgpack.
        """
        try:
            self._fed += len(data)
            self._unpacker.feed(data)
            for value in self._unpacker:
                self._complete = self._unpacker.tell()
                yield _message(value)
        except msgpack.BufferFull:
            raise self._too_large() from None
        except (ValueError, msgpack.UnpackException) as error:
            # msgpack's StackError, FormatError and limits on lists and text are ValueErrors.
            code = TOO_LARGE if "exceeds max_" in str(error) else INVALID_REQUEST
            raise FramingError(code, f"not a msgpack message: {error}") from None
        # msgpack bounds what it has not looked at; the parts of a message that it has read already
        # count as well.
        if self._fed - self._complete > self._max_bytes:
            raise self._too_large()

    def _too_large(self) -> FramingError:
        return FramingError(TOO_LARGE, f"a message is longer than {self._max_bytes} bytes")


def _encode(message: list[Any]) -> bytes:
    data: bytes = msgpack.packb(
        message, use_bin_type=True, unicode_errors="surrogatepass", buf_size=_BUFFER_BYTES
    )
    if len(data) > MAX_MESSAGE_BYTES:
        raise MessageTooLarge(
            f"a message of {len(data)} bytes is longer than {MAX_MESSAGE_BYTES} bytes"
        )
    return data


def _message(value: Any) -> Message:
    match value:
        case [0, int() as request_id, str() as method, dict() as params]:
            return Request(request_id, method, params)
        # Neovim and other msgpack-RPC libraries send the arguments as a list.
        case [0, int() as request_id, str() as method, [dict() as params]]:
            return Request(request_id, method, params)
        case [0, int() as request_id, str() as method, []]:
            return Request(request_id, method, {})
        case [1, int() | None as request_id, dict() | None as error, result]:
            if isinstance(result, dict) and isinstance(result.get("results"), dict):
                result["results"] = unfolded(result["results"])
            return Response(request_id, _checked_error(error), result)
        case [2, str() as method, dict() as params]:
            return Notification(method, params)
        case [2, str() as method, [dict() as params]]:
            return Notification(method, params)
        case [0, int() as request_id, str(), _]:
            return Malformed(
                request_id, wire_error(INVALID_PARAMS, "parameters must be one map with text keys")
            )
        case [0, int() as request_id, *_]:
            return Malformed(
                request_id, wire_error(INVALID_REQUEST, "a request is [0, id, method, params]")
            )
    return Malformed(None, wire_error(INVALID_REQUEST, "not a msgpack-RPC message"))


def _checked_error(error: dict[str, Any] | None) -> WireError | None:
    if error is None:
        return None
    code, message = error.get("code"), error.get("message")
    return wire_error(
        code if isinstance(code, int) else INVALID_REQUEST, str(message), error.get("data")
    )

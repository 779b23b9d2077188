"""What pygls' protocol class leaves open: every request is answered exactly once, in every state.

pygls 2.1 gives no answer to a request with malformed parameters, none after `shutdown`, runs
handlers before `initialize`, and reports trouble with pop-up messages. Here a message goes through
one gate (`receive`) that decides by state and shape before pygls dispatches it, and every answer
goes through one place (`_send_response`) that knows which requests are open.

Belongs here: manners of JSON-RPC and of the LSP life cycle, and one of the project's two broad
`except`s. Stays out: bytes (`transport`), features.
"""

from __future__ import annotations

import contextvars
import json
import logging
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cattrs import Converter, transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    LanguageServerProtocol,
    default_converter,
)
from pygls.protocol import lsp_method as implements

from codegraph_client import protocol as wire
from codegraph_client.errors import BadRequest, CodeGraphError, RequestFailed
from codegraph_server.lsp.reports import SCHEME
from codegraph_server.lsp.written import Written

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL = -32603
SERVER_NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
REQUEST_FAILED = -32803

_TOLD_ON = (wire.INVALID_PARAMS, wire.CANCELLED, wire.INTERNAL)
"""Codes of the daemon that mean the same to an editor."""

RequestId = int | str


def strict_converter() -> Converter:
    """lsprotocol's converter, but without cattrs' way of turning any value into a string or int."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]
    converter.register_structure_hook(str, _string)
    converter.register_structure_hook(int, _integer)
    # cattrs takes a hook for int for one of bool as well, unless bool has its own.
    converter.register_structure_hook(bool, _boolean)
    return converter


def _string(value: object, _: type[str]) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _integer(value: object, _: type[int]) -> int:
    # Some clients have no integers and write 1.0.
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise TypeError("not an integer")
    return int(value)


def _boolean(value: object, _: type[bool]) -> bool:
    # Forgiving: most booleans are capabilities, and a client is not refused for an odd one.
    return bool(value)


class OpenRequest(NamedTuple):
    """A request of the client that has not been answered yet; `started` in monotonic seconds."""

    method: str
    started: float


class Protocol(LanguageServerProtocol):
    """LSP with complete manners. Used by `CodeGraphServer`; `receive` is its only entrance."""

    _server: CodeGraphServer

    def __init__(self, server: CodeGraphServer, converter: Any) -> None:
        super().__init__(server, converter)
        self.exit_code: int | None = None
        """Set once `exit` has come: what the process must return."""
        self._initialized = False
        self._open: dict[RequestId, OpenRequest] = {}

    @property
    def is_shut_down(self) -> bool:
        """Whether `shutdown` has come."""
        return self._shutdown

    # What comes in

    def receive(self, body: bytes) -> None:
        """Take one message, as it stands between two headers."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._answer_error(None, PARSE_ERROR, f"the message is not JSON: {error}")
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self._answer_error(_id_of(message), INVALID_REQUEST, "not a JSON-RPC 2.0 message")
        elif isinstance(message.get("method"), str):
            if "id" in message:
                self._receive_request(message)
            else:
                self._receive_notification(message)
        elif "id" in message and ("result" in message or "error" in message):
            self._receive_response(message)
        else:
            self._answer_error(_id_of(message), INVALID_REQUEST, "neither request nor response")

    def _receive_request(self, message: dict[str, Any]) -> None:
        method = message["method"]
        msg_id = _id_of(message)
        if msg_id is None:
            self._answer_error(None, INVALID_REQUEST, "the id of a request is a number or a string")
            return
        refusal = self._refusal(method)
        if refusal is None and msg_id in self._open:
            refusal = (INVALID_REQUEST, f"the id {msg_id!r} is in use by a request still open")
        if refusal is not None:
            self._answer_error(msg_id, *refusal)
            return
        try:
            params = self._params(message, JsonRPCRequestMessage)
        except ValueError as error:
            self._answer_error(msg_id, INVALID_PARAMS, f"{method}: {error}")
            return
        self._open[msg_id] = OpenRequest(method, time.monotonic())
        contextvars.copy_context().run(self._dispatch, msg_id, method, params)

    def _refusal(self, method: str) -> tuple[int, str] | None:
        """Code and reason if the state of the session, or the method, allows no handler to run."""
        if self._shutdown:
            return INVALID_REQUEST, "the server is shutting down"
        if not self._initialized and method != types.INITIALIZE:
            return SERVER_NOT_INITIALIZED, f"{method} came before initialize"
        if self._initialized and method == types.INITIALIZE:
            return INVALID_REQUEST, "the server is already initialized"
        if self._handler(method) is None:
            return METHOD_NOT_FOUND, f"there is no method {method}"
        return None

    def _dispatch(self, msg_id: RequestId, method: str, params: Any) -> None:
        self._ctx_msg_id.set(msg_id)
        handler = self._handler(method)
        assert handler is not None
        done = partial(self._send_handler_result, msg_id=msg_id)
        self._execute_handler(msg_id, handler, callback=done, args=(params,))

    def _receive_notification(self, message: dict[str, Any]) -> None:
        method = message["method"]
        if method == types.EXIT:
            self.exit_code = 0 if self._shutdown else 1
            return
        if self._shutdown or not self._initialized:
            log.debug("%s ignored: the server is not running", method)
            return
        if method != types.CANCEL_REQUEST and self._handler(method) is None:
            log.debug("%s ignored: nothing listens to it", method)
            return
        try:
            params = self._params(message, JsonRPCNotification)
        except ValueError as error:
            log.warning("%s ignored: %s", method, error)
            return
        contextvars.copy_context().run(self._handle_notification, method, params)

    def _receive_response(self, message: dict[str, Any]) -> None:
        future = self._request_futures.pop(message["id"], None)
        result_type = self._result_types.pop(message["id"], None)
        if future is None or future.done():
            return
        if message.get("error") is not None:
            error = message["error"] if isinstance(message["error"], dict) else {}
            future.set_exception(
                JsonRpcException(str(error.get("message")), error.get("code"), error.get("data"))
            )
            return
        try:
            # Not every result has a type; those that have none are handed on as they came.
            response = self._converter.structure(message, result_type) if result_type else None
        except Exception as error:  # noqa: BLE001 - cattrs raises whatever its hooks raise.
            future.set_exception(ValueError(_complaint(error)))
            return
        future.set_result(message["result"] if response is None else response.result)

    def _params(self, message: dict[str, Any], fallback: type[Any]) -> Any:
        """The typed parameters of a message. Raises ValueError with a reason for the client."""
        method = message["method"]
        own = self._server.custom_params.get(method)
        try:
            if own is not None:
                return self._converter.structure(message.get("params") or {}, own)
            kind = self.get_message_type(method) or fallback
            return self._converter.structure({"params": None, **message}, kind).params
        except Exception as error:
            raise ValueError(_complaint(error)) from error

    def _handler(self, method: str) -> Callable[..., Any] | None:
        handler: Callable[..., Any] | None = self.fm.builtin_features.get(method)
        return handler or self.fm.features.get(method)

    def _handle_cancel_notification(self, msg_id: RequestId) -> None:
        future = self._request_futures.get(msg_id)
        # Only requests of the client are its to cancel: those that we sent share this table.
        if future is not None and msg_id in self._open:
            future.cancel()

    # What goes out

    def _send_handler_result(self, future: Future[Any], *, msg_id: RequestId) -> None:
        """The dispatch edge: whatever a handler ended with becomes exactly one answer."""
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self._answer_error(msg_id, REQUEST_CANCELLED, "cancelled")
            return
        error = future.exception()
        if error is None:
            self._send_response(msg_id, future.result())
        elif isinstance(error, JsonRpcException):
            self._answer_error(msg_id, error.code, error.message, error.data)
        elif isinstance(error, CodeGraphError):
            # More lines may follow, of a log: they are for our own log, not for a pop-up.
            self._answer_error(msg_id, _code_of(error), str(error).partition("\n")[0])
        else:
            method, started = self._open.get(msg_id, OpenRequest("?", time.monotonic()))
            took = (time.monotonic() - started) * 1000
            log.error("%s (request %r) failed after %.1f ms", method, msg_id, took, exc_info=error)
            self._answer_error(msg_id, INTERNAL, f"{method} failed; the server's log says why")

    def _check_handler_result(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            if isinstance(error, CodeGraphError):
                log.warning("a notification could not be handled: %s", error)
            else:
                log.error("a notification could not be handled", exc_info=error)

    def _answer_error(
        self, msg_id: RequestId | None, code: int, message: str, data: Any = None
    ) -> None:
        error = types.ResponseError(code=code, message=message, data=data)
        self._send_response(msg_id, None, error)

    def _send_response(
        self,
        msg_id: RequestId | None,
        result: Any | None = None,
        error: types.ResponseError | None = None,
    ) -> None:
        request = self._open.pop(msg_id, None) if msg_id is not None else None
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": msg_id}
        if error is None:
            answer["result"] = result
        else:
            answer["error"] = {"code": error.code, "message": error.message}
            if error.data is not None:
                answer["error"]["data"] = error.data
        try:
            self._send_data(answer)
        except Exception as unsendable:
            log.error("the answer to request %r is not JSON", msg_id, exc_info=unsendable)
            answer.pop("result", None)
            answer["error"] = {"code": INTERNAL, "message": "the answer could not be written"}
            self._send_data(answer)
        if request is not None and self.trace is not types.TraceValue.Off:
            self._trace(request, error)

    def _send_data(self, data: Any) -> None:
        """Write one message. Raises if it cannot be made JSON."""
        written = data.get("result") if isinstance(data, dict) else None
        if isinstance(written, Written):
            data = {**data, "result": None}
        text = json.dumps(data, default=self._serialize_message, separators=(",", ":"))
        if isinstance(written, Written):
            # The result is the last of an answer's fields.
            text = f"{text.removesuffix('null}')}{written}}}"
        body = text.encode()
        if self.writer is not None:
            self.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def _trace(self, request: OpenRequest, error: types.ResponseError | None) -> None:
        took = (time.monotonic() - request.started) * 1000
        params = {"message": f"{request.method} answered after {took:.1f} ms"}
        if self.trace is types.TraceValue.Verbose and error is not None:
            params["verbose"] = f"error {error.code}: {error.message}"
        self._send_data({"jsonrpc": "2.0", "method": types.LOG_TRACE, "params": params})

    # The life cycle

    @implements(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        """Negotiate; what is declared is what was registered by the server's own handler."""
        self.trace = params.trace or types.TraceValue.Off
        result = yield from super().lsp_initialize(params)
        # pygls always declares commands; what is not there is not declared.
        if not self.fm.commands:
            result.capabilities.execute_command_provider = None
        if self._server.takes_reports and result.capabilities.workspace is not None:
            # pygls knows the method, and not what declares it.
            content = types.TextDocumentContentOptions([SCHEME])
            result.capabilities.workspace.text_document_content = content
        result.capabilities.experimental = {"codegraph": self._server.experimental()}
        self._initialized = True
        return result

    @implements(types.SHUTDOWN)
    def lsp_shutdown(self, *_: Any) -> Generator[Any, Any, None]:
        """Cancel what is open (each of it is answered) and take nothing more."""
        yield from ()  # A generator, as pygls' own is.
        self._shutdown = True
        current = self.msg_id
        for msg_id, future in list(self._request_futures.items()):
            if msg_id != current:
                future.cancel()
        self._server.stop()

    @implements(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take over the text of a document."""
        opened = params.text_document
        document = self._server.documents.open(opened.uri, opened.text, opened.version)
        self._server.unsaved.tell(document)

    @implements(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Follow the text of an open document."""
        document = self._server.documents.get(params.text_document.uri)
        if document is None:
            log.warning("didChange of a document that is not open: %s", params.text_document.uri)
            return
        version, encoding = params.text_document.version, self._server.encoding
        edits = [document.change(change, version, encoding) for change in params.content_changes]
        self._server.unsaved.tell_edits(document, edits)

    @implements(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Give the text back to the disk."""
        document = self._server.documents.close(params.text_document.uri)
        if document is not None:
            self._server.unsaved.tell_closed(document)


def _id_of(message: object) -> RequestId | None:
    """The id of a message if it has a valid one."""
    msg_id = message.get("id") if isinstance(message, dict) else None
    return msg_id if isinstance(msg_id, int | str) and not isinstance(msg_id, bool) else None


def _code_of(error: CodeGraphError) -> int:
    """The LSP error code that says what an error of ours says."""
    if isinstance(error, BadRequest):
        return INVALID_PARAMS
    if isinstance(error, RequestFailed) and error.code in _TOLD_ON:
        return error.code
    # The request was right, and nothing is wrong with the server: no daemon, or one that is busy.
    return REQUEST_FAILED


def _complaint(error: BaseException) -> str:
    """What is wrong with a message, in one line that names the fields."""
    try:
        return "; ".join(transform_error(error, path="message"))
    except Exception:  # noqa: BLE001 - a formatter that cannot format must not cost the answer.
        return str(error) or type(error).__name__

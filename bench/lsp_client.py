"""A language client over stdio, as small as one can be: it asks, waits, and answers politely.

Belongs here: framing and the few requests that a server may send. Columns are UTF-16 units, which
is what most editors speak.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any


class LanguageClient:
    """A server process that has been initialised; a context manager that ends it."""

    def __init__(self, command: Sequence[str], root: Path) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.pid = self._process.pid
        self._last_id = 0
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "capabilities": {"general": {"positionEncodings": ["utf-16"]}},
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            },
        )
        self._send({"method": "initialized", "params": {}})

    def ask(self, method: str, params: Mapping[str, Any] | None) -> Any:
        """Send a request and wait for its result. Raises RuntimeError for an error response."""
        self._last_id += 1
        wanted = self._last_id
        given = {} if params is None else {"params": params}
        self._send({"id": wanted, "method": method, **given})
        while True:
            message = self._receive()
            if "method" in message:
                if "id" in message:
                    items = message.get("params", {}).get("items", [])
                    configured = message["method"] == "workspace/configuration"
                    result = [None] * len(items) if configured else None
                    self._send({"id": message["id"], "result": result})
            elif message.get("id") == wanted:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def tell(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def __enter__(self) -> LanguageClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.ask("shutdown", None)
            self._send({"method": "exit"})
        else:
            self._process.kill()
        self._process.wait(timeout=30)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("the language server ended")
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message

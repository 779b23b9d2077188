"""A client that says exactly what a test wants said, right or wrong, and keeps all that comes.

Belongs here: framing and waiting. Stays out: manners; the tests of manners are its users.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

SERVER = (sys.executable, "-m", "codegraph_server.lsp")
WAIT_SECONDS = 60.0

Message = dict[str, Any]


class RawClient:
    """One server process. Every message that came is in `messages`, in order."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.messages: list[Message] = []
        self.refuse: set[str] = set()
        """Requests of the server that are answered with an error."""
        self.answers: dict[str, Any] = {}
        """What its other requests are answered with; null if nothing is here."""
        self._ids = itertools.count(1)
        self._news = asyncio.Condition()
        self._ended = False
        self._reading = asyncio.create_task(self._read())

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def send(self, message: object) -> None:
        """Send anything that JSON can hold, with a header."""
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: object = None) -> int:
        """Send a request; returns its id."""
        msg_id = next(self._ids)
        self.send({"jsonrpc": "2.0", "id": msg_id, "method": method, "params": params})
        return msg_id

    async def answer(self, msg_id: object) -> Message:
        """The response to the request `msg_id`."""
        return await self.wait_for(
            lambda message: "method" not in message and message.get("id") == msg_id
        )

    async def request(self, method: str, params: object = None) -> Message:
        """Send a request and wait for its response."""
        return await self.answer(self.start(method, params))

    async def result(self, method: str, params: object = None) -> Any:
        """The result of a request that must succeed."""
        response = await self.request(method, params)
        assert "error" not in response, response
        return response["result"]

    async def notification(self, method: str) -> Message:
        """The first notification of this name."""
        return await self.wait_for(lambda message: message.get("method") == method)

    async def wait_for(self, wanted: Callable[[Message], bool]) -> Message:
        """The first message, of those that came and that will come, that is `wanted`."""
        async with asyncio.timeout(WAIT_SECONDS), self._news:
            while True:
                for message in self.messages:
                    if wanted(message):
                        return message
                assert not self._ended, f"the server ended; it said {self.messages}"
                await self._news.wait()

    async def initialize(self, root: Path | None = None, **more: Any) -> Any:
        """Shake hands; returns the result of `initialize`."""
        capabilities = more.pop("capabilities", {})
        params: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": capabilities}
        if root is not None:
            params["workspaceFolders"] = [{"uri": root.as_uri(), "name": root.name}]
        result = await self.result("initialize", params | more)
        self.notify("initialized", {})
        return result

    async def ready(self) -> None:
        """Wait until every root has its index, as the server tells it."""

        def is_ready(message: Message) -> bool:
            status = message["params"] if message.get("method") == "codegraph/status" else {}
            roots = status.get("workspaces", ())
            return bool(status.get("quiescent") and roots) and all(r["connected"] for r in roots)

        await self.wait_for(is_ready)

    async def end(self) -> int:
        """Say farewell properly; returns the exit code."""
        await self.request("shutdown")
        self.notify("exit")
        return await self.ended()

    async def ended(self) -> int:
        """Wait for the end of the process; returns its exit code."""
        async with asyncio.timeout(WAIT_SECONDS):
            code = await self.process.wait()
            await self._reading
        return code

    def log(self) -> list[str]:
        """What `window/logMessage` brought so far."""
        return [
            message["params"]["message"]
            for message in self.messages
            if message.get("method") == "window/logMessage"
        ]

    async def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                header = await stdout.readuntil(b"\r\n\r\n")
                name, _, length = header.strip().partition(b": ")
                assert name == b"Content-Length", f"standard output is not sacred: {header!r}"
                message = json.loads(await stdout.readexactly(int(length)))
                if "method" in message and "id" in message:
                    self._respond(message)
                async with self._news:
                    self.messages.append(message)
                    self._news.notify_all()
        async with self._news:
            self._ended = True
            self._news.notify_all()

    def _respond(self, request: Message) -> None:
        answer: Message = {"jsonrpc": "2.0", "id": request["id"]}
        if request["method"] in self.refuse:
            answer["error"] = {"code": -32601, "message": "not here"}
        else:
            answer["result"] = self.answers.get(request["method"])
        self.send(answer)


@contextlib.asynccontextmanager
async def raw_client(*command: str) -> AsyncIterator[RawClient]:
    """A server process, killed at the end if the test has not ended it."""
    process = await asyncio.create_subprocess_exec(
        *(command or SERVER), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    client = RawClient(process)
    try:
        yield client
    finally:
        if process.returncode is None:
            process.kill()
        await client.ended()
        assert process.stdin is not None
        process.stdin.close()

"""A daemon that is real in everything but its answers, which a test writes into a folder.

Belongs here: the process. Stays out: the test's side of the folder (`script`), whose imports the
path of this process does not reach.

`answers.json` maps a question to a list of what happens, one entry for each time it is asked (the
last one repeats): an answer's fields, or `{"error": [code, message]}`, `{"die": true}`,
`{"sleep": true}`. `asked.jsonl` is what was asked so far, over all daemons of the script.
While `hold` exists the index is not ready; it says the line of `hold` as its progress.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codegraph_client.errors import RequestFailed
from codegraph_client.protocol import QUESTIONS, SHUTTING_DOWN
from codegraph_daemon.__main__ import main
from codegraph_daemon.rpc import Handler
from codegraph_daemon.session import Session

FOLDER = "SCRIPTED_DAEMON"
POLL_SECONDS = 0.02


class Nothing:
    """A repository with nothing in it."""

    busy = False

    def workspace(self, root: Path) -> None:
        """No workspace is ever needed."""

    async def close(self) -> None:
        """Nothing to close."""


def handlers(_: object) -> Mapping[str, Handler]:
    """The daemon's side: every question is looked up in the folder."""
    folder = Path(os.environ[FOLDER])

    def note(method: str, params: dict[str, Any]) -> int:
        log = folder / "asked.jsonl"
        with log.open("a+", encoding="utf-8") as file:
            file.seek(0)
            times = sum(json.loads(line)[0] == method for line in file)
            file.write(json.dumps([method, params]) + "\n")
        return times

    def held() -> tuple[str, int, int] | None:
        try:
            stage, done, total = json.loads((folder / "hold").read_text())
        except FileNotFoundError:
            return None
        return stage, done, total

    async def hello(session: Session, params: dict[str, Any]) -> dict[str, Any]:
        note("hello", params)
        return {"generation": 1, "state": "ready" if held() is None else "starting"}

    async def index(session: Session, params: dict[str, Any]) -> dict[str, Any]:
        note("index", params)
        while (progress := held()) is not None:
            stage, done, total = progress
            said = {"root": str(session.root), "stage": stage, "done": done, "total": total}
            session.notify("progress", said | {"files": total, "message": ""})
            await asyncio.sleep(POLL_SECONDS)
        return {"state": "ready", "files": 3, "symbols": 1234, "edges": 5}

    def question(name: str) -> Handler:
        async def answer(session: Session, params: dict[str, Any]) -> dict[str, Any]:
            times = note(name, params)
            script = json.loads((folder / "answers.json").read_text())
            entry = script[name][min(times, len(script[name]) - 1)]
            if entry.get("die"):
                os.kill(os.getpid(), signal.SIGKILL)
            if entry.get("sleep"):
                try:
                    await asyncio.sleep(3600)
                except asyncio.CancelledError:
                    note(f"cancelled {name}", params)
                    raise
            if "error" in entry:
                code, message = entry["error"]
                if code == SHUTTING_DOWN:
                    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
                raise RequestFailed(code, message)
            whole = {"root": str(session.root), "generation": 1, "complete": True}
            whole |= {"truncated": False, "next": None, "took_ms": 0.1, "results": []}
            return whole | entry

        return answer

    def notification(name: str) -> Handler:
        async def take(session: Session, params: dict[str, Any]) -> None:
            note(name, params)

        return take

    named = {name: question(name) for name in QUESTIONS}
    told = ("changed", "subscribe", "overlay", "overlay_change", "overlay_close")
    heard = {name: notification(name) for name in told}
    return {"hello": hello, "index": index} | named | heard


if __name__ == "__main__":

    async def open_nothing() -> Nothing:
        return Nothing()

    sys.exit(main(None, open_nothing, handlers))

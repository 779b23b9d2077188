"""The test's side of a scripted daemon: what it shall answer, and what it was asked.

Belongs here: the folder that both sides share, and a server whose daemon follows it.
Stays out: the daemon (`scripted_daemon`), tests.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil

from e2e.raw_client import RawClient, raw_client
from e2e.scripted_daemon import FOLDER, POLL_SECONDS
from ended import statuses_in

SERVER = f"""
from pathlib import Path
from codegraph_client import spawn
spawn.DAEMON_ARGUMENTS = ("-P", {str(Path(__file__).with_name("scripted_daemon.py"))!r})
from codegraph_server.lsp.server import main
"""


def kill_daemon() -> None:
    """Kill every daemon of the runtime folder that the test has."""
    for status in statuses_in(Path(os.environ["CODEGRAPH_RUNTIME_DIR"])):
        psutil.Process(status["pid"]).kill()


class Script:
    """The test's side: what the daemon shall answer, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.answers: dict[str, list[dict[str, Any]]] = {}

    def says(self, question: str, *entries: dict[str, Any]) -> None:
        """What happens each time that `question` is asked; the last entry repeats."""
        self.answers[question] = list(entries)
        (self.folder / "answers.json").write_text(json.dumps(self.answers))

    def hold(self, stage: str, done: int, total: int) -> None:
        """The index is being made, and is this far."""
        new = self.folder / "hold.new"
        new.write_text(json.dumps([stage, done, total]))
        new.rename(self.folder / "hold")

    def release(self) -> None:
        """The index is ready."""
        (self.folder / "hold").unlink()

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each request or notification of this name, in order."""
        return [params for name, params in self._log() if name == method]

    async def was_asked(self, method: str, times: int = 1) -> dict[str, Any]:
        """Wait until `method` was asked so often; the parameters of that time."""
        async with asyncio.timeout(60):
            while len(self.asked(method)) < times:  # noqa: ASYNC110 - another process writes it.
                await asyncio.sleep(POLL_SECONDS)
        return self.asked(method)[times - 1]

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Every request and notification with its parameters, in order."""
        return self._log()

    def _log(self) -> list[tuple[str, dict[str, Any]]]:
        log = self.folder / "asked.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@asynccontextmanager
async def scripted(script: Script, arguments: str = "") -> AsyncIterator[RawClient]:
    """A language server whose daemon follows the script; `arguments` are those of its `main`."""
    os.environ[FOLDER] = str(script.folder)
    try:
        async with raw_client(sys.executable, "-c", f"{SERVER}main({arguments})") as client:
            yield client
    finally:
        del os.environ[FOLDER]

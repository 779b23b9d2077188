"""What the client is told without asking: the state of the index, and progress while it is made.

Belongs here: `codegraph/status` (the notification and the answer to the request), the same three
fields as `experimental/serverStatus` for clients that ask for them, and work-done progress.
Stays out: where the state comes from (`daemon_link`).
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from codegraph_server.lsp.refreshing import Refreshing
from codegraph_server.lsp.workspaces import Workspace, Workspaces

if TYPE_CHECKING:
    from codegraph_server.lsp.server import CodeGraphServer

log = logging.getLogger("codegraph.lsp")

STATUS = "codegraph/status"
SERVER_STATUS = "experimental/serverStatus"
PROGRESS_DELAY_SECONDS = 0.5
"""Work that is over sooner shows no progress: a bar that only flashes tells nothing."""
REPORT_SECONDS = 0.1
STATUS_SECONDS = 0.2
"""At least so long between two notifications of the status, which may change with every file."""
SHARES = {"scanning": (0, 5), "parsing": (5, 50), "linking": (50, 100)}
"""The stretch of the bar, in per cent, that each state fills: a bar must not run backwards."""
COUNTS = ("files", "symbols", "edges")
OWN_FIELDS = (
    *("state", "generation", "done", "total", *COUNTS, "memory_mb", "pid", "workers"),
    *("version", "protocol", "log", "problems"),
)


def status_of(workspaces: Workspaces) -> dict[str, Any]:
    """The state of the session: `health`, `quiescent`, `message`, counts, and each workspace."""
    rows = [_row(workspace) for workspace in workspaces]
    problems = [
        *(f"{workspace.root.given}: {workspace.link.problem}" for workspace in workspaces
          if workspace.link.problem is not None),
        *(f"{folder}: {why}" for folder, why in workspaces.refused.items()),
    ]  # fmt: skip
    unwell = any(row.get("problems") for row in rows)
    busy = [workspace for workspace in workspaces if workspace.link.busy]
    if problems:
        message = problems[0]
    elif busy:
        message = "; ".join(_doing(workspace) for workspace in busy)
    else:
        message = _summary(rows)
    return {
        "health": "error" if problems else "warning" if unwell else "ok",
        "quiescent": not busy,
        "message": message,
        **{name: sum(row.get(name, 0) for row in rows) for name in COUNTS},
        "workspaces": rows,
    }


def _row(workspace: Workspace) -> dict[str, Any]:
    link = workspace.link
    row = {"root": str(workspace.root.given), "connected": link.connected}
    row |= {name: link.status[name] for name in OWN_FIELDS if name in link.status}
    if link.problem is not None:
        row["problem"] = link.problem
    return row


def _doing(workspace: Workspace) -> str:
    status = workspace.link.status
    name = workspace.root.given.name
    if not workspace.link.connected:
        return f"{name}: starting the daemon"
    done, total = status.get("done", 0), status.get("total", 0)
    counted = f" {done:,} of {total:,} files" if total else ""
    return f"{name}: {status.get('state', 'starting')}{counted}"


def _percentage(workspace: Workspace) -> int:
    status = workspace.link.status
    first, last = SHARES.get(status.get("state", ""), (0, 0))
    done, total = status.get("done", 0), status.get("total", 0)
    share = min(done / total, 1.0) if total else 0.0
    return int(first + share * (last - first)) if workspace.link.connected else 0


def _summary(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "no folder is open"
    files, symbols = (sum(row.get(name, 0) for row in rows) for name in ("files", "symbols"))
    return f"{files:,} files, {symbols:,} symbols"


class Announcer:
    """Tells the client of every change that it can see. Silent before `initialized`."""

    def __init__(self, ls: CodeGraphServer) -> None:
        self._ls = ls
        self._started = False
        self._last: dict[str, Any] | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._bars: dict[Workspace, ProgressBar] = {}
        self.refreshing = Refreshing(ls)

    def start(self) -> None:
        """The client is ready to be told."""
        self._started = True
        self.update()

    def stop(self) -> None:
        """Say no more."""
        self._started = False
        if self._resting is not None:
            self._resting.cancel()
        for bar in self._bars.values():
            bar.stop()

    def update(self) -> None:
        """Look at all workspaces, and tell what is new, now or after a short rest."""
        if not self._started:
            return
        if self._ls.wants_progress:
            self._update_bars(list(self._ls.workspaces))
        if self._resting is None:
            self._tell_status()

    def _tell_status(self) -> None:
        self._resting = None
        status = status_of(self._ls.workspaces)
        if status == self._last:
            return
        self._last = status
        self._ls.protocol.notify(STATUS, status)
        if self._ls.wants_server_status:
            three = {name: status[name] for name in ("health", "quiescent", "message")}
            self._ls.protocol.notify(SERVER_STATUS, three)
        self.refreshing.look_at(status)
        loop = asyncio.get_running_loop()
        self._resting = loop.call_later(STATUS_SECONDS, self._tell_status)

    def _update_bars(self, workspaces: list[Workspace]) -> None:
        for gone in self._bars.keys() - set(workspaces):
            self._bars.pop(gone).update(False, "", 0)
        for workspace in workspaces:
            bar = self._bars.get(workspace)
            if bar is None:
                bar = self._bars[workspace] = ProgressBar(self._ls)
            bar.update(workspace.link.busy, _doing(workspace), _percentage(workspace))


class ProgressBar:
    """Work-done progress of one workspace, over and over: each stretch of work has a new token."""

    def __init__(self, ls: CodeGraphServer) -> None:
        self._ls = ls
        self._busy = False
        self._message = ""
        self._percentage = 0
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def update(self, busy: bool, message: str, percentage: int) -> None:
        """Say whether there is work, what it is, and how far it is."""
        self._busy = busy
        self._message = message
        self._percentage = percentage
        self._news.set()
        if busy and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._show(), name="progress")

    def stop(self) -> None:
        """Show nothing any more."""
        if self._task is not None:
            self._task.cancel()

    async def _show(self) -> None:
        await asyncio.sleep(PROGRESS_DELAY_SECONDS)
        if not self._busy:
            return
        # A string: some clients reject numbers. One of our own, for clients rarely send any.
        token = f"codegraph-{uuid.uuid4()}"
        try:
            # Not by pygls' own class for this, which keeps every token for ever.
            await self._ls.window_work_done_progress_create_async(
                types.WorkDoneProgressCreateParams(token)
            )
        except JsonRpcException as error:
            log.info("the client shows no progress: %s", error)
            return
        if not self._busy:
            # A client may have drawn something for the token; an empty stretch takes it away.
            self._tell(token, types.WorkDoneProgressBegin(title="CodeGraph", cancellable=False))
            self._tell(token, types.WorkDoneProgressEnd())
            return
        self._tell(
            token,
            types.WorkDoneProgressBegin(
                title="CodeGraph", message=self._message, percentage=0, cancellable=False
            ),
        )
        highest = 0
        while self._busy:
            self._news.clear()
            highest = max(highest, self._percentage)
            self._tell(
                token, types.WorkDoneProgressReport(message=self._message, percentage=highest)
            )
            await asyncio.sleep(REPORT_SECONDS)
            await self._news.wait()
        self._tell(token, types.WorkDoneProgressEnd(message="ready"))

    def _tell(self, token: str, value: Any) -> None:
        self._ls.protocol.notify(types.PROGRESS, types.ProgressParams(token=token, value=value))

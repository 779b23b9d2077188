"""What a client is told without asking: how far the index is, how the daemon fares, what is refused.

The daemon is a process that says what each test wants (`scripted_daemon`).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from e2e.raw_client import RawClient
from e2e.script import Script, kill_daemon, scripted

PROGRESS = {"window": {"workDoneProgress": True}}


def bars(client: RawClient) -> list[tuple[str, str, Any]]:
    return [
        (m["params"]["token"], m["params"]["value"]["kind"], m["params"]["value"].get("percentage"))
        for m in client.messages
        if m.get("method") == "$/progress"
    ]


def is_progress(kind: str) -> Callable[[dict[str, Any]], bool]:
    return lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == kind


async def test_progress_while_the_index_is_made(script: Script, project: Path) -> None:
    script.hold("parsing", 0, 100)
    async with scripted(script) as client:
        await client.initialize(project, capabilities=PROGRESS)
        begin = await client.wait_for(is_progress("begin"))
        script.hold("linking", 50, 100)
        await client.wait_for(
            lambda m: is_progress("report")(m) and m["params"]["value"]["percentage"] == 75
        )
        script.release()
        await client.wait_for(is_progress("end"))
        created = await client.notification("window/workDoneProgress/create")
        assert isinstance(created["params"]["token"], str)
        assert {token for token, _, _ in bars(client)} == {created["params"]["token"]}
        assert begin["params"]["token"] == created["params"]["token"]
        shown = [percentage for _, _, percentage in bars(client) if percentage is not None]
        assert shown == sorted(shown)


async def test_progress_ends_with_the_daemon(script: Script, project: Path) -> None:
    script.hold("parsing", 0, 100)
    async with scripted(script) as client:
        await client.initialize(project, capabilities=PROGRESS)
        await client.wait_for(is_progress("begin"))
        kill_daemon()
        await client.wait_for(is_progress("end"))


async def test_progress_ends_with_its_folder(script: Script, project: Path) -> None:
    script.hold("parsing", 0, 100)
    async with scripted(script) as client:
        await client.initialize(project, capabilities=PROGRESS)
        await client.wait_for(is_progress("begin"))
        gone = {"added": [], "removed": [{"uri": project.as_uri(), "name": "project"}]}
        client.notify("workspace/didChangeWorkspaceFolders", {"event": gone})
        await client.wait_for(is_progress("end"))


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "not offered"])
async def test_no_progress_where_it_is_not_wanted(
    script: Script, project: Path, refused: bool
) -> None:
    script.hold("parsing", 0, 100)
    async with scripted(script) as client:
        if refused:
            client.refuse.add("window/workDoneProgress/create")
        await client.initialize(project, capabilities=PROGRESS if refused else {})
        if refused:
            await client.notification("window/workDoneProgress/create")
        script.release()
        await client.wait_for(
            lambda m: m.get("method") == "codegraph/status" and m["params"]["files"] == 3
        )
        assert bars(client) == []
        assert await client.end() == 0


async def test_status_is_told_when_it_changes(script: Script, project: Path) -> None:
    script.hold("parsing", 1, 2)
    experimental = {"experimental": {"serverStatusNotification": True}}
    async with scripted(script) as client:
        await client.initialize(project, capabilities=experimental)
        busy = await client.wait_for(
            lambda m: m.get("method") == "codegraph/status" and "parsing" in m["params"]["message"]
        )
        assert busy["params"]["quiescent"] is False
        script.release()
        ready = await client.wait_for(
            lambda m: m.get("method") == "codegraph/status" and m["params"]["files"] == 3
        )
        assert ready["params"]["quiescent"] is True
        assert ready["params"]["health"] == "ok"
        assert ready["params"]["message"] == "3 files, 1,234 symbols"
        assert ready["params"]["workspaces"][0]["root"] == str(project)
        told = [m["params"] for m in client.messages if m.get("method") == "codegraph/status"]
        assert all(one != other for one, other in pairwise(told))
        same = [m for m in client.messages if m.get("method") == "experimental/serverStatus"]
        assert set(same[-1]["params"]) == {"health", "quiescent", "message"}


async def test_status_on_request(script: Script, project: Path) -> None:
    script.says("status", {"results": [{"state": "ready", "files": 7, "problems": ["slow disk"]}]})
    async with scripted(script) as client:
        await client.initialize(project)
        status = await client.result("codegraph/status")
        assert (status["files"], status["health"]) == (7, "warning")
        assert status["workspaces"][0]["problems"] == ["slow disk"]


async def test_a_folder_that_is_refused_is_said_once(script: Script) -> None:
    async with scripted(script) as client:
        await client.initialize(Path("/"))
        assert await client.result("workspace/symbol", {"query": "f"}) == []
        status = await client.result("codegraph/status")
        assert status["health"] == "error"
        assert len([line for line in client.log() if "not served" in line]) == 1
        assert not [m for m in client.messages if m.get("method") == "window/showMessage"]

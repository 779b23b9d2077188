"""A daemon ends by itself when nobody needs it or it cannot be found, and writes a log meanwhile."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegraph_client import connect
from codegraph_client.root import Root
from codegraph_daemon.lifecycle import Timing

from .stand_in_codegraph_daemon import Serve


async def test_an_idle_daemon_ends(serve: Serve) -> None:
    async with serve(timing=Timing(idle=0.05, poll=0.01)) as served:
        await asyncio.wait_for(served.life, 20)
        assert served.repository.closed
        assert not served.place.socket.exists()


async def test_neither_a_session_nor_work_is_idleness(serve: Serve, root: Root) -> None:
    async with serve(timing=Timing(idle=0.05, poll=0.01)) as served:
        connection = await connect.connect(root, client="test", start=False)
        served.repository.busy = True
        await asyncio.sleep(0.2)
        await connection.close()
        await asyncio.sleep(0.2)
        assert not served.life.done()
        served.repository.busy = False
        await asyncio.wait_for(served.life, 20)


async def test_idle_zero_means_never(serve: Serve) -> None:
    async with serve(timing=Timing(idle=0, poll=0.01)) as served:
        await asyncio.sleep(0.2)
        assert not served.life.done()


async def test_a_daemon_whose_root_vanishes_ends(serve: Serve, root: Root) -> None:
    async with serve() as served:
        root.path.rename(root.path.with_name("elsewhere"))
        await asyncio.wait_for(served.life, 20)
        assert served.repository.closed


async def test_a_root_that_was_replaced_is_another_root(serve: Serve, root: Root) -> None:
    async with serve() as served:
        root.path.rename(root.path.with_name("elsewhere"))
        root.path.mkdir()
        await asyncio.wait_for(served.life, 20)


async def test_a_daemon_that_cannot_be_found_any_more_ends(serve: Serve) -> None:
    async with serve() as served:
        shutil.rmtree(served.place.dir)
        await asyncio.wait_for(served.life, 20)
        assert served.repository.closed


async def test_a_daemon_leaves_the_socket_of_its_successor_alone(serve: Serve) -> None:
    async with serve() as served:
        served.place.socket.unlink()
        served.place.socket.write_text("a successor's")
        await asyncio.wait_for(served.life, 20)
        assert served.place.socket.read_text() == "a successor's"


def test_the_log_is_one_json_object_a_line_and_rotates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import logging, sys
from pathlib import Path
from codegraph_daemon import logs
logs._MAX_BYTES = 2000
logs.configure(Path(sys.argv[1]), "info")
log = logging.getLogger("codegraph_daemon.rpc")
for number in range(50):
    log.info("line %d\\nof two", number, extra={"method": "refs", "path": Path("a")})
log.debug("not this")
raise ValueError("the end")
"""
    log = tmp_path / "daemon.log"
    done = subprocess.run(
        [sys.executable, "-c", program, str(log)], capture_output=True, text=True, check=False
    )
    assert done.stderr.endswith("ValueError: the end\n")
    files = sorted(path.name for path in tmp_path.glob("daemon.log*"))
    assert files == ["daemon.log", "daemon.log.1", "daemon.log.2", "daemon.log.3"]
    *_, line, last = [json.loads(text) for text in log.read_text().splitlines()]
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "codegraph_daemon.rpc",
        "message": "line 49\nof two",
        "method": "refs",
        "path": "a",
    }
    assert (last["level"], last["message"]) == ("critical", "uncaught ValueError: the end")
    assert "Traceback" in last["traceback"]

"""Whatever is taken for a root, and wherever its socket lies."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from codegraph_client.errors import BadRequest, RootRefused
from codegraph_client.framing import Decoder, Response, encode_request
from codegraph_client.place import open_socket
from codegraph_client.protocol import INVALID_PARAMS, PROTOCOL, ROOT_REFUSED
from codegraph_client.root import find_root

from ..real_daemon import Project, ended, failure
from .common import GOOD, GOOD_USES

# --- Roots and sockets ------------------------------------------------------------------------


def test_home_and_the_whole_disk_are_no_roots(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = project.folder / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    for folder in (home, Path("/")):
        with pytest.raises(RootRefused):
            find_root(folder)
        process = project.command("index", "--wait", str(folder))
        assert (process.returncode, process.stdout) == (2, "")
        (line,) = process.stderr.splitlines()
        assert "never indexed" in line


@pytest.mark.parametrize("root", ["/", "/no/such/root", "relative", "", 5, None, "/tmp"])  # noqa: S108
def test_the_daemon_itself_refuses_roots_that_are_not_its_own(
    project: Project, root: object
) -> None:
    params = {"protocol": PROTOCOL, "version": "", "executable": "", "root": root, "client": "x"}
    error = hello(project, params)
    assert error["code"] in (ROOT_REFUSED, INVALID_PARAMS)
    assert error["message"]


def hello(project: Project, params: dict[str, Any]) -> dict[str, Any]:
    """The error that answers a handshake on a connection of its own."""
    connection = open_socket(project.place)
    assert connection is not None
    with connection:
        connection.settimeout(30)
        connection.sendall(encode_request(1, "hello", params))
        decoder = Decoder()
        while True:
            for message in decoder.feed(connection.recv(1 << 16)):
                assert isinstance(message, Response)
                assert message.error is not None
                return dict(message.error)


def test_a_root_that_vanishes_ends_its_daemon_and_may_come_back(tmp_path: Path) -> None:
    project = Project(tmp_path)
    try:
        project.write("good.py", GOOD)
        assert project.references("fetch") == GOOD_USES
        pid = project.pid
        shutil.rmtree(project.root)
        error = failure(lambda: find_root(project.root))
        assert isinstance(error, BadRequest)
        ended(pid)
        project.disconnect()
        project.write("good.py", "\n" + GOOD)
        assert project.references("fetch") == ["good.py:7:5 call"]
        assert project.pid != pid
    finally:
        project.close()


def test_a_socket_path_of_any_length(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["runtime-directory-with-a-long-name"] * 8)
    project = Project(tmp_path)
    project.variables["CODEGRAPH_RUNTIME_DIR"] = str(deep)
    try:
        project.write("good.py", GOOD)
        assert len(str(project.place.socket)) > 250
        assert project.references("fetch") == GOOD_USES
        assert project.command("refs", "fetch").returncode == 0
    finally:
        project.close()

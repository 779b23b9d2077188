"""Whatever lies in the tree: names of every kind, and what must not be read."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ..real_daemon import Project, eventually, places
from .common import GOOD, GOOD_USES, explained, left_out, refused

# --- Names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "names/with space.py",
        "names/größe 😀.py",
        "names/combi\u0301ning.py",
        "names/line\nbreak.py",
        "names/quote'\".py",
        "names/back\\slash.py",
        "names/-dash.py",
        "names/#hash.py",
        "names/tab\tand\x01control.py",
        "names/*star[1].py",
        "names/" + "l" * 240 + ".py",
        "names/ leading/and trailing /x.py",
        ":(top)/magic.py",
    ],
)
def test_a_name_of_a_file(project: Project, path: str) -> None:
    project.write(path, "def named(): pass\n\n\nnamed()\n")
    project.settle()
    assert project.outline(path) == ["named"]
    assert project.definition(path, 3, 0) == [f"{path}:1:5 definition"]
    found = project.ask("references", path=path, line=0, column=4)
    assert places(found) == [f"{path}:4:1 call"]
    process = project.command("outline", "--", path)
    assert (process.returncode, process.stderr) == (0, "")
    project.write(path, "def other(): pass\n")
    assert project.outline(path) == ["other"]


def test_a_name_that_is_not_utf8_is_said_and_costs_nothing_else(project: Project) -> None:
    folder = os.fsencode(project.root) + b"/latin\xe9"
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("the file system takes no such names")
    for path in (folder + b"/inside.py", os.fsencode(project.root) + b"/caf\xe9.py"):
        with open(path, "wb") as file:
            file.write(b"def lost(): pass\n")
    project.write("beside.py", "def beside(): pass\n")
    status = project.settle()
    assert any("caf" in problem and "not UTF-8" in problem for problem in status["problems"])
    assert project.outline("beside.py") == ["beside"]
    assert project.ask("references", symbol="lost")["results"] == []
    process = subprocess.run(
        [sys.executable, "-m", "codegraph_server.cli", "outline", b"caf\xe9.py"],
        cwd=project.root,
        env=project.environment(),
        capture_output=True,
        check=False,
    )
    assert (process.returncode, process.stderr) == (1, b"")
    assert b"is not in the index" in process.stdout
    shutil.rmtree(folder)
    os.unlink(os.fsencode(project.root) + b"/caf\xe9.py")


# --- What must not be read --------------------------------------------------------------------


def test_secrets_are_never_opened(project: Project) -> None:
    secrets = [".env.py", ".env", "keys/id_rsa.py", ".ssh/config.py", "credentials"]
    for path in (*secrets, "control.py"):
        full = project.write(path, "#!/usr/bin/env python\nTOKEN = 'hidden'\n")
        # Older than the modification: reading it moves the time of access, where that is kept.
        os.utime(full, ns=(10**9, full.stat().st_mtime_ns))
    project.settle()
    assert project.outline("control.py") == ["TOKEN"]
    for path in secrets:
        assert project.root.joinpath(path).stat().st_atime_ns == 10**9, path
        assert explained(project, path)["kept"] is False
        assert explained(project, path)["reason"]
    assert project.references("TOKEN") == []
    found = project.ask("symbols", query="TOKEN")["results"]
    assert {result["path"] for result in found} == {"control.py"}


def test_a_symlink_out_of_the_root_is_not_followed(project: Project) -> None:
    outside = project.folder / "outside"
    outside.mkdir()
    (outside / "apart.py").write_text("def apart(): pass\n")
    (project.root / "link.py").symlink_to(outside / "apart.py")
    (project.root / "linked").symlink_to(outside)
    project.settle()
    for path in ("link.py", "linked/apart.py"):
        assert left_out(project, path)
        assert explained(project, path)["indexed"] is False
    assert "outside the root" in refused(project, "outline", path=str(project.root / "link.py"))
    assert project.ask("definition", symbol="apart")["results"] == []


def test_symlinks_in_a_circle_end(project: Project) -> None:
    folder = project.write("circle/real.py", "def real(): pass\n").parent
    (folder / "again").symlink_to(folder)
    (folder / "up").symlink_to(project.root)
    (folder / "one.py").symlink_to(folder / "two.py")
    (folder / "two.py").symlink_to(folder / "one.py")
    (folder / "dangling.py").symlink_to(folder / "nothing.py")
    project.settle()
    found = project.ask("definition", symbol="circle.real.real")["results"]
    assert [result["path"] for result in found] == ["circle/real.py"]
    # A path that a person reached through a link inside the root is the real one.
    spelled = str(folder / "again" / "again" / "real.py")
    assert project.outline(spelled) == ["real"]
    for name in ("one.py", "dangling.py"):
        assert left_out(project, f"circle/{name}")


def test_what_is_no_regular_file_is_not_opened(project: Project) -> None:
    os.mkfifo(project.root / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(project.root)  # A socket's path must be short.
        listener.bind("socket.py")
    (project.root / "folder.py").mkdir()
    project.settle()
    for path in ("pipe.py", "socket.py", "folder.py"):
        assert left_out(project, path)
    # A file that is replaced by a pipe is gone, and nobody hangs on the pipe.
    project.write("replaced.py", "def replaced(): pass\n")
    assert project.outline("replaced.py") == ["replaced"]
    (project.root / "replaced.py").unlink()
    os.mkfifo(project.root / "replaced.py")
    assert left_out(project, "replaced.py")


# Root reads everything; without these two capabilities it is held to permissions as others are.
WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if os.getuid() == 0:
    drop, override, search = 24, 1, 2
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (override, search):
        assert libc.prctl(drop, capability, 0, 0, 0) == 0, ctypes.get_errno()
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_what_permissions_forbid_is_said_and_comes_back(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("good.py", GOOD)
    folder = project.write("closed/inner.py", "def inner(): pass\n").parent
    file = project.write("unreadable.py", "def unreadable(): pass\n")
    try:
        folder.chmod(0)
        file.chmod(0)
        arguments = ["-m", "codegraph_server.cli", "index", "--wait"]
        started = subprocess.run(
            [sys.executable, "-c", WITHOUT_PRIVILEGES, *arguments],
            cwd=project.root,
            env=project.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert started.returncode == 0, started.stderr
        status = project.settle()
        assert status["files"] == 1
        assert any(p.startswith("closed: ") and "denied" in p for p in status["problems"])
        assert "Permission denied" in left_out(project, "unreadable.py")
        assert places(project.ask("references", symbol="fetch")) == GOOD_USES

        folder.chmod(stat.S_IRWXU)
        file.chmod(stat.S_IRWXU)
        eventually(lambda: project.settle()["files"], 3)
        assert project.outline("closed/inner.py") == ["inner"]
        eventually(lambda: project.ask("status")["results"][0]["problems"], [])
    finally:
        folder.chmod(stat.S_IRWXU)
        project.close()

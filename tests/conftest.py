"""What every test gets: a private place on disk, a clean environment, a rule about skips.

Belongs here: isolation, and how a missing system program is reported. Helpers that tests call
by name belong in modules of their own (`fixture_language`, `harness`).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psutil
import pytest

from ended import statuses_in
from patience import UNHURRIED_MS

TESTS = Path(__file__).parent
SKIPS_FAIL = os.environ.get("CODEGRAPH_TEST_ALL") == "1"

# The programs of this environment (codegraph itself, and those that wheels bring) come first.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

IN_MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 2 << 30
"""So many bytes must be free there; a run takes a tenth of it."""


def _write_to_memory() -> None:
    """Have everything that tests write lie in memory, if there is a folder for that.

    Each of thousands of tests makes an index of its own, and on a disk RocksDB waits for it dozens
    of times: that is four fifths of their time. Who sets `TMPDIR` decides otherwise.
    """
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK | os.X_OK):
        return
    place = os.statvfs(IN_MEMORY)
    # Tests run programs that they write.
    if not place.f_flag & os.ST_NOEXEC and place.f_bavail * place.f_frsize >= ROOM:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None


_write_to_memory()

# Speed is the bench's subject: a slow machine must not fail a test. The same examples each time,
# so that a failure is always the fault of the change at hand; `HYPOTHESIS_PROFILE=search` looks
# for new ones.
hypothesis.settings.register_profile("default", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def private_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test writes below its own folders, and what it started ends with it.

    The runtime directory lies in a short folder of its own: a Unix socket path has at most 107
    bytes, and pytest's folders carry the test's name.
    """
    runtime = Path(tempfile.mkdtemp(prefix="cg-"))
    cache = tmp_path / "codegraph-cache"
    for name in [name for name in os.environ if name.startswith(("CODEGRAPH_", "GIT_"))]:
        if name != "CODEGRAPH_TEST_ALL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("CODEGRAPH_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("CODEGRAPH_CACHE_DIR", str(cache))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "no-config"))
    # Vectors are made beside what most tests are about.
    monkeypatch.setenv("CODEGRAPH_SEARCH_MODELS", ",")
    monkeypatch.setenv("CODEGRAPH_QUERY_DEADLINE_MS", str(UNHURRIED_MS))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Test")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "test@localhost")
    yield
    end_daemons(runtime)
    shutil.rmtree(runtime, ignore_errors=True)


def end_daemons(runtime: Path) -> None:
    """Kill the daemons whose status files lie in `runtime`, with their workers."""
    for status in statuses_in(runtime):
        try:
            daemon = psutil.Process(int(status["pid"]))
            family = [daemon, *daemon.children(recursive=True)]
            ours = any("codegraph" in word for word in daemon.cmdline())
        except (ValueError, KeyError, TypeError, OSError, psutil.Error):
            continue  # It ended by itself, which is what is wanted.
        if not ours or daemon.pid == os.getpid():
            continue
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, timeout=5)


# --- Programs that may be absent ------------------------------------------------------------


def groups_by_program() -> dict[str, str]:
    """Program -> the group of tests that needs it, from `system-packages.txt`."""
    lines = (TESTS / "system-packages.txt").read_text().splitlines()
    rows = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    return {program: group for _package, program, group in rows}


def pytest_runtest_setup(item: pytest.Item) -> None:
    groups = groups_by_program()
    for marker in item.iter_markers("needs"):
        (program,) = marker.args
        if program not in groups:
            pytest.fail(f"{program} is not in tests/system-packages.txt")
        if shutil.which(program) is None:
            pytest.skip(f"{groups[program]} (needs {program})")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """With CODEGRAPH_TEST_ALL=1 a skip is a failure; an expected failure is not a skip."""
    report = yield
    if SKIPS_FAIL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {skip_reason(report)}; CODEGRAPH_TEST_ALL=1 forbids it"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    report = yield
    if SKIPS_FAIL and report.skipped:
        report.outcome = "failed"
        report.longrepr = (
            f"{collector.nodeid}: {skip_reason(report)}; CODEGRAPH_TEST_ALL=1 forbids it"
        )
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each group that was left out, whatever the number of its tests."""
    for reason in sorted({skip_reason(r) for r in terminalreporter.stats.get("skipped", [])}):
        terminalreporter.write_line(f"skipped: {reason}")


def skip_reason(report: Any) -> str:
    *_, reason = report.longrepr if isinstance(report.longrepr, tuple) else (report.longrepr,)
    return str(reason).removeprefix("Skipped: ")

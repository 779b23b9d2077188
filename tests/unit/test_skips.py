"""How the suite treats a system program that is absent: one line, or a failure on demand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
RULES = ("conftest.py", "ended.py", "patience.py")
"""What the suite's own rules are made of."""

SUITE = """
import pytest

@pytest.mark.needs("absent-editor")
@pytest.mark.parametrize("number", range(3))
def test_in_an_editor(number): ...

@pytest.mark.needs("sh")
def test_in_a_shell(): ...
"""


def run_suite(folder: Path, everything: bool) -> subprocess.CompletedProcess[str]:
    for name in RULES:
        shutil.copy(TESTS / name, folder)
    (folder / "test_suite.py").write_text(SUITE)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(program): x\n")
    (folder / "system-packages.txt").write_text("# a b c\nx absent-editor  editors\ny sh shells\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CODEGRAPH", "PYTEST"))}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "0" if everything else "2",
            "--inline-snapshot=disable",
        ],
        cwd=folder,
        env=environment | ({"CODEGRAPH_TEST_ALL": "1"} if everything else {}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_absent_program_gives_one_line_for_its_group(tmp_path: Path) -> None:
    run = run_suite(tmp_path, everything=False)
    assert run.returncode == 0, run.stdout
    *_, skipped, summary = run.stdout.strip().splitlines()
    assert run.stdout.count("skipped: editors") == 1
    assert skipped == "skipped: editors (needs absent-editor)"
    assert "1 passed, 3 skipped" in summary


def test_a_skip_is_a_failure_when_everything_must_run(tmp_path: Path) -> None:
    run = run_suite(tmp_path, everything=True)
    assert run.returncode == 1
    assert "CODEGRAPH_TEST_ALL=1 forbids it" in run.stdout
    assert "1 passed, 3 errors" in run.stdout.strip().splitlines()[-1]


@pytest.mark.needs("git")
def test_every_program_that_a_test_needs_is_listed() -> None:
    listed = (TESTS / "system-packages.txt").read_text()
    asked = subprocess.run(
        [
            "git",
            "grep",
            "-hoE",
            r"mark\.needs\(\"[a-z]+\"\)",
            "--",
            "tests",
            ":!tests/unit/test_skips.py",
        ],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    programs = {line.split('"')[1] for line in asked.stdout.splitlines()}
    assert programs <= set(listed.split())

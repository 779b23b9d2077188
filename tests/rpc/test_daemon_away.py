"""What changed while no daemon ran, or while none watches, is in what is answered."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .real_daemon import Project, eventually, status, where
from .used_packages import library, users


def test_what_changed_while_the_daemon_was_away_is_in_its_first_answer(tmp_path: Path) -> None:
    project = Project(tmp_path)
    try:
        project.git("init", "-q")
        for name in ("away", "gone", "kept"):
            library(project, name)
        same = project.write("same.py", "same_a = 1\n")
        hidden = project.write("hidden/inner.py", "hidden_a = 1\n")
        eventually(lambda: where(project, "same_a", "hidden_a"), ["same.py", "hidden/inner.py"])
        for leave in (project.stop, project.kill):
            leave()
            project.write("away/one.py", "\nimport away.lib\n")
            project.write("away/new/three.py", "import away.lib\n")
            (project.root / "away/two.py").rename(project.root / "away/four.py")
            shutil.rmtree(project.root / "gone", ignore_errors=True)
            times = same.stat()
            same.write_text("same_b = 1\n")
            os.utime(same, ns=(times.st_atime_ns, times.st_mtime_ns))
            project.write(".gitignore", "hidden/\n")

            assert project.references("away.lib") == [
                "away/four.py:1:11 import",
                "away/new/three.py:1:13 import",
                "away/one.py:2:13 import",
            ]
            assert where(project, "gone_f", "same_a", "same_b", "hidden_a") == ["same.py"]
            assert project.references("kept_f") == users("kept", "one", "two")
            hidden.write_text("hidden_a = 2\n")

            # And back, to be left in another way.
            project.write_all({"same.py": "same_a = 1\n", ".gitignore": ""})
            (project.root / "away/four.py").rename(project.root / "away/two.py")
            library(project, "away")
            project.settle()
        project.check()
    finally:
        project.close()


def test_polling_sees_what_watching_sees(tmp_path: Path) -> None:
    project = Project(tmp_path, WATCH_MODE="poll", WATCH_POLL_SECONDS="0.1")
    try:
        library(project, "polled")
        assert status(project)["watching"] == "poll"
        (project.root / "polled/one.py").unlink()
        eventually(lambda: project.references("polled_f"), users("polled", "two"))
    finally:
        project.close()

"""Small git repositories with a past: commits made one after the other, by the real git.

Belongs here: making them. Stays out: what is asked about them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_TIME = 1_600_000_000
_DAY = 86_400


class History:
    """A repository; each commit is a day after the one before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._days = 0
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        """Run git here, as a person with an empty configuration."""
        when = f"{_TIME + self._days * _DAY} +0000"
        person = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com"), ("DATE", when))
        }
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **person}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        run = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout.strip()

    def commit(self, subject: str, files: Mapping[str, str | None]) -> str:
        """Write files (None: take away), commit everything, and give the commit's id."""
        self._days += 1
        for path, text in files.items():
            full = self.root / path
            if text is None:
                full.unlink()
            else:
                full.parent.mkdir(parents=True, exist_ok=True)
                full.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")

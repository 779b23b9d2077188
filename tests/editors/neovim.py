"""Neovims, started as a person starts them, that are driven by a script and say what was seen.

Belongs here: what the tests with Neovim share. Stays out: tests, and the scripts themselves
(`drive*.lua`, of which `driving.lua` has what they share).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "editors/nvim"
INIT = """
vim.opt.runtimepath:prepend(vim.env.CODEGRAPH_PLUGIN)
require('codegraph').setup()
"""


class Driven(NamedTuple):
    """What a script wrote down, and what Neovim printed meanwhile: its messages."""

    seen: dict[str, Any]
    printed: str


def neovims() -> Iterator[Path]:
    """The program of this environment, and the one of the system."""
    for folder in (str(Path(sys.executable).parent), "/usr/bin"):
        found = shutil.which("nvim", path=folder)
        if found is not None:
            yield Path(found)


def drive(
    script: str,
    project: Path,
    places: Path,
    init: str,
    *arguments: str,
    program: str | Path = "nvim",
    told: Mapping[str, str] | None = None,
    seconds: float = 200,
) -> Driven:
    """Run a script of this folder in a Neovim with that configuration, started in `project`.

    `arguments` come before it, `told` is in its environment, and `places` is a folder for its own
    files.
    """
    seen = places / "seen.json"
    (places / "init.lua").write_text(init)
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    private = {f"XDG_{kind}_HOME": str(places / kind) for kind in kinds}
    command: Sequence[str] = [str(program), "--headless", "-u", str(places / "init.lua")]
    finished = subprocess.run(
        [*command, "-c", "filetype plugin on", *arguments, "-c", f"luafile {HERE / script}"],
        cwd=project,
        env=os.environ | private | {"CODEGRAPH_SEEN": str(seen)} | (told or {}),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert seen.exists(), finished.stderr
    result: dict[str, Any] = json.loads(seen.read_bytes())
    assert "problem" not in result, result
    return Driven(result, finished.stderr)

"""Neovim with the plugin of `editors/nvim`, in the files of libraries to which it was led."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from editors.test_neovim_commands import HERE, INIT, PLUGIN, neovims

SITE = "lib/python3.12/site-packages/parcel"


@pytest.mark.needs("nvim")
@pytest.mark.parametrize("program", list(neovims()), ids=str)
def test_a_file_outside_of_the_root_is_served_by_who_led_there(
    program: Path, tmp_path: Path
) -> None:
    project, installed = tmp_path / "project", tmp_path / "environment"
    (installed / SITE).mkdir(parents=True)
    (installed / "pyvenv.cfg").write_text("version = 3.12.4\n")
    (installed / SITE / "__init__.py").write_text(
        "from .box import Box\n\ndef ship(box: Box): ...\n"
    )
    (installed / SITE / "box.py").write_text("class Box: ...\n")
    project.mkdir()
    (project / "codegraph.toml").touch()
    (project / "main.py").write_text("import parcel\nparcel.ship(1)\n")
    (tmp_path / "init.lua").write_text(INIT)
    seen = tmp_path / "seen.json"
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    private = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in kinds}
    told = {
        "CODEGRAPH_SEEN": str(seen),
        "CODEGRAPH_PLUGIN": str(PLUGIN),
        "VIRTUAL_ENV": str(installed),
    }
    command = [str(program), "--headless", "-u", str(tmp_path / "init.lua")]
    finished = subprocess.run(
        [*command, "-c", "filetype plugin on", "-c", f"luafile {HERE / 'drive_library.lua'}"],
        cwd=project,
        env=os.environ | private | told,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(seen.read_bytes()) == {
        "places": ["__init__.py:3:5", "box.py:1:7"],
        "clients": 1,
    }

"""Neovim with the plugin of `editors/nvim`, in the files of libraries to which it was led."""

from __future__ import annotations

from pathlib import Path

import pytest

from editors.neovim import INIT, PLUGIN, drive, neovims

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
    told = {"CODEGRAPH_PLUGIN": str(PLUGIN), "VIRTUAL_ENV": str(installed)}
    driven = drive("drive_library.lua", project, tmp_path, INIT, program=program, told=told)
    assert driven.seen == {
        "places": ["__init__.py:3:5", "box.py:1:7"],
        "clients": 1,
    }

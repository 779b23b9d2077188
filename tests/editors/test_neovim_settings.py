"""Neovim with options of the server among its settings, its reports and its diagnostics."""

from __future__ import annotations

from pathlib import Path

import pytest

from editors.neovim import PLUGIN, drive, neovims

INIT = """
vim.opt.runtimepath:prepend(vim.env.CODEGRAPH_PLUGIN)
require('codegraph').setup({
  init_options = { diagnostics = true },
  settings = { codegraph = { server = { colour = 1 } } },
})
"""


@pytest.mark.needs("nvim")
@pytest.mark.parametrize("program", list(neovims()), ids=str)
def test_settings_reports_and_diagnostics(program: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "codegraph.toml").touch()
    (project / "main.py").write_text("import other\n")
    (project / "other.py").write_text("import main\n")
    told = {"CODEGRAPH_PLUGIN": str(PLUGIN)}
    driven = drive(
        "drive_settings.lua", project, tmp_path, INIT, "main.py", program=program, told=told
    )
    seen = driven.seen
    for word in ("colour", "taste"):
        assert sum(word in line for line in seen["said"]) == 1
    assert str(project) in seen["report"]
    # Neovim 0.7 asks for none, which the log says.
    cycle = "import cycle of 2 files: main.py → other.py → main.py"
    if "diagnostics" in seen:
        assert seen["diagnostics"] == [cycle]
    else:
        assert any("textDocument/diagnostic" in line for line in seen["said"])

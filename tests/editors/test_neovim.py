"""Neovim, started as a person starts it, with the configuration that the README gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from editors.neovim import drive
from fixture_language import parse_fixture

README = Path(__file__).parents[2] / "README.md"

# Neovim before 0.11 has no `vim.lsp.config`; there this stands for it.
OLD_NEOVIM = """
if not vim.lsp.config then
  local configured = {}
  vim.lsp.config = function(name, it) configured[name] = it end
  vim.lsp.enable = function(name)
    local it = configured[name]
    vim.api.nvim_create_autocmd('FileType', { pattern = it.filetypes, callback = function()
      local id = vim.lsp.start_client({ name = name, cmd = it.cmd, root_dir = vim.fn.getcwd() })
      vim.lsp.buf_attach_client(0, id)
    end })
  end
end
"""


@pytest.mark.needs("nvim")
def test_what_a_person_sees_after_following_the_readme(tmp_path: Path) -> None:
    fixture = parse_fixture("""
        //- codegraph.toml
        //- tools.py
        class Helper: ...

        def helper() -> Helper: ...
        //- main.py
        from tools import helper

        größe = helper()
        """)
    project = tmp_path / "project"
    project.mkdir()
    for path, text in fixture.files.items():
        (project / path).write_text(text)
    (snippet,) = re.findall(r"```lua\n(.*?)```", README.read_text(), re.DOTALL)
    place = ["main.py", "-c", "normal! 3G0fh"]
    init = OLD_NEOVIM + snippet
    result = drive("drive.lua", project, tmp_path, init, *place, seconds=100).seen
    assert result["notifications"] == []
    assert result["definition"] == "tools.py:3:5"
    # Neovim asks for the declaration too, and counts columns in bytes.
    assert sorted(result["references"]) == [
        "main.py:1:19 from tools import helper",
        "main.py:3:11 größe = helper()",
        "tools.py:3:5 def helper() -> Helper: ...",
    ]
    assert any("Helper" in line for line in result["symbols"])

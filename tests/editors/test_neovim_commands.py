"""`:CodeGraph` of `editors/nvim`, in a Neovim that was started as a person starts it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fixture_language import parse_fixture

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "editors/nvim"

INIT = """
vim.opt.runtimepath:prepend(vim.env.CODEGRAPH_PLUGIN)
if vim.fn.has('nvim-0.11') == 1 then
  vim.lsp.enable('codegraph')
else
  vim.api.nvim_create_autocmd('FileType', { pattern = 'python', callback = function()
    local id = vim.lsp.start_client({ name = 'codegraph', cmd = { 'codegraph', 'lsp' },
      root_dir = vim.fn.getcwd() })
    vim.lsp.buf_attach_client(0, id)
  end })
end
"""


@pytest.mark.needs("nvim")
def test_each_command_fills_the_quickfix_list(tmp_path: Path) -> None:
    fixture = parse_fixture('''
        //- codegraph.toml
        //- uploads.py
        class Uploads:
            def again(self, failed):
                """Retry uploads that failed, each after a longer pause."""

            def list(self):
                """All that was sent."""
        //- main.py
        import uploads

        def main():
            uploads.Uploads().again([])
        //- test_main.py
        from main import main

        def test_main():
            main()
        ''')
    project = tmp_path / "project"
    project.mkdir()
    for path, text in fixture.files.items():
        (project / path).write_text(text)
    # A copy, since `:helptags` writes into it.
    plugin = tmp_path / "plugin"
    shutil.copytree(PLUGIN, plugin)
    init = tmp_path / "init.lua"
    init.write_text(INIT)
    seen = tmp_path / "seen.json"
    private = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")}
    told = {"CODEGRAPH_SEEN": str(seen), "CODEGRAPH_PLUGIN": str(plugin)}
    command = ["nvim", "--headless", "-u", str(init), "-c", "filetype plugin on", "main.py"]
    finished = subprocess.run(
        [*command, "-c", f"helptags {plugin}/doc", "-c", f"luafile {HERE / 'drive_commands.lua'}"],
        cwd=project,
        env=os.environ | private | told,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert seen.exists(), finished.stderr
    result = json.loads(seen.read_bytes())
    assert "problem" not in result, result
    assert result["commands"] == [
        "context",
        "dead",
        "duplicates",
        "impact",
        "overview",
        "related",
        "search",
    ]
    assert result["words"] == []
    assert result["notifications"] == [
        'CodeGraph: no command "nonsense"; there is: '
        "context, dead, duplicates, impact, overview, related, search"
    ]
    assert result["title"] == "CodeGraph: where are failed uploads retried"
    assert result["window"] == "quickfix"
    assert result["found"][0].startswith("uploads.py:2:9 Uploads › again  (")
    assert result["place"] == "uploads.py:2:9"
    assert result["reached_title"] == "CodeGraph: impact of again"
    assert result["reached"] == [
        "main.py:3:5 main › main  (1: calls Uploads.again, inferred)",
        "test_main.py:3:5 test_main › test_main  (2: calls main, a test, inferred)",
    ]
    assert result["related_title"] == "CodeGraph: related to again"
    assert result["related"][0].startswith("main.py:3:5 main › main  (it calls this")
    assert result["overview_title"] == "CodeGraph: overview symbols files"
    assert result["overview"][0].startswith("uploads.py:1:1 uploads  (files: ")
    assert result["dead_title"] == "CodeGraph: dead code"
    assert result["dead"] == ["uploads.py:5:9 Uploads › list  (nothing uses it)"]
    assert result["context"][:3] == ["# again", "", "## uploads.py"]
    assert any("this is asked about" in line for line in result["context"])
    assert result["help"] == "codegraph.txt"

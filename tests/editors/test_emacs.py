"""Emacs with eglot, in batch mode, with the configurations that the documentation gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from fixture_language import parse_fixture

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
EDITORS = HERE.parents[1] / "docs/editors.md"
BATCH = ["emacs", "--batch", "--eval", "(package-initialize)"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home)}


@pytest.mark.needs("emacs")
@pytest.mark.parametrize("page", [README, EDITORS], ids=lambda page: page.name)
def test_what_a_person_sees_after_following_the_documentation(
    tmp_path: Path, environment: dict[str, str], page: Path
) -> None:
    # Emacs has eglot from version 29 on; before, it is a package of its own.
    has_eglot = [*BATCH, "--eval", "(require 'eglot)"]
    if subprocess.run(has_eglot, env=environment, capture_output=True, check=False).returncode:
        pytest.skip("editors (needs eglot)")
    fixture = parse_fixture("""
        //- codegraph.toml
        //- tools.py
        class Helper: ...

        def helper() -> Helper:
            \"\"\"Helps.\"\"\"
        //- main.py
        from tools import helper

        größe = helper()
        """)
    project = tmp_path / "project"
    project.mkdir()
    for path, text in fixture.files.items():
        (project / path).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    (snippet,) = re.findall(r"```elisp\n(.*?)```", page.read_text(), re.DOTALL)
    init = tmp_path / "init.el"
    init.write_text(snippet)
    seen = tmp_path / "seen.json"
    finished = subprocess.run(
        [
            *BATCH,
            *("-l", str(init), "main.py"),
            *("--eval", '(search-forward "= hel")', "-l", str(HERE / "drive.el")),
        ],
        cwd=project,
        env=environment | {"CODEGRAPH_SEEN": str(seen)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert seen.exists(), finished.stderr
    result = json.loads(seen.read_bytes())
    assert "problem" not in result, (result, finished.stderr)
    assert finished.returncode == 0, finished.stderr
    assert result["definition"] == "tools.py:3:5"
    assert "def helper() -> Helper" in result["hover"]
    assert "Helps." in result["hover"]
    # Emacs asks for the declaration too.
    assert result["references"] == [
        "main.py",
        "1: from tools import helper",
        "3: größe = helper()",
        "tools.py",
        "3: def helper() -> Helper:",
    ]
    assert result["symbols"] == ["tools.py", "1: class Helper: ...", "3: def helper() -> Helper:"]
    assert result["outline"] == ["Helper", "helper"]
    assert result["unsaved"] == "tools.py:4:5"

"""What tests of the server share: a folder; and with a scripted daemon the script, and a root."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2e.script import Script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a session writes its project."""
    return tmp_path / "project"


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path / "script")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "codegraph.toml").touch()
    (folder / "a.py").write_text("# é\nx = '😀'; größe(f)\n", encoding="utf-8")
    return folder

"""Where git cannot be asked, `.gitignore` is read as git reads it: compared on random trees.

One difference is accepted: for git `?` and `[...]` stand for one byte, here for one character, so
the names are ASCII.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegraph_client.settings import settings_with
from codegraph_daemon.discovery import Discovery

NAMES = st.sampled_from(["a", "b", "c", "ab", "foo", "x y", "a.b"])
FOLDERS = st.lists(NAMES, max_size=3).map("/".join)
PATTERNS = st.sampled_from(
    [
        "*",
        "a",
        "b/",
        "/a",
        "a/b",
        "**/b",
        "a/**",
        "a/**/c",
        "*.py",
        "a*",
        "?",
        "[ab]",
        "[!a]",
        "!a",
        "!b/",
        "!*.py",
        "foo/*",
        "!foo/a.py",
        "/foo/",
        "\\!x",
        "**",
        "!**/a.py",
        "a/*/b",
        "#c",
        "\\#c",
        "foo/**/b",
        "/*",
        "!/a",
        "!/a/",
        "*/",
        "!*/",
        "/**/a.py",
        "a\\",
        "b",
        "[a-c].py",
        "**/foo/**",
        "é.py",
        "!a/**",
    ]
)
IGNORE_FILES = st.dictionaries(FOLDERS, st.lists(PATTERNS, min_size=1, max_size=4), max_size=3)


@pytest.fixture(autouse=True)
def _git_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@given(
    files=st.lists(st.tuples(FOLDERS, NAMES), min_size=1, max_size=12),
    ignores=IGNORE_FILES,
)
@settings(max_examples=40)
def test_a_walk_keeps_what_git_keeps(
    files: list[tuple[str, str]], ignores: dict[str, list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder, file in files:
            (root / folder).mkdir(parents=True, exist_ok=True)
            (root / folder / f"{file}.py").touch()
        for folder, patterns in ignores.items():
            if (root / folder).is_dir():
                (root / folder / ".gitignore").write_text("\n".join(patterns) + "\n")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True, capture_output=True)
        asked = Discovery(root, settings_with()).scan_tree()
        shutil.rmtree(root / ".git")
        walked = Discovery(root, settings_with()).scan_tree()
    assert list(walked.files) == list(asked.files)
    assert walked.directories == asked.directories

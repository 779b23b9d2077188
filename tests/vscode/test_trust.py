"""A workspace that nobody trusts: nothing of it is run, and everything else works."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from vscode.conftest import CODEGRAPH, USER
from vscode.serving import Served
from vscode.test_start import program
from vscode.workbench import IN_VS_CODE, Workbench, expect

pytestmark = IN_VS_CODE
FILES = 3
"""The code, `codegraph.toml`, and the program of the workspace, which is a script."""


@pytest.fixture
def asking_for_trust(served: Served) -> Iterator[None]:
    """Folders are not trusted until somebody says so; nobody is asked."""
    own = {"security.workspace.trust.enabled": True, "security.workspace.trust.banner": "never"}
    own |= {"security.workspace.trust.startupPrompt": "never"}
    served.user_settings.write_text(json.dumps(USER | own))
    yield
    served.user_settings.write_text(json.dumps(USER))


async def test_nothing_of_an_untrusted_workspace_is_run_until_it_is_trusted(
    another: Workbench, folder: Callable[..., Path], asking_for_trust: None
) -> None:
    root = folder({"ship.py": "def ship() -> None: ...\n"})
    own = root / ".venv/bin/codegraph"
    own.parent.mkdir(parents=True)
    was_run = root.parent / "was-run"
    program(own, f'touch {was_run}\nexec {CODEGRAPH} "$@"')
    (root / ".vscode").mkdir()
    (root / ".vscode/settings.json").write_text(json.dumps({"codegraph.path": str(own)}))
    await another.open_folder(root)
    await another.ready(FILES)
    await another.see(".statusbar-item", "Restricted Mode")
    await another.open("ship.py", 1, 6)
    await another.command("CodeGraph: Show Callers")
    await another.see(".part.sidebar .pane-header", "Callers of ship")
    await another.picture("untrusted")
    assert not was_run.exists(), "a program of the workspace was run"

    await another.command("Workspaces: Manage Workspace Trust")
    trust = another.one(".workspace-trust-editor .monaco-button", "Trust")
    restricted = another.page.locator(".statusbar-item", has_text="Restricted Mode")
    await another.again(trust.click, partial(expect(restricted).to_have_count, 0))
    await another.until(was_run.exists, "the setting of the workspace holds")
    await another.ready(FILES)

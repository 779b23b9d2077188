"""The extension at work in a window: what it says of its server and of the index."""

from __future__ import annotations

import pytest

from vscode.workbench import IN_VS_CODE, Workbench

pytestmark = IN_VS_CODE


async def test_index_status_says_how_much_is_known(window: Workbench) -> None:
    await window.command("CodeGraph: Index Status")
    said = await window.dialog(r"118 files, [\d,]+ symbols")
    assert "daemon" in said
    await window.picture("index-status")
    await window.press("Escape")

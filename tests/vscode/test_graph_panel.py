"""The call graph inside of VS Code: from a command to the picture, and back to the code."""

from __future__ import annotations

import re

from playwright.async_api import FrameLocator, expect

from git_history import History
from vscode.workbench import IN_VS_CODE, PATIENCE, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

CORE = "src/click/core.py"
MAKE_CONTEXT = (1330, 12)
"""Where `Command.make_context` is defined."""


def page_of(window: Workbench) -> FrameLocator:
    """The page of the call graph, in the two frames that VS Code puts around it."""
    return window.page.frame_locator("iframe.webview.ready").frame_locator("#active-frame")


async def test_the_graph_of_a_symbol_leads_back_to_the_code(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Call Graph")
    page = page_of(window)
    await expect(page.get_by_role("heading", name=re.compile(r"\d+ symbols"))).to_be_visible()
    await expect(page.locator(".status")).to_contain_text("make_context: method, in the centre")
    await window.see(".tab", re.compile("make_context"))
    await window.picture("call-graph")
    await page.locator(".picture").focus()
    await window.press("-")
    await expect(page.locator(".status")).to_contain_text("folded away behind Command.make_context")
    await window.press("+")
    await page.locator(".rows button", has_text="Command.main").first.dblclick()
    await window.see(".tab.active", "core.py")


async def test_a_graph_can_be_saved_beside_the_code(window: Workbench, click: History) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Call Graph")
    page = page_of(window)
    await expect(page.get_by_role("heading", name=re.compile(r"\d+ symbols"))).to_be_visible()
    await page.get_by_role("button", name="Mermaid", exact=True).click()
    saved = click.root / "make_context.mmd"
    try:
        await window.see(".quick-input-widget .quick-input-title", "Save the Call Graph")
        await window.press("Enter")
        await window.until(saved.exists, "the graph is saved")
        assert saved.read_text().startswith("flowchart LR\n")
    finally:
        saved.unlink(missing_ok=True)


async def test_the_graph_of_a_file_has_what_it_defines(window: Workbench) -> None:
    await window.open("src/click/globals.py", 2)
    await window.command("CodeGraph: Show Call Graph")
    page = page_of(window)
    await expect(page.locator(".rows")).to_contain_text("get_current_context")
    await expect(page.get_by_label("Direction")).to_have_value("callees")

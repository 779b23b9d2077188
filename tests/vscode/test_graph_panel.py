"""The call graph inside of VS Code: from a command to the picture, and back to the code."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from playwright.async_api import FrameLocator, expect

from git_history import History
from vscode.opened import CORE, MAKE_CONTEXT, show_way_from_main_to_exit
from vscode.workbench import IN_VS_CODE, PATIENCE, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

SVG = "{http://www.w3.org/2000/svg}"


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
        await save(window, saved)
        assert saved.read_text().startswith("flowchart LR\n")
    finally:
        saved.unlink(missing_ok=True)


async def save(window: Workbench, file: Path) -> None:
    """Take the file that the dialog offers, and wait until it is written."""
    await window.see(".quick-input-widget .quick-input-title", "Save the Call Graph")
    # Until the folder is listed, Enter would go nowhere.
    await window.row_named("src")
    await window.press("Enter")
    await window.until(lambda: file.exists() and file.stat().st_size > 0, "it is saved")


async def test_the_graph_of_a_file_has_what_it_defines(window: Workbench) -> None:
    await window.open("src/click/globals.py", 2)
    await window.command("CodeGraph: Show Call Graph")
    page = page_of(window)
    await expect(page.locator(".rows")).to_contain_text("get_current_context")
    await expect(page.get_by_label("Direction")).to_have_value("callees")


async def test_what_is_shown_is_saved_as_a_picture_that_other_programs_read(
    window: Workbench, click: History
) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Call Graph")
    page = page_of(window)
    await expect(page.get_by_role("heading", name=re.compile(r"\d+ symbols"))).to_be_visible()
    for kind in ("svg", "png"):
        saved = click.root / f"make_context.{kind}"
        try:
            await page.get_by_role("button", name=kind.upper(), exact=True).click()
            await save(window, saved)
            if kind == "svg":
                drawn = ElementTree.fromstring(saved.read_bytes())
                texts = [each.text or "" for each in drawn.iter(f"{SVG}text")]
                assert "Command.make_context" in texts
            else:
                header = saved.read_bytes()[:24]
                assert header.startswith(b"\x89PNG\r\n\x1a\n")
                width, height = struct.unpack(">II", header[16:24])
                assert min(width, height) > 100
        finally:
            saved.unlink(missing_ok=True)


async def test_direction_and_depth_change_what_is_shown_and_the_legend_explains_it(
    window: Workbench,
) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Call Graph")
    page = page_of(window)
    await expect(page.locator(".rows")).to_contain_text("Command.main")
    await page.get_by_label("Direction").select_option("callees")
    await expect(page.locator(".rows")).not_to_contain_text("Command.main")
    await expect(page.locator(".rows")).to_contain_text("Command.parse_args")
    far = page.locator(".rows", has_text="2 steps")
    await expect(far).to_have_count(1)
    await page.get_by_label("Depth").fill("1")
    await page.get_by_label("Depth").press("Enter")
    await expect(far).to_have_count(0)
    await page.get_by_text("Legend and keys").click()
    for words in ("certain", "inferred", "possible", "a class or another type"):
        await expect(page.locator(".legend")).to_contain_text(words)
    await window.picture("call-graph-legend")


async def test_ways_between_symbols_are_shown_as_a_graph_by_a_button(window: Workbench) -> None:
    await show_way_from_main_to_exit(window)
    await (
        await window.see(
            f"{window.picker} .quick-input-titlebar .action-label[aria-label^='Show as Graph']"
        )
    ).press("Enter")
    page = page_of(window)
    await expect(page.locator(".rows")).to_contain_text("Context.exit")
    await window.see(".tab.active", "Path from main to exit")
    await window.picture("path-graph")


async def test_the_graph_comes_back_after_the_window_was_reloaded(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Call Graph")
    await expect(page_of(window).locator(".rows")).to_contain_text("Command.main")
    await page_of(window).get_by_label("Direction").select_option("callees")
    await expect(page_of(window).locator(".rows")).not_to_contain_text("Command.main")
    await window.written_down(r"direction\W+callees")
    async with window.page.expect_navigation():
        await window.command("Developer: Reload Window")
    await window.loaded()
    await window.ready()
    await window.see(".tab", "make_context")
    await expect(page_of(window).locator(".rows")).to_contain_text("Command.parse_args")
    await expect(page_of(window).get_by_label("Direction")).to_have_value("callees")
    await page_of(window).get_by_label("Direction").select_option("callers")
    await expect(page_of(window).locator(".rows")).to_contain_text("Command.main")

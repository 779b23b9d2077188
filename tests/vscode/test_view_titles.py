"""Every button in the title of a view runs its command, in the view that it stands above."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.async_api import Locator, expect

from vscode.installed import CONTRIBUTED, TITLES
from vscode.opened import CORE, MAKE_CONTEXT
from vscode.workbench import IN_VS_CODE, PATIENCE, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

SEEN_ELSEWHERE = {
    "codegraph.related.pin",
    "codegraph.related.unpin",
    "codegraph.calls.toggleDirection",
    "codegraph.impact.copyTests",
}
"""What `test_views` presses where it belongs to what is told there."""
SEEN_HERE = {
    "codegraph.search",
    "codegraph.callGraph",
    "codegraph.calls.refresh",
    "codegraph.impactOfChanges",
    "codegraph.impact.refresh",
    "codegraph.overview.refresh",
}
BEFORE = "def _first() -> None: ...\n\n\ndef _second() -> None:\n    _first()\n"
AFTER = BEFORE + "\n\ndef _third() -> None:\n    _first()\n"


async def test_each_button_of_a_title_is_known_here() -> None:
    buttons = {each["command"] for each in CONTRIBUTED["menus"]["view/title"]}
    assert buttons == SEEN_HERE | SEEN_ELSEWHERE


async def test_the_title_of_related_has_the_search(window: Workbench) -> None:
    await window.only_pane("Related")
    await window.open(CORE, *MAKE_CONTEXT)
    await window.in_pane("Related", "Callers")
    title = window.one(f"{window.picker} .quick-input-title", "Search by Meaning")
    await press_until(window, "Related", "codegraph.search", title)


async def test_the_title_of_calls_shows_them_as_a_graph(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Callers")
    await window.in_pane("Callers & Callees", re.compile("^make_context"))
    tab = window.one(".tab.active", "make_context")
    await press_until(window, "Callers & Callees", "codegraph.callGraph", tab)
    await window.see("iframe.webview.ready")


async def test_the_title_of_impact_asks_for_that_of_my_changes(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Impact of Symbol")
    await window.see(".part.sidebar .pane-header", re.compile(r"^Impact\s*make_context"))
    header = window.one(".part.sidebar .pane-header", re.compile(r"^Impact\s*my changes"))
    await press_until(window, "Impact", "codegraph.impactOfChanges", header)


async def test_callers_are_asked_for_again(another: Workbench, folder: Callable[..., Path]) -> None:
    await open_steps(another, folder)
    await another.command("CodeGraph: Show Callers")
    await another.in_pane("Callers & Callees", re.compile("^_second"))
    await save_third(another)
    await press_until_told(another, "Callers & Callees", "codegraph.calls.refresh", "^_third")


async def test_impact_is_asked_for_again(another: Workbench, folder: Callable[..., Path]) -> None:
    await open_steps(another, folder)
    await another.command("CodeGraph: Show Impact of Symbol")
    await another.in_pane("Impact", re.compile(r"^1 symbol in 1 file"))
    await save_third(another)
    await press_until_told(another, "Impact", "codegraph.impact.refresh", "^2 symbols in 1 file")


async def test_the_overview_is_made_anew(another: Workbench, folder: Callable[..., Path]) -> None:
    await open_steps(another, folder)
    await another.only_pane("Overview")
    await press_until_told(
        another, "Overview", "codegraph.overview.refresh", "^_second.*nothing uses it"
    )
    await save_third(another)
    await press_until_told(
        another, "Overview", "codegraph.overview.refresh", "^_third.*nothing uses it"
    )


async def open_steps(window: Workbench, folder: Callable[..., Path]) -> None:
    """A window with the cursor on `_first`, which `_second` uses."""
    await window.open_folder(folder({"steps.py": BEFORE}))
    await window.ready(2)
    await window.open("steps.py", 1, 6)


async def save_third(window: Workbench) -> None:
    """Another use of `_first`, typed at the end of the file and saved."""
    await window.go_to(6)
    await window.page.keyboard.insert_text(AFTER.removeprefix(BEFORE))
    await window.press("Control+s")
    await window.gone(".tab.dirty")
    await window.go_to(1, 6)


async def press_until_told(window: Workbench, pane: str, command: str, row: str) -> None:
    """Press a button, and again while the index is not told of what was saved."""
    rows = window.pane(pane).locator(".pane-body .monaco-list-row, .pane-body .message")
    await press_until(window, pane, command, rows.filter(has_text=re.compile(row)).first)


async def press_until(window: Workbench, pane: str, command: str, seen: Locator) -> None:
    """Press a button in the title of a view until something is to be seen."""
    press = partial(window.press_in_pane, pane, TITLES[command])
    await window.again(press, expect(seen).to_be_visible)

"""Every button in the title of a view runs its command, in the view that it stands above."""

from __future__ import annotations

import re
from functools import partial

from playwright.async_api import Locator, expect

from vscode.installed import CONTRIBUTED, TITLES
from vscode.opened import CORE, MAKE_CONTEXT, uses
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


async def test_callers_are_asked_for_again(little: Workbench) -> None:
    await little.open("calls.py", 1, 6)
    await little.command("CodeGraph: Show Callers")
    await little.in_pane("Callers & Callees", re.compile("^_calls_second"))
    await save_third(little, "calls")
    await press_until_told(little, "Callers & Callees", "codegraph.calls.refresh", "^_calls_third")


async def test_impact_is_asked_for_again(little: Workbench) -> None:
    await little.open("impact.py", 1, 6)
    await little.command("CodeGraph: Show Impact of Symbol")
    await little.in_pane("Impact", re.compile(r"^1 symbol in 1 file"))
    await save_third(little, "impact")
    await press_until_told(little, "Impact", "codegraph.impact.refresh", "^2 symbols in 1 file")


async def test_the_overview_is_made_anew(little: Workbench) -> None:
    await little.only_pane("Overview")
    told = "^_overview_{}.*nothing uses it"
    await press_until_told(little, "Overview", "codegraph.overview.refresh", told.format("second"))
    await little.open("overview.py", 1, 6)
    await save_third(little, "overview")
    await press_until_told(little, "Overview", "codegraph.overview.refresh", told.format("third"))


async def save_third(window: Workbench, name: str) -> None:
    """Another use of the first function of a file, typed at the end of it and saved."""
    await window.go_to(6)
    await window.page.keyboard.insert_text(uses(name, "third"))
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

"""Every key and every entry of a menu that the extension brings runs its command."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.async_api import Locator, expect

from vscode.installed import CONTRIBUTED, TITLES
from vscode.opened import CORE, MAKE_CONTEXT
from vscode.workbench import IN_VS_CODE, PATIENCE, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

KEYS = {each["command"]: each["key"] for each in CONTRIBUTED["keybindings"]}
OF_EDITOR = [each["command"] for each in CONTRIBUTED["menus"]["codegraph.editor"]]
TITLE = ".quick-input-widget:not([style*='display: none']) .quick-input-title"
PANE = ".part.sidebar .pane-header"
SEEN: dict[str, tuple[str, str | re.Pattern[str]]] = {
    "codegraph.search": (TITLE, "Search by Meaning"),
    "codegraph.related": (TITLE, "Related to make_context"),
    "codegraph.callers": (PANE, "Callers of make_context"),
    "codegraph.callees": (PANE, "Callees of make_context"),
    "codegraph.impact": (PANE, re.compile(r"^Impact\s*make_context")),
    "codegraph.impactOfChanges": (PANE, re.compile(r"^Impact\s*my changes")),
    "codegraph.callGraph": (".tab.active", "make_context"),
    "codegraph.path": (TITLE, "Path from make_context to"),
    "codegraph.history": (TITLE, "History of make_context"),
    "codegraph.explain": (".monaco-dialog-box", "It has been read."),
}
"""What is on the screen when a command was run with the cursor on `make_context`."""
OTHER = {
    "codegraph.callers": "callees",
    "codegraph.callees": "callers",
    "codegraph.impact": "impactOfChanges",
    "codegraph.impactOfChanges": "impact",
}
"""What else can be asked for in the same view."""


async def test_each_key_and_entry_is_known_here() -> None:
    assert set(KEYS) | set(OF_EDITOR) == set(SEEN)


@pytest.mark.parametrize("command", sorted(KEYS))
async def test_a_key_runs_its_command(window: Workbench, command: str) -> None:
    await another_answer_is_shown(window, command)
    first, second = KEYS[command].split()
    assert first == "ctrl+alt+g"
    keys = partial(window.press, "Control+Alt+g", second)
    await window.again(keys, expect(window.one(*SEEN[command])).to_be_visible)


@pytest.mark.parametrize("command", OF_EDITOR)
async def test_an_entry_of_the_editors_menu_runs_its_command(
    window: Workbench, command: str
) -> None:
    await another_answer_is_shown(window, command)
    await choose(window, await entry_of_menu(window, command))
    await window.see(*SEEN[command])


async def another_answer_is_shown(window: Workbench, command: str) -> None:
    """The cursor is on the name, and views tell of something else than what is asked for."""
    await window.open(CORE, *MAKE_CONTEXT)
    if SEEN[command][0] == PANE:
        ours = window.page.locator(PANE, has_text=SEEN[command][1])
        if await ours.count():
            other = OTHER[command]
            await window.command(f"CodeGraph: {TITLES[f'codegraph.{other}']}")
            await window.see(*SEEN[f"codegraph.{other}"])
            await expect(ours).to_have_count(0)
            await window.open(CORE, *MAKE_CONTEXT)


async def entry_of_menu(window: Workbench, command: str) -> Locator:
    """The entry of the editor's menu, which is opened by its key, below *CodeGraph*."""
    ours = window.page.get_by_role("menuitem", name="CodeGraph", exact=True)
    entry = window.page.get_by_role("menuitem", name=re.compile(f"^{TITLES[command]}"))

    async def unfold() -> None:
        if not await ours.is_visible():
            await window.press("Escape", "Shift+F10")
        await ours.hover()

    await window.again(unfold, expect(entry).to_be_visible)
    if command == OF_EDITOR[0]:
        await window.picture("editor-menu")
        for each in OF_EDITOR:
            named = window.page.get_by_role("menuitem", name=re.compile(f"^{TITLES[each]}"))
            await expect(named).to_be_visible()
    return entry


async def choose(window: Workbench, entry: Locator) -> None:
    """A menu that is just opening takes no click; it is clicked again until it closes."""
    await window.again(entry.click, partial(expect(entry).to_have_count, 0))


async def test_the_explorers_menu_explains_a_file_and_shows_its_graph(window: Workbench) -> None:
    await window.open("src/click/globals.py")
    for title, seen in (
        ("Explain File", (".monaco-dialog-box", "src/click/globals.py")),
        ("Show Call Graph", (".tab.active", "globals.py")),
    ):
        await window.command("File: Reveal Active File in Explorer View")
        file = await window.see(".explorer-folders-view .monaco-list-row", "globals.py")
        entry = window.page.get_by_role("menuitem", name=re.compile(f"^{title}"))
        await window.again(partial(file.click, button="right"), expect(entry).to_be_visible)
        await choose(window, entry)
        await window.see(*seen)
        if title == "Explain File":
            await window.answer_dialog("OK")

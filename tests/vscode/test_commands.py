"""Commands that end in a list: search, related code, ways between symbols, history; and the lens."""

from __future__ import annotations

import re

from vscode.opened import CORE, MAKE_CONTEXT, show_way_from_main_to_exit
from vscode.workbench import IN_VS_CODE, Workbench, expect

pytestmark = IN_VS_CODE


async def test_search_by_meaning_fills_while_one_types_and_shows_what_it_stands_on(
    window: Workbench,
) -> None:
    await window.command("CodeGraph: Search by Meaning")
    await window.type_in_picker("ask the user for a password without showing it")
    await window.row("password_option")
    await window.see(".tab.active[data-resource-name='decorators.py']")
    await window.picture("search")
    await window.type_in_picker(
        "ask the user for a password without showing it path:src/click/termui.py"
    )
    await window.choose(re.compile(r"prompt.*termui\.py"))
    await window.see(".tab.active[data-resource-name='termui.py']")


async def test_related_code_is_chosen_from_a_list_that_shows_each_place(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Go to Related Code")
    await window.see(window.picker, "Related to make_context")
    await window.picture("go-to-related")
    await window.choose("_resolve_context")
    await window.at("shell_completion.py", 691)


async def test_a_way_between_two_symbols_is_shown_step_by_step(window: Workbench) -> None:
    await show_way_from_main_to_exit(window)
    await window.row(re.compile("exit"))
    await window.picture("path")


async def test_history_lists_commits_and_opens_what_one_changed(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Symbol History")
    await window.see(window.picker, "History of make_context, 2 commits")
    await window.picture("history")
    await window.choose("Contexts are made")
    await window.see(".monaco-diff-editor")
    await window.see(".monaco-diff-editor .view-line", "new_context")
    await window.picture("history-commit")


async def test_a_lens_counts_and_leads_to_the_references(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    lens = await window.see(".codelens-decoration a", re.compile(r"8 references · 5 callers"))
    await window.picture("lens")
    await window.again(lens.click, expect(window.one(".peekview-widget")).to_be_visible)

"""Search by meaning in its list: what rows show, how one looks through them, and filters."""

from __future__ import annotations

import re
from functools import partial

from playwright.async_api import expect

from vscode.workbench import IN_VS_CODE, PATIENCE, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

HIDDEN_QUESTION = "ask the user for a password without showing it"


async def filter_by(window: Workbench, button: str) -> None:
    pressed = f"{window.picker} .quick-input-titlebar .action-label[aria-label^='{button}']"
    # The hint that the pointer brought up may lie above it, so it is pressed as by a keyboard.
    await (await window.see(pressed)).press("Enter")


async def titled(window: Workbench, title: str | re.Pattern[str]) -> None:
    await window.see(f"{window.picker} .quick-input-title", title)


async def press_ok(window: Workbench, title: str) -> None:
    """End a choice of several, until the search is there again under this title."""
    ok = window.one(f"{window.picker} .quick-input-action .monaco-button")
    await window.click_until(ok, f"{window.picker} .quick-input-title", title)


async def search(window: Workbench, words: str) -> None:
    await window.command("CodeGraph: Search by Meaning")
    await titled(window, "Search by Meaning")
    await window.type_in_picker(words)


async def test_rows_have_the_icon_of_their_kind_and_say_why_they_are_there(
    window: Workbench,
) -> None:
    await search(window, HIDDEN_QUESTION)
    function = await window.row("password_option")
    await expect(
        function.locator(".codicon-symbol-method, .codicon-symbol-function")
    ).to_be_visible()
    await expect(function).to_contain_text("name: password")
    await expect(function).to_contain_text("src/click/decorators.py:404")
    a_class = await window.row(re.compile(r"Option\s*src\.click\.core"))
    await expect(a_class.locator(".codicon-symbol-class")).to_be_visible()


async def test_looking_through_shows_each_place_and_escape_goes_back(window: Workbench) -> None:
    await window.open("src/click/globals.py", 10, 1)
    await search(window, HIDDEN_QUESTION)
    await window.row("password_option")
    await window.at("decorators.py", 404)
    # Though the rest of the answer may come just now, the key leads further down.
    await window.press("ArrowDown")
    await expect(window.page.locator(".tab.active")).not_to_have_attribute(
        "data-resource-name", "decorators.py"
    )
    await window.picture("search-preview")
    await window.press("Escape")
    await window.at("globals.py", 10)


async def test_nothing_is_left_open_of_a_look_that_chose_nothing(window: Workbench) -> None:
    await search(window, HIDDEN_QUESTION)
    await window.see(".tab.active[data-resource-name='decorators.py']")
    await window.press("Escape")
    await window.gone(".tab")


async def test_what_was_found_opens_to_the_side(window: Workbench) -> None:
    await window.open("src/click/globals.py")
    await search(window, HIDDEN_QUESTION)
    row = await window.row("password_option")
    await row.hover()
    side = row.locator("[aria-label^='Open to the Side']")
    second = partial(expect(window.page.locator(".editor-group-container")).to_have_count, 2)
    await window.again(side.click, second)
    await window.see(".editor-group-container:nth-child(1) .tab, .tab", "globals.py")
    await window.at("decorators.py", 404)
    await expect(window.page.locator(".editor-group-container")).to_have_count(2)


async def test_filters_are_chosen_beside_the_words_and_named_in_the_title(
    window: Workbench,
) -> None:
    await search(window, HIDDEN_QUESTION)
    await filter_by(window, "Filter by Kind")
    await titled(window, "Kinds; none: all of them")
    await (await window.row_named("class")).click()
    await press_ok(window, "Search by Meaning (class)")
    await window.gone(f"{window.picker} .monaco-list-row", "password_option")
    await window.row("ClickException")

    await filter_by(window, "Filter by Language")
    await window.choose_named("python")
    await titled(window, "Search by Meaning (class · python)")

    await filter_by(window, "Filter by Path")
    await titled(window, "Paths")
    await window.type_in_picker("tests")
    await window.press("Enter")
    await titled(window, "Search by Meaning (class · python · tests)")
    await window.gone(f"{window.picker} .monaco-list-row", "src/click")

    await filter_by(window, "With or Without Tests")
    await window.choose("No tests")
    await titled(window, "Search by Meaning (class · python · tests · no tests)")
    await window.row("Nothing found")
    await window.picture("search-filters")
    await no_filters(window)
    await titled(window, re.compile("^Search by Meaning$"))
    await window.row("password_option")


async def no_filters(window: Workbench) -> None:
    """The filters are kept for the next search, so each is taken back."""
    await filter_by(window, "Filter by Kind")
    await titled(window, "Kinds")
    await (await window.row_named("class")).click()
    await press_ok(window, "Search by Meaning (python")
    await filter_by(window, "Filter by Language")
    await window.choose_named("any")
    await titled(window, "Search by Meaning (tests")
    await filter_by(window, "Filter by Path")
    await titled(window, "Paths")
    await window.type_in_picker("")
    await window.press("Enter")
    await titled(window, "Search by Meaning (no tests)")
    await filter_by(window, "With or Without Tests")
    await window.choose("Tests further down")

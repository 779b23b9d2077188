"""What somebody sees first: the walkthrough, the settings, and the state of the index."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from vscode.installed import WALKTHROUGH
from vscode.opened import WALKTHROUGHS, open_walkthrough, press_in_walkthrough, unfold
from vscode.workbench import DIALOG, IN_VS_CODE, PATIENCE, WINDOW, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)


@pytest_asyncio.fixture(loop_scope="session")
async def wide(window: Workbench) -> AsyncIterator[Workbench]:
    """The window, so wide that VS Code shows the pictures of a walkthrough beside the side bar."""
    await window.page.set_viewport_size({"width": 1600, "height": 900})
    yield window
    await window.page.set_viewport_size(WINDOW)


async def test_the_walkthrough_has_four_steps_with_pictures(
    wide: Workbench,
) -> None:
    await open_walkthrough(wide, WALKTHROUGH["title"])
    steps = wide.page.locator(f"{WALKTHROUGHS} .getting-started-step")
    await expect(steps).to_have_count(4)
    for step in WALKTHROUGH["steps"]:
        await unfold(wide, step["title"])
        await wide.see(f"{WALKTHROUGHS} .getting-started-media")
        picture = wide.page.locator(f"{WALKTHROUGHS} .getting-started-media img").first
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("(each) => each.naturalWidth") > 100
        await wide.picture(f"walkthrough-{step['id']}")


TOLD = ".notifications-center .notification-list-item"
BUTTONS: dict[str, tuple[str, str | re.Pattern[str]]] = {
    "Search by Meaning": (".quick-input-widget .quick-input-title", "Search by Meaning"),
    "Show Callers": (TOLD, "Put the cursor on a name in the code first"),
    "Show Call Graph": (TOLD, "Open a file first"),
    "Show Impact of My Changes": (
        ".part.sidebar .pane-header",
        re.compile(r"^Impact\s*my changes"),
    ),
}
"""What is on the screen when a button was pressed where no code is open."""
WHERE_IT_IS_MISSING = {"Install in a Terminal", "Look for It Again"}
"""The buttons that `test_start` presses where there is no `codegraph`."""


async def test_each_button_of_the_walkthrough_is_known_here() -> None:
    described = "\n".join(step["description"] for step in WALKTHROUGH["steps"])
    linked = set(re.findall(r"\[([^]]+)\]\(command:", described))
    assert linked == set(BUTTONS) | WHERE_IT_IS_MISSING


@pytest.mark.parametrize("button", BUTTONS)
async def test_a_button_of_the_walkthrough_does_what_it_says(wide: Workbench, button: str) -> None:
    (step,) = (each for each in WALKTHROUGH["steps"] if f"[{button}]" in each["description"])
    selector, text = BUTTONS[button]

    async def seen(**_: float) -> None:
        if selector == TOLD:
            await wide.notification(text)
        else:
            await wide.see(selector, text)

    await press_in_walkthrough(wide, WALKTHROUGH["title"], step["title"], button, seen)


async def test_settings_are_described_in_the_editor_of_settings(window: Workbench) -> None:
    await window.command("Preferences: Open Settings (UI)")
    await window.see(".settings-editor")
    box = window.page.locator(".settings-editor .suggest-input-container")
    await box.click()
    await window.page.keyboard.insert_text("@ext:codegraph.codegraph follow delay")
    await window.see(".settings-editor .setting-item-label", "Follow Delay")
    await window.see(
        ".settings-editor .setting-item-description", "the cursor rests before the view Related"
    )
    await window.picture("settings")


async def test_the_languages_status_says_how_far_the_index_is(window: Workbench) -> None:
    await window.open("src/click/globals.py")
    item = await window.see("[id='status.languageStatus']")
    await window.click_until(item, ".hover-language-status", "118 files")
    await window.picture("language-status")
    said = window.one(".hover-language-status", "118 files")
    await window.click_until(said.get_by_text("Index Status"), DIALOG, "118 files")
    await window.answer_dialog("Cancel")

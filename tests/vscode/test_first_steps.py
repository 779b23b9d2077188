"""What somebody sees first: the walkthrough, the settings, and the state of the index."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import expect

from vscode.installed import EXTENSION
from vscode.workbench import IN_VS_CODE, PATIENCE, WINDOW, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

CONTRIBUTED: dict[str, Any] = json.loads((EXTENSION / "package.json").read_bytes())["contributes"]
(WALKTHROUGH,) = CONTRIBUTED["walkthroughs"]
PAGE = ".gettingStartedContainer"


@pytest_asyncio.fixture(loop_scope="session")
async def wide(window: Workbench) -> AsyncIterator[Workbench]:
    """The window, so wide that VS Code shows the pictures of a walkthrough beside the side bar."""
    await window.page.set_viewport_size({"width": 1600, "height": 900})
    yield window
    await window.page.set_viewport_size(WINDOW)


async def test_the_walkthrough_has_four_steps_with_pictures_and_buttons_that_work(
    wide: Workbench,
) -> None:
    await wide.command("Welcome: Open Walkthrough...")
    await (await wide.row(WALKTHROUGH["title"])).click()
    await wide.see(f"{PAGE} .step-title", WALKTHROUGH["steps"][0]["title"])
    steps = wide.page.locator(f"{PAGE} .getting-started-step")
    await expect(steps).to_have_count(4)
    for step in WALKTHROUGH["steps"]:
        shown = steps.filter(has_text=step["title"])
        await shown.locator(".step-title").click()
        await expect(shown).to_have_class(re.compile("expanded"))
        await wide.see(f"{PAGE} .getting-started-media")
        picture = wide.page.locator(f"{PAGE} .getting-started-media img").first
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("(each) => each.naturalWidth") > 100
        await wide.picture(f"walkthrough-{step['id']}")
    await (
        wide.page.locator(f"{PAGE} .getting-started-step .monaco-button")
        .filter(has_text="Show Impact of My Changes")
        .click()
    )
    await wide.see(".part.sidebar .pane-header", re.compile(r"^Impact\s*my changes"))


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
    await item.click()
    said = await window.see(".hover-language-status", "118 files")
    await window.picture("language-status")
    await said.get_by_text("Index Status").click()
    await window.dialog("118 files")
    await window.answer_dialog("Cancel")

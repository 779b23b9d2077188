"""What somebody sees first: the settings, and the state of the index."""

from __future__ import annotations

from playwright.async_api import expect

from vscode.workbench import IN_VS_CODE, PATIENCE, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)


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

"""Where things stand in the repository that is open in VS Code, and what several tests do there."""

from __future__ import annotations

import re

from playwright.async_api import expect

from vscode.workbench import PATIENCE, Workbench

CORE = "src/click/core.py"
MAKE_CONTEXT = (1330, 12)
"""Where `Command.make_context` is defined."""


async def show_way_from_main_to_exit(window: Workbench) -> None:
    """Until the ways from `Command.main` to `Context.exit` are listed."""
    await window.open(CORE, 1464, 10)
    await window.command("CodeGraph: Find Path Between Two Symbols")
    await window.see(window.picker, "Path from main to")
    await window.type_in_picker("Context.exit")
    await (await window.row("core.py:823")).click()
    await window.see(window.picker, "Path from main to exit")


WALKTHROUGHS = ".gettingStartedContainer"
"""The page on which VS Code shows a walkthrough."""


async def open_walkthrough(window: Workbench, title: str) -> None:
    await window.command("Welcome: Open Walkthrough...")
    await (await window.row(title)).click()
    await window.see(f"{WALKTHROUGHS} .getting-started-step.expanded")


async def unfold(window: Workbench, step: str) -> None:
    """Show a step of the walkthrough, with its picture and its buttons."""
    shown = window.one(f"{WALKTHROUGHS} .getting-started-step", step)
    await shown.locator(".step-title").click()
    await expect(shown).to_have_class(re.compile("expanded"), timeout=PATIENCE * 1000)


async def press_in_walkthrough(window: Workbench, title: str, step: str, button: str) -> None:
    await open_walkthrough(window, title)
    await unfold(window, step)
    await window.one(f"{WALKTHROUGHS} .getting-started-step .monaco-button", button).click()

"""Where things stand in the folders that are open in VS Code, and what several tests do there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from vscode.workbench import Workbench, expect

CORE = "src/click/core.py"
MAKE_CONTEXT = (1330, 12)
"""Where `Command.make_context` is defined."""


def uses(name: str, which: str) -> str:
    """A function that uses the first one of a file of the little folder."""
    return f"\n\ndef _{name}_{which}() -> None:\n    _{name}_first()\n"


LITTLE: dict[str, str] = {
    "codegraph.toml": '[[rules]]\nfrom = "parts.py"\ndeny = ["whole.py"]\n',
    "parts.py": "import whole\n\n\ndef part() -> int:\n    return whole.count()\n",
    "whole.py": (
        "import parts\n\n\ndef count() -> int:\n    return parts.part()\n\n\n"
        # The longest function: an overview has room for ten that are dead.
        "def _never() -> None:\n    for each in (1, 2):\n        print(each)\n"
    ),
    "steps.py": "".join(f"def step_{number}() -> None: ...\n" for number in range(9)),
} | {
    f"{name}.py": f"def _{name}_first() -> None: ...\n" + uses(name, "second")
    for name in ("calls", "impact", "overview")
}
"""A folder whose files are about one thing each; a test that writes has a file of its own."""
LITTLE_SETTINGS = {"codegraph.followDelay": 4000, "codegraph.trace.server": "messages"}


async def show_way_from_main_to_exit(window: Workbench) -> None:
    """Until the ways from `Command.main` to `Context.exit` are listed."""
    await window.open(CORE, 1464, 10)
    await window.command("CodeGraph: Find Path Between Two Symbols")
    await window.see(window.picker, "Path from main to")
    await window.type_in_picker("Context.exit")
    await window.click_until(
        await window.row("core.py:823"), window.picker, "Path from main to exit"
    )


WALKTHROUGHS = ".gettingStartedContainer"
"""The page on which VS Code shows a walkthrough."""


async def open_walkthrough(window: Workbench, title: str) -> None:
    await window.command("Welcome: Open Walkthrough...")
    await window.choose(title)
    await window.see(f"{WALKTHROUGHS} .getting-started-step.expanded")


async def unfold(window: Workbench, step: str) -> None:
    """Show a step of the walkthrough, with its picture and its buttons."""
    shown = window.one(f"{WALKTHROUGHS} .getting-started-step", step)
    expanded = partial(expect(shown).to_have_class, re.compile("expanded"))
    await window.again(shown.locator(".step-title").click, expanded)


async def press_in_walkthrough(
    window: Workbench, title: str, step: str, button: str, seen: Callable[..., Any]
) -> None:
    """Press a button of a step, until the expectation `seen` holds."""
    await open_walkthrough(window, title)
    await unfold(window, step)
    pressed = window.one(f"{WALKTHROUGHS} .getting-started-step .monaco-button", button)
    await window.again(pressed.click, seen)

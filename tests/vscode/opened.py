"""Where things stand in the repository that is open in VS Code, and what several tests do there."""

from __future__ import annotations

from vscode.workbench import Workbench

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

"""The extension at work in a window: what it says of its server and of the index."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from vscode.workbench import DIALOG, IN_VS_CODE, Workbench, expect

pytestmark = IN_VS_CODE


async def test_index_status_says_how_much_is_known(window: Workbench) -> None:
    await window.command("CodeGraph: Index Status")
    said = await window.dialog(r"118 files, [\d,]+ symbols")
    assert re.search(r"ready, 118 files, .* MB, daemon", said)
    await window.picture("index-status")
    await window.answer_dialog("Cancel")


async def test_the_status_bar_says_that_all_is_well_and_leads_to_more(window: Workbench) -> None:
    await window.click_until(await window.ready(), DIALOG, "118 files")
    await window.answer_dialog("Cancel")


async def test_explain_file_says_why_a_file_is_in_the_index(window: Workbench) -> None:
    await window.open("src/click/core.py")
    await window.command("CodeGraph: Explain File")
    said = await window.dialog("src/click/core.py")
    assert "It has been read." in said
    assert re.search(r"What its names mean is known: [\d,]+ edges", said)
    await window.picture("explain-file")
    await window.answer_dialog("OK")


async def test_verify_finds_the_index_equal_to_one_from_scratch(window: Workbench) -> None:
    await window.command("CodeGraph: Verify Index")
    await window.notification(re.compile(r"equals one made from scratch: 118 files"))
    await window.picture("verify-index")


async def test_verify_tells_what_differs_and_offers_to_rebuild(
    another: Workbench, folder: Callable[..., Path], forget_uses: Callable[[Path], None]
) -> None:
    root = folder({"shelf.py": "def put(): ...\n", "user.py": "from shelf import put\n\nput()\n"})
    forget_uses(root)
    await another.open_folder(root)
    await another.ready(3)
    await another.command("CodeGraph: Verify Index")
    told = await another.notification(
        re.compile(r"differs in \d+ places from one made from scratch")
    )
    await another.picture("verify-differs")
    show = told.get_by_text("Show Differences")
    await another.click_until(show, ".view-line", "it refers to")
    await another.command("CodeGraph: Verify Index")
    told = await another.notification(
        re.compile(r"differs in \d+ places from one made from scratch")
    )
    # Its hover lies above what the pointer has been at.
    rebuild = told.get_by_text("Rebuild")
    asked = another.one(DIALOG, "Build the index anew")
    await another.again(partial(rebuild.press, "Enter"), expect(asked).to_be_visible)
    await another.answer_dialog("Rebuild")
    await another.ready(3)
    await another.command("CodeGraph: Verify Index")
    await another.notification(re.compile(r"equals one made from scratch: 3 files"))


async def test_the_status_bar_counts_while_the_index_is_made(
    another: Workbench, folder: Callable[..., Path]
) -> None:
    body = "".join(f"def step_{each}(): return step_{each - 1}()\n" for each in range(1, 400))
    await another.open_folder(folder({f"part_{each}.py": body for each in range(150)}))
    await another.status(re.compile(r"CodeGraph \d+ %"))
    await another.picture("indexing")
    await another.ready(151)


async def test_debug_information_names_versions_and_state_and_holds_no_code(
    window: Workbench,
) -> None:
    await window.command("CodeGraph: Copy Debug Information")
    await window.notification("Debug information is on the clipboard")
    said = await window.clipboard()
    assert re.search(r"VS Code 1\.139\.1", said)
    assert "State: running" in said
    assert "(the setting codegraph.path)" in said
    assert "codegraph doctor:" in said
    assert "def " not in said
    await window.picture("copy-debug-information")


async def test_the_log_says_which_codegraph_was_found(window: Workbench) -> None:
    await window.command("CodeGraph: Show Logs")
    await window.see(".part.panel .view-line", "(the setting codegraph.path)")
    await window.picture("show-logs")
    await window.command("View: Hide Panel")


async def test_restart_starts_server_and_daemon_anew(
    window: Workbench, daemon: Callable[[], int | None]
) -> None:
    before = daemon()
    await window.command("CodeGraph: Restart")
    await window.until(lambda: daemon() not in (None, before), "another daemon")
    await window.ready()


async def test_rebuild_asks_first_and_makes_the_index_anew(
    window: Workbench, daemon: Callable[[], int | None]
) -> None:
    before = daemon()
    await window.command("CodeGraph: Rebuild Index")
    said = await window.dialog("Build the index anew")
    assert "Nothing else is lost" in said
    await window.picture("rebuild-index")
    await window.answer_dialog("Rebuild")
    await window.until(lambda: daemon() not in (None, before), "another daemon")
    await window.ready()

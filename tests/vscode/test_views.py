"""The four views of the side bar, and the commands that fill them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from git_history import History
from vscode.opened import CORE, MAKE_CONTEXT
from vscode.workbench import IN_VS_CODE, Workbench, expect

pytestmark = IN_VS_CODE


async def test_related_follows_the_cursor_and_can_be_pinned(window: Workbench) -> None:
    await window.only_pane("Related")
    await window.open(CORE, *MAKE_CONTEXT)
    await window.in_pane("Related", "Callers")
    await window.in_pane("Related", re.compile(r"main.*calls"))
    await window.picture("related")
    header = window.pane("Related").locator(".pane-header")
    follow = window.one(".pane-header .action-label[aria-label^='Follow the Cursor Again']")
    pin = partial(window.press_in_pane, "Related", "Pin to This Symbol")
    await window.again(pin, expect(follow).to_be_visible)
    await window.go_to(839, 10)
    await expect(header).to_contain_text("make_context")
    unpin = partial(window.press_in_pane, "Related", "Follow the Cursor Again")
    await window.again(unpin, partial(expect(header).to_contain_text, "get_help"))


async def test_a_row_of_related_opens_its_place(window: Workbench) -> None:
    await window.only_pane("Related")
    await window.open(CORE, *MAKE_CONTEXT)
    main = await window.in_pane("Related", re.compile(r"^main.*core\.py:1464"))
    await window.click_until(main, ".statusbar-item", re.compile("Ln 1464, Col"))
    await window.at("core.py", 1464)


async def test_callers_unfold_step_by_step(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Callers")
    await window.in_pane("Callers & Callees", re.compile("^make_context"))
    await window.in_pane("Callers & Callees", re.compile(r"test_return_values.*test_basic\.py"))
    resolve = await window.in_pane("Callers & Callees", "_resolve_context")
    behind = window.pane("Callers & Callees").locator(".monaco-list-row")
    await window.again(
        resolve.locator(".monaco-tl-twistie.collapsed").click,
        expect(behind.filter(has_text=re.compile("_?complet")).first).to_be_visible,
    )
    await window.picture("callers")
    await window.click_until(resolve, ".tab.active[data-resource-name='shell_completion.py']")
    await window.at("shell_completion.py", 706)


async def test_callees_are_the_other_direction(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Callees")
    await window.in_pane("Callers & Callees", re.compile(r"^parse_args"))
    await window.in_pane("Callers & Callees", re.compile(r"^scope"))
    await window.picture("callees")
    header = window.pane("Callers & Callees").locator(".pane-header")

    async def swap() -> None:
        if "Callees of" in (await header.text_content() or ""):
            await window.press_in_pane("Callers & Callees", "Swap Callers and Callees")

    await window.again(swap, partial(expect(header).to_contain_text, "Callers of"))
    await window.in_pane("Callers & Callees", re.compile(r"^main"))


async def test_impact_of_a_symbol_names_the_tests_to_run(window: Workbench) -> None:
    await window.open(CORE, *MAKE_CONTEXT)
    await window.command("CodeGraph: Show Impact of Symbol")
    await window.in_pane("Impact", re.compile(r"\d+ symbols in \d+ files · \d+ files with tests"))
    await window.in_pane("Impact", "Tests to run")
    await window.in_pane("Impact", re.compile(r"tests/test_testing\.py.*symbols"))
    await window.picture("impact-of-symbol")
    copy = partial(window.press_in_pane, "Impact", "Copy the Files of Tests to Run")

    async def copied(**_: float) -> None:
        await window.notification(re.compile(r"Copied \d+ files of tests"))

    await window.again(copy, copied)
    assert "tests/test_basic.py" in (await window.clipboard()).splitlines()


async def test_impact_of_my_changes_is_that_of_the_work_tree(
    window: Workbench, click: History
) -> None:
    changed = click.root / CORE
    text = changed.read_text()
    try:
        another = text.replace(
            "def make_context(\n        self,", "def make_context(\n        self, of,"
        )
        assert another != text
        changed.write_text(another)
        await window.open(CORE)
        await window.command("CodeGraph: Show Impact of My Changes")
        await window.in_pane("Impact", re.compile(r"1 changed symbol · "))
        await window.in_pane("Impact", re.compile(r"^Command\.make_context.*changed"))
        await window.in_pane("Impact", "Tests to run")
        await window.picture("impact-of-changes")
    finally:
        changed.write_text(text)


async def test_overview_tells_what_is_central_and_what_goes_in_circles(window: Workbench) -> None:
    await window.only_pane("Overview")
    await make_overview(window)
    await window.in_pane("Overview", "Central files")
    await window.in_pane("Overview", re.compile(r"src/click/core\.py"))
    await window.in_pane("Overview", "Central symbols")
    await window.picture("overview")


async def test_overview_lists_cycles_and_findings_and_each_leads_to_its_place(
    little: Workbench,
) -> None:
    await little.only_pane("Overview")
    await little.press_in_pane("Overview", "Make the Overview")
    await little.in_pane("Overview", re.compile(r"^Central files"))
    await little.in_pane("Overview", re.compile(r"^Cycles of imports\s*1"))
    await little.in_pane("Overview", re.compile(r"^Cycles of calls\s*1"))
    await little.in_pane("Overview", re.compile(r"^Broken rules\s*1"))
    dead = await little.in_pane("Overview", re.compile(r"^_never.*nothing uses it"))
    await little.picture("overview-findings")
    await little.click_until(dead, ".tab.active[data-resource-name='whole.py']")
    await little.at("whole.py", 8)


async def test_related_asks_only_when_the_cursor_rests(little: Workbench, places: Path) -> None:
    await little.only_pane("Related")
    await little.open("steps.py", 1, 6)
    await expect(little.pane("Related").locator(".pane-header")).to_contain_text("step_0")
    before = asked_for_related(places)
    assert before > 0
    await little.press(*["ArrowDown"] * 8)
    await expect(little.pane("Related").locator(".pane-header")).to_contain_text("step_8")
    assert asked_for_related(places) == before + 1


async def make_overview(window: Workbench) -> None:
    """Press the button that stands where there is no overview yet, until it is gone."""
    button = window.page.locator(".part.sidebar .pane-body").get_by_text("Make the Overview")
    await window.again(button.click, expect(button).not_to_be_visible)


def asked_for_related(places: Path) -> int:
    """How often the servers were asked, as the logs on the disk say."""
    logs = (places / "data/logs").rglob("*-CodeGraph.log")
    return sum(each.read_text().count("Sending request 'codegraph/related") for each in logs)


async def test_empty_views_say_what_to_do_and_an_overview_without_code_that_there_is_nothing(
    another: Workbench, folder: Callable[..., Path]
) -> None:
    await another.open_folder(folder({}))
    await another.ready(1)
    await another.only_pane("Callers & Callees")
    await another.see(".part.sidebar .welcome-view-content", "Put the cursor on a function and ask")
    await another.only_pane("Impact")
    await another.see(".part.sidebar .welcome-view-content", "which tests to run")
    await another.only_pane("Related")
    await another.see(".part.sidebar .welcome-view-content", "Put the cursor on a name in the code")
    await another.only_pane("Overview")
    await another.see(".part.sidebar .welcome-view-content", "What is central here")
    await another.picture("empty-views")
    await make_overview(another)
    await another.in_pane("Overview", "There is nothing to tell")
    await another.picture("overview-empty")

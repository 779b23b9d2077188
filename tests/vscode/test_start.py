"""How the extension begins where there is no `codegraph`, or one that will not do.

One window has a folder whose settings each test has lead to something else; whatever they lead to
is begun with anew, as it is when the window is opened. Nothing is ever installed, for the `pipx` that
terminals here find is a stand-in as well.
"""

from __future__ import annotations

import json
import os
import re
import signal
import stat
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from vscode.conftest import CODEGRAPH, PICTURES, lent, make_folder
from vscode.installed import WALKTHROUGH
from vscode.opened import press_in_walkthrough
from vscode.serving import Served
from vscode.workbench import IN_VS_CODE, PATIENCE, WINDOW, Workbench

pytestmark = IN_VS_CODE
expect.set_options(timeout=PATIENCE * 1000)

WELCOME = ".part.sidebar .welcome-view-content"
CODE = {"ship.py": "def ship() -> None: ...\n"}
FILES = 2
"""With `codegraph.toml`."""
MISSING = "the command codegraph is not installed"
MISSING_ITEM = f".statusbar-item[aria-label^='CodeGraph: {MISSING}']"
TERMINAL = ".part.panel .terminal"
RUN = (f"{WELCOME} .monaco-button", "Run It in a Terminal")


class Beginning:
    """The window, and the settings that say where `codegraph` is."""

    def __init__(self, window: Workbench, root: Path) -> None:
        self.window = window
        self.root = root
        self.settings = root / ".vscode/settings.json"
        self._ended = 0

    async def with_path(self, path: str | Path, said: str) -> Locator:
        """Begin anew with this path of `codegraph`; the item of the status bar, once it says so."""
        item = self.window.one(f".statusbar-item[aria-label^='CodeGraph: {said}']")
        await self.window.again(partial(self._write, path), expect(item).to_be_visible)
        return item

    async def end(self) -> None:
        """Begin anew with what works; the next test's settings are others, and those are noticed.

        That a server runs does not say which settings it was begun with, but the program does.
        """
        self._ended += 1
        outside = self.root.parent
        was_run = outside / f"{self.root.name}-was-run-{self._ended}"
        works = program(
            outside / f"{self.root.name}-codegraph-{self._ended}",
            f'touch {was_run}\nexec {CODEGRAPH} "$@"',
        )

        async def noticed(**_: float) -> None:
            await self.window.until(was_run.exists, "the settings are noticed")

        await self.window.again(partial(self._write, works), noticed)
        await self.window.ready(FILES)

    async def _write(self, path: str | Path) -> None:
        self.settings.write_text(json.dumps({"codegraph.path": str(path)}))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened_beginning(
    elsewhere: BrowserContext, served: Served, places: Path
) -> AsyncIterator[Beginning]:
    """A window that is opened where there is no `codegraph`."""
    root = make_folder(places, CODE, {"codegraph.path": ""})
    window = Workbench(await elsewhere.new_page(), served, PICTURES)
    await window.open_folder(root)
    await window.says(MISSING)
    yield Beginning(window, root)
    await window.page.close()


@pytest_asyncio.fixture(loop_scope="session")
async def beginning(
    opened_beginning: Beginning, request: pytest.FixtureRequest
) -> AsyncIterator[Beginning]:
    """The window for each test; afterwards all is well in it, so that no state is taken for a new one."""
    async with lent(opened_beginning.window, request):
        yield opened_beginning
    window = opened_beginning.window
    await window.page.set_viewport_size(WINDOW)
    if await window.page.locator(TERMINAL).count():
        await window.command("Terminal: Kill All Terminals")
        await window.gone(TERMINAL)
    if await window.page.locator(".part.panel").is_visible():
        await window.command("View: Hide Panel")
    await opened_beginning.end()


def program(file: Path, script: str) -> Path:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def pipx(programs: Path) -> Iterator[Path]:
    """What `pipx` was asked for; it gives this environment's `codegraph`, as the real one would."""
    asked = programs / "pipx-was-asked"
    installed = programs / "codegraph"
    # What was asked for is written last, all at once: then it is installed.
    program(programs / "pipx", f'ln -sf {CODEGRAPH} {installed}\necho "$@" >> {asked}')
    yield asked
    for each in (asked, installed, programs / "pipx"):
        each.unlink(missing_ok=True)


async def test_without_codegraph_the_view_says_how_to_install_it_and_a_button_does(
    beginning: Beginning, pipx: Path
) -> None:
    window = beginning.window
    await see_welcome(window, await beginning.with_path("", MISSING), "none was found")
    await window.see(WELCOME, "pipx install codegraph-lsp")
    await window.see(WELCOME, "Nothing is installed unless you press the button")
    await window.picture("welcome-missing")
    assert not pipx.exists(), "something was installed unasked"
    await window.gone(TERMINAL)

    await window.click_until(window.one(*RUN), TERMINAL)
    await window.until(lambda: was_asked(pipx), "the terminal runs the command")
    assert pipx.read_text() == "install codegraph-lsp\n"
    await window.picture("welcome-terminal")
    look = window.one(f"{WELCOME} .monaco-button", "Look Again")
    await window.again(look.click, expect(window.one(WELCOME)).not_to_be_visible)
    await window.ready(FILES)
    await window.gone(WELCOME, "none was found")


async def test_the_first_step_of_the_walkthrough_installs_it_and_finds_it(
    beginning: Beginning, pipx: Path
) -> None:
    window = beginning.window
    title, first = WALKTHROUGH["title"], WALKTHROUGH["steps"][0]["title"]
    await window.page.set_viewport_size({"width": 1600, "height": 900})
    await beginning.with_path("", MISSING)
    terminal = expect(window.one(TERMINAL)).to_be_visible
    await press_in_walkthrough(window, title, first, "Install in a Terminal", terminal)
    await window.until(lambda: was_asked(pipx), "the terminal runs the command")
    assert pipx.read_text() == "install codegraph-lsp\n"
    begins = expect(window.one(MISSING_ITEM)).not_to_be_visible
    await press_in_walkthrough(window, title, first, "Look for It Again", begins)
    await window.ready(FILES)


async def test_commands_that_need_a_server_are_not_offered_without_one(
    beginning: Beginning,
) -> None:
    window = beginning.window
    await beginning.with_path("/nowhere/codegraph", MISSING)
    await window.press("F1")
    await window.type_in_picker(">CodeGraph: ")
    await window.row("CodeGraph: Look for the Command codegraph Again")
    await window.row("CodeGraph: Show Logs")
    await window.gone(f"{window.picker} .monaco-list-row", "CodeGraph: Show Call Graph")
    await window.gone(f"{window.picker} .monaco-list-row", "CodeGraph: Search by Meaning")
    await window.picture("palette-missing")


async def test_a_setting_that_leads_nowhere_is_named_and_can_be_put_right(
    beginning: Beginning,
) -> None:
    window = beginning.window
    item = await beginning.with_path("/nowhere/codegraph", MISSING)
    await item.hover()
    await window.see(
        ".monaco-hover", "/nowhere/codegraph (the setting codegraph.path) is no program"
    )
    await see_welcome(window, item, "Choose the Executable")
    asked = window.one(f"{window.picker} .quick-input-title", "The Command codegraph")
    choose = window.one(f"{WELCOME} .monaco-button", "Choose the Executable")
    await window.again(choose.click, expect(asked).to_be_visible)
    # Until the folder is listed, the dialog would write over what is typed.
    await window.row_named("ship.py")
    await window.type_in_picker(f"{CODEGRAPH.parent}/codegraph")
    await window.picture("welcome-choose")
    await window.choose_named("codegraph")
    await window.ready(FILES)
    assert json.loads(beginning.settings.read_text()) == {"codegraph.path": str(CODEGRAPH)}


async def test_a_codegraph_that_is_too_old_is_named_with_the_command_that_renews_it(
    beginning: Beginning, places: Path, pipx: Path
) -> None:
    window = beginning.window
    old = program(places / "old-codegraph", "echo 'codegraph 0.0.9 (protocol 0)'")
    item = await beginning.with_path(old, "the command codegraph is too old")
    await item.hover()
    await window.see(".monaco-hover", re.compile(rf"{old}.*is too old: 0\.0\.9"))
    await see_welcome(window, item, "too old for this extension")
    await window.see(WELCOME, "pipx upgrade codegraph-lsp")
    await window.picture("welcome-outdated")
    assert not pipx.exists(), "something was installed unasked"
    await window.click_until(window.one(*RUN), TERMINAL)
    await window.until(lambda: was_asked(pipx), "the terminal runs the command")
    assert pipx.read_text() == "upgrade codegraph-lsp\n"
    program(old, f'exec {CODEGRAPH} "$@"')
    look = window.one(f"{WELCOME} .monaco-button", "Look Again")
    await window.again(look.click, expect(window.one(WELCOME)).not_to_be_visible)
    await window.ready(FILES)


async def test_a_server_that_cannot_be_started_says_why_with_a_way_to_the_log(
    beginning: Beginning, places: Path
) -> None:
    window = beginning.window
    broken = program(
        places / "broken-codegraph",
        f'test "$1" = lsp || exec {CODEGRAPH} "$@"\necho "No module named pygls" >&2\nexit 1',
    )
    await beginning.with_path(broken, "the language server could not be started")
    said = await window.notification(f"({broken}) could not be started: No module named pygls")
    await said.hover()
    await window.picture("crash-message")
    logged = window.one(".part.panel .view-line", "No module named pygls")
    show = said.locator(".monaco-button", has_text="Show Log")
    await window.again(show.click, expect(logged).to_be_visible)
    await window.picture("crash-log")

    await window.only_pane("Related")
    await window.see(WELCOME, "The language server is not running")
    await window.picture("views-failed")
    program(broken, f'exec {CODEGRAPH} "$@"')
    restart = window.one(f"{WELCOME} .monaco-button, {WELCOME} a", "Restart")
    await window.again(restart.click, partial(expect(restart).to_have_count, 0))
    await window.ready(FILES)


async def test_a_server_that_ends_again_and_again_is_given_up_and_comes_back_when_asked_to(
    beginning: Beginning, places: Path
) -> None:
    window = beginning.window
    started = places / "started"
    dying = program(
        places / "dying-codegraph",
        f'test "$1" = lsp && echo $$ >> {started}\nexec {CODEGRAPH} "$@"',
    )

    def starts() -> list[int]:
        return [int(each) for each in started.read_text().split()] if started.exists() else []

    # Until another state is shown, that of the server before would be taken for the new one's.
    await beginning.with_path("", MISSING)
    beginning.settings.write_text(json.dumps({"codegraph.path": str(dying)}))
    for number in range(1, 6):
        await window.until(lambda number=number: len(starts()) == number, "another start")
        await window.ready(FILES)
        kill(starts()[-1])
    said = await window.notification("It ended again and again")
    await window.picture("crash-given-up")
    assert len(starts()) == 5
    await said.hover()
    restart = said.locator(".monaco-button", has_text="Restart")
    await window.again(restart.click, partial(expect(said).to_have_count, 0))
    await window.ready(FILES)
    assert len(starts()) == 6


def was_asked(pipx: Path) -> bool:
    return pipx.exists() and pipx.read_text().endswith("\n")


async def see_welcome(window: Workbench, item: Locator, words: str) -> None:
    """Press the extension's item in the status bar, which leads to the view that says what to do."""
    await window.again(item.click, expect(window.one(WELCOME, words)).to_be_visible)


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


async def test_without_a_folder_the_views_say_so(another: Workbench) -> None:
    await another.page.goto(f"{another.served.url}?ew=true")
    await see_welcome(
        another, await another.says("no folder is open"), "There is no folder to index"
    )
    await another.see(f"{WELCOME} .monaco-button", "Open a Folder")
    await another.picture("views-folderless")

"""How the extension begins where there is no `codegraph`, or one that will not do.

Each window has a folder of its own whose settings lead to a stand-in; nothing is ever installed, for
the `pipx` that terminals here find is a stand-in as well.
"""

from __future__ import annotations

import json
import os
import re
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vscode.conftest import CODEGRAPH
from vscode.installed import WALKTHROUGH
from vscode.opened import press_in_walkthrough
from vscode.workbench import IN_VS_CODE, Workbench

pytestmark = IN_VS_CODE

WELCOME = ".part.sidebar .welcome-view-content"
CODE = {"ship.py": "def ship() -> None: ...\n"}
FILES = 2
"""With `codegraph.toml`."""
MakeFolder = Callable[..., Path]


def program(file: Path, script: str) -> Path:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def pipx(programs: Path) -> Iterator[Path]:
    """What `pipx` was asked for; it gives this environment's `codegraph`, as the real one would."""
    asked = programs / "pipx-was-asked"
    installed = programs / "codegraph"
    program(programs / "pipx", f'echo "$@" >> {asked}\nln -sf {CODEGRAPH} {installed}')
    yield asked
    for each in (asked, installed, programs / "pipx"):
        each.unlink(missing_ok=True)


async def test_without_codegraph_the_view_says_how_to_install_it_and_a_button_does(
    another: Workbench, folder: MakeFolder, pipx: Path
) -> None:
    await another.open_folder(folder(CODE, {"codegraph.path": ""}))
    await (await another.says("the command codegraph is not installed")).click()
    await another.see(WELCOME, "none was found")
    await another.see(WELCOME, "pipx install codegraph-lsp")
    await another.see(WELCOME, "Nothing is installed unless you press the button")
    await another.picture("welcome-missing")
    assert not pipx.exists(), "something was installed unasked"
    await another.gone(".part.panel .terminal")

    await another.see(f"{WELCOME} .monaco-button", "Run It in a Terminal")
    await another.one(f"{WELCOME} .monaco-button", "Run It in a Terminal").click()
    await another.see(".part.panel .terminal")
    await another.until(pipx.exists, "the terminal runs the command")
    assert pipx.read_text() == "install codegraph-lsp\n"
    await another.picture("welcome-terminal")
    await another.one(f"{WELCOME} .monaco-button", "Look Again").click()
    await another.ready(FILES)
    await another.gone(WELCOME, "none was found")


async def test_the_first_step_of_the_walkthrough_installs_it_and_finds_it(
    another: Workbench, folder: MakeFolder, pipx: Path
) -> None:
    title, first = WALKTHROUGH["title"], WALKTHROUGH["steps"][0]["title"]
    await another.page.set_viewport_size({"width": 1600, "height": 900})
    await another.open_folder(folder(CODE, {"codegraph.path": ""}))
    await another.says("the command codegraph is not installed")
    await press_in_walkthrough(another, title, first, "Install in a Terminal")
    await another.until(pipx.exists, "the terminal runs the command")
    assert pipx.read_text() == "install codegraph-lsp\n"
    await press_in_walkthrough(another, title, first, "Look for It Again")
    await another.ready(FILES)


async def test_commands_that_need_a_server_are_not_offered_without_one(
    another: Workbench, folder: MakeFolder
) -> None:
    await another.open_folder(folder(CODE, {"codegraph.path": "/nowhere/codegraph"}))
    await another.says("the command codegraph is not installed")
    await another.press("F1")
    await another.type_in_picker(">CodeGraph: ")
    await another.row("CodeGraph: Look for the Command codegraph Again")
    await another.row("CodeGraph: Show Logs")
    await another.gone(f"{another.picker} .monaco-list-row", "CodeGraph: Show Call Graph")
    await another.gone(f"{another.picker} .monaco-list-row", "CodeGraph: Search by Meaning")
    await another.picture("palette-missing")


async def test_a_setting_that_leads_nowhere_is_named_and_can_be_put_right(
    another: Workbench, folder: MakeFolder
) -> None:
    root = folder(CODE, {"codegraph.path": "/nowhere/codegraph"})
    await another.open_folder(root)
    item = await another.says("the command codegraph is not installed")
    await item.hover()
    await another.see(
        ".monaco-hover", "/nowhere/codegraph (the setting codegraph.path) is no program"
    )
    await item.click()
    await another.one(f"{WELCOME} .monaco-button", "Choose the Executable").click()
    await another.see(f"{another.picker} .quick-input-title", "The Command codegraph")
    # Until the folder is listed, the dialog would write over what is typed.
    await another.row_named("ship.py")
    await another.type_in_picker(f"{CODEGRAPH.parent}/codegraph")
    await another.picture("welcome-choose")
    await (await another.row_named("codegraph")).click()
    await another.ready(FILES)
    assert json.loads((root / ".vscode/settings.json").read_text()) == {
        "codegraph.path": str(CODEGRAPH)
    }


async def test_a_codegraph_that_is_too_old_is_named_with_the_command_that_renews_it(
    another: Workbench, folder: MakeFolder, places: Path, pipx: Path
) -> None:
    old = program(places / "old-codegraph", "echo 'codegraph 0.0.9 (protocol 0)'")
    root = folder(CODE, {"codegraph.path": str(old)})
    await another.open_folder(root)
    item = await another.says("the command codegraph is too old")
    await item.hover()
    await another.see(".monaco-hover", re.compile(rf"{old}.*is too old: 0\.0\.9"))
    await item.click()
    await another.see(WELCOME, "too old for this extension")
    await another.see(WELCOME, "pipx upgrade codegraph-lsp")
    await another.picture("welcome-outdated")
    assert not pipx.exists(), "something was installed unasked"
    await another.one(f"{WELCOME} .monaco-button", "Run It in a Terminal").click()
    await another.until(pipx.exists, "the terminal runs the command")
    assert pipx.read_text() == "upgrade codegraph-lsp\n"
    program(old, f'exec {CODEGRAPH} "$@"')
    await another.one(f"{WELCOME} .monaco-button", "Look Again").click()
    await another.ready(FILES)


async def test_a_server_that_cannot_be_started_says_why_with_a_way_to_the_log(
    another: Workbench, folder: MakeFolder, places: Path
) -> None:
    broken = program(
        places / "broken-codegraph",
        f'test "$1" = lsp || exec {CODEGRAPH} "$@"\necho "No module named pygls" >&2\nexit 1',
    )
    await another.open_folder(folder(CODE, {"codegraph.path": str(broken)}))
    await another.says("the language server could not be started")
    said = await another.notification(f"({broken}) could not be started: No module named pygls")
    await said.hover()
    await another.picture("crash-message")
    await said.locator(".monaco-button", has_text="Show Log").click()
    await another.see(".part.panel .view-line", "No module named pygls")
    await another.picture("crash-log")

    await another.only_pane("Related")
    await another.see(WELCOME, "The language server is not running")
    await another.picture("views-failed")
    program(broken, f'exec {CODEGRAPH} "$@"')
    await another.one(f"{WELCOME} .monaco-button, {WELCOME} a", "Restart").click()
    await another.ready(FILES)


async def test_a_server_that_ends_again_and_again_is_given_up_and_comes_back_when_asked_to(
    another: Workbench, folder: MakeFolder, places: Path
) -> None:
    started = places / "started"
    dying = program(
        places / "dying-codegraph",
        f'test "$1" = lsp && echo $$ >> {started}\nexec {CODEGRAPH} "$@"',
    )

    def starts() -> list[int]:
        return [int(each) for each in started.read_text().split()] if started.exists() else []

    await another.open_folder(folder(CODE, {"codegraph.path": str(dying)}))
    for number in range(1, 6):
        await another.until(lambda number=number: len(starts()) == number, "another start")
        await another.ready(FILES)
        kill(starts()[-1])
    said = await another.notification("It ended again and again")
    await another.picture("crash-given-up")
    assert len(starts()) == 5
    await said.hover()
    await said.locator(".monaco-button", has_text="Restart").click()
    await another.ready(FILES)
    assert len(starts()) == 6


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


async def test_without_a_folder_the_views_say_so(another: Workbench) -> None:
    await another.page.goto(f"{another.served.url}?ew=true")
    await (await another.says("no folder is open")).click()
    await another.see(WELCOME, "There is no folder to index")
    await another.see(f"{WELCOME} .monaco-button", "Open a Folder")
    await another.picture("views-folderless")

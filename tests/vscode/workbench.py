"""VS Code in a browser, and what a person does there: palette, quick picks, views, keys.

Belongs here: starting both, finding things on the screen as their roles and labels say, waiting
for them, and pictures of what was seen. Stays out: tests, and anything of CodeGraph's own views.

Everything waits for a condition. How long it may take says only when a test gives up.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    Locator,
    Page,
    TimeoutError,
    async_playwright,
    expect,
)

IN_VS_CODE = [
    pytest.mark.needs("chromium"),
    pytest.mark.needs("g++"),
    pytest.mark.xdist_group("vscode"),
    pytest.mark.asyncio(loop_scope="session"),
    # The first test waits for all that is installed and started.
    pytest.mark.timeout(900),
]
"""What every test module here says of itself: all of them run in one worker, in one window."""
PATIENCE = 60.0
"""Seconds until a test gives up waiting for what should be there."""
ON_ANY_MACHINE = ("--no-sandbox", "--disable-dev-shm-usage")
"""As root, as in containers, a sandbox and much of shared memory cannot be had."""
WITHOUT_GRAPHICS = ("--disable-gpu", "--disable-gpu-rasterization", "--disable-software-rasterizer")
"""Pages are painted by the processor itself, not by a graphics card that it stands for."""
WINDOW = {"width": 1280, "height": 800}


class Served:
    """A running VS Code server: its address and the folders that it was started with."""

    def __init__(self, port: int, places: Path, log: Path) -> None:
        self.address = f"127.0.0.1:{port}"
        self.url = f"http://127.0.0.1:{port}/"
        self.places = places
        self.log = log

    @property
    def machine_settings(self) -> Path:
        """The settings of the machine that VS Code runs on, which are those an extension there sees."""
        return self.places / "data/Machine/settings.json"

    @property
    def user_settings(self) -> Path:
        return self.places / "data/User/settings.json"

    def write_settings(self, machine: Mapping[str, Any], user: Mapping[str, Any]) -> None:
        for file, settings in ((self.machine_settings, machine), (self.user_settings, user)):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings, indent=2))


def environment(places: Path) -> dict[str, str]:
    """A home of its own, and no marketplace, which cannot be reached."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CODEGRAPH_")}
    home = places / "home"
    home.mkdir(parents=True, exist_ok=True)
    private = {"HOME": str(home), "EXTENSIONS_GALLERY": '{"serviceUrl":""}'}
    private |= {
        f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")
    }
    return kept | private


def install(command: list[str], places: Path, extension: Path) -> None:
    """Install a packaged extension, as a person does with a file."""
    folders = [
        "--user-data-dir",
        str(places / "data"),
        "--extensions-dir",
        str(places / "extensions"),
    ]
    run = subprocess.run(
        [*command, *folders, "--install-extension", str(extension)],
        env=environment(places),
        capture_output=True,
        text=True,
    )
    assert "was successfully installed" in run.stdout, run.stdout + run.stderr


@contextmanager
def serve(command: list[str], places: Path, variables: Mapping[str, str]) -> Iterator[Served]:
    """Start the server; what it started ends with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    served = Served(port, places, places / "server.log")
    arguments = [
        *("--bind-addr", served.address, "--auth", "none"),
        *("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"),
        *("--user-data-dir", str(places / "data"), "--extensions-dir", str(places / "extensions")),
        # Without it the paths of tests in an address are ignored, silently.
        *("--vscode-option", "enable-smoke-test-driver"),
    ]
    with served.log.open("wb") as log:
        process = subprocess.Popen(
            [*command, *arguments],
            env=environment(places) | dict(variables),
            cwd=places,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _until_served(served, process)
            yield served
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _until_served(served: Served, process: subprocess.Popen[bytes]) -> None:
    import time

    for _ in range(int(PATIENCE * 5)):
        assert process.poll() is None, served.log.read_text()
        try:
            with urllib.request.urlopen(f"{served.url}healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(served.log.read_text())


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a screen."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*ON_ANY_MACHINE, *WITHOUT_GRAPHICS],
        )
        try:
            yield started
        finally:
            await started.close()


WRITTEN_DOWN = """async pattern => {
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue
    const asked = (request) => new Promise((done, fail) => {
      request.onsuccess = () => done(request.result)
      request.onerror = () => fail(request.error)
    })
    const db = await asked(indexedDB.open(name))
    try {
      const [table] = db.objectStoreNames
      const values = table ? await asked(db.transaction(table).objectStore(table).getAll()) : []
      if (values.some((value) => new RegExp(pattern).test(String(value)))) return true
    } finally {
      db.close()
    }
  }
  return false
}"""
"""Whether VS Code has put something into what the browser keeps for it."""


async def put(box: Locator, text: str) -> None:
    """Write into a box, and nowhere else: keys go where the focus is by then.

    A quick pick that closes hands the focus to the editor, and letters meant for it would be
    written into the code.
    """
    await box.evaluate(
        "(box, text) => {"
        " box.value = text;"
        " box.dispatchEvent(new InputEvent('input', { bubbles: true })) }",
        text,
        timeout=5000,
    )


class Workbench:
    """One window of VS Code."""

    def __init__(self, page: Page, served: Served, pictures: Path) -> None:
        self.page = page
        self.served = served
        self.pictures = pictures
        self.console: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda said: self.console.append(said.text))

    async def open_folder(self, folder: Path) -> None:
        """Open a folder, and wait until its window can be used."""
        await self.page.goto(f"{self.served.url}?folder={folder}")
        await self.see(".monaco-workbench .part.statusbar .statusbar-item")
        await self.see(".explorer-folders-view .monaco-list-row")

    async def run_carried_tests(self, folder: Path, carrier: Path) -> None:
        """Open a folder and have VS Code run tests in its extension host; fails if one fails."""
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        said: list[str] = []
        await self.page.expose_function(
            "codeAutomationExit", lambda code, *_: done.set_result(code)
        )
        await self.page.expose_function(
            "codeAutomationLog", lambda kind, words: said.append(" ".join(map(str, words)))
        )
        remote = f"vscode-remote://{self.served.address}{carrier}"
        tests = [["extensionDevelopmentPath", remote], ["extensionTestsPath", f"{remote}/run.js"]]
        query = urllib.parse.urlencode({"folder": str(folder), "payload": json.dumps(tests)})
        await self.page.goto(f"{self.served.url}?{query}")
        if await done != 0 or not any("all suites ran to their end" in each for each in said):
            raise AssertionError("\n".join(said))

    # --- What is there -----------------------------------------------------------------------

    def one(self, selector: str, text: str | re.Pattern[str] | None = None) -> Locator:
        return self.page.locator(selector, has_text=text).first

    async def see(self, selector: str, text: str | re.Pattern[str] | None = None) -> Locator:
        """Wait until there is such a thing to be seen."""
        found = self.one(selector, text)
        await expect(found).to_be_visible(timeout=PATIENCE * 1000)
        return found

    async def gone(self, selector: str, text: str | re.Pattern[str] | None = None) -> None:
        """Wait until there is no such thing."""
        await expect(self.page.locator(selector, has_text=text)).to_have_count(
            0, timeout=PATIENCE * 1000
        )

    async def picture(self, name: str) -> Path:
        """Keep what is to be seen now."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        file = self.pictures / f"{name}.png"
        await self.page.screenshot(path=file)
        return file

    # --- Keys, palette, quick picks ----------------------------------------------------------

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    @property
    def picker(self) -> str:
        return ".quick-input-widget:not([style*='display: none'])"

    async def type_in_picker(self, text: str) -> None:
        await put(await self.see(f"{self.picker} .quick-input-box input"), text)

    async def row(self, text: str | re.Pattern[str]) -> Locator:
        """A row of the quick pick, found by its label as a screen reader tells it."""
        return await self.see(f"{self.picker} .monaco-list-row", text)

    async def row_named(self, name: str) -> Locator:
        """The row of the quick pick whose label is this and nothing else."""
        return await self.see(
            f"{self.picker} .monaco-list-row .label-name", re.compile(rf"^{re.escape(name)}$")
        )

    async def command(self, title: str) -> None:
        """Run a command by its title from the palette.

        The palette lists what is known when it is opened, and an extension may come later.
        """
        exactly = re.compile(rf"^{re.escape(title)}$")
        for _ in range(int(PATIENCE / 5)):
            await self.press("F1")
            box = self.page.locator(f"{self.picker} .quick-input-box input").first
            name = self.page.locator(f"{self.picker} .monaco-list-row .label-name")
            try:
                # One that is just closing finds nothing any more; it is opened again.
                await put(box, f">{title}")
                await name.filter(has_text=exactly).first.click(timeout=5000)
                return
            except TimeoutError:
                await self.press("Escape")
        raise AssertionError(f"never in the palette: {title}")

    # --- Editors -----------------------------------------------------------------------------

    async def open(self, path: str, line: int = 1, column: int = 1) -> None:
        """Open a file of the folder and set the cursor; lines and columns from one."""
        name = path.rpartition("/")[2]

        async def pick() -> None:
            await self.press("Control+p")
            await self.type_in_picker(path)
            await (await self.row(name)).click()

        tab = self.one(f".tab.active[data-resource-name='{name}']")
        await self.again(pick, expect(tab).to_be_visible)
        await self.go_to(line, column)

    async def go_to(self, line: int, column: int = 1) -> None:
        async def pick() -> None:
            await self.press("Control+g")
            await self.type_in_picker(f":{line}:{column}")
            # Until the row has come, Enter would go nowhere.
            await (await self.row(f"to go to line {line} at column {column}")).click()

        place = self.one(".statusbar-item", f"Ln {line}, Col {column}")
        await self.again(pick, expect(place).to_be_visible)

    async def at(self, file: str, line: int) -> None:
        """Wait until that file is the active editor, with the cursor in that line."""
        await self.see(f".tab.active[data-resource-name='{file}']")
        await self.see(".statusbar-item", re.compile(rf"Ln {line}, Col"))

    # --- Parts of the window -----------------------------------------------------------------

    def pane(self, title: str) -> Locator:
        """A view of the side bar with its title."""
        header = self.page.locator(".pane-header", has_text=re.compile(rf"^{re.escape(title)}"))
        return self.page.locator(".part.sidebar .pane", has=header)

    async def in_pane(self, title: str, text: str | re.Pattern[str]) -> Locator:
        """A row or a message of a view, once it is there."""
        found = self.pane(title).locator(".pane-body .monaco-list-row, .pane-body .message")
        row = found.filter(has_text=text).first
        await expect(row).to_be_visible(timeout=PATIENCE * 1000)
        return row

    async def press_in_pane(self, title: str, action: str) -> None:
        """Press a button in the title of a view; it is there while the pointer is above."""
        pane = self.pane(title)
        await pane.locator(".pane-header").hover()
        await pane.locator(f".pane-header .action-label[aria-label^='{action}']").first.click()

    async def only_pane(self, title: str) -> None:
        """Show the side bar of the extension, with this view unfolded and the others folded."""
        tab = self.page.locator(
            ".activitybar .action-item", has=self.one("[aria-label^=CodeGraph]")
        )
        if (
            await self.page.locator(".part.sidebar .pane")
            .filter(has_text="Callers & Callees")
            .count()
            == 0
        ):
            await tab.first.click()
        await expect(self.pane(title)).to_be_visible(timeout=PATIENCE * 1000)
        for pane in await self.page.locator(".part.sidebar .pane .pane-header").all():
            wanted = (await pane.inner_text()).strip().startswith(title)
            if (await pane.get_attribute("aria-expanded") == "true") != wanted:
                await pane.locator("h3").click()

    async def notification(self, text: str | re.Pattern[str]) -> Locator:
        """Wait for a message among those that the bell in the status bar shows.

        A server that runs tests in its extension host lets no message appear by itself.
        """
        if not await self.page.locator(".notifications-center.visible").count():
            await self.page.locator("[id='status.notifications']").click()
        return await self.see(".notifications-center .notification-list-item", text)

    async def dialog(self, text: str) -> str:
        """What the dialog says that is shown now."""
        box = await self.see(".monaco-dialog-box", re.compile(text))
        return await box.inner_text()

    async def answer_dialog(self, button: str) -> None:
        await self.page.locator(".monaco-dialog-box .monaco-button", has_text=button).click()
        await self.gone(".monaco-dialog-box")

    async def clipboard(self) -> str:
        said: str = await self.page.evaluate("navigator.clipboard.readText()")
        return said

    async def ready(self, files: int = 118) -> Locator:
        """Wait until the extension's item in the status bar says that all is known; the item."""
        return await self.says(f"{files} file")

    async def says(self, words: str) -> Locator:
        """Wait until the extension's item in the status bar begins so; the item."""
        return await self.see(f".statusbar-item[aria-label^='CodeGraph: {words}']")

    async def status(self, text: str | re.Pattern[str]) -> Locator:
        return await self.see(".part.statusbar .statusbar-item", text)

    async def reset(self) -> None:
        """What a test left open is closed, so that the next one begins with the same window."""
        while await self.page.locator(".monaco-dialog-box").count():
            await self.press("Escape")
            await self.gone(".monaco-dialog-box")
        await self.press("Escape", "Escape")
        if await self.page.locator(".notifications-center.visible").count():
            await self.page.locator(
                ".notifications-center .codicon-notifications-clear-all"
            ).click()
            await self.gone(".notifications-center.visible")
        if await self.page.locator(".tab.dirty").count():
            await self.command("View: Revert and Close Editor")
        await self.command("View: Close All Editors")

    async def written_down(self, pattern: str) -> None:
        """Wait until VS Code has written down what it brings back when its window is loaded anew.

        In a browser it does so every few seconds, and not any more when the window ends.
        """
        for _ in range(int(PATIENCE * 5)):
            if await self.page.evaluate(WRITTEN_DOWN, pattern):
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"never written down: {pattern}")

    async def again(self, act: Callable[[], Awaitable[object]], seen: Callable[..., Any]) -> None:
        """Act, and again every few seconds, until `seen(timeout=...)`, an expectation, holds.

        What VS Code draws anew under the pointer, or just lists, can lose a click or a key.
        """
        for _ in range(int(PATIENCE / 5)):
            await act()
            try:
                await seen(timeout=5000)
                return
            except AssertionError:
                continue
        await seen(timeout=5000)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition outside of the window holds."""
        for _ in range(int(PATIENCE * 5)):
            if condition():
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"never: {what}")

"""VS Code in a browser, and what a person does there: palette, quick picks, views, keys.

Belongs here: finding things on the screen as their roles and labels say, waiting for them, and
pictures of what was seen. Stays out: starting (`serving`), tests, anything of CodeGraph's own views.

Everything waits for a condition. How long it may take says only when a test gives up.
"""

from __future__ import annotations

import asyncio
import json
import re
import urllib.parse
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Error, Locator, Page, TimeoutError, expect

from vscode.serving import Served

IN_VS_CODE = [
    pytest.mark.needs("chromium"),
    pytest.mark.needs("g++"),
    pytest.mark.xdist_group("vscode"),
    pytest.mark.asyncio(loop_scope="session"),
    # The first test waits for all that is installed and started.
    pytest.mark.timeout(900),
]
"""What every test module here says of itself: all of them run in one worker, in one window."""
PATIENCE = 180.0
"""Seconds until a test gives up waiting for what should be there."""
ROUNDS = (5.0, 10.0, 20.0, 40.0, 80.0)
"""Seconds until something that may have been lost is done again: a slow machine is given more each time."""
LOADED = (90.0, 180.0, 300.0)
"""Seconds until a window in which no extension has begun is loaded anew, and given up at last."""
WINDOW = {"width": 1280, "height": 800}
DIALOG = ".monaco-dialog-box"


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


WORDS_IN_PICKER = """() => {
  const picker = document.querySelector('.quick-input-widget')
  const shown = picker !== null && picker.style.display !== 'none'
  return shown ? picker.querySelector('.quick-input-box input').value : null
}"""
"""What is written in the quick pick that is open."""


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
    )


class Workbench:
    """One window of VS Code."""

    def __init__(self, page: Page, served: Served, pictures: Path) -> None:
        self.page = page
        self.served = served
        self.pictures = pictures
        self.console: list[str] = []
        self.patience = PATIENCE
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda said: self.console.append(said.text))

    async def open_folder(self, folder: Path) -> None:
        """Open a folder, and wait until its window can be used."""
        await self.page.goto(f"{self.served.url}?folder={folder}")
        await self.see(".monaco-workbench .part.statusbar .statusbar-item")
        await self.see(".explorer-folders-view .monaco-list-row")
        await self.loaded()

    async def loaded(self) -> None:
        """Wait until the extension lives in the window.

        On a machine that has too much to do VS Code gives up its extension host, for good: all that
        a person can do then is to load the window anew.
        """
        item = self.one(".statusbar-item[aria-label^='CodeGraph']")
        for last, seconds in zip((False, False, True), LOADED, strict=True):
            try:
                await expect(item).to_be_visible(timeout=seconds * 1000)
                return
            except AssertionError:
                if last:
                    raise
                await self.page.reload()

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
        await expect(found).to_be_visible(timeout=self.patience * 1000)
        return found

    async def gone(self, selector: str, text: str | re.Pattern[str] | None = None) -> None:
        """Wait until there is no such thing."""
        await expect(self.page.locator(selector, has_text=text)).to_have_count(
            0, timeout=self.patience * 1000
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

    async def choose(self, text: str | re.Pattern[str]) -> None:
        """Press a row of the quick pick, until it is gone with what was listed."""
        rows = self.page.locator(f"{self.picker} .monaco-list-row", has_text=text)
        await self.again(rows.first.click, partial(expect(rows).to_have_count, 0))

    async def choose_named(self, name: str) -> None:
        """Press the row whose label is this and nothing else."""
        labels = self.page.locator(f"{self.picker} .monaco-list-row .label-name")
        ours = labels.filter(has_text=re.compile(rf"^{re.escape(name)}$"))
        await self.again(ours.first.click, partial(expect(ours).to_have_count, 0))

    async def click_until(
        self, what: Locator, selector: str, text: str | re.Pattern[str] | None = None
    ) -> None:
        """Press something until there is something else to be seen."""
        await self.again(what.click, expect(self.one(selector, text)).to_be_visible)

    async def command(self, title: str) -> None:
        """Run a command by its title from the palette.

        The palette lists what is known when it is opened, and an extension may come later.
        """
        exactly = re.compile(rf"^{re.escape(title)}$")

        async def choose() -> None:
            box = self.one(f"{self.picker} .quick-input-box input")
            if await box.is_visible():
                # What was not there when it was opened does not come into it.
                await self.press("Escape")
            await self.press("F1")
            await put(box, f">{title}")
            name = self.page.locator(f"{self.picker} .monaco-list-row .label-name")
            await name.filter(has_text=exactly).first.click()

        async def chosen(**_: float) -> None:
            await self.evaluated(WORDS_IN_PICKER, lambda words: words != f">{title}")

        await self.again(choose, chosen)

    # --- Editors -----------------------------------------------------------------------------

    async def open(self, path: str, line: int = 1, column: int = 1) -> None:
        """Open a file of the folder and set the cursor; lines and columns from one."""
        name = path.rpartition("/")[2]

        async def pick() -> None:
            await self.press("Control+p")
            await self.type_in_picker(f"{path}:{line}:{column}")
            await (await self.row(name)).click()

        async def opened(**_: float) -> None:
            await self.see(f".tab.active[data-resource-name='{name}']")
            await self.see(".statusbar-item", f"Ln {line}, Col {column}")
            # Where both were so before, keys might still go to what had the focus.
            await self.see(".part.editor .monaco-editor.focused")

        await self.again(pick, opened)

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
        await expect(row).to_be_visible(timeout=self.patience * 1000)
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
        ours = self.pane("Callers & Callees")

        async def show() -> None:
            # A click on the tab of what is shown would hide it.
            if not await ours.is_visible():
                await tab.first.click()

        await self.again(show, expect(ours).to_be_visible)
        await expect(self.pane(title)).to_be_visible(timeout=self.patience * 1000)
        for pane in await self.page.locator(".part.sidebar .pane .pane-header").all():
            wanted = str((await pane.inner_text()).strip().startswith(title)).lower()

            async def turn(pane: Locator = pane, wanted: str = wanted) -> None:
                if await pane.get_attribute("aria-expanded") != wanted:
                    await pane.locator("h3").click()

            is_so = partial(expect(pane).to_have_attribute, "aria-expanded", wanted)
            await self.again(turn, is_so)

    async def notification(self, text: str | re.Pattern[str]) -> Locator:
        """Wait for a message among those that the bell in the status bar shows.

        A server that runs tests in its extension host lets no message appear by itself.
        """
        center = self.one(".notifications-center.visible")

        async def show() -> None:
            if not await center.count():
                await self.page.locator("[id='status.notifications']").click()

        await self.again(show, expect(center).to_be_visible)
        return await self.see(".notifications-center .notification-list-item", text)

    async def dialog(self, text: str) -> str:
        """What the dialog says that is shown now."""
        box = await self.see(DIALOG, re.compile(text))
        return await box.inner_text()

    async def answer_dialog(self, button: str) -> None:
        pressed = self.page.locator(".monaco-dialog-box .monaco-button", has_text=button)
        boxes = self.page.locator(DIALOG)
        await self.again(pressed.click, partial(expect(boxes).to_have_count, 0))

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
        boxes = self.page.locator(DIALOG)
        while await boxes.count():
            await self.again(partial(self.press, "Escape"), partial(expect(boxes).to_have_count, 0))
        await self.press("Escape", "Escape")
        center = self.page.locator(".notifications-center.visible")
        if await center.count():
            clear = self.page.locator(".notifications-center .codicon-notifications-clear-all")
            await self.again(clear.click, partial(expect(center).to_have_count, 0))
        if await self.page.locator(".tab.dirty").count():
            await self.command("View: Revert and Close Editor")
        tabs = self.page.locator(".tab")
        if await tabs.count():
            # A search that ends brings back what was open before it, and may do so only now.
            close = partial(self.command, "View: Close All Editors")
            await self.again(close, partial(expect(tabs).to_have_count, 0))

    async def written_down(self, pattern: str) -> None:
        """Wait until VS Code has written down what it brings back when its window is loaded anew.

        In a browser it does so every few seconds, and not any more when the window ends.
        """
        await self.evaluated(WRITTEN_DOWN, bool, pattern)

    async def evaluated(self, script: str, holds: Callable[[Any], bool], *argument: Any) -> None:
        """Wait until something holds of what a script in the window gives."""
        clock = asyncio.get_running_loop().time
        last = clock() + self.patience
        value: Any = None
        while True:
            try:
                value = await self.page.evaluate(script, *argument)
            except Error as error:
                # While the window is loaded anew there is nothing to ask.
                if "context was destroyed" not in error.message:
                    raise
            else:
                if holds(value):
                    return
            assert clock() < last, f"still {value!r}: {script} {argument}"
            await asyncio.sleep(0.05)

    async def again(self, act: Callable[[], Awaitable[object]], seen: Callable[..., Any]) -> None:
        """Act, and again if `seen(timeout=...)`, an expectation, does not hold for seconds.

        What VS Code draws anew under the pointer, or just lists, can lose a click or a key. What
        cannot be done again, since it was done, is not done; `seen` decides.
        """
        before = self.patience
        for round_, patience in enumerate(ROUNDS, 1):
            try:
                self._wait_at_most(patience)
                with suppress(TimeoutError, AssertionError):
                    await act()
                await seen(timeout=patience * 1000)
                return
            except AssertionError:
                if round_ == len(ROUNDS):
                    raise
            finally:
                self._wait_at_most(before)

    def _wait_at_most(self, seconds: float) -> None:
        self.patience = seconds
        self.page.set_default_timeout(seconds * 1000)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until a condition outside of the window holds."""
        for _ in range(int(self.patience * 20)):
            if condition():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never: {what}")

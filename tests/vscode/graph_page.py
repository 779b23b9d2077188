"""The page of the call graph in a browser, without VS Code around it.

Belongs here: the page as it is built, in its own frame and under its own policy, another side that
answers it from a graph (`graph_page.js`), and what a person does there. Stays out: tests.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, Route, expect

from vscode.installed import EXTENSION
from vscode.workbench import PATIENCE, WINDOW

_ORIGIN = "http://localhost/"
_OTHER_SIDE = EXTENSION.parent / "tests/vscode/graph_page.js"
_FRAME = """
const {buildSync} = require('esbuild')
const entryPoints = ['src/graph/page_html.ts']
const made = buildSync({entryPoints, bundle: true, platform: 'node', format: 'cjs', write: false})
const module_ = {exports: {}}
new Function('require', 'module', made.outputFiles[0].text)(require, module_)
console.log(module_.exports.pageHtml('%(origin)smain.js', '%(origin)smain.css'))
"""
expect.set_options(timeout=PATIENCE * 1000)
URI = "file:///project/src/app.py"


def symbol(name: str, line: int, distance: int, **more: Any) -> dict[str, Any]:
    """A symbol as the server tells it; its name is its key."""
    start = {"line": line, "character": 4}
    place = {"uri": URI, "range": {"start": start, "end": {"line": line, "character": 12}}}
    told = {"name": name, "kind": 12, "location": place, "key": name, "distance": distance}
    return told | more


def call(source: str, target: str, tier: str = "certain", line: int = 0) -> dict[str, Any]:
    """A call as the server tells it."""
    return {
        "source": source,
        "target": target,
        "use": "calls",
        "tier": tier,
        "confidence": 1.0,
        "line": line,
    }


def graph(results: Sequence[Any], edges: Sequence[Any], **more: Any) -> dict[str, Any]:
    """An answer of the server."""
    return {"results": list(results), "edges": list(edges), "complete": True, **more}


def build() -> None:
    """Build the page from what is checked out."""
    run = subprocess.run(
        ["node", "scripts/build.mjs"], cwd=EXTENSION, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def _frame() -> str:
    script = ["node", "-e", _FRAME % {"origin": _ORIGIN}]
    run = subprocess.run(script, cwd=EXTENSION, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


class GraphPage:
    """One page, and what it has said to the other side."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)

    async def answers(self, answers: Mapping[str, Any]) -> None:
        """What is answered about each key; `""` is about what is wanted. A text is an error."""
        await self.page.evaluate("answers => { window.answers = answers }", dict(answers))

    async def want(self, **more: Any) -> None:
        """Have the other side show another graph."""
        about = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 4}}
        await self.page.evaluate(
            "wanted => say({type: 'show', wanted})", about | {"name": "main"} | more
        )

    async def said(self, kind: str) -> list[dict[str, Any]]:
        """All messages of a kind, in their order."""
        posted: list[dict[str, Any]] = await self.page.evaluate("posted")
        return [each for each in posted if each["type"] == kind]

    async def press(self, *keys: str) -> None:
        """Press keys in the picture."""
        await self.page.focus(".picture")
        for key in keys:
            await self.page.keyboard.press(key)

    async def see_rows(self, *names: str) -> None:
        """Wait until the list has these symbols and no others."""
        shown: list[str] = []
        for _ in range(int(PATIENCE * 20)):
            # All at once: between two questions the page may have drawn other rows.
            texts = await self.page.locator(".rows button").all_inner_texts()
            shown = sorted(text.split("\n")[0] for text in texts)
            if shown == sorted(names):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{shown} instead of {sorted(names)}")

    async def see_status(self, text: str) -> None:
        """Wait for words in the status line."""
        await expect(self.page.locator(".status")).to_contain_text(text)

    async def until(self, condition: str, argument: Any = None) -> None:
        """Wait until a condition of JavaScript holds.

        Playwright's own wait makes code of text in the page, which the page's policy forbids.
        """
        for _ in range(int(PATIENCE * 20)):
            if await self.page.evaluate(condition, argument):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"it never became true: {condition}")

    async def violations(self) -> list[str]:
        """What the page's policy has forbidden."""
        found: list[str] = await self.page.evaluate("violations")
        return found


@asynccontextmanager
async def graph_page(
    browser: Browser, classes: str = "", style: str = ""
) -> AsyncIterator[GraphPage]:
    """The page in a window of its own; `classes` and `style` are what an editor says of its theme."""
    context = await browser.new_context(viewport=WINDOW)
    shown = GraphPage(await context.new_page())
    frame = _frame()

    async def serve(route: Route) -> None:
        address = route.request.url
        shown.requests.append(address)
        if address == _ORIGIN:
            await route.fulfill(body=frame, content_type="text/html")
        else:
            await route.fulfill(path=EXTENSION / "dist/webview" / address.removeprefix(_ORIGIN))

    await shown.page.route("**/*", serve)
    shown.page.on("pageerror", lambda error: shown.errors.append(str(error)))
    await shown.page.add_init_script(path=_OTHER_SIDE)
    await shown.page.add_init_script(f"theme({json.dumps(classes)}, {json.dumps(style)})")
    await shown.page.goto(_ORIGIN)
    try:
        yield shown
        assert shown.errors == []
        assert await shown.violations() == []
        assert {each.removeprefix(_ORIGIN) for each in shown.requests} == {
            "",
            "main.js",
            "main.css",
        }
    finally:
        await context.close()

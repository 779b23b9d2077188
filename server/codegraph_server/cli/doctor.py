"""`doctor`: is everything as it should be, and if not, what to do?

Belongs here: gathering and printing the findings. Stays out: what is looked at (`findings`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codegraph_client.errors import CodeGraphError, NotRunning
from codegraph_server.cli import options as common
from codegraph_server.cli.options import Command, absolute, end, here, options, write, write_json
from codegraph_server.cli.render import Screen, count, printable, screen

if TYPE_CHECKING:
    from codegraph_client.root import Root
    from codegraph_server.cli.findings import Finding

_ANSWER_SECONDS = 10.0
_CHECKUP_SECONDS = 120.0
_COLORS = {"ok": "32", "note": "33", "problem": "31"}


@click.command(
    "doctor",
    cls=Command,
    short_help="Check installation, settings, places, watches, index and daemon.",
    examples="""
    codegraph doctor                  everything, with what to do about each problem
    codegraph doctor --problems       only what is not as it should be
    codegraph doctor --start          start the daemon first, if it is not running
    codegraph doctor --json | jq '.findings[] | select(.level == "problem")'
    """,
)
@click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
@click.option("--problems", "only_problems", is_flag=True, help="Leave out what is well.")
@click.option("--start", "start", is_flag=True, help="Start the daemon if it is not running.")
def doctor(path: Path | None, only_problems: bool, start: bool) -> None:
    """Check installation, settings, places, watches, index and daemon of PATH's repository.

    Nothing is changed, and no daemon is started unless --start is given. Without a daemon the
    index on disk is checked too. Exit codes: 0 all is well or worth a note, 1 problems, 2 failure.
    """
    if path is not None and options().root is not None:
        raise click.UsageError("give PATH or --root, not both")
    root = options().find_root(None if path is None else absolute(path))
    found = list(_findings(root, start))
    shown = [each for each in found if each.level != "ok"] if only_problems else found
    bad = sum(each.level == "problem" for each in found)
    if options().json:
        rows = [each._asdict() for each in shown]
        write_json({"root": str(root.path), "problems": bad, "findings": rows})
    else:
        write(_text(shown, bad, screen(sys.stdout, options().color, here())))
    end(common.NOTHING if bad else common.FOUND)


def _findings(root: Root, start: bool) -> Iterator[Finding]:
    from codegraph_client.place import cache_place, socket_place
    from codegraph_server.cli import findings

    settings = options().settings(root.path)
    status, failure = _status(root, start)
    yield from findings.environment()
    yield from findings.the_root(root)
    yield from findings.settings(settings)
    place, cache = socket_place(root.identity), cache_place(root.identity)
    yield from findings.directories(place, cache, settings)
    yield from findings.daemon(status, failure)
    checkup = _checkup(root)
    if isinstance(checkup, str):
        yield findings.Finding("tree", "problem", checkup, "make it readable, or choose a root")
    else:
        yield from findings.index(checkup)
        yield from findings.inside(checkup)
        yield from findings.watching(checkup, status)
        yield from findings.poison(checkup["poison"] if status is None else status["poison"])
    yield from findings.language_server()


def _status(root: Root, start: bool) -> tuple[dict[str, Any] | None, CodeGraphError | None]:
    """What a running daemon says of itself, or why there is no answer."""
    from codegraph_client.blocking import connect_blocking

    try:
        with connect_blocking(root, client=common.CLIENT, start=start) as connection:
            answer = connection.ask("status", {}, timeout=_ANSWER_SECONDS)
            return answer["results"][0], None
    except NotRunning:
        return None, None
    except CodeGraphError as error:
        return None, error


def _checkup(root: Root) -> dict[str, Any] | str:
    """What the daemon's code sees of tree and index; a sentence if it cannot tell."""
    command = [sys.executable, "-P", "-m", "codegraph_daemon.checkup"]
    command += ["--root", os.fspath(root.path), "--identity", os.fspath(root.identity)]
    try:
        process = subprocess.run(
            command, capture_output=True, timeout=_CHECKUP_SECONDS, check=False, cwd="/"
        )
    except subprocess.TimeoutExpired:
        return f"the tree could not be looked through within {_CHECKUP_SECONDS:g} s"
    if process.returncode != 0:
        last = process.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return f"tree and index could not be looked at: {''.join(last) or process.returncode}"
    found: dict[str, Any] = json.loads(process.stdout)
    return found


def _text(found: list[Finding], bad: int, show: Screen) -> str:
    width = max((len(each.subject) for each in found), default=0)
    lines = []
    for each in found:
        level = show.paint(_COLORS[each.level], f"{each.level:<7}")
        lines.append(f"{level}  {each.subject:<{width}}  {printable(each.text)}")
        if each.advice:
            lines.append(f"{'':<7}  {'':<{width}}  -> {printable(each.advice)}")
    notes = sum(each.level == "note" for each in found)
    summary: Mapping[bool, str] = {True: count(bad, "problem"), False: "No problems"}
    lines.append(f"{summary[bool(bad)]}, {count(notes, 'note')}")
    return "\n".join(lines) + "\n"


commands = {"doctor": doctor}

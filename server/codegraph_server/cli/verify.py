"""`verify`: the index against one made from scratch.

Belongs here: asking for it, with the progress, and showing what differs. Stays out: comparing (the
daemon's `queries.verify`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from codegraph_client.errors import CodeGraphError
from codegraph_server.cli import options as common
from codegraph_server.cli.options import Command, absolute, end, here, options, write, write_json
from codegraph_server.cli.render import Screen, count, duration, printable, screen

_SKIPPED_SHOWN = 5
_LINE_END = re.compile("\r\n|\n|\r")


@click.command(
    "verify",
    cls=Command,
    short_help="Compare the index with one made from scratch.",
    examples="""
    codegraph verify                     exit code 0: equal, 1: different
    codegraph verify ~/src/app -n 100    show up to 100 differences
    codegraph verify --json | jq .total
    """,
)
@click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="Show at most N differences; all are counted.",
)
def verify(path: Path | None, limit: int) -> None:
    """Compare the index of PATH (default: the current folder) with one made from scratch.

    A process of low priority reads and links every file again and compares; questions are answered
    meanwhile. Files that change while it runs are left out and named. Exit codes: 0 equal,
    1 different, 2 failure.
    """
    from codegraph_client.protocol import VERIFY
    from codegraph_server.cli.indexing import progress_bar

    if path is not None and options().root is not None:
        raise click.UsageError("give PATH or --root, not both")
    root = options().find_root(None if path is None else absolute(path))
    with options().connect(root) as connection, progress_bar("ready") as progress:
        # A cold index is made first, with its own progress.
        connection.ask("index", {"wait": "ready"}, on_notification=_heard(progress))
        report = connection.ask(VERIFY, {"limit": limit}, on_notification=_heard(progress))
    if not isinstance(report, dict):
        raise CodeGraphError("the daemon's answer to verify has no form that this client knows")
    report = {**report, "root": str(root.given)}
    if options().json:
        write_json(_as_object(report, root.path))
    else:
        write(_text(report, root.path, screen(sys.stdout, options().color, here())))
    end(common.FOUND if report["equal"] else common.NOTHING)


def _heard(progress: Any) -> Any:
    def heard(method: str, params: Mapping[str, Any]) -> None:
        if method == "progress":
            progress(params)

    return heard


def _place(root: Path, difference: Mapping[str, Any]) -> tuple[int, int] | None:
    """Line and column from 1, columns in characters, as everywhere on the command line."""
    from codegraph_server.cli.source_text import source_text

    line, column = difference["line"], difference["column"]
    if line < 0:
        return None
    try:
        text = _LINE_END.split(source_text(root / difference["path"]))[line]
    except (CodeGraphError, IndexError):
        # The file is another one by now, so no column means anything in it.
        return line + 1, column + 1
    return line + 1, len(text.encode("utf-8")[:column].decode("utf-8", "ignore")) + 1


def _as_object(report: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """The report as `--json` prints it."""
    differences = [dict(each) for each in report["differences"]]
    for each in differences:
        each["line"], each["column"] = _place(root, each) or (None, None)
    skipped = [{"path": path, "reason": reason} for path, reason in report["skipped"]]
    return {**report, "differences": differences, "skipped": skipped}


def _text(report: Mapping[str, Any], root: Path, show: Screen) -> str:
    lines: list[str] = []
    for each in report["differences"]:
        place = ":".join([printable(each["path"]), *map(str, _place(root, each) or ())])
        lines.append(show.paint("1", f"{place}  {each['kind']}"))
        lines.append(f"  index:    {printable(each['index'])}")
        lines.append(f"  scratch:  {printable(each['scratch'])}")
    hidden = report["total"] - len(report["differences"])
    if hidden:
        lines.append(f"{count(hidden, 'more difference')} not shown; --limit shows more")
    skipped = list(report["skipped"])
    for path, reason in skipped[:_SKIPPED_SHOWN]:
        lines.append(show.paint("33", printable(f"not compared: {path}: {reason}")))
    if len(skipped) > _SKIPPED_SHOWN:
        lines.append(show.paint("33", f"not compared: {len(skipped) - _SKIPPED_SHOWN} more"))
    verdict = "Equal" if report["equal"] else f"Different: {count(report['total'], 'difference')}"
    facts = f" · generation {report['generation']} · {duration(report['took_ms'])}"
    compared = f"{count(report['files'], 'file')} · {count(report['edges'], 'edge')} compared"
    lines.append(
        show.paint("32" if report["equal"] else "31", verdict)
        + f" · {compared}"
        + show.paint("2", facts)
    )
    if not report["equal"]:
        lines.append(
            "What to do: after `codegraph cache remove .` the next question makes the index anew; "
            "a difference of kind link or facts is a fault of CodeGraph, worth a report."
        )
    return "\n".join(lines) + "\n"


commands = {"verify": verify}

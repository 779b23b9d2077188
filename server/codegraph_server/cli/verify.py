"""`verify`: the index against one made from scratch.

Belongs here: asking for it, with the progress, and showing what differs. Stays out: comparing (the
daemon's `queries.verify`).
"""

from __future__ import annotations

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
        write_json(_one_based(report))
    else:
        write(_text(report, screen(sys.stdout, options().color, here())))
    end(common.FOUND if report["equal"] else common.NOTHING)


def _heard(progress: Any) -> Any:
    def heard(method: str, params: Mapping[str, Any]) -> None:
        if method == "progress":
            progress(params)

    return heard


def _one_based(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report with lines and columns from 1, as everywhere on the command line; bytes here."""
    differences = [dict(each) for each in report["differences"]]
    for each in differences:
        each["line"], each["column"] = each["line"] + 1 or None, each["column"] + 1 or None
    skipped = [{"path": path, "reason": reason} for path, reason in report["skipped"]]
    return {**report, "differences": differences, "skipped": skipped}


def _text(report: Mapping[str, Any], show: Screen) -> str:
    lines: list[str] = []
    for each in report["differences"]:
        place = printable(each["path"])
        if each["line"] >= 0:
            place += f":{each['line'] + 1}:{each['column'] + 1}"
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

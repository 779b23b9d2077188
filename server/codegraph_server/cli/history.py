"""The questions about commits: `history`, `diff`.

Belongs here: the commands, and how their answers look in a terminal. Stays out: what it shares with
others (`asking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import PATIENCE, about_changes, located, page, print_answer
from codegraph_server.cli.options import Command, options

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_SHORT = 10
_MOST = 1000
_AUTHORS = 10


@click.command(
    "history",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph history QuerySet.filter       commits that changed it, under whatever name and path
    codegraph history src/app.py:120:9      of what stands in line 120, column 9
    codegraph history --rev v1.2 save       of an older revision, up to it
    codegraph history src/app.py            of the whole file, and what changes together with it
    codegraph history --json --limit 5 save | jq -r '.results[].commit'
    """,
)
@click.argument("target")
@click.option(
    "--limit",
    type=click.IntRange(1, _MOST),
    default=20,
    metavar="N",
    help=f"At most N commits, up to {_MOST:,}. Default: 20.",
)
def history(target: str, limit: int) -> None:
    """The commits that changed TARGET, newest first, who made them, and what changes with its file.

    TARGET is path:line:column, a name, a qualified name, or the path of a file. A symbol is
    followed where it was renamed, and where it came from another file. Merges are left out. Other
    branches are told that have another version, with their own commits to its file.
    """
    from codegraph_server.cli.answers import printed_commits

    root, params = located(target, files=True)
    # Earlier texts are read anew, which takes some milliseconds for each commit.
    params |= page(root, limit, None)
    params["deadline_ms"] *= PATIENCE
    print_answer(options().ask(root, "history", params), told, printed_commits)


@click.command(
    "diff",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph diff                    what is not committed yet, symbol by symbol
    codegraph diff main               what is different from main
    codegraph diff --staged           what the next commit changes
    codegraph diff --breaks v1.2      only what may break who uses it from outside
    codegraph diff v1.2 --rev v1.3    what became different between two revisions
    codegraph diff --json main | jq '.results[] | select(.breaks) | .qualified'
    """,
)
@click.argument("revision", default="HEAD")
@click.option("--staged", is_flag=True, help="Compare with what is staged, not the files on disk.")
@click.option("--breaks", is_flag=True, help="Only what may break who uses it from outside.")
def diff(revision: str, staged: bool, breaks: bool) -> None:
    """What is different since REVISION, symbol by symbol: added, removed, changed, renamed, moved.

    What may break who uses it from outside is public, in no test, example or document, and gone,
    named otherwise, or declared so that what was right may be wrong: types of Python and further
    parameters that may be left out do not count. What is still offered where it was counts neither.
    """
    from codegraph_server.cli.answers import printed_commits

    def kept(answer: dict[str, Any]) -> dict[str, Any]:
        if not breaks:
            return answer
        return {**answer, "results": [row for row in answer["results"] if row["breaks"]]}

    about_changes(
        "diff",
        revision,
        staged,
        0,
        None,
        {},
        lambda answer, show: changes(kept(answer), show),
        lambda answer: printed_commits(kept(answer)),
    )


_SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">", "moved": ">"}


def changes(answer: Mapping[str, Any], show: Screen) -> str:
    """One line for each symbol, by file."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines: list[str] = []
    path = None
    for row in answer["results"]:
        if row["path"] != path:
            path = row["path"]
            lines += [""] * bool(lines)
            lines.append(show.paint(render.BOLD, render.printable(shown.of(path))))
        was = f", {row['change']} from {render.printable(row['was'])}" if "was" in row else ""
        broken = show.paint(render.YELLOW, "  may break users") if row["breaks"] else ""
        name = render.printable(row["qualified"])
        said = f"  {_SIGNS[row['change']]} {name}  {row['change'] if not was else was[2:]}"
        if "members" in row:
            said += f" with {render.count(row['members'], 'member')}"
        lines.append(f"{said}, line {row['line'] + 1}{broken}")
    return render.finished(
        lines, answer, "change", show, len({r["path"] for r in answer["results"]})
    )


def told(answer: Mapping[str, Any], show: Screen) -> str:
    """One line for each commit, then who made them, other branches, and what changes together."""
    from codegraph_server.cli import render

    lines = [_row(row, show) for row in answer["results"]]
    summary = answer.get("summary", {})
    if len(summary.get("authors", ())) > 1:
        # Of a symbol earlier commits were not looked at, and may be of others.
        of_these = answer["truncated"] and "qualified" in answer["results"][0]
        heading = "Authors of these commits" if of_these else "Authors"
        lines += ["", show.paint(render.BOLD, heading)]
        for name, number, last in summary["authors"][:_AUTHORS]:
            said = show.paint(render.DIM, f"{render.count(number, 'commit')}, last {_day(last)}")
            lines.append(f"  {render.printable(name)}  {said}")
    lines += _on_branches(summary.get("branches", ()), show)
    together = summary.get("together", ())
    if together:
        lines += ["", show.paint(render.BOLD, "Changes together with")]
        shown = render.Paths(answer["root"], show.folder)
        for each in together:
            commits = show.paint(render.DIM, render.count(each["commits"], "commit"))
            lines.append(f"  {render.printable(shown.of(each['path']))}  {commits}")
    return render.finished(lines, answer, "commit", show, None)


def _on_branches(branches: Sequence[Mapping[str, Any]], show: Screen) -> list[str]:
    from codegraph_server.cli import render

    lines: list[str] = []
    for each in branches:
        if each["commits"]:
            what = "not there" if each["version"] == "gone" else "another version"
            number = render.count(each["commits"], "commit")
            said = show.paint(render.DIM, f"{what}, {number} of its own, last {_day(each['last'])}")
            lines.append(f"  {render.printable(each['name'])}  {said}")
    if behind := sum(not each["commits"] for each in branches):
        number = f"{behind:,} {'branch has' if behind == 1 else 'branches have'}"
        lines.append(show.paint(render.DIM, f"  {number} an earlier version"))
    return ["", show.paint(render.BOLD, "On other branches"), *lines] if lines else []


def _day(seconds: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _row(row: Mapping[str, Any], show: Screen) -> str:
    from codegraph_server.cli import render

    day = _day(row["time"])
    commit = show.paint(render.YELLOW, row["commit"][:_SHORT])
    change = row["change"]
    if "was" in row:
        change += f" from {render.printable(row['was'])}"
    author, subject = render.printable(row["author"]), render.printable(row["subject"])
    said = show.paint(render.DIM, f"{day}  {author}")
    return f"{commit}  {said}  {subject}  ({change})"


commands = {"history": history, "diff": diff}

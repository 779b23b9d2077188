"""The question what to look at next: `related`.

Belongs here: the command, and how its answer looks in a terminal. Stays out: what it shares with
others (`asking`, `render`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import about_target, paged
from codegraph_server.cli.options import Command

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_GROUPS = {
    "callers": "Callers",
    "callees": "What it calls",
    "overrides": "Overrides and what they override",
    "types": "Bases and derived types",
    "uses": "Other users",
    "used": "Other things that it uses",
    "siblings": "The same name elsewhere",
    "tests": "Tests",
    "documentation": "Documentation",
    "configuration": "Configuration",
    "similar": "Similar code",
    "history": "Changes together with it",
    "near": "Near by uses",
    "file": "In the same file",
}
"""Groups in the order in which equals are shown, with their headings."""


@click.command(
    "related",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph related src/app.py:120:9             what to look at next, in groups, with reasons
    codegraph related QuerySet.filter              by (qualified) name
    codegraph related --by history Model.save      only what changes together with it
    codegraph related --by configuration main      only where it is configured
    codegraph related --json save | jq '.results[] | [.group, .qualified, .score]'
    """,
)
@click.argument("target")
@click.option(
    "--by",
    type=click.Choice(["graph", "meaning", "history", "documentation", "configuration"]),
    multiple=True,
    help="Only by uses (graph), by similar text (meaning), by commits (history), parts of"
    " documents, or entries of configuration. Repeatable.",
)
@paged
def related(target: str, by: tuple[str, ...], limit: int | None, cursor: str | None) -> None:
    """What somebody who looks at TARGET would want to look at next, each with its reason.

    TARGET is path:line:column, or a name, or a qualified name. Uses in either direction, similar
    text and commits that changed both are put together; the groups say how each thing is related.
    Documentation are the sections of documents that name it, then those that are near in meaning;
    configuration are entries that name it, its module or its file, and those whose keys or
    variables it reads. Without --limit the best 30 are shown.
    """
    more = {"by": list(by)} if by else {}
    about_target("related", target, limit, cursor, more, grouped)


def grouped(answer: Mapping[str, Any], show: Screen) -> str:
    """The symbols by groups, the group of the best first."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for result in answer["results"]:
        groups.setdefault(result["group"], []).append(result)
    lines: list[str] = []
    for group, results in groups.items():
        lines += [""] * bool(lines) + [show.paint(render.BOLD, _GROUPS.get(group, group))]
        for result in results:
            place = render.painted_place(render.location(result, shown), show)
            name = render.printable(result.get("qualified") or result["name"])
            why = show.paint(render.DIM, "; ".join(map(render.printable, result["reasons"])))
            kind = render.printable(result["kind"]).replace("_", " ")
            score = f"{result['score']:.2f}"
            lines.append(f"  {score}  {place}  {kind} {show.paint(render.BOLD, name)}  {why}")
    files = len({result["path"] for result in answer["results"]})
    return render.finished(lines, answer, "place", show, files)


commands = {"related": related}

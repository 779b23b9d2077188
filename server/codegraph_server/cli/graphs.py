"""The questions about calls as a graph: `graph`, `path`.

Belongs here: the two commands, and how their answers look in a terminal. Stays out: what they share
with others (`asking`), and formats for other programs (`drawing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import about_target, located, wanting, with_possible
from codegraph_server.cli.options import Command, F

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_DEEPEST = 20
_MOST = 2000
_MOST_WAYS = 200


def drawn(command: F) -> F:
    """The option `--format`."""
    return click.option(
        "--format",
        "shape",
        type=click.Choice(["text", "dot", "mermaid", "graphml", "svg"]),
        default="text",
        help="text, or a graph for other programs; svg needs Graphviz. Default: text.",
    )(command)


@click.command(
    "graph",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph graph QuerySet.filter                      what it calls, and what that calls
    codegraph graph --direction both --depth 1 Query     who calls it, and what it calls
    codegraph graph src/app.py                           calls of all that a file defines
    codegraph graph --format mermaid src/app.py:120:9    for a page that draws Mermaid
    codegraph graph --format svg Query > query.svg       a picture, by Graphviz
    codegraph graph --json Query | jq '.edges[] | [.source, .target]'
    """,
)
@click.argument("target")
@click.option(
    "--direction",
    type=click.Choice(["callers", "callees", "both"]),
    default="callees",
    help="Whom to follow. Default: callees.",
)
@click.option(
    "--depth",
    type=click.IntRange(1, _DEEPEST),
    default=2,
    metavar="N",
    help=f"Follow calls N steps, up to {_DEEPEST}. Default: 2.",
)
@click.option(
    "--most",
    type=click.IntRange(1, _MOST),
    default=200,
    metavar="N",
    help="At most N symbols, the nearest. Default: 200.",
)
@drawn
@with_possible
def graph(target: str, direction: str, depth: int, most: int, shape: str, possible: bool) -> None:
    """The symbols around TARGET, with the calls among them.

    TARGET is path:line:column, a name, a qualified name, or the path of a file, which stands for
    all that it defines. To call a member may run what overrides it, and to call a class runs its
    constructor: both are edges as well.
    """
    more = {"direction": direction, "depth": depth, "most": most} | wanting(possible)
    about_target("callGraph", target, None, None, more, _as(shape), files=True)


@click.command(
    "path",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph path main Database.execute           how a call of main gets to that
    codegraph path src/app.py:12:5 send_mail       between a place and a name
    codegraph path --most 1 --json main save       the shortest way alone, for a script
    """,
)
@click.argument("source")
@click.argument("target")
@click.option(
    "--most",
    type=click.IntRange(1, _MOST_WAYS),
    default=5,
    metavar="N",
    help="At most N ways. Default: 5.",
)
@with_possible
def path(source: str, target: str, most: int, possible: bool) -> None:
    """The shortest ways by calls from SOURCE to TARGET, each call with its place.

    Both are path:line:column, or a name, or a qualified name.
    """
    _, goal = located(target)
    more = {"to": goal, "most": most} | wanting(possible)
    about_target("paths", source, None, None, more, ways)


def ways(answer: Mapping[str, Any], show: Screen) -> str:
    """Each way as a ladder: a symbol, and below it where it calls the next."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines: list[str] = []
    before: Mapping[str, Any] | None = None
    for result in answer["results"]:
        if not result["distance"]:
            lines += [""] * bool(lines)
        elif before is not None:
            sure = "" if result["tier"] == "certain" else f" ({result['tier']})"
            said = f"    {result['use']}{sure}"
            if "at" in result:
                said += f"  {render.printable(shown.of(before['path']))}:{result['at'][0] + 1}"
            lines.append(show.paint(render.DIM, said))
        name = render.printable(result.get("qualified") or result["name"])
        place = render.painted_place(render.location(result, shown), show)
        lines.append(f"{show.paint(render.BOLD, name)}  {place}")
        before = result
    number = len({result["route"] for result in answer["results"]})
    return render.finished(lines, answer, "way", show, None, number)


def _as(shape: str) -> Any:
    return calls_among if shape == "text" else lambda answer, show: _drawn(answer, shape)


def calls_among(answer: Mapping[str, Any], show: Screen) -> str:
    """The symbols by steps, each with what it calls among them."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    names = {r["key"]: render.printable(r.get("qualified") or r["name"]) for r in answer["results"]}
    calls: dict[str, dict[str, None]] = {}
    for edge in answer["edges"]:
        sure = "" if edge["tier"] == "certain" else f" ({edge['tier']})"
        said = f"{edge['use']} {names[edge['target']]}{sure}"
        calls.setdefault(edge["source"], {})[said] = None
    lines: list[str] = []
    for result in answer["results"]:
        place = render.painted_place(render.location(result, shown), show)
        kind = render.printable(result["kind"]).replace("_", " ")
        lines.append(f"{place}  {kind} {show.paint(render.BOLD, names[result['key']])}")
        lines += [f"    {said}" for said in calls.get(result["key"], ())]
    files = len({result["path"] for result in answer["results"]})
    return render.finished(lines, answer, "symbol", show, files)


def _drawn(answer: Mapping[str, Any], shape: str) -> str:
    from codegraph_server.cli.drawing import FORMATS, Drawing, Edge, Node

    nodes = [
        Node(
            result["key"],
            result.get("qualified") or result["name"],
            result["kind"],
            f"{result['path']}:{result['line'] + 1}",
            asked=not result["distance"],
            test=bool(result.get("test")),
        )
        for result in answer["results"]
    ]
    unique = dict.fromkeys(
        Edge(edge["source"], edge["target"], edge["use"], edge["tier"]) for edge in answer["edges"]
    )
    return FORMATS[shape](Drawing(nodes, list(unique)))


commands = {"graph": graph, "path": path}

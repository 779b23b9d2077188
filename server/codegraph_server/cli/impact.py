"""The question about what a change may reach: `impact`.

Belongs here: the command, and how its answer looks in a terminal and as a graph. Stays out: what it
shares with others (`asking`, `render`), and its Markdown (`review`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import about_changes, about_target, paged, wanting, with_possible
from codegraph_server.cli.graphs import drawn
from codegraph_server.cli.options import Command

if TYPE_CHECKING:
    from codegraph_server.cli.drawing import Drawing
    from codegraph_server.cli.render import Paths, Screen

_DEEPEST = 20
_MOST_TEST_FILES = 20


@click.command(
    "impact",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph impact QuerySet.filter            whom a change of it may reach, nearest first
    codegraph impact src/app.py:120:9           of what stands in line 120, column 9
    codegraph impact --depth 1 Query            its direct users only
    codegraph impact --tests only Query.clone   the tests to run
    codegraph impact --diff HEAD                what everything not committed yet may reach
    codegraph impact --diff main --markdown     of this branch, for a review
    codegraph impact --format svg Query.clone > clone.svg   a picture, by Graphviz
    codegraph impact --staged --tests only      the tests to run before a commit
    codegraph impact --json Query | jq '.summary.test_files[][0]'
    """,
)
@click.argument("target", required=False)
@click.option(
    "--diff", "since", metavar="REV", help="Of all that differs from revision REV, not of TARGET."
)
@click.option("--staged", is_flag=True, help="Of what is staged, compared with REV or HEAD.")
@click.option(
    "--depth",
    type=click.IntRange(1, _DEEPEST),
    default=5,
    metavar="N",
    help=f"Follow users N steps, up to {_DEEPEST}. Default: 5.",
)
@click.option(
    "--tests",
    type=click.Choice(["auto", "only", "never"]),
    default="auto",
    help="Tests: among the others (auto), only them, or none.",
)
@click.option("--markdown", is_flag=True, help="Print Markdown, for a review.")
@drawn
@with_possible
@paged
def impact(
    target: str | None,
    since: str | None,
    staged: bool,
    depth: int,
    tests: str,
    markdown: bool,
    shape: str,
    possible: bool,
    limit: int | None,
    cursor: str | None,
) -> None:
    """What a change of TARGET, or all of a diff, may reach, and which tests exercise it.

    TARGET is path:line:column, or a name, or a qualified name. Who uses it is reached in one step,
    who uses those in two, through calls, types, bases and overrides: who calls a method of a base
    may run what overrides it. A class stands for all that is defined in it. Importing alone is no
    use, and a module that is reached leads no further. Of a diff, those come first who use what was
    removed, renamed or moved away. Files that no use leads to, and that used to change in the same
    commits, are told apart.
    """
    more: dict[str, Any] = {"depth": depth, "tests": tests} | wanting(possible)
    show = _as(shape, markdown)
    if (target is None) == (since is None and not staged):
        raise click.UsageError("say either TARGET, or --diff REV or --staged")
    if target is not None:
        about_target("impact", target, limit, cursor, more, show)
    else:
        about_changes("impact", since, staged, limit, cursor, more, show)


def reached(answer: Mapping[str, Any], show: Screen) -> str:
    """What is broken, the symbols by steps, what used to change as well, the files with tests."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    whole = answer["summary"]
    lines: list[str] = []
    broken = [each for each in answer["results"] if each.get("broken")]
    if broken:
        lines.append(show.paint(render.YELLOW, "Broken: they use what is gone"))
        lines += [_row(result, shown, show) for result in broken]
    for distance, group in by_distance(answer["results"]):
        steps = render.count(distance, "step")
        lines += [""] * bool(lines) + [show.paint(render.BOLD, steps)]
        lines += [_row(result, shown, show) for result in group]
    if whole["together"]:
        lines += ["", show.paint(render.BOLD, "Used to change as well")]
        for each in whole["together"]:
            often = render.count(each["commits"], "commit")
            why = f"{often}, the last: {render.printable(each['last'])}"
            where = render.printable(shown.of(each["path"]))
            lines.append(f"  {where}  {show.paint(render.DIM, why)}")
    files = whole["test_files"]
    if files:
        lines += ["", show.paint(render.BOLD, "Tests to run")]
        for path, tests in files[:_MOST_TEST_FILES]:
            where = render.printable(shown.of(path))
            lines.append(f"  {where}  {show.paint(render.DIM, render.count(tests, 'symbol'))}")
        if len(files) > _MOST_TEST_FILES:
            lines.append(f"  and {render.count(len(files) - _MOST_TEST_FILES, 'more file')}")
    if whole["public"]:
        lines += ["", f"{whole['public']:,} of them belong to public interfaces"]
    return render.finished(lines, answer, "symbol", show, whole["files"], whole["symbols"])


def by_distance(
    results: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    """What is not broken, by steps."""
    whole = [result for result in results if not result.get("broken")]
    for distance in dict.fromkeys(result["distance"] for result in whole):
        yield distance, [each for each in whole if each["distance"] == distance]


def _row(result: Mapping[str, Any], shown: Paths, show: Screen) -> str:
    from codegraph_server.cli import render

    place = render.painted_place(render.location(result, shown), show)
    kind = render.printable(result["kind"]).replace("_", " ")
    why = f"{result['use']} {render.printable(result['through'])}"
    if result.get("broken"):
        why += f" in line {result['at'][0] + 1}"
    name = show.paint(render.BOLD, render.printable(name_of(result)))
    public = ", public" if result.get("public") else ""
    return f"  {place}  {kind} {name}  {show.paint(render.DIM, why)}{sure(result)}{public}"


def name_of(result: Mapping[str, Any]) -> str:
    """What people call it."""
    return str(result.get("qualified") or result["name"])


def sure(result: Mapping[str, Any]) -> str:
    """A possible answer must never look like a certain one."""
    return "" if result["tier"] == "certain" else f" ({result['tier']})"


def drawing_of(answer: Mapping[str, Any]) -> Drawing:
    """The symbols that are reached and the ways to them; what a change begins with stands out."""
    from codegraph_server.cli.drawing import Drawing, Edge, Node

    nodes: dict[str, Node] = {}
    edges: dict[Edge, None] = {}
    for each in answer["results"]:
        place = f"{each['path']}:{each['line'] + 1}"
        nodes[each["key"]] = Node(
            each["key"], name_of(each), each["kind"], place, test=bool(each.get("test"))
        )
    for each in answer["results"]:
        key = each["through_key"]
        if each.get("broken"):
            key += f" {each['through']}"
        if key not in nodes:
            place = each["through_key"].partition("#")[0]
            place += ", gone" if each.get("broken") else ""
            nodes[key] = Node(key, each["through"], "", place, asked=True)
        edges[Edge(each["key"], key, each["use"], each["tier"])] = None
    return Drawing(list(nodes.values()), list(edges))


def _as(shape: str, markdown: bool) -> Any:
    if markdown:
        from codegraph_server.cli.review import review

        return review
    if shape == "text":
        return reached
    from codegraph_server.cli.drawing import FORMATS

    return lambda answer, show: FORMATS[shape](drawing_of(answer))


commands = {"impact": impact}

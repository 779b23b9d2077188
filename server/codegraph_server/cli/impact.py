"""The question about what a change may reach: `impact`.

Belongs here: the command, and how its answer looks in a terminal and as Markdown. Stays out: what
it shares with others (`asking`, `render`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import about_changes, about_target, paged, wanting, with_possible
from codegraph_server.cli.options import Command, options

if TYPE_CHECKING:
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
@with_possible
@paged
def impact(
    target: str | None,
    since: str | None,
    staged: bool,
    depth: int,
    tests: str,
    markdown: bool,
    possible: bool,
    limit: int | None,
    cursor: str | None,
) -> None:
    """What a change of TARGET, or all of a diff, may reach, and which tests exercise it.

    TARGET is path:line:column, or a name, or a qualified name. Who uses it is reached in one step,
    who uses those in two, through calls, types, bases and overrides: who calls a method of a base
    may run what overrides it. A class stands for all that is defined in it. Importing alone is no
    use, and a module that is reached leads no further.
    """
    more: dict[str, Any] = {"depth": depth, "tests": tests} | wanting(possible)
    show = as_markdown if markdown else reached
    if (target is None) == (since is None and not staged):
        raise click.UsageError("say either TARGET, or --diff REV or --staged")
    if target is None and (options().rev is not None or options().archive is not None):
        raise click.UsageError("--diff and --staged are about the work tree alone")
    if target is not None:
        about_target("impact", target, limit, cursor, more, show)
    else:
        about_changes("impact", since, staged, limit, cursor, more, show)


def reached(answer: Mapping[str, Any], show: Screen) -> str:
    """The symbols by steps, then the files with tests."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines: list[str] = []
    for distance, group in _by_distance(answer["results"]):
        steps = render.count(distance, "step")
        lines += [""] * bool(lines) + [show.paint(render.BOLD, steps)]
        lines += [_row(result, shown, show) for result in group]
    files = answer["summary"]["test_files"]
    if files:
        lines += ["", show.paint(render.BOLD, "Tests to run")]
        for path, tests in files[:_MOST_TEST_FILES]:
            where = render.printable(shown.of(path))
            lines.append(f"  {where}  {show.paint(render.DIM, render.count(tests, 'symbol'))}")
        if len(files) > _MOST_TEST_FILES:
            lines.append(f"  and {render.count(len(files) - _MOST_TEST_FILES, 'more file')}")
    whole = answer["summary"]
    return render.finished(lines, answer, "symbol", show, whole["files"], whole["symbols"])


def as_markdown(answer: Mapping[str, Any], show: Screen) -> str:
    """The same for a review: paths from the root, whoever reads it."""
    from codegraph_server.cli import render

    whole = answer["summary"]
    lines = [
        f"**Impact**: {render.count(whole['symbols'], 'symbol')} in "
        f"{render.count(whole['files'], 'file')}, "
        f"{render.count(len(whole['test_files']), 'file')} with tests"
    ]
    for distance, group in _by_distance(answer["results"]):
        lines += ["", f"### {render.count(distance, 'step')}", ""]
        lines += [
            f"- `{_name(result)}` {result['use']} `{render.printable(result['through'])}`"
            f"{_sure(result)} ({render.printable(result['path'])}:{result['line'] + 1})"
            for result in group
        ]
    if answer["truncated"]:
        lines += ["", "There is more; `--limit 0` gives all of it."]
    if whole["test_files"]:
        lines += ["", "### Tests to run", ""]
        lines += [f"- {render.printable(path)}" for path, _ in whole["test_files"]]
    return "\n".join(lines) + "\n"


def _by_distance(
    results: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    distances = dict.fromkeys(result["distance"] for result in results)
    for distance in distances:
        yield distance, [each for each in results if each["distance"] == distance]


def _row(result: Mapping[str, Any], shown: Paths, show: Screen) -> str:
    from codegraph_server.cli import render

    place = render.painted_place(render.location(result, shown), show)
    kind = render.printable(result["kind"]).replace("_", " ")
    why = f"{result['use']} {render.printable(result['through'])}"
    name = show.paint(render.BOLD, _name(result))
    return f"  {place}  {kind} {name}  {show.paint(render.DIM, why)}{_sure(result)}"


def _name(result: Mapping[str, Any]) -> str:
    from codegraph_server.cli import render

    return render.printable(result.get("qualified") or result["name"])


def _sure(result: Mapping[str, Any]) -> str:
    # A possible answer must never look like a certain one.
    return "" if result["tier"] == "certain" else f" ({result['tier']})"


commands = {"impact": impact}

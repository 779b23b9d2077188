"""The questions about what need not be there: `dead`, `duplicates`.

Belongs here: the commands, and how their answers look in a terminal. Stays out: what they share
with others (`asking`, `render`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import PATIENCE, page, paged, print_answer
from codegraph_server.cli.options import Command, options

if TYPE_CHECKING:
    from codegraph_server.cli.render import Paths, Screen

_WORDS = {"unused": "nothing uses it", "tests": "only tests use it"}
_SURE = 0.9


@click.command(
    "dead",
    cls=Command,
    examples="""
    codegraph dead                           what nothing needs, file by file
    codegraph dead 'src/**' '!**/legacy/**'  only in some files; patterns are as in .gitignore
    codegraph dead --kind class --kind function
    codegraph dead --public                  of a library also what it offers to others
    codegraph dead --confidence 0.4          also what a framework may find by itself
    codegraph dead --json | jq -r '.results[] | [.path, .line, .qualified, .reason] | @tsv'
    """,
)
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option("--kind", multiple=True, metavar="KIND", help="Only this kind of symbol. Repeatable.")
@click.option("--public", is_flag=True, help="Also what a library offers and nothing here uses.")
@click.option("--tests", is_flag=True, help="Also what lies in tests.")
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    default=0.6,
    metavar="N",
    help="Only what is as sure, from 0 to 1. Default: 0.6.",
)
@paged
def dead(
    patterns: tuple[str, ...],
    kind: tuple[str, ...],
    public: bool,
    tests: bool,
    confidence: float,
    limit: int | None,
    cursor: str | None,
) -> None:
    """Candidates for dead code: symbols that nothing needs, each with its reason.

    Needed is what runs: the top level of modules, main functions, tests, what decorators or
    annotations make known, what a library exports; and all that this uses. Of what is only spelled,
    in a string, a template or on a value of which nothing is known, everything of that name is
    needed. What only dead code uses is dead too. Nothing proves that a program does not find
    something by a name that it puts together: look before you delete.
    """
    root = options().find_root()
    more: dict[str, Any] = {"paths": list(patterns), "kind": list(kind), "confidence": confidence}
    more |= {"public": public, "tests": tests}
    params = {**more, **page(root, limit, cursor)}
    # The first question reads all texts.
    params["deadline_ms"] *= PATIENCE
    print_answer(options().ask(root, "deadCode", params), told)


def told(answer: Mapping[str, Any], show: Screen) -> str:
    """One line for each symbol, by file."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines: list[str] = []
    path = None
    for result in answer["results"]:
        if result["path"] != path:
            path = result["path"]
            lines += [""] * bool(lines)
            lines.append(show.paint(render.BOLD, render.printable(shown.of(path))))
        lines.append(f"  {result['line'] + 1}: {row(result, show)}")
    summary = answer["summary"]
    return render.finished(lines, answer, "symbol", show, summary["files"], summary["dead"])


def row(result: Mapping[str, Any], show: Screen) -> str:
    """What a candidate is, how much it is, and why it is one."""
    from codegraph_server.cli import render

    kind = render.printable(result["kind"]).replace("_", " ")
    name = show.paint(render.BOLD, render.printable(result.get("qualified") or result["name"]))
    size = render.count(result["size"], "line")
    inside = f", {result['inside']:,} inside" if result["inside"] else ""
    why = _WORDS.get(result["reason"]) or _by_dead(result)
    sure = "" if result["confidence"] >= _SURE else f" ({result['confidence']:.1f})"
    return f"{kind} {name}  " + show.paint(render.DIM, f"{size}{inside}; {why}") + sure


def _by_dead(result: Mapping[str, Any]) -> str:
    from codegraph_server.cli import render

    users = [render.printable(name) for name, _, _ in result.get("users", ())]
    return f"only dead code uses it: {', '.join(users)}" if users else "only dead code uses it"


@click.command(
    "duplicates",
    cls=Command,
    examples="""
    codegraph duplicates                     groups of functions, most repeated lines first
    codegraph duplicates 'src/**'            with one in some files; patterns are as in .gitignore
    codegraph duplicates --similarity 0.9    only what is nearly the same, word by word
    codegraph duplicates --lines 20 --tests  only long ones, those of tests too
    codegraph duplicates --json | jq '.results[] | [.repeated, .qualified, .targets[].qualified]'
    """,
)
@click.argument("patterns", nargs=-1, metavar="[PATTERN]...")
@click.option(
    "--similarity",
    type=click.FloatRange(0.5, 1),
    default=0.7,
    metavar="N",
    help="Only what is as similar, from 0.5 to 1. Default: 0.7.",
)
@click.option(
    "--lines",
    type=click.IntRange(min=1),
    default=6,
    metavar="N",
    help="Only functions of N lines or more. Default: 6.",
)
@click.option("--tests", is_flag=True, help="Also what lies in tests.")
@paged
def duplicates(
    patterns: tuple[str, ...],
    similarity: float,
    lines: int,
    tests: bool,
    limit: int | None,
    cursor: str | None,
) -> None:
    """Functions that are nearly the same, in groups, most repeated lines first.

    They have most of their form in common, whatever their names and literals; these, or where there
    are vectors their meaning, must be near as well. Similarity is half of each. What a program has
    written and what was taken over from others is left out, and so are functions of a few words.
    """
    root = options().find_root()
    more: dict[str, Any] = {"paths": list(patterns), "similarity": similarity}
    params = {**more, "lines": lines, "tests": tests, **page(root, limit, cursor)}
    # The first question reads all texts.
    params["deadline_ms"] *= PATIENCE
    print_answer(options().ask(root, "duplicates", params), groups)


def groups(answer: Mapping[str, Any], show: Screen) -> str:
    """Each group with its functions."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines: list[str] = []
    for result in answer["results"]:
        lines += [""] * bool(lines) + list(group(result, shown, show))
    files = {each["path"] for r in answer["results"] for each in (r, *r["targets"])}
    return render.finished(lines, answer, "group", show, len(files), answer["summary"]["groups"])


def group(result: Mapping[str, Any], shown: Paths, show: Screen) -> Iterator[str]:
    """One group: how much it is, and its functions."""
    from codegraph_server.cli import render

    copies = f"{render.count(result['copies'], 'function')}, "
    repeated = f"{render.count(result['repeated'], 'line')} repeated"
    yield show.paint(render.BOLD, copies + repeated)
    for each in (result, *result["targets"]):
        place = render.painted_place(render.location(each, shown), show)
        name = show.paint(render.BOLD, render.printable(each.get("qualified") or each["name"]))
        said = f"{render.count(each['size'], 'line')}, {each['similarity']:.2f} similar"
        yield f"  {place}  {name}  {show.paint(render.DIM, said)}"


commands = {"dead": dead, "duplicates": duplicates}

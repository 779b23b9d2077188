"""Searching by words: `search`.

Belongs here: the command, from arguments to parameters of the protocol, and how hits look in a
terminal. Stays out: other questions, and what all answers have in common (`render`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import page, paged, print_answer
from codegraph_server.cli.options import Command, options

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_SHOWN = 10
"""Hits that a person sees without --limit; each takes some lines."""
_PATIENCE_MILLISECONDS = 2000
_MANY = 100
"""Hits that --json prints without --limit: the order ends where nobody looks."""


@click.command(
    "search",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph search where are failed uploads retried
    codegraph search retry_upload                       a name: its definition first
    codegraph search '"connection reset by peer"'       a phrase, as it is written
    codegraph search '/retry_\\w+\\(/'                    a regular expression; /.../i ignores case
    codegraph search --lang python --tests never cache  not in tests
    codegraph search --path 'src/**' --kind class pool  only classes below src
    codegraph search --json --limit 20 parse a date | jq '.results[].path'
    """,
)
@click.argument("query", nargs=-1, required=True)
@click.option("--lang", metavar="NAME", help="Only files of this language.")
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="GLOB",
    help="Only files whose paths match, written as in .gitignore. Can be repeated.",
)
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only symbols of this kind. Repeatable."
)
@click.option(
    "--tests",
    type=click.Choice(["auto", "only", "never"]),
    default="auto",
    help="Tests: among the others (auto), only them, or none.",
)
@click.option("--explain", is_flag=True, help="Show what each score is made of.")
@paged
def search(
    query: tuple[str, ...],
    lang: str | None,
    paths: tuple[str, ...],
    kinds: tuple[str, ...],
    tests: str,
    explain: bool,
    limit: int | None,
    cursor: str | None,
) -> None:
    """What the words of QUERY are about, best first: code, documentation, files.

    QUERY is words, a name, "a phrase" or /a regular expression/. Words are found as parts of
    names as well, in any spelling. Without --limit a person sees the first 10.
    """
    root = options().find_root()
    params: dict[str, Any] = {"query": " ".join(query), "tests": tests}
    # The first search of a while loads the model; who types a command would type it again.
    params["patience_ms"] = _PATIENCE_MILLISECONDS
    if lang is not None:
        params["language"] = lang
    if paths:
        params["paths"] = list(paths)
    if kinds:
        params["kind"] = [kind.lower() for kind in kinds]
    if explain:
        params["explain"] = True
    params |= page(root, limit, cursor, _MANY if options().json else _SHOWN)
    print_answer(options().ask(root, "search", params), hits)


def hits(answer: Mapping[str, Any], show: Screen) -> str:
    """Hits as a person reads them: place and symbol, why, and the lines that say most."""
    from codegraph_server.cli import render

    shown = render.Paths(answer["root"], show.folder)
    lines: list[str] = []
    for result in answer["results"]:
        lines += [""] * bool(lines)
        lines.append(_heading(result, shown, show))
        if result.get("reasons"):
            why = render.printable(" · ".join(result["reasons"]))
            lines.append(show.paint(render.DIM, f"  {why}"))
        lines += _parts(result, show)
        lines += _source(result, show)
    files = len({result["path"] for result in answer["results"]})
    return render.finished(lines, answer, "hit", show, files)


def _heading(result: Mapping[str, Any], shown: Any, show: Screen) -> str:
    from codegraph_server.cli import render

    place = render.painted_place(render.location(result, shown), show)
    if result["role"] != "definition":
        return place
    name = show.paint(render.BOLD, render.printable(result.get("qualified") or result["name"]))
    return f"{place}  {show.paint('32', render.printable(result['kind']))} {name}"


def _parts(result: Mapping[str, Any], show: Screen) -> Iterator[str]:
    """What a score is made of, one line for each part."""
    from codegraph_server.cli import render

    parts = result.get("parts")
    if parts is None:
        return
    yield show.paint(render.YELLOW, f"  score {result.get('score', 0):g}")
    for name, value in parts.items():
        if isinstance(value, Mapping):
            value = ", ".join(f"{field} {often}" for field, often in value.items())
        elif isinstance(value, float):
            value = f"{value:g}"
        yield f"    {render.printable(str(name))}: {render.printable(str(value))}"


def _source(result: Mapping[str, Any], show: Screen) -> Iterator[str]:
    from codegraph_server.cli import render

    rows = result.get("lines") or ()
    width = max((len(str(row["line"] + 1)) for row in rows), default=0)
    room = render.PIPED_WIDTH if show.width is None else max(20, show.width - width - 6)
    for row in rows:
        number = show.paint(render.DIM, f"{row['line'] + 1:>{width}}")
        text = render.printable(row["text"].rstrip())
        yield f"  {number}  {text if len(text) <= room else text[: room - 1] + '…'}".rstrip()


commands = {"search": search}

"""The question what one has to read to know the answer: `context`.

Belongs here: the command, and how its answer looks. Stays out: what it shares with others
(`asking`, `render`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import located, page, print_answer
from codegraph_server.cli.options import Command, options, warn

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_LEAST = 200
_MOST = 200_000
_USUAL = 4000
_PATIENCE_MILLISECONDS = 2000


@click.command(
    "context",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph context where are failed uploads retried     what answers it, as Markdown
    codegraph context --tokens 8000 QuerySet.filter        a symbol and what stands around it
    codegraph context src/app.py:120:9 | wl-copy           of what stands there, to be pasted
    codegraph context --tokens 1000 src/app.py             the outline of a file, or all of it
    codegraph context --json Query | jq '.summary.tokens'
    """,
)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--tokens",
    type=click.IntRange(_LEAST, _MOST),
    default=_USUAL,
    metavar="N",
    help=f"At most N tokens of a language model, estimated high. Default: {_USUAL:,}.",
)
@click.option(
    "--tests",
    type=click.Choice(["auto", "only", "never"]),
    default="auto",
    help="Tests among what is searched: with the others (auto), only them, or none.",
)
def context(query: tuple[str, ...], tokens: int, tests: str) -> None:
    """What one has to read of the code to answer QUERY, in at most N tokens, as Markdown.

    QUERY is words, a name or a qualified name, path:line:column, or the path of a file. Definitions
    come whole as far as they fit; of what they call, are called by, name and override, the head or
    the lines that say so; then tests and documents. Each piece says why it is there.
    """
    if len(query) == 1:
        root, about = located(query[0], files=True)
        if "symbol" in about:
            about = {"query": query[0]}
    else:
        root, about = options().find_root(), {"query": " ".join(query)}
    params = {**about, **page(root, None, None), "tokens": tokens, "tests": tests}
    params["patience_ms"] = _PATIENCE_MILLISECONDS
    del params["limit"]
    print_answer(options().ask(root, "context", params), pasted, _as_json)


def pasted(answer: Mapping[str, Any], show: Screen) -> str:
    """The Markdown, without anything that a terminal would obey; what is no part of it is told
    beside it."""
    from codegraph_server.cli import render

    del show
    if answer.get("reason") and (answer["results"] or not sys.stdout.isatty()):
        warn(answer["reason"])
    if not answer["results"]:
        return f"nothing was found; {render.printable(answer.get('reason') or 'try other words')}\n"
    lines = answer["summary"]["markdown"].split("\n")
    return "\n".join("\t".join(map(render.printable, line.split("\t"))) for line in lines)


def _as_json(answer: dict[str, Any]) -> dict[str, Any]:
    """The pieces; the text that they make is left out."""
    from codegraph_server.cli.answers import printed

    summary = {n: value for n, value in answer.get("summary", {}).items() if n != "markdown"}
    return printed({**answer, "summary": summary})


commands = {"context": context}

"""`explain`: why a path is in the index, or is not; how the name at a position was resolved."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli import options as common
from codegraph_server.cli.options import (
    Command,
    absolute,
    end,
    here,
    options,
    write,
    write_json,
)
from codegraph_server.cli.render import Screen, printable, screen, table

if TYPE_CHECKING:
    from codegraph_server.cli.positions import Position


@click.command(
    "explain",
    cls=Command,
    short_help="Why a path is (not) in the index, or a name means what it does.",
    examples="""
    codegraph explain build/generated.py
    codegraph explain --json .env | jq -r '.results[0].reason'
    codegraph explain src/app.py:120:9         how what stands there was resolved, or why not
    """,
)
@click.argument("target", metavar="PATH[:LINE:COLUMN]")
def explain(target: str) -> None:
    """Why PATH is in the index, or is not: the rule that decided, and where it stands.

    With a position: how the name that stands there was resolved, or why it was not. Each step
    says what was looked at and what was found; steps within a step are indented below it. An edge
    that is wrong is reported best with this text.
    """
    from codegraph_server.cli.positions import Position, parse_target, path_in_root

    asked = absolute(Path(target))
    # A file may be named like a position.
    position = None if os.path.lexists(asked) or ":" not in target else parse_target(target, here())
    if isinstance(position, Position):
        _explain_position(position)
    root = options().root_around(asked)
    # Not through symlinks: whether one is followed is what this question is about.
    whole = os.path.realpath(asked) == str(root.path)
    spelled = "." if whole else str(Path(path_in_root(asked.parent, root.path)) / asked.name)
    answer = options().ask(root, "explain", {"path": spelled})
    if options().json:
        from codegraph_server.cli.answers import envelope

        write_json({**envelope(answer), "results": [dict(r) for r in answer["results"]]})
    else:
        show = screen(sys.stdout, options().color, here())
        write("".join(_text(result, asked, show) for result in answer["results"]))
    end(common.FOUND if answer["results"] else common.NOTHING)


def _explain_position(position: Position) -> None:
    from codegraph_server.cli.asking import print_answer

    root = options().root_around(position.path)
    deadline = options().settings(root.path).integer("query.deadline_ms")
    params = {**position.params(root.path), "text": True, "deadline_ms": deadline}

    def show(answer: dict[str, Any], show: Screen) -> str:
        from codegraph_server.cli.render_steps import explained

        return explained(answer, show)

    print_answer(options().ask(root, "explain", params), show)


def _text(result: Mapping[str, Any], asked: Path, show: Screen) -> str:
    """The reason, which is a sentence, and below it what else is known."""
    hidden = {"path", "kept", "reason"}
    # That a folder is no entry of the index, or what is left out, says nothing new.
    if not result["kept"] or not asked.is_file():
        hidden |= {"indexed", "linked", "edges"}
    first = show.paint("32" if result["kept"] else "33", printable(result["reason"]))
    rest = [
        (name.replace("_", " "), printable(_value(value)))
        for name, value in result.items()
        if name not in hidden and value not in (None, "", [])
    ]
    return "\n".join([first, *table(rest, show, "  ")]) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)


commands = {"explain": explain}

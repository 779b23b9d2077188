"""`explain`: why a path is in the index, or is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


@click.command(
    "explain",
    cls=Command,
    short_help="Why a path is in the index, or is not.",
    examples="""
    codegraph explain build/generated.py
    codegraph explain --json .env | jq -r '.results[0].reason'
    """,
)
@click.argument("path", type=click.Path(path_type=Path))
def explain(path: Path) -> None:
    """Why PATH is in the index, or is not: the rule that decided, and where it stands."""
    from codegraph_server.cli.positions import path_in_root

    asked = absolute(path)
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

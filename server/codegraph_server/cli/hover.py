"""The question `hover`.

Belongs here: the command. Stays out: what it shares with others (`asking`), and how it looks
(`render_calls`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import about_target, paged
from codegraph_server.cli.options import Command

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen


@click.command(
    "hover",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph hover src/app.py:120:9           what stands in line 120, column 9
    codegraph hover QuerySet.filter            by (qualified) name
    """,
)
@click.argument("target")
@paged
def hover(target: str, limit: int | None, cursor: str | None) -> None:
    """How TARGET is declared, what its documentation says, and how much it is used.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    about_target("hover", target, limit, cursor, {}, _described)


def _described(answer: dict[str, Any], screen: Screen) -> str:
    from codegraph_server.cli.render_calls import described

    return described(answer, screen)


commands = {"hover": hover}

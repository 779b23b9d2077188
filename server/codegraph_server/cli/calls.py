"""The questions about calls: `callers`, `callees`.

Belongs here: the two commands. Stays out: what they share with others (`asking`), and how trees of
calls look (`render_calls`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import about_target, paged, wanting, with_possible
from codegraph_server.cli.options import Command, F

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_DEEPEST = 20


def _deep(command: F) -> F:
    return click.option(
        "--depth",
        type=click.IntRange(1, _DEEPEST),
        default=1,
        metavar="N",
        help=f"Follow calls N steps, up to {_DEEPEST}. Default: 1.",
    )(command)


@click.command(
    "callers",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph callers src/app.py:120:9         who calls what stands in line 120, column 9
    codegraph callers QuerySet.filter          by (qualified) name
    codegraph callers --depth 3 get_user       and who calls those, three steps far
    codegraph callers --json Query | jq '.results[].calls[].line'
    """,
)
@click.argument("target")
@_deep
@with_possible
@paged
def callers(target: str, depth: int, possible: bool, limit: int | None, cursor: str | None) -> None:
    """Who calls the function, method or class TARGET, and where.

    TARGET is path:line:column, or a name, or a qualified name. A caller is the innermost function,
    method or class that holds the call (in C and C++ also a variable, as a table of functions),
    else the module. A class is called by who makes an instance. To take a method from an instance
    counts as a call, and so does the use of a property.
    """
    more = ({"depth": depth} if depth > 1 else {}) | wanting(possible)
    about_target("callers", target, limit, cursor, more, _callers)


@click.command(
    "callees",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph callees src/app.py:120:9         what is called by what stands there
    codegraph callees QuerySet.filter          by (qualified) name
    codegraph callees --depth 2 get_user       and what those call
    """,
)
@click.argument("target")
@_deep
@with_possible
@paged
def callees(target: str, depth: int, possible: bool, limit: int | None, cursor: str | None) -> None:
    """What the function, method, class or module TARGET calls, and where.

    TARGET is path:line:column, or a name, or a qualified name. Calls in inner functions count; what
    lies outside the workspace is not listed.
    """
    more = ({"depth": depth} if depth > 1 else {}) | wanting(possible)
    about_target("callees", target, limit, cursor, more, _callees)


def _callers(answer: dict[str, Any], screen: Screen) -> str:
    from codegraph_server.cli.render_calls import calls

    return calls(answer, "caller", screen)


def _callees(answer: dict[str, Any], screen: Screen) -> str:
    from codegraph_server.cli.render_calls import calls

    return calls(answer, "callee", screen)


commands = {"callers": callers, "callees": callees}

"""The questions about types: `typedef`, `impl`, `supertypes`, `subtypes`.

Belongs here: the four commands. Stays out: what they share with others (`asking`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from codegraph_server.cli.asking import Show, about_target, paged
from codegraph_server.cli.options import Command

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen


@click.command(
    "typedef",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph typedef src/app.py:120:9         the class of what stands there
    codegraph typedef get_user                 of what the function get_user gives
    """,
)
@click.argument("target")
@paged
def type_definition(target: str, limit: int | None, cursor: str | None) -> None:
    """Where the type of TARGET is defined: in this repository, or in what is installed.

    TARGET is path:line:column, or a name, or a qualified name. The type of a function is that of
    what it gives, that of a list or an optional what it holds.
    """
    about_target("typeDefinition", target, limit, cursor, {}, _types("type"))


@click.command(
    "impl",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph impl Field                       every class below the class Field
    codegraph impl Field.clean                 the methods that override it
    codegraph impl src/app.py:120:9            the same for what stands there
    """,
)
@click.argument("target")
@paged
def implementations(target: str, limit: int | None, cursor: str | None) -> None:
    """Every class below the class TARGET; of a method, the methods that override it.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    about_target("implementations", target, limit, cursor, {}, _types("implementation"))


@click.command(
    "supertypes",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph supertypes CharField             its direct bases, in order
    codegraph supertypes src/app.py:120:9      of the class that stands there
    """,
)
@click.argument("target")
@paged
def supertypes(target: str, limit: int | None, cursor: str | None) -> None:
    """The direct bases of the class TARGET, those outside the workspace left out.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    about_target("supertypes", target, limit, cursor, {}, _types("supertype"))


@click.command(
    "subtypes",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph subtypes Field                   the classes of which it is a direct base
    codegraph subtypes --json Field | jq '.results[].qualified'
    """,
)
@click.argument("target")
@paged
def subtypes(target: str, limit: int | None, cursor: str | None) -> None:
    """The classes of which the class TARGET is a direct base; `impl` lists those below them too.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    about_target("subtypes", target, limit, cursor, {}, _types("subtype"))


def _types(noun: str) -> Show:
    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli.render import symbols

        return symbols(answer, screen, noun)

    return show


commands = {
    "typedef": type_definition,
    "impl": implementations,
    "supertypes": supertypes,
    "subtypes": subtypes,
}

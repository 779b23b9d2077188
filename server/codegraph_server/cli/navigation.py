"""The questions about code: `def`, `refs`, `symbols`, `outline`.

Belongs here: one command for each, from arguments to parameters of the protocol and from the
answer to the choice of printer. Stays out: conversion of positions, and how answers look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from codegraph_client.errors import BadRequest
from codegraph_server.cli.asking import (
    Show,
    about_target,
    page,
    paged,
    print_answer,
    wanting,
    with_possible,
)
from codegraph_server.cli.options import Command, options

if TYPE_CHECKING:
    from codegraph_server.cli.render import Screen

_SYMBOLS_SHOWN = 50
"""A picker's worth: fuzzy matches go on for pages, and what lies beyond is announced."""


@click.command(
    "def",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph def src/app.py:120:9             what stands in line 120, column 9
    codegraph def QuerySet.filter              by (qualified) name
    codegraph def .venv/lib/python3.12/site-packages/click/core.py:9:8    in a library's file too
    codegraph def --possible src/app.py:9:11   also if nothing tells what stands before the dot
    codegraph def --declaration parse_header   in C and C++: where headers declare it
    codegraph def --json QuerySet | jq '.results[].path'
    """,
)
@click.argument("target")
@click.option("--declaration", is_flag=True, help="Where it is declared, if that is elsewhere.")
@with_possible
@paged
def definition(
    target: str, declaration: bool, possible: bool, limit: int | None, cursor: str | None
) -> None:
    """Where the symbol TARGET is defined.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    more = {"declaration": declaration, **wanting(possible)}
    about_target("definition", target, limit, cursor, more, _places("definition"))


@click.command(
    "refs",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph refs src/app.py:120:9            who uses what stands in line 120, column 9
    codegraph refs QuerySet.filter             by (qualified) name
    codegraph refs --definition get_user       the definition too
    codegraph refs --possible QuerySet.filter  also uses that may be of another one
    codegraph refs --limit 100 --json filter   one page; `next` is the cursor of the next
    """,
)
@click.argument("target")
@click.option("--definition", is_flag=True, help="List the definition too.")
@with_possible
@paged
def references(
    target: str, definition: bool, possible: bool, limit: int | None, cursor: str | None
) -> None:
    """Every place that uses the symbol TARGET, imports included.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    more = {"definition": definition, **wanting(possible)}
    about_target("references", target, limit, cursor, more, _places("reference"))


@click.command(
    "symbols",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph symbols httpresp                 any part of the name, in order
    codegraph symbols --kind class Query       only classes
    codegraph symbols 'lang:ts path:src get'   only in such files
    codegraph symbols --near src/api filter    what is close to src/api first
    codegraph symbols --limit 0 get            all of them
    """,
)
@click.argument("query")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only symbols of this kind.")
@click.option("--near", metavar="PATH", help="Rank what is close to this path first.")
@paged
def symbols(
    query: str, kinds: tuple[str, ...], near: str | None, limit: int | None, cursor: str | None
) -> None:
    """Symbols whose name matches QUERY fuzzily, best first.

    Without --limit a person sees the first 50, and whether there are more; --json has them all.
    """
    root = options().find_root()
    params: dict[str, Any] = {"query": query}
    if kinds:
        params["kinds"] = [kind.lower() for kind in kinds]
    if near is not None:
        from codegraph_server.cli.positions import path_in_root

        params["near"] = path_in_root(options().named(near), root.path)
    fallback = 0 if options().json else _SYMBOLS_SHOWN
    params |= page(root, limit, cursor, fallback)

    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli import render

        return render.symbols(answer, screen)

    print_answer(options().ask(root, "symbols", params), show)


@click.command(
    "outline",
    cls=Command,
    elsewhere=True,
    examples="""
    codegraph outline src/app.py
    codegraph outline --json src/app.py | jq '.results[].name'
    codegraph outline node_modules/vue/index.d.ts     of a library's file too
    """,
)
@click.argument("path")
@paged
def outline(path: str, limit: int | None, cursor: str | None) -> None:
    """The symbols of the file PATH, nested."""
    from codegraph_server.cli.positions import path_in_root

    file = options().named(path)
    if not file.is_file():
        problem = "a folder, not a file" if file.is_dir() else "there is no such file"
        raise BadRequest(f"{path}: {problem}")
    root = options().root_around(file)

    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli import render

        return render.outline(answer, screen)

    params = {"path": path_in_root(file, root.path), "text": True, "libraries": True}
    answer = options().ask(root, "outline", {**params, **page(root, limit, cursor)})
    print_answer(answer, show)


def _places(noun: str) -> Show:
    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli import render

        return render.places(answer, noun, screen)

    return show


commands = {"def": definition, "refs": references, "symbols": symbols, "outline": outline}

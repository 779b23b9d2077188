"""The questions about code: `def`, `refs`, `symbols`, `outline`.

Belongs here: one command for each, from arguments to parameters of the protocol and from the
answer to the choice of printer. Stays out: conversion of positions, and how answers look.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from codegraph_client.errors import BadRequest
from codegraph_server.cli import options as common
from codegraph_server.cli.options import (
    Command,
    F,
    absolute,
    end,
    here,
    options,
    write,
    write_json,
)

if TYPE_CHECKING:
    from codegraph_client.root import Root
    from codegraph_server.cli.render import Screen

_SYMBOLS_SHOWN = 50
"""A picker's worth: fuzzy matches go on for pages, and what lies beyond is announced."""


def _paged(command: F) -> F:
    command = click.option(
        "--cursor",
        metavar="CURSOR",
        help="Continue behind the page whose `next` this was.",
    )(command)
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        help="At most N results; 0: all of them. Default: the setting results.limit.",
    )(command)


@click.command(
    "def",
    cls=Command,
    examples="""
    codegraph def src/app.py:120:9             what stands in line 120, column 9
    codegraph def QuerySet.filter              by (qualified) name
    codegraph def --json QuerySet | jq '.results[].path'
    """,
)
@click.argument("target")
@_paged
def definition(target: str, limit: int | None, cursor: str | None) -> None:
    """Where the symbol TARGET is defined.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    _about_target("definition", "definition", target, limit, cursor, {})


@click.command(
    "refs",
    cls=Command,
    examples="""
    codegraph refs src/app.py:120:9            who uses what stands in line 120, column 9
    codegraph refs QuerySet.filter             by (qualified) name
    codegraph refs --definition get_user       the definition too
    codegraph refs --limit 100 --json filter   one page; `next` is the cursor of the next
    """,
)
@click.argument("target")
@click.option("--definition", is_flag=True, help="List the definition too.")
@_paged
def references(target: str, definition: bool, limit: int | None, cursor: str | None) -> None:
    """Every place that uses the symbol TARGET, imports included.

    TARGET is path:line:column, or a name, or a qualified name.
    """
    _about_target("references", "reference", target, limit, cursor, {"definition": definition})


@click.command(
    "symbols",
    cls=Command,
    examples="""
    codegraph symbols httpresp                 any part of the name, in order
    codegraph symbols --kind class Query       only classes
    codegraph symbols --near src/api filter    what is close to src/api first
    codegraph symbols --limit 0 get            all of them
    """,
)
@click.argument("query")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only symbols of this kind.")
@click.option("--near", metavar="PATH", help="Rank what is close to this path first.")
@_paged
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

        params["near"] = path_in_root(absolute(near), root.path)
    fallback = 0 if options().json else _SYMBOLS_SHOWN
    params |= _page(root, limit, cursor, fallback)

    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli import render

        return render.symbols(answer, screen)

    _print(options().ask(root, "symbols", params), show)


@click.command(
    "outline",
    cls=Command,
    examples="""
    codegraph outline src/app.py
    codegraph outline --json src/app.py | jq '.results[].name'
    """,
)
@click.argument("path")
@_paged
def outline(path: str, limit: int | None, cursor: str | None) -> None:
    """The symbols of the file PATH, nested."""
    from codegraph_server.cli.positions import path_in_root

    file = absolute(path)
    if not file.is_file():
        problem = "a folder, not a file" if file.is_dir() else "there is no such file"
        raise BadRequest(f"{path}: {problem}")
    root = options().root_around(file)

    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli import render

        return render.outline(answer, screen)

    params = {"path": path_in_root(file, root.path), "text": True, **_page(root, limit, cursor)}
    _print(options().ask(root, "outline", params), show)


def _about_target(
    question: str,
    noun: str,
    target: str,
    limit: int | None,
    cursor: str | None,
    more: dict[str, Any],
) -> None:
    from codegraph_server.cli.positions import Position, parse_target

    wanted = parse_target(target, here())
    # A file brings its own root, wherever the person stands.
    if isinstance(wanted, Position):
        root = options().root_around(wanted.path)
    else:
        root = options().find_root()
    params = {**wanted.params(root.path), **more, "text": True, **_page(root, limit, cursor)}

    def show(answer: dict[str, Any], screen: Screen) -> str:
        from codegraph_server.cli import render

        return render.places(answer, noun, screen)

    _print(options().ask(root, question, params), show)


def _page(root: Root, limit: int | None, cursor: str | None, fallback: int = 0) -> dict[str, Any]:
    settings = options().settings(root.path)
    if limit is None:
        limit = settings.integer("results.limit") or fallback
    page: dict[str, Any] = {
        "limit": limit or None,
        "deadline_ms": settings.integer("query.deadline_ms"),
    }
    return page if cursor is None else page | {"cursor": cursor}


def _print(answer: dict[str, Any], show: Callable[[dict[str, Any], Screen], str]) -> None:
    if options().json:
        from codegraph_server.cli.answers import printed

        write_json(printed(answer))
    else:
        from codegraph_server.cli.render import screen

        write(show(answer, screen(sys.stdout, options().color, here())))
    end(common.FOUND if answer["results"] else common.NOTHING)


commands = {"def": definition, "refs": references, "symbols": symbols, "outline": outline}

"""Asking about code: what the commands share that print places in the source.

Belongs here: paging, questions about a TARGET, and the choice between text and JSON. Stays out:
the commands, conversion of positions, and how answers look.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from codegraph_client.protocol import WITH_LIBRARIES, WITH_POSSIBLE
from codegraph_server.cli import options as common
from codegraph_server.cli.options import F, end, here, options, write, write_json

if TYPE_CHECKING:
    from codegraph_client.root import Root
    from codegraph_server.cli.render import Screen

PATIENCE = 50
"""Times as long as usual, for what reads earlier texts, or those of all files: who asks for that
waits for it, and there may be very many."""

Show = Callable[[dict[str, Any], "Screen"], str]
"""From an answer of the protocol to the text for a person."""


def paged(command: F) -> F:
    """The options `--limit` and `--cursor`."""
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


def with_possible(command: F) -> F:
    """The option `--possible`."""
    return click.option(
        "--possible",
        is_flag=True,
        help="Also what is only possible, because it is not known what a name is used on.",
    )(command)


def wanting(possible: bool) -> dict[str, Any]:
    """The parameter that `--possible` stands for."""
    return {"possible": "always"} if possible else {}


def about_target(
    question: str,
    target: str,
    limit: int | None,
    cursor: str | None,
    more: dict[str, Any],
    show: Show,
    *,
    files: bool = False,
) -> None:
    """Ask a question about TARGET (`path:line:column`, or a name) and print the answer; `files`:
    it may be a whole file as well."""
    root, about = located(target, files=files)
    params = {**about, **more, "text": True, **page(root, limit, cursor)}
    if question in WITH_POSSIBLE and "possible" not in params:
        # What holds for this call need not be what the daemon was started with.
        params["possible"] = options().settings(root.path).text("query.possible")
    if question in WITH_LIBRARIES:
        params["libraries"] = True
    answer = options().ask(root, question, params)
    in_index = not os.path.isabs(about.get("path", ""))
    if "line" in about and in_index and not answer["results"] and not options().json:
        reason = answer.get("reason") or "nothing was found"
        answer = {**answer, "reason": f"{reason}; `codegraph explain {target}` shows why"}
    print_answer(answer, show)


def located(target: str, *, files: bool = False) -> tuple[Root, dict[str, Any]]:
    """The root that TARGET is in and the parameters that say it; a path of a file, if `files`."""
    from codegraph_server.cli.positions import Position, parse_target, path_in_root

    file = options().named(target)
    # As a path it is mapped to the tree that is asked; as the name of a symbol it stays.
    spelled = str(file) if os.path.isabs(target) else target
    if files and file.is_file():
        root = options().root_around(file)
        return root, {"path": path_in_root(file, root.path)}
    wanted = parse_target(spelled, options().named("."))
    # A file brings its own root, wherever the person stands.
    if isinstance(wanted, Position):
        root = options().root_around(wanted.path)
    else:
        root = options().find_root()
    return root, wanted.params(root.path)


def about_changes(
    question: str,
    since: str | None,
    staged: bool,
    limit: int | None,
    cursor: str | None,
    more: dict[str, Any],
    show: Show,
    as_json: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> None:
    """Ask about all that differs from a revision and print the answer."""
    if options().archive is not None or (staged and options().rev is not None):
        raise click.UsageError("an archive has no revisions, and nothing is staged in a revision")
    root = options().find_root()
    params = {**more, **page(root, limit, cursor), "since": since or "HEAD"}
    if staged:
        params["staged"] = True
    # Files that differ are parsed in both states.
    params["deadline_ms"] *= PATIENCE
    print_answer(options().ask(root, question, params), show, as_json)


def page(root: Root, limit: int | None, cursor: str | None, fallback: int = 0) -> dict[str, Any]:
    """The parameters that every question about code has."""
    settings = options().settings(root.path)
    if limit is None:
        limit = settings.integer("results.limit") or fallback
    params: dict[str, Any] = {
        "limit": limit or None,
        "deadline_ms": settings.integer("query.deadline_ms"),
    }
    return params if cursor is None else params | {"cursor": cursor}


def print_answer(
    answer: dict[str, Any],
    show: Show,
    as_json: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> None:
    """Print an answer, as JSON if that is wanted, and end with the exit code that it means.

    `as_json` makes the object to print of it, where its results are no places in the source.
    """
    if options().json:
        from codegraph_server.cli.answers import printed

        write_json((as_json or printed)(answer))
    else:
        from codegraph_server.cli.render import screen

        seen = options().as_seen(answer)
        write(show(seen, screen(sys.stdout, options().color, here())))
    end(common.FOUND if answer["results"] else common.NOTHING)

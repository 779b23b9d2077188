"""Building the index and asking how far it is: `index`, `status`.

Belongs here: the wait for an index with its progress bar, and the report of what is served.
Stays out: the life of the daemon's process (`daemon`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from codegraph_client.errors import BadRequest
from codegraph_server.cli import options as common
from codegraph_server.cli.options import (
    Command,
    absolute,
    end,
    here,
    options,
    warn,
    write,
    write_json,
)
from codegraph_server.cli.render import (
    Screen,
    count,
    duration,
    printable,
    screen,
    size_text,
    table,
)

_STAGES = {
    "starting": "Starting",
    "scanning": "Looking for files",
    "parsing": "Reading files",
    "linking": "Linking symbols",
    "chunking": "Reading words",
    "reading": "Reading again",
    "postings": "Checking uses",
    "words": "Checking words",
    "ready": "Ready",
}

_LEFT_OUT_SHOWN = 5

OnProgress = Callable[[Mapping[str, Any]], None]


class _IndexCommand(Command):
    """`--wait` takes a value only as `--wait=graph`: a word behind it is the PATH."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        split = args.index("--") if "--" in args else len(args)
        plain = ["--wait=ready" if word == "--wait" else word for word in args[:split]]
        return super().parse_args(ctx, plain + args[split:])


@click.command(
    "index",
    cls=_IndexCommand,
    short_help="Index a repository, and wait until it is ready.",
    examples="""
    codegraph index                  this repository, until it is ready
    codegraph index ~/src/app        another one
    codegraph index --wait=graph     until references are linked
    codegraph index --no-wait        only make sure that it is being indexed
    codegraph index --rev v1.2       an older revision, beside the work tree
    codegraph index --archive x.zip  what is in an archive
    """,
    elsewhere=True,
)
@click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
@click.option(
    "--wait",
    type=click.Choice(["ready", "graph"]),
    metavar="[=graph]",
    help="Wait until all is ready (the default), or only until references are linked.",
)
@click.option("--no-wait", is_flag=True, help="Return as soon as the daemon is at work.")
@click.option(
    "--remove", is_flag=True, help="Remove what --rev or --archive has laid out, instead."
)
def index(path: Path | None, wait: str | None, no_wait: bool, remove: bool) -> None:
    """Index the repository of PATH (default: the current folder), and wait until it is ready.

    On a terminal a bar shows the progress. Interrupting it stops the waiting, not the indexing.

    With --rev the files of a revision are laid out in the cache and indexed beside the work tree;
    what is the same is not read again. Questions about them have the same option. With --archive
    the same is done for a ZIP or TAR archive.
    """
    if remove:
        _remove(path)
    if no_wait and wait:
        raise click.UsageError("--wait and --no-wait exclude each other")
    if path is not None and options().root is not None:
        raise click.UsageError("give PATH or --root, not both")
    root = options().find_root(None if path is None else absolute(path))
    goal = "none" if no_wait else wait or "ready"
    began = time.monotonic()
    try:
        with options().connect(root) as connection, progress_bar(goal) as progress:

            def heard(method: str, params: Mapping[str, Any]) -> None:
                if method == "progress":
                    progress(params)

            status = connection.ask("index", {"wait": goal}, on_notification=heard)
    except KeyboardInterrupt:
        warn("codegraph: no longer waiting; the daemon goes on indexing")
        raise
    status = {**status, **options().said_of_tree()}
    if options().json:
        write_json(status)
    else:
        show = screen(sys.stdout, options().color, here())
        write(_indexed(status, (time.monotonic() - began) * 1000, show))


def _remove(path: Path | None) -> NoReturn:
    """Remove the tree of a revision or an archive."""
    from codegraph_client import trees
    from codegraph_client.place import cache_dir

    tree = options().laid_out(None if path is None else absolute(path))
    if tree is not None:
        trees.remove(tree)
    if options().json:
        folders = [] if tree is None else [str(tree.folder)]
        write_json({"cache": str(cache_dir()), "entries": [], "trees": folders})
    elif tree is None:
        write("nothing to remove\n")
    else:
        write(f"removed the {tree.kind} {printable(tree.told)} ({size_text(tree.bytes)})\n")
    end(common.NOTHING if tree is None else common.FOUND)


@click.command(
    "status",
    cls=Command,
    short_help="What is served, and how far the index is.",
    examples="""
    codegraph status
    codegraph status --json | jq .state
    codegraph status --no-start      fail if no daemon is running
    """,
    elsewhere=True,
)
@click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
def status(path: Path | None) -> None:
    """What the daemon of this repository serves, and how far its index is."""
    if path is not None and options().root is not None:
        raise click.UsageError("give PATH or --root, not both")
    root = options().find_root(None if path is None else absolute(path))
    answer = options().ask(root, "status", {})
    if not answer["results"]:
        raise BadRequest(answer.get("reason") or "the daemon has no status to tell")
    fields = answer["results"][0]
    if options().json:
        write_json(dict(fields))
    else:
        write(status_text(fields, screen(sys.stdout, options().color, here())))


def status_text(fields: Mapping[str, Any], show: Screen) -> str:
    """A status as a person reads it."""
    get = fields.get
    why = f" ({get('why_root')})" if get("why_root") else ""
    life = [f"pid {get('pid')}"]
    if get("uptime_s") is not None:
        life.append(f"up {duration(get('uptime_s', 0) * 1000)}")
    if isinstance(get("memory_mb"), (int, float)):
        life.append(f"{get('memory_mb'):.0f} MB")
    life.append(count(_number(get("workers")), "worker"))
    rows = [
        ("root", f"{get('root')}{why}"),
        ("state", f"{_state(fields)} · generation {get('generation')}"),
        ("index", _counts(fields)),
        *_search(fields),
        ("daemon", " · ".join(life)),
    ]
    if get("watching") not in (None, ""):
        rows.append(("watching", _plain(get("watching"))))
    if get("store"):
        size = get("disk_mb")
        on_disk = f" ({size:.1f} MB)" if isinstance(size, (int, float)) else ""
        rows.append(("store", f"{get('store')}{on_disk}"))
    rows += _libraries(get("libraries"))
    if get("log"):
        rows.append(("log", str(get("log"))))
    versions = f"{get('version')} (protocol {get('protocol')}"
    rows.append(("version", f"{versions}, index format {get('index_format')})"))
    lines = table([(label, printable(value)) for label, value in rows], show)
    return "\n".join([*lines, *_problems(fields, show)]) + "\n"


def _libraries(kept: Any) -> list[tuple[str, str]]:
    """What is kept of libraries; nothing if that is nothing, or the daemon does not say."""
    if not isinstance(kept, Mapping) or not (kept.get("packs") or kept.get("sources_mb")):
        return []
    told = f"{count(_number(kept.get('packs')), 'pack')} ({kept.get('packs_mb')} MB)"
    unpacked = kept.get("sources_mb")
    return [("libraries", told + (f" · {unpacked} MB of sources unpacked" if unpacked else ""))]


def _indexed(status: Mapping[str, Any], milliseconds: float, show: Screen) -> str:
    state = status.get("state")
    done = "Ready" if state == "ready" else _state(status).capitalize()
    first = show.paint("1", f"{done}: {_counts(status)}")
    of = status.get("archive") or (status.get("revision") or {}).get("name")
    facts = f" · {duration(milliseconds)} · generation {status.get('generation')}"
    facts = (f" · {printable(of)}" if of else "") + facts
    return "\n".join([first + show.paint("2", facts), *_problems(status, show)]) + "\n"


def _counts(fields: Mapping[str, Any]) -> str:
    nouns = (("files", "file"), ("symbols", "symbol"), ("edges", "edge"))
    return " · ".join(count(_number(fields.get(key)), noun) for key, noun in nouns)


def _search(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The row that says how many files searches know."""
    search = fields.get("search")
    if not search:
        return []
    done, total = _number(search.get("done")), _number(search.get("total"))
    text = f"{search.get('state')}, {done:,} of {total:,} files"
    text = "ready" if search.get("state") == "ready" else text
    if search.get("state") == "off":
        text = "off"
    if search.get("left_out"):
        text += f" · {count(_number(search['left_out']), 'file')} could not be cut"
    return [("search", text), *map(_vectors, search.get("vectors") or ())]


def _vectors(row: Mapping[str, Any]) -> tuple[str, str]:
    """The row that says how far the vectors of one model are."""
    state, left = row.get("state"), _number(row.get("left"))
    text = f"{printable(str(row.get('model')))}: {state}"
    if state == "failed":
        text += f", {printable(str(row.get('reason')))}"
    elif state != "ready":
        text += f", {count(left, 'chunk')} left"
        if isinstance(row.get("seconds"), (int, float)):
            text += f", about {duration(1000 * row['seconds'])}"
    return "vectors", text


def _state(fields: Mapping[str, Any]) -> str:
    state = str(fields.get("state"))
    done, total = _number(fields.get("done")), _number(fields.get("total"))
    if state == "ready" or not total:
        return state
    return f"{state}, {done:,} of {total:,} files"


def _problems(fields: Mapping[str, Any], show: Screen) -> list[str]:
    """What a person should know: problems, and files that could not be indexed."""
    given_up = [f"{each['path']}: {each['reason']}" for each in fields.get("poison") or ()]
    told = set(given_up)
    problems = [f"given up: {sentence}" for sentence in given_up]
    others = [problem for problem in fields.get("problems") or () if problem not in told]
    problems += [f"problem: {_plain(problem)}" for problem in others]
    left_out = [reason for reason in fields.get("left_out") or () if reason not in told]
    problems += [f"left out: {_plain(reason)}" for reason in left_out[:_LEFT_OUT_SHOWN]]
    if len(left_out) > _LEFT_OUT_SHOWN:
        more = len(left_out) - _LEFT_OUT_SHOWN
        problems.append(f"left out: {more} more, see codegraph status --json")
    problems += _repositories(fields.get("repositories") or ())
    return [show.paint("33", printable(problem)) for problem in problems]


def _repositories(inside: Sequence[str]) -> list[str]:
    """The sentence about folders that are indexed apart, and how to ask about them."""
    if not inside:
        return []
    shown = ", ".join(inside[:_LEFT_OUT_SHOWN])
    if len(inside) > _LEFT_OUT_SHOWN:
        shown += f" and {len(inside) - _LEFT_OUT_SHOWN} more"
    if len(inside) == 1:
        return [f"left out: {shown} is a repository of its own; run codegraph there"]
    return [f"left out: {shown} are repositories of their own; run codegraph in each"]


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _number(value: Any) -> int:
    """A count, which the daemon may also give as the list of what is counted."""
    if isinstance(value, (list, tuple)):
        return len(value)
    return int(value or 0)


def _done_of(done: int, total: int, params: Mapping[str, Any]) -> str:
    if params.get("unit") == "bytes":
        return f"{done * 100 // total} %"
    return f"{done:,}/{total:,} files"


@contextmanager
def progress_bar(goal: str) -> Iterator[OnProgress]:
    """A progress bar on a terminal, and nothing elsewhere. It goes to standard error."""
    if goal == "none" or not sys.stderr.isatty():
        yield lambda _params: None
        return
    # Costs 100 ms, which only somebody who waits for an index pays.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=options().color == "never" or None)
    counts = TextColumn("{task.fields[counts]}")
    columns = (TextColumn("{task.description:<18}"), BarColumn(), counts, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_STAGES["starting"], total=None, counts="")

        def show(params: Mapping[str, Any]) -> None:
            total, done = _number(params.get("total")), _number(params.get("done"))
            stage = str(params.get("stage"))
            bar.update(
                task,
                description=_STAGES.get(stage, printable(stage)),
                total=total or None,
                completed=done,
                counts=_done_of(done, total, params) if total else "",
            )

        yield show


commands = {"index": index, "status": status}

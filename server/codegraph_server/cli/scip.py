"""`scip import|export|status|remove`: indexes that languages' own indexers make, and ours as one.

Belongs here: asking for it, with the progress, and showing what became of it. Stays out: reading
and writing indexes (the daemon's `scip`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from codegraph_client.errors import CodeGraphError
from codegraph_server.cli import options as common
from codegraph_server.cli.options import Group, absolute, end, here, options, write, write_json
from codegraph_server.cli.render import Screen, count, printable, screen

_FADED_SHOWN = 5
_WHY_NOT = {
    "stale": "of another text than is indexed",
    "unknown": "of no indexed file",
    "outside": "of files outside of the root",
}


@click.group(
    "scip",
    cls=Group,
    short_help="Take in precise indexes of other tools; write one.",
    examples="""
    codegraph scip import index.scip   as scip-python, scip-typescript and others write it
    codegraph scip export -o app.scip  this index, for other tools
    codegraph scip status              what is imported, and what of it has faded
    codegraph scip remove              go back to CodeGraph's own links alone
    """,
)
def scip() -> None:
    """Precise indexes in the format SCIP, as the indexers of many languages write it."""


@scip.command(
    "import",
    short_help="Have the links of a precise index stand above our own.",
    examples="""
    codegraph scip import index.scip
    codegraph scip import api/index.scip web/index.scip     several projects of one repository
    codegraph scip import ci.scip --project-root .          made elsewhere of the same text
    """,
)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--project-root",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Where the project of the index lies here, if the index says otherwise.",
)
def import_(files: tuple[Path, ...], folder: Path | None) -> None:
    """Have what the indexes FILE say stand above what CodeGraph found itself.

    It takes the place of what was imported before. Of a document whose file has another text by
    now nothing is taken, and what was taken of a file has no effect while its text is another.
    Exit codes: 0 imported, 1 no document is of a file as it is now, 2 failure.
    """
    params = {
        "action": "import",
        "files": [str(absolute(file)) for file in files],
        "folder": None if folder is None else str(absolute(folder)),
    }
    found = _ask(params)
    if options().json:
        write_json(found)
    else:
        write(_imported(found, _screen()))
    end(common.FOUND if found["taken"] else common.NOTHING)


@scip.command(
    "export",
    short_help="Write this index in the format SCIP.",
    examples="""
    codegraph scip export                       to index.scip
    codegraph scip export -o build/app.scip
    codegraph scip export --libraries           with uses of libraries
    """,
)
@click.option(
    "-o",
    "--output",
    default="index.scip",
    show_default=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it; what is there is replaced at once, when all is written.",
)
@click.option(
    "--libraries",
    is_flag=True,
    help="Also uses of what is installed: each name that leads out is looked up, which takes time.",
)
def export(output: Path, libraries: bool) -> None:
    """Write this index in the format SCIP, for tools that read it.

    It holds definitions and their documentation, and the uses that are certain or inferred.
    """
    found = _ask({"action": "export", "file": str(absolute(output)), "libraries": libraries})
    if options().json:
        write_json(found)
    else:
        nouns = (("documents", "document"), ("symbols", "symbol"), ("occurrences", "occurrence"))
        counts = " · ".join(count(found[key], noun) for key, noun in nouns)
        if libraries:
            counts += " · " + count(found["external"], "symbol") + " of libraries"
        written = f"Written: {printable(str(output))}"
        write(_screen().paint("1", written) + f" · {counts} · {found['bytes'] / 1e6:.1f} MB\n")


@scip.command(
    "status",
    short_help="What is imported, and how much of it holds.",
    examples="""
    codegraph scip status
    codegraph scip status --json | jq .faded
    """,
)
def status() -> None:
    """What is imported into this workspace, and how much of it holds.

    Exit codes: 0 something is imported, 1 nothing is, 2 failure.
    """
    found = _ask({"action": "status"})
    if options().json:
        write_json(found)
    else:
        write(_status(found, _screen()))
    end(common.FOUND if found["imported"] else common.NOTHING)


@scip.command(
    "remove",
    short_help="Have no imported links any more.",
    examples="""
    codegraph scip remove
    """,
)
def remove() -> None:
    """Go back to CodeGraph's own links alone.

    Exit codes: 0 removed, 1 nothing was imported, 2 failure.
    """
    found = _ask({"action": "remove"})
    if options().json:
        write_json(found)
    else:
        write("Removed.\n" if found["imported"] else "Nothing is imported.\n")
    end(common.FOUND if found["imported"] else common.NOTHING)


def _ask(params: dict[str, Any]) -> dict[str, Any]:
    from codegraph_client.protocol import SCIP
    from codegraph_server.cli.indexing import progress_bar

    root = options().find_root()
    with options().connect(root) as connection, progress_bar("ready") as progress:

        def heard(method: str, told: Mapping[str, Any]) -> None:
            if method == "progress":
                progress(told)

        # A cold index is made first, with its own progress.
        connection.ask("index", {"wait": "ready"}, on_notification=heard)
        found = connection.ask(SCIP, params, on_notification=heard)
    if not isinstance(found, dict):
        raise CodeGraphError("the daemon's answer to scip has no form that this client knows")
    return {**found, "root": str(root.given)}


def _screen() -> Screen:
    return screen(sys.stdout, options().color, here())


def _imported(found: Mapping[str, Any], show: Screen) -> str:
    tools = ", ".join(dict.fromkeys(found["tools"])) or "an unknown indexer"
    taken = f"{found['taken']:,} of {count(found['documents'], 'document')}"
    lines = [
        show.paint("1", f"Imported: {taken} of {printable(tools)}")
        + f" · {count(found['links'], 'precise link')} · {found['external']:,} to other packages"
    ]
    for why, words in _WHY_NOT.items():
        if found[why]:
            named = ", ".join(printable(path) for path in found["named"][why])
            more = ", …" if found[why] > len(found["named"][why]) else ""
            lines.append(show.paint("33", f"left out: {found[why]:,} {words}: {named}{more}"))
    return "\n".join(lines) + "\n"


def _status(found: Mapping[str, Any], show: Screen) -> str:
    if not found["imported"]:
        return "Nothing is imported.\n"
    lines = [_imported(found, show).rstrip("\n")]
    faded = found["faded"]
    holding = f"{count(found['holding'], 'file')} as when it was imported"
    lines.append(f"holds: {holding}" + (f" · {len(faded):,} changed since" if faded else ""))
    lines += [f"  changed: {printable(path)}" for path in faded[:_FADED_SHOWN]]
    if len(faded) > _FADED_SHOWN:
        lines.append(f"  {len(faded) - _FADED_SHOWN:,} more, see --json")
    return "\n".join(lines) + "\n"


commands = {"scip": scip}

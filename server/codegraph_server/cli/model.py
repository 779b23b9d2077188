"""`model list|add|use|remove`: the models that search by meaning makes its vectors with.

Belongs here: asking a process for a model to be added, and saying which there are. Stays out: what
a model's folder holds (`codegraph_client.models`), and running models (the daemon's `vectors`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from codegraph_client import models
from codegraph_client.errors import CodeGraphError, ConfigError
from codegraph_client.models import EMBEDDED, Model
from codegraph_client.settings import user_file
from codegraph_server.cli import options as common
from codegraph_server.cli.options import (
    Command,
    Group,
    absolute,
    end,
    here,
    options,
    write,
    write_json,
)
from codegraph_server.cli.render import Screen, printable, screen, table

_KNOWN = {"minilm": "sentence-transformers/all-MiniLM-L6-v2"}
"""Names that say which model is meant."""


@click.group(
    "model",
    cls=Group,
    short_help="The models that search by meaning uses.",
    examples="""
    codegraph model list                             what there is, and what is used
    codegraph model add minilm --from ./MiniLM       a model that lies in a folder
    codegraph model use embedded minilm              search with both
    codegraph model remove minilm
    """,
)
def model() -> None:
    """Models that make vectors of code and of questions.

    The default comes with CodeGraph and needs no network. Others are added by you alone: nothing
    is downloaded but by `model add`, and a repository's settings cannot name a model.
    """


@model.command(
    "list",
    cls=Command,
    short_help="Which models there are, and which are used.",
    examples="""
    codegraph model list
    codegraph model list --json | jq '.models[] | select(.used)'
    """,
)
def list_() -> None:
    """Which models there are on this machine, and which of them searches use.

    Exit codes: 0 there are some, 1 there is none, 2 failure.
    """
    used = options().settings(None).strings("search.models")
    known = [each for each in (models.find(EMBEDDED), *models.added()) if each is not None]
    missing = [name for name in used if name not in {each.name for each in known}]
    if options().json:
        write_json({"models": [_row(each, used) for each in known], "missing": missing})
    else:
        write(_listed(known, used, missing, screen(sys.stdout, options().color, here())))
    end(common.FOUND if known else common.NOTHING)


@model.command(
    "add",
    cls=Command,
    short_help="Add a model: from a folder, by download, or an endpoint.",
    examples="""
    codegraph model add minilm --from ~/models/all-MiniLM-L6-v2
    codegraph model add minilm                       the same, by fastembed's own download
    codegraph model add jina --download jinaai/jina-embeddings-v2-base-code
    codegraph model add ours --endpoint http://localhost:8080/v1/embeddings --remote big-code
    """,
)
@click.argument("name", metavar="NAME")
@click.option(
    "--from",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="A folder with tokenizer.json and a network (*.onnx) or a table (model.safetensors).",
)
@click.option("--download", metavar="MODEL", help="What fastembed calls the model.")
@click.option(
    "--endpoint",
    metavar="URL",
    help="An address that answers as OpenAI's embeddings do. Texts of the code are sent there.",
)
@click.option("--remote", metavar="MODEL", help="What the endpoint calls the model.")
@click.option(
    "--key-variable", metavar="VARIABLE", help="The environment variable with the endpoint's key."
)
@click.option("--file", metavar="FILE", help="Which network of the folder, if it has several.")
@click.option(
    "--pooling",
    type=click.Choice(["mean", "cls", "last", "none"]),
    default="mean",
    show_default=True,
    help="How a network of a folder makes one vector of many.",
)
@click.option(
    "--metric",
    type=click.Choice(["cosine", "inner", "l2"]),
    default="cosine",
    show_default=True,
    help="How two vectors of the model are compared.",
)
@click.option(
    "--tokens",
    type=click.IntRange(min=8),
    metavar="N",
    help="So much of a function a network reads. Default: 128.",
)
def add(
    name: str, folder: Path | None, download: str | None, endpoint: str | None, **more: Any
) -> None:
    """Add the model NAME to those that `model use` can choose from.

    Its files are copied, and their hashes are kept: a file that changes later is not used. With
    neither --from, --download nor --endpoint NAME says it (minilm).
    """
    if sum(given is not None for given in (folder, download, endpoint)) > 1:
        raise click.UsageError("give one of --from, --download and --endpoint")
    if folder is None and download is None and endpoint is None:
        download = _KNOWN.get(name)
        if download is None:
            raise click.UsageError("say where it comes from: --from, --download or --endpoint")
    wanted = {
        "name": name,
        "folder": None if folder is None else str(absolute(folder)),
        "download": download,
        "url": endpoint,
        **more,
    }
    added = _add(wanted)
    if options().json:
        write_json(_row(added, options().settings(None).strings("search.models")))
    else:
        show = screen(sys.stdout, options().color, here())
        told = show.paint("1", f"Added: {printable(added.name)}") + f" · {_about(added)}"
        write(f"{told}\nUse it with: codegraph model use {EMBEDDED} {printable(added.name)}\n")


@model.command(
    "use",
    cls=Command,
    short_help="Choose the models that searches use.",
    examples="""
    codegraph model use embedded            the default alone
    codegraph model use embedded minilm     the default, and behind it a better one
    codegraph model use none                words and symbols alone
    """,
)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def use(names: tuple[str, ...]) -> None:
    """Search with the models NAME from now on, in all repositories.

    It is written into your settings, as search.models. Vectors of another model are made in the
    background; until then the vectors that are there answer. A daemon that runs takes it up when
    it is restarted.
    """
    wanted = () if names == ("none",) else tuple(dict.fromkeys(names))
    for name in wanted:
        if models.find(name) is None:
            raise click.UsageError(f"there is no model {name}; `codegraph model list` shows them")
    file = user_file()
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    try:
        changed = models.with_models(text, wanted)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from None
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".new")
    unfinished.write_text(changed, encoding="utf-8")
    unfinished.replace(file)
    if options().json:
        write_json({"models": list(wanted), "file": str(file)})
    else:
        shown = ", ".join(map(printable, wanted)) or "no model"
        write(f"Searches use: {shown}\nWritten into {printable(str(file))}\n")


@model.command(
    "remove",
    cls=Command,
    short_help="Remove a model that was added.",
    examples="""
    codegraph model remove minilm
    """,
)
@click.argument("name", metavar="NAME")
def remove(name: str) -> None:
    """Remove the model NAME and its files. The default cannot be removed.

    Exit codes: 0 removed, 1 there is none of this name, 2 failure.
    """
    removed = models.remove(name)
    if options().json:
        write_json({"removed": removed})
    else:
        write("Removed.\n" if removed else f"There is no model {printable(name)}.\n")
    end(common.FOUND if removed else common.NOTHING)


def _add(wanted: dict[str, Any]) -> Model:
    """Have a process add it. Raises CodeGraphError with what is wrong."""
    command = [sys.executable, "-P", "-m", "codegraph_daemon.vectors.adding"]
    process = subprocess.run(
        command, input=json.dumps(wanted).encode(), stdout=subprocess.PIPE, check=False, cwd="/"
    )
    try:
        answer = json.loads(process.stdout)
    except ValueError:
        raise CodeGraphError(f"adding the model ended with {process.returncode}") from None
    if "refused" in answer:
        raise CodeGraphError(answer["refused"])
    return Model(**answer["added"])


def _row(each: Model, used: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": each.name,
        "kind": each.kind,
        "dimension": each.dimension,
        "metric": each.metric,
        "bytes": each.bytes,
        "licence": each.licence,
        "url": each.url,
        "folder": each.folder,
        "used": each.name in used,
    }


def _listed(known: list[Model], used: tuple[str, ...], missing: list[str], show: Screen) -> str:
    rows = [
        (printable(each.name), "used" if each.name in used else "", _about(each)) for each in known
    ]
    lines = table(rows, show) or ["There is no model; searches go by words and symbols."]
    for name in missing:
        text = f"search.models names {printable(name)}, which is not on this machine"
        lines.append(show.paint("33", text))
    return "\n".join(lines) + "\n"


def _about(each: Model) -> str:
    where = printable(each.url) if each.kind == "endpoint" else f"{each.bytes / 1e6:.1f} MB"
    kinds = {"static": "table of word pieces", "onnx": "network", "endpoint": "endpoint"}
    return f"{kinds[each.kind]}, {each.dimension} numbers, {where}"


commands = {"model": model}

"""`config`: each setting's value and where it came from, and the reference page of all settings.

Belongs here: showing settings. Stays out: what they are and how they are read
(`codegraph_client.settings`).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from codegraph_client.settings import SCHEMA, Setting, Settings, Source, Value
from codegraph_server.cli.options import Command, here, options, write, write_json
from codegraph_server.cli.render import Screen, printable, screen, table


@click.command(
    "config",
    cls=Command,
    short_help="Every setting, its value, and where it comes from.",
    examples="""
    codegraph config                                     every value and its source
    codegraph config --set index.max_file_kb=200         what a value would change
    codegraph config --json | jq '.problems'
    codegraph config --markdown > docs/settings.md       the reference of all settings
    """,
)
@click.option(
    "--markdown", "as_markdown", is_flag=True, help="Print the reference of all settings."
)
def config(as_markdown: bool) -> None:
    """Every setting of this repository, its value, and where the value comes from."""
    if as_markdown:
        write(markdown(SCHEMA))
        return
    root = options().find_root().path
    settings = options().settings(root)
    settings.raise_if_broken()
    if options().json:
        write_json(as_object(root, settings))
    else:
        write(_text(root, settings, screen(sys.stdout, options().color, here())))


def as_object(root: Path, settings: Settings) -> dict[str, object]:
    """The settings as `config --json` prints them."""
    return {
        "root": str(root),
        "settings": [
            {
                "name": setting.name,
                "value": settings.get(setting.name),
                "sources": [
                    {"kind": source.kind, "where": source.where}
                    for source in settings.sources[setting.name]
                ],
                "type": setting.type,
                "default": setting.default,
                "scope": setting.scope,
                "description": setting.description,
            }
            for setting in SCHEMA
        ],
        "problems": [
            {"where": problem.where, "key": problem.key, "message": problem.message}
            for problem in settings.problems
        ],
    }


def markdown(schema: Sequence[Setting]) -> str:
    """The page `docs/settings.md`."""
    parts = [_INTRODUCTION]
    for setting in schema:
        who = "the user only" if setting.scope == "user" else "the user; the root's file narrows it"
        parts.append(
            f"## `{setting.name}`\n\n{setting.description}\n\n"
            f"- Type: {_type(setting)}\n"
            f"- Default: `{_toml(setting.default)}`\n"
            f"- Set by: {who}\n"
            f"- Variable: `{setting.env}`\n"
        )
    return "\n".join(parts)


_INTRODUCTION = """\
# Settings

This page is made by `codegraph config --markdown`; a test holds it equal.

A value is taken from the first of these places that has one:

1. the command line: `--set NAME=VALUE`, for that call and for a daemon that it starts;
2. the environment: a variable named below; a list is written with commas, or as a TOML array;
3. `codegraph.toml` at the root of the repository;
4. `$XDG_CONFIG_HOME/codegraph/config.toml` (`~/.config/codegraph/config.toml`);
5. the default.

```toml
[index]
exclude = ["third_party/", "*_pb2.py"]
max_file_kb = 512
```

The root's file came with the repository, so it is not trusted: it may add excludes, lower a limit
and name folders inside the root. Anything else in it is ignored, and `codegraph config` says so.
The daemon reads settings when it starts; `codegraph daemon restart` makes new ones hold.
`codegraph config` shows every value and where it came from.

Two more variables move everything that is written: `CODEGRAPH_CACHE_DIR` (indexes and logs) and
`CODEGRAPH_RUNTIME_DIR` (sockets).
"""


def _text(root: Path, settings: Settings, show: Screen) -> str:
    rows = [
        (setting.name, _toml(settings.get(setting.name)), _sources(settings.sources[setting.name]))
        for setting in SCHEMA
    ]
    lines = [f"{show.paint('2', 'root')}  {printable(str(root))}", ""]
    lines += table([tuple(printable(cell) for cell in row) for row in rows], show)
    if settings.problems:
        lines.append("")
        lines += [show.paint("33", f"ignored: {printable(str(p))}") for p in settings.problems]
    return "\n".join(lines) + "\n"


def _sources(sources: Sequence[Source]) -> str:
    return " + ".join(
        source.kind + (f" ({source.where})" if source.where else "") for source in sources
    )


def _type(setting: Setting) -> str:
    if setting.type == "choice":
        return "one of " + ", ".join(f"`{choice}`" for choice in setting.choices)
    if setting.type == "strings":
        return "list of strings"
    noun = "whole number" if setting.type == "integer" else "number"
    largest = f" and at most {setting.maximum:.10g}" if setting.maximum < 1_000_000_000 else ""
    return f"{noun}, at least {setting.minimum:g}{largest}"


def _toml(value: Value) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        import json

        # A TOML basic string and a JSON string are spelled alike.
        return json.dumps(value, ensure_ascii=False)
    return f"{value}"


commands = {"config": config}

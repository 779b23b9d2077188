"""`python -m codegraph_server.cli.manual`: the page `docs/cli.md`, made from the help texts.

Belongs here: putting every command's help on one page. Stays out: what the help says, which stands
beside each command.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from codegraph_server.cli.main import cli
from codegraph_server.cli.options import write

_WIDTH = 88
_INTRODUCTION = """\
# The command line

This page is made by `python -m codegraph_server.cli.manual`; a test holds it equal.

Exit codes: 0 found, 1 nothing found, 2 wrong usage or failure, with one line on standard error;
130 interrupted.

`--json` prints exactly one object, described by
[`answer.schema.json`](../server/codegraph_server/cli/answer.schema.json).
Positions in it are as on the command line: lines and columns from 1, columns in characters, ends
exclusive; paths are relative to `root`.
`complete` is false if results may be missing, `truncated` is true if `--limit` left some out, and
`next` is then the `--cursor` of the next page.
"""


def page() -> str:
    """The page, as Markdown."""
    return "\n".join([_INTRODUCTION, *_sections(cli, "codegraph", None)])


def _sections(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
    name = path.rsplit(" ", 1)[-1]
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield f"## `{path}`\n\n```text\n{context.get_help()}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _sections(found, f"{path} {inner}", context)


if __name__ == "__main__":
    write(page())

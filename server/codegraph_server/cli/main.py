"""The entry point `codegraph`: the table of commands, and the edge where errors become one line.

Belongs here: which module holds which command (loaded when it is called), `--version`, and the
mapping of errors to exit codes. Stays out: what commands do.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

import click

from codegraph_client.errors import CodeGraphError, RequestFailed
from codegraph_client.protocol import INTERNAL
from codegraph_server.cli.options import FAILED, Group, warn

_COMMANDS = {
    "index": "indexing",
    "status": "indexing",
    "def": "navigation",
    "refs": "navigation",
    "symbols": "navigation",
    "search": "searching",
    "outline": "navigation",
    "hover": "hover",
    "callers": "calls",
    "callees": "calls",
    "related": "related",
    "context": "context",
    "impact": "impact",
    "overview": "overview",
    "check": "overview",
    "dead": "dead",
    "duplicates": "dead",
    "history": "history",
    "diff": "history",
    "graph": "graphs",
    "path": "graphs",
    "typedef": "types",
    "impl": "types",
    "supertypes": "types",
    "subtypes": "types",
    "explain": "explaining",
    "verify": "verify",
    "scip": "scip",
    "model": "model",
    "doctor": "doctor",
    "config": "configuration",
    "daemon": "daemon",
    "cache": "cache",
    "lsp": "lsp",
}
"""Command -> the module beside this one that holds it as `commands[name]`."""

_INTERRUPTED = 130


class _LazyGroup(Group):
    """A group that imports the module of a command only when the command is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        loaded = importlib.import_module(f"codegraph_server.cli.{module}")
        command: click.Command = loaded.commands[cmd_name]
        return command


def version_line() -> str:
    """What `--version` prints: package, protocol and index format."""
    from codegraph_client import __version__
    from codegraph_client.protocol import INDEX_FORMAT, PROTOCOL

    return f"codegraph {__version__} (protocol {PROTOCOL}, index format {INDEX_FORMAT})"


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(version_line())
        context.exit()


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    examples="""
    codegraph index                        index this repository, with a progress bar
    codegraph refs src/app.py:120:9        who uses what stands in line 120, column 9
    codegraph def QuerySet.filter          where a symbol is defined
    codegraph callers QuerySet.filter      who calls it
    codegraph symbols httpresp             find symbols by a part of their name
    codegraph search failed uploads retry  what these words are about
    """,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the versions of package, protocol and index format.",
)
def cli() -> None:
    """Ask the code index of this repository: definitions, references, symbols, words.

    A daemon keeps the index fresh; the first command starts it.

    A position is path:line:column, from 1, columns in characters. A symbol is a name or a
    qualified name. Exit codes: 0 found, 1 nothing found, 2 wrong usage or failure.
    """


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; `arguments` stands for `sys.argv[1:]`.

    Without arguments this is the whole of its process, which then ends here.
    """
    code = _run(arguments)
    if arguments is None and "codegraph_server.lsp" not in sys.modules:
        _leave(code)
    return code


def _leave(code: int) -> NoReturn:
    """End the process without taking apart what was loaded, of which nobody knows any more."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            # Closed, or none: Python's own way out has words and an exit code for that.
            sys.exit(code)
    os._exit(code)


def _run(arguments: list[str] | None) -> int:
    try:
        result = cli.main(args=arguments, prog_name="codegraph", standalone_mode=False)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx is not None else "codegraph"
        return _failed(f"{where}: {error.format_message()} (see {where} --help)")
    except click.ClickException as error:
        return _failed(f"codegraph: {error.format_message()}")
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except RequestFailed as error:
        hint = "; `codegraph daemon logs` shows more" if error.code == INTERNAL else ""
        return _failed(f"codegraph: {error}{hint}")
    except CodeGraphError as error:
        return _failed(f"codegraph: {error}")
    except OSError as error:
        return _failed(f"codegraph: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
    except Exception as error:
        # The edge of this program. Python's own way out is a traceback and exit code 1, and 1
        # says "nothing found" to the script that called us.
        if os.environ.get("CODEGRAPH_TRACEBACK"):
            raise
        return _failed(
            f"codegraph: internal error: {type(error).__name__}: {error} "
            "(CODEGRAPH_TRACEBACK=1 shows where)"
        )
    return result if isinstance(result, int) else 0


def _failed(message: str) -> int:
    for line in message.splitlines():
        warn(line)
    return FAILED

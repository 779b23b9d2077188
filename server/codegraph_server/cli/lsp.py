"""`lsp`: the language server over standard input and output."""

from __future__ import annotations

import click

from codegraph_server.cli.options import Command


@click.command(
    "lsp",
    cls=Command,
    examples="""
    codegraph lsp                    what an editor is told to run
    """,
)
@click.option("--stdio", is_flag=True, help="Accepted for editors that add it; it is always so.")
@click.option("--clientProcessId", "client_process", hidden=True, help="Accepted and ignored.")
def lsp(stdio: bool, client_process: str | None) -> None:
    """Speak the language server protocol on standard input and output."""
    del stdio, client_process
    # pygls alone costs 300 ms: no other command may pay for it.
    from codegraph_server.lsp.server import main

    main()


commands = {"lsp": lsp}

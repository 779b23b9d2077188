"""Beside another language server, as editors run them: nothing is there twice.

The other server is a real process that knows the places of one project, as a language's own server
does. The editor is what these tests do with both: ask each that declares a method for a document,
and put the answers together as VS Code does (a place that both give is one).
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from e2e.raw_client import SERVER
from e2e.session import VS_CODE, a_client, plain, project, running

SHOP = """
    //- shop.py
    class Cart:
        def total(self): return 0
    //- main.py
    from shop import Cart
    Cart().to<|>tal()
    //- shop.rb
    def total
    end
    total
    """
OTHER = """
    import sys
    from lsprotocol import types
    from pygls.lsp.server import LanguageServer

    server = LanguageServer("other", "1")

    def at(uri, line, start, end):
        path = uri.rpartition("/")[0]
        place = types.Range(types.Position(line, start), types.Position(line, end))
        return lambda name: types.Location(f"{path}/{name}", place)

    def places(uri):
        return [at(uri, 1, 7, 12)("main.py"), at(uri, 1, 8, 13)("shop.py")]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params):
        return places(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params):
        return places(params.text_document.uri)[1:]

    server.start_io()
    """

Key = tuple[str, int, int, int, int]


class Server:
    """A server with what it declares, at once or for some languages."""

    def __init__(
        self,
        client: LanguageClient,
        declared: types.ServerCapabilities,
        registered: Mapping[str, list[str]],
    ) -> None:
        self.client = client
        self.declared = declared
        self.registered = registered

    def answers(self, method: str, language: str) -> bool:
        """Whether an editor asks it for documents of a language."""
        provider = {
            types.TEXT_DOCUMENT_REFERENCES: self.declared.references_provider,
            types.TEXT_DOCUMENT_DEFINITION: self.declared.definition_provider,
        }[method]
        return bool(provider) or language in self.registered.get(method, ())


@asynccontextmanager
async def started(command: Sequence[str], folder: Path, **options: Any) -> AsyncIterator[Server]:
    client = a_client()
    registered: dict[str, list[str]] = {}

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        for each in params.registrations:
            options = plain(each.register_options)
            registered[each.method] = [one["language"] for one in options["documentSelector"]]

    async with running(client, command, [folder], profile=VS_CODE, options=options) as declared:
        yield Server(client, declared, registered)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project"


async def asked(server: Server, folder: Path, path: str) -> list[Key]:
    document = types.TextDocumentIdentifier((folder / path).as_uri())
    position = types.Position(1, 9) if path.endswith(".py") else types.Position(2, 1)
    context = types.ReferenceContext(include_declaration=True)
    found = await server.client.text_document_references_async(
        types.ReferenceParams(context, document, position)
    )
    return [
        (
            each.uri,
            *(each.range.start.line, each.range.start.character),
            *(each.range.end.line, each.range.end.character),
        )
        for each in found or ()
    ]


@asynccontextmanager
async def both(
    folder: Path, tmp_path: Path, **options: Any
) -> AsyncIterator[tuple[Server, Server]]:
    project(folder, SHOP)
    script = tmp_path / "other.py"
    script.write_text(textwrap.dedent(OTHER))
    async with (
        started([sys.executable, str(script)], folder) as other,
        started(SERVER, folder, **options) as ours,
    ):
        # Whoever has answered has told before what it declares.
        await ours.client.workspace_symbol_async(types.WorkspaceSymbolParams("total"))
        yield other, ours


async def test_in_full_both_have_the_same_places_and_a_list_of_both_holds_each_once(
    folder: Path, tmp_path: Path
) -> None:
    async with both(folder, tmp_path) as (other, ours):
        assert ours.answers(types.TEXT_DOCUMENT_REFERENCES, "python")
        theirs = await asked(other, folder, "main.py")
        mine = await asked(ours, folder, "main.py")
        assert len(theirs) == 2
        assert sorted(mine) == sorted(theirs)
        assert len({*theirs, *mine}) == 2


@pytest.mark.parametrize("profile", ["companion", "auto"])
async def test_beside_a_server_of_the_language_it_is_not_asked_at_all(
    folder: Path, tmp_path: Path, profile: str
) -> None:
    async with both(folder, tmp_path, profile=profile) as (other, ours):
        for method in (types.TEXT_DOCUMENT_REFERENCES, types.TEXT_DOCUMENT_DEFINITION):
            assert other.answers(method, "python")
            assert not ours.answers(method, "python")
            assert ours.answers(method, "ruby") == (profile == "auto")
        assert ours.declared.workspace_symbol_provider


async def test_for_the_other_languages_auto_answers_as_in_full(
    folder: Path, tmp_path: Path
) -> None:
    async with both(folder, tmp_path, profile="auto") as (_, ours):
        found = await asked(ours, folder, "shop.rb")
        assert [each[1:3] for each in found] == [(0, 4), (2, 0)]

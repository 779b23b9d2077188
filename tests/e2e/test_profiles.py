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

    @server.feature(types.TEXT_DOCUMENT_DECLARATION)
    def declaration(params):
        return places(params.text_document.uri)[1:]

    @server.feature(types.TEXT_DOCUMENT_IMPLEMENTATION)
    def implementation(params):
        return places(params.text_document.uri)[1:]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlight(params):
        place = places(params.text_document.uri)[0]
        return [types.DocumentHighlight(place.range, types.DocumentHighlightKind.Read)]

    @server.feature(types.WORKSPACE_SYMBOL)
    def symbols(params):
        uri = server.workspace.root_uri or next(iter(server.workspace.folders))
        found = at(uri + "/x", 1, 8, 13)("shop.py")
        kind = types.SymbolKind.Method
        return [types.SymbolInformation(found, "total", kind, container_name="Cart")]

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
            selector = options.get("documentSelector", ())
            registered[each.method] = [one["language"] for one in selector]

    async with running(client, command, [folder], profile=VS_CODE, options=options) as declared:
        yield Server(client, declared, registered)


async def asked(
    server: Server, folder: Path, path: str, method: str = types.TEXT_DOCUMENT_REFERENCES
) -> list[Key]:
    """The places of an answer, however the server spells them."""
    document = types.TextDocumentIdentifier((folder / path).as_uri())
    position = types.Position(1, 9) if path.endswith(".py") else types.Position(2, 1)
    more: dict[str, Any] = {"text_document": document, "position": position}
    if method == types.TEXT_DOCUMENT_REFERENCES:
        more["context"] = types.ReferenceContext(include_declaration=True)
    params = PARAMS[method](**more)
    found = await server.client.protocol.send_request_async(method, params)
    found = found if isinstance(found, Sequence) else [found] if found else []
    return [place_of(each, document.uri) for each in found]


PARAMS: Mapping[str, Any] = {
    types.TEXT_DOCUMENT_REFERENCES: types.ReferenceParams,
    types.TEXT_DOCUMENT_DEFINITION: types.DefinitionParams,
    types.TEXT_DOCUMENT_DECLARATION: types.DeclarationParams,
    types.TEXT_DOCUMENT_IMPLEMENTATION: types.ImplementationParams,
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: types.DocumentHighlightParams,
}


def place_of(given: Any, asked_in: str) -> Key:
    if isinstance(given, types.LocationLink):
        uri, span = given.target_uri, given.target_selection_range
    else:
        uri, span = getattr(given, "uri", asked_in), given.range
    return uri, span.start.line, span.start.character, span.end.line, span.end.character


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


@pytest.mark.parametrize(
    "method",
    [
        types.TEXT_DOCUMENT_DEFINITION,
        types.TEXT_DOCUMENT_DECLARATION,
        types.TEXT_DOCUMENT_IMPLEMENTATION,
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
    ],
)
async def test_in_full_every_list_of_places_holds_each_once(
    folder: Path, tmp_path: Path, method: str
) -> None:
    async with both(folder, tmp_path) as (other, ours):
        theirs = await asked(other, folder, "main.py", method)
        assert len(theirs) == 1
        assert {*theirs, *await asked(ours, folder, "main.py", method)} == {*theirs}


@pytest.mark.parametrize("profile", ["full", "companion", "auto"])
async def test_symbols_of_both_are_listed_once(folder: Path, tmp_path: Path, profile: str) -> None:
    """By VS Code's rule: one name, kind, file and container, at places that touch, are one."""
    async with both(folder, tmp_path, profile=profile) as (other, ours):
        found = []
        for server in (other, ours):
            answer = await server.client.workspace_symbol_async(
                types.WorkspaceSymbolParams("total lang:python" if server is ours else "total")
            )
            found.append(
                {
                    symbol(each)
                    for each in answer or ()
                    if getattr(each.kind, "value", each.kind) == METHOD
                }
            )
        assert len(found[0]) == 1
        assert found[0] == found[1]


METHOD = types.SymbolKind.Method.value


def symbol(each: Any) -> tuple[Any, ...]:
    kind = getattr(each.kind, "value", each.kind)
    location = each.location
    return each.name, kind, location.uri, location.range.start.line, each.container_name


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

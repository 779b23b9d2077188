"""A whole session: a project on disk, the real daemon, the real server, and a tested client.

Belongs here: what the end-to-end tests share. Stays out: tests.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

from clients import CLIENTS, capabilities_of
from e2e.raw_client import SERVER
from ended import gone, statuses_in
from fixture_language import Cursor, parse_fixture

NEOVIM = "neovim@0.11"
VS_CODE = "visual_studio_code"
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

Place = types.Location | types.LocationLink


class Session:
    """One client on one project. Results are shown as `path:line text`, lines from one."""

    def __init__(self, client: LanguageClient, folder: Path, encoding: str) -> None:
        self.client = client
        self.folder = folder
        self.encoding = encoding
        self.cursor: Cursor | None = None

    def uri(self, path: str) -> str:
        """The URI of a file, below the folder as the client spells it."""
        return (self.folder / path).as_uri()

    def document(self, path: str) -> types.TextDocumentIdentifier:
        """A file as a parameter."""
        return types.TextDocumentIdentifier(self.uri(path))

    def position(self) -> types.Position:
        """Where the cursor stands, in the client's encoding."""
        assert self.cursor is not None
        text = (self.folder / self.cursor.path).read_text(encoding="utf-8")
        head = text.split("\n")[self.cursor.line].encode()[: self.cursor.column].decode()
        codec, width = UNITS[self.encoding]
        return types.Position(self.cursor.line, len(head.encode(codec)) // width)

    async def definition(self) -> list[str]:
        """The definitions of what stands at the cursor."""
        assert self.cursor is not None
        found = await self.client.text_document_definition_async(
            types.DefinitionParams(self.document(self.cursor.path), self.position())
        )
        places = found if isinstance(found, Sequence) else [found] if found else []
        return [self.show(place) for place in places]

    async def references(self, *, declaration: bool = False) -> list[str]:
        """The references of what stands at the cursor."""
        assert self.cursor is not None
        found = await self.client.text_document_references_async(
            types.ReferenceParams(
                context=types.ReferenceContext(include_declaration=declaration),
                text_document=self.document(self.cursor.path),
                position=self.position(),
            )
        )
        return [self.show(place) for place in found or ()]

    async def symbols(self, query: str) -> list[str]:
        """The symbols whose names match; the place of one that came without it is asked for."""
        found = await self.client.workspace_symbol_async(types.WorkspaceSymbolParams(query))
        places: list[types.Location] = []
        for symbol in found or ():
            told = symbol
            if not isinstance(told.location, types.Location):
                assert isinstance(told, types.WorkspaceSymbol)
                told = await self.client.workspace_symbol_resolve_async(told)
            assert isinstance(told.location, types.Location)
            places.append(told.location)
        return [self.show(place) for place in places]

    async def status(self) -> dict[str, Any]:
        """What `codegraph/status` says."""
        return await self.ask("codegraph/status", {})

    async def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The answer to a request of our own."""
        return plain(await self.client.protocol.send_request_async(method, params))

    def open(self, path: str, text: str | None = None) -> None:
        """Open a file in the editor, with the text on disk unless another is given."""
        if text is None:
            text = (self.folder / path).read_text(encoding="utf-8")
        item = types.TextDocumentItem(self.uri(path), types.LanguageKind.Python, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def save(self, path: str, text: str) -> None:
        """Write a file, as an editor does: to disk, then tell."""
        (self.folder / path).write_text(text, encoding="utf-8")
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document(path)))

    def show(self, place: Place) -> str:
        """A place as a person would read it, with the text that the range covers."""
        if isinstance(place, types.LocationLink):
            uri, span = place.target_uri, place.target_selection_range
        else:
            uri, span = place.uri, place.range
        prefix = self.folder.as_uri() + "/"
        assert uri.startswith(prefix), f"{uri} is not spelled as the client does"
        path = uri.removeprefix(prefix)
        line = (self.folder / path).read_bytes().decode("utf-8-sig").splitlines()[span.start.line]
        assert span.end.line == span.start.line
        codec, width = UNITS[self.encoding]
        covered = line.encode(codec)[span.start.character * width : span.end.character * width]
        return f"{path}:{span.start.line + 1} {covered.decode(codec)}"


def plain(value: Any) -> Any:
    """JSON as it came: the client makes objects into named tuples."""
    if hasattr(value, "_asdict"):
        return {name: plain(one) for name, one in value._asdict().items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def project(folder: Path, fixture: str) -> Cursor | None:
    """Write a project in the fixture language; returns its cursor."""
    parsed = parse_fixture(fixture)
    write(folder, {"codegraph.toml": "", **parsed.files})
    return parsed.cursor


@asynccontextmanager
async def session(
    folder: Path,
    fixture: str | None = None,
    *,
    profile: str = NEOVIM,
    folders: Sequence[Path] | None = None,
    options: Mapping[str, Any] | None = None,
) -> AsyncIterator[Session]:
    """A session on `folder`, which holds the project of `fixture` if one is given.

    `folders` are the workspace folders of the client, if they are others; `options` are its
    `initializationOptions`.
    """
    cursor = None if fixture is None else project(folder, fixture)
    client = a_client()
    folders = folders or [folder]
    async with running(client, SERVER, folders, profile=profile, options=options) as declared:
        encoding = declared.position_encoding or types.PositionEncodingKind.Utf16
        one = Session(client, folder, str(getattr(encoding, "value", encoding)))
        one.cursor = cursor
        yield one
        assert client.messages == [], "no pop-ups"


def a_client() -> LanguageClient:
    """A client that knows our own notifications, and no server yet."""
    client = make_test_lsp_client()
    client.feature("codegraph/status")(lambda params: None)
    return client


@asynccontextmanager
async def running(
    client: LanguageClient,
    command: Sequence[str],
    folders: Sequence[Path],
    *,
    profile: str,
    options: Mapping[str, Any] | None,
) -> AsyncIterator[types.ServerCapabilities]:
    """A server of the client's, from `initialize` to the end of its process, and what it declares.

    `folders` are the workspace folders, `options` the `initializationOptions`.
    """
    await client.start_io(*command, env=dict(os.environ))
    try:
        result = await client.initialize_session(
            types.InitializeParams(
                capabilities=_capabilities(profile),
                initialization_options=options,
                workspace_folders=[
                    types.WorkspaceFolder(one.as_uri(), one.name) for one in folders
                ],
            )
        )
        yield result.capabilities
        await client.shutdown_session()
    finally:
        # Stopping waits for the server's end, for which a test that failed has not asked.
        server = client._server
        if server is not None and server.returncode is None:
            server.kill()
        await client.stop()


def _capabilities(profile: str) -> types.ClientCapabilities:
    return capabilities_of(profile) if profile in CLIENTS else client_capabilities(profile)


def daemons() -> list[int]:
    """The process ids of the daemons of this test that live."""
    runtime = Path(os.environ["CODEGRAPH_RUNTIME_DIR"])
    pids = [status["pid"] for status in statuses_in(runtime)]
    return [pid for pid in pids if psutil.pid_exists(pid)]


async def kill(pid: int) -> None:
    """Kill a process, as `kill -9` does, and wait until it is gone."""
    psutil.Process(pid).kill()
    while not gone(pid):  # noqa: ASYNC110
        await asyncio.sleep(0.01)

"""The language server: its state, what it does at `initialize`, and the process around it.

Belongs here: the session's parts put together, and `main`. Stays out: each of those parts.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from codegraph_client import __version__
from codegraph_client import protocol as wire
from codegraph_client.errors import CodeGraphError, RequestFailed
from codegraph_server.lsp import parent, uris
from codegraph_server.lsp.announce import Announcer
from codegraph_server.lsp.convert import Spelling
from codegraph_server.lsp.daemon_link import no_answer
from codegraph_server.lsp.documents import Documents
from codegraph_server.lsp.features import FEATURES, OPTIONAL
from codegraph_server.lsp.findings import Findings
from codegraph_server.lsp.library_files import library_file
from codegraph_server.lsp.logs import set_up_logs
from codegraph_server.lsp.options import Options
from codegraph_server.lsp.positions import Encoding, encoding_named
from codegraph_server.lsp.profiles import FULL, declarable, register
from codegraph_server.lsp.protocol import Protocol, strict_converter
from codegraph_server.lsp.settings import Settings
from codegraph_server.lsp.targets import Target, file_of, target_in
from codegraph_server.lsp.transport import Stdout, serve, take_stdout
from codegraph_server.lsp.unsaved import Unsaved
from codegraph_server.lsp.workspaces import Workspace, Workspaces

log = logging.getLogger("codegraph.lsp")

NAME = "codegraph"
FAREWELL_SECONDS = 2.0
"""How long answers and connections may take to end once the client wants the end."""


class CodeGraphServer(LanguageServer):
    """One session with one client.

    `root`, if given, is served instead of the client's folders. Without `start` only daemons that
    run already are used.
    """

    protocol: Protocol

    def __init__(self, root: Path | None = None, *, start: bool = True) -> None:
        self.custom_params: Mapping[str, type[Any]] = {
            feature.method: feature.params for feature in FEATURES if feature.params is not None
        }
        super().__init__(
            NAME, __version__, protocol_cls=Protocol, converter_factory=strict_converter
        )
        self.documents = Documents()
        self.announcer = Announcer(self)
        self.workspaces = Workspaces(self.announcer.update, start=start)
        self.findings = Findings(self)
        self.unsaved = Unsaved(self.documents, self.workspaces)
        self.workspaces.on_connect = self.unsaved.tell_all
        self.root = root
        self.encoding: Encoding = "utf-16"
        self.options = Options()
        self.settings = Settings(self, OPTIONAL)
        self.stopped = asyncio.Event()
        """Set when the process must end although the client did not say so."""
        self._asked_last: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.feature(types.INITIALIZE)(_initialize)
        self.feature(types.INITIALIZED)(_initialized)

    # What the client can take

    @property
    def wants_symbol_trees(self) -> bool:
        """Whether document symbols may be nested."""
        text = self.client_capabilities.text_document
        symbol = text.document_symbol if text else None
        return bool(symbol and symbol.hierarchical_document_symbol_support)

    @property
    def wants_progress(self) -> bool:
        """Whether the server may create work-done progress."""
        window = self.client_capabilities.window
        return bool(window and window.work_done_progress)

    @property
    def wants_server_status(self) -> bool:
        """Whether the client knows `experimental/serverStatus`."""
        experimental = self.client_capabilities.experimental
        return isinstance(experimental, dict) and bool(experimental.get("serverStatusNotification"))

    @property
    def resolves_places(self) -> bool:
        """Whether symbols of the workspace come without their ranges, which the client asks for.

        Not beside other servers: lists of several are merged by place.
        """
        workspace = self.client_capabilities.workspace
        symbol = workspace.symbol if workspace else None
        resolved = symbol.resolve_support.properties if symbol and symbol.resolve_support else ()
        return self.options.profile == FULL and "location.range" in resolved

    @property
    def refreshes_lenses(self) -> bool:
        """Whether the client asks for lenses again when it is told to."""
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.code_lens and workspace.code_lens.refresh_support)

    @property
    def refreshes_diagnostics(self) -> bool:
        """Whether the client asks for diagnostics again when it is told to."""
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.diagnostics and workspace.diagnostics.refresh_support)

    @property
    def takes_related(self) -> bool:
        """Whether a diagnostic may name other places."""
        text = self.client_capabilities.text_document
        return bool(text and text.diagnostic and text.diagnostic.related_information)

    @property
    def takes_reports(self) -> bool:
        """Whether the client asks servers for documents of their own schemes."""
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.text_document_content is not None)

    def experimental(self) -> dict[str, Any]:
        """What is declared under `capabilities.experimental.codegraph`."""
        return {
            "requests": sorted(self.custom_params),
            "notifications": ["codegraph/status"],
            "protocol": wire.PROTOCOL,
        }

    # What features share

    def file(self, uri: str) -> tuple[Workspace, str] | None:
        """The workspace of a document and its path there; None if it is in no workspace."""
        found = file_of(uri, self.workspaces, self.documents)
        if found is not None:
            self._asked_last = found[0].real_path(found[1])
        return found

    def target(self, uri: str, position: types.Position) -> Target | None:
        """What a position in a document means to the daemon; None if it is in no workspace."""
        found = self.file(uri)
        return None if found is None else self._target(found, uri, position)

    def _target(self, found: tuple[Workspace, str], uri: str, position: types.Position) -> Target:
        return target_in(found, uri, position, self.documents, self.encoding)

    async def file_or_library(self, uri: str) -> tuple[Workspace, str] | None:
        """As `file`; a document in no workspace may be a library's file to one of them, which its
        daemon then knows by its absolute path."""
        return self.file(uri) or await library_file(self, uri)

    async def target_or_library(self, uri: str, position: types.Position) -> Target | None:
        """As `target`, in a file that may be a library's."""
        found = await self.file_or_library(uri)
        return None if found is None else self._target(found, uri, position)

    @property
    def chosen(self) -> dict[str, Any]:
        """What the client chose for questions that may have possible answers."""
        possible = self.options.possible
        return {} if possible is None else {"possible": possible}

    async def ask_at(self, target: Target, question: str, more: Mapping[str, Any]) -> wire.Answer:
        """Ask about a position. A position that means nothing to the daemon has no results."""
        return await self.ask_one(target.workspace, question, {**target.place, **more})

    async def ask_one(
        self,
        workspace: Workspace,
        question: str,
        asked: Mapping[str, Any],
        seconds: float | None = None,
    ) -> wire.Answer:
        """Ask one root; with `seconds`, for what takes long. What means nothing to its daemon has
        no results."""
        params = {**(self.chosen if question in wire.WITH_POSSIBLE else {}), **asked}
        try:
            if seconds is not None:
                return await workspace.link.ask_long(question, params, seconds)
            return await workspace.link.ask(question, params)
        except RequestFailed as error:
            # The editor's text may be ahead of the disk, or the file be none of the index.
            if error.code != wire.INVALID_PARAMS:
                raise
            log.debug("%s of %s: %s", question, asked, error)
            return no_answer(workspace.root, complete=True, reason=str(error))

    async def ask_unbidden(
        self,
        about: tuple[Workspace, str] | None,
        question: str,
        asked: Mapping[str, Any] | None = None,
    ) -> tuple[Spelling, Sequence[wire.Result]] | None:
        """Ask what editors ask by themselves, for each file that is shown or as the cursor moves:
        about a file, unless `asked` says of what.

        That it cannot be answered is no error: nobody asked, and an error would be a pop-up for
        each file. None then, and for a file in no workspace.
        """
        if about is None:
            return None
        workspace, path = about
        params = {"path": path} if asked is None else asked
        try:
            answer = await workspace.link.ask(question, params)
        except CodeGraphError as error:
            log.debug("%s of %s: %s", question, params, error)
            return None
        return self.spelling(workspace), answer["results"]

    def spelling(self, workspace: Workspace) -> Spelling:
        """How results of this workspace are spelled for the client."""
        return Spelling(workspace, self.documents, self.encoding)

    def near(self, workspace: Workspace) -> str | None:
        """A path of the workspace that the person is close to, relative to its root."""
        if self._asked_last is not None:
            relative = workspace.relative(self._asked_last)
            if relative:
                return relative
        return next((folder for folder in workspace.folders.values() if folder), None)

    def hint(self, changed: list[str]) -> None:
        """Pass on that the files of these URIs were written."""
        for uri in changed:
            found = file_of(uri, self.workspaces, self.documents)
            if found is not None:
                workspace, path = found
                workspace.link.hint([workspace.real_path(path)])

    # The session

    def register_features(self) -> None:
        """Register the list, without what the client does not want; what it wants for some
        languages alone is not declared here."""
        chosen = self.options.methods
        for feature in FEATURES:
            if feature.method not in chosen.off and feature.method not in chosen.only:
                self.feature(feature.method, feature.options)(feature.handler)

    def register_for_languages(self) -> None:
        """Register the rest, and declare it for these languages."""
        chosen = self.options.methods
        for feature in FEATURES:
            if feature.method in chosen.only:
                self.feature(feature.method, feature.options)(feature.handler)
        if chosen.only:
            self.run(register(self, chosen), "declare methods for some languages")

    def take_options(self, options: Options) -> None:
        """The client has chosen otherwise."""
        if options != self.options:
            self.options = options
            self.announcer.refreshing.everything()

    def run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run a coroutine beside everything else; asyncio logs its failure."""
        task = asyncio.create_task(work, name=name)
        # The loop itself keeps only weak references.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """The client wants no more: let go of the daemons and fall silent."""
        self.announcer.stop()
        self.run(self.workspaces.close(), "close the links")

    async def farewell(self) -> None:
        """Let what is under way end, so that cancelled requests still get their answers."""
        self.announcer.stop()
        await self.workspaces.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others, timeout=FAREWELL_SECONDS)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log it. pygls would show a pop-up, which is for what a person must act on."""
        log.error("%s: %s", getattr(source, "__name__", source), error)


def _initialize(ls: CodeGraphServer, params: types.InitializeParams) -> None:
    """Choose what is declared, and note the folders; daemons are woken later."""
    ls.encoding = encoding_named(str(_value(ls.workspace.position_encoding)))
    ls.settings.start(params.initialization_options)
    methods, lost = declarable(ls.options.methods, params.capabilities)
    ls.options = replace(ls.options, methods=methods)
    if lost:
        log.info("off, since the client cannot be told so or does not ask: %s", ", ".join(lost))
    ls.register_features()
    if ls.root is not None:
        ls.workspaces.add(str(ls.root.absolute()), as_root=True)
    else:
        _take_folders(ls, params)
    if params.process_id is not None:
        ls.run(_watch_parent(ls, params.process_id), "watch the client")


def _take_folders(ls: CodeGraphServer, params: types.InitializeParams) -> None:
    folders = [uris.to_path(folder.uri) for folder in params.workspace_folders or ()]
    if not folders and params.root_uri is not None:
        folders = [uris.to_path(params.root_uri)]
    if not folders and params.root_path is not None:
        folders = [params.root_path]
    ls.workspaces.folderless = not folders
    for folder in folders:
        if folder is not None:
            ls.workspaces.add(folder)


def _initialized(ls: CodeGraphServer, params: types.InitializedParams) -> None:
    """Wake the daemons, so that the first question finds a warm index."""
    # What is loaded by now stays for good. Looking through it all for garbage, as Python does in
    # the middle of a long answer, costs 20 ms.
    gc.freeze()
    ls.announcer.start()
    ls.register_for_languages()
    ls.run(ls.settings.follow(), "follow the client's settings")
    for workspace in ls.workspaces:
        workspace.link.wake()


async def _watch_parent(ls: CodeGraphServer, pid: int) -> None:
    await parent.ended(pid)
    log.warning("the client (process %d) has ended; so does this server", pid)
    ls.stopped.set()


def _value(name: Any) -> Any:
    return getattr(name, "value", name)


async def _run(root: Path | None, start: bool, stdout: Stdout) -> int:
    ls = CodeGraphServer(root, start=start)
    ls.protocol.set_writer(stdout)
    set_up_logs(ls.window_log_message)
    why = await serve(ls.protocol, ls.stopped)
    if why is not None:
        log.error("the client's messages cannot be read any further: %s", why)
    await ls.farewell()
    if ls.protocol.exit_code is not None:
        return ls.protocol.exit_code
    return 0 if ls.protocol.is_shut_down else 1


def main(root: Path | None = None, *, start: bool = True) -> NoReturn:
    """Serve one client over standard input and output, and end the process.

    Its exit code is 0 if the client shut the server down before it left, else 1. `root`, if given,
    is served instead of the client's folders; without `start` no daemon is started.
    """
    stdout = take_stdout()
    code = 1
    with contextlib.suppress(KeyboardInterrupt):
        code = asyncio.run(_run(root, start, stdout))
    sys.exit(code)

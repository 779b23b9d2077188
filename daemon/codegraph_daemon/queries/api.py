"""The table of what a session may call: every question of the protocol, and the control methods.

Nothing is answered here; each handler finds the session's workspace and calls the question.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from codegraph_client.errors import BadRequest
from codegraph_client.protocol import (
    CHANGED,
    INDEX,
    OVERLAY,
    PROGRESS,
    QUESTIONS,
    SCIP,
    SETTLE,
    VERIFY,
)

from ..discovery import FileStat
from ..overlays.messages import overlay_handlers
from ..overlays.session import Overlays
from ..pipeline import searchable
from ..pipeline.workspace import Progress, Workspace
from ..repository import Repository
from ..session import Session
from ..store.damage import DamagedStore
from ..store.postings import Postings
from ..store.searched import RELATED, Searched
from . import about, calls, explaining, hover, navigation, outline, symbols, types
from .ahead import Ahead
from .answering import Asked
from .kept import Kept
from .outside import Outside
from .progress import Telling, keep_informed, progress_of
from .reading import Contents
from .readying import make_ready
from .scip import Exchange
from .verify import Verification

Handler = Callable[[Session, dict[str, Any]], Awaitable[Any]]

About = tuple[Asked, symbols.Names, Postings]

_FOREVER = 10**9


def handlers(repository: Repository) -> dict[str, Handler]:
    """Handlers by method, for the RPC server."""
    contents = Contents(repository.store)
    repository.views.on_replaced.append(contents.forget)
    names = symbols.Names(repository.store)
    repository.idle_steps.append(names.tidy)
    repository.on_close.append(names.close)
    verification = Verification(repository)
    exchange = Exchange(repository)
    outside = Outside(repository.pool)
    deadline = repository.settings.integer("query.deadline_ms")
    looked: dict[int, dict[str, FileStat]] = {}
    searched = Searched(repository.store)
    walked = Searched(repository.store, RELATED)

    def forget(view_id: int) -> None:
        names.forget(view_id)
        looked.pop(view_id, None)

    repository.unused.on_let_go.append(forget)

    kept = Kept(repository, names)

    def asked(session: Session, params: dict[str, Any]) -> Asked:
        return asked_of(session.workspace, params, session.overlays)

    def asked_of(
        workspace: Workspace, params: dict[str, Any], overlays: Overlays | None = None
    ) -> Asked:
        seen = looked.setdefault(workspace.view_id, {})
        return Asked(workspace, contents, params, deadline, seen, overlays, repository.postings)

    ahead = Ahead(repository.attention, lambda workspace: asked_of(workspace, {}))
    repository.unused.on_let_go.append(ahead.forget)
    repository.on_close.insert(0, ahead.close)

    def with_postings(session: Session, params: dict[str, Any]) -> About:
        question = asked(session, params)
        return question, names, question.postings

    async def definition(session: Session, params: dict[str, Any]) -> Any:
        return await navigation.definition(*with_postings(session, params), outside)

    async def references(session: Session, params: dict[str, Any]) -> Any:
        return await navigation.references(*with_postings(session, params), outside)

    async def type_definition(session: Session, params: dict[str, Any]) -> Any:
        from .type_definition import type_definition as ask

        return await ask(asked(session, params), names, repository.pool, outside)

    async def occurrences(session: Session, params: dict[str, Any]) -> Any:
        from .occurrences import occurrences as ask

        return await ask(asked(session, params), names, outside)

    async def folds(session: Session, params: dict[str, Any]) -> Any:
        from .syntax import folds as ask

        return await ask(asked(session, params), repository.pool)

    async def selections(session: Session, params: dict[str, Any]) -> Any:
        from .syntax import selections as ask

        return await ask(asked(session, params), repository.pool)

    async def symbols_(session: Session, params: dict[str, Any]) -> Any:
        return await symbols.symbols(asked(session, params), names)

    async def search(session: Session, params: dict[str, Any]) -> Any:
        searched.note(time.time())
        return await kept.search.search(asked(session, params))

    async def outline_(session: Session, params: dict[str, Any]) -> Any:
        return await outline.outline(asked(session, params), outside)

    async def callers(session: Session, params: dict[str, Any]) -> Any:
        return await calls.callers(*with_postings(session, params))

    async def callees(session: Session, params: dict[str, Any]) -> Any:
        return await calls.callees(*with_postings(session, params))

    async def implementations(session: Session, params: dict[str, Any]) -> Any:
        return await types.implementations(*with_postings(session, params))

    async def supertypes(session: Session, params: dict[str, Any]) -> Any:
        return await types.supertypes(*with_postings(session, params))

    async def subtypes(session: Session, params: dict[str, Any]) -> Any:
        return await types.subtypes(*with_postings(session, params))

    def expect_graph(session: Session) -> None:
        async def follow(later: Asked) -> None:
            generation = later.snapshot().generation
            await kept.graphs.follow(generation, later.pace.breathe, walks=False)

        ahead.expect(session.workspace, "graph", follow)

    async def impact_(session: Session, params: dict[str, Any]) -> Any:
        from .impact import Asking, impact

        expect_graph(session)
        by = Asking(names, kept.graphs, kept.pasts, kept.exported, repository.pool)
        return await impact(asked(session, params), by)

    async def call_graph(session: Session, params: dict[str, Any]) -> Any:
        from .call_graph import call_graph as ask

        expect_graph(session)
        return await ask(asked(session, params), names, kept.graphs)

    async def paths(session: Session, params: dict[str, Any]) -> Any:
        from .call_graph import paths as ask

        expect_graph(session)
        return await ask(asked(session, params), names, kept.graphs)

    async def history(session: Session, params: dict[str, Any]) -> Any:
        from .history import history as ask

        return await ask(asked(session, params), names, kept.pasts, repository.pool)

    async def diff(session: Session, params: dict[str, Any]) -> Any:
        from .changes import diff as ask

        return await ask(asked(session, params), repository.pool)

    async def related(session: Session, params: dict[str, Any]) -> Any:
        from .related import follow
        from .related import related as ask

        walked.note(time.time())
        ahead.expect(session.workspace, "related", lambda later: follow(later, kept.sources))
        return await ask(asked(session, params), kept.sources)

    async def context(session: Session, params: dict[str, Any]) -> Any:
        from .context import context as ask
        from .related import follow

        ahead.expect(session.workspace, "related", lambda later: follow(later, kept.sources))
        return await ask(asked(session, params), names, kept.sources)

    async def overview(session: Session, params: dict[str, Any]) -> Any:
        from .overview import overview as ask

        return await ask(asked(session, params), kept.overviews)

    async def dead_code(session: Session, params: dict[str, Any]) -> Any:
        from .dead import dead_code as ask

        return await ask(asked(session, params), kept.graphs, kept.declared, repository.pool)

    async def duplicates(session: Session, params: dict[str, Any]) -> Any:
        from .duplicates import duplicates as ask

        return await ask(asked(session, params), kept.functions, repository)

    async def hover_(session: Session, params: dict[str, Any]) -> Any:
        return await hover.hover(*with_postings(session, params), outside)

    async def counts(session: Session, params: dict[str, Any]) -> Any:
        from .counts import counts as ask

        return await ask(*with_postings(session, params), kept.graphs)

    async def status(session: Session, params: dict[str, Any]) -> Any:
        return await about.status(asked(session, params), repository)

    async def explain(session: Session, params: dict[str, Any]) -> Any:
        if "line" in params or "column" in params:
            return await explaining.explain(asked(session, params), names, repository.pool)
        return await about.explain(asked(session, params), repository)

    async def whole_status(session: Session) -> dict[str, Any]:
        return await about.status_of(asked(session, {}), repository)

    async def settle(session: Session, params: dict[str, Any]) -> Any:
        workspace: Workspace = session.workspace
        if params.get("rescan"):
            workspace.look_at_everything()
        await workspace.settled(_FOREVER)
        return await whole_status(session)

    async def index(session: Session, params: dict[str, Any]) -> Any:
        workspace: Workspace = session.workspace
        wait = params.get("wait", "ready")
        if wait not in ("none", "graph", "ready"):
            raise BadRequest("wait must be none, graph or ready")
        if wait != "none":
            with Telling(session, workspace, to_the_end=wait == "ready"):
                await workspace.settled(_FOREVER)
                if wait == "ready":
                    await searchable.all_searchable(workspace)
        return await whole_status(session)

    async def verify_(session: Session, params: dict[str, Any]) -> Any:
        workspace: Workspace = session.workspace

        def tell(stage: str, done: int, total: int) -> None:
            session.notify(PROGRESS, progress_of(workspace, Progress(stage, done, total)))

        return await verification.run(workspace, params, tell)

    async def scip_(session: Session, params: dict[str, Any]) -> Any:
        workspace: Workspace = session.workspace

        def tell(stage: str, done: int, total: int) -> None:
            told = progress_of(workspace, Progress(stage, done, total))
            unit = "files" if stage == "writing" else "bytes"
            session.notify(PROGRESS, {**told, "unit": unit})

        match params.get("action"):
            case "import":
                return await exchange.imports(workspace, params, tell)
            case "export":
                return await exchange.exports(workspace, params, tell)
            case "remove":
                return await exchange.remove(workspace)
            case "status":
                await workspace.settled(_FOREVER)
                return await exchange.status(workspace)
            case _:
                raise BadRequest("action must be import, remove, export or status")

    async def changed(session: Session, params: dict[str, Any]) -> None:
        workspace: Workspace = session.workspace
        given = params.get("paths")
        paths: list[str] = []
        # Nobody can be told of a bad hint; it is none.
        for spelled in given if isinstance(given, list) else ():
            if isinstance(spelled, str) and "\0" not in spelled:
                full = os.path.realpath(os.path.join(workspace.root, spelled))
                path = os.path.relpath(full, workspace.root)
                if path != ".." and not path.startswith("../"):
                    paths.append(path)
        workspace.hint(paths)

    async def hello(session: Session, params: dict[str, Any]) -> dict[str, Any]:
        workspace: Workspace = session.workspace
        repository.unused.attend(session)
        keep_informed(session, workspace, whole_status)
        now, on = time.time(), workspace.chunking.on
        searching = (lambda: kept.search) if on and searched.lately(now) else None
        related = (lambda: kept.sources) if walked.lately(now) else None
        if searching is not None or related is not None:
            _while_open(session, make_ready(asked(session, {}), searching, related))
        return {
            "generation": workspace.generation.number,
            "state": workspace.progress.state,
        }

    told = overlay_handlers(repository, contents)

    async def overlay(session: Session, params: dict[str, Any]) -> None:
        if session.overlays is None:
            # An editor has opened its first document.
            _while_open(session, names.expect(asked(session, {})))
        await told[OVERLAY](session, params)

    def guarded(question: Handler) -> Handler:
        """Idle work waits for the answer; a damaged store must not go on giving errors for ever."""

        async def ask(session: Session, params: dict[str, Any]) -> Any:
            try:
                with repository.attention.paid():
                    return await question(session, params)
            except DamagedStore as error:
                repository.failed(error)
                raise

        return ask

    questions: dict[str, Handler] = {
        "definition": definition,
        "typeDefinition": type_definition,
        "occurrences": occurrences,
        "folds": folds,
        "selections": selections,
        "references": references,
        "symbols": symbols_,
        "search": search,
        "outline": outline_,
        "callers": callers,
        "callees": callees,
        "implementations": implementations,
        "supertypes": supertypes,
        "subtypes": subtypes,
        "related": related,
        "overview": overview,
        "impact": impact_,
        "callGraph": call_graph,
        "paths": paths,
        "history": history,
        "diff": diff,
        "context": context,
        "deadCode": dead_code,
        "duplicates": duplicates,
        "hover": hover_,
        "counts": counts,
        "status": status,
        "explain": explain,
    }
    assert questions.keys() == QUESTIONS.keys(), "each question of the protocol has its answer"
    return {
        **{name: guarded(ask) for name, ask in questions.items()},
        SETTLE: settle,
        INDEX: index,
        VERIFY: verify_,
        SCIP: scip_,
        CHANGED: changed,
        **told,
        OVERLAY: overlay,
        "hello": hello,
    }


def _while_open(session: Session, work: Coroutine[Any, Any, None]) -> None:
    """Do something beside the questions, for as long as a session lasts."""
    task = asyncio.get_running_loop().create_task(work)

    def end() -> None:
        task.cancel()

    session.on_close(end)

"""Precise indexes in and out: what is imported into a workspace, and this index as one of SCIP.

Belongs here: what may be asked, a worker of its own for each, and what becomes of its result.
Stays out: reading and writing indexes (`scip`); which imported links hold (`pipeline.imported`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from typing import Any

from codegraph_client.errors import BadRequest, RequestFailed
from codegraph_client.protocol import BUSY

from ..external.kept import packs_folder
from ..pipeline.imported import Row, puts, related
from ..pipeline.workspace import Workspace
from ..repository import Repository
from ..resolve.relations import Relation
from ..workers.limits import Limits
from .asked import Pace

_TASKS = "codegraph_daemon.workers.exchange"
_FOREVER = 10**9
_PAGE = 500
_STEP_FACTOR = 5

Tell = Callable[[str, int, int], None]


class Exchange:
    """Imports and exports of one repository: one at a time, for each needs a worker."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._running = False

    async def imports(
        self, workspace: Workspace, params: dict[str, Any], tell: Tell
    ) -> dict[str, Any]:
        """Import indexes in place of those that were imported before.

        `tell` hears (stage, bytes done, bytes in all).  Raises BadRequest, with nothing changed, if
        one of them cannot be; RequestFailed (busy), and WorkerDied or TaskFailed.
        """
        files = params.get("files")
        folder = params.get("folder")
        if not isinstance(files, list) or not files:
            raise BadRequest("files must be a list of paths")
        if not all(isinstance(name, str) and os.path.isabs(name) for name in files):
            raise BadRequest("files must be absolute paths")
        if folder is not None:
            folder = _folder(workspace, folder)
        imported = workspace.commits.imported
        kept: dict[int, bytes] = {}

        async with self._alone(workspace):
            number = imported.begin()

            def keep(rows: list[Row]) -> None:
                self._repository.store.write(puts(number, rows))
                kept.update((path_id, facts_id) for path_id, facts_id, _ in rows)

            payload = {"files": files, "folder": folder}

            def relate(packed: bytes) -> None:
                self._repository.store.write(related(number, packed))

            handlers = {"keep": keep, "relate": relate}
            found = await self._run(workspace, "import", payload, handlers, tell)
            if "refused" in found:
                raise BadRequest(found["refused"])
            about = {**found, "files": files}
            await workspace.indexing.switch_import(number, kept, about)
        workspace.go_on()
        return await self.status(workspace)

    async def exports(
        self, workspace: Workspace, params: dict[str, Any], tell: Tell
    ) -> dict[str, Any]:
        """Write the index of a workspace as one of SCIP; `tell` hears (stage, files done, files).

        Raises as `imports` does.
        """
        file = params.get("file")
        if not isinstance(file, str) or not os.path.isabs(file):
            raise BadRequest("file must be an absolute path")
        with_libraries = bool(params.get("libraries"))
        if with_libraries and workspace.settings.text("external.use") == "off":
            raise BadRequest("the setting external.use is off, so nothing is known of libraries")
        store = self._repository.store
        async with self._alone(workspace):
            generation = workspace.generation
            entries = iter(generation.entries())

            def page(_: None) -> list[Any]:
                path_of = generation.path_of
                return [
                    (path_of(each.path_id), each.path_id, each.facts, each.links)
                    for each in islice(entries, _PAGE)
                ]

            def links(ids: list[bytes]) -> list[bytes]:
                return [each or b"" for each in store.get_many("links", ids)]

            handlers = {"entries": page, "links": links}
            relations = await self._holding(workspace)
            payload = {
                "file": file,
                "relations": relations,
                "libraries": with_libraries,
                "environments": list(workspace.settings.strings("external.environments")),
                "packs": str(packs_folder()),
            }
            found = await self._run(workspace, "export", payload, handlers, tell)
        if "refused" in found:
            raise BadRequest(found["refused"])
        return {"root": str(workspace.root), "generation": generation.number, **found}

    async def remove(self, workspace: Workspace) -> dict[str, Any]:
        """Have no imported links any more; what was there until now."""
        async with self._alone(workspace):
            was = await self.status(workspace)
            await workspace.indexing.switch_import(0, {}, {})
        workspace.go_on()
        return was

    async def status(self, workspace: Workspace) -> dict[str, Any]:
        """What is imported, and how much of it holds now."""
        imported, generation, pace = workspace.commits.imported, workspace.generation, Pace()
        path_ids, faded = imported.path_ids, list[str]()
        for path_id in path_ids:
            entry = generation.by_id(path_id)
            if entry is None or not imported.holds(entry):
                faded.append(generation.path_of(path_id))
            await pace.breathe()
        about = imported.about
        result: dict[str, Any] = {"root": str(workspace.root), "imported": about is not None}
        if about is not None:
            result |= {**about, "holding": len(path_ids) - len(faded), "faded": sorted(faded)}
        return result

    async def _holding(self, workspace: Workspace) -> list[Relation]:
        """What the import says of symbols to each other, as far as it holds now."""
        imported, generation, pace = workspace.commits.imported, workspace.generation, Pace()
        found: list[Relation] = []
        for each in imported.relations:
            entry = generation.by_id(each.symbol[0])
            if entry is not None and imported.holds(entry):
                found.append(each)
            await pace.breathe()
        return found

    def _alone(self, workspace: Workspace) -> _Alone:
        return _Alone(self, workspace)

    async def _run(
        self,
        workspace: Workspace,
        task: str,
        payload: dict[str, Any],
        handlers: dict[str, Any],
        tell: Tell,
    ) -> dict[str, Any]:
        """What a worker of its own makes of a task about the whole workspace."""
        generation, settings = workspace.generation, workspace.settings
        entries = iter(generation.entries())
        repository = self._repository

        def rows(_: None) -> list[Any]:
            page = islice(entries, _PAGE)
            return [(generation.path_of(each.path_id), each.path_id, each.facts) for each in page]

        pool = repository.make_pool(
            handlers={
                "rows": rows,
                "facts": lambda ids: [
                    each or b"" for each in repository.store.get_many("facts", ids)
                ],
                "progress": lambda said: tell(*said),
                **handlers,
            },
            tasks=_TASKS,
            limits=Limits(memory_bytes=settings.integer("workers.memory_mb") << 20),
        )
        payload |= {
            "root": str(workspace.root),
            "max_bytes": workspace.indexing.max_bytes,
        }
        try:
            found: dict[str, Any] = await pool.submit(
                task,
                payload,
                lane="bulk",
                step_seconds=workspace.indexing.file_seconds * _STEP_FACTOR,
            )
        finally:
            await pool.close()
        return found


class _Alone:
    """While this lasts nothing else is imported or exported, and the store is not swept."""

    def __init__(self, exchange: Exchange, workspace: Workspace) -> None:
        self._exchange = exchange
        self._workspace = workspace

    async def __aenter__(self) -> None:
        if self._exchange._running:
            raise RequestFailed(BUSY, "an index is being imported or exported already")
        self._exchange._running = True
        try:
            await self._workspace.settled(_FOREVER)
        except BaseException:
            self._exchange._running = False
            raise
        self._workspace.exchanging = True

    async def __aexit__(self, *_: object) -> None:
        self._exchange._running = self._workspace.exchanging = False


def _folder(workspace: Workspace, spelled: object) -> str:
    """A folder of the workspace, relative to its root."""
    if not isinstance(spelled, str):
        raise BadRequest("folder must be a path")
    folder = os.path.relpath(
        os.path.realpath(os.path.join(workspace.root, spelled)), workspace.root
    )
    if folder.split("/")[0] == "..":
        raise BadRequest(f"{spelled} lies outside the root {workspace.root}")
    return "" if folder == "." else folder

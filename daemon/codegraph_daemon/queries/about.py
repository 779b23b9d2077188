"""Questions about the index itself: its status, and why a path is in it or not."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path
from typing import Any

from codegraph_client import __version__
from codegraph_client.place import cache_place
from codegraph_client.protocol import INDEX_FORMAT, PROTOCOL, Answer
from codegraph_client.root import find_root

from ..external.kept import kept_in, packs_folder
from ..pipeline.counts import Counts, read, write
from ..pipeline.workspace import Workspace
from ..repository import Repository
from ..store import poison
from ..store.sizes import disk_bytes
from ..workers.errors import TaskFailed, WorkerDied
from .answering import Asked, Pace

_STARTED = time.monotonic()
_POISON_FIELDS = ("path", "cause", "reason", "time")


async def status(asked: Asked, repository: Repository) -> Answer:
    """What the daemon serves, and how far its index is."""
    return asked.answer([await status_of(asked, repository)])


async def status_of(asked: Asked, repository: Repository) -> dict[str, Any]:
    """The single result of `status`."""
    workspace = asked.workspace
    progress = workspace.progress
    symbols, edges = await _counts(asked, repository)
    workers = [*repository.pool.pids(), *repository.maker.pids()]
    # Reading the kernel's account of memory takes milliseconds, without the interpreter's lock.
    memory = await asyncio.to_thread(lambda: sum(map(_memory_bytes, [os.getpid(), *workers])))
    place = cache_place(repository.identity)
    libraries = await asyncio.to_thread(lambda: kept_in(packs_folder()))
    left_out = [reason for _, reason in workspace.indexing.left_out.values()]
    known = workspace.chunking.known
    return {
        "pid": os.getpid(),
        "workers": workers,
        "root": str(workspace.root),
        "why_root": find_root(workspace.root).why,
        "generation": workspace.generation.number,
        "state": progress.state,
        "done": progress.done,
        "total": progress.total,
        "files": len(workspace.generation),
        "search": {
            "state": workspace.chunking.state,
            "done": known.done,
            "total": known.total,
            "left_out": known.left_out,
            "vectors": [each._asdict() for each in workspace.embedding.progress()],
        },
        "symbols": symbols,
        "edges": edges,
        "memory_mb": round(memory / (1 << 20), 1),
        "version": __version__,
        "protocol": PROTOCOL,
        "index_format": INDEX_FORMAT,
        "store": str(repository.store.directory),
        "disk_mb": round(disk_bytes(repository.store.directory) / (1 << 20), 1),
        "libraries": {
            "packs": libraries.packs,
            "packs_mb": round(libraries.pack_bytes / (1 << 20), 1),
            "sources_mb": round(libraries.unpacked_bytes / (1 << 20), 1),
        },
        "log": str(place.log),
        "watching": workspace.disk.watching,
        "uptime_s": round(time.monotonic() - _STARTED, 1),
        "problems": [*workspace.all_problems(), *repository.problems],
        "left_out": left_out[:100],
        "repositories": workspace.disk.repositories[:100],
        "poison": poison_of(workspace)[:100],
    }


def poison_of(workspace: Workspace) -> list[dict[str, Any]]:
    """The files of a workspace that were given up, newest first: path, cause, reason, time."""
    indexing = workspace.indexing
    unread = [*poison.records(workspace.store), *indexing.unproven.values()]
    known = [each for each in unread if each["path"] in indexing.left_out]
    known += indexing.unlinked.values()
    known.sort(key=lambda record: -float(record["time"]))
    return [{name: record[name] for name in _POISON_FIELDS} for record in known]


async def _counts(asked: Asked, repository: Repository) -> tuple[int, int]:
    """Symbols (without parameters) and linked occurrences of the workspace."""
    workspace = asked.workspace
    counts = workspace.counts
    kept = repository.store.directory.parent / "counts" / str(workspace.view_id)
    pace = Pace()
    if counts.nothing_known and (packed := await asyncio.to_thread(read, kept)) is not None:
        for _ in counts.taking(packed):
            await pace.breathe()
    for entry in workspace.generation.entries():
        if not counts.knows(entry):
            facts = asked.contents.facts(entry.facts)
            links = asked.contents.links(entry)
            if facts is not None:
                counts.note(entry, facts, links)
            await pace.breathe()
    if counts.worth_writing and workspace.progress.state == "ready":
        counts.write_behind(_write(counts, kept, repository))
    return counts.totals(workspace.generation)


async def _write(counts: Counts, kept: Path, repository: Repository) -> None:
    """Leave what was counted for the next daemon."""
    packed, pace = b"", Pace()
    for step in counts.packing():
        packed = step
        await pace.breathe()
    living = {str(info.view_id) for info in repository.views.all()}
    # What cannot be written is counted again.
    with contextlib.suppress(OSError):
        await asyncio.to_thread(write, kept, packed)
        for path in kept.parent.iterdir():
            if path.name.isdigit() and path.name not in living:
                path.unlink(missing_ok=True)


def _memory_bytes(pid: int) -> int:
    """Proportional set size: shared pages are divided among those who share them."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import psutil

        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


async def explain(asked: Asked, repository: Repository) -> Answer:
    """Why a path is in the index, or is not."""
    workspace = asked.workspace
    path = asked.path(asked.params.get("path"))
    asked.look_at(path)
    await asked.settled(lambda path_id: False)
    try:
        verdict: dict[str, Any] = await repository.pool.submit(
            "explain", {"root": str(workspace.root), "path": path}, lane="interactive"
        )
    except (TaskFailed, WorkerDied) as error:
        verdict = {"kept": False, "reason": f"it could not be found out: {error}"}
    left_out = workspace.indexing.left_out.get(path)
    if left_out is not None and verdict["kept"]:
        verdict |= {"kept": False, "reason": left_out[1]}
    for record in poison_of(workspace):
        if record["path"] == path:
            verdict["poison"] = record["cause"]
    entry = workspace.generation.get(path)
    result = {**verdict, "path": path, "indexed": entry is not None}
    if entry is not None:
        links = asked.contents.links(entry)
        result["linked"] = links is not None
        result["edges"] = links.edges if links is not None else 0
    return asked.answer([result])

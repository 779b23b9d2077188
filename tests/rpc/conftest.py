"""A repository's root, and a daemon for it: in this process, or started as its own by clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from codegraph_client import spawn
from codegraph_client.place import Place, cache_place, ensure_cache, socket_place
from codegraph_client.root import Root, find_root
from codegraph_daemon import lifecycle
from codegraph_daemon.dispatch import Limits
from codegraph_daemon.lifecycle import Timing

from .stand_in_codegraph_daemon import Serve, Served, StandIn, stand_in_handlers

STAND_IN = Path(__file__).with_name("stand_in_codegraph_daemon.py")


@pytest.fixture
def root(tmp_path: Path) -> Root:
    folder = tmp_path / "project"
    folder.mkdir()
    return find_root(folder, folder)


@pytest.fixture
def place(root: Root) -> Place:
    return socket_place(root.identity)


@pytest.fixture
def stand_in_daemon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Clients start the stand-in; the file names each repository that it opened and closed."""
    log = tmp_path / "stand-in.log"
    monkeypatch.setattr(spawn, "DAEMON_ARGUMENTS", ("-P", str(STAND_IN)))
    monkeypatch.setenv("STAND_IN_LOG", str(log))
    return log


@pytest.fixture
def serve(root: Root, place: Place) -> Serve:
    """`async with serve(timing=..., limits=...) as served` runs a daemon in this process."""

    @asynccontextmanager
    async def served(
        timing: Timing | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Served]:
        repository = StandIn()
        ready = asyncio.Event()

        async def open_repository() -> StandIn:
            ready.set()
            return repository

        lock = lifecycle.acquire(place)
        assert lock is not None
        cache = cache_place(root.identity)
        ensure_cache(cache)
        life = asyncio.create_task(
            lifecycle.serve(
                lock,
                cache,
                root.path,
                root.identity,
                open_repository,
                stand_in_handlers,
                timing=timing or Timing(poll=0.02, drain=0.2),
                limits=limits,
            )
        )
        try:
            await ready.wait()
            yield Served(place, repository, life)
        finally:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)
            lock.release()

    return served

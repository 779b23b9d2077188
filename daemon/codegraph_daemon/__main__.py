"""`python -m codegraph_daemon --root R [--identity I]`: the process of one repository's daemon.

Belongs here: arguments, the order of the start, and the exit code (0: ended cleanly, or another
daemon serves this repository already; 1: could not start; the reason is the last line of stderr
and of the log). Stays out: everything else. People use `codegraph daemon start`.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import gc
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codegraph_client import settings as settings_of
from codegraph_client.errors import CodeGraphError
from codegraph_client.place import cache_place, ensure_cache, socket_place
from codegraph_client.root import identity_of
from codegraph_daemon import lifecycle, logs
from codegraph_daemon.dispatch import Limits
from codegraph_daemon.lifecycle import MakeHandlers, OpenRepository, Timing

if TYPE_CHECKING:
    from codegraph_client.settings import Settings
    from codegraph_daemon.rpc import Handler

log = logging.getLogger("codegraph_daemon")

_GC_THRESHOLDS = (20_000, 20, 20)

_LOADED = (
    *("resolve.lookups", "pipeline.commits", "pipeline.disk", "pipeline.workspace", "repository"),
    *("overlays.session", "queries.answering", "queries.possible", "queries.called"),
    *("queries.navigation", "queries.calls", "queries.types", "queries.scip", "queries.api"),
)
"""What is loaded step by step: the rest of the daemon, in pieces of about the same size."""


def main(
    arguments: Sequence[str] | None = None,
    open_repository: OpenRepository | None = None,
    make_handlers: MakeHandlers | None = None,
) -> int:
    """Run the daemon until it ends, and return its exit code.

    The last two parameters stand in for the real repository and its questions in tests.
    """
    parser = argparse.ArgumentParser(prog="codegraph_daemon", description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, required=True, help="folder to index")
    parser.add_argument("--identity", type=Path, help="repository; default: found from the root")
    options = parser.parse_args(arguments)
    root = Path(os.path.realpath(options.root))
    identity = Path(os.path.realpath(options.identity)) if options.identity else identity_of(root)
    # What this process writes is its user's alone, and no folder is kept from being unmounted.
    os.umask(0o077)
    os.chdir("/")
    faulthandler.enable()
    try:
        return _run(root, identity, open_repository, make_handlers)
    except (CodeGraphError, OSError) as error:
        log.error("cannot go on: %s", error)
        print(f"codegraph: the daemon for {root} cannot go on: {error}", file=sys.stderr)
        return 1


def _run(
    root: Path,
    identity: Path,
    open_repository: OpenRepository | None,
    make_handlers: MakeHandlers | None,
) -> int:
    lock = lifecycle.acquire(socket_place(identity))
    if lock is None:
        return 0
    cache = cache_place(identity)
    ensure_cache(cache)
    settings = settings_of.load(root)
    logs.configure(cache.log, settings.text("log.level"))
    for problem in settings.problems:
        log.warning("setting ignored: %s", problem)
    if open_repository is None or make_handlers is None:
        # Imported only by the process that serves: one that lost the race is gone in no time.
        make_handlers = _handlers

        async def open_repository() -> lifecycle.Repository:
            return await _open(root, identity, cache.store, settings)

    asyncio.run(
        lifecycle.serve(
            lock,
            cache,
            root,
            identity,
            open_repository,
            make_handlers,
            timing=Timing(idle=settings.number("daemon.idle_minutes") * 60),
            limits=Limits(deadline_ms=settings.integer("query.deadline_ms")),
        )
    )
    return 0


async def _open(
    root: Path, identity: Path, store: Path, settings: Settings
) -> lifecycle.Repository:
    """The repository, loaded and opened while a worker starts and looks at the tree.

    Only the process that serves does this: one that lost the race for the lock loads nothing.
    """
    from codegraph_daemon.beginning import Beginning

    begun = Beginning(store, settings)
    await begun.look_at(root, settings)
    for module in _LOADED:
        import_module(f"codegraph_daemon.{module}")
        # The worker may be ready by now, and waits to be told what to do.
        await asyncio.sleep(0)
    from codegraph_daemon.cycles import Cycles
    from codegraph_daemon.repository import Repository

    # Cycles are not looked for among what was loaded, and seldom among answers, which are thousands
    # of objects without any: every 700 objects that costs a question milliseconds.
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    repository = await Repository.open(identity, store, settings, begun=begun)
    cycles = Cycles()
    repository.attention.on_answered.append(cycles.answered)
    repository.idle_steps.append(cycles.tidy)
    return repository


def _handlers(repository: Any) -> Mapping[str, Handler]:
    from codegraph_daemon.queries.api import handlers

    return handlers(repository)


if __name__ == "__main__":
    sys.exit(main())

"""Having ready what searches read, where people search, and what is read for related code, where
people ask for it: then no first question waits for it.

Belongs here: when that is done. Stays out: what is loaded (`finding`, `related`), and whether
people ask for it (`store.searched`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from codegraph_client.errors import StoreError

from .answering import Asked

if TYPE_CHECKING:
    from .finding import Search
    from .related import Sources

_AFTER_SECONDS: Final = 1.0
"""So long after a session began: who asks one question and leaves loads no more than that needs."""
_FOREVER: Final = 10**9


async def make_ready(
    asked: Asked,
    searching: Callable[[], Search] | None,
    related: Callable[[], Sources] | None,
) -> None:
    """Load what searches read, and what `related` reads, where these are asked for, in short steps
    between which questions are answered."""
    await asyncio.sleep(_AFTER_SECONDS)
    # The next question meets the same failure, and says so.
    with contextlib.suppress(StoreError):
        await asked.workspace.settled(_FOREVER)
        # Modules are loaded beside the loop, which would stand still for a tenth of a second.
        if searching is not None:
            await asyncio.to_thread(import_module, f"{__package__}.finding")
            await searching().make_ready(asked)
        if related is not None:
            module = await asyncio.to_thread(import_module, f"{__package__}.related")
            await module.make_ready(asked, related())

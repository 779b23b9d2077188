"""Names by which a module passes on what others define: `web.Application`, which `web_app` defines.

Here is what such a name means. Who has the name itself is for `symbols`, what a class has from its
bases for `inherited`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import MODULE_HASH, ROLE_MASK, ROLE_SHIFT, START_MASK, Expr, Kind, Role
from ..resolve.links import Target
from .answering import Asked, shown
from .inherited import told
from .reading import Snapshot
from .symbols import Names
from .targets import locate


async def passed_on(asked: Asked, names: Names, spelled: str) -> list[Target]:
    """What the modules named before the last dot import under the name behind it; the answer says
    where that is defined."""
    owner, _, name = spelled.strip().replace("::", ".").rpartition(".")
    if not owner or not name:
        return []
    nothing = asked.reason
    modules = {
        path_id for path_id, hashed in await names.named(asked, owner) if hashed == MODULE_HASH
    }
    asked.reason = nothing
    if not modules:
        return []
    await asked.settled(modules.__contains__)
    snapshot = asked.snapshot()
    found = list(
        dict.fromkeys(each for path_id in modules for each in _meant(snapshot, path_id, name))
    )
    if found:
        whose = " and ".join(told(snapshot, each) for each in found)
        asked.reason = f"{shown(spelled.strip())} is imported there: it is {whose}"
    return found


def _meant(snapshot: Snapshot, path_id: int, name: str) -> Iterator[Target]:
    """What a file imports under a name."""
    file = snapshot.file_by_id(path_id)
    links = None if file is None else snapshot.contents.links(file.entry)
    if file is None or links is None:
        return
    facts = file.facts
    for expr, kind in enumerate(facts.expr_kind):
        if kind != Expr.NAME or facts.names[facts.expr_a[expr]] != name:
            continue
        for packed in facts.occurrences_of(expr):
            if packed >> ROLE_SHIFT & ROLE_MASK == Role.IMPORT:
                for target, _ in links.at(*facts.position(packed & START_MASK)):
                    where = locate(snapshot, target)
                    if where is not None and where[0].facts.symbol_kind[where[1]] != Kind.IMPORT:
                        yield target

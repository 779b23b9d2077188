"""What a question about symbols is about: what stands at a position, what has a name, or a key.

Here are the way from a request to symbols, and the wait for whoever may mention them.  What is
asked about them is for the question's own module.
"""

from __future__ import annotations

from typing import NamedTuple

from codegraph_client.errors import BadRequest

from ..facts import hash_of_identity
from ..resolve.links import Target
from .answering import Asked, shown
from .navigation import meaning_of
from .reading import File, Snapshot
from .symbols import Names


class Subject(NamedTuple):
    """The symbols that a question is about, with the generation that it reads.

    `local` is (scope, name index) in `file` of a variable that only its own function knows.
    """

    snapshot: Snapshot
    targets: list[Target]
    file: File | None = None
    local: tuple[int, int] | None = None
    start: int = -1
    """Byte offset of the name in `file` at which it is asked; -1: by name or key."""


async def subject(asked: Asked, names: Names, *, leads_to: bool = False) -> Subject:
    """What the request points at, once the file that it points into is up to date; `leads_to`:
    also what that leads to without standing for it."""
    if "key" in asked.params:
        return await _by_key(asked)
    snapshot, meaning, file = await meaning_of(asked, names)
    symbols = [target for target, _ in meaning.symbols] if leads_to else meaning.stands_for
    targets = list(dict.fromkeys(symbols))
    start = -1 if file is None or "symbol" in asked.params else meaning.start
    return Subject(snapshot, targets, file, meaning.local, start)


async def _by_key(asked: Asked) -> Subject:
    key = asked.params["key"]
    if not isinstance(key, str) or "#" not in key:
        raise BadRequest("key must be the key of an earlier result")
    # A path may hold what parts it from the descriptor.
    cuts = [at for at, character in enumerate(key) if character == "#"]
    paths = [asked.path(key[:cut]) for cut in cuts if cut]
    for path in paths:
        asked.look_at(path)
    workspace = asked.workspace

    def is_asked(path_id: int) -> bool:
        # Asked again each time: in a cold index a file gets its id while we wait.
        return path_id in map(workspace.store.paths.find, paths)

    await asked.settled(is_asked)
    snapshot = asked.snapshot()
    found = symbol_of_key(asked, snapshot, key)
    if found is not None:
        file, target = found
        return Subject(snapshot, [target], file)
    asked.reason = asked.reason or f"there is no symbol {shown(key)} any more"
    return Subject(snapshot, [])


def symbol_of_key(asked: Asked, snapshot: Snapshot, key: str) -> tuple[File, Target] | None:
    """The symbol that a key names in a generation; None if there is none any more."""
    for at, character in enumerate(key):
        if character == "#" and at:
            file = snapshot.file(asked.path(key[:at]))
            hashed = hash_of_identity(key[at + 1 :])
            if file is not None and hashed in file.facts.symbol_of_hash:
                return file, (file.entry.path_id, hashed)
    return None


async def everything(asked: Asked) -> Snapshot:
    """The generation in which all is linked: for questions that follow one symbol to the next."""
    if asked.unlinked or (asked.overlays is not None and asked.view is None):
        await asked.settled()
    return asked.snapshot()


async def whole_file(asked: Asked) -> tuple[Snapshot, File | None]:
    """The file that a question without a position is about, as it is now, once all is linked; None
    with a reason if it is not in the index."""
    path = asked.path(asked.params["path"])
    asked.look_at(path)
    paths = asked.workspace.store.paths
    await asked.settled(lambda path_id: paths.find(path) == path_id)
    snapshot = await everything(asked)
    return snapshot, await asked.file(lambda: snapshot)

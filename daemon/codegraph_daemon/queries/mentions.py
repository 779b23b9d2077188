"""Which files may mention a symbol, before they are linked: those that spell one of its names.

A question about uses waits for these, and for no others.  What the uses are is `navigation`'s
business.
"""

from __future__ import annotations

from ..facts import (
    MODULE_HASH,
    MODULE_VALUE_NAME,
    NONE,
    Bind,
    Facts,
    Kind,
)
from ..languages.semantics import modules_of, scoping_of
from ..resolve.links import Target
from ..store.postings import Postings
from .answering import Asked
from .overrides import has_family
from .reading import Snapshot, symbol_name
from .targets import locate

_DEFAULT = "default"
_RENAME_BYTES = 160
"""In memory, at most."""


async def mentioned(
    asked: Asked, postings: Postings, snapshot: Snapshot, targets: list[Target]
) -> Snapshot:
    """The generation in which whoever may mention the symbols, or their families, is linked."""
    if targets and asked.unlinked:
        # Who stands between a member and what overrides it need not mention either.
        linked = has_family(snapshot, targets)
        spelled = None if linked else await spellings(asked, snapshot, postings, targets)
        if spelled is None:
            await asked.settled()
        else:
            await asked.settled(lambda path_id: mentions(asked, path_id, spelled))
    return asked.snapshot()


async def spellings(
    asked: Asked, snapshot: Snapshot, postings: Postings, targets: list[Target]
) -> set[str] | None:
    """The names under which files may refer to these symbols; None if that cannot be told.

    An import may give a symbol another name, under which others import it from there.
    """
    names: set[str] = set()
    renamed = [(MODULE_VALUE_NAME, _DEFAULT)]
    users: set[int] = set(asked.unlinked)
    for target in targets:
        found = locate(snapshot, target)
        if target[1] == MODULE_HASH:
            # How a module is spelled depends on who imports it.
            return None
        if found is not None:
            home, symbol = found
            kind = home.facts.symbol_kind[symbol]
            if kind == Kind.CONSTRUCTOR and scoping_of(modules_of(home.path)).declares:
                # Who initialises a member need not spell its type.
                return None
            names.add(symbol_name(found[0].path, found[0].facts, found[1]))
        users.update(postings.read_refs(*target))
    for path_id in users:
        renamed += _renames(snapshot, path_id)
        await asked.pace.breathe()
    while more := {new for old, new in renamed if old in names} - names:
        names |= more
    return names


class Renames(tuple[tuple[str, str], ...]):
    """(name, other name) of what a file imports or exports under another name."""

    __slots__ = ()


def _renames(snapshot: Snapshot, path_id: int) -> Renames:
    # Each question about a much-used name needs those of all the files that use it, and not their
    # facts, for which there is no room at once.
    entry = snapshot.generation.by_id(path_id)
    if entry is None:
        return Renames()
    known = snapshot.contents.derived(entry.facts, Renames)
    if known is None:
        file = snapshot.file_by_id(path_id)
        if file is None:
            return Renames()
        known = Renames(_read_renames(file.facts))
        snapshot.contents.keep(entry.facts, known, (1 + len(known)) * _RENAME_BYTES)
    return known


def _read_renames(facts: Facts) -> list[tuple[str, str]]:
    renamed = facts.renamed_imports()
    names = facts.names
    for row, kind in enumerate(facts.bind_kind):
        if kind == Bind.IMPORT_MODULE:
            # The one value that a module is has the name that its importer gives the module.
            renamed.append((MODULE_VALUE_NAME, names[facts.bind_name[row]]))
        elif kind == Bind.ALIAS or kind == Bind.VALUE:
            name = names[facts.bind_name[row]]
            if kind == Bind.VALUE and name not in (_DEFAULT, MODULE_VALUE_NAME):
                continue
            value = facts.bind_a[row]
            spelled = NONE if value == NONE else facts.expr_name(value)
            if spelled != NONE and names[spelled] != name:
                renamed.append((names[spelled], name))
    return renamed


def mentions(asked: Asked, path_id: int, names: set[str]) -> bool:
    """Whether a file spells one of these names, and so may use the symbol."""
    file = asked.snapshot().file_by_id(path_id)
    if file is not None and asked.workspace.commits.imported.holds(file.entry):
        # What was imported may refer to it under any name.
        return True
    return file is not None and not names.isdisjoint(file.facts.names)

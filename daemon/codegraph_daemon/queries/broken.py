"""Who used what is gone: names that led to symbols which were removed, renamed or moved away, and
that lead nowhere now.

Every look of the resolver is recorded, those that find nothing included; so whoever looks for a
name where it was is among the readers of that look, and no text of the past has to be linked.
Belongs here: from changes to such uses. Stays out: what they reach further (`graph.walk`).
"""

from __future__ import annotations

import asyncio
import builtins
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np

from ..facts import (
    CALLABLE,
    MODULE_HASH,
    NONE,
    TAG,
    Bind,
    Expr,
    Facts,
    Kind,
    Role,
    ScopeKind,
    announced_hash,
    unpack_occurrence,
)
from ..history.compare import SymbolChange
from ..languages.semantics import modules_of, scoping_of
from ..resolve.file import scope_identities
from ..resolve.heritage import BASES, meant
from ..resolve.keys import (
    announced_in_key,
    announced_key,
    bind_key,
    exists_key,
    path_key,
    to_bytes,
)
from ..resolve.links import NOWHERE, Links, Target, unknown_member
from .asked import Asked
from .hierarchy import bodies_of
from .reading import File, Snapshot
from .targets import locate

_HOLDERS: Final = frozenset((Kind.NAMESPACE, Kind.EXTENSION))
_TYPES: Final = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.ENUM))
_BODIES: Final = frozenset(
    (*_TYPES, Kind.FUNCTION, Kind.METHOD, Kind.CONSTRUCTOR, Kind.PROPERTY, Kind.EXTENSION)
)
_IMPORTS: Final = frozenset((Bind.IMPORT_MODULE, Bind.IMPORT_FROM, Bind.WILDCARD))
_WORDS: Final = {
    Role.READ: "reads",
    Role.WRITE: "writes",
    Role.CALL: "calls",
    Role.TYPE: "names",
    Role.IMPORT: "imports",
}
_OF_LIBRARIES: Final = frozenset(
    (
        *(name for kind in (dict, list, set, str, bytes, int, type) for name in dir(kind)),
        *(name for kind in (io.StringIO, BaseException) for name in dir(kind)),
        *("equals", "hashCode", "toString", "clone", "finalize", "getClass", "valueOf"),
        *("constructor", "then", "catch", "map", "filter", "reduce", "forEach", "push", "slice"),
        *("has", "set", "delete", "size", "length", "entries", "put", "contains", "isEmpty"),
        *("iter", "next", "unwrap", "into", "as_ref", "len", "begin", "end", "c_str", "data"),
        *("Error", "String", "Read", "Write", "Close", "Len", "Lock", "Unlock", "Next", "Get"),
    )
)
"""Members that objects of libraries have, or all objects of a language: what they are used on may
lie outside of the workspace, and links do not tell that from a member that is gone."""
_STEPS: Final = re.compile(r"[./:\\]+")
_BUILT_IN: Final = frozenset(dir(builtins))


class Gone(NamedTuple):
    """A symbol that is not where it was."""

    path: str
    qualified: str

    @property
    def name(self) -> str:
        """Its own name."""
        return self.qualified.rpartition(".")[2]

    @property
    def spellings(self) -> tuple[str, ...]:
        """The names under which files bind and look up such a symbol."""
        return self.name, self.name + CALLABLE, self.name + TAG

    @property
    def container(self) -> str:
        """What it lay in; empty for its file."""
        return self.qualified.rpartition(".")[0]


class Broken(NamedTuple):
    """A use of what is gone."""

    user: Target
    """The innermost definition in which it stands."""
    gone: Gone
    use: str
    line: int
    column: int
    """Zero-based, in UTF-8 bytes."""
    sure: bool
    """Whether the name was looked for where the symbol was; else it is what a member is called
    of a receiver that nobody knows."""


def gone_of(changes: Iterable[SymbolChange]) -> dict[Gone, bool]:
    """What is not where it was, and whether it lay in something that is gone as a whole; that comes
    last."""
    found: dict[Gone, None] = {}
    for change in changes:
        if change.change == "removed":
            found[Gone(change.path, change.qualified)] = None
        elif change.change in ("renamed", "moved") and change.was:
            path, mark, qualified = change.was.rpartition("#")
            found[Gone(path if mark else change.path, qualified)] = None
    inner = {each: Gone(each.path, each.container) in found for each in found}
    return dict(sorted(inner.items(), key=itemgetter(1)))


async def broken_by(
    asked: Asked, snapshot: Snapshot, changes: Sequence[SymbolChange], *, members: bool
) -> list[Broken]:
    """The uses of all that is gone, one for each definition that has some; `members`: those too of
    which only the name is known."""
    found: dict[tuple[Target, str], Broken] = {}
    for gone, is_inner in gone_of(changes).items():
        if asyncio.get_running_loop().time() >= asked.deadline:
            asked.incomplete("there was no time to look for all users of what is gone")
            break
        # Of what lay in something that is gone nothing tells any more what a receiver is.
        is_open = is_inner or gone.name in _OF_LIBRARIES or _is_open(snapshot, gone)
        is_open = is_open and bool(gone.container)
        if is_open and not members:
            continue
        for path_id in await _lookers(asked, snapshot, gone, members=members):
            file = snapshot.file_by_id(path_id)
            await asked.pace.breathe()
            if file is None or file.facts.name_index.keys().isdisjoint(gone.spellings):
                continue
            for each in _in_file(snapshot, file, gone, members=members):
                if is_inner and each.sure:
                    continue
                each = each._replace(sure=each.sure and not is_open)
                # What was declared in one file and defined in another is gone from both.
                found.setdefault((each.user, gone.qualified), each)
    path_of = snapshot.generation.path_of
    return sorted(
        found.values(),
        key=lambda each: (not each.sure, path_of(each.user[0]), each.line, each.column),
    )


def _is_open(snapshot: Snapshot, gone: Gone) -> bool:
    """Whether what a symbol lay in has a base that nobody knows, which may have one of its name."""
    file = snapshot.file(gone.path)
    if file is None:
        return False
    symbols = range(1, len(file.facts.symbol_kind))
    waiting = [
        (file.entry.path_id, file.facts.symbol_hash[each])
        for each in symbols
        if file.facts.symbol_kind[each] in _TYPES and file.facts.shown(each) == gone.container
    ]
    seen = set(waiting)
    while waiting:
        where = locate(snapshot, waiting.pop())
        links = None if where is None else snapshot.contents.links(where[0].entry)
        if where is None or links is None:
            return True
        facts = where[0].facts
        for scope in bodies_of(facts, where[1]):
            for row in range(facts.scope_bindings[scope], facts.scope_bindings[scope + 1]):
                if facts.bind_kind[row] not in BASES:
                    continue
                found = [target for target, _ in meant(facts, links, facts.bind_a[row])]
                if not found:
                    return True
                waiting += [each for each in found if each not in seen]
                seen.update(found)
    return False


async def _lookers(asked: Asked, snapshot: Snapshot, gone: Gone, *, members: bool) -> list[int]:
    """The files that look for a name where it was, by path."""
    modules, file = modules_of(gone.path), snapshot.file(gone.path)
    folder = gone.path.rpartition("/")[0]
    keys = [announced_in_key(folder, announced_hash(name)) for name in gone.spellings]
    # Where names are announced with their packages, these are the last folders of the path.
    steps = folder.split("/")
    packages = ["", *(".".join(steps[at:]) + "." for at in range(len(steps)))]
    keys += [
        announced_key(announced_hash(package + name))
        for package in packages
        for name in gone.spellings
    ]
    found: set[int] = set()
    if file is None:
        keys += [path_key(path) for path in modules.module_paths(gone.path)]
        keys.append(exists_key(gone.path))
    else:
        found.add(file.entry.path_id)
        scopes = _scopes(file.facts, gone.container)
        if gone.container and not scopes:
            keys.clear()
            found.clear()
        identities = scope_identities(file.facts)
        path_id = file.entry.path_id
        keys += [
            bind_key(path_id, identities[scope], name)
            for scope in scopes
            for name in gone.spellings
        ]
    found |= await asked.workspace.commits.reach(map(to_bytes, keys))
    if members and gone.container:
        found.update(asked.postings.read_refs(*unknown_member(gone.name)))
    generation = snapshot.generation
    known = [path_id for path_id in found if generation.by_id(path_id) is not None]
    return sorted(known, key=generation.path_of)


def _scopes(facts: Facts, container: str) -> list[int]:
    """The scopes that bound a name in what it lay in; none if nobody outside could use that."""
    if not container:
        kinds = zip(facts.scope_kind, facts.scope_owner, strict=True)
        return [
            scope
            for scope, (kind, owner) in enumerate(kinds)
            if kind == ScopeKind.MODULE or (not owner and kind == ScopeKind.CLASS)
        ]
    found: list[int] = []
    for symbol in range(1, len(facts.symbol_kind)):
        kind = facts.symbol_kind[symbol]
        if (kind in _TYPES or kind in _HOLDERS) and facts.shown(symbol) == container:
            found += [at for at, owner in enumerate(facts.scope_owner) if owner == symbol]
    return found


def _in_file(snapshot: Snapshot, file: File, gone: Gone, *, members: bool) -> Iterator[Broken]:
    """The uses of a name that lead nowhere, by their places."""
    facts, links = file.facts, snapshot.contents.links(file.entry)
    if links is None:
        return
    is_own = file.path == gone.path
    if is_own and any(facts.bindings_of(0, name) for name in gone.spellings):
        # Something came in its place, such as an import.
        return
    index, in_scope = facts.name_index, scoping_of(modules_of(file.path)).members_in_scope
    spelled = [index[name] for name in gone.spellings if name in index]
    uses = sorted(
        (*unpack_occurrence(packed)[:2], base)
        for expr, base in _named(facts, spelled)
        for packed in facts.occurrences_of(expr)
    )
    for start, role, expr in uses:
        if role not in _WORDS or not _leads_nowhere(file, links, start):
            continue
        sure = True
        if facts.expr_kind[expr] == Expr.NAME:
            if gone.container and not in_scope:
                continue
            if _is_bound(facts, facts.expr_b[expr], facts.expr_a[expr], own=is_own):
                continue
            if facts.expr_b[expr] == NONE and gone.name in _BUILT_IN:
                # What hid it is gone, and it is seen again.
                continue
        elif gone.container:
            sure = links.unknown_at(*facts.position(start)) is None
        elif is_own or not _is_module(snapshot, file, facts.expr_a[expr], start, gone):
            continue
        if sure or members:
            user = file.entry.path_id, facts.symbol_hash[_around(facts, start)]
            yield Broken(user, gone, _WORDS[role], *facts.position(start), sure)


def _named(facts: Facts, spelled: Sequence[int]) -> list[tuple[int, int]]:
    """The expressions that spell one of some names, each with the name or attribute that it is, or
    of which a call chooses by its arguments."""
    kinds, left = np.asarray(facts.expr_kind), np.asarray(facts.expr_a)
    named = (kinds == Expr.NAME) & np.isin(left, spelled)
    named |= (kinds == Expr.ATTR) & np.isin(np.asarray(facts.expr_b), spelled)
    found = [(expr, expr) for expr in np.flatnonzero(named).tolist()]
    for expr in np.flatnonzero(kinds == Expr.CHOSEN).tolist():
        base = facts.expr_a[expr]
        if kinds[base] == Expr.TYPE_OF:
            base = facts.expr_a[base]
        if named[base]:
            found.append((expr, base))
    return found


def _leads_nowhere(file: File, links: Links, start: int) -> bool:
    """Whether what stands at an offset is no symbol's name any more, but an import's at most."""
    for (path_id, hashed), _ in links.at(*file.facts.position(start)):
        own = file.facts.symbol_of_hash.get(hashed) if path_id == file.entry.path_id else None
        is_import = own is not None and file.facts.symbol_kind[own] == Kind.IMPORT
        if path_id != NOWHERE and not is_import:
            return False
    return True


def _is_bound(facts: Facts, scope: int, name: int, *, own: bool) -> bool:
    """Whether a scope gives a name a meaning of its own; imports do not, but in the file in which
    it was, where they came in its place."""
    rows = facts.bindings.get((scope, name), ())
    return any(own or facts.bind_kind[row] not in _IMPORTS for row in rows)


def _is_module(snapshot: Snapshot, file: File, expr: int, before: int, gone: Gone) -> bool:
    """Whether an expression is a module of the workspace, where it stands nearest before an offset;
    what is imported is one if it is called as the file, or its folder, in which something was."""
    facts, links = file.facts, snapshot.contents.links(file.entry)
    if facts.expr_kind[expr] == Expr.NAME:
        folder, _, name = gone.path.rpartition("/")
        called = {name.partition(".")[0], folder.rpartition("/")[2]}
        for row in facts.bindings.get((facts.expr_b[expr], facts.expr_a[expr]), ()):
            spec = facts.names[facts.bind_a[row]] if facts.bind_kind[row] in _IMPORTS else ""
            if spec and _STEPS.split(spec)[-1] in called:
                return True
    starts = [unpack_occurrence(packed)[0] for packed in facts.occurrences_of(expr)]
    at = max((start for start in starts if start < before), default=-1)
    if at < 0:
        return False
    for target, _ in links.at(*facts.position(at)) if links is not None else ():
        where = locate(snapshot, target)
        if where is None:
            continue
        if target[1] == MODULE_HASH or where[0].facts.symbol_kind[where[1]] == Kind.NAMESPACE:
            return True
    return False


def _around(facts: Facts, offset: int) -> int:
    """The innermost definition around an offset; the file's own symbol if there is none."""
    kinds = np.asarray(facts.symbol_kind)
    first = np.asarray(facts.symbol_sites).astype(np.int64)
    symbols = np.repeat(np.arange(len(kinds)), first[1:] - first[:-1])
    starts, ends = np.asarray(facts.site_start), np.asarray(facts.site_end)
    inside = (starts <= offset) & (offset < ends) & np.isin(kinds[symbols], sorted(_BODIES))
    inside &= symbols > 0
    rows = np.flatnonzero(inside)
    return int(symbols[rows[np.argmax(starts[rows])]]) if len(rows) else 0

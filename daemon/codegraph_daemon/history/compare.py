"""Two states of a tree, symbol by symbol: what was added, removed, changed, renamed or moved.

One state is a revision. The other is the work tree as it is on the disk, or what is staged. Texts
are compared by the names that git has for them, and only those that differ are parsed; git never
reads the work tree here, because that could run the repository's filters. Runs in a worker.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.git import run
from codegraph_client.trees import git_place

from ..discovery import read_source
from ..facts import Kind
from ..languages.registry import language_of
from .breaking import declared_otherwise, head, is_public
from .symbol_past import Version, imports_in, most_alike, symbols_in, texts_of

_SECONDS: Final = 60.0
_MOST_BYTES: Final = 4 << 20
_WORD: Final = re.compile(r"\w+")
_TYPES: Final = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.EXTENSION, Kind.ENUM))
_WHOLE: Final = frozenset(("added", "removed", "moved"))
"""Changes of a symbol that are those of all that is inside of it."""


class SymbolChange(NamedTuple):
    """What became of one symbol."""

    change: str
    """added, removed, changed, renamed or moved."""
    path: str
    """Its file in the later state; of what was removed, in the earlier one."""
    qualified: str
    line: int
    """Zero-based, in that state."""
    was: str
    """Its earlier qualified name, or path#qualified name if it was in another file."""
    breaks: bool
    """Whether who uses it from outside may have to follow: it is public, and it is gone, is named
    otherwise, or is declared otherwise."""
    members: int = 0
    """How many symbols inside of it came, went or moved with it, where these are not told."""


class Compared(NamedTuple):
    """The changes by path and line; `problem` is a sentence for a person, empty if all is well."""

    problem: str
    files: list[str]
    """The files whose texts differ, by their later paths."""
    changes: list[SymbolChange]


def compare(root: Path, revision: str, paths: Iterable[str], *, staged: bool) -> Compared:
    """What is different since a revision. `paths` are the files that count in the later state."""
    place, checked_out = git_place(root)
    named = run(["rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}"], cwd=place)
    commit = named.output.decode("ascii", "replace").strip()
    if named.state != "ok":
        return Compared(named.problem, [], [])
    if not commit:
        return Compared(f"git knows no commit {revision!r}", [], [])
    before = _blobs(place, ["ls-tree", "-r", "-z", "--full-name", commit, "--", "."])
    if before is None:
        return Compared(f"git cannot read the files of {revision!r}", [], [])
    wanted = set(paths)
    if staged or place != root:
        listing = ["ls-files", "-s", "-z"] if staged else ["ls-tree", "-r", "-z", checked_out]
        found = _blobs(place, [*listing, "--full-name", "--", "."]) or {}
        after = {path: blob for path, blob in found.items() if path in wanted}
        differing = sorted(
            path
            for path in before.keys() | after.keys()
            if before.get(path) != found.get(path) and (path in after or path not in found)
        )
        now = texts_of(place, [after[path] for path in differing if path in after])
        texts = {path: now[after[path]] for path in differing if after.get(path, "") in now}
    else:
        texts, differing = {}, []
        for path in sorted(wanted):
            source = read_source(str(root), path, _MOST_BYTES)
            if not source.problem and _blob_id(source.data) != before.get(path):
                texts[path] = source.data
                differing.append(path)
        differing += [path for path in before if not os.path.lexists(root / path)]
    old = texts_of(place, [before[path] for path in differing if path in before])
    earlier = {
        path: symbols_in(path, old.get(before[path])) for path in differing if path in before
    }
    later = {path: symbols_in(path, texts.get(path)) for path in differing}
    return Compared("", sorted(differing), _changes(earlier, later, texts))


def _changes(
    earlier: Mapping[str, dict[str, Version]],
    later: Mapping[str, dict[str, Version]],
    texts: Mapping[str, bytes],
) -> list[SymbolChange]:
    """All changes, those inside of others as well; `texts` are those of the later state."""
    gone: list[tuple[str, Version]] = []
    new: list[tuple[str, Version]] = []
    found: list[SymbolChange] = []
    for path in sorted({*earlier, *later}):
        before, after = earlier.get(path, {}), later.get(path, {})
        gone += [(path, each) for name, each in before.items() if name not in after]
        new += [(path, each) for name, each in after.items() if name not in before]
        changed = {
            name for name in before.keys() & after.keys() if before[name].text != after[name].text
        }
        for name in sorted(changed):
            # Who holds what changed has changed only if something else of it did.
            if _own(before[name], before.values()) != _own(after[name], after.values()):
                breaks = is_public(path, before[name]) and declared_otherwise(
                    path, before[name], after[name]
                )
                found.append(SymbolChange("changed", path, name, after[name].line, "", breaks))
    named: dict[str, list[tuple[str, Version]]] = {}
    inside: dict[str, list[tuple[str, Version]]] = {}
    for pair in gone:
        named.setdefault(_last_name(pair[1]), []).append(pair)
        inside.setdefault(pair[0], []).append(pair)
    for path, version in new:
        elsewhere = (pair for pair in named.get(_last_name(version), ()) if pair[0] != path)
        here = inside.get(path, ())
        change, was, breaks = "added", "", False
        origin = _former(version, elsewhere) or _former(version, here)
        if origin is not None:
            former = origin[1]
            named[_last_name(former)].remove(origin)
            inside[origin[0]].remove(origin)
            moved = origin[0] != path
            change = "moved" if moved else "renamed"
            was = f"{origin[0]}#{former.qualified}" if moved else former.qualified
            breaks = is_public(origin[0], former) and not (
                moved and _is_still_there(later, texts, *origin, version)
            )
        found.append(SymbolChange(change, path, version.qualified, version.line, was, breaks))
    for path, version in itertools.chain.from_iterable(inside.values()):
        breaks = is_public(path, version)
        found.append(SymbolChange("removed", path, version.qualified, version.line, "", breaks))
    return sorted(found, key=lambda each: (each.path, each.line, each.qualified))


def _last_name(version: Version) -> str:
    return version.qualified.rpartition(".")[2]


def _former(version: Version, gone: Iterable[tuple[str, Version]]) -> tuple[str, Version] | None:
    """What a symbol most likely was, of what is gone and where that was."""
    pairs = list(gone)
    former = most_alike(version, [each for _, each in pairs])
    return next((pair for pair in pairs if pair[1] is former), None)


def outermost(changes: Iterable[SymbolChange]) -> list[SymbolChange]:
    """Changes by path and line, without those that are a part of another one: what is in a class
    that is new, gone or moved is so with it."""
    told = {(each.change, each.path, each.qualified): each for each in changes}
    members: Counter[tuple[str, str, str]] = Counter()
    apart: list[SymbolChange] = []
    for each in told.values():
        whole = each
        while whole.change in _WHOLE:
            container, _, name = whole.qualified.rpartition(".")
            around = told.get((whole.change, whole.path, container))
            if around is None or (whole.was and whole.was != f"{around.was}.{name}"):
                break
            whole = around
        if whole is each:
            apart.append(each)
        else:
            members[whole.change, whole.path, whole.qualified] += 1
    kept = [
        each._replace(members=members[each.change, each.path, each.qualified]) for each in apart
    ]
    return sorted(kept, key=lambda each: (each.path, each.line, each.qualified))


def _is_still_there(
    later: Mapping[str, dict[str, Version]],
    texts: Mapping[str, bytes],
    path: str,
    former: Version,
    version: Version,
) -> bool:
    """Whether what has moved is still found where it was: its module takes it from where it is, or
    its class has the one that it moved to as a base."""
    before, after = former.qualified.split("."), version.qualified.split(".")
    if before[-1] != after[-1]:
        return False
    # Where it is not offered by a name, importing it offers it to nobody else.
    imports = imports_in(path, texts.get(path)) if language_of(path) == "python" else {}
    around = later.get(path, {}).get(".".join(before[:-1]))
    if around is None:
        return before == after and before[0] in imports
    if len(after) == 1:
        return False
    # By their names alone, for what is not different in both states was not read.
    heads: dict[str, set[str]] = {}
    for where, symbols in later.items():
        for each in symbols.values():
            if each.kind in _TYPES:
                heads.setdefault(each.qualified.rpartition(".")[2], set()).update(
                    _names_in(where, each)
                )
    pending = [imports.get(name, name) for name in _names_in(path, around) - {before[-2]}]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += heads.get(name, ())
    return after[-2] in seen


def _names_in(path: str, version: Version) -> set[str]:
    """The words of a declaration, bases among them."""
    return set(_WORD.findall(head(path, version.text).decode("utf-8", "replace")))


def _own(version: Version, others: Iterable[Version]) -> bytes:
    """The text of a symbol without those of the symbols inside of it."""
    text = version.text
    inside = f"{version.qualified}."
    for other in others:
        if other.qualified.startswith(inside):
            text = text.replace(other.text, b"", 1)
    return text


def _blob_id(data: bytes) -> str:
    """git's name for a text. A repository that names texts by SHA-256 finds all of them changed."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _blobs(root: Path, arguments: list[str]) -> dict[str, str] | None:
    """Path relative to the root -> git's name of the text, of what a listing says."""
    prefix = run(["rev-parse", "--show-prefix"], cwd=root).output.decode().rstrip("\n")
    answer = run(arguments, cwd=root, timeout=_SECONDS)
    if answer.state != "ok":
        return None
    found: dict[str, str] = {}
    for row in os.fsdecode(answer.output).split("\0"):
        about, _, path = row.partition("\t")
        fields = about.split()
        # `mode type blob` of a tree, `mode blob stage` of what is staged.
        blob = fields[2] if len(fields) > 2 and fields[1] == "blob" else ""
        if len(fields) > 2 and fields[2] == "0":
            blob = fields[1]
        if blob and fields[0] != "120000" and path.startswith(prefix):
            found[path[len(prefix) :]] = blob
    return found

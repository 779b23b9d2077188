"""Two states of a tree, symbol by symbol: what was added, removed, changed, renamed or moved.

One state is a revision. The other is the work tree as it is on the disk, or what is staged. Texts
are compared by the names that git has for them, and only those that differ are parsed; git never
reads the work tree here, because that could run the repository's filters. Runs in a worker.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.git import run

from ..chunks.traits import Trait
from ..discovery import read_source
from ..languages.registry import is_code, language_of
from ..ranking.paths import traits_of_path
from .symbol_past import Version, most_alike, symbols_in, texts_of

_SECONDS: Final = 60.0
_PYTHON_ENDS: Final = b":="
_ENDS: Final = b"{=;"
_MOST_HEAD: Final = 2000
"""Bytes of a head that are compared."""
_NAME: Final = re.compile(r"[^\W\d]\w*")
_MOST_BYTES: Final = 4 << 20


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


class Compared(NamedTuple):
    """The changes by path and line; `problem` is a sentence for a person, empty if all is well."""

    problem: str
    files: list[str]
    """The files whose texts differ, by their later paths."""
    changes: list[SymbolChange]


def compare(root: Path, revision: str, paths: Iterable[str], *, staged: bool) -> Compared:
    """What is different since a revision. `paths` are the files that count in the later state."""
    named = run(["rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}"], cwd=root)
    commit = named.output.decode("ascii", "replace").strip()
    if named.state != "ok":
        return Compared(named.problem, [], [])
    if not commit:
        return Compared(f"git knows no commit {revision!r}", [], [])
    before = _blobs(root, ["ls-tree", "-r", "-z", "--full-name", commit, "--", "."])
    if before is None:
        return Compared(f"git cannot read the files of {revision!r}", [], [])
    wanted = set(paths)
    if staged:
        found = _blobs(root, ["ls-files", "-s", "-z", "--full-name", "--", "."])
        after = {path: blob for path, blob in (found or {}).items() if path in wanted}
        differing = sorted(
            path
            for path in (before.keys() & wanted) | after.keys()
            if before.get(path) != after.get(path)
        )
        now = texts_of(root, [after[path] for path in differing if path in after])
        texts = {path: now[after[path]] for path in differing if after.get(path, "") in now}
    else:
        texts, differing = {}, []
        for path in sorted(wanted):
            source = read_source(str(root), path, _MOST_BYTES)
            if not source.problem and _blob_id(source.data) != before.get(path):
                texts[path] = source.data
                differing.append(path)
        differing += [path for path in before if not os.path.lexists(root / path)]
    old = texts_of(root, [before[path] for path in differing if path in before])
    earlier = {
        path: symbols_in(path, old.get(before[path])) for path in differing if path in before
    }
    later = {path: symbols_in(path, texts.get(path)) for path in differing}
    return Compared("", sorted(differing), _changes(earlier, later))


def _changes(
    earlier: Mapping[str, dict[str, Version]], later: Mapping[str, dict[str, Version]]
) -> list[SymbolChange]:
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
                breaks = _head(path, before[name]) != _head(path, after[name]) and is_public(
                    path, name
                )
                found.append(SymbolChange("changed", path, name, after[name].line, "", breaks))
    for path, version in new:
        name = version.qualified.rpartition(".")[2]
        here = [each for where, each in gone if where == path]
        elsewhere = [
            each
            for where, each in gone
            if where != path and each.qualified.rpartition(".")[2] == name
        ]
        change, was, breaks = "added", "", False
        former = most_alike(version, elsewhere) or most_alike(version, here)
        if former is not None:
            origin = next(pair for pair in gone if pair[1] is former)
            gone.remove(origin)
            moved = origin[0] != path
            change = "moved" if moved else "renamed"
            was = f"{origin[0]}#{former.qualified}" if moved else former.qualified
            breaks = is_public(origin[0], former.qualified)
        found.append(SymbolChange(change, path, version.qualified, version.line, was, breaks))
    for path, version in gone:
        breaks = is_public(path, version.qualified)
        found.append(SymbolChange("removed", path, version.qualified, version.line, "", breaks))
    return sorted(found, key=lambda each: (each.path, each.line, each.qualified))


def is_public(path: str, qualified: str) -> bool:
    """Whether others may use a symbol, as far as its name and its file tell; nobody uses the
    headings of a document."""
    if traits_of_path(path) & (Trait.TEST | Trait.EXAMPLE) or not is_code(path):
        return False
    steps = qualified.split(".")
    return not any(
        step.startswith(("_", "#")) and not (step.startswith("__") and step.endswith("__"))
        for step in steps
    ) and all(_NAME.match(step) for step in steps)


def _own(version: Version, others: Iterable[Version]) -> bytes:
    """The text of a symbol without those of the symbols inside of it."""
    text = version.text
    inside = f"{version.qualified}."
    for other in others:
        if other.qualified.startswith(inside):
            text = text.replace(other.text, b"", 1)
    return text


def _head(path: str, version: Version) -> bytes:
    """How a symbol is declared: its text up to where a body or a value begins; where nothing tells,
    its first line."""
    ends = _PYTHON_ENDS if language_of(path) == "python" else _ENDS
    depth, text = 0, version.text
    for at, byte in enumerate(text[:_MOST_HEAD]):
        if byte in b"([":
            depth += 1
        elif byte in b")]":
            depth -= 1
        elif depth == 0 and byte in ends:
            return b" ".join(text[:at].split())
    return text.split(b"\n", 1)[0].strip()


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

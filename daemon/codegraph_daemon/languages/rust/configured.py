"""Which definitions a plain build of Rust takes: by `#[cfg(...)]` above them, above what they stand
in, and above the `mod name;` of their files.

Meant is the platform that the index is made on, with the default features of the nearest manifest.
What stands around a line is told by its indentation, as rustfmt writes it.  Whether tests are
built is not known: both are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..machine import MACHINE, SYSTEM
from .manifests import default_features

Read = Callable[[str], Sequence[str]]
"""The lines of a file by its path; none if there is no such file."""

_FAMILY = "windows" if SYSTEM == "windows" else "unix"
_SAID = {
    "target_os": SYSTEM,
    "target_family": _FAMILY,
    "target_arch": {"arm64": "aarch64"}.get(MACHINE, MACHINE),
    "target_pointer_width": "64",
    "target_endian": "little",
    "panic": "unwind",
}
_MANY = frozenset(("target_has_atomic", "target_feature", "target_env", "target_vendor"))
"""What has several values, or one that the platform does not tell."""
_SET = frozenset((_FAMILY, "debug_assertions", "panic"))
_CFG = re.compile(r"#!?\[\s*cfg\s*\((.*)\)\s*\]", re.DOTALL)
_TOKEN = re.compile(r'\s*(?:([A-Za-z_]\w*)\s*(?:=\s*"([^"]*)")?|([(),]))')
_LONGEST = 12
"""So many lines above an item are looked at for where an attribute begins."""
_DEEPEST = 8
"""So many modules are followed from a file to the crate that it belongs to."""


def is_built(path: str, line: int, read: Read) -> bool | None:
    """See `semantics.is_built`."""
    features = _features(path, read)
    found = _holds(read(path), line, features)
    for _ in range(_DEEPEST):
        if found is False:
            return False
        above = _declaration(path, read)
        if above is None:
            break
        path, line = above
        found = _both(found, _holds(read(path), line, features))
    return found


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _features(path: str, read: Read) -> frozenset[str] | None:
    """The features that are on by default where a file belongs; None if no manifest tells."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        lines = read(f"{folder}/Cargo.toml" if folder else "Cargo.toml")
        if lines:
            return default_features("\n".join(lines))
    return None


def _declaration(path: str, read: Read) -> tuple[str, int] | None:
    """The file and the line of the `mod name;` that a file is of."""
    folder, _, file = path.rpartition("/")
    name = file.removesuffix(".rs")
    if name == "mod":
        folder, _, name = folder.rpartition("/")
    elif name in ("lib", "main"):
        return None
    inside, beside = f"{folder}/" if folder else "", f"{folder}.rs"
    wanted = re.compile(rf"\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(?:r#)?{re.escape(name)}\s*;")
    for home in (f"{inside}mod.rs", f"{inside}lib.rs", f"{inside}main.rs", beside):
        for line, text in enumerate(read(home)):
            if wanted.match(text):
                return home, line
    return None


def _holds(lines: Sequence[str], line: int, features: frozenset[str] | None) -> bool | None:
    """Whether what stands in a line is there, by what stands above it and above what it is in."""
    if line >= len(lines):
        return None
    found: bool | None = True
    for text in _attributes(lines, line):
        condition = _CFG.match(text)
        if condition is not None:
            found = _both(found, _Condition(condition[1], features).holds())
    return found


def _attributes(lines: Sequence[str], line: int) -> list[str]:
    """The attributes of what stands in a line, of all that is around it, and of the file."""
    found: list[str] = []
    indent = _indent(lines[line]) + 1
    at = line
    while at >= 0:
        text = lines[at].strip()
        if text and _indent(lines[at]) < indent and text[0] not in "})]#/":
            indent = _indent(lines[at])
            at, above = _above(lines, at)
            found += above
        else:
            at -= 1
    return found + [each.strip() for each in lines[:40] if each.startswith("#![cfg")]


def _above(lines: Sequence[str], line: int) -> tuple[int, list[str]]:
    """The attributes that stand right above a line, and the line before the first of them."""
    found: list[str] = []
    at = line - 1
    while at >= 0:
        text = lines[at].strip()
        if text.startswith("#["):
            found.append(text)
        elif text.endswith("]") and not text.startswith("//"):
            first = at - 1
            while first > at - _LONGEST and first >= 0 and "#[" not in lines[first]:
                first -= 1
            if first < 0 or not lines[first].strip().startswith("#["):
                break
            found.append(" ".join(each.strip() for each in lines[first : at + 1]))
            at = first
        elif not text.startswith("//"):
            break
        at -= 1
    return at, found


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


class _Condition:
    """What stands in `cfg(...)`."""

    def __init__(self, text: str, features: frozenset[str] | None) -> None:
        self._tokens = [found.groups() for found in _TOKEN.finditer(text)]
        self._features = features

    def holds(self) -> bool | None:
        """Whether it holds in a plain build; None if that is not known, or it cannot be read."""
        if not self._tokens:
            return None
        name, value, _ = self._tokens.pop(0)
        if not name:
            return None
        if name in ("all", "any", "not") and self._tokens and self._tokens[0][2] == "(":
            return self._composed(name)
        return self._is_set(name, value)

    def _composed(self, name: str) -> bool | None:
        self._tokens.pop(0)
        parts: list[bool | None] = []
        while self._tokens and self._tokens[0][2] != ")":
            if self._tokens[0][2] == ",":
                self._tokens.pop(0)
            else:
                parts.append(self.holds())
        if not self._tokens:
            return None
        self._tokens.pop(0)
        if name == "not":
            part = parts[0] if parts else None
            return None if part is None else not part
        decisive = name == "any"
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive

    def _is_set(self, name: str, value: str | None) -> bool | None:
        if name == "feature" and value is not None:
            return None if self._features is None else value in self._features
        if name == "test" or name in _MANY:
            return None
        if value is not None:
            return _SAID.get(name) == value
        return name in _SET

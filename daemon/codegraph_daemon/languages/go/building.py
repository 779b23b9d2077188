"""Which files a plain build of Go takes: by what their names end with, and by `//go:build`.

Meant is the platform that the index is made on, with C and without tags of one's own; of what a
file is there for otherwise, another has the same names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..machine import MACHINE, SYSTEM

_SYSTEMS_TEXT = """
    aix android darwin dragonfly freebsd hurd illumos ios js linux netbsd openbsd plan9 solaris
    wasip1 windows zos
"""
_MACHINES_TEXT = """
    386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm
"""
_SYSTEMS, _MACHINES = frozenset(_SYSTEMS_TEXT.split()), frozenset(_MACHINES_TEXT.split())
_SYSTEM = {"macos": "darwin"}.get(SYSTEM, SYSTEM)
_MACHINE = {"x86_64": "amd64", "x86": "386"}.get(MACHINE, MACHINE)
_SET = {_SYSTEM, _MACHINE, "gc", "cgo"} | ({"unix"} if _SYSTEM != "windows" else set[str]())
_RELEASE = re.compile(r"go1\.\d+")
_CONSTRAINT = "//go:build "
_TOKEN = re.compile(r"\s*(&&|\|\||[!()]|[\w.]+)")


def is_built(path: str, line: int, read: Callable[[str], Sequence[str]]) -> bool:
    """See `semantics.is_built`: the whole file, or nothing of it."""
    return is_named_for_here(path) and _is_wanted(read(path))


def is_named_for_here(path: str) -> bool:
    """Whether the name of a file is of no other system or processor."""
    words = path.rpartition("/")[2].removesuffix(".go").removesuffix("_test").split("_")[1:]
    last = words[-1] if words else ""
    if last in _MACHINES:
        if last != _MACHINE:
            return False
        last = words[-2] if len(words) > 1 else ""
    return last not in _SYSTEMS or last == _SYSTEM


def _is_wanted(lines: Sequence[str]) -> bool:
    for line in lines:
        text = line.strip()
        if text.startswith(_CONSTRAINT):
            return _Constraint(text.removeprefix(_CONSTRAINT)).holds()
        if text.startswith("package "):
            break
    return True


class _Constraint:
    """An expression over tags; what cannot be read of it holds."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)

    def holds(self) -> bool:
        """Whether it holds in a plain build."""
        found = self._all()
        while self._next("||"):
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._one()
        while self._next("&&"):
            found = self._one() and found
        return found

    def _one(self) -> bool:
        if self._next("!"):
            return not self._one()
        if self._next("("):
            found = self.holds()
            self._next(")")
            return found
        if not self._tokens:
            return True
        tag: str = self._tokens.pop(0)
        return tag in _SET or _RELEASE.fullmatch(tag) is not None

    def _next(self, token: str) -> bool:
        if self._tokens[:1] != [token]:
            return False
        self._tokens.pop(0)
        return True

"""From what a build writes to the source that it is written from.

Build output is not indexed, but packages, and tests of what was built, name it.  The compiler's
settings tell where the source lies if they are there; else it is looked for, under the same name,
where people keep sources.  Nothing is taken that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..semantics import Module, Paths
from .probing import SOURCES, below, join, split
from .tsconfig import options

_OUTPUT = frozenset(
    (
        "dist",
        "build",
        "out",
        "output",
        "lib",
        "es",
        "esm",
        "cjs",
        "umd",
        "mjs",
        "es6",
        "es2015",
        "commonjs",
        "module",
        "modules",
        "modern",
        "node",
        "browser",
        "types",
        "typings",
        "_build",
        "target",
        "bundles",
        "bin",
    )
)
"""Folders that builds write to, and those inside for each kind of module."""

_SOURCE_FOLDERS = ("src", "source", "lib", "")
_DEEPEST = 3

_MARKS = (".min", ".esm", ".cjs", ".umd", ".mjs", ".module", ".modern", ".prod", ".dev", ".bundle")
"""What a build adds before the extension."""


def is_output(package: str, path: str) -> bool:
    """Whether `path` lies in a folder of its package that only builds write to."""
    first = _inside(package, path).partition("/")[0]
    return first in _OUTPUT and first not in ("lib", "bin", "types", "typings", "node", "modules")


def source_of(paths: Paths, package: str, path: str) -> Module | None:
    """The source of the built file `path` of a package; None if none is found."""
    stem = split(path)[0]
    for mark in _MARKS:
        stem = stem.removesuffix(mark)
    tried = {path}
    for candidate in _candidates(paths, package, stem):
        if candidate not in tried:
            tried.add(candidate)
            # The kind of module may differ, so every extension of a source is tried.
            found = paths.first_file(candidate, [candidate + ending for ending in SOURCES])
            if found is not None:
                return ("file", found, 0)
    return None


def _candidates(paths: Paths, package: str, stem: str) -> Iterator[str]:
    """Where the source of a built file may lie, likeliest first, without extension."""
    for each in options(paths, package):
        if each.out is not None and below(stem, each.out):
            rest = _inside(each.out, stem)
            roots = ("src", "") if each.root is None else (each.root,)
            for root in roots:
                found = join(each.folder if each.root is None else "", f"{root}/{rest}")
                if found is not None:
                    yield found
    rest = _inside(package, stem)
    for _ in range(_DEEPEST + 1):
        for folder in _SOURCE_FOLDERS:
            found = join(package, f"{folder}/{rest}")
            if found is not None:
                yield found
        first, slash, below_first = rest.partition("/")
        if not slash or first not in _OUTPUT:
            return
        rest = below_first


def _inside(folder: str, path: str) -> str:
    return path[len(folder) + 1 :] if folder else path

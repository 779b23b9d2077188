"""Where names lead in languages that are known by their outline: to what has the same name.

First in the same file, else in the files of the language that have it; what very many have says
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..registry import language_of
from ..semantics import Here, Module, Paths, Scoping

__all__ = [
    "NAME",
    "SCOPING",
    "announcement",
    "beyond",
    "family",
    "find",
    "inside",
    "is_exported",
    "module_paths",
    "package_folder",
]

NAME = "outline"
SCOPING = Scoping(beyond=True, by_name=True)

_MOST = 8
"""Files that have a name, of which any may be meant."""


def announcement(language: str, name: str) -> str:
    """What a file of a language announces that defines a name: other languages do not see it."""
    return f"{language} {name}"


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`: whose language is the same, unless very many have the name."""
    return named(paths, family(here.path), name)


def named(paths: Paths, language: str, name: str) -> Sequence[int]:
    """The files of a language that define a name, unless they are very many."""
    found = paths.announced(announcement(language, name))
    return found if len(found) <= _MOST else ()


def family(path: str) -> str:
    """See `Beyond.family`: the language."""
    return language_of(path) or ""


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`: specifiers are not read."""
    return None


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`."""
    return None


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`."""
    return None


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`."""
    return (path,)


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return True

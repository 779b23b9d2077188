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
    "beyond",
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


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`."""
    language = language_of(here.path)
    found = [each for each in paths.announced(name) if _is_of(paths.path_of(each), language)]
    for path_id in found:
        if paths.path_of(path_id) == here.path:
            return [path_id]
    return found if len(found) <= _MOST else ()


def _is_of(path: str, language: str | None) -> bool:
    return language_of(path) == language


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

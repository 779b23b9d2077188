"""Where names come from in the made-up language: its package, which files say they are part of."""

from __future__ import annotations

from collections.abc import Sequence

from codegraph_daemon.languages.semantics import Here, Module, Paths, Scoping

NAME = "toy"
SCOPING = Scoping(members_in_scope=True, extended="anywhere", beyond=True)


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`: it has no module specifiers."""
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


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`: whatever has the name in the same package."""
    return paths.announced(f"{here.package}.{name}")

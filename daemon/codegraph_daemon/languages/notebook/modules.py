"""How modules name files, as in Python; nobody imports a notebook."""

from __future__ import annotations

from ..python.modules import NAME, find, inside, is_exported, package_folder

__all__ = ["NAME", "find", "inside", "is_exported", "module_paths", "package_folder"]


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`."""
    return (path,)

"""Files of modules import nothing, and nothing imports them."""

from __future__ import annotations

from ..configuration.modules import find, inside, is_exported, package_folder

__all__ = ["NAME", "find", "inside", "is_exported", "module_paths", "package_folder"]

NAME = "gomod"


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`."""
    return (path,)

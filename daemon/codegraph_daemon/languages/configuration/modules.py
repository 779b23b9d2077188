"""Configuration files import nothing, and are imported by their whole names alone."""

from __future__ import annotations

from ..importless import find, inside, is_exported, package_folder

__all__ = ["NAME", "find", "inside", "is_exported", "module_paths", "package_folder"]

NAME = "configuration"


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`; `require("./package")` leaves the extension out."""
    return (path, path.removesuffix(".json"))

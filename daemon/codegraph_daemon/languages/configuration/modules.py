"""Configuration files import nothing, and are imported by their whole names alone."""

from __future__ import annotations

from ..semantics import Module, Paths

NAME = "configuration"


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`."""
    return None


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`."""
    return None


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`."""
    return None


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`; `require("./package")` leaves the extension out."""
    return (path, path.removesuffix(".json"))


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return False

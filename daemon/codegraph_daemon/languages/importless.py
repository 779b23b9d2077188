"""What `modules` says of files that import nothing and that no import names: configuration.

Belongs here: the functions of `semantics.Modules` for such languages.  Stays out: what these files
say, which is read by their whole paths.
"""

from __future__ import annotations

from .semantics import Module, Paths


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
    """See `Modules.module_paths`."""
    return (path,)


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return False

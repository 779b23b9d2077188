"""How modules name files, as in all of `ecmascript`."""

from __future__ import annotations

from ..ecmascript.modules import (
    NAME,
    SCOPING,
    find,
    inside,
    is_exported,
    may_be_declared,
    module_paths,
    package_folder,
    seen_by,
)

__all__ = [
    "NAME",
    "SCOPING",
    "find",
    "inside",
    "is_exported",
    "may_be_declared",
    "module_paths",
    "package_folder",
    "seen_by",
]

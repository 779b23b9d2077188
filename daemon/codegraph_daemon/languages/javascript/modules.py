"""How modules name files, as in all of `ecmascript`."""

from __future__ import annotations

from ..ecmascript.modules import (
    NAME,
    find,
    inside,
    is_exported,
    is_public,
    module_paths,
    package_folder,
)

__all__ = ["NAME", "find", "inside", "is_exported", "is_public", "module_paths", "package_folder"]

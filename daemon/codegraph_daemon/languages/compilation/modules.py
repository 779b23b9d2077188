"""What a compiler was told includes nothing, and is looked for by its whole path alone."""

from __future__ import annotations

from ..importless import find, inside, is_exported, module_paths, package_folder

__all__ = ["NAME", "find", "inside", "is_exported", "module_paths", "package_folder"]

NAME = "compilation"

"""Files of modules import nothing, and nothing imports them."""

from __future__ import annotations

from ..importless import find, inside, is_exported, module_paths, package_folder

__all__ = ["NAME", "find", "inside", "is_exported", "module_paths", "package_folder"]

NAME = "gomod"

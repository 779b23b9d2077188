"""How modules name files in a script without an extension, whose first line tells its language.

The first line is not looked at again: what a specifier looks like tells the languages apart, and
what looks alike is tried as Python's first.
"""

from __future__ import annotations

from ..ecmascript import modules as ecmascript
from ..python import modules as python
from ..python.modules import inside, is_exported, package_folder
from ..semantics import Module, Paths, Scoping

__all__ = ["NAME", "SCOPING", "find", "inside", "is_exported", "module_paths", "package_folder"]

NAME = "script"
SCOPING = Scoping(by_name=True)
"""Of a script of the shell no more is known than names; what it does not have is looked for."""


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`."""
    found = None
    if level or all(step.isidentifier() for step in spec.split(".")):
        found = python.find(paths, folder, spec, level)
    return ecmascript.find(paths, folder, spec, 0) if found is None and not level else found


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`; `require("../bin/www")` names the whole path."""
    return tuple(dict.fromkeys((path, *python.module_paths(path))))

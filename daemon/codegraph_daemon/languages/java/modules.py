"""How Java's types map to files: by the names that files announce, packages included.

Whatever builds a project, a type's full name is the same; of several files that announce one, as
modules of a repository may, those are meant that lie nearest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..semantics import Here, Module, Paths, Scoping

NAME = "java"
_VISIBLE = re.compile(r"\b(?:public|protected)\b")
SCOPING = Scoping(members_in_scope=True, beyond=True, methods_apart=True)


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`: a specifier is the full name of a type at the top of a file."""
    found = _nearest(paths, folder, paths.announced(spec))
    return ("file", found[0], 0) if found else None


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
    return True


def is_public(head: str) -> bool:
    """See `Visible.is_public`."""
    return bool(_VISIBLE.search(head))


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`: types of the same package, then of packages imported as a whole."""
    if not name.isidentifier():
        return ()
    for package in (here.package, *here.packages):
        found = paths.announced(f"{package}.{name}" if package else name)
        if found:
            return _nearest(paths, here.folder, found)
    return ()


def _nearest(paths: Paths, folder: str, found: Sequence[int]) -> Sequence[int]:
    """Those of some files that have most folders in common with a folder."""
    if len(found) < 2:
        return found
    steps = folder.split("/")
    common: dict[int, int] = {}
    for path_id in found:
        count = 0
        for one, other in zip(steps, paths.path_of(path_id).split("/")[:-1], strict=False):
            if one != other:
                break
            count += 1
        common[path_id] = count
    most = max(common.values())
    return [path_id for path_id in found if common[path_id] == most]

"""How import paths name folders of the workspace, and what the files of a package share.

A package is a folder; its files see each other's names.  The tests of a package that lie beside it
in a package of their own (`_test`) see only each other's.  Which folder an import path means is
said by the `go.mod` of the module that it begins with, wherever in the workspace that lies. Only
where several say so, `go.work` and `replace` tell which is meant.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from ..semantics import Config, Here, Module, Paths, Scoping
from . import building
from .standard import declaring, having, interface

NAME = "go"
methods_outside = interface
method_outside = declaring
interfaces_outside = having
is_built = building.is_built
SCOPING = Scoping(
    extended="folder",
    beyond=True,
    folders_hold=True,
    interfaces=True,
    embeds=True,
    passes_on=True,
)

_TEST = "_test"


def module_name(name: str) -> str:
    """Announced by the `go.mod` of a module."""
    return f"<module {name}>"


def name_in(package: str, name: str) -> str:
    """Announced by a file of a package that binds a name at its top level."""
    return f"{_TEST}.{name}" if package.endswith(_TEST) else name


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`: the other files of the package."""
    return paths.announced(name_in(here.package, name), here.folder)


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`."""
    steps = spec.split("/")
    for length in range(len(steps), 0, -1):
        found = paths.announced(module_name("/".join(steps[:length])))
        if found:
            homes = [paths.path_of(path_id).rpartition("/")[0] for path_id in found]
            home = homes[0]
            if len(homes) > 1:
                home = _chosen(paths, folder, "/".join(steps[:length]), homes)
            return _folder(paths, [home, *steps[length:]])
    # Copies of what is needed, beside whoever needs it.
    at = folder
    while True:
        found_there = _folder(paths, [at, "vendor", *steps])
        if found_there is not None or not at:
            return found_there
        at = at.rpartition("/")[0]


def _chosen(paths: Paths, folder: str, module: str, homes: list[str]) -> str:
    """Which of several folders with one module is meant in a folder: what the nearest `go.work`
    uses, what it or the nearest `go.mod` puts in its place, or the nearest."""
    at, config = _nearest(paths, folder, "go.work")
    if config is not None:
        uses = config.get("uses") or ()
        used = [home for home in homes if home in [_joined(at, each) for each in uses]]
        if used:
            return used[0]
    for base, each in ((at, config), _nearest(paths, folder, "go.mod")):
        replaced = each and (each.get("replaces") or {}).get(module)
        if replaced and (home := _joined(base, replaced)) in homes:
            return home
    return min(homes, key=lambda each: (-_shared(each, folder), len(each), each))


def _nearest(paths: Paths, folder: str, name: str) -> tuple[str, Config | None]:
    """The first file of a name in a folder or above it, and where that is."""
    at = folder
    while True:
        config = paths.config(f"{at}/{name}" if at else name)
        if config is not None or not at:
            return at, config
        at = at.rpartition("/")[0]


def _joined(folder: str, path: str) -> str:
    path = posixpath.normpath(posixpath.join(folder, path))
    return "" if path == "." else path


def _folder(paths: Paths, steps: list[str]) -> Module | None:
    path = "/".join(step for step in steps if step)
    return ("folder", 0, path) if paths.is_folder(path) else None


def _shared(a: str, b: str) -> int:
    """Number of leading path steps that two folders share."""
    count = 0
    for x, y in zip(a.split("/"), b.split("/"), strict=False):
        if x != y:
            break
        count += 1
    return count


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`: a package holds names, no packages."""
    return None


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`."""
    return None


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`."""
    return (path,)


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return name[:1].isupper()

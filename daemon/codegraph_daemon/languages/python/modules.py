"""How Python's import statements name files of the workspace.

There is no interpreter to ask, so the import path is inferred: the folder that holds the
importer's top-level package, the workspace's root and its `src`, then any folder that holds a
top-level package of that name (nearest first), and for scripts their own folder.  The standard
library is never looked for elsewhere than where Python itself would find a namesake first.
"""

from __future__ import annotations

import sys

from ..semantics import Module, Paths

NAME = "python"

_STANDARD = sys.stdlib_module_names
_ROOTS = ("", "src", "lib", "python")


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _at(paths: Paths, module_path: str, *, folders: bool) -> Module | None:
    """The package or module at a path; a plain folder only if `folders`."""
    found = paths.first_file(
        module_path,
        (
            module_path + "/__init__.py",
            module_path + ".py",
            module_path + "/__init__.pyi",
            module_path + ".pyi",
            module_path + ".pyw",
        ),
    )
    if found is not None:
        return ("file", found, 0)
    if folders and paths.is_folder(module_path):
        return ("folder", 0, module_path)
    return None


def _is_package(paths: Paths, folder: str) -> bool:
    candidates = (folder + "/__init__.py", folder + "/__init__.pyi")
    return bool(folder) and paths.first_file(folder, candidates) is not None


def find(paths: Paths, importer: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`."""
    folder = _parent(importer)
    if level:
        for _ in range(level - 1):
            if not folder:
                return None
            folder = _parent(folder)
        if spec:
            return _at(paths, _join(folder, spec.replace(".", "/")), folders=True)
        return _at(paths, folder, folders=True) if folder else ("folder", 0, "")
    first, _, rest = spec.partition(".")
    for root in _import_roots(paths, folder, first):
        top = _join(root, first)
        if not rest:
            found = _at(paths, top, folders=False)
        elif _at(paths, top, folders=False) is not None or paths.is_folder(top):
            found = _at(paths, _join(root, spec.replace(".", "/")), folders=True)
        else:
            found = None
        if found is not None:
            return found
    # A namespace package: a folder without a file of its own, only where nothing else fits.
    if first not in _STANDARD and not rest:
        for root in dict.fromkeys((_own_root(paths, folder), *_ROOTS)):
            if paths.is_folder(_join(root, first)):
                return ("folder", 0, _join(root, first))
    return None


def _own_root(paths: Paths, folder: str) -> str:
    while _is_package(paths, folder):
        folder = _parent(folder)
    return folder


def _import_roots(paths: Paths, folder: str, first: str) -> list[str]:
    roots = [_own_root(paths, folder), *_ROOTS]
    if first not in _STANDARD:
        near = paths.folders_with_top(first)
        near.sort(key=lambda root: (-_shared(root, folder), len(root), root))
        roots += near
        roots.append(folder)
    return list(dict.fromkeys(roots))


def _shared(a: str, b: str) -> int:
    """Number of leading path steps that two folders share."""
    count = 0
    for x, y in zip(a.split("/"), b.split("/"), strict=False):
        if x != y:
            break
        count += 1
    return count


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`."""
    return _at(paths, _join(folder, name), folders=True)


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`."""
    folder, _, name = path.rpartition("/")
    return folder if name in ("__init__.py", "__init__.pyi") else None


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`."""
    stem = path.rpartition(".")[0] or path
    folder, _, name = stem.rpartition("/")
    return (folder, stem) if name == "__init__" else (stem,)


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return not name.startswith("_")

"""How Python's import statements name files of the workspace.

There is no interpreter to ask, so the import path is inferred, nearest first: the folder that
holds the importer's top-level package, the folders above it and their `src`, the usual source
folders of the workspace, then any folder that holds a top-level package of that name, and for
scripts inside a package their own folder.

As in Python, a package or module with a file of its own anywhere on that path comes before a
plain folder (a namespace package).  A name of the standard library is looked for only where
Python itself would find a namesake first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ..semantics import Module, Paths, Scoping

NAME = "python"
SCOPING = Scoping(descriptors=True)

_STANDARD = sys.stdlib_module_names
_SOURCE_FOLDERS = ("src", "lib", "python")
_OWN_PATH = frozenset(("tests", "test", "docs", "doc", "examples", "benchmarks", "testdata"))
"""Folders that are on the import path of nothing but what they hold."""


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _file(paths: Paths, module_path: str) -> Module | None:
    """The package or module at a path that has a file of its own; sources before stubs."""
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
    return None if found is None else ("file", found, 0)


def _at(paths: Paths, module_path: str) -> Module | None:
    """The package, module or plain folder at a path."""
    found = _file(paths, module_path)
    if found is None and paths.is_folder(module_path):
        return ("folder", 0, module_path)
    return found


def _is_package(paths: Paths, folder: str) -> bool:
    candidates = (folder + "/__init__.py", folder + "/__init__.pyi")
    return bool(folder) and paths.first_file(folder, candidates) is not None


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`."""
    if level:
        for _ in range(level - 1):
            if not folder:
                return None
            folder = _parent(folder)
        if spec:
            return _at(paths, _join(folder, spec.replace(".", "/")))
        return _at(paths, folder) if folder else ("folder", 0, "")
    first = spec.partition(".")[0]
    inner = spec.replace(".", "/")
    roots: dict[str, None] = {}
    for root in _import_roots(paths, folder, first):
        if root in roots:
            continue
        roots[root] = None
        if first == spec:
            found = _file(paths, _join(root, first))
        elif _file(paths, _join(root, first)) is not None:
            found = _at(paths, _join(root, inner))
        else:
            continue
        if found is not None:
            return found
    if first not in _STANDARD:
        for root in roots:
            if paths.is_folder(_join(root, first)):
                found = _at(paths, _join(root, inner))
                if found is not None:
                    return found
    return None


def _import_roots(paths: Paths, folder: str, first: str) -> Iterator[str]:
    """Folders in which a top-level module `first` is looked for, in order.

    One at a time: what is not looked at can change without a new answer.
    """
    root = folder
    while _is_package(paths, root):
        root = _parent(root)
    yield root
    if first in _STANDARD:
        yield ""
        return
    while root:
        root = _parent(root)
        yield root
        yield _join(root, "src")
    yield from _SOURCE_FOLDERS
    near = [each for each in paths.folders_with_top(first) if not _is_for_others(each, folder)]
    near.sort(key=lambda root: (-_shared(root, folder), len(root), root))
    yield from near
    yield folder


def _is_for_others(root: str, folder: str) -> bool:
    """Whether a folder can be on the import path of what lies beside it only: one of tests, say,
    whose packages nothing else imports."""
    steps = root.split("/")
    for count, step in enumerate(steps, 1):
        if step in _OWN_PATH and folder.split("/")[:count] != steps[:count]:
            return True
    return False


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
    return _at(paths, _join(folder, name))


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

"""Which file of the workspace stands for a package, or for a part of one.

What a package says leads to what its build writes as often as to sources: what was written by hand
comes first, what is built last.
"""

from __future__ import annotations

from ..semantics import Module, Paths
from .built import is_output, source_of
from .package_json import config_of, exported, target_path
from .probing import DECLARATIONS, file_at, index_at


def package_part(
    paths: Paths, package: str, subpath: str, conditions: tuple[str, ...]
) -> Module | None:
    """What `subpath` of a package is for those who name the package; "" is its entry."""

    def compute() -> Module | None:
        config = config_of(paths, package)
        if config is None:
            return None
        targets, decided = exported(config, subpath, conditions)
        found = _first_of(paths, package, targets)
        if found is None and not subpath:
            found = _conventional(paths, package)
        elif found is None and not decided:
            found = _first_of(paths, package, [f"src/{subpath}"])
        return found

    question = " ".join(("ecmascript part", *conditions))
    return paths.remembered(question, f"{package}\n{subpath}", compute)


def folder_entry(paths: Paths, folder: str) -> Module | None:
    """What a folder is for those who name it by its path."""
    config = config_of(paths, folder)
    if config is None:
        return index_at(paths, folder)
    targets = [
        value
        for name in ("source", "module", "main", "types", "typings")
        if isinstance(value := config.get(name), str)
    ]
    return _first_of(paths, folder, targets) or _conventional(paths, folder)


def _conventional(paths: Paths, package: str) -> Module | None:
    return index_at(paths, package) or source_of(paths, package, _in(package, "dist/index.js"))


def _first_of(paths: Paths, package: str, targets: list[str]) -> Module | None:
    """The first target that is there: declared by hand, as a source, as what one is built to."""
    spelled = (target_path(package, target) for target in targets)
    named = [path for path in spelled if path is not None]
    for path in named:
        # A declaration that is no output was written by hand, for those who use the package.
        if path.endswith(DECLARATIONS) and not is_output(package, path):
            found = file_at(paths, path)
            if found is not None:
                return found
    for path in named:
        found = source_of(paths, package, path) if is_output(package, path) else None
        found = found or file_at(paths, path, declared=False)
        found = found or index_at(paths, path, declared=False)
        if found is not None:
            return found
    for path in named:
        found = source_of(paths, package, path)
        if found is not None:
            return found
    for path in named:
        found = file_at(paths, path) or index_at(paths, path)
        if found is not None:
            return found
    return None


def _in(package: str, path: str) -> str:
    return f"{package}/{path}" if package else path

"""What `package.json` says: which folders are packages, and which files stand for what of one.

Belongs here: reading the settings of packages, with conditions and patterns, down to target paths.
Stays out: looking for the files (`entries`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ..semantics import Config, Paths
from .probing import below, join, parent

_ACTIVE = frozenset(
    (
        "source",
        "development",
        "types",
        "typings",
        "import",
        "module",
        "module-sync",
        "require",
        "node",
        "default",
    )
)
"""Conditions that hold for who reads sources; the others are for browsers, workers and the like."""

_MAIN = ("source", "svelte", "module", "main", "types", "typings")

_APART = frozenset(
    (
        "fixtures",
        "fixture",
        "__fixtures__",
        "__tests__",
        "__mocks__",
        "test",
        "tests",
        "testdata",
        "spec",
        "templates",
    )
)
"""Folders whose packages are props of tests or templates: nobody outside imports them."""


def config_of(paths: Paths, package: str) -> Config | None:
    """The `package.json` in the folder `package`."""
    return paths.config(f"{package}/package.json" if package else "package.json")


def nearest(paths: Paths, folder: str) -> str | None:
    """The innermost folder around `folder`, or itself, that is a package."""

    def compute() -> str | None:
        if config_of(paths, folder) is not None:
            return folder
        return nearest(paths, parent(folder)) if folder else None

    return paths.remembered("ecmascript package", folder, compute)


def owner(paths: Paths, folder: str, spec: str) -> tuple[str, str] | None:
    """The package of the workspace that a bare specifier names, and what of it.

    What the importer's own package says that a name stands for counts first.
    """
    steps = spec.split("/")
    length = 2 if spec.startswith("@") else 1
    name, rest = "/".join(steps[:length]), "/".join(steps[length:])
    home = nearest(paths, folder)
    config = config_of(paths, home) if home is not None else None
    replaced = config.get("replaced") if config is not None else None
    if home is None or not replaced or name not in replaced:
        return _announced(paths, folder, spec)
    scheme, _, target = replaced[name].partition(":")
    if scheme == "npm":
        return None
    if scheme == "workspace" and not target.startswith("."):
        # An alias: the name of the package, then its version.
        found = _announced(paths, folder, target.rpartition("@")[0])
        return None if found is None or found[1] else (found[0], rest)
    package = join(home, target)
    return None if package is None else (package, rest)


def _announced(paths: Paths, folder: str, spec: str) -> tuple[str, str] | None:
    """The package that announces the longest part of a specifier, the nearest of several."""
    steps = spec.split("/")
    shortest = 2 if spec.startswith("@") else 1
    for length in range(len(steps), shortest - 1, -1):
        found = paths.announced("/".join(steps[:length]))
        packages = [parent(paths.path_of(path_id)) for path_id in found]
        packages = [package for package in packages if not _is_apart(package, folder)]
        if packages:
            nearest_one = min(packages, key=lambda each: (-_shared(each, folder), len(each), each))
            return nearest_one, "/".join(steps[length:])
    return None


def _is_apart(package: str, folder: str) -> bool:
    steps = package.split("/")
    return any(
        step in _APART and not below(folder, "/".join(steps[: at + 1]))
        for at, step in enumerate(steps)
    )


def _shared(a: str, b: str) -> int:
    """Number of leading path steps that two folders share."""
    count = 0
    for x, y in zip(a.split("/"), b.split("/"), strict=False):
        if x != y:
            break
        count += 1
    return count


def exported(config: Config, subpath: str, conditions: Collection[str]) -> tuple[list[str], bool]:
    """Targets of a package's part, likeliest first, and whether `exports` decides."""
    exports = config.get("exports")
    if exports is not None:
        if not isinstance(exports, dict) or not any(key.startswith(".") for key in exports):
            exports = {".": exports}
        return mapped(exports, f"./{subpath}" if subpath else ".", conditions), True
    if subpath:
        return [subpath], False
    values = (config.get(name) for name in _MAIN)
    return [value for value in values if isinstance(value, str) and value], False


def imported(config: Config, spec: str, conditions: Collection[str]) -> list[str]:
    """Targets of a package's own name for something (`#name`), likeliest first."""
    imports = config.get("imports")
    return mapped(imports, spec, conditions) if isinstance(imports, dict) else []


def mapped(table: dict[str, Any], key: str, conditions: Collection[str]) -> list[str]:
    """Targets of `key` in a table with conditions and patterns, likeliest first."""
    value, star = _matched(table, key)
    likely: list[str] = []
    others: list[str] = []
    for target, holds in _leaves(value, frozenset(conditions), True):
        chosen = likely if holds else others
        chosen.append(target.replace("*", star) if star is not None else target)
    return likely + others


def _matched(table: dict[str, Any], key: str) -> tuple[Any, str | None]:
    """The value of the entry that fits best, and what its `*` stands for."""
    if key in table and "*" not in key:
        return table[key], None
    best: tuple[int, int, str, str] | None = None
    for pattern in table:
        before, star, after = pattern.partition("*")
        if not star and not pattern.endswith("/"):
            continue
        if len(key) >= len(before) + len(after) and key.startswith(before) and key.endswith(after):
            inside = key[len(before) : len(key) - len(after)]
            rank = (len(before), len(pattern), pattern, inside)
            if inside and (best is None or rank[:2] > best[:2]):
                best = rank
    if best is None:
        return None, None
    pattern, inside = best[2:]
    value = table[pattern]
    return (value, inside) if "*" in pattern else (_with_suffix(value, inside), None)


def _with_suffix(value: Any, inside: str) -> Any:
    """A folder's entry (`"./lib/": "./src/"`) for one file of it."""
    if isinstance(value, str):
        return value + inside
    if isinstance(value, dict):
        return {key: _with_suffix(each, inside) for key, each in value.items()}
    return [_with_suffix(each, inside) for each in value] if isinstance(value, list) else value


def _leaves(value: Any, conditions: frozenset[str], holds: bool) -> Iterator[tuple[str, bool]]:
    """Each target in order, and whether all conditions around it hold."""
    if isinstance(value, str):
        yield value, holds
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, conditions, holds)
    elif isinstance(value, dict):
        for name, each in value.items():
            held = name in _ACTIVE or name in conditions or "source" in name
            yield from _leaves(each, conditions, holds and held)


def target_path(package: str, target: str) -> str | None:
    """A target of a package as a path from the root; None if it leads out of the package."""
    path = join(package, target)
    return path if path is not None and below(path, package) else None

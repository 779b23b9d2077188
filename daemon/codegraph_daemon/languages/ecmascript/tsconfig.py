"""What `tsconfig.json` and `jsconfig.json` say about specifiers, with all that they extend.

Belongs here: reading the settings that hold for a folder, as paths from the root.
Stays out: looking for the files that they name (`modules`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..semantics import Paths
from .package_json import owner
from .probing import join, parent

_NAMES = ("tsconfig.json", "jsconfig.json")
_CONFIG_FOLDER = "${configDir}"


class Options(NamedTuple):
    """The settings of one configuration file; paths are from the root."""

    folder: str
    base: str | None
    """Where specifiers that are not relative begin."""
    paths: tuple[tuple[str, tuple[str, ...]], ...]
    """Patterns of specifiers with the paths that they may stand for, `*` in both."""
    root_dirs: tuple[str, ...]
    """Folders that are one folder when the program runs."""
    out: str | None
    root: str | None
    """Where the compiler writes to, and what from."""
    conditions: tuple[str, ...]


def options(paths: Paths, folder: str) -> tuple[Options, ...]:
    """The settings that may hold for files in `folder`: the nearest file's and its references'."""

    def compute() -> tuple[Options, ...]:
        for name in _NAMES:
            path = f"{folder}/{name}" if folder else name
            if paths.config(path) is not None:
                return tuple(_with_references(paths, path))
        return options(paths, parent(folder)) if folder else ()

    return paths.remembered("ecmascript options", folder, compute) or ()


def _with_references(paths: Paths, path: str) -> Iterator[Options]:
    yield _options(paths, path)
    config = paths.config(path)
    references = config.get("references") if config is not None else None
    seen = {path}
    for reference in references if isinstance(references, list) else ():
        target = reference.get("path") if isinstance(reference, dict) else None
        found = join(parent(path), target) if isinstance(target, str) else None
        if found is None:
            continue
        if not found.endswith(".json"):
            found = f"{found}/tsconfig.json" if found else "tsconfig.json"
        if found not in seen and paths.config(found) is not None:
            seen.add(found)
            yield _options(paths, found)


def _options(paths: Paths, path: str) -> Options:
    folder = parent(path)
    found = _settings(paths, path, folder, set())
    base = found.get("baseUrl")
    patterns, definer = found.get("paths", ({}, folder))
    start = definer if base is None else base
    rows: list[tuple[str, tuple[str, ...]]] = []
    for pattern, targets in patterns.items():
        listed = targets if isinstance(targets, list) else ()
        # An absolute target begins with the folder of the file that is being read.
        spelled = [_at(start, folder, each) for each in listed if isinstance(each, str)]
        rows.append((pattern, tuple(each for each in spelled if each is not None)))
    return Options(
        folder,
        base,
        tuple(rows),
        found.get("rootDirs", ()),
        found.get("outDir"),
        found.get("rootDir"),
        found.get("customConditions", ()),
    )


def _settings(paths: Paths, path: str, leaf: str, seen: set[str]) -> dict[str, Any]:
    """The settings of a file over those that it extends; `leaf` is where `${configDir}` is."""
    config = paths.config(path)
    if config is None or path in seen:
        return {}
    seen = seen | {path}
    folder = parent(path)
    found: dict[str, Any] = {}
    extends = config.get("extends")
    for base in extends if isinstance(extends, list) else [extends]:
        extended = _extended(paths, folder, base) if isinstance(base, str) else None
        if extended is not None:
            found.update(_settings(paths, extended, leaf, seen))
    for name in ("baseUrl", "outDir", "rootDir"):
        value = config.get(name)
        if isinstance(value, str):
            found[name] = _at(folder, leaf, value)
    patterns = config.get("paths")
    if isinstance(patterns, dict):
        found["paths"] = patterns, folder
    folders = config.get("rootDirs")
    if isinstance(folders, list):
        spelled = [_at(folder, leaf, each) for each in folders if isinstance(each, str)]
        found["rootDirs"] = tuple(each for each in spelled if each is not None)
    conditions = config.get("customConditions")
    if isinstance(conditions, list):
        found["customConditions"] = tuple(each for each in conditions if isinstance(each, str))
    return found


def _extended(paths: Paths, folder: str, spec: str) -> str | None:
    """The configuration file that `extends` names."""
    start: str | None
    if spec.startswith(("./", "../")) or spec in (".", ".."):
        start = join(folder, spec)
    else:
        found = owner(paths, folder, spec)
        start = join(found[0], found[1]) if found is not None else None
    if start is None:
        return None
    if start.endswith(".json"):
        return start
    for path in (f"{start}.json", f"{start}/tsconfig.json" if start else "tsconfig.json"):
        if paths.config(path) is not None:
            return path
    return None


def _at(folder: str, leaf: str, value: str) -> str | None:
    if value.startswith(_CONFIG_FOLDER):
        return join(leaf, value.removeprefix(_CONFIG_FOLDER).lstrip("/"))
    return None if value.startswith("/") else join(folder, value)


def matches(patterns: tuple[tuple[str, tuple[str, ...]], ...], spec: str) -> list[str]:
    """The paths that a specifier may stand for by the pattern that fits best."""
    best: tuple[int, str, tuple[str, ...]] | None = None
    for pattern, targets in patterns:
        before, star, after = pattern.partition("*")
        if not star:
            if pattern == spec:
                return list(targets)
        elif (
            len(spec) >= len(before) + len(after)
            and spec.startswith(before)
            and spec.endswith(after)
            and (best is None or len(before) > best[0])
        ):
            best = len(before), spec[len(before) : len(spec) - len(after)], targets
    if best is None:
        return []
    found = (join("", target.replace("*", best[1], 1)) for target in best[2])
    return [path for path in found if path is not None]

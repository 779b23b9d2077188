"""What `Cargo.toml`, `Cargo.lock` and the settings of cargo and rustup say of packages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple


class Wanted(NamedTuple):
    """A dependency."""

    name: str
    """As code knows it, but for its hyphens."""
    package: str
    version: str
    """A requirement, as it is spelled."""
    path: str
    shared: bool
    """Whether the workspace's manifest says what it is."""


class Manifest(NamedTuple):
    """What a manifest says."""

    name: str
    version: str
    library: str
    root: str
    """The file that the library begins with, from the folder of the manifest."""
    dependencies: tuple[Wanted, ...]
    shared: dict[str, Wanted]
    """What the members of a workspace may have in common, by name."""
    is_workspace: bool


def _table(of: Any, *names: str) -> dict[str, Any]:
    for name in names:
        of = of.get(name) if isinstance(of, dict) else None
    return of if isinstance(of, dict) else {}


def _text(of: Mapping[str, Any], name: str) -> str:
    found = of.get(name)
    return found if isinstance(found, str) else ""


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


_KINDS = ("dependencies", "dev-dependencies", "build-dependencies")


@lru_cache(512)
def manifest(text: str) -> Manifest:
    """What the text of a `Cargo.toml` says; what it does not say is as usual."""
    read = _read(text)
    package, library = _table(read, "package"), _table(read, "lib")
    tables = [_table(read, kind) for kind in _KINDS]
    for each in _table(read, "target").values():
        tables += [_table(each, kind) for kind in _KINDS]
    wanted: dict[str, Wanted] = {}
    for table in tables:
        for name, said in table.items():
            wanted.setdefault(name, _wanted(name, said))
    shared = _table(read, "workspace", "dependencies")
    return Manifest(
        _text(package, "name"),
        _text(package, "version"),
        _text(library, "name"),
        _text(library, "path") or "src/lib.rs",
        tuple(wanted.values()),
        {name: _wanted(name, said) for name, said in shared.items()},
        "workspace" in read,
    )


@lru_cache(64)
def default_features(text: str) -> frozenset[str] | None:
    """The features that are on if nobody says otherwise; None if the manifest cannot be read."""
    read = _read(text)
    if not read:
        return None
    said = _table(read, "features")
    found: set[str] = set()
    waiting = ["default"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            more = said.get(name)
            waiting += map(str, more) if isinstance(more, list) else ()
    return frozenset(found)


def _wanted(name: str, said: Any) -> Wanted:
    if isinstance(said, str):
        return Wanted(name, name, said, "", False)
    table = _table(said)
    return Wanted(
        name,
        _text(table, "package") or name,
        _text(table, "version"),
        _text(table, "path"),
        table.get("workspace") is True,
    )


@lru_cache(16)
def locked_versions(text: str) -> dict[tuple[str, str], str]:
    """The version of each dependency that a `Cargo.lock` says, by (package, dependency)."""
    packages = _read(text).get("package")
    rows = [each for each in packages if isinstance(each, dict)] if packages else []
    versions: dict[str, list[str]] = {}
    for row in rows:
        versions.setdefault(_text(row, "name"), []).append(_text(row, "version"))
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for dependency in row.get("dependencies") or ():
            # Versions are spelled only where there are several.
            name, _, rest = str(dependency).partition(" ")
            known = versions.get(name, [])
            version = rest.partition(" ")[0] or (known[0] if len(known) == 1 else "")
            found[_text(row, "name"), name] = version
    return found


_REQUIREMENT = re.compile(r"\s*(\^|~|=|>=|<=|>|<)?\s*(\d+|\*)(?:\.(\d+|\*))?(?:\.(\d+|\*))?")
_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)(-[^+]*)?")
_Version = tuple[int, int, int]


def highest(versions: Iterable[str], wanted: str) -> str:
    """The highest of some versions that a requirement allows; empty if none does."""
    allowed: list[tuple[_Version, str]] = []
    for version in versions:
        parts = _NUMBERS.match(version)
        if parts is None or parts[4]:
            # What is not released yet is not chosen.
            continue
        numbers = int(parts[1]), int(parts[2]), int(parts[3])
        if all([_allows(each, numbers) for each in wanted.split(",") if each.strip()]):
            allowed.append((numbers, version))
    return max(allowed)[1] if allowed else ""


def _allows(requirement: str, version: _Version) -> bool:
    parts = _REQUIREMENT.match(requirement)
    if parts is None:
        return False
    how, *spelled = parts.groups()
    given = [int(each) for each in spelled if each is not None and each != "*"]
    if not given:
        return True
    low = (*given, 0, 0)[:3]
    exact = tuple(version[: len(given)])
    if how == "=" or (how is None and "*" in spelled):
        return exact == tuple(given)
    if how in (">=", ">", "<=", "<"):
        return {
            ">=": version >= low,
            ">": exact > tuple(given),
            "<=": exact <= tuple(given),
            "<": version < low,
        }[how]
    if how == "~":
        kept = min(len(given), 2)
    else:
        # Up to the first number that is not zero nothing changes.
        nonzero = [at for at, number in enumerate(given) if number]
        kept = nonzero[0] + 1 if nonzero else len(given)
    return version >= low and version[:kept] == tuple(given[:kept])


@lru_cache(16)
def replacement(text: str) -> str:
    """The folder that cargo's settings have in place of the registry; empty if they have none."""
    sources = _table(_read(text), "source")
    source = _table(sources, "crates-io")
    seen: set[str] = set()
    while (name := _text(source, "replace-with")) and name not in seen:
        seen.add(name)
        source = _table(sources, name)
    return _text(source, "directory")


@lru_cache(16)
def toolchain(text: str) -> str:
    """The toolchain that a settings file names: rustup's own, or `rust-toolchain`."""
    read = _read(text)
    named = _text(read, "default_toolchain") or _text(_table(read, "toolchain"), "channel")
    return named if read or "\n" in text.strip() else text.strip()

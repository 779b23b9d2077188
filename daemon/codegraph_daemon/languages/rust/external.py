"""Where Rust's libraries lie: the sources of the standard library that a toolchain may bring, and
the packages of the registry at the versions that `Cargo.lock` says, or those that a workspace
keeps in a folder of its own.

Neither `cargo` nor `rustup` is asked: both keep their files where variables say, or where they
usually are.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence

from ..external import Disk, Library, Place
from ..semantics import Here, Paths
from .manifests import (
    Manifest,
    Wanted,
    highest,
    locked_versions,
    manifest,
    replacement,
    toolchain,
)
from .standard import ALSO, BLANKET, CRATES, DESCRIBED, KNOWN, MACROS, PRELUDE, TABLED

_STANDARD = "Rust's standard library"
_VERSIONED = re.compile(r"(.+)-(\d+\.\d+\.\d+.*)")
_MANAGER = "cargo"
_DEBIAN = re.compile(r"rustc-1\.\d+\.\d+")
_LEFT_OUT = frozenset(("tests", "benches", "examples"))
_ASIDE = tuple([f"/{name}/" for name in sorted(_LEFT_OUT)])
ADDING = rb"\bimpl\b[^{;]*?\b%b\b"
"""See `Libraries.ADDING`."""


def places(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
    """See `Libraries.places`; of a package the kind is the name by which code knows it."""
    found = [Place(each, _STANDARD) for each in _standard(disk, root)][:1]
    if found and folder.startswith(found[0].folder + "/"):
        return found
    package = _upwards(disk, folder, "Cargo.toml")
    if package is None:
        return found
    text = disk.read(f"{package}/Cargo.toml")
    here = manifest(text)
    around = _workspace(disk, package)
    inside = package == root or package.startswith(root + "/")
    lock = _upwards(disk, package if inside else root, "Cargo.lock")
    versions = locked_versions(disk.read(f"{lock}/Cargo.lock")) if lock is not None else {}
    shelves = list(_shelves(disk, root))
    for wanted in here.dependencies:
        if wanted.shared:
            wanted = around.shared.get(wanted.package, wanted)._replace(name=wanted.name)
        at = _package(disk, shelves, wanted, versions.get((here.name, wanted.package), ""))
        if at is not None:
            called = manifest(disk.read(f"{at}/Cargo.toml")).library or wanted.package
            name = wanted.name if wanted.name != wanted.package else called
            found.append(Place(at, name.replace("-", "_")))
    return found


def _upwards(disk: Disk, folder: str, name: str) -> str | None:
    """The nearest folder upwards that has a file."""
    at = folder
    while at not in ("", "/"):
        if disk.is_file(f"{at}/{name}"):
            return at
        at = posixpath.dirname(at)
    return None


def _workspace(disk: Disk, package: str) -> Manifest:
    """The manifest of the workspace that a package is of: what its members have in common."""
    at: str | None = package
    while at is not None:
        found = manifest(disk.read(f"{at}/Cargo.toml"))
        if found.is_workspace:
            return found
        at = _upwards(disk, posixpath.dirname(at), "Cargo.toml")
    return manifest("")


def _standard(disk: Disk, root: str) -> Iterator[str]:
    """Folders that have the sources of the standard library, the likeliest first."""
    given = os.environ.get("RUST_SRC_PATH", "")
    home = os.environ.get("RUSTUP_HOME", "") or os.path.expanduser("~/.rustup")
    names = list(disk.names_in(f"{home}/toolchains"))
    default = toolchain(disk.read(f"{home}/settings.toml"))
    wanted = os.environ.get("RUSTUP_TOOLCHAIN", "")
    for name in ("rust-toolchain.toml", "rust-toolchain"):
        wanted = wanted or toolchain(disk.read(f"{root}/{name}"))
    names.sort(key=lambda name: (_ranks(name, wanted, default), name))
    folders = [given] if given else []
    folders += [f"{home}/toolchains/{name}/lib/rustlib/src/rust/library" for name in names]
    folders.append("/usr/lib/rustlib/src/rust/library")
    debian = [name for name in disk.names_in("/usr/src") if _DEBIAN.fullmatch(name)]
    folders += [f"/usr/src/{name}/library" for name in reversed(debian)]
    for each in folders:
        if disk.is_file(f"{each}/std/src/lib.rs"):
            yield each


def _ranks(name: str, wanted: str, default: str) -> tuple[bool, bool, bool]:
    return (
        not (wanted and name.startswith(wanted)),
        not (default and name.startswith(default)),
        not name.startswith("stable"),
    )


def _shelves(disk: Disk, root: str) -> Iterator[str]:
    """Folders in which packages lie: one in place of the registry, if the settings say so."""
    home = os.environ.get("CARGO_HOME", "") or os.path.expanduser("~/.cargo")
    at = root
    while at not in ("", "/"):
        for name in (f"{at}/.cargo/config.toml", f"{at}/.cargo/config"):
            folder = replacement(disk.read(name))
            if folder:
                yield posixpath.normpath(posixpath.join(at, folder))
        at = posixpath.dirname(at)
    folder = replacement(disk.read(f"{home}/config.toml"))
    if folder:
        yield posixpath.normpath(posixpath.join(home, folder))
    sources = f"{home}/registry/src"
    yield from [f"{sources}/{name}" for name in disk.names_in(sources)]


def _package(disk: Disk, shelves: list[str], wanted: Wanted, version: str) -> str | None:
    """The folder of a package: at the version that is locked, else the highest that will do."""
    if wanted.path:
        return None
    for shelf in shelves:
        start = wanted.package + "-"
        found: dict[str, str] = {}
        for name in disk.names_in(shelf):
            parts = _VERSIONED.fullmatch(name) if name.startswith(start) else None
            if parts is not None and parts[1] == wanted.package:
                found[parts[2]] = f"{shelf}/{name}"
        if disk.is_file(f"{shelf}/{wanted.package}/Cargo.toml"):
            # What is kept in the workspace mostly has no version in its name.
            text = disk.read(f"{shelf}/{wanted.package}/Cargo.toml")
            found.setdefault(manifest(text).version, f"{shelf}/{wanted.package}")
        chosen = version if version else highest(found, wanted.version)
        if chosen in found:
            return found[chosen]
    return None


def shelves(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
    """See `Libraries.shelves`."""
    return [*list(_standard(disk, root))[:1], *_shelves(disk, root)]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`."""
    first, _, rest = spec.partition("::")
    if spec.startswith("path:"):
        return _if_file(disk, posixpath.normpath(f"{_inner(disk, importer)}/{spec[5:]}"))
    if first == "crate":
        return _root(disk, importer)
    if first == "super":
        at: str | None = importer
        for _ in range(spec.count("::") + 1):
            at = None if at is None else _above(disk, at)
        return at
    if first == "self":
        if not rest:
            return importer
        return _module(disk, f"{_inner(disk, importer)}/{rest.replace('::', '/')}")
    for place in places:
        if place.kind == _STANDARD:
            if importer.startswith(place.folder + "/"):
                first = ALSO.get(first, first)
            if first in CRATES:
                return _if_file(disk, f"{place.folder}/{first}/src/lib.rs")
        if place.kind == first:
            text = disk.read(f"{place.folder}/Cargo.toml")
            return _if_file(disk, f"{place.folder}/{manifest(text).root}")
    return None


def _if_file(disk: Disk, path: str) -> str | None:
    return path if disk.is_file(path) else None


def _module(disk: Disk, path: str) -> str | None:
    return _if_file(disk, path + ".rs") or _if_file(disk, path + "/mod.rs")


def _is_root(disk: Disk, path: str) -> bool:
    """Whether a file begins a crate."""
    folder, name = posixpath.split(path)
    if name == "lib.rs":
        return True
    package = _upwards(disk, folder, "Cargo.toml")
    if package is None:
        return False
    return path == f"{package}/{manifest(disk.read(package + '/Cargo.toml')).root}"


def _inner(disk: Disk, path: str) -> str:
    """The folder in which the modules of a file lie."""
    folder, name = posixpath.split(path)
    if name == "mod.rs" or _is_root(disk, path):
        return folder
    return f"{folder}/{name.removesuffix('.rs')}"


def _above(disk: Disk, path: str) -> str | None:
    """The file of the module that a file's module lies in; None for a crate's root."""
    if _is_root(disk, path):
        return None
    folder, name = posixpath.split(path)
    if name == "mod.rs":
        folder = posixpath.dirname(folder)
    found = _if_file(disk, f"{folder}/mod.rs") or _if_file(disk, f"{folder}.rs")
    return found or _if_file(disk, f"{folder}/lib.rs") or _root_in(disk, folder)


def _root_in(disk: Disk, folder: str) -> str | None:
    """A crate's root of another name than usual."""
    package = _upwards(disk, folder, "Cargo.toml")
    if package is None:
        return None
    path = f"{package}/{manifest(disk.read(package + '/Cargo.toml')).root}"
    return _if_file(disk, path) if posixpath.dirname(path) == folder else None


def _root(disk: Disk, path: str) -> str | None:
    package = _upwards(disk, posixpath.dirname(path), "Cargo.toml")
    if package is None:
        return None
    return _if_file(disk, f"{package}/{manifest(disk.read(package + '/Cargo.toml')).root}")


def everywhere(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
) -> Sequence[str]:
    """See `Libraries.everywhere`: the prelude, and macros."""
    inner = [PRELUDE, *MACROS]
    if name in KNOWN:
        inner.append(KNOWN[name])
    return [f"{each}/{at}" for each in _libraries(places) for at in inner]


def _libraries(places: Sequence[Place]) -> list[str]:
    return [place.folder for place in places if place.kind == _STANDARD]


def in_namespace(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, namespace: str, name: str
) -> Sequence[str]:
    """See `Libraries.in_namespace`."""
    return ()


def offering(disk: Disk, path: str, name: str) -> Sequence[str]:
    """See `Libraries.offering`: macros are seen at the root of their crate."""
    if name != name.lower() or not _is_root(disk, path):
        return ()
    return list(_below(disk, posixpath.dirname(path)))


def _below(disk: Disk, folder: str) -> Iterator[str]:
    names = disk.names_in(folder)
    yield from [f"{folder}/{name}" for name in members(names)]
    for name in names:
        if "." not in name and name not in _LEFT_OUT and disk.is_folder(f"{folder}/{name}"):
            yield from _below(disk, f"{folder}/{name}")


def described(disk: Disk, places: Sequence[Place], name: str) -> Sequence[tuple[str, str]]:
    """See `Libraries.described`."""
    found = DESCRIBED.get(name, ())
    if found or name == "object":
        found = (*found, *BLANKET)
    return [(f"{at}/{path}", spelled) for at in _libraries(places) for path, spelled in found]


def is_described(disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`."""
    if name not in TABLED:
        return False
    # Of a type that another library calls like one of the standard library, tables do not speak.
    is_standard = any([path.startswith(each + "/") for each in _libraries(places)])
    return is_standard or name not in DESCRIBED


def library(disk: Disk, path: str, places: Sequence[Place]) -> Library:
    """See `Libraries.library`: folders of packages have their versions in their names."""
    folder = _folder(path)
    for place in places:
        if path.startswith(place.folder + "/"):
            if place.kind == _STANDARD:
                crate = path[len(place.folder) + 1 :].partition("/")[0]
                return Library(_STANDARD, _MANAGER, crate)
            folder = place.folder
    shown = posixpath.basename(folder)
    told = _VERSIONED.fullmatch(shown)
    return Library(shown, _MANAGER, *(told.groups() if told is not None else (shown,)))


def _folder(path: str) -> str:
    """The folder of the package of a file, as it is usually called."""
    at = path
    while (inner := posixpath.dirname(at)) != at:
        at = inner
        if _VERSIONED.fullmatch(posixpath.basename(at)):
            return at
    return path.rpartition("/src/")[0]


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`: a crate is packed as a whole."""
    for place in places:
        if path.startswith(place.folder + "/"):
            if place.kind != _STANDARD:
                return place.folder
            crate = path[len(place.folder) + 1 :].partition("/")[0]
            return f"{place.folder}/{crate}"
    return ""


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    return path.endswith(".rs") and not any([each in path for each in _ASIDE])


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: types are added to in files beside their own."""
    return [name for name in names if name.endswith(".rs")]

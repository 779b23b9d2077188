"""Where the headers of C and C++ lie that are not of the workspace: those of the system, and those
in the folders that `CPATH` names, as for the compiler.

A name is looked for in the headers that a file includes, at whatever distance, in the order in
which they are included.  They are read as text to find those that may declare it; conditions in
them are not decided.
"""

from __future__ import annotations

import os
import platform
import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..external import OUTSIDE, Disk, Place
from ..semantics import Here, Paths
from .modules import closure

_KIND = "system headers"
_FOLDERS = ("/usr/local/include", "/usr/include")
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include(?:_next)?[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_MOST_HEADERS = 600
"""More headers than this are not looked into for one name."""
_MOST_FOUND = 6
_CPP = "/c++/"
"""In the folders of headers that C has not."""
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".ipp", ".tcc", ".inc")
ADDING = b""
"""See `Libraries.ADDING`."""


def places(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
    """See `Libraries.places`."""
    machine = f"{platform.machine()}-linux-gnu"
    folders: list[str] = []
    for base in ("/usr/include/c++", f"/usr/include/{machine}/c++", f"/usr/lib/gcc/{machine}"):
        versions = [name for name in disk.names_in(base) if name.isdigit()]
        if versions:
            newest = max(versions, key=int)
            folders.append(f"{base}/{newest}" + ("/include" if "/gcc/" in base else ""))
    given = os.environ.get("CPATH", "").split(os.pathsep)
    folders = [each for each in given if posixpath.isabs(each)] + folders
    folders += ["/usr/local/include", f"/usr/include/{machine}", "/usr/include"]
    return [Place(each, _KIND) for each in folders if disk.is_folder(each)]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`; `spec` with or without its quotes or brackets."""
    name = spec.strip('<>"')
    folders = [place.folder for place in places]
    if any(importer.startswith(folder + "/") for folder in folders):
        folders.insert(0, posixpath.dirname(importer))
    for folder in folders:
        if importer.endswith(".c") and _CPP in folder + "/":
            continue
        path = posixpath.normpath(f"{folder}/{name}")
        if disk.is_file(path):
            return path
    return None


def everywhere(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
) -> Sequence[str]:
    """See `Libraries.everywhere`: the headers included that may declare the name, in order."""
    path = here.path
    if path[:1] == OUTSIDE:
        return ()
    word = re.compile(rf"\b{re.escape(name)}\b")
    found: list[str] = []
    for header in _headers(disk, places, path, _specs(paths, path)):
        if _CPP in header:
            # What these declare lies in `std`, which is not followed.
            continue
        text = _text(header)
        if name in text and word.search(text):
            found.append(header)
            if len(found) == _MOST_FOUND:
                break
    return found


def _specs(paths: Paths, path: str) -> Iterator[str]:
    """What a file of the workspace, and what it includes, includes as spelled."""
    for each in (path, *map(paths.path_of, closure(paths, path))):
        config = paths.config(each)
        yield from (config.get("<includes>") if config is not None else None) or ()


_closures: dict[tuple[tuple[Place, ...], tuple[str, ...]], tuple[str, ...]] = {}
"""The headers that some specifiers lead to: what a system has of headers hardly changes while a
process lives, and every name that is not found asks for all of them."""
_MOST_CLOSURES = 64


def _headers(
    disk: Disk, places: Sequence[Place], path: str, specs: Iterator[str]
) -> tuple[str, ...]:
    """The headers that these lead to, nearest first."""
    is_c = path.endswith(".c")
    wanted = tuple([place for place in places if not (is_c and _CPP in place.folder + "/")])
    key = wanted, tuple(dict.fromkeys(specs))
    known = _closures.get(key)
    if known is None:
        if len(_closures) >= _MOST_CLOSURES:
            _closures.clear()
        known = _closures[key] = tuple(_followed(disk, *key))
    return known


def _followed(disk: Disk, places: tuple[Place, ...], specs: tuple[str, ...]) -> Iterator[str]:
    seen: dict[str, None] = {}
    level = [each for spec in specs if (each := find(disk, places, spec, "")) is not None]
    while level:
        following: list[str] = []
        for header in level:
            if header in seen:
                continue
            if len(seen) >= _MOST_HEADERS:
                return
            seen[header] = None
            yield header
            for spec in _INCLUDE.findall(_text(header)):
                inner = find(disk, places, spec, header)
                if inner is not None and inner not in seen:
                    following.append(inner)
        level = following


@lru_cache(800)
def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def offering(disk: Disk, path: str, name: str) -> Sequence[str]:
    """See `Libraries.offering`."""
    return ()


def described(disk: Disk, places: Sequence[Place], name: str) -> Sequence[tuple[str, str]]:
    """See `Libraries.described`."""
    return ()


def is_described(path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`: what tables know of templates they know by name."""
    return _CPP in path and kind in ("class", "struct")


def package(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.package`."""
    for place in places:
        if path.startswith(place.folder + "/"):
            return "C++'s library" if _CPP in path else _KIND
    return ""


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: folders hold no names."""
    return ()


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`: headers of the system are no packages; each is read when asked for."""
    return ""


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    return path.endswith(_HEADERS)

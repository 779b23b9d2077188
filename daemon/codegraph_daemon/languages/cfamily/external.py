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
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from ...facts import without_tag
from ..external import OUTSIDE, Disk, Library, Place
from ..semantics import Here, Paths
from .modules import closure

_KIND = "system headers"
_FOLDERS = ("/usr/local/include", "/usr/include")
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include(_next)?[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_NEXT = "\0"
"""Before what is included from the folders behind that of the header which does it."""
_WITHOUT_SYSTEM = frozenset(("stdint-gcc.h",))
"""Headers of the compiler for where there are none of a system."""
_MOST_HEADERS = 600
"""More headers than this are not looked into for one name."""
_MOST_FOUND = 6
_MOST_GUESSED = 3
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


def shelves(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
    """See `Libraries.shelves`."""
    return [place.folder for place in places(disk, root, folder, chosen)]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`; `spec` with or without its quotes or brackets."""
    name = spec.strip('<>"').removeprefix(_NEXT)
    folders = [place.folder for place in places]
    at = next((i for i, each in enumerate(folders) if importer.startswith(each + "/")), None)
    if at is not None and spec[:1] == _NEXT:
        folders = folders[at + 1 :]
    elif at is not None:
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
    headers = _headers(disk, places, here.path, _specs(paths, here.path))
    return headers.found("", name, lambda: _holding(disk, headers.paths, name))


def _holding(disk: Disk, headers: Sequence[str], name: str) -> list[str]:
    """Those of some headers whose text holds a name; of C++'s library none, since what these
    declare lies in `std`."""
    spelled = without_tag(name)
    word = re.compile(rf"\b{re.escape(spelled)}\b")
    if spelled != name:
        # Many headers mention a structure; one says what is in it.
        word = re.compile(rf"\b(?:struct|union|enum)\s[^;{{}}()]*?\b{re.escape(spelled)}\s*\{{")
    found: list[str] = []
    for header in headers:
        if _CPP in header:
            continue
        text = _text(disk, header)
        if spelled in text and word.search(text):
            found.append(header)
            if len(found) == _MOST_FOUND:
                break
    return found


def _specs(paths: Paths, path: str) -> Iterator[str]:
    """What a file of the workspace, and what it includes, includes as spelled."""
    for each in (path, *map(paths.path_of, closure(paths, path))):
        config = paths.config(each)
        yield from (config.get("<includes>") if config is not None else None) or ()


class _Closure:
    """The headers that some specifiers lead to, nearest first, with what was looked for in them."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        self._found: dict[tuple[str, str], Sequence[str]] = {}

    def found(self, namespace: str, name: str, look: Callable[[], Sequence[str]]) -> Sequence[str]:
        """What looking for a name of a namespace finds, which is done once."""
        known = self._found.get((namespace, name))
        if known is None:
            if len(self._found) >= _MOST_NAMES:
                self._found.clear()
            known = self._found[namespace, name] = look()
        return known


_MOST_NAMES = 4000


def _headers(disk: Disk, places: Sequence[Place], path: str, specs: Iterator[str]) -> _Closure:
    """The headers that these lead to; for one of them, those that it includes."""
    if path[:1] == OUTSIDE:
        path = path[1:]
        specs = iter(_included_by(disk, path))
    is_c = path.endswith(".c")
    wanted = tuple([place for place in places if not (is_c and _CPP in place.folder + "/")])
    key = wanted, tuple(dict.fromkeys(specs))
    # Every name that is not found asks for all of them.
    return disk.concluded(key, lambda: _Closure(tuple(_followed(disk, *key))))


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
            for spec in _included_by(disk, header):
                inner = find(disk, places, spec, header)
                if inner is not None and inner not in seen:
                    following.append(inner)
        level = following


def _text(disk: Disk, path: str) -> str:
    """The text of a header, as long as that is as it was."""
    return _read(path, disk.state(path))


@lru_cache(800)
def _read(path: str, _state: tuple[int, int] | None) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _included_by(disk: Disk, path: str) -> tuple[str, ...]:
    """What a header includes as spelled, `_NEXT` before what is to be another of its name."""
    return _included(path, disk.state(path))


@lru_cache(800)
def _included(path: str, state: tuple[int, int] | None) -> tuple[str, ...]:
    found = _INCLUDE.findall(_read(path, state))
    return tuple(
        [_NEXT * bool(next_) + name for next_, name in found if name not in _WITHOUT_SYSTEM]
    )


def in_namespace(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, namespace: str, name: str
) -> Sequence[str]:
    """See `Libraries.in_namespace`: the headers of C++'s library that the file includes and whose
    text looks as if they declared the name; first those that say what it is."""
    if namespace.partition("::")[0] != _STANDARD or not name.isidentifier():
        return ()
    headers = _headers(disk, places, here.path, _specs(paths, here.path))
    return headers.found(namespace, name, lambda: _declaring(disk, headers.paths, name))


def _declaring(disk: Disk, headers: Sequence[str], name: str) -> list[str]:
    """Those of some headers whose text looks as if they declared a name; first those that say what
    it is."""
    declares = re.compile(_DECLARES.replace("NAME", name), re.MULTILINE)
    defines = re.compile(_DEFINES.replace("NAME", name))
    found: list[str] = []
    others: list[str] = []
    for header in headers:
        if _CPP not in header or not _LEFT_OUT.isdisjoint(header.split("/")):
            continue
        text = _text(disk, header)
        if not _is_declared(text, declares):
            continue
        if _is_defined(text, name, defines):
            found.append(header)
            if len(found) == _MOST_FOUND:
                break
        else:
            others.append(header)
    return found or others[:_MOST_GUESSED]


def _is_declared(text: str, declares: re.Pattern[str]) -> bool:
    """Whether a name stands in a text as in a declaration."""
    for found in declares.finditer(text):
        before = text[found.start() - 1 : found.start()]
        if _TAKEN_IN.search(text, max(0, found.start() - _LONGEST_USING), found.start()):
            return True
        if not before.isalnum() and before not in _NEVER_BEFORE:
            return True
    return False


def _is_defined(text: str, name: str, defines: re.Pattern[str]) -> bool:
    """Whether a text looks as if it said what a name is: in a line that begins after the last
    semicolon before the name, as no definition reaches over one."""
    at = text.find(name)
    tried = -1
    while at >= 0:
        begins = max(tried, text.rfind(";", 0, at)) + 1
        line = text.rfind("\n", 0, begins) + 1
        while line <= at:
            if line > tried:
                if defines.match(text, line):
                    return True
                tried = line
            following = text.find("\n", line) + 1
            if not following:
                break
            line = following
        at = text.find(name, at + 1)
    return False


_STANDARD = "std"
_DEFINES = (
    # A type and its body, another name for a type.
    r"[ \t]*(?:(?:class|struct|union|enum(?: class| struct)?)[ \t][^;{}()=]*?\bNAME\b[^;()=]*?[{:]"
    r"|(?:inline[ \t]+)?namespace[ \t]+NAME\b"
    r"|using[ \t]+NAME\b[^;]*=|typedef\b[^;{}]*\bNAME[ \t]*;|extern\b[^;(]*\bNAME[ \t]*;"
    # The library writes the names of its functions at the beginnings of lines.
    r"|(?:operator)?NAME[ \t]*\([^;{}]*?\)[^;{}]*?\{)"
    r"|.*?\b(?:concept[ \t]+NAME\b|constexpr\b[^;({]*\bNAME[ \t]*[={])"
)
"""What a line begins with that says what a name is; nothing before the name is a semicolon, except
in that line before `concept` or `constexpr`."""
_DECLARES = r"NAME[ \t]*(?:[;{:(=<]|$)"
_TAKEN_IN = re.compile(r"\busing[ \t]+::[ \t]*\Z")
_LONGEST_USING = 20
"""Characters before a name that C++'s library takes in from C's."""
_NEVER_BEFORE = frozenset("_:.>")
"""What stands before a name, beside letters, where it is used and not declared."""


def offering(disk: Disk, path: str, name: str) -> Sequence[str]:
    """See `Libraries.offering`."""
    return ()


def described(disk: Disk, places: Sequence[Place], name: str) -> Sequence[tuple[str, str]]:
    """See `Libraries.described`."""
    return ()


def is_described(disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`: what tables know of templates they know by name."""
    return _CPP in path and kind in ("class", "struct")


def library(disk: Disk, path: str, places: Sequence[Place]) -> Library:
    """See `Libraries.library`: headers tell no version."""
    for place in places:
        if path.startswith(place.folder + "/"):
            return Library("C++'s library" if _CPP in path else _KIND)
    return Library("")


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: folders hold no names."""
    return ()


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`: headers of the system are no packages, and each is read when asked for;
    C++'s library is one."""
    for place in places:
        if _CPP in place.folder + "/" and path.startswith(place.folder + "/"):
            return place.folder
    return ""


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    folder, name = posixpath.split(path)
    if _CPP not in path:
        return path.endswith(_HEADERS)
    return (path.endswith(_HEADERS) or "." not in name) and _LEFT_OUT.isdisjoint(folder.split("/"))


_LEFT_OUT = frozenset(
    ("debug", "decimal", "experimental", "parallel", "pb_ds", "profile", "pstl", "tr1", "tr2")
)
"""Folders of C++'s library that hardly anybody includes anything of."""

"""Where the libraries of TypeScript and JavaScript lie: in `node_modules`, the nearest upwards,
with the declarations of the language that the workspace's own `typescript` brings.

Declarations (`types`, `@types`) come before the code that they describe, as for the compiler.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from ..external import Disk, Library, Place
from ..semantics import Here, Paths
from .modules import BUILT_IN

_STANDARD = "TypeScript's library"
_INSTALLED = "node_modules"
_CONDITIONS = frozenset(("types", "typings", "import", "require", "module", "node", "default"))
_DECLARED = {".js": ".d.ts", ".jsx": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
_TRIED = (".d.ts", ".d.mts", ".d.cts", ".ts", ".tsx", "/index.d.ts", "/index.d.mts")
_CODE = ("", ".js", ".mjs", ".cjs", "/index.js")
_INTERFACES = {
    "string": "String",
    "number": "Number",
    "boolean": "Boolean",
    "bigint": "BigInt",
    "symbol": "Symbol",
    "RegExp": "RegExp",
    "regex": "RegExp",
}
"""The interfaces of what is known by another name."""
_TYPES = frozenset(("class", "interface", "type_alias"))
_LIBRARY = re.compile(
    r"^(?:declare )?(?:var|let|const|function|class|interface|type|namespace) (\w+)", re.MULTILINE
)
ADDING = b""
"""See `Libraries.ADDING`."""


def places(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
    """See `Libraries.places`."""
    found: list[Place] = []
    at = folder
    while True:
        modules = f"{at}/node_modules"
        if not at.endswith("/node_modules") and disk.is_folder(modules):
            found.append(Place(modules, _INSTALLED))
        if at in ("", "/"):
            break
        at = posixpath.dirname(at)
    # Nothing above the workspace is asked by those who are inside of it.
    inside = [each for each in found if each.folder.startswith(root + "/")] or found
    found = inside if folder == root or folder.startswith(root + "/") else found
    for each in found:
        library = f"{each.folder}/typescript/lib"
        if disk.is_file(f"{library}/lib.es5.d.ts"):
            return [Place(library, _STANDARD), *found]
    return found


def shelves(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
    """See `Libraries.shelves`."""
    return [place.folder for place in places(disk, root, folder, chosen)]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`."""
    spec = spec.removeprefix("node:")
    if spec.startswith("."):
        return _file(disk, posixpath.normpath(posixpath.join(posixpath.dirname(importer), spec)))
    if not spec or spec.startswith(("/", "#")) or ":" in spec:
        return None
    steps = spec.split("/")
    length = 2 if spec.startswith("@") else 1
    name, rest = "/".join(steps[:length]), "/".join(steps[length:])
    described = "@types/" + name.removeprefix("@").replace("/", "__")
    code: str | None = None
    if name in BUILT_IN:
        name = "@types/node"
        rest = spec
    for place in places:
        if place.kind != _INSTALLED:
            continue
        for each in (name, described):
            found = _entry(disk, f"{place.folder}/{each}", rest)
            if found is not None and found.endswith((".ts", ".mts", ".cts", ".tsx")):
                return found
            code = code or found
    return code


def _entry(disk: Disk, package: str, rest: str) -> str | None:
    """The file that stands for a package, or for a part of it."""
    if not disk.is_folder(package):
        return None
    config = _config(disk.read(f"{package}/package.json"))
    targets = list(_exported(config.get("exports"), rest))
    if not targets and not rest:
        targets = [config.get(name) for name in ("types", "typings", "module", "main")]
        targets.append("index")
    elif not targets:
        targets = [rest]
    for target in targets:
        found = _file(disk, posixpath.normpath(f"{package}/{target}")) if target else None
        if found is not None and found.startswith(package):
            return found
    return None


@lru_cache(256)
def _config(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _exported(exports: Any, rest: str) -> Iterator[Any]:
    """The targets of a part of a package, those of declarations first."""
    wanted = f"./{rest}" if rest else "."
    if not isinstance(exports, dict) or not any(key.startswith(".") for key in exports):
        exports = {".": exports}
    for key, value in exports.items():
        if key == wanted:
            yield from sorted(_targets(value, ""), key=_rank)
            return
    for key, value in exports.items():
        start, star, end = key.partition("*")
        if star and wanted.startswith(start) and wanted.endswith(end):
            filled = wanted[len(start) : len(wanted) - len(end)]
            yield from sorted(_targets(value, filled), key=_rank)


def _rank(target: str) -> tuple[bool, bool]:
    """Declarations before code, and modules before what is required."""
    return not target.endswith((".d.ts", ".d.mts", ".d.cts")), target.endswith("cts")


def _targets(value: Any, filled: str) -> Iterator[str]:
    if isinstance(value, str):
        yield value.replace("*", filled)
    elif isinstance(value, list):
        for each in value:
            yield from _targets(each, filled)
    elif isinstance(value, dict):
        for condition, each in value.items():
            if condition in _CONDITIONS or condition.startswith("types@"):
                yield from _targets(each, filled)


def _file(disk: Disk, path: str) -> str | None:
    """The declaration at a path, however much of its name is given; else the code."""
    stem, extension = posixpath.splitext(path)
    if extension in _DECLARED and disk.is_file(stem + _DECLARED[extension]):
        return stem + _DECLARED[extension]
    if extension in (".ts", ".mts", ".cts", ".tsx") and disk.is_file(path):
        return path
    for end in (*_TRIED, *_CODE):
        if disk.is_file(path + end):
            return path + end
    return None


def everywhere(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
) -> Sequence[str]:
    """See `Libraries.everywhere`."""
    return _declaring(disk, places, name)


def _declaring(disk: Disk, places: Sequence[Place], name: str) -> Sequence[str]:
    """The files of the language's library that declare a name."""
    for place in places:
        if place.kind == _STANDARD:
            return _library(disk, place.folder).get(name, ())
    return ()


def _library(disk: Disk, folder: str) -> dict[str, list[str]]:
    """The files of the language's library by the names that they declare."""

    def conclude() -> dict[str, list[str]]:
        files = _library_files(disk, folder)
        return _declared_in(tuple([(path, disk.state(path)) for path in files]))

    return disk.concluded((_STANDARD, folder), conclude)


@lru_cache(4)
def _declared_in(files: tuple[tuple[str, tuple[int, int] | None], ...]) -> dict[str, list[str]]:
    """Files, with their states, by the names that they declare.

    Read as text: to parse all of them takes seconds, and nearly all are never asked for.
    """
    found: dict[str, list[str]] = {}
    for path, _ in files:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        for name in dict.fromkeys(_LIBRARY.findall(text)):
            found.setdefault(name, []).append(path)
    return found


def _library_files(disk: Disk, folder: str) -> list[str]:
    """The library's files but for those of web workers, which repeat those of pages; sorted."""
    return [
        f"{folder}/{name}"
        for name in disk.names_in(folder)
        if name.startswith("lib.") and name.endswith(".d.ts") and "worker" not in name
    ]


def in_namespace(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, namespace: str, name: str
) -> Sequence[str]:
    """See `Libraries.in_namespace`."""
    return ()


def offering(disk: Disk, path: str, name: str) -> Sequence[str]:
    """See `Libraries.offering`."""
    return ()


def described(disk: Disk, places: Sequence[Place], name: str) -> Sequence[tuple[str, str]]:
    """See `Libraries.described`."""
    spelled = _INTERFACES.get(name, name)
    return [(path, spelled) for path in _declaring(disk, places, spelled)]


def is_described(disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`: the types of the language's own library, and what makes them.

    `Map` is both an interface and the variable that is called to make one.
    """
    for place in places:
        if place.kind == _STANDARD and path.startswith(place.folder + "/"):
            return kind in _TYPES or name + "Constructor" in _library(disk, place.folder)
    return False


def library(disk: Disk, path: str, places: Sequence[Place]) -> Library:
    """See `Libraries.library`: the version is that in its `package.json`."""
    for place in places:
        if path.startswith(place.folder + "/"):
            name = _package(path, place)
            inside = f"{place.folder}/{name}"
            folder = posixpath.dirname(place.folder) if place.kind == _STANDARD else inside
            told = _config(disk.read(f"{folder}/package.json")).get("version")
            version = told if isinstance(told, str) else ""
            shown = " ".join(filter(None, (name, version)))
            return Library(shown, "npm", "typescript" if place.kind == _STANDARD else name, version)
    return Library("")


def _package(path: str, place: Place) -> str:
    if place.kind == _STANDARD:
        return _STANDARD
    steps = path[len(place.folder) + 1 :].split("/")
    return "/".join(steps[: 2 if steps[0].startswith("@") else 1])


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: files are modules."""
    return ()


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`."""
    for place in places:
        if path.startswith(place.folder + "/"):
            inside = f"{place.folder}/{_package(path, place)}"
            return place.folder if place.kind == _STANDARD else inside
    return ""


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    return path.endswith((".d.ts", ".d.mts", ".d.cts"))

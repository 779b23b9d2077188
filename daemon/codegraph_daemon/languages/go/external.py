"""Where Go's libraries lie: the sources of the standard library below GOROOT, and the module cache
at the versions that the nearest `go.mod` upwards requires.

Neither is asked of `go`: both are found by where they usually are, and by the variables that say
otherwise.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence

from ..external import Disk, Library, Place
from ..semantics import Here, Paths
from .building import is_named_for_here

_STANDARD = "Go's standard library"
_MANAGER, _STANDARD_MODULE = "gomod", "github.com/golang/go/src"
_BUILT_IN = "builtin/builtin.go"
_ROOTS = ("/usr/local/go", "/usr/lib/go", "/usr/lib/golang", "/opt/homebrew/opt/go/libexec")
_VERSIONED = re.compile(r"go-1\.\d+")
"""How Debian calls the folders of its versions, in `/usr/share`."""
_REQUIRED = re.compile(
    r"^[ \t]*(?:require[ \t]+)?([\w.~-]+(?:/[\w.~-]+)+)[ \t]+(v[\w.+-]+)", re.MULTILINE
)
_CAPITAL = re.compile("[A-Z]")
_ESCAPED = re.compile("!([a-z])")
ADDING = rb"func\s*\([^()]*\b%b\b"
"""See `Libraries.ADDING`."""


def places(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
    """See `Libraries.places`; of a module the kind is its path."""
    found = [Place(each, _STANDARD) for each in _standard(disk)][:1]
    cache = _cache()
    at = folder
    while at not in ("", "/"):
        text = disk.read(f"{at}/go.mod")
        if text:
            for module, version in _REQUIRED.findall(text):
                place = f"{cache}/{_escaped(module)}@{_escaped(version)}"
                found.append(Place(place, module))
            break
        at = posixpath.dirname(at)
    return found


def _standard(disk: Disk) -> Iterator[str]:
    given = os.environ.get("GOROOT", "")
    names = [each for each in disk.names_in("/usr/share") if _VERSIONED.fullmatch(each)]
    names.sort(key=lambda each: -int(each.rpartition(".")[2]))
    for each in (given, *_ROOTS, *(f"/usr/share/{name}" for name in names)):
        if each and disk.is_file(f"{each}/src/{_BUILT_IN}"):
            yield f"{each}/src"


def _cache() -> str:
    given = os.environ.get("GOMODCACHE", "")
    path = os.environ.get("GOPATH", "").partition(os.pathsep)[0] or os.path.expanduser("~/go")
    return given or f"{path}/pkg/mod"


def _escaped(text: str) -> str:
    """As the cache spells it, which is for file systems that do not tell case."""
    return _CAPITAL.sub(lambda found: "!" + found[0].lower(), text)


def shelves(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
    """See `Libraries.shelves`."""
    return [*list(_standard(disk))[:1], _cache()]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`: the folder of a package."""
    best: Place | None = None
    for place in places:
        if place.kind == _STANDARD:
            if "." not in spec.partition("/")[0] and disk.is_folder(f"{place.folder}/{spec}"):
                return f"{place.folder}/{spec}"
        elif spec == place.kind or spec.startswith(place.kind + "/"):
            # Modules may lie inside of each other's paths: the longest is meant.
            best = place if best is None or len(place.kind) > len(best.kind) else best
    if best is None:
        return None
    folder = f"{best.folder}{spec[len(best.kind) :]}"
    return folder if disk.is_folder(folder) else None


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: neither tests nor what is for another platform."""
    sources = [name for name in names if name.endswith(".go") and not name.endswith("_test.go")]
    return [name for name in sources if is_named_for_here(name)]


def everywhere(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
) -> Sequence[str]:
    """See `Libraries.everywhere`."""
    return _built_in(places)


def _built_in(places: Sequence[Place]) -> list[str]:
    return [f"{place.folder}/{_BUILT_IN}" for place in places if place.kind == _STANDARD]


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
    return [(path, name) for path in _built_in(places)]


def is_described(disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`: what is declared there is known to the language itself."""
    return path.endswith("/" + _BUILT_IN)


def library(disk: Disk, path: str, places: Sequence[Place]) -> Library:
    """See `Libraries.library`."""
    for place in places:
        if path.startswith(place.folder + "/"):
            if place.kind == _STANDARD:
                told = disk.read(f"{posixpath.dirname(place.folder)}/VERSION").split()
                version = told[0] if told else ""
                return Library(_STANDARD, _MANAGER, _STANDARD_MODULE, version)
            version = place.folder.rpartition("@")[2]
            return Library(f"{place.kind} {version}", _MANAGER, place.kind, version)
    # What only other libraries require is called as the cache has it.
    inner = path.removeprefix(_cache() + "/")
    escaped, _, rest = ("" if inner == path else inner).partition("@")
    if not rest:
        return Library("")
    module, version = _ESCAPED.sub(_capital, escaped), rest.partition("/")[0]
    return Library(f"{module} {version}", _MANAGER, module, version)


def _capital(found: re.Match[str]) -> str:
    return found[1].upper()


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`: a folder is a package."""
    return posixpath.dirname(path)


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    return bool(members([posixpath.basename(path)]))

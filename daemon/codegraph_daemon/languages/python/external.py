"""Where Python's libraries lie: stubs of the standard library, and what is installed in the
environment of the workspace.

The environment is found by its `pyvenv.cfg`; no Python is asked, for that would run its code.
Stubs come before the packages that they describe (PEP 561).
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Sequence
from functools import cache

from ..external import Disk, Library, Place
from ..semantics import Here, Paths
from .decided import decided as as_run
from .installed import distribution

_ENVIRONMENTS = (".venv", "venv", "env", ".env", ".tox/py", "virtualenv")
_STANDARD = "standard library"
_INSTALLED = "site-packages"
_MANAGER = "python"
_ENDS = ("/__init__.pyi", ".pyi", "/__init__.py", ".py")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_IN_ENVIRONMENT = re.compile(r"(.+)/(?:lib/python([\d.]+)|Lib)/site-packages")
_NEWEST = ("3", "99", "99")
"""The version of a Python of which nobody says which it is, part by part."""
_EVERYWHERE = ("builtins.pyi",)
_DESCRIBED = (
    *("builtins.pyi", "typing.pyi", "collections/__init__.pyi", "_collections_abc.pyi"),
    *("enum.pyi", "dataclasses.pyi", "abc.pyi", "types.pyi", "contextlib.pyi", "functools.pyi"),
    *("asyncio/tasks.pyi", "asyncio/queues.pyi", "queue.pyi", "contextvars.pyi"),
)
_FORMS = ("typing.pyi", "typing_extensions.pyi")
"""Where even what is a variable means something of its own (`Optional`, `Self`)."""
_OTHERWISE = {"LiteralString": "str"}
"""Types that are others by another name."""
_DECORATORS = frozenset(
    (
        *("property", "staticmethod", "classmethod", "dataclass", "field", "overload"),
        *("abstractmethod", "wraps", "lru_cache", "cache", "singledispatch", "total_ordering"),
        *("namedtuple", "NewType", "cast", "super", "isinstance", "issubclass"),
    )
)
ADDING = b""
"""See `Libraries.ADDING`."""


def places(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
    """See `Libraries.places`."""
    found = [Place(stubs, _STANDARD)] if (stubs := _stubs()) else []
    for environment in chosen or _environment(disk, root, folder):
        found += [Place(each, _INSTALLED) for each in _site_packages(disk, environment)]
    return found


@cache
def _stubs() -> str:
    spec = importlib.util.find_spec("typeshed_client")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        return os.path.join(folder, "typeshed")
    return ""


def _environment(disk: Disk, root: str, folder: str) -> list[str]:
    """The environment nearest to a folder of the workspace, else the one that is active."""
    at = folder
    while True:
        for name in _ENVIRONMENTS:
            if disk.is_file(f"{at}/{name}/pyvenv.cfg"):
                return [f"{at}/{name}"]
        if at == root or not at.startswith(root + "/"):
            break
        at = os.path.dirname(at)
    active = os.environ.get("VIRTUAL_ENV", "")
    return [active] if active and disk.is_file(f"{active}/pyvenv.cfg") else []


def _site_packages(disk: Disk, environment: str) -> list[str]:
    """The folders of an environment in which packages are installed."""
    told = _version_of(disk, environment)
    versions = [".".join(told.split(".")[:2])] if told else []
    versions += [f"3.{minor}" for minor in range(sys.version_info[1] + 3, 7, -1)]
    folders = [f"{environment}/lib/python{each}/site-packages" for each in versions]
    folders.append(f"{environment}/Lib/site-packages")
    for each in folders:
        if disk.is_folder(each):
            return [each]
    return []


def _version_of(disk: Disk, environment: str) -> str:
    """The version of an environment's Python, as far as it is told in numbers."""
    for line in disk.read(f"{environment}/pyvenv.cfg").splitlines():
        name, _, value = line.partition("=")
        found = _NUMBERS.match(value.strip())
        if name.strip() in ("version", "version_info") and found is not None:
            return found[0]
    return ""


def shelves(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
    """See `Libraries.shelves`."""
    return [place.folder for place in places(disk, root, folder, chosen)]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`."""
    first, _, rest = spec.partition(".")
    inner = rest.replace(".", "/")
    standard = first in sys.stdlib_module_names or first in ("_typeshed", "typing_extensions")
    modules = [
        f"{place.folder}/{top}/{inner}".rstrip("/")
        for place in places
        if standard == (place.kind == _STANDARD)
        for top in (f"{first}-stubs", first)
    ]
    for module in modules:
        for end in _ENDS:
            if disk.is_file(module + end):
                return module + end
    # A plain folder is a package only where no file of the name is anywhere on the path.
    return next(filter(disk.is_folder, modules), None)


def everywhere(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
) -> Sequence[str]:
    """See `Libraries.everywhere`."""
    return _standard(places, _EVERYWHERE)


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
    spelled = _OTHERWISE.get(name, name)
    return [(path, spelled) for path in _standard(places, _DESCRIBED)]


def _standard(places: Sequence[Place], names: Sequence[str]) -> list[str]:
    folders = [place.folder for place in places if place.kind == _STANDARD]
    return [f"{folder}/{name}" for folder in folders for name in names]


def is_described(disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`: classes of some modules, and what decorates."""
    if path in _standard(places, _FORMS):
        return True
    if kind != "class" and name not in _DECORATORS:
        return False
    return path in _standard(places, _DESCRIBED)


def library(disk: Disk, path: str, places: Sequence[Place]) -> Library:
    """See `Libraries.library`: an installed package came with a distribution, as the folder of the
    distribution's metadata is called (`flask-3.0.1.dist-info`)."""
    for place in places:
        if path.startswith(place.folder + "/"):
            if place.kind == _STANDARD:
                version = environment(disk, places).split(".")
                told = "" if version[1] == _NEWEST[1] else ".".join(version[:2])
                return Library("Python's standard library", _MANAGER, "python-stdlib", told)
            inner = path[len(place.folder) + 1 :]
            top, _, rest = inner.partition("/")
            # Stubs have a version of their own, which is not that of the package they describe.
            top = top.removesuffix("-stubs").removesuffix(".pyi").removesuffix(".py")
            found = distribution(disk, place.folder, top, rest)
            if found is None:
                return Library(top, _MANAGER, top)
            # Several distributions may have parts of one package: that says nothing of a part.
            is_shared = not any([disk.is_file(f"{place.folder}/{top}{end}") for end in _ENDS])
            shown = found.name if rest and is_shared else top
            return Library(f"{shown} {found.version}", _MANAGER, found.name, found.version)
    return Library("")


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: files are modules."""
    return ()


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`."""
    for place in places:
        if path.startswith(place.folder + "/"):
            if place.kind == _STANDARD:
                return place.folder
            top, slash, _ = path[len(place.folder) + 1 :].partition("/")
            return f"{place.folder}/{top}" if slash else ""
    return ""


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    return path.endswith((".pyi", ".py")) and "/tests/" not in path


def environment(disk: Disk, places: Sequence[Place]) -> str:
    """See `Deciding.environment`: the version of Python and the platform."""
    version = ""
    for place in places:
        found = _IN_ENVIRONMENT.fullmatch(place.folder)
        if place.kind == _INSTALLED and found is not None:
            version = _version_of(disk, found[1]) or found[2] or ""
            break
    numbers = version.split(".") if version else []
    return f"{'.'.join([*numbers[:3], *_NEWEST[len(numbers) :]])} {sys.platform}"


def decided(text: bytes, environment: str) -> bytes:
    """See `Deciding.decided`."""
    version, _, platform = environment.partition(" ")
    return as_run(text, tuple([int(each) for each in version.split(".")]), platform)

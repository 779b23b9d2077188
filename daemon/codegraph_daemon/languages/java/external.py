"""Where Java's libraries lie: the sources of the JDK (`src.zip`), and archives of sources beside
the libraries that a project needs, in the caches of Maven and Gradle.

What a project needs is said by its own files and by the poms in those caches; neither Java nor any
build is run.  Members of archives are unpacked as they are looked at.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from ..external import OUTSIDE, Disk, Library, Place
from ..semantics import Here, Paths
from .projects import Artifact, Pom, build_script, catalog, filled, pom, version_key

ADDING = b""
"""See `Libraries.ADDING`."""
_JDK = "JDK"
_MACHINES = ("/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines")
_VERSION = re.compile(r'^JAVA_VERSION="([\d.]+)', re.MULTILINE)
_NUMBER = re.compile(r"\d+")
_SCRIPTS = ("build.gradle", "build.gradle.kts")
_CATALOG = "gradle/libs.versions.toml"
_MOST_LIBRARIES = 500
_EVERYWHERE = "java.lang"
_DESCRIBED = (
    *("java.lang", "java.util", "java.util.stream", "java.util.function", "java.io"),
    *("java.util.concurrent", "java.util.concurrent.atomic", "java.math", "java.lang.reflect"),
    *("java.lang.annotation", "java.util.concurrent.locks", "java.util.regex"),
)
"""Packages of whose types tables speak, by their plain names."""
_OTHERWISE = {"object": "Object", "int": "", "Entry": ""}


def places(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
    """See `Libraries.places`; the kind is what people call a library."""
    found = list(_jdk(disk))[:1]
    if folder == root or folder.startswith(root + "/"):
        needed = _with_theirs(disk, _needed(disk, folder, root))
    else:
        own = [each for opened, each in _opened.items() if folder.startswith(opened)]
        needed = _with_theirs(disk, own)
    for artifact in needed:
        archive = _archive(disk, artifact)
        opened = disk.opened(archive) if archive else ""
        if opened:
            _opened[opened] = artifact
            found.append(Place(opened, f"{artifact.group}:{artifact.name} {artifact.version}"))
    return found


_opened: dict[str, Artifact] = {}
"""What the folders of archives are: a library's file needs what its library does."""


# The JDK


def _jdk(disk: Disk) -> Iterator[Place]:
    for home in _homes(disk):
        for archive in (f"{home}/lib/src.zip", f"{home}/src.zip"):
            folder = disk.opened(archive) if disk.is_file(archive) else ""
            if folder:
                told = _VERSION.search(disk.read(f"{home}/release"))
                yield Place(folder, f"{_JDK} {told[1]}" if told else _JDK)


def _homes(disk: Disk) -> Iterator[str]:
    """Folders of JDKs, the likeliest first: the one that is in use, the newest."""
    given = os.environ.get("JAVA_HOME", "")
    if given:
        yield given
    yield os.path.expanduser("~/.sdkman/candidates/java/current")
    for machines in _MACHINES:
        names = [name for name in disk.names_in(machines) if _NUMBER.search(name)]
        names.sort(key=lambda name: [int(each) for each in _NUMBER.findall(name)], reverse=True)
        for name in ("default-java", *names):
            yield f"{machines}/{name}"
            yield f"{machines}/{name}/Contents/Home"


# What a project needs


def _needed(disk: Disk, folder: str, root: str) -> list[Artifact]:
    """The libraries that the nearest project upwards says that it needs."""
    at = folder
    while True:
        if disk.is_file(f"{at}/pom.xml"):
            return list(_of_pom(disk, f"{at}/pom.xml", for_others=False))
        if any([disk.is_file(f"{at}/{name}") for name in _SCRIPTS]):
            return _of_scripts(disk, at, root)
        if at == root or at in ("", "/"):
            return []
        at = posixpath.dirname(at)


def _with_theirs(disk: Disk, direct: list[Artifact]) -> list[Artifact]:
    """Libraries, with those that they need in turn; of several versions the nearest to the project
    is the one that counts, as for Maven."""
    chosen: dict[tuple[str, str], Artifact] = {}
    waiting = direct
    while waiting and len(chosen) < _MOST_LIBRARIES:
        following: list[Artifact] = []
        for artifact in waiting:
            artifact = _with_version(disk, artifact)
            key = artifact.group, artifact.name
            if key not in chosen and artifact.version:
                chosen[key] = artifact
                described = _cached(disk, artifact, ".pom")
                following += _of_pom(disk, described, for_others=True) if described else ()
        waiting = following
    return list(chosen.values())


def _of_scripts(disk: Disk, folder: str, root: str) -> list[Artifact]:
    """What the build scripts between a folder and the root spell, and the catalog there."""
    found: dict[Artifact, None] = {}
    at = folder
    while True:
        for name in _SCRIPTS:
            found.update(dict.fromkeys(build_script(disk.read(f"{at}/{name}"))))
        found.update(dict.fromkeys(catalog(disk.read(f"{at}/{_CATALOG}"))))
        if at == root or at in ("", "/"):
            return list(found)
        at = posixpath.dirname(at)


def _of_pom(disk: Disk, path: str, *, for_others: bool) -> Iterator[Artifact]:
    """The dependencies of a pom and of those that it inherits from, with their versions."""
    chain = list(_inherited(disk, path))
    properties: dict[str, str] = {}
    managed: dict[tuple[str, str], str] = {}
    for each in reversed(chain):
        properties |= each.properties
        own = {"groupId": each.own.group, "artifactId": each.own.name, "version": each.own.version}
        for start in ("project.", "pom.", ""):
            properties |= {start + name: value for name, value in own.items() if value}
        if each.parent is not None:
            properties["project.parent.version"] = each.parent.version
    for each in chain:
        for artifact in each.managed:
            key = filled(artifact.group, properties), filled(artifact.name, properties)
            managed.setdefault(key, filled(artifact.version, properties))
    for each in chain:
        for artifact in each.for_others if for_others else each.dependencies:
            group, name = filled(artifact.group, properties), filled(artifact.name, properties)
            version = filled(artifact.version, properties) or managed.get((group, name), "")
            if group and name:
                yield Artifact(group, name, version)


def _inherited(disk: Disk, path: str) -> Iterator[Pom]:
    """A pom and those above it."""
    seen: set[str] = set()
    at: str | None = path
    while at is not None and at not in seen:
        seen.add(at)
        found = pom(disk.read(at))
        yield found
        if found.parent is None:
            return
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(at), found.beside))
        if disk.is_folder(beside):
            beside += "/pom.xml"
        is_it = pom(disk.read(beside)).own.name == found.parent.name
        at = beside if is_it else _cached(disk, found.parent, ".pom") or None


# The caches


def _repository() -> str:
    return os.environ.get("MAVEN_REPOSITORY", "") or os.path.expanduser("~/.m2/repository")


def _gradle() -> str:
    home = os.environ.get("GRADLE_USER_HOME", "") or os.path.expanduser("~/.gradle")
    return f"{home}/caches/modules-2/files-2.1"


def _is_plain(artifact: Artifact) -> bool:
    return not any(["/" in part or part.startswith(".") for part in artifact])


def _with_version(disk: Disk, artifact: Artifact) -> Artifact:
    """The artifact; if nothing says its version, the highest that is there."""
    if artifact.version or not _is_plain(artifact):
        return artifact
    folder = f"{_repository()}/{artifact.group.replace('.', '/')}/{artifact.name}"
    cached = f"{_gradle()}/{artifact.group}/{artifact.name}"
    names = [name for each in (folder, cached) for name in disk.names_in(each)]
    versions = [name for name in names if name[0].isdigit()]
    return artifact._replace(version=max(versions, key=version_key)) if versions else artifact


def _cached(disk: Disk, artifact: Artifact, end: str) -> str:
    """The path of a file of an artifact in one of the caches; empty if there is none."""
    group, name, version = artifact
    if not version or not _is_plain(artifact):
        return ""
    file = f"{name}-{version}{end}"
    path = f"{_repository()}/{group.replace('.', '/')}/{name}/{version}/{file}"
    if disk.is_file(path):
        return path
    # Each file lies in a folder that is named by its hash.
    folder = f"{_gradle()}/{group}/{name}/{version}"
    for hashed in disk.names_in(folder):
        if disk.is_file(f"{folder}/{hashed}/{file}"):
            return f"{folder}/{hashed}/{file}"
    return ""


def _archive(disk: Disk, artifact: Artifact) -> str:
    return _cached(disk, artifact, "-sources.jar")


# Types

_tables: dict[str, dict[str, str]] = {}
"""By the folder of an archive: its members by the full names of the types at their tops."""
_MOST_TABLES = 64


def _table(disk: Disk, folder: str) -> Mapping[str, str]:
    known = _tables.get(folder)
    if known is None:
        if len(_tables) >= _MOST_TABLES:
            _tables.clear()
        names = sorted(disk.names_inside(folder))
        # Since there are modules, those of the JDK are folders.
        by_module = any([name.startswith("java.base/") for name in names])
        known = _tables[folder] = {}
        for name in names:
            inner = name.partition("/")[2] if by_module else name
            known.setdefault(inner.removesuffix(".java").replace("/", "."), name)
    return known


def _type(disk: Disk, places: Sequence[Place], full: str) -> str | None:
    for place in places:
        name = _table(disk, place.folder).get(full)
        if name is not None:
            return disk.unpacked(place.folder, name)
    return None


def shelves(disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
    """See `Libraries.shelves`: what was unpacked of archives."""
    return [place.folder for place in places(disk, root, root, chosen)]


def find(disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
    """See `Libraries.find`: a specifier is the full name of a type at the top of a file."""
    return _type(disk, places, spec)


def everywhere(
    paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
) -> Sequence[str]:
    """See `Libraries.everywhere`: types of packages that are imported as a whole; beside them those
    of the package of a library's file."""
    if not name.isidentifier():
        return ()
    own = (here.package,) if here.path[:1] == OUTSIDE else ()
    for package in (*own, *here.packages, _EVERYWHERE):
        found = _type(disk, places, f"{package}.{name}")
        if found is not None:
            return (found,)
    return ()


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
    name = _OTHERWISE.get(name, name)
    if not name.isidentifier() or not name[:1].isupper():
        return ()
    jdk = [place for place in places if place.kind.startswith(_JDK)]
    for package in _DESCRIBED:
        found = _type(disk, jdk, f"{package}.{name}")
        if found is not None:
            return ((found, name),)
    return ()


def is_described(disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]) -> bool:
    """See `Libraries.is_described`."""
    for place in places:
        if place.kind.startswith(_JDK) and path.startswith(place.folder + "/"):
            inner = path[len(place.folder) + 1 :].removeprefix("java.base/")
            package = posixpath.dirname(inner).replace("/", ".")
            return package in _DESCRIBED and posixpath.basename(inner) == f"{name}.java"
    return False


def library(disk: Disk, path: str, places: Sequence[Place]) -> Library:
    """See `Libraries.library`."""
    for place in places:
        if path.startswith(place.folder + "/"):
            name, _, version = place.kind.partition(" ")
            return Library(place.kind, "maven", name.lower() if name == _JDK else name, version)
    return Library("")


def home(path: str, places: Sequence[Place]) -> str:
    """See `Libraries.home`: what was unpacked of an archive."""
    for place in places:
        if path.startswith(place.folder + "/"):
            return place.folder
    return ""


def declares(path: str) -> bool:
    """See `Libraries.declares`."""
    return path.endswith(".java")


def members(names: Sequence[str]) -> Sequence[str]:
    """See `Libraries.members`: what a package has is found by its full name."""
    return ()

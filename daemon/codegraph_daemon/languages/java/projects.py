"""What the files of Maven and Gradle say of the libraries that a project needs.

Read as data: inherited values and properties are filled in as far as poms spell them, and build
scripts are searched for what is spelled whole.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

_PROPERTY = re.compile(r"\$\{([^}]*)\}")
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_SPACE = re.compile(r"^\{[^}]*\}")


class Artifact(NamedTuple):
    """A library, by its coordinates; no version: another pom says it."""

    group: str
    name: str
    version: str


class Pom(NamedTuple):
    """What one `pom.xml` says itself."""

    parent: Artifact | None
    beside: str
    """Where its parent lies, from its own folder."""
    own: Artifact
    properties: dict[str, str]
    dependencies: tuple[Artifact, ...]
    for_others: tuple[Artifact, ...]
    """Those of them that who depends on it needs as well."""
    managed: tuple[Artifact, ...]
    """Versions of what its dependencies, and those of its children, may be."""


_NONE = Pom(None, "", Artifact("", "", ""), {}, (), (), ())


@lru_cache(512)
def pom(text: str) -> Pom:
    """What the text of a `pom.xml` says; nothing if it is none."""
    if not text or _DOCTYPE.search(text):
        return _NONE
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return _NONE
    project = _children(root)
    parent = project.get("parent")
    above = None if parent is None else _artifact(_children(parent))
    relative = "" if parent is None else _text(_children(parent).get("relativePath"))
    own = _artifact(project)
    if above is not None:
        own = Artifact(own.group or above.group, own.name, own.version or above.version)
    given = project.get("properties")
    properties = {
        _SPACE.sub("", each.tag): (each.text or "").strip()
        for each in (given if given is not None else ())
        if isinstance(each.tag, str)
    }
    needed = list(_dependencies(project.get("dependencies")))
    management = project.get("dependencyManagement")
    managed = None if management is None else _children(management).get("dependencies")
    return Pom(
        above,
        relative or "../pom.xml",
        own,
        properties,
        tuple([_artifact(each) for each in needed]),
        tuple([_artifact(each) for each in needed if _is_for_others(each)]),
        tuple([_artifact(each) for each in _dependencies(managed)]),
    )


def _children(of: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {_SPACE.sub("", each.tag): each for each in of if isinstance(each.tag, str)}


def _dependencies(
    of: ElementTree.Element | None,
) -> Iterator[dict[str, ElementTree.Element]]:
    for each in of if of is not None else ():
        yield _children(each)


def _text(of: ElementTree.Element | None) -> str:
    return "" if of is None else (of.text or "").strip()


def _artifact(of: Mapping[str, ElementTree.Element]) -> Artifact:
    return Artifact(_text(of.get("groupId")), _text(of.get("artifactId")), _text(of.get("version")))


def _is_for_others(of: Mapping[str, ElementTree.Element]) -> bool:
    scope = _text(of.get("scope")) or "compile"
    return scope in ("compile", "runtime") and _text(of.get("optional")) != "true"


def filled(text: str, properties: Mapping[str, str]) -> str:
    """A text with the values of properties in it; empty if one is not known."""
    for _ in range(8):
        if "${" not in text:
            return text
        if any(name not in properties for name in _PROPERTY.findall(text)):
            return ""
        text = _PROPERTY.sub(lambda found: properties[found[1]], text)
    return ""


_SPELLED = re.compile(r"""["']([\w.-]+):([\w.-]+)(?::([\w.+-]+))?(?:@\w+)?["']""")
_NAMED = re.compile(
    r"""group\s*[:=]\s*["']([\w.-]+)["']\s*,\s*name\s*[:=]\s*["']([\w.-]+)["']"""
    r"""(?:\s*,\s*version\s*[:=]\s*["']([\w.+-]+)["'])?"""
)


@lru_cache(64)
def build_script(text: str) -> tuple[Artifact, ...]:
    """The libraries that a `build.gradle` or `build.gradle.kts` spells."""
    found = [*_SPELLED.findall(text), *_NAMED.findall(text)]
    return tuple(dict.fromkeys([Artifact(*each) for each in found if "." in each[0]]))


@lru_cache(16)
def catalog(text: str) -> tuple[Artifact, ...]:
    """The libraries of a version catalog (`libs.versions.toml`)."""
    try:
        read = tomllib.loads(text)
    except (ValueError, RecursionError):
        return ()
    versions, libraries = read.get("versions"), read.get("libraries")
    found: list[Artifact] = []
    for said in libraries.values() if isinstance(libraries, dict) else ():
        if isinstance(said, str):
            parts = said.split(":")
        elif isinstance(said, dict):
            module = said.get("module") or f"{said.get('group')}:{said.get('name')}"
            version = said.get("version")
            if isinstance(version, dict) and isinstance(versions, dict):
                version = versions.get(version.get("ref"))
            parts = [*str(module).split(":"), version if isinstance(version, str) else ""]
        else:
            continue
        if len(parts) in (2, 3):
            found.append(Artifact(parts[0], parts[1], parts[2] if len(parts) == 3 else ""))
    return tuple(found)


def version_key(version: str) -> tuple[Any, ...]:
    """What versions are compared by: numbers before words, and a release after its candidates."""
    parts = re.split(r"[.\-+_]", version)
    keys = [(1, int(each), "") if each.isdigit() else (0, 0, each) for each in parts]
    return (*keys, (1,))

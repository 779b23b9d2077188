"""Manifests to facts: the few settings that say what crates are called and where they lie.

A file that cannot be read as TOML says nothing, and neither does a setting of the wrong shape, or
a file with a key of more steps than anybody writes.
There are no symbols and no occurrences.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from ...facts import Bind
from ..builder import Builder
from ..outline.entries import toml

EXTRACTOR = "cargo 3"
"""Rises with every change of what the extractor writes; part of the name of its facts."""

_DEEP = re.compile(
    r"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}",
)
"""A key of so many steps that it is no setting; the parser of the standard library takes time by
the square of them."""
entries = toml
"""What is set, for what it names."""

_DEPENDENCIES = ("dependencies", "dev-dependencies", "build-dependencies")
_TARGETS = ("bin", "test", "example", "bench")


def facts_of(source: bytes) -> bytes:
    """The packed facts of a file; `source` is UTF-8 without a byte order mark."""
    build = Builder(source)
    content = _read(source.decode("utf-8", "replace"))
    workspace = _table(content, "workspace")
    settings: dict[str, Any] = {
        "lib": _library(content),
        "dependencies": dict(_dependencies(content)),
        "shared": dict(_named(_table(workspace, "dependencies"))),
        "targets": sorted(_targets(content)),
        "workspace": "workspace" in content,
        "from_root": _is_from_root(content),
    }
    for name, value in settings.items():
        if value:
            text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            value_name = build.name(text.encode("utf-8", "replace"))
            build.bind(build.scopes[0], name.encode(), Bind.SETTING, value_name)
    library = settings["lib"]
    if library is not None:
        build.announce(b"crate " + library[0].encode("utf-8", "replace"))
    return build.finish()


def _read(text: str) -> dict[str, Any]:
    if _DEEP.search(text):
        return {}
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _text(content: dict[str, Any], name: str) -> str:
    found = content.get(name)
    return found if isinstance(found, str) else ""


def crate_name(package: str) -> str:
    """What the crate of a package is called in source code."""
    return package.replace("-", "_")


def _library(content: dict[str, Any]) -> list[str] | None:
    """The name of the package's library and the path of its root, if that is not the usual one."""
    library = _table(content, "lib")
    name = _text(library, "name") or _text(_table(content, "package"), "name")
    return [crate_name(name), _text(library, "path")] if name else None


def _is_from_root(content: dict[str, Any]) -> bool:
    """Whether paths in `use` begin at the crate's root: in the edition that is meant by none."""
    package = _table(content, "package")
    return bool(package) and package.get("edition", "2015") == "2015"


def _targets(content: dict[str, Any]) -> Iterator[str]:
    """Paths of the roots of other crates, where the manifest gives them."""
    for kind in _TARGETS:
        listed = content.get(kind)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and _text(each, "path"):
                yield _text(each, "path")


def _dependencies(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    tables = [content, *(_table(content, "target").values())]
    for table in tables:
        if isinstance(table, dict):
            for name in _DEPENDENCIES:
                yield from _named(_table(table, name))


def _named(table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What crates are called in source code, each with the package and the path that it has."""
    for name, said in table.items():
        kept: dict[str, Any] = {"package": name}
        if isinstance(said, dict):
            for word in ("package", "path"):
                if _text(said, word):
                    kept[word] = _text(said, word)
            if said.get("workspace") is True:
                kept["shared"] = True
        yield crate_name(name), kept


def dialect(path: str) -> str:
    """What about a path decides how its bytes are read: nothing."""
    return "toml"

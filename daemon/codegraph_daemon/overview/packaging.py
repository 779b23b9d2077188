"""Which folders hold libraries: packages that offer what they export to others.

Belongs here: what a package's own file says of that. Stays out: what is exported (`declared`).
"""

from __future__ import annotations

import json
import re
from typing import Final

OF_LANGUAGE: Final = {
    "python": ("pyproject.toml", "setup.py", "setup.cfg"),
    "ecmascript": ("package.json",),
    "rust": ("Cargo.toml",),
    "go": ("go.mod",),
    "java": ("pom.xml", "build.gradle", "build.gradle.kts"),
    "c": ("CMakeLists.txt", "Makefile", "meson.build", "configure.ac"),
}
"""By family of languages, the files that make a folder a package."""
NAMES: Final = frozenset(name for names in OF_LANGUAGE.values() for name in names)
_ENTRIES: Final = ("main", "module", "exports", "types", "typings", "bin")
_BUILT: Final = re.compile(rb"^\s*\[(?:build-system|project)\]|\bsetup\s*\(|^\s*\[metadata\]", re.M)


def offers(name: str, text: bytes) -> bool:
    """Whether a package says by its file that others may use what it exports."""
    if name == "package.json":
        return _offers_modules(text)
    if name in OF_LANGUAGE["python"]:
        return _BUILT.search(text) is not None
    # A crate, a module of Go or a jar is there for others unless it says nothing at all.
    return True


def _offers_modules(text: bytes) -> bool:
    try:
        said = json.loads(text)
    except ValueError:
        return False
    if not isinstance(said, dict) or said.get("private") is True:
        return False
    return any(each in said for each in _ENTRIES)


_FAMILIES: Final = {
    **dict.fromkeys(("typescript", "tsx", "javascript", "vue", "svelte", "astro"), "ecmascript"),
    "cpp": "c",
}


def family_of(language: str) -> str:
    """The family of a language, as packages have them."""
    return _FAMILIES.get(language, language)

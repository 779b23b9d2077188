"""Our symbols in SCIP's words: their names in its grammar, their kinds, our languages.

A symbol is named by its file's path, step by step, and by its descriptor.  One of the workspace has
no package, for an index of ours is of one workspace; one of a library has that of the library.
"""

from __future__ import annotations

from collections.abc import Sequence

from xxhash import xxh3_64_hexdigest

from ..facts import Facts, Kind, Role
from ..facts.words import CALLABLE_KINDS
from .symbols import escaped, in_package

_SCHEME = "codegraph"
_CALLED = frozenset((*CALLABLE_KINDS, Kind.PROPERTY)) - {Kind.CLASS}
_TYPES = frozenset((Kind.CLASS, Kind.INTERFACE, Kind.TYPE_ALIAS, Kind.ENUM))
_SUFFIX = {Kind.NAMESPACE: "/", Kind.SECTION: "/", Kind.IMPORT: ":", Kind.EXTENSION: "!"}

KINDS = {
    Kind.MODULE: "File",
    Kind.CLASS: "Class",
    Kind.FUNCTION: "Function",
    Kind.METHOD: "Method",
    Kind.PROPERTY: "Property",
    Kind.VARIABLE: "Variable",
    Kind.CONSTANT: "Constant",
    Kind.FIELD: "Field",
    Kind.PARAMETER: "Parameter",
    Kind.TYPE_ALIAS: "TypeAlias",
    Kind.INTERFACE: "Interface",
    Kind.ENUM: "Enum",
    Kind.ENUM_MEMBER: "EnumMember",
    Kind.NAMESPACE: "Namespace",
    Kind.CONSTRUCTOR: "Constructor",
    Kind.IMPORT: "Module",
    Kind.EXTENSION: "Extension",
    Kind.SECTION: "Namespace",
}
"""Names of SCIP's kinds."""

ROLES = {
    Role.DEFINITION: 0x1,
    Role.IMPORT: 0x2,
    Role.WRITE: 0x4,
    Role.READ: 0x8,
    Role.CALL: 0x8,
    Role.TYPE: 0x8,
    Role.MENTION: 0x8,
    Role.DECLARATION: 0x40,
}
"""SCIP's bits."""

_LANGUAGES = {
    "bash": "ShellScript",
    "c": "C",
    "cpp": "CPP",
    "csharp": "CSharp",
    "javascript": "JavaScript",
    "ocaml": "OCaml",
    "ocaml_interface": "OCaml",
    "php": "PHP",
    "r": "R",
    "sql": "SQL",
    "tsx": "TypeScriptReact",
    "typescript": "TypeScript",
}


def language_name(language: str | None) -> str:
    """What SCIP calls a language."""
    return _LANGUAGES.get(language or "", (language or "").capitalize())


def sayable(text: str) -> str:
    """A text without what UTF-8 has no bytes for: the schema allows no other."""
    return text.encode("utf-8", "replace").decode("utf-8")


def names_of(path: str, facts: Facts, package: Sequence[str] = ("", "", "")) -> list[str]:
    """The names of all symbols of a file, by their index; `package` is who installs it, its name
    and its version.

    Of symbols of one descriptor, in two blocks, all but the first have their hash in their names.
    """
    folder, _, last = sayable(path).rpartition("/")
    steps = [*folder.split("/"), last] if folder else [last]
    head = " ".join([_SCHEME, *(in_package(sayable(part)) for part in package), ""])
    names = [head + "".join(f"{escaped(step)}/" for step in steps)]
    taken: set[str] = set()
    containers, kinds = facts.symbol_container, facts.symbol_kind
    for symbol in range(1, len(kinds)):
        part = _part(facts, symbol, "")
        # Who holds a symbol comes before it.
        name = names[containers[symbol]] + part
        if name in taken:
            name = names[containers[symbol]] + _part(
                facts, symbol, f"{facts.symbol_hash[symbol]:x}"
            )
        taken.add(name)
        names.append(name)
    return names


def _part(facts: Facts, symbol: int, apart: str) -> str:
    """One descriptor; `apart` tells it from another of the same name."""
    name, kind = sayable(facts.names[facts.symbol_name[symbol]]), facts.symbol_kind[symbol]
    variant = facts.names[facts.symbol_variant[symbol]]
    if kind == Kind.PARAMETER:
        return f"({escaped(_joined(name, apart))})"
    if kind in _CALLED:
        told = apart or (variant and xxh3_64_hexdigest(variant.encode("utf-8", "replace"))[:8])
        return f"{escaped(name)}({told})."
    suffix = "#" if kind in _TYPES else _SUFFIX.get(kind, ".")
    return escaped(_joined(name, apart or sayable(variant))) + suffix


def _joined(name: str, apart: str) -> str:
    return f"{name} {apart}" if apart else name

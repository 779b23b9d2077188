"""Where names lead in interfaces of OCaml: to what has the same name there and in OCaml itself."""

from __future__ import annotations

from collections.abc import Sequence

from ..outline.modules import (
    NAME,
    SCOPING,
    find,
    inside,
    is_exported,
    module_paths,
    named,
    package_folder,
)
from ..semantics import Here, Paths

__all__ = [
    "NAME",
    "SCOPING",
    "beyond",
    "family",
    "find",
    "inside",
    "is_exported",
    "module_paths",
    "package_folder",
]


def family(path: str) -> str:
    """See `Beyond.family`: interfaces and what implements them are one."""
    return "ocaml"


def beyond(paths: Paths, here: Here, name: str) -> Sequence[int]:
    """See `Beyond.beyond`."""
    return named(paths, "ocaml", name)

"""Which file a path without, or with another, extension stands for.

The order is TypeScript's, but that a declaration comes after the source beside it: who asks where
something is defined wants to see it.  Nothing here knows packages or configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from ..semantics import Module, Paths

DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
SOURCES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_EMBEDDED = (".vue", ".svelte", ".astro")

_DECLARED = {".js": ".d.ts", ".jsx": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
"""Where the types of a source that has none of its own are written by hand, beside it."""

_APPENDED = (*SOURCES, *DECLARATIONS, *_EMBEDDED, ".json")
"""What a specifier may leave out, in the order in which it is tried."""

_INSTEAD = {
    ".js": (".ts", ".tsx", ".js", ".jsx", ".d.ts"),
    ".jsx": (".tsx", ".ts", ".jsx", ".js", ".d.ts"),
    ".mjs": (".mts", ".mjs", ".d.mts"),
    ".cjs": (".cts", ".cjs", ".d.cts"),
}
"""A specifier names what the compiler writes; the source has another extension."""


def split(path: str) -> tuple[str, str]:
    """A path without its extension, and the extension if it is one of a module."""
    for extension in DECLARATIONS:
        if path.endswith(extension):
            return path[: -len(extension)], extension
    dot = path.rfind(".")
    if dot >= 0 and path[dot:] in _APPENDED:
        return path[:dot], path[dot:]
    return path, ""


def module_paths(path: str) -> tuple[str, ...]:
    """Module paths under which a file is looked for; see `Modules.module_paths`."""
    stem, extension = split(path)
    # `./x.d` is the declaration of `./x`, written so that it is not taken for the source.
    return (stem, stem + ".d") if extension in DECLARATIONS else (stem,)


def declared_beside(paths: Paths, path: str) -> Sequence[int]:
    """See `semantics.declared_beside`."""
    stem, extension = split(path)
    declares = _DECLARED.get(extension)
    found = None if declares is None else paths.first_file(stem, [stem + declares])
    return () if found is None else (found,)


def join(folder: str, path: str) -> str | None:
    """A path relative to `folder` as one from the root; None if it leads out of the root."""
    steps = folder.split("/") if folder else []
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def parent(path: str) -> str:
    """The folder of a path."""
    return path.rpartition("/")[0]


def below(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it."""
    return not folder or path == folder or path.startswith(folder + "/")


def file_at(paths: Paths, path: str, *, declared: bool = True) -> Module | None:
    """The file that a path stands for, with its extension, another or none.

    Without `declared`, one that only declares is none.
    """
    if not path:
        return None
    stem, extension = split(path)
    found = None
    if extension:
        endings = _INSTEAD.get(extension, (extension,))
        found = paths.first_file(stem, _with(stem, endings, declared))
    if found is None:
        # A path without an extension may be a script that has none.
        script = () if extension else (path,)
        found = paths.first_file(path, chain(script, _with(path, _APPENDED, declared)))
    return None if found is None else ("file", found, 0)


def index_at(paths: Paths, folder: str, *, declared: bool = True) -> Module | None:
    """The file that stands for a folder by its name."""
    return file_at(paths, f"{folder}/index" if folder else "index", declared=declared)


def _with(stem: str, endings: tuple[str, ...], declared: bool) -> Iterator[str]:
    """The paths to try, each made when the one before it is no file."""
    if not declared:
        endings = tuple([each for each in endings if each not in DECLARATIONS])
    return map(stem.__add__, endings)

"""How the module specifiers of TypeScript and JavaScript name files of the workspace.

There is no resolver to ask and nothing is installed, so the rules of TypeScript and Node hold with
what the workspace itself says: `tsconfig.json` and `package.json`, the nearest upwards.  A package
of this workspace is found by its name; everything else that is no path is external.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..semantics import Module, Paths, Scoping
from .built import is_output, source_of
from .entries import folder_entry, package_part
from .own_names import OWN_NAMES
from .package_json import config_of, imported, nearest, owner, target_path
from .probing import below, declared_beside, file_at, join, module_paths
from .tsconfig import Options, matches, options

__all__ = [
    "NAME",
    "SCOPING",
    "declared_beside",
    "find",
    "inside",
    "is_exported",
    "is_public",
    "may_be_declared",
    "module_paths",
    "package_folder",
    "seen_by",
]

NAME = "ecmascript"
SCOPING = Scoping(type_bases=True, everywhere=True, by_hand=True)

_PRIVATE = re.compile(r"\bprivate\b")

_BUILT_IN_TEXT = """
    assert async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns domain events fs http http2 https inspector module net os path
    perf_hooks process punycode querystring readline repl stream string_decoder sys test timers tls
    trace_events tty url util v8 vm wasi worker_threads zlib
"""
BUILT_IN = frozenset(_BUILT_IN_TEXT.split())
"""Node's own modules, which come before packages of their names."""

_CONVENTIONS = {
    "@": ("src", "app", ""),
    "~": ("src", "app", ""),
    "@@": ("",),
    "~~": ("",),
    "$lib": ("src/lib",),
}
"""First steps that can name no package, and where frameworks take them to lead."""


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`; `level` has no meaning here."""
    # What loaders are told stands before a `!` or behind a `?`.
    spec = spec.rpartition("!")[2].partition("?")[0]
    if spec in (".", "..") or spec.startswith(("./", "../")):
        return _relative(paths, folder, spec)
    if not spec or ":" in spec:
        return None
    if spec.startswith("#"):
        return _own_name(paths, folder, spec)
    if spec.startswith("/"):
        return _located(paths, join(nearest(paths, folder) or "", spec))
    return _by_config(paths, folder, spec) or _by_package(paths, folder, spec)


def _relative(paths: Paths, folder: str, spec: str) -> Module | None:
    path = join(folder, spec)
    if path is None:
        return None
    if spec.endswith(("/", "/..", "/.")) or spec in (".", ".."):
        return folder_entry(paths, path)
    found = _at(paths, path)
    if found is None:
        for each in _options(paths, folder):
            for root in each.root_dirs:
                if below(path, root):
                    rest = path.removeprefix(root).lstrip("/")
                    for other in each.root_dirs:
                        found = found or _at(paths, join(other, rest))
    if found is None:
        found = _built(paths, path)
    return found


def _options(paths: Paths, folder: str) -> list[Options]:
    """The settings that hold in a folder: those of references for what lies below them."""
    return [each for each in options(paths, folder) if below(folder, each.folder)]


def _at(paths: Paths, path: str | None) -> Module | None:
    """The file or the folder's entry at a path."""
    if path is None:
        return None
    return file_at(paths, path) or folder_entry(paths, path)


def _built(paths: Paths, path: str) -> Module | None:
    """The source of what a build would write to `path`."""
    package = nearest(paths, path.rpartition("/")[0]) or ""
    return source_of(paths, package, path) if is_output(package, path) else None


def _located(paths: Paths, path: str | None) -> Module | None:
    found = _at(paths, path)
    return _built(paths, path) if found is None and path is not None else found


def _by_config(paths: Paths, folder: str, spec: str) -> Module | None:
    """What `paths` and `baseUrl` of the compiler's settings make of a specifier."""
    for each in _options(paths, folder):
        for path in matches(each.paths, spec):
            found = _located(paths, path)
            if found is not None:
                return found
        if each.base is not None:
            found = _located(paths, join(each.base, spec))
            if found is not None:
                return found
    return None


def _conditions(paths: Paths, folder: str) -> tuple[str, ...]:
    named = {name for each in _options(paths, folder) for name in each.conditions}
    return tuple(sorted(named))


def _by_package(paths: Paths, folder: str, spec: str) -> Module | None:
    """What a package of the workspace offers under a specifier."""
    first, _, rest = spec.partition("/")
    if first in BUILT_IN:
        return None
    conventions = _CONVENTIONS.get(first)
    if conventions is not None:
        package = nearest(paths, folder) or ""
        for start in conventions:
            found = _at(paths, join(package, f"{start}/{rest}"))
            if found is not None:
                return found
        return None
    found_package = owner(paths, folder, spec)
    if found_package is None:
        return None
    return package_part(paths, *found_package, _conditions(paths, folder))


def _own_name(paths: Paths, folder: str, spec: str) -> Module | None:
    """What the nearest package calls `#…` for itself."""
    package = nearest(paths, folder)
    config = config_of(paths, package) if package is not None else None
    if package is None or config is None:
        return None
    for target in imported(config, spec, _conditions(paths, folder)):
        if target.startswith("./"):
            path = target_path(package, target)
            found = _located(paths, path)
            if found is None and path is not None:
                found = source_of(paths, package, path)
        elif target.startswith("#"):
            continue
        else:
            found = _by_package(paths, folder, target)
        if found is not None:
            return found
    return _by_config(paths, folder, spec)


def may_be_declared(name: str) -> bool:
    """See `Everywhere.may_be_declared`."""
    return name not in OWN_NAMES


def seen_by(paths: Paths, path: str, found: Sequence[int]) -> Sequence[int]:
    """See `Everywhere.seen_by`: those of its own package, if there are any."""
    if len(found) < 2:
        return found
    own = nearest(paths, path.rpartition("/")[0])
    same = [at for at in found if nearest(paths, paths.path_of(at).rpartition("/")[0]) == own]
    return same or found


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`; folders have no members here."""
    return None


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`; files of a folder are no members of its index."""
    return None


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`; `export *` leaves the default out."""
    return name != "default"


def is_public(head: str) -> bool:
    """See `Visible.is_public`; what a module exports is said where it is bound."""
    return not _PRIVATE.search(head)

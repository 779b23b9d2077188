"""How Rust's paths name files of the workspace.

A module's file says which modules it has (`mod name;`), so the way up leads to whoever says so,
and the crate's root is the file of which nobody does.  Which crates others are is what manifests
say: names, paths, dependencies under another name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ...facts import CALLABLE
from ..semantics import Config, Module, Paths, Scoping

NAME = "rust"
_STANDARD = frozenset(
    (
        *("std", "core", "alloc", "proc_macro", "test", "vec", "println", "eprintln", "print"),
        *("format", "assert", "assert_eq", "assert_ne", "panic", "write", "writeln", "matches"),
        *("drop", "str", "todo", "unreachable", "dbg", "concat", "include_str", "cfg", "env"),
    )
)
SCOPING = Scoping(
    extended="anywhere",
    beyond=True,
    by_file=True,
    outside=_STANDARD,
    crates=True,
    offers=True,
    wrappers=True,
)
_VISIBLE = re.compile(r"\bpub\b(?!\s*\()")
_ROOTS = ("lib", "main", "mod")


def is_built(path: str, line: int, read: Callable[[str], Sequence[str]]) -> bool | None:
    """See `semantics.is_built`."""
    # Loaded by who asks: manifests are read by a parser of its own, which no link needs.
    from .configured import is_built as found

    return found(path, line, read)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".rs")


def _one(paths: Paths, path: str) -> int | None:
    module_path = path.removesuffix(".rs")
    return paths.first_file(module_path, (path,))


def _file(path_id: int | None) -> Module | None:
    return None if path_id is None else ("file", path_id, 0)


def _above(paths: Paths, path: str) -> str | None:
    """The file that says that `path` is one of its modules; None for a crate's root."""
    folder, name = _parent(path), _stem(path)
    if name == "mod":
        name, folder = folder.rpartition("/")[2], _parent(folder)
    if name in ("lib", "main"):
        return None
    if name == "build" and _manifest(paths, folder) is not None:
        # What a package runs when it is built; elsewhere it is a module of that name.
        return None
    found = paths.announced(f"mod {name}", folder)
    if found:
        sayers = [paths.path_of(each) for each in found]
        sayers = [each for each in sayers if each != path]
        at_root = [each for each in sayers if _stem(each) in _ROOTS]
        others = [each for each in sayers if _stem(each) not in _ROOTS]
        if at_root or others:
            return min(at_root or others, key=lambda each: (_stem(each) == "main", each))
    if folder:
        outer = _parent(folder)
        for each in paths.announced(f"mod {name}", outer):
            sayer = paths.path_of(each)
            if sayer == folder + ".rs" or (
                # `mod folder { mod name; }` beside it.
                _stem(sayer) in _ROOTS
                and _parent(sayer) == outer
                and sayer != path
                and not _has_own(paths, _join(outer, name))
            ):
                return sayer
    return None


def _is_inside(path: str, above: str) -> bool:
    """Whether a module lies in the folder of one that has its body in the file above."""
    folder = _parent(_parent(path) if _stem(path) == "mod" else path)
    return _parent(above) != folder and above != folder + ".rs"


def _has_own(paths: Paths, module: str) -> bool:
    return paths.first_file(module, (module + ".rs", module + "/mod.rs")) is not None


def _root(paths: Paths, path: str) -> str:
    """The root of the crate that a file belongs to."""

    def compute() -> str:
        at, seen = path, {path}
        while True:
            above = _above(paths, at)
            if above is None or above in seen:
                return at
            seen.add(above)
            at = above

    return paths.remembered("rust root", path, compute) or path


def _inner(paths: Paths, path: str) -> str:
    """The folder in which the modules of a file lie."""
    folder, name = _parent(path), _stem(path)
    if name in _ROOTS or _above(paths, path) is None:
        return folder
    return _join(folder, name)


def find(paths: Paths, folder: str, spec: str, level: int) -> Module | None:
    """See `Modules.find`; `folder` is the path of the file itself."""
    path = folder
    if spec.startswith("path:"):
        target = _normal(_join(_parent(path), spec[5:]))
        return None if target is None else _file(_one(paths, target))
    first, _, rest = spec.partition("::")
    if first == "crate":
        return _file(_one(paths, _root(paths, path)))
    if first == "super":
        at, steps = path, spec.count("::") + 1
        while steps > 0:
            above = _above(paths, at)
            if above is None:
                return None
            # A module inside of the file above is one step on the way.
            steps -= 2 if _is_inside(at, above) else 1
            at = above
        return None if steps else _file(_one(paths, at))
    if first == "self":
        if not rest:
            return _file(_one(paths, path))
        target = _join(_inner(paths, path), rest.replace("::", "/"))
        return _file(paths.first_file(target, (target + ".rs", target + "/mod.rs")))
    if not first.isascii() or first != first.lower():
        return None
    return _crate(paths, path, first) or _from_root(paths, path, first)


def _from_root(paths: Paths, path: str, name: str) -> Module | None:
    """The module of the crate's root that a path begins with, in the edition of 2015."""
    package = _package(paths, _parent(path))
    manifest = None if package is None else _manifest(paths, package)
    if manifest is None or not manifest.get("from_root"):
        return None
    target = _join(_inner(paths, _root(paths, path)), name)
    return _file(paths.first_file(target, (target + ".rs", target + "/mod.rs")))


def _normal(path: str) -> str | None:
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _manifest(paths: Paths, package: str) -> Config | None:
    return paths.config(_join(package, "Cargo.toml"))


def _package(paths: Paths, folder: str) -> str | None:
    """The innermost folder around `folder`, or itself, that is a package."""

    def compute() -> str | None:
        if _manifest(paths, folder) is not None:
            return folder
        return _package(paths, _parent(folder)) if folder else None

    return paths.remembered("rust package", folder, compute)


def _crate(paths: Paths, path: str, name: str) -> Module | None:
    """The root of the crate that is called `name` in a file."""
    package = _package(paths, _parent(path))
    manifest = None if package is None else _manifest(paths, package)
    if package is None or manifest is None:
        return None
    wanted = (manifest.get("dependencies") or {}).get(name)
    if wanted is not None:
        return _dependency(paths, package, wanted)
    library = manifest.get("lib")
    if library and library[0] == name:
        return _library(paths, package, library)
    return None


def _workspace(paths: Paths, package: str) -> tuple[Config | None, str]:
    """The manifest of the workspace of a package, which may be its own, and the folder of it."""
    at = package
    while True:
        around = _manifest(paths, at)
        if around is not None and around.get("workspace"):
            return around, at
        if not at:
            return None, at
        at = _parent(at)


def _dependency(paths: Paths, package: str, wanted: dict[str, Any]) -> Module | None:
    if wanted.get("shared"):
        # The workspace's manifest says what it is.
        around, at = _workspace(paths, package)
        shared = around.get("shared") if around is not None else None
        inner = (shared or {}).get(wanted["package"].replace("-", "_"))
        if inner is not None and not inner.get("shared"):
            return _dependency(paths, at, inner)
        return None
    if "path" in wanted:
        target = _normal(_join(package, wanted["path"]))
        manifest = None if target is None else _manifest(paths, target)
        if target is None or manifest is None:
            return None
        return _library(paths, target, manifest.get("lib") or ["", ""])
    return None


def _library(paths: Paths, package: str, library: list[str]) -> Module | None:
    target = _normal(_join(package, library[1] or "src/lib.rs"))
    return None if target is None else _file(_one(paths, target))


def inside(paths: Paths, folder: str, name: str) -> Module | None:
    """See `Modules.inside`."""
    return None


def package_folder(path: str) -> str | None:
    """See `Modules.package_folder`."""
    return None


def module_paths(path: str) -> tuple[str, ...]:
    """See `Modules.module_paths`."""
    stem = path.removesuffix(".rs")
    return (_parent(stem), stem) if stem.endswith("/mod") else (stem,)


def is_exported(name: str) -> bool:
    """See `Modules.is_exported`."""
    return True


def is_public(head: str) -> bool:
    """See `Visible.is_public`; what only parts of the crate see is not."""
    return bool(_VISIBLE.search(head))


def beyond(paths: Paths, here: Any, name: str) -> list[int]:
    """See `Beyond.beyond`: macros are seen in all of their crate."""
    if name in _STANDARD or (name != name.lower() and not name.endswith(CALLABLE)):
        return []
    found = paths.announced(f"macro {name}")
    if len(found) > 1:
        root = _root(paths, here.path)
        own = [each for each in found if _root(paths, paths.path_of(each)) == root]
        found = own or found
    return [each for each in found if paths.path_of(each) != here.path]

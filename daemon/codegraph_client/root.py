"""Which folder is the root, and which repository it belongs to.

A root is the nearest folder upwards that holds `codegraph.toml` or a `.git` (whichever comes
first: a nested clone is a root of its own, so the search never leaves it), else the folder given.
A folder that the repository around it ignores is its own root. `$HOME` and `/` are never roots.

Belongs here: the rule, and reading `.git` by hand. Stays out: processes (`git` asks git), and
what lies below the root (the daemon's discovery).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from codegraph_client.errors import BadRequest, RootRefused
from codegraph_client.trees import tree_at

CONFIG_NAME = "codegraph.toml"


class Root(NamedTuple):
    """A folder whose code is indexed as a whole.

    `path` is its real path, which the index uses; `given` the same folder as the caller spells it
    (through a symlink, say), which answers use. `why` is a sentence for a person. `identity` names
    the repository that one daemon serves: the git directory that all worktrees share, else `path`.
    """

    path: Path
    given: Path
    why: str
    identity: Path


class GitDirectories(NamedTuple):
    """Where git keeps the state of one work tree: `own` (HEAD, index) and `common` (the rest)."""

    own: Path
    common: Path


def find_root(start: Path, override: Path | None = None) -> Root:
    """The root for `start`, a folder or a file that a person or an editor named.

    With `override` (the option `--root`) exactly that folder is taken. Raises `BadRequest` if
    there is no such folder, `RootRefused` for `$HOME` and `/`.
    """
    asked = _absolute(override if override is not None else start)
    if not os.path.exists(asked):
        raise BadRequest(f"{asked}: there is no such file or folder")
    is_folder = os.path.isdir(asked)
    if override is not None and not is_folder:
        raise BadRequest(f"{asked}: a root must be a folder")
    given = asked if is_folder else asked.parent
    folder = Path(os.path.realpath(given))
    if override is not None:
        path, why = folder, "it was given as the root"
    else:
        path, why = _search(folder, may_be_ignored=is_folder)
    refused = refusal(path)
    if refused is not None:
        raise RootRefused(refused)
    return Root(path=path, given=_as_spelled(given, path), why=why, identity=identity_of(path))


def refusal(path: Path) -> str | None:
    """Why `path` (a real path) must not be a root; None if it may be one."""
    if path == Path(path.anchor):
        return f"{path}: the root of the file system is never indexed; name a folder below it"
    if path == _home():
        return f"{path}: the home directory is never indexed; name a folder below it"
    return None


def identity_of(path: Path) -> Path:
    """The repository that the root `path` belongs to.

    For the top of a git work tree it is the git directory shared by all its worktrees, so that
    they share one daemon and its store; so do revisions that are laid out beside them. For any
    other folder it is the folder itself.
    """
    if (tree := tree_at(path)) is not None:
        return tree.identity
    directories = git_directories(path)
    return path if directories is None else directories.common


def git_top(folder: Path) -> Path | None:
    """The nearest folder upwards from `folder` that holds a `.git`; `$HOME` and `/` never count."""
    for candidate in _upwards(folder):
        if has_git(candidate):
            return candidate
    return None


def has_git(folder: Path) -> bool:
    """Whether `folder` is the top of a git work tree, be it healthy, broken or refused by git."""
    return os.path.lexists(folder / ".git")


def git_directories(top: Path) -> GitDirectories | None:
    """The git directories of the work tree whose top is `top`; None if it has none to be found.

    Follows a `.git` file (worktree, submodule) by hand. A worktree must be one that its repository
    knows: otherwise any folder could name any repository as its own.
    """
    entry = top / ".git"
    if os.path.isdir(entry):
        own = Path(os.path.realpath(entry))
        return GitDirectories(own=own, common=_common_directory(own))
    pointer = _first_line(entry)
    if not pointer.startswith("gitdir:"):
        return None
    own = Path(os.path.realpath(top / pointer.removeprefix("gitdir:").strip()))
    if not own.is_dir():
        return None
    back = _first_line(own / "gitdir")
    if back and os.path.realpath(own / back) != os.path.realpath(entry):
        return None
    return GitDirectories(own=own, common=_common_directory(own))


def _search(folder: Path, *, may_be_ignored: bool) -> tuple[Path, str]:
    for candidate in _upwards(folder):
        if (tree := tree_at(candidate)) is not None:
            return candidate, f"it is the {tree.kind} {tree.told}, laid out"
        if (candidate / CONFIG_NAME).is_file():
            return candidate, f"it holds {CONFIG_NAME}"
        if has_git(candidate):
            if may_be_ignored and candidate != folder and _ignored(candidate, folder):
                return folder, f"the repository {candidate} around it ignores it"
            return candidate, "it is the top of a git work tree"
    return folder, "the command began there, and no folder above it is a repository"


def _ignored(top: Path, folder: Path) -> bool:
    # Imported here, for most callers stand at the top of their repository and need no process.
    from codegraph_client.git import check_ignored

    relative = folder.relative_to(top).as_posix()
    return relative in check_ignored(top, [relative]).matches


def _upwards(folder: Path) -> Iterator[Path]:
    """`folder` and those above it, ending below `$HOME` and `/`, which are never roots.

    A folder that is itself one of them is yielded, so that the caller refuses it by name. It also
    ends with a tree that is laid out in the cache: whatever lies around that is not its own.
    """
    home = _home()
    yield folder
    for below, candidate in pairwise((folder, *folder.parents)):
        if candidate == home or candidate == Path(candidate.anchor) or tree_at(below) is not None:
            return
        yield candidate


def _home() -> Path:
    return Path(os.path.realpath(os.path.expanduser("~")))


def _absolute(path: Path) -> Path:
    # Lexical: resolving symlinks here would lose the spelling that answers must use.
    return Path(os.path.abspath(os.path.expanduser(path)))


def _as_spelled(given: Path, path: Path) -> Path:
    for candidate in (given, *given.parents):
        if os.path.realpath(candidate) == str(path):
            return candidate
    return path


def _common_directory(own: Path) -> Path:
    pointer = _first_line(own / "commondir")
    common = Path(os.path.realpath(own / pointer)) if pointer else own
    return common if common.is_dir() else own


def _first_line(path: Path) -> str:
    """The first line of a small file of git; empty if it cannot be read or is not a plain file."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return os.fsdecode(file.readline(8192)).strip()
    except OSError:
        return ""

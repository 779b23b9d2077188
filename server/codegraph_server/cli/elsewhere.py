"""Asking a revision or an archive instead of the work tree: `--rev REV`, `--archive FILE`.

Belongs here: finding its tree, having it laid out if it is not, and what is said of it. Stays out:
laying out (a process of the daemon's), where trees lie (`codegraph_client.trees`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import click

from codegraph_client import git, trees
from codegraph_client.errors import BadRequest, CodeGraphError
from codegraph_client.root import Root
from codegraph_client.trees import Tree
from codegraph_server.cli.options import absolute, here

_LONGEST = 1000


class Elsewhere(NamedTuple):
    """What is asked instead of a work tree."""

    root: Root
    """The root that the person stands in."""
    asked: Root
    """The tree, as a root."""
    tree: Tree

    def named(self, path: str) -> Path:
        """A path that a person typed: below the tree as it would be below their root; in an
        archive from its top."""
        if self.tree.kind == "archive":
            return self.asked.path / path
        full = absolute(path)
        for top in (self.root.given, self.root.path):
            if full.is_relative_to(top):
                return self.asked.path / full.relative_to(top)
        return full

    @property
    def said(self) -> dict[str, Any]:
        """The field of an answer that says what it is about."""
        if self.tree.kind == "archive":
            return {"archive": self.tree.name}
        return {"revision": {"name": self.tree.name, "commit": self.tree.id}}

    @property
    def seen(self) -> dict[str, Any]:
        """What an answer has in its place for a person, who would type paths as `named` reads."""
        top = here() if self.tree.kind == "archive" else self.root.given
        return {"root": str(top), "of": f"the {self.tree.kind} {self.tree.told}"}


def elsewhere(root: Root, revision: str | None, archive: Path | None) -> Elsewhere:
    """What is asked instead of a root, laid out if it is not there yet.

    Raises BadRequest, CodeGraphError with what is wrong.
    """
    _one_of(revision, archive)
    if archive is not None:
        tree = archive_tree(absolute(archive))
    else:
        tree = revision_tree(root, revision or "")
    why = f"it is the {tree.kind} {tree.told}"
    return Elsewhere(root, Root(tree.folder, tree.folder, why, tree.identity), tree)


def laid_out(root: Root, revision: str | None, archive: Path | None) -> Tree | None:
    """The tree of a revision or an archive, if it is there."""
    _one_of(revision, archive)
    if archive is not None:
        real = Path(os.path.realpath(absolute(archive)))
        return next(iter(trees.trees_of(real)), None)
    return trees.tree_at(trees.revision_folder(root.identity, commit_of(root, revision or "")))


def _one_of(revision: str | None, archive: Path | None) -> None:
    if (revision is None) == (archive is None):
        raise click.UsageError("give one of --rev and --archive")


def commit_of(root: Root, revision: str) -> str:
    """The commit that a revision of the root's repository names. Raises BadRequest."""
    if not revision or revision.startswith("-") or len(revision) > _LONGEST or "\0" in revision:
        raise BadRequest(f"{revision!r} is no name of a revision")
    asked = ["rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}"]
    answer = git.run(asked, cwd=root.path)
    commit = answer.output.decode("ascii", "replace").strip()
    if answer.state != "ok":
        raise BadRequest(answer.problem)
    if answer.code or not commit:
        raise BadRequest(f"{revision}: git knows no such commit in {root.given}")
    return commit


def revision_tree(root: Root, revision: str) -> Tree:
    """The tree of a revision of the root's repository, laid out if it is not there yet.

    Raises BadRequest, CodeGraphError with what is wrong.
    """
    commit = commit_of(root, revision)
    folder = trees.revision_folder(root.identity, commit)
    wanted = {"root": str(root.path), "commit": commit}
    return _tree(folder, root.identity, revision, wanted)


def archive_tree(archive: Path) -> Tree:
    """The tree of an archive as it is now, laid out if it is not there yet.

    Raises BadRequest, CodeGraphError with what is wrong.
    """
    real = Path(os.path.realpath(archive))
    if not real.is_file():
        raise BadRequest(f"{archive}: there is no such file")
    try:
        return _tree(trees.archive_folder(real), real, str(archive), {"archive": str(real)})
    except CodeGraphError as error:
        raise BadRequest(f"{archive}: {error}") from None


def _tree(folder: Path, identity: Path, name: str, wanted: dict[str, str]) -> Tree:
    tree = trees.tree_at(folder)
    if tree is None:
        _lay_out({**wanted, "identity": str(identity), "name": name})
        tree = trees.tree_at(folder)
        if tree is None:
            raise CodeGraphError("it was changed or removed while it was laid out; try again")
    elif (tree.name, str(tree.root)) != (name, wanted.get("root", str(tree.root))):
        # The work tree that it was first asked in may be gone by now.
        tree = tree._replace(name=name, root=Path(wanted.get("root", tree.root)))
        trees.note(tree)
    else:
        trees.touch(tree, time.time())
    return tree


def _lay_out(wanted: dict[str, str]) -> None:
    command = [sys.executable, "-P", "-m", "codegraph_daemon.unpacking"]
    process = subprocess.run(
        command, input=json.dumps(wanted).encode(), capture_output=True, check=False, cwd="/"
    )
    try:
        answer = json.loads(process.stdout)
    except ValueError:
        last = process.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise CodeGraphError(
            f"it cannot be laid out: {''.join(last) or process.returncode}"
        ) from None
    if "refused" in answer:
        raise CodeGraphError(answer["refused"])

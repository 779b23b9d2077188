"""Commits with the files that each changed, read from git; in a worker.

Belongs here: asking git and reading what it says. Stays out: keeping commits and questions about
them (`past`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.git import GitState, run
from codegraph_client.trees import git_place

_SECONDS: Final = 120.0
_HEADER: Final = "%x01%H%x02%at%x02%aN%x02%s"
_RENAMED: Final = frozenset("RC")


class Change(NamedTuple):
    """One file of a commit. `status` is git's letter; `before` is its earlier path if it moved."""

    status: str
    path: str
    before: str


class Commit(NamedTuple):
    """One commit that is no merge. `time` is when it was written, in seconds since 1970.

    `author` is the name that the repository's `.mailmap` has for whoever wrote it.
    """

    id: str
    time: int
    author: str
    subject: str
    changes: list[Change]


class Read(NamedTuple):
    """The commits of a branch, newest first. `problem` is a sentence for a person if git cannot be
    read; `head` is the commit that is checked out, empty if there is none.
    """

    state: GitState
    problem: str
    head: str
    whole: bool
    """Whether these are all up to the limit, rather than those since the one that was known."""
    commits: list[Commit]


def read_commits(root: Path, most: int, known: str = "") -> Read:
    """At most `most` commits up to the one that is checked out, of files below `root`.

    With `known`, an earlier `head`, only those since; all of them if it is not an ancestor any
    more. Paths are relative to `root`.
    """
    root, checked_out = git_place(root)
    found = run(["rev-parse", "--quiet", "--verify", f"{checked_out}^{{commit}}"], cwd=root)
    head = found.output.decode("ascii", "replace").strip()
    if found.state != "ok" or not head:
        return Read(found.state, found.problem or "there is no commit yet", "", True, [])
    if known == head:
        return Read("ok", "", head, False, [])
    whole = True
    if known:
        ancestor = run(["merge-base", "--is-ancestor", known, head], cwd=root)
        whole = ancestor.state != "ok" or ancestor.code != 0
    since = [] if whole else [f"^{known}"]
    listed = run(
        ["rev-list", "-n", str(most), "--no-merges", head, *since, "--"], cwd=root, timeout=_SECONDS
    )
    if listed.state != "ok":
        return Read(listed.state, listed.problem, head, whole, [])
    wanted = ["diff-tree", "--stdin", "-r", "--root", "--relative", "--name-status", "-z"]
    wanted.append(f"--pretty=format:{_HEADER}")
    told = run([*wanted, "-M"], cwd=root, data=listed.output, timeout=_SECONDS)
    if told.state != "ok":
        # In a partial clone texts may be missing, by which renamed files are recognised.
        told = run([*wanted, "--no-renames"], cwd=root, data=listed.output, timeout=_SECONDS)
    if told.state != "ok":
        return Read(told.state, told.problem, head, whole, [])
    return Read("ok", "", head, whole, list(parse_commits(told.output)))


def parse_commits(output: bytes) -> Iterator[Commit]:
    """Commits out of what `git diff-tree --stdin -z --name-status` prints."""
    fields = iter(os.fsdecode(output).split("\0"))
    for field in fields:
        # Behind the last file of a commit stands an empty field.
        if not field.startswith("\x01"):
            continue
        header, _, status = field.partition("\n")
        commit_id, time, author, subject = header[1:].split("\x02", 3)
        changes: list[Change] = []
        while status:
            before = next(fields) if status[0] in _RENAMED else ""
            changes.append(Change(status[0], next(fields), before))
            status = next(fields, "")
        yield Commit(commit_id, int(time), author, subject, changes)

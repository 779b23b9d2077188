"""Which branches have another version of a symbol or a file than what is checked out; in a worker.

Texts are compared by the names that git has for them, and only those that differ are parsed. Of a
branch that has another version its own commits are counted, for one that is merely behind says
nothing new.

Belongs here: asking git about branches. Stays out: the commits of what is checked out (`past`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from codegraph_client.git import run
from codegraph_client.trees import git_place

from .symbol_past import Version, symbols_in, texts_of

MOST_BRANCHES: Final = 50
"""Those that were written to last are looked at."""
_MOST_COMMITS: Final = 1000
_SECONDS: Final = 20.0


class Branch(NamedTuple):
    """A branch with another version. Several that stand at one commit are told as one."""

    name: str
    version: str
    """other, or gone: the symbol or its file is not there under this name."""
    commits: int
    """How many of its commits that are not in what is checked out changed the file."""
    last: int
    """When the latest of them was made, in seconds since 1970; 0 if there are none."""


def other_versions(root: Path, path: str, qualified: str) -> list[Branch]:
    """The branches on which the symbol of this name in the file at `path` is another one, or the
    whole file if there is no name; those with commits of their own first, the latest first.

    Branches from before there was a version of it are left out. Empty if git cannot tell.
    """
    root, checked_out = git_place(root)
    tips = _tips(root, checked_out)
    blobs = _blobs(root, [*tips, checked_out], path)
    mine = blobs.get(checked_out, "")
    others = {commit: blob for commit in tips if (blob := blobs.get(commit, "")) != mine}
    differing = _differing(root, path, qualified, mine, set(others.values()))
    found: list[Branch] = []
    for commit, blob in others.items():
        version = differing.get(blob)
        if version is None:
            continue
        times = _own_commits(root, commit, checked_out, path)
        if times or version == "other":
            found.append(Branch(tips[commit], version, len(times), max(times, default=0)))
    return sorted(found, key=lambda each: (-each.last, each.name))


def _tips(root: Path, checked_out: str) -> dict[str, str]:
    """The commits at which branches stand, each with the name of one; local ones come first."""
    wanted = ["for-each-ref", "--sort=-committerdate", f"--count={MOST_BRANCHES}"]
    wanted.append("--format=%(objectname)%00%(refname)%00%(symref)")
    answer = run([*wanted, "refs/heads", "refs/remotes"], cwd=root, timeout=_SECONDS)
    named = ["rev-parse", "--quiet", "--verify", f"{checked_out}^{{commit}}"]
    here = run(named, cwd=root).output.decode("ascii", "replace").strip()
    found: dict[str, str] = {}
    rows = [row.split("\0") for row in os.fsdecode(answer.output).splitlines()]
    for commit, name, symbolic in sorted(
        [row for row in rows if len(row) == 3], key=lambda row: not row[1].startswith("refs/heads/")
    ):
        if not symbolic and commit != here:
            shown = name.removeprefix("refs/heads/").removeprefix("refs/remotes/")
            found.setdefault(commit, shown)
    return found


def _blobs(root: Path, commits: list[str], path: str) -> dict[str, str]:
    """git's name for the text that each commit has at a path; those without it are left out."""
    if "\n" in path:
        return {}
    asked = b"".join(os.fsencode(f"{commit}:./{path}\n") for commit in commits)
    answer = run(["cat-file", "--batch-check"], cwd=root, data=asked, timeout=_SECONDS)
    rows = answer.output.decode("utf-8", "replace").splitlines()
    fields = {commit: row.split() for commit, row in zip(commits, rows, strict=False)}
    return {commit: row[0] for commit, row in fields.items() if len(row) == 3 and row[1] == "blob"}


def _differing(
    root: Path, path: str, qualified: str, mine: str, others: set[str]
) -> dict[str, str]:
    """What the texts that branches have say: other or gone; those that say the same are left
    out."""
    if not qualified:
        return {blob: "other" if blob else "gone" for blob in others}
    texts = texts_of(root, sorted({blob for blob in {*others, mine} if blob}))
    here = _version(path, qualified, texts.get(mine))
    found: dict[str, str] = {}
    for blob in others:
        there = _version(path, qualified, texts.get(blob))
        if there is None:
            found[blob] = "gone"
        elif here is None or there.text != here.text:
            found[blob] = "other"
    return found


def _version(path: str, qualified: str, text: bytes | None) -> Version | None:
    return symbols_in(path, text).get(qualified)


def _own_commits(root: Path, tip: str, checked_out: str, path: str) -> list[int]:
    """When the commits of a branch that are not in what is checked out changed a file."""
    wanted = ["--literal-pathspecs", "rev-list", "--timestamp", f"--max-count={_MOST_COMMITS}"]
    answer = run([*wanted, tip, f"^{checked_out}", "--", path], cwd=root, timeout=_SECONDS)
    rows = [row.split() for row in answer.output.decode("ascii", "replace").splitlines()]
    return [int(row[0]) for row in rows if len(row) == 2 and row[0].isdigit()]

"""The decision about one path, in the order that the rules hold.

For a folder: hard names, the user's and the repository's patterns, conventions, and then what lies
in it. For a file: secrets, patterns, conventions. A negated pattern takes back conventions only.
`scan` applies these to a whole tree and `explain` puts one of them in words, so that both agree.

Stays out: walking the disk, and git's own ignore rules where git can be asked.
"""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path
from typing import NamedTuple

from codegraph_client import git
from codegraph_client.root import git_top
from codegraph_client.settings import Settings
from codegraph_client.trees import tree_at
from codegraph_daemon.discovery.ignore import (
    Levels,
    Match,
    PatternFiles,
    compile_patterns,
    match_levels,
)
from codegraph_daemon.discovery.rules import (
    Rule,
    build_rule,
    file_rule,
    folder_rule,
    marker_rule,
    secret_rule,
)
from codegraph_daemon.languages.registry import is_code

IGNORE_FILE = ".codegraphignore"
GIT_IGNORE_FILE = ".gitignore"


class Level(NamedTuple):
    """The patterns that hold in one folder, those of the folders above included."""

    own: Levels = ()
    git: Levels = ()


class Decision(NamedTuple):
    """`rule` leaves the path out; `forced` says that a negated pattern took conventions back."""

    rule: Rule | None
    forced: bool = False


KEPT = Decision(None)


class Policy:
    """The rules that hold for the tree at `root` (a real path)."""

    def __init__(self, root: str, settings: Settings) -> None:
        self.root = root
        self.max_bytes = settings.integer("index.max_file_kb") * 1024
        # Git's word on a root below the top of its work tree; asking it for every folder costs.
        self._below: tuple[Path, bool] | None = None
        laid_out = tree_at(Path(root))
        self.all_tracked = laid_out is not None and laid_out.kind == "revision"
        """Whether git tracks whatever is there, and so ignores nothing of it."""
        self._own = PatternFiles(root, IGNORE_FILE)
        self._git = PatternFiles(root, GIT_IGNORE_FILE)
        self._excludes, self._problems = compile_patterns(
            settings.strings("index.exclude"), "index.exclude", numbered=False
        )

    @property
    def problems(self) -> list[str]:
        """A sentence for each pattern that cannot be used."""
        return [*self._problems, *self._own.problems, *self._git.problems]

    def uses_git(self) -> bool:
        """Whether git is to be asked: the root is in a work tree that does not ignore it."""
        top = git_top(Path(self.root))
        if top is None or str(top) == self.root:
            return top is not None
        if self._below is None or self._below[0] != top:
            relative = os.path.relpath(self.root, top)
            ignored = relative in git.check_ignored(top, [relative]).matches
            self._below = (top, not ignored)
        return self._below[1]

    def level(self, folder: str, above: Level, names: Container[str], *, walking: bool) -> Level:
        """The patterns that hold in `folder`, whose entries are `names`.

        `walking` says that git is not asked, so that `.gitignore` is read here.
        """
        prefix = f"{folder}/" if folder else ""
        own = self._own.of(folder) if IGNORE_FILE in names else None
        asks = walking and not self.all_tracked and GIT_IGNORE_FILE in names
        foreign = self._git.of(folder) if asks else None
        if own is None and foreign is None:
            return above
        return Level(
            own=above.own if own is None else (*above.own, (prefix, own)),
            git=above.git if foreign is None else (*above.git, (prefix, foreign)),
        )

    def folder_by_name(self, path: str, name: str, level: Level) -> Decision:
        """The decision about a folder before it is looked into; `level` is that of its parent."""
        rule = folder_rule(name)
        if rule is not None and rule.hard:
            return Decision(rule)
        match = self._match(f"{path}/", level)
        if match is None:
            return KEPT if rule is None else Decision(rule)
        return Decision(None, forced=True) if not match.excluded else Decision(_by_pattern(match))

    def folder_by_entries(
        self, path: str, names: Container[str], *, tracked: bool, forced: bool
    ) -> Rule | None:
        """The rule that leaves out a folder because of `names` in it (not for the root)."""
        rule = marker_rule(names)
        if rule is None:
            rule = build_rule(path, names, tracked or self.all_tracked)
        return None if rule is None or (forced and not rule.hard) else rule

    def file_by_name(self, path: str, name: str, level: Level) -> Rule | None:
        """The rule that leaves out a file; `level` is that of the folder it lies in."""
        rule = secret_rule(path)
        if rule is not None:
            return rule
        match = self._match(path, level)
        if match is not None:
            return _by_pattern(match) if match.excluded else None
        return file_rule(name)

    def _match(self, path: str, level: Level) -> Match | None:
        """The pattern about `path`. Excluding is tried in the order of trust: a negated pattern
        of the repository cannot take back an exclude of the user."""
        mine = self._excludes.match(path) if self._excludes is not None else None
        if mine is not None and mine.excluded:
            return mine
        # Without a repository nobody tells which ignored files it tracks all the same. What says
        # how modules are named is small, and is read in any case.
        if level.git and is_code(path):
            theirs = match_levels(level.git, path)
            if theirs is not None and theirs.excluded:
                return theirs
        return (match_levels(level.own, path) if level.own else None) or mine


def _by_pattern(match: Match) -> Rule:
    return Rule(match.pattern, f'the pattern "{match.pattern}" excludes it', source=match.source)


def ignored_by_git(match: git.IgnoreMatch) -> Rule:
    """The rule that git's answer amounts to."""
    return Rule(match.pattern, f'git ignores it by "{match.pattern}"', source=match.source)

"""Why a path is or is not indexed, in a sentence, with the rule and where it stands.

Belongs here: asking the rules about one path, in the order that tells a person most.
Stays out: the rules themselves (`policy`, `rules`).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from codegraph_client import git
from codegraph_daemon.discovery.content import content_verdict, first_line, read_source
from codegraph_daemon.discovery.policy import Level, Policy, ignored_by_git
from codegraph_daemon.discovery.rules import BUILT_IN, Rule, is_build_output
from codegraph_daemon.languages.registry import language_by_shebang, language_of, may_be_shebang


class Verdict(NamedTuple):
    """Whether a path is indexed (a folder: searched and watched).

    `reason` is a whole sentence; `rule` the pattern or setting that decided, `source` where it
    stands (`file:line`, "built-in rules", or empty if no rule was needed).
    """

    kept: bool
    reason: str
    rule: str = ""
    source: str = ""


def explain(policy: Policy, path: str, *, unsaved: bool = False) -> Verdict:
    """The verdict on `path`, which is relative to the root; it need not exist.

    The content is read too (never that of a secret), because it has the last word; not that of a
    file that is `unsaved`, of which an editor holds the content.
    """
    clean = os.path.normpath(path).replace(os.sep, "/")
    if clean.startswith(("/", "../")) or clean == "..":
        return Verdict(False, f"{path} lies outside the root {policy.root}.")
    if clean == ".":
        return Verdict(True, "It is the root itself.")
    if not _is_utf8(clean):
        return Verdict(False, f"{path!a} is not indexed: its name is not UTF-8.")
    listing = git.check_ignored(Path(policy.root), [clean]) if policy.uses_git() else None
    walking = listing is None or listing.state != "ok"
    level = Level()
    parts = clean.split("/")
    for depth in range(len(parts)):
        folder = "/".join(parts[:depth])
        if depth:
            verdict, level = _folder(policy, folder, level, walking=walking)
            if verdict is not None:
                where = f"it lies in {folder}/, and of that folder: "
                return _left_out(clean, verdict, where)
        level = policy.level(folder, level, _entries(policy, folder), walking=walking)
    ignored = None if listing is None else listing.matches.get(clean)
    return _leaf(policy, clean, level, ignored, walking=walking, unsaved=unsaved)


def _leaf(
    policy: Policy,
    path: str,
    level: Level,
    ignored: git.IgnoreMatch | None,
    *,
    walking: bool,
    unsaved: bool,
) -> Verdict:
    """The verdict on a path all of whose parents are kept."""
    name = path[path.rfind("/") + 1 :]
    full = f"{policy.root}/{path}"
    try:
        status = os.lstat(full)
    except OSError as error:
        if unsaved:
            return _unsaved(policy, path, name, level, ignored)
        return Verdict(False, f"{path} is not indexed: {error.strerror}.")
    if stat.S_ISDIR(status.st_mode):
        if unsaved:
            return Verdict(False, f"{path} is not indexed: it is a folder.")
        if ignored is not None and not _tracked(policy, path):
            return _left_out(path, ignored_by_git(ignored))
        rule, _ = _folder(policy, path, level, walking=walking)
        if rule is not None:
            return _left_out(path, rule)
        return Verdict(True, f"{path} is a folder that is searched and watched.")
    rule = policy.file_by_name(path, name, level)
    if rule is not None:
        return _left_out(path, rule)
    if ignored is not None:
        return _left_out(path, ignored_by_git(ignored))
    if stat.S_ISLNK(status.st_mode):
        return _left_out(path, _symlink(policy, full))
    if not stat.S_ISREG(status.st_mode):
        return _left_out(path, Rule("", "it is not a regular file"))
    if unsaved:
        return _unsaved(policy, path, name, level, ignored)
    if status.st_size > policy.max_bytes:
        limit = f"it has {status.st_size:,} bytes, more than the limit of {policy.max_bytes:,}"
        return _left_out(path, Rule("index.max_file_kb", limit, source="settings"))
    language = language_of(path)
    if language is None and may_be_shebang(name):
        language = language_by_shebang(first_line(full))
    if language is None:
        return _left_out(path, Rule("", "no language that CodeGraph reads has files of this name"))
    source = read_source(policy.root, path, policy.max_bytes)
    if source.problem:
        return Verdict(False, f"{source.problem[:1].upper()}{source.problem[1:]}.")
    content = content_verdict(source.data, path)
    if content is not None:
        return _left_out(path, Rule("content", content, source="the file itself"))
    return Verdict(True, f"{path} is indexed as {language}.")


def _unsaved(
    policy: Policy, path: str, name: str, level: Level, ignored: git.IgnoreMatch | None
) -> Verdict:
    """The verdict on a file of which only the name counts."""
    rule = policy.file_by_name(path, name, level)
    if rule is not None:
        return _left_out(path, rule)
    if ignored is not None:
        return _left_out(path, ignored_by_git(ignored))
    return Verdict(True, f"{path} is indexed once it is saved, if its content allows.")


def _folder(policy: Policy, path: str, level: Level, *, walking: bool) -> tuple[Rule | None, Level]:
    """The rule that leaves out a folder, if any; `level` is that of its parent."""
    name = path[path.rfind("/") + 1 :]
    full = f"{policy.root}/{path}"
    if os.path.islink(full):
        return _symlink(policy, full), level
    decision = policy.folder_by_name(path, name, level)
    if decision.rule is not None:
        return decision.rule, level
    tracked = not walking and is_build_output(name) and _tracked(policy, path)
    rule = policy.folder_by_entries(
        path, _entries(policy, path), tracked=tracked, forced=decision.forced
    )
    if rule is None and not _is_readable(full):
        rule = Rule("", "the folder cannot be read", source="permissions")
    return rule, level


def _symlink(policy: Policy, full: str) -> Rule:
    target = os.path.realpath(full)
    if target == policy.root or target.startswith(f"{policy.root}/"):
        inside = os.path.relpath(target, policy.root)
        return Rule("symlink", f"it is a symlink; look at {inside}, which it leads to", hard=True)
    return Rule("symlink", "it is a symlink that leads outside the root", hard=True)


def _is_readable(full: str) -> bool:
    try:
        os.scandir(full).close()
    except PermissionError:
        return False
    except OSError:
        return True  # Something else is wrong with it, which is told where it matters.
    return True


def _tracked(policy: Policy, folder: str) -> bool:
    return bool(git.list_files(Path(policy.root), under=[folder]).tracked)


def _entries(policy: Policy, folder: str) -> set[str]:
    try:
        return set(os.listdir(f"{policy.root}/{folder}"))
    except OSError:
        return set()


def _left_out(path: str, rule: Rule, where: str = "") -> Verdict:
    source = rule.source if rule.pattern else ""
    told = "" if source in ("", BUILT_IN) else f" ({source})"
    return Verdict(
        False, f"{path} is not indexed: {where}{rule.reason}{told}.", rule.pattern, source
    )


def _is_utf8(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

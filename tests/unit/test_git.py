"""Git is asked in a way that runs nothing of the repository, and its refusals are values."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from codegraph_client import git
from codegraph_client.git import Head, IgnoreMatch, check_ignored, head, list_files


@pytest.fixture(autouse=True)
def _home_and_git_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "home" / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    top = tmp_path / "repo"
    top.mkdir()
    real_git(top, "init", "-q", "-b", "main")
    return top


def real_git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_files_are_listed_as_tracked_and_untracked_without_the_ignored(repo: Path) -> None:
    write(repo / ".gitignore", "*.log\n")
    write(repo / "a.py")
    write(repo / "forced.log")
    write(repo / "dropped.log")
    write(repo / "pkg/new.py")
    real_git(repo, "add", "-f", ".gitignore", "a.py", "forced.log")
    listing = list_files(repo)
    assert listing.state == "ok"
    assert listing.tracked == {".gitignore", "a.py", "forced.log"}
    assert listing.untracked == {"pkg/new.py"}


def test_listing_from_a_folder_below_the_top_is_relative_to_it(repo: Path) -> None:
    write(repo / "pkg/sub/x.py")
    write(repo / "other.py")
    assert list_files(repo / "pkg").untracked == {"sub/x.py"}
    assert list_files(repo, under=["pkg/sub"]).untracked == {"pkg/sub/x.py"}


def test_a_repository_inside_is_named_and_not_entered(repo: Path) -> None:
    write(repo / "inner/x.py")
    real_git(repo / "inner", "init", "-q")
    listing = list_files(repo)
    assert listing.nested == {"inner"}
    assert not listing.untracked


def test_names_that_are_not_utf8_come_surrogate_escaped(repo: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    write(repo / name)
    assert list_files(repo).untracked == {name}


def test_an_ignored_path_comes_with_the_line_that_ignores_it(repo: Path) -> None:
    write(repo / "pkg/.gitignore", "# made by the build\n*.gen.py\n!keep.gen.py\n")
    write(repo / "pkg/a.gen.py")
    write(repo / "pkg/keep.gen.py")
    answer = check_ignored(repo, ["pkg/a.gen.py", "pkg/keep.gen.py", "pkg/b.py"])
    assert answer.matches == {"pkg/a.gen.py": IgnoreMatch("pkg/.gitignore:2", "*.gen.py")}


def test_a_name_that_looks_like_a_pathspec_is_a_name(repo: Path) -> None:
    write(repo / ".gitignore", "*.log\n")
    write(repo / ":!x.py")
    assert list_files(repo, under=[":!x.py"]).untracked == {":!x.py"}
    assert set(check_ignored(repo, [":!x.py", ":!x.log"]).matches) == {":!x.log"}


def test_one_path_that_git_cannot_judge_does_not_hide_the_others(repo: Path) -> None:
    write(repo / ".gitignore", "*.log\n")
    write(repo / "real/x.py")
    (repo / "link").symlink_to("real")
    assert set(check_ignored(repo, ["link/x.py", "a.log"]).matches) == {"a.log"}


def test_a_folder_in_no_repository_is_a_value(tmp_path: Path) -> None:
    assert list_files(tmp_path).state == "no repository"
    assert check_ignored(tmp_path, ["x"]).state == "no repository"
    assert head(tmp_path) == Head()


def test_a_broken_repository_is_a_value(repo: Path) -> None:
    (repo / ".git" / "HEAD").write_text("garbage")
    listing = list_files(repo)
    assert listing.state == "broken"
    assert "cannot read" in listing.problem


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_repository_of_another_user_is_refused_by_git_as_a_value(repo: Path) -> None:
    os.chown(repo / ".git", 12345, 12345)
    os.chown(repo, 12345, 12345)
    listing = list_files(repo)
    assert listing.state == "refused"
    assert "another user" in listing.problem


def test_an_absent_git_is_a_value(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", ".:relative")
    assert list_files(repo).state == "absent"


def test_a_git_that_hangs_is_a_value(repo: Path) -> None:
    os.mkfifo(repo / ".git/info/exclude.fifo")
    (repo / ".git/info/exclude").unlink()
    (repo / ".git/info/exclude.fifo").rename(repo / ".git/info/exclude")
    answer = git.run(["ls-files", "-o", "--exclude-standard"], cwd=repo, timeout=0.3)
    assert answer.state == "timeout"


def test_head_names_commit_and_branch(repo: Path) -> None:
    assert head(repo) == Head(commit="", branch="main")
    real_git(repo, "commit", "-q", "--allow-empty", "-m", "first")
    assert head(repo).branch == "main"
    assert len(head(repo).commit) == 40


def test_inherited_variables_cannot_redirect_git(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo / "a.py")
    other = tmp_path / "other"
    other.mkdir()
    real_git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert list_files(repo).untracked == {"a.py"}


def hostile(repo: Path, ran: Path) -> None:
    """Make the repository run `ran.sh`, which leaves the file `ran`, wherever git offers it."""
    script = repo.parent / "ran.sh"
    write(script, f'#!/bin/sh\necho "$0 $@" >> {ran}\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    write(repo / ".gitattributes", "*.py filter=evil diff=evil\n")
    write(repo / "a.py", "x = 1\n")
    write(repo / ".gitignore", "*.log\n")
    real_git(repo, "add", ".")
    real_git(repo, "commit", "-q", "-m", "first")
    hooks = repo / ".git" / "hooks"
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        write(hooks / hook, script.read_text())
        (hooks / hook).chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "pager.ls-files",
        "pager.check-ignore",
        "remote.origin.uploadpack",
    ):
        real_git(repo, "config", key, str(script))
    for command in ("ls-files", "check-ignore", "rev-parse", "symbolic-ref"):
        real_git(repo, "config", f"alias.{command}", f"!{script}")
    real_git(repo, "config", "core.hooksPath", str(hooks))
    write(repo / "a.py", "x = 2\n")
    write(repo / "b.py", "x = 3\n")


def test_nothing_of_a_hostile_repository_is_executed(repo: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    hostile(repo, ran)
    # The trap works: git, asked without care, does run the script.
    subprocess.run(["git", "ls-files", "-o"], cwd=repo, check=False, capture_output=True)
    assert ran.exists()
    ran.unlink()

    listing = list_files(repo)
    assert listing.tracked == {".gitattributes", ".gitignore", "a.py"}
    assert listing.untracked == {"b.py"}
    assert set(check_ignored(repo, ["x.log", "b.py"]).matches) == {"x.log"}
    assert head(repo).branch == "main"
    assert not ran.exists()


def test_a_partial_clone_with_a_sparse_index_fetches_nothing(repo: Path, tmp_path: Path) -> None:
    """Expanding a sparse index needs trees; a missing one must not start a transport."""
    ran = tmp_path / "ran"
    write(repo / "kept/a.py")
    write(repo / "left/deep/b.py")
    hostile(repo, ran)
    real_git(repo, "config", "core.fsmonitor", "false")
    real_git(repo, "config", "core.hooksPath", os.devnull)
    real_git(repo, "config", "--remove-section", "filter.evil")
    real_git(repo, "add", ".")
    real_git(repo, "commit", "-q", "-m", "second")
    real_git(repo, "sparse-checkout", "set", "--cone", "--sparse-index", "kept")
    real_git(repo, "config", "remote.origin.url", f"{tmp_path}/elsewhere")
    real_git(repo, "config", "remote.origin.promisor", "true")
    tree = subprocess.check_output(["git", "rev-parse", "HEAD:left"], cwd=repo, text=True).strip()
    (repo / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    ran.unlink(missing_ok=True)

    listing = list_files(repo)
    assert not ran.exists()
    assert listing.state == "broken" or "kept/a.py" in listing.tracked

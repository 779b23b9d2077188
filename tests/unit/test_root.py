"""The rule that finds a root, and the repository that a root belongs to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from codegraph_client.errors import BadRequest, RootRefused
from codegraph_client.root import find_root


@pytest.fixture(autouse=True)
def _home_and_git_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def repository(path: Path) -> Path:
    git(folder(path), "init", "-q", "-b", "main")
    return path


def test_a_folder_in_no_repository_is_its_own_root(tmp_path: Path) -> None:
    plain = folder(tmp_path / "plain")
    root = find_root(plain)
    assert (root.path, root.identity) == (plain, plain)
    assert "began there" in root.why


def test_a_folder_in_a_work_tree_has_its_top_as_root(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    root = find_root(folder(top / "pkg" / "sub"))
    assert (root.path, root.given, root.identity) == (top, top, top / ".git")
    assert "git work tree" in root.why


def test_codegraph_toml_below_the_top_wins(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    inner = folder(top / "service")
    (inner / "codegraph.toml").touch()
    root = find_root(folder(inner / "src"))
    assert (root.path, root.identity) == (inner, inner)
    assert "codegraph.toml" in root.why


def test_a_nested_clone_is_its_own_root_even_below_codegraph_toml(tmp_path: Path) -> None:
    outer = folder(tmp_path / "mono")
    (outer / "codegraph.toml").touch()
    clone = repository(outer / "clone")
    assert find_root(folder(clone / "src")).path == clone


def test_a_folder_that_the_repository_ignores_is_its_own_root(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    (top / ".gitignore").write_text("build/\n")
    ignored = folder(top / "build" / "sources")
    root = find_root(ignored)
    assert root.path == ignored
    assert "ignores" in root.why


def test_a_file_has_the_root_of_its_work_tree_even_if_it_is_ignored(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    (top / ".gitignore").write_text("build/\n")
    file = folder(top / "build") / "made.py"
    file.touch()
    assert find_root(file).path == top


def test_override_takes_exactly_the_folder(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    inner = folder(top / "pkg")
    assert find_root(top, override=inner).path == inner


def test_the_home_directory_and_the_file_system_root_are_refused(tmp_path: Path) -> None:
    for refused in (tmp_path / "home", Path("/")):
        with pytest.raises(RootRefused, match="never indexed"):
            find_root(refused)
        with pytest.raises(RootRefused):
            find_root(tmp_path, override=refused)


def test_a_repository_of_the_home_directory_is_not_the_root_of_what_lies_in_it(
    tmp_path: Path,
) -> None:
    home = repository(tmp_path / "home")
    (home / "codegraph.toml").touch()
    project = folder(home / "project")
    assert find_root(project).path == project


def test_a_missing_path_is_a_bad_request(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no such file"):
        find_root(tmp_path / "nothing")
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(BadRequest, match="must be a folder"):
        find_root(tmp_path, override=file)


def test_the_spelling_through_a_symlink_is_kept_beside_the_real_path(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    folder(top / "pkg")
    link = tmp_path / "link"
    link.symlink_to(top)
    root = find_root(link / "pkg")
    assert (root.path, root.given) == (top, link)


def test_worktrees_of_one_repository_share_its_identity(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    git(top, "commit", "-q", "--allow-empty", "-m", "first")
    git(top, "worktree", "add", "-q", "../second")
    assert find_root(tmp_path / "second").path == tmp_path / "second"
    assert find_root(tmp_path / "second").identity == find_root(top).identity == top / ".git"


def test_a_copied_worktree_pointer_does_not_claim_the_repository(tmp_path: Path) -> None:
    top = repository(tmp_path / "repo")
    git(top, "commit", "-q", "--allow-empty", "-m", "first")
    git(top, "worktree", "add", "-q", "../second")
    claimant = folder(tmp_path / "claimant")
    shutil.copy(tmp_path / "second" / ".git", claimant / ".git")
    assert find_root(claimant).identity == claimant


def test_a_broken_git_pointer_leaves_a_root_of_its_own(tmp_path: Path) -> None:
    broken = folder(tmp_path / "broken")
    (broken / ".git").write_text("gitdir: nowhere\n")
    root = find_root(folder(broken / "src"))
    assert (root.path, root.identity) == (broken, broken)


def test_a_submodule_is_its_own_root_and_repository(tmp_path: Path) -> None:
    library = repository(tmp_path / "library")
    git(library, "commit", "-q", "--allow-empty", "-m", "first")
    top = repository(tmp_path / "repo")
    git(top, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "lib")
    root = find_root(top / "lib")
    assert root.path == top / "lib"
    assert root.identity == top / ".git" / "modules" / "lib"

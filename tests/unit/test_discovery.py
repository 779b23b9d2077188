"""Which files of a tree are indexed, in a git work tree and in a plain folder, and why."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codegraph_client.settings import settings_with
from codegraph_daemon.discovery import Discovery


@pytest.fixture(autouse=True)
def _home_and_git_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "home" / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(params=["git", "plain"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An empty root: once a git work tree, once a plain folder."""
    top = tmp_path / "root"
    top.mkdir()
    if request.param == "git":
        git(top, "init", "-q", "-b", "main")
    return top


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    top = tmp_path / "repo"
    top.mkdir()
    git(top, "init", "-q", "-b", "main")
    return top


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(root: Path, *paths: str, text: str = "x = 1\n") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def discovery(root: Path, **settings: object) -> Discovery:
    named = {name.replace("__", "."): value for name, value in settings.items()}
    return Discovery(root, settings_with(named))


def files(root: Path, **settings: object) -> list[str]:
    """The files of a scan, after checking that everything else tells the same story."""
    found = discovery(root, **settings)
    tree = found.scan_tree()
    assert_listings_add_up(found)
    assert_explain_agrees(found)
    return list(tree.files)


def assert_listings_add_up(found: Discovery) -> None:
    """Listing folder by folder, knowing nothing or everything, gives what the scan gives."""
    tree = found.scan_tree()
    everything = {*tree.files, *tree.directories}
    for known in (set[str](), everything):
        listed = {}
        folders = []
        pending = [""]
        while pending:
            folder = pending.pop()
            folders.append(folder)
            inside, below = Discovery.scan_directory(found, folder, known)
            listed.update(inside)
            pending += below
        assert listed == tree.files
        assert sorted(folders) == tree.directories


def assert_explain_agrees(found: Discovery) -> None:
    """`explain` calls kept what the scan keeps, and gives a reason for everything else."""
    tree = found.scan_tree()
    kept = {*tree.files, *tree.directories}
    for folder, folders, names in os.walk(found.root):
        for name in (*folders, *names):
            path = os.path.relpath(os.path.join(folder, name), found.root)
            if path == ".git" or path.startswith(".git/"):
                continue
            verdict = found.verdict(path)
            assert verdict.kept == (path in kept), (path, verdict)
            assert verdict.reason.endswith(".")


# --- what is kept ---


def test_files_of_a_known_language_are_kept_with_their_state(root: Path) -> None:
    write(root, "a.py", "pkg/b.pyi", "pkg/c.pyw", "notes.txt", "data.json")
    found = discovery(root).scan()
    assert list(found) == ["a.py", "pkg/b.pyi", "pkg/c.pyw"]
    status = (root / "a.py").stat()
    assert found["a.py"] == (
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
    )


def test_a_script_without_extension_is_kept_by_its_first_line(root: Path) -> None:
    write(root, "bin/tool", text="#!/usr/bin/env python3\n")
    write(root, "bin/awk", text="#!/usr/bin/awk -f\n")
    write(root, "bin/prose", text="python\n")
    assert files(root) == ["bin/tool"]


def test_every_kept_folder_is_watched_even_without_a_source_file(root: Path) -> None:
    write(root, "src/pkg/a.py", "docs/index.md", "node_modules/x/x.js")
    (root / "empty" / "inner").mkdir(parents=True)
    found = discovery(root)
    assert found.scan_tree().directories == [
        "",
        "docs",
        "empty",
        "empty/inner",
        "src",
        "src/pkg",
    ]
    assert "later/deep" in found.directories(["later/deep/x.py"])


def test_tracked_and_untracked_files_are_kept_and_deleted_ones_are_not(repo: Path) -> None:
    write(repo, "tracked.py", "deleted.py")
    git(repo, "add", ".")
    (repo / "deleted.py").unlink()
    write(repo, "new.py")
    assert files(repo) == ["new.py", "tracked.py"]


def test_a_root_below_the_top_of_the_work_tree_obeys_the_rules_above_it(repo: Path) -> None:
    write(repo, "pkg/a.py", "pkg/a.gen.py", "other.py")
    write(repo, ".gitignore", text="*.gen.py\n")
    assert files(repo / "pkg") == ["a.py"]


def test_a_root_that_the_work_tree_ignores_is_a_plain_folder(repo: Path) -> None:
    write(repo, ".gitignore", text="vendored/\n")
    write(repo, "vendored/a.py")
    assert files(repo / "vendored") == ["a.py"]


# --- ignore files and settings ---


def test_gitignore_holds_at_every_level_with_negation(root: Path) -> None:
    write(root, ".gitignore", text="*.gen.py\n/top/\n")
    write(root, "pkg/.gitignore", text="!keep.gen.py\nsecret_*\n")
    write(root, "a.gen.py", "pkg/keep.gen.py", "pkg/b.gen.py", "pkg/secret_x.py")
    write(root, "top/x.py", "pkg/top/y.py")
    assert files(root) == ["pkg/keep.gen.py", "pkg/top/y.py"]


def test_the_line_that_ignores_a_path_is_named(root: Path) -> None:
    write(root, "pkg/.gitignore", text="# local\n*.gen.py\n")
    write(root, "pkg/a.gen.py")
    verdict = discovery(root).verdict("pkg/a.gen.py")
    assert (verdict.kept, verdict.rule, verdict.source) == (False, "*.gen.py", "pkg/.gitignore:2")
    assert "pkg/.gitignore:2" in verdict.reason


def test_a_tracked_file_is_kept_though_a_pattern_ignores_it(repo: Path) -> None:
    write(repo, ".gitignore", text="made/\n")
    write(repo, "made/kept.py", "made/dropped.py")
    git(repo, "add", "-f", "made/kept.py")
    assert files(repo) == ["made/kept.py"]


def test_the_users_exclude_file_of_git_is_honoured(repo: Path, tmp_path: Path) -> None:
    write(tmp_path, "home/ignored", text="scratch_*\n")
    git(repo, "config", "--global", "core.excludesFile", str(tmp_path / "home/ignored"))
    write(repo, "scratch_a.py", "a.py")
    write(repo, ".git/info/exclude", text="local_*\n")
    write(repo, "local_a.py")
    assert files(repo) == ["a.py"]


def test_codegraphignore_holds_at_every_level_on_top_of_git(root: Path) -> None:
    write(root, ".codegraphignore", text="fixtures/\n*_test.py\n")
    write(root, "pkg/.codegraphignore", text="!keep_test.py\n/data\n")
    write(root, "fixtures/a.py", "x_test.py", "pkg/keep_test.py", "pkg/data/b.py")
    write(root, "pkg/sub/data/c.py")
    assert files(root) == ["pkg/keep_test.py", "pkg/sub/data/c.py"]
    verdict = discovery(root).verdict("fixtures/a.py")
    assert (verdict.rule, verdict.source) == ("fixtures/", ".codegraphignore:1")


def test_index_exclude_of_the_settings_holds_and_the_repository_cannot_undo_it(
    root: Path,
) -> None:
    write(root, "gen/a.py", "b.py")
    write(root, ".codegraphignore", text="!gen/\n")
    assert files(root, index__exclude=["gen/"]) == ["b.py"]
    assert discovery(root, index__exclude=["gen/"]).verdict("gen/a.py").source == "index.exclude"


def test_a_negated_pattern_takes_back_a_convention_but_no_hard_rule(root: Path) -> None:
    write(root, "build/a.py", "node_modules/b.py", "site-packages/c.py", "x_pb2.py", ".env.py")
    assert files(root) == []
    write(root, ".codegraphignore", text="!build/\n!site-packages/\n!x_pb2.py\n!.env.py\n!.git/\n")
    assert files(root) == ["build/a.py", "site-packages/c.py", "x_pb2.py"]


def test_a_changed_ignore_file_holds_at_once(root: Path) -> None:
    write(root, "a.py", "b.py", "pkg/c.py")
    found = discovery(root)
    assert list(found.scan()) == ["a.py", "b.py", "pkg/c.py"]
    for name in (".gitignore", ".codegraphignore"):
        write(root, name, text="b.py\n")
        assert list(found.scan()) == ["a.py", "pkg/c.py"]
        assert list(found.scan_directory("")[0]) == ["a.py"]
        (root / name).unlink()
    write(root, ".codegraphignore", text="pkg\n")
    assert found.scan_directory("pkg") == ({}, [])


def test_a_malformed_or_hostile_pattern_is_reported_and_the_others_hold(root: Path) -> None:
    write(root, ".codegraphignore", text="*a*a*a*a*a*a*a*b.py\n///\ngen.py\n")
    write(root, "gen.py", "a" * 200 + ".py")
    found = discovery(root)
    assert list(found.scan()) == ["a" * 200 + ".py"]
    assert any(".codegraphignore:1" in problem for problem in found.scan_tree().problems)


def test_files_that_change_the_rules_are_known(root: Path) -> None:
    found = discovery(root)
    for path in (
        ".gitignore",
        "pkg/.gitignore",
        "pkg/.codegraphignore",
        "codegraph.toml",
        ".git/info/exclude",
        "inner/.git",
        ".git",
        "venv/pyvenv.cfg",
    ):
        assert found.affects_rules(path), path
    for path in ("a.py", ".git/index", "pkg/codegraph.toml", "gitignore"):
        assert not found.affects_rules(path), path


# --- built-in rules ---


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("node_modules/x/a.py", "installed dependencies"),
        ("lib/site-packages/a.py", "installed dependencies"),
        ("__pycache__/a.py", "cache"),
        (".tox/a.py", "cache"),
        (".hg/a.py", "version control"),
        ("pkg.egg-info/a.py", "installed package"),
        ("dist/a.py", "build output"),
        ("docs/_build/a.py", "build output"),
        ("schema_pb2.py", "generated"),
        (".ssh/a.py", "credentials"),
    ],
)
def test_built_in_rules_leave_out(root: Path, path: str, words: str) -> None:
    write(root, path)
    assert files(root) == []
    verdict = discovery(root).verdict(path)
    assert words in verdict.reason
    assert verdict.source == "built-in rules"


def test_a_virtual_environment_is_recognised_by_its_configuration(root: Path) -> None:
    write(root, "my-env/lib/a.py", "venv/not_one.py")
    write(root, "my-env/pyvenv.cfg", text="home = /usr\n")
    assert files(root) == ["venv/not_one.py"]
    assert "virtual environment" in discovery(root).verdict("my-env/lib/a.py").reason


def test_a_folder_marked_as_a_cache_is_left_out(root: Path) -> None:
    write(root, "made/a.py", "made/CACHEDIR.TAG")
    assert files(root) == []


def test_a_package_named_build_is_source(root: Path) -> None:
    write(root, "src/build/__init__.py", "src/build/env.py")
    assert files(root) == ["src/build/__init__.py", "src/build/env.py"]


def test_what_lies_below_a_source_folder_is_no_build_output(root: Path) -> None:
    write(root, "src/main/java/org/io/build/Store.java", "io/build/made.py", "src.py")
    assert files(root) == ["src.py", "src/main/java/org/io/build/Store.java"]
    verdict = discovery(root).verdict("src/main/java/org/io/build/Store.java")
    assert verdict.kept


def test_what_git_tracks_is_no_build_output(repo: Path) -> None:
    write(repo, "build/tool.py", "dist/made.py")
    git(repo, "add", "build/tool.py")
    assert files(repo) == ["build/tool.py"]


def test_repositories_inside_are_roots_of_their_own(root: Path) -> None:
    write(root, "clone/a.py", "linked/b.py", "c.py")
    git(root / "clone", "init", "-q")
    write(root, "linked/.git", text="gitdir: ../somewhere\n")
    assert files(root) == ["c.py"]
    assert "its own root" in discovery(root).verdict("clone/a.py").reason
    assert discovery(root).scan_tree().repositories == ["clone", "linked"]


def test_a_submodule_is_a_root_of_its_own(repo: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    write(library, "a.py")
    git(library, "init", "-q")
    git(library, "add", ".")
    git(library, "commit", "-q", "-m", "first")
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "lib")
    write(repo, "b.py")
    git(repo, "init", "-q", "clone")
    assert files(repo) == ["b.py"]
    assert "its own root" in discovery(repo).verdict("lib/a.py").reason
    assert discovery(repo).scan_tree().repositories == ["clone", "lib"]


def test_a_file_above_the_size_limit_is_left_out(root: Path) -> None:
    write(root, "big.py", text="#" * 1025)
    write(root, "fits.py", text="#\n" * 512)
    assert files(root, index__max_file_kb=1) == ["fits.py"]
    verdict = discovery(root, index__max_file_kb=1).verdict("big.py")
    assert verdict.rule == "index.max_file_kb"
    assert "1,025 bytes" in verdict.reason


# --- secrets, symlinks and what is no file ---


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.local",
        ".envrc",
        "deploy.pem",
        "id_rsa",
        "id_ed25519.pub",
        ".npmrc",
        ".pypirc",
        ".netrc",
        "passwords.kdbx",
        "credentials",
        ".git-credentials",
        "terraform.tfstate",
        "server.key",
        ".kube/config",
    ],
)
def test_a_secret_is_never_opened(root: Path, path: str) -> None:
    write(root, path, text="#!/usr/bin/env python3\ntoken = 1\n")
    before = accessed(root / path)
    assert files(root) == []
    verdict = discovery(root).verdict(path)
    assert not verdict.kept
    assert "never opened" in verdict.reason
    assert accessed(root / path) == before


def accessed(path: Path) -> int:
    """The access time, made older than the modification so that any read would move it."""
    if path.stat().st_atime_ns > 10**18:
        os.utime(path, ns=(0, path.stat().st_mtime_ns))
    return path.stat().st_atime_ns


def test_source_about_secrets_is_source(root: Path) -> None:
    write(root, "secrets.py", "environment.py", "credentials.py", "keys/rsa.py")
    assert len(files(root)) == 4


def test_symlinks_are_not_followed(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.py")
    write(root, "real/a.py")
    (root / "file.py").symlink_to(tmp_path / "outside/secret.py")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "inside.py").symlink_to("real/a.py")
    (root / "loop").symlink_to(root)
    (root / "dangling.py").symlink_to("nowhere.py")
    assert files(root) == ["real/a.py"]
    found = discovery(root)
    assert "outside the root" in found.verdict("file.py").reason
    assert "outside the root" in found.verdict("folder/secret.py").reason
    assert "look at real/a.py" in found.verdict("inside.py").reason
    assert found.scan_directory("folder") == ({}, [])


def test_a_tracked_folder_replaced_by_a_symlink_is_not_followed(repo: Path, tmp_path: Path) -> None:
    write(repo, "pkg/a.py")
    git(repo, "add", ".")
    (repo / "pkg").rename(tmp_path / "moved")
    (repo / "pkg").symlink_to(tmp_path / "moved")
    assert files(repo) == []


def test_what_is_no_regular_file_is_left_out(root: Path) -> None:
    os.mkfifo(root / "pipe.py")
    os.mkfifo(root / "script")
    os.mkfifo(root / ".codegraphignore")
    (root / "folder.py").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    try:
        os.chdir(root)  # The path of a socket is short.
        listener.bind("socket.py")
    finally:
        os.chdir(here)
        listener.close()
    assert files(root) == []
    assert "not a regular file" in discovery(root).verdict("pipe.py").reason


def test_an_ignore_file_that_is_a_symlink_is_not_read(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside", text="*.py\n")
    (root / ".codegraphignore").symlink_to(tmp_path / "outside")
    write(root, "a.py")
    assert files(root) == ["a.py"]


# --- trouble ---


def test_names_that_are_not_utf8_are_reported_and_the_others_kept(root: Path) -> None:
    write(root, os.fsdecode(b"caf\xe9.py"), os.fsdecode(b"dir\xff/x.py"), "caf\xe9.py")
    found = discovery(root)
    tree = found.scan_tree()
    assert list(tree.files) == ["caf\xe9.py"]
    assert len([problem for problem in tree.problems if "UTF-8" in problem]) == 2
    for problem in tree.problems:
        problem.encode("utf-8")
    assert "UTF-8" in found.verdict(os.fsdecode(b"caf\xe9.py")).reason


def test_odd_names_are_just_names(root: Path) -> None:
    names = ["new\nline.py", "sp ace.py", "-dash.py", ":colon.py", "quo'\"te.py", "*.py", "[a].py"]
    write(root, *names)
    assert files(root) == sorted(names)


def test_a_folder_that_cannot_be_read_is_a_problem_and_no_failure() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root, "open/a.py", "closed/b.py")
        (root / "closed").chmod(0)
        root.chmod(0o755)
        with without_privileges():
            found = discovery(root)
            tree = found.scan_tree()
            verdict = found.verdict("closed")
        (root / "closed").chmod(0o755)
    assert list(tree.files) == ["open/a.py"]
    assert tree.problems == ["closed: the folder cannot be read: Permission denied"]
    assert not verdict.kept


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root reads everything, so root becomes someone else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_broken_repository_is_walked_with_its_gitignore_and_reported(repo: Path) -> None:
    write(repo, "a.py", "b.gen.py", "pkg/c.py")
    write(repo, ".gitignore", text="*.gen.py\n")
    (repo / ".git" / "HEAD").write_text("garbage")
    found = discovery(repo)
    tree = found.scan_tree()
    assert list(tree.files) == ["a.py", "pkg/c.py"]
    assert "git cannot read" in tree.problems[0]
    assert list(found.scan_directory("pkg")[0]) == ["pkg/c.py"]
    assert found.verdict("b.gen.py").source == ".gitignore:1"


def test_a_repository_that_breaks_after_the_scan_is_walked_from_then_on(repo: Path) -> None:
    write(repo, "a.py", "b.gen.py")
    write(repo, ".gitignore", text="*.gen.py\n")
    found = discovery(repo)
    found.scan()
    (repo / ".git" / "HEAD").write_text("garbage")
    assert list(found.scan_directory("")[0]) == ["a.py"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_repository_that_git_refuses_is_walked_and_reported(repo: Path) -> None:
    write(repo, "a.py", "b.gen.py")
    write(repo, ".gitignore", text="*.gen.py\n")
    for folder in (repo / ".git", repo):
        os.chown(folder, 12345, 12345)
    found = discovery(repo)
    assert files(repo) == ["a.py"]
    assert "safe.directory" in found.scan_tree().problems[0]


def test_explain_of_paths_that_are_not_there(root: Path) -> None:
    found = discovery(root)
    assert "No such file" in found.verdict("missing.py").reason
    assert "outside the root" in found.verdict("../elsewhere.py").reason
    assert "outside the root" in found.verdict("/etc/passwd").reason
    assert found.verdict(".").kept


def test_explain_names_language_and_content(root: Path) -> None:
    write(root, "a.py")
    write(root, "made.py", text="# @generated\n")
    write(root, "kind_string.go", text="// Code generated by stringer. DO NOT EDIT.\n")
    write(root, "notes.txt")
    found = discovery(root)
    assert found.verdict("kind_string.go").reason == "kind_string.go is indexed as go."
    assert found.verdict("a.py").reason == "a.py is indexed as python."
    assert "generated" in found.verdict("made.py").reason
    assert "no language" in found.verdict("notes.txt").reason


def test_plain_text_among_documents_is_one_if_it_has_headings(root: Path) -> None:
    write(root, "docs/ref/views.txt", text="Views\n=====\n\nA view takes a request.\n")
    write(root, "docs/words.txt", text="alpha\nbeta\n")
    write(root, "data/table.txt", text="Views\n=====\n")
    found = discovery(root)
    assert found.verdict("docs/ref/views.txt").reason == "docs/ref/views.txt is indexed as text."
    assert "without headings" in found.verdict("docs/words.txt").reason
    assert "no language" in found.verdict("data/table.txt").reason
    # Only reading it tells the list.
    assert list(found.scan()) == ["docs/ref/views.txt", "docs/words.txt"]


def test_a_folder_that_is_gone_lists_as_empty(root: Path) -> None:
    assert discovery(root).scan_directory("gone/deep") == ({}, [])

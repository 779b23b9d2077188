"""Revisions and archives as folders: what is laid out, what never is, and what makes room."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codegraph_client import trees
from codegraph_client.errors import BadRequest
from codegraph_client.root import find_root, identity_of
from codegraph_client.trees import Tree
from codegraph_daemon.unpacking.archive import lay_out_archive
from codegraph_daemon.unpacking.layout import Bounds, Layout, is_safe
from codegraph_daemon.unpacking.revision import lay_out_revision
from git_history import History

BOUNDS = Bounds(file_bytes=1 << 20, tree_bytes=1 << 24, entries=1000)


def laid_out(folder: Path) -> dict[str, str]:
    """All files below a folder, and their texts."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def unpacked(archive: Path, bounds: Bounds = BOUNDS) -> dict[str, str]:
    folder = archive.with_name(f"{archive.name}.out")
    folder.mkdir()
    lay_out_archive(archive, Layout(folder, bounds))
    return laid_out(folder)


def refusal(archive: Path, bounds: Bounds = BOUNDS) -> str:
    with pytest.raises(BadRequest) as caught:
        unpacked(archive, bounds)
    return str(caught.value)


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def tarred(path: Path, files: Mapping[str, str], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


FILES = {"src/a.py": "def a(): ...\n", "README.md": "# Read\n", "logo.png": "no source"}
INDEXABLE = {"src/a.py": "def a(): ...\n", "README.md": "# Read\n"}


# --- Names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../a.py",
        "a/../../b.py",
        "/etc/a.py",
        "a//b.py",
        "./a.py",
        "a/",
        "",
        "a\0.py",
        "C:\\a.py",
        "..\\a.py",
        ".git/hooks/a.py",
        "sub/.GIT/config.py",
        "x" * 256 + ".py",
    ],
)
def test_a_name_that_could_lead_elsewhere_is_not_safe(name: str) -> None:
    assert not is_safe(name)


@pytest.mark.parametrize("name", ["a.py", "a/b/c.py", ".github/a.yml", "..a/b..py", "Zürich.py"])
def test_other_names_are(name: str) -> None:
    assert is_safe(name)


# --- Archives --------------------------------------------------------------------------------


def test_of_a_zip_what_may_be_indexed_is_laid_out(tmp_path: Path) -> None:
    assert unpacked(zipped(tmp_path / "x.zip", FILES)) == INDEXABLE


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_of_a_tar_too_however_it_is_compressed(tmp_path: Path, mode: str) -> None:
    assert unpacked(tarred(tmp_path / "x.tar", FILES, mode)) == INDEXABLE


def test_what_leads_out_of_an_archive_is_left_out(tmp_path: Path) -> None:
    names = ["../up.py", "/abs.py", "a/../../up.py", ".git/config.py", "good.py"]
    files = dict.fromkeys(names, "x = 1\n")
    assert unpacked(zipped(tmp_path / "x.zip", files)) == {"good.py": "x = 1\n"}
    assert unpacked(tarred(tmp_path / "x.tar", files)) == {"good.py": "x = 1\n"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "x.tar",
        "x.tar.out",
        "x.zip",
        "x.zip.out",
    ]


def test_links_and_devices_are_left_out_and_nothing_is_written_through_them(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    archive = tmp_path / "x.tar"
    with tarfile.open(archive, "w") as made:
        for name, kind, target in [
            ("link", tarfile.SYMTYPE, str(outside)),
            ("link.py", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard.py", tarfile.LNKTYPE, "good.py"),
            ("null.py", tarfile.CHRTYPE, ""),
            ("pipe.py", tarfile.FIFOTYPE, ""),
        ]:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            made.addfile(member)
        for name in ("link/in.py", "good.py"):
            member = tarfile.TarInfo(name)
            member.size = 6
            made.addfile(member, io.BytesIO(b"x = 1\n"))
    # What the link would have led to is a folder of the archive's own.
    assert unpacked(archive) == {"good.py": "x = 1\n", "link/in.py": "x = 1\n"}
    assert not list(outside.iterdir())
    assert not any(path.is_symlink() for path in (tmp_path / "x.tar.out").rglob("*"))


def test_a_link_in_a_zip_is_left_out(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as made:
        link = zipfile.ZipInfo("link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("good.py", "x = 1\n")
    assert unpacked(archive) == {"good.py": "x = 1\n"}


def test_of_two_files_of_one_name_the_last_counts(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as made:
        for text in (b"first", b"last!"):
            member = tarfile.TarInfo("a.py")
            member.size = 5
            made.addfile(member, io.BytesIO(text))
    assert unpacked(tmp_path / "x.tar") == {"a.py": "last!"}


def test_one_name_for_a_file_and_a_folder_harms_nobody(tmp_path: Path) -> None:
    files = {"a": "#!/bin/sh\n", "a/b.py": "x = 1\n", "c/d.py": "y = 1\n", "c": "z"}
    assert unpacked(tarred(tmp_path / "x.tar", files)) == {
        "a": "#!/bin/sh\n",
        "c/d.py": "y = 1\n",
    }


def test_files_are_read_only_and_ours_alone(tmp_path: Path) -> None:
    unpacked(zipped(tmp_path / "x.zip", FILES))
    assert stat.S_IMODE((tmp_path / "x.zip.out/src/a.py").stat().st_mode) == 0o400


def test_a_file_that_is_too_large_is_left_out(tmp_path: Path) -> None:
    files = {"big.py": "x" * 2000, "small.py": "y"}
    bounds = BOUNDS._replace(file_bytes=1000)
    assert unpacked(zipped(tmp_path / "x.zip", files), bounds) == {"small.py": "y"}


def test_bounds_of_all_files_and_entries_are_refusals(tmp_path: Path) -> None:
    files = {f"f{n}.py": os.urandom(500).hex() for n in range(20)}
    archive = zipped(tmp_path / "x.zip", files)
    assert "trees.max_disk_gb" in refusal(archive, BOUNDS._replace(tree_bytes=5000))
    archive = tarred(tmp_path / "y.tar.gz", files, "w:gz")
    assert "more than 10 entries" in refusal(archive, BOUNDS._replace(entries=10))


def test_what_swells_beyond_all_measure_is_refused_though_nothing_of_it_is_wanted(
    tmp_path: Path,
) -> None:
    archive = tmp_path / "bomb.tar.gz"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = tarfile.TarInfo("zeros.bin")
    member.size = 80 << 20
    with archive.open("wb") as file:
        file.write(packer.compress(member.tobuf()))
        for _ in range(80):
            file.write(packer.compress(bytes(1 << 20)))
        file.write(packer.compress(bytes(1024)) + packer.flush())
    assert "swells" in refusal(archive)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", {"a.py": "secret"})
    data = bytearray(archive.read_bytes())
    # The flag in the file's own header and in that of the table of contents.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)
    assert refusal(archive) == "it is encrypted"


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda path: zipped(path, FILES), "x.zip"),
        (lambda path: tarred(path, FILES, "w:gz"), "x.tgz"),
        (lambda path: tarred(path, FILES, "w:bz2"), "x.tbz"),
        (lambda path: tarred(path, FILES, "w:xz"), "x.txz"),
        (lambda path: tarred(path, {**FILES, "z.py": "z" * 40_000}), "x.tar"),
    ],
)
def test_what_ends_too_early_is_damaged(
    tmp_path: Path, make: Callable[[Path], Path], name: str
) -> None:
    archive = make(tmp_path / name)
    data = archive.read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    assert "damaged" in refusal(archive)


def test_a_text_that_is_not_what_was_packed_is_damaged(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.py", "x = 12345\n")
    archive.write_bytes(archive.read_bytes().replace(b"12345", b"12346"))
    assert "damaged" in refusal(archive)


def test_a_header_in_the_middle_that_is_none_is_damaged(tmp_path: Path) -> None:
    archive = tarred(tmp_path / "x.tar", {"a.py": "x", "b.py": "y"})
    data = bytearray(archive.read_bytes())
    data[1024:1100] = b"?" * 76
    archive.write_bytes(data)
    assert "damaged" in refusal(archive)


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    text = tmp_path / "x.zip"
    text.write_text("nothing of the kind")
    assert refusal(text) == "it is neither a ZIP nor a TAR archive"
    other = tmp_path / "x.7z"
    other.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert "7-Zip" in refusal(other)


# --- Revisions -------------------------------------------------------------------------------


def test_a_revision_is_what_git_has_whatever_the_repository_would_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    history = History(tmp_path / "repo")
    old = history.commit("old", {**FILES, ".gitattributes": "*.py filter=evil\n"})
    history.commit("new", {"src/a.py": "def b(): ...\n"})
    history.git("config", "filter.evil.smudge", f"touch {ran}; cat")
    history.git("config", "core.fsmonitor", f"touch {ran}")
    folder = tmp_path / "out"
    folder.mkdir()
    lay_out_revision(history.root, old, Layout(folder, BOUNDS))
    assert laid_out(folder) == INDEXABLE
    assert not ran.exists()


def test_links_and_submodules_of_a_revision_are_left_out(tmp_path: Path) -> None:
    history = History(tmp_path / "repo")
    history.commit("first", {"a.py": "x = 1\n"})
    (history.root / "link.py").symlink_to("/etc/passwd")
    history.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    commit = history.commit("second", {})
    folder = tmp_path / "out"
    folder.mkdir()
    lay_out_revision(history.root, commit, Layout(folder, BOUNDS))
    assert laid_out(folder) == {"a.py": "x = 1\n"}


def test_of_a_root_below_the_top_only_what_lies_there_is_laid_out(tmp_path: Path) -> None:
    history = History(tmp_path / "repo")
    commit = history.commit("one", {"sub/deep/a.py": "x = 1\n", "b.py": "y = 1\n"})
    folder = tmp_path / "out"
    folder.mkdir()
    lay_out_revision(history.root / "sub", commit, Layout(folder, BOUNDS))
    assert laid_out(folder) == {"deep/a.py": "x = 1\n"}


# --- Trees -----------------------------------------------------------------------------------


def process(wanted: Mapping[str, str]) -> dict[str, str]:
    """What the process that lays out answers."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "codegraph_daemon.unpacking"],
        input=json.dumps(wanted).encode(),
        capture_output=True,
        check=True,
    )
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def archive_of(path: Path) -> dict[str, str]:
    return {"identity": str(path), "name": path.name, "archive": str(path)}


def test_a_tree_belongs_to_what_it_is_of(tmp_path: Path) -> None:
    history = History(tmp_path / "repo")
    commit = history.commit("one", {"pkg/a.py": "x = 1\n"})
    root = find_root(history.root)
    wanted = {"identity": str(root.identity), "name": "HEAD", "root": str(root.path)}
    folder = Path(process({**wanted, "commit": commit})["folder"])
    tree = trees.tree_at(folder)
    assert tree is not None
    assert (tree.kind, tree.id, tree.told) == ("revision", commit, f"HEAD ({commit[:10]})")
    assert identity_of(folder) == root.identity
    # Nothing around it is its root, and nothing in it is.
    assert find_root(folder / "pkg").path == folder


def test_a_folder_that_only_looks_like_a_tree_belongs_to_nobody(tmp_path: Path) -> None:
    forged = tmp_path / "trees" / "abc"
    forged.mkdir(parents=True)
    trees.note(
        Tree(forged, tmp_path / "victim" / ".git", tmp_path, "revision", "abc", "abc", 0, 0, 0.0)
    )
    assert trees.tree_at(forged) is None
    assert identity_of(forged) == forged


def test_an_archive_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "x.zip"
    bad.write_text("no")
    assert "neither" in process(archive_of(bad))["refused"]
    assert not list((tmp_path / "codegraph-cache" / "repos").iterdir())


def test_an_archive_that_changed_is_another_tree_and_the_former_goes(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", {"a.py": "x = 1\n"})
    first = Path(process(archive_of(archive))["folder"])
    zipped(archive, {"a.py": "x = 2\n", "b.py": "y\n"})
    second = Path(process(archive_of(archive))["folder"])
    assert laid_out(second) == {"a.py": "x = 2\n", "b.py": "y\n"}
    assert not first.exists()
    assert [tree.folder for tree in trees.trees_of(archive)] == [second]


def test_several_that_lay_out_the_same_at_once_do_no_harm(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", {f"{n}.py": f"x = {n}\n" for n in range(50)})
    with ThreadPoolExecutor(4) as several:
        folders = {each["folder"] for each in several.map(process, [archive_of(archive)] * 4)}
    (folder,) = map(Path, folders)
    assert len(laid_out(folder)) == 50
    assert sorted(path.name for path in folder.parent.iterdir()) == [
        folder.name,
        f"{folder.name}.json",
    ]


def made(identity: Path, name: str, size: int, used: float) -> Tree:
    folder = trees.revision_folder(identity, name)
    folder.mkdir(parents=True)
    tree = Tree(folder, identity, identity, "revision", name, name, 1, size, used)
    trees.note(tree)
    trees.touch(tree, used)
    return tree


def test_the_least_used_trees_make_room_and_the_new_one_stays(tmp_path: Path) -> None:
    now = 1_000_000_000.0
    for number, name in enumerate("abcd"):
        made(tmp_path, name, 100, now - number)
    new = made(tmp_path, "new", 150, now - 100)
    trees.sweep(tmp_path, new.folder, 350, now)
    assert [tree.id for tree in trees.trees_of(tmp_path)] == ["a", "b", "new"]


def test_what_nobody_asked_for_lately_goes_and_what_was_begun(tmp_path: Path) -> None:
    now = 1_000_000_000.0
    day = 86_400
    made(tmp_path, "old", 1, now - (trees.KEEP_DAYS + 1) * day)
    new = made(tmp_path, "new", 1, now)
    begun = new.folder.with_name(".new-begun")
    begun.mkdir()
    os.utime(begun, (now - 2 * day, now - 2 * day))
    trees.sweep(tmp_path, new.folder, 1000, now)
    assert sorted(path.name for path in new.folder.parent.iterdir()) == ["new", "new.json"]

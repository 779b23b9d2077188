"""Facts of libraries that are kept between daemons: written once, checked before they are used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegraph_daemon.external.files import ExternalFiles, State, state_of
from codegraph_daemon.external.kept import Kept, kept_in
from codegraph_daemon.external.packs import Packs, open_pack
from codegraph_daemon.languages.external import Place, libraries_of
from codegraph_daemon.resolve.held_files import HeldFiles
from codegraph_daemon.workers import Host
from codegraph_daemon.workers.libraries import read_external
from codegraph_daemon.workers.packing import pack


class _Alone(Host):
    """A task that asks nothing."""

    def step(self, what: object) -> None: ...


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "site-packages" / "parcel"
    (folder / "tests").mkdir(parents=True)
    (folder / "__init__.py").write_text("def ship(): ...\n")
    (folder / "box.py").write_text("class Box: ...\n")
    (folder / "tests" / "test_box.py").write_text("def test(): ...\n")
    return folder


def packed(tmp_path: Path, package: Path, environment: str = "") -> Path:
    """The directory of packs after the package was packed."""
    packs = tmp_path / "external"
    payload = {
        "packs": str(packs),
        "rules": "python",
        "folder": str(package),
        "environment": environment,
    }
    made = pack(_Alone(), payload)
    assert made["files"] == 2, "tests declare nothing for others"
    return packs


def files(packs: Path, package: Path, read: list[str]) -> ExternalFiles:
    """Files as a worker sees them; what had to be read from the disk is noted in `read`."""

    def noting(path: str, environment: str) -> tuple[bytes, bytes, State] | None:
        read.append(Path(path).name)
        return read_external(path, environment)

    seen = ExternalFiles(noting, HeldFiles(1 << 20))
    libraries = libraries_of("python")
    assert libraries is not None
    seen.homes["python", (Place(str(package.parent), "site-packages"),)] = libraries
    seen.kept = Packs(packs)
    return seen


def names(seen: ExternalFiles, path: Path) -> list[str]:
    file = seen.file(seen.path_id(str(path)))
    assert file is not None
    return [name for name in file.names if name in ("ship", "Box", "Lid")]


def test_what_is_packed_is_not_read(tmp_path: Path, package: Path) -> None:
    read: list[str] = []
    seen = files(packed(tmp_path, package), package, read)
    assert names(seen, package / "box.py") == ["Box"]
    assert names(seen, package / "__init__.py") == ["ship"]
    assert (read, seen.unpacked) == ([], set())


def test_a_pack_is_used_as_soon_as_it_is_made(tmp_path: Path, package: Path) -> None:
    read: list[str] = []
    seen = files(tmp_path / "external", package, read)
    assert isinstance(seen.kept, Packs)
    seen.kept.follow(0)
    assert names(seen, package / "__init__.py") == ["ship"]
    packed(tmp_path, package)
    seen.kept.follow(1)
    assert names(seen, package / "box.py") == ["Box"]
    assert read == ["__init__.py"]


def test_what_has_changed_since_is_read(tmp_path: Path, package: Path) -> None:
    packs = packed(tmp_path, package)
    (package / "box.py").write_text("class Lid: ...\n")
    os.utime(package / "box.py", ns=(1, 1))
    read: list[str] = []
    seen = files(packs, package, read)
    assert names(seen, package / "box.py") == ["Lid"]
    assert read == ["box.py"]
    assert seen.unpacked == {("python", str(package), "")}


def test_a_package_is_packed_as_it_is_in_an_environment(tmp_path: Path, package: Path) -> None:
    (package / "box.py").write_text(
        "import sys\nif sys.version_info >= (3, 12):\n    class Box: ...\nelse:\n    class Lid: ...\n"
    )
    packed(tmp_path, package, "3.11.2 linux")
    packs = packed(tmp_path, package, "3.12.0 linux")
    assert len(list(packs.glob("*.pack"))) == 2
    read: list[str] = []
    seen = files(packs, package, read)
    for environment, found in (("3.11.2 linux", "Lid"), ("3.12.0 linux", "Box")):
        seen.environment = environment
        assert names(seen, package / "box.py") == [found]
        assert names(seen, package / "__init__.py") == ["ship"]
    assert read == []
    seen.environment = "3.13.0 linux"
    assert names(seen, package / "box.py") == ["Box"]
    assert read == ["box.py"]


def test_the_same_package_elsewhere_has_the_same_pack(tmp_path: Path, package: Path) -> None:
    packs = packed(tmp_path, package)
    other = tmp_path / "other" / "site-packages" / "parcel"
    other.parent.mkdir(parents=True)
    other.mkdir()
    for name in ("__init__.py", "box.py"):
        (other / name).write_text((package / name).read_text())
    packed(tmp_path, other)
    assert len(list(packs.glob("*.pack"))) == 1
    assert len(list(packs.glob("*.at"))) == 2


@pytest.mark.parametrize("harm", ["cut", "bit", "empty", "foreign", "gone"])
def test_a_pack_that_cannot_be_used_is_as_good_as_none(
    tmp_path: Path, package: Path, harm: str
) -> None:
    packs = packed(tmp_path, package)
    (path,) = packs.glob("*.pack")
    content = bytearray(path.read_bytes())
    if harm == "cut":
        del content[len(content) // 2 :]
    elif harm == "bit":
        content[len(content) // 2] ^= 1
    elif harm == "empty":
        content.clear()
    elif harm == "foreign":
        content[6] = 99
    path.write_bytes(content)
    if harm == "gone":
        path.unlink()
    assert open_pack(path) is None
    read: list[str] = []
    seen = files(packs, package, read)
    assert names(seen, package / "box.py") == ["Box"]
    assert read == ["box.py"]
    packed(tmp_path, package)
    read.clear()
    assert names(files(packs, package, read), package / "box.py") == ["Box"]
    assert read == [], "it was made anew"


def test_what_leads_to_packs_may_be_damaged(tmp_path: Path, package: Path) -> None:
    packs = packed(tmp_path, package)
    (pointer,) = packs.glob("*.at")
    pointer.write_bytes(b"\xc1 nonsense")
    read: list[str] = []
    assert names(files(packs, package, read), package / "box.py") == ["Box"]
    assert read == ["box.py"]


def test_old_packs_go(tmp_path: Path, package: Path) -> None:
    packs = packed(tmp_path, package)
    (path,) = packs.glob("*.pack")
    used = path.stat().st_mtime
    Packs(packs).sweep(used + 13 * 86_400)
    assert path.exists()
    Packs(packs).sweep(used + 15 * 86_400)
    assert list(packs.iterdir()) == []


def test_packs_beyond_the_limit_go_the_least_used_first(tmp_path: Path, package: Path) -> None:
    packs = packed(tmp_path, package)
    (old,) = packs.glob("*.pack")
    os.utime(old, (1, 1))
    (package / "box.py").write_text("class Lid: ...\n")
    payload = {
        "packs": str(packs),
        "rules": "python",
        "folder": str(package),
        "environment": "",
    }
    pack(_Alone(), payload)
    (new,) = set(packs.glob("*.pack")) - {old}
    most = sum(path.stat().st_size for path in packs.iterdir() if path != old)
    Packs(packs).sweep(100.0, most=most)
    assert new.exists()
    assert not old.exists()


def test_what_is_kept(tmp_path: Path, package: Path) -> None:
    packs = packed(tmp_path, package)
    (packs / "sources" / "a" / "java").mkdir(parents=True)
    (packs / "sources" / "a" / "java" / "A.java").write_text("class A {}")
    (made,) = packs.glob("*.pack")
    assert kept_in(packs) == Kept(1, made.stat().st_size, 10)
    assert kept_in(tmp_path / "nothing") == Kept(0, 0, 0)


def test_too_large_files_have_no_state(tmp_path: Path) -> None:
    large = tmp_path / "large.py"
    large.write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    assert state_of(str(large)) is None
    assert read_external(str(large), "") is None

"""The packages that training data comes from: their list, and how they are fetched.

Packages are named and pinned in `packages.tsv`: registry, name, version, the file's SHA-256,
licence, source repository, and what it is for (`training`, `evaluation`, or `weights` for the
vectors that training starts from). They are fetched by the registries' ordinary clients, are never
installed, and nothing in them is run. A Debian package stands for its original source without
Debian's own files.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

LIST: Final = Path(__file__).with_name("packages.tsv")
MOST: Final = 150
COLUMNS: Final = ("registry", "name", "version", "sha256", "licence", "repository", "use")
PERMISSIVE: Final = frozenset(
    [
        "Apache-2.0",
        "Apache-2.0-with-LLVM-exception",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "PHP-3.01",
        "PSF-2.0",
        "PostgreSQL",
        "TCL",
        "Zlib",
    ]
)
"""Licences of packages; where a package has several to choose from, all are listed with a `/`."""


class Package(NamedTuple):
    """A row of the list."""

    registry: str
    name: str
    version: str
    sha256: str
    licence: str
    repository: str
    use: str

    @property
    def folder(self) -> str:
        """A name for its files, unique in the list."""
        return f"{self.registry}-{self.name}".replace("/", "-").replace("@", "")


def read_list(path: Path = LIST) -> list[Package]:
    """The packages in the order of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        if tuple(next(rows)) != COLUMNS:
            raise ValueError(f"{path}: the first line does not name the columns")
        return [Package(*row) for row in rows]


def write_list(packages: Sequence[Package], path: Path = LIST) -> None:
    """Write the list anew."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(packages)


def fetch(package: Package, folder: Path) -> Path:
    """The package's archive below `folder`, fetched if it is not there; its hash is checked.

    A package without a hash in the list is fetched and not checked: that is how it gets one.
    """
    place = folder / package.folder
    archive = _archive(place)
    if archive is None:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        {"pypi": _from_pypi, "npm": _from_npm, "debian": _from_debian}[package.registry](
            package, place, folder
        )
        archive = _archive(place)
        if archive is None:
            raise FileNotFoundError(f"{package.name}: its client brought no archive")
    if package.sha256 and package.sha256 != digest(archive):
        raise ValueError(f"{package.name}: not the file that the list names")
    return archive


def pinned(package: Package, folder: Path) -> Package:
    """The package with version and hash of what its registry has now."""
    archive = fetch(package._replace(version="", sha256=""), folder)
    version = (archive.parent / "version").read_text().strip()
    return package._replace(version=version, sha256=digest(archive))


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _archive(place: Path) -> Path | None:
    if not (place / "version").exists():
        return None
    kept = [path for path in place.iterdir() if path.name != "version"]
    return kept[0] if len(kept) == 1 else None


def _from_pypi(package: Package, place: Path, folder: Path) -> None:
    wanted = f"{package.name}=={package.version}" if package.version else package.name
    _run("pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(place), wanted)
    (place / "version").write_text(next(place.iterdir()).name.split("-")[1])


def _from_npm(package: Package, place: Path, folder: Path) -> None:
    wanted = f"{package.name}@{package.version or 'latest'}"
    _run("npm", "pack", "--silent", "--ignore-scripts", wanted, where=place)
    (place / "version").write_text(_run("npm", "view", "--silent", wanted, "version"))


def _from_debian(package: Package, place: Path, folder: Path) -> None:
    environment = _apt(folder)
    wanted = f"{package.name}={package.version}" if package.version else package.name
    _run(
        *("apt-get", "-q", "source", "--download-only", "--only-source", "--tar-only", wanted),
        where=place,
        environment=environment,
    )
    if not (version := package.version):
        described = _run(
            "apt-cache", "showsrc", "--only-source", package.name, environment=environment
        )
        lines = described.splitlines()
        version = next(line.removeprefix("Version: ") for line in lines if line[:9] == "Version: ")
    originals = [path for path in place.iterdir() if ".orig.tar." in path.name]
    original = next(path for path in originals if path.suffix != ".asc")
    for path in place.iterdir():
        if path != original:
            path.unlink()
    (place / "version").write_text(version)


def _apt(folder: Path) -> dict[str, str]:
    """Settings with which apt knows the sources of the packages that the system has."""
    place = folder / "apt"
    settings = place / "apt.conf"
    if not settings.exists():
        for name in ("lists/partial", "cache/archives/partial"):
            (place / name).mkdir(parents=True, exist_ok=True)
        known = Path("/etc/apt/sources.list.d/debian.sources").read_text(encoding="utf-8")
        (place / "debian.sources").write_text(known.replace("Types: deb\n", "Types: deb-src\n"))
        settings.write_text(
            f'Dir::Etc::sourcelist "{place}/debian.sources";\nDir::Etc::sourceparts "-";\n'
            f'Dir::State::lists "{place}/lists";\nDir::Cache "{place}/cache";\n'
        )
        _run("apt-get", "-q", "update", environment={"APT_CONFIG": str(settings)})
    return {"APT_CONFIG": str(settings)}


def _run(
    *command: str, where: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    """What a command prints; it must succeed."""
    done = subprocess.run(
        command,
        cwd=where,
        env={**os.environ, **(environment or {})},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout

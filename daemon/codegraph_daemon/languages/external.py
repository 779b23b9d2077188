"""What a language tells of libraries: where they lie on this machine, and which names of theirs
mean what `resolve`'s tables describe.

A language that has a module `external` in its folder has the functions of `Libraries`.  They look
at files and folders, and run nothing.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Collection, Hashable, Sequence
from functools import cache
from typing import NamedTuple, Protocol, TypeVar, cast

from .semantics import Here, Paths

T = TypeVar("T")

OUTSIDE = "\0"
"""Before an absolute path: a file that is not of the workspace.  No path has this character."""


class Place(NamedTuple):
    """A folder in which libraries lie."""

    folder: str
    """An absolute path."""
    kind: str
    """What it is, for people: "standard library", "site-packages"."""


class Library(NamedTuple):
    """What a file outside of the workspace came with."""

    shown: str
    """For people: `flask 3.0.1`."""
    manager: str = ""
    """What installs it, as SCIP's indexers call that; empty for what comes with a system."""
    name: str = ""
    """What it is called there."""
    version: str = ""


class Disk(Protocol):
    """What exists outside of the workspace, by absolute paths; remembered for a few seconds."""

    def is_file(self, path: str) -> bool: ...
    def is_folder(self, path: str) -> bool: ...
    def names_in(self, folder: str) -> Sequence[str]:
        """The names of all that lies in a folder, sorted."""

    def read(self, path: str) -> str:
        """The text of a small file; empty if it cannot be read."""

    def state(self, path: str) -> tuple[int, int] | None:
        """Size of a file, and when it was changed; None if there is none that may be read."""

    def concluded(self, question: Hashable, conclude: Callable[[], T]) -> T:
        """What follows from what exists, which is found out again when any of that is different:
        `conclude` may ask nothing else."""

    def opened(self, archive: str) -> str:
        """The folder in which the sources of an archive appear as they are unpacked; empty if it is
        no archive that can be read."""

    def names_inside(self, folder: str) -> Collection[str]:
        """The names of all sources in the archive of such a folder."""

    def unpacked(self, folder: str, name: str) -> str | None:
        """The path of one of them, which is unpacked if it is not yet; None if it cannot be."""


class Libraries(Protocol):
    """Where a language's libraries are."""

    ADDING: bytes
    """A pattern of what the text of a file has that adds to a type, with `%b` in place of the
    type's name; empty where files add nothing to each other's types."""

    def places(self, disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[Place]:
        """Where libraries lie for a file in `folder` (absolute) of the workspace at `root`, the
        standard library first; `chosen`: the environments that the user named."""

    def shelves(self, disk: Disk, root: str, folder: str, chosen: Sequence[str]) -> Sequence[str]:
        """The folders below which libraries lie for the workspace at `root`, those too that other
        libraries need; `folder` is that of a file in one of them if it lies in the workspace, else
        the root."""

    def find(self, disk: Disk, places: Sequence[Place], spec: str, importer: str) -> str | None:
        """The absolute path of the file, or of the plain folder, that a specifier names in the
        file `importer`, whose path is absolute too if it is a library's."""

    def everywhere(
        self, paths: Paths, disk: Disk, places: Sequence[Place], here: Here, name: str
    ) -> Sequence[str]:
        """The files in which a name may be that the file `here` knows without importing it."""

    def in_namespace(
        self,
        paths: Paths,
        disk: Disk,
        places: Sequence[Place],
        here: Here,
        namespace: str,
        name: str,
    ) -> Sequence[str]:
        """The files that may declare a name of a namespace of a library, the likeliest first; none
        in languages without namespaces, and of namespaces that are no library's."""

    def offering(self, disk: Disk, path: str, name: str) -> Sequence[str]:
        """The files that may define what the module at `path` offers without saying so: macros of
        a crate.  None in languages in which modules say all that they offer."""

    def described(
        self, disk: Disk, places: Sequence[Place], name: str
    ) -> Sequence[tuple[str, str]]:
        """Files that may define what resolution's tables call `name`, each with its name there,
        the likeliest first."""

    def is_described(
        self, disk: Disk, path: str, name: str, kind: str, places: Sequence[Place]
    ) -> bool:
        """Whether tables say more of what the file at `path` calls `name` than it does itself;
        `kind` is a word of `facts.KIND_NAMES`."""

    def members(self, names: Sequence[str]) -> Sequence[str]:
        """Of the files of a folder, those of the package that it is; none in languages in
        which folders hold no names."""

    def library(self, disk: Disk, path: str, places: Sequence[Place]) -> Library:
        """The library that a file belongs to, with its version if anything tells it."""

    def home(self, path: str, places: Sequence[Place]) -> str:
        """The folder of the package that a file belongs to; empty if it is no package's."""

    def declares(self, path: str) -> bool:
        """Whether a file of a package may be asked for what it declares."""


class Deciding(Protocol):
    """What languages tell besides in whose libraries conditions ask where the code runs."""

    def environment(self, disk: Disk, places: Sequence[Place]) -> str:
        """All that they may ask for, as `decided` takes it."""

    def decided(self, text: bytes, environment: str) -> bytes:
        """The text of a library's file without what an environment has not; what is left stays in
        its place."""


def deciding(libraries: Libraries) -> Deciding | None:
    """The same language, if it is one of those."""
    return cast(Deciding, libraries) if hasattr(libraries, "decided") else None


@cache
def libraries_of(rules: str) -> Libraries | None:
    """What the languages whose modules have these rules (`Modules.NAME`) tell of libraries; None
    if they tell nothing."""
    name = f"codegraph_daemon.languages.{rules}.external"
    if importlib.util.find_spec(name) is None:
        return None
    return cast(Libraries, importlib.import_module(name))

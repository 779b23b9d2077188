"""What a language tells the resolver: how its module specifiers name files, and where else names
come from than a file's own scopes and imports.

Each language folder has a `modules` module with the functions of `Modules`, and, where they are
not as in Python, `SCOPING` and `beyond`.  They see the
workspace only through `Paths`, whose looks are recorded, so that a file that appears or vanishes
re-links exactly those that asked for it.  Nothing here reads facts or syntax.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from .registry import language_of

T = TypeVar("T")


class Config(Protocol):
    """One configuration file of the workspace."""

    def get(self, name: str) -> Any:
        """The value of a setting, as JSON has it; None if the file does not say."""


class Paths(Protocol):
    """Recorded looks at which paths exist, and at what configuration files say.

    Paths are relative to the root, with slashes.
    """

    def first_file(self, module_path: str, candidates: Iterable[str]) -> int | None: ...
    def is_folder(self, module_path: str) -> bool: ...
    def folders_with_top(self, name: str) -> list[str]: ...

    def config(self, path: str) -> Config | None:
        """The configuration file at `path`; None if there is none."""

    def announced(self, name: str, folder: str | None = None) -> list[int]:
        """Path ids of the files that announce `name`, by path; only of those inside `folder`."""

    def path_of(self, path_id: int) -> str:
        """The path of a file that was found."""

    def remembered(self, question: str, operand: str, compute: Callable[[], T]) -> T | None:
        """The answer to a question of the language's own, computed once while it holds.

        `compute` may look and ask further; None if the question leads back to itself.
        """


class Scoping:
    """How names are looked up in a language; the default is what most languages share.

    `members_in_scope`: code inside a class sees its members as plain names, inherited ones too.
    `everywhere`: files may declare names for all others, of which `seen_by` tells whose count.
    `extended`: types get members and bases from other files, "anywhere" or in one "folder".
    `folders_hold`: what the files of a folder bind are members of the folder.
    `by_name`: of a use no more is known than its name; with `beyond` other files may have it.
    `beyond`: names that nothing in a file binds are looked for in the files that `beyond` gives.
    `by_file`: what a specifier names depends on the file in which it stands, whose path `find` gets
    in place of the folder.
    `outside`: specifiers that name nothing in any workspace, such as the standard library's.
    `crates`: a name in lower case that nothing binds may be a module's own, and is looked for as a
    specifier.
    `offers`: bodies of any kind take in all names that an expression offers (OFFERED).
    `wrappers`: types outside the workspace are as in `resolve.wrappers`, and calling a variant of
    an enumeration makes one.
    `qualified`: what stands between a namespace and its names, under which files bind and announce
    them whole.  Empty: there are no namespaces.
    `declares`: what is declared may be defined elsewhere, and then means its definition; structures
    may have names of their own (`TAG`).
    `descriptors`: what a class holds may have a say in what an attribute gives, and classes have
    members of their own classes.
    `type_bases`: types that are made of others (`Omit<A, "x">`, `A & B`) may be bases.
    `methods_apart`: methods have names of their own, beside those of values (`CALLABLE`).
    `by_hand`: the types of a file may be declared in another beside it (`declared_beside`).
    `interfaces`: some of the standard library are known by their methods (`methods_outside`), and
    who uses one of those on something of such a type uses what implements it.
    `embeds`: what a class has from others is what lies the least deep in them.
    `passes_on`: a call that gives several values may be all the arguments of another.

    No dataclass, for which every worker would load Python's own parser, and no named tuple, whose
    parts take thrice as long to read.
    """

    def __init__(
        self,
        *,
        members_in_scope: bool = False,
        extended: str = "",
        beyond: bool = False,
        by_name: bool = False,
        folders_hold: bool = False,
        by_file: bool = False,
        outside: frozenset[str] = frozenset(),
        crates: bool = False,
        offers: bool = False,
        wrappers: bool = False,
        qualified: str = "",
        declares: bool = False,
        methods_apart: bool = False,
        descriptors: bool = False,
        type_bases: bool = False,
        everywhere: bool = False,
        by_hand: bool = False,
        interfaces: bool = False,
        embeds: bool = False,
        passes_on: bool = False,
    ) -> None:
        self.members_in_scope = members_in_scope
        self.extended = extended
        self.beyond = beyond
        self.by_name = by_name
        self.folders_hold = folders_hold
        self.by_file = by_file
        self.outside = outside
        self.crates = crates
        self.offers = offers
        self.wrappers = wrappers
        self.qualified = qualified
        self.declares = declares
        self.methods_apart = methods_apart
        self.descriptors = descriptors
        self.type_bases = type_bases
        self.everywhere = everywhere
        self.by_hand = by_hand
        self.interfaces = interfaces
        self.embeds = embeds
        self.passes_on = passes_on

    @property
    def is_particular(self) -> bool:
        """Whether the rules are needed that only some languages have: wrappers, declarations,
        overloads."""
        apart = self.declares or self.methods_apart
        return apart or self.wrappers or self.offers or self.crates or bool(self.qualified)


class Here(NamedTuple):
    """A file in which a name stands."""

    path: str
    folder: str
    package: str
    """What the file says that it is part of; empty if it does not say."""
    packages: tuple[str, ...] = ()
    """Other packages all of whose names it says that it sees."""


class Beyond(Protocol):
    """What `modules` has of a language whose `SCOPING` says `beyond`."""

    def beyond(self, paths: Paths, here: Here, name: str) -> Sequence[int]:
        """Path ids of the files whose top level may bind a name that `here` does not bind."""

    def family(self, path: str) -> str:
        """What `beyond` depends on, beside the name, where it is `by_name`."""


class Everywhere(Protocol):
    """What `modules` has of a language whose `SCOPING` says `everywhere`."""

    def may_be_declared(self, name: str) -> bool:
        """Whether files can declare that name for all others."""

    def seen_by(self, paths: Paths, path: str, found: Sequence[int]) -> Sequence[int]:
        """Of the files that declare a name for all others, those that the file `path` means."""


class Visible(Protocol):
    """What `modules` has of a language that writes before a name who may use it."""

    def is_public(self, head: str) -> bool:
        """Whether others may use what is declared so; `head` is the text before its name."""


class Compiled(NamedTuple):
    """A place in a file, with what the file says of the conditions under which parts of it, and
    all of it, are compiled."""

    path: str
    conditions: str
    whole: str
    offset: int


class Includes(Beyond, Protocol):
    """What `modules` has of a language whose `SCOPING` says `declares`."""

    def meant(
        self,
        read: Callable[[str, str], Any],
        use: Compiled,
        defined: Sequence[Compiled],
        platform: str,
        settled: Mapping[str, bool],
    ) -> list[int]:
        """Which of the places that define a name can be meant at a use of it, by their numbers.

        `read` gives a setting of a configuration file, `platform` is what is compiled for (empty:
        for this machine), and `settled` says of some of the `undecided` names whether anything
        defines them.
        """

    def undecided(
        self, read: Callable[[str, str], Any], place: Compiled, platform: str
    ) -> Sequence[str]:
        """The names that the conditions of a place ask for, and of which only code can tell
        whether they are defined."""

    def is_there(
        self,
        read: Callable[[str, str], Any],
        place: Compiled,
        platform: str,
        settled: Mapping[str, bool],
    ) -> bool | None:
        """Whether a place is compiled; None if that is not known."""

    def is_with(
        self,
        read: Callable[[str, str], Any],
        use: Compiled,
        place: Compiled,
        platform: str,
        settled: Mapping[str, bool],
    ) -> bool | None:
        """Whether a place is compiled where another one is; None if that is not known."""

    def is_default(self, place: Compiled, name: str) -> bool:
        """Whether what a place defines under that name is for where nobody has defined it."""

    def is_compiled(self, paths: Paths, path: str) -> bool:
        """Whether a file may be compiled on this machine, and is not there for another platform."""

    def reaches(self, paths: Paths, path: str, other: int) -> bool:
        """Whether the file at `path` includes the file of a path id, at whatever distance."""

    def is_header(self, path: str) -> bool:
        """Whether a file is there to be included by others."""

    def first_seen(self, paths: Paths, path: str, name: str) -> int | None:
        """The path id of the first file that announces `name` of all that the compiler reads for
        the file at `path`, in its order; None if there is none, or it is that file itself."""


Module = tuple[str, int, Any]
"""("file", path id, 0) or ("folder", 0, path): what a specifier names in the workspace."""


class Modules(Protocol):
    """How a language's modules map to files."""

    NAME: str
    """Languages of one name share their modules."""

    def find(self, paths: Paths, folder: str, spec: str, level: int) -> Module | None:
        """What `spec` names in a file that lies in `folder`; `level` counts leading dots.

        None: nothing in the workspace, so it is external.
        """

    def inside(self, paths: Paths, folder: str, name: str) -> Module | None:
        """The module `name` inside a package's folder."""

    def package_folder(self, path: str) -> str | None:
        """The folder whose modules are members of the file `path`; None if it is no package."""

    def module_paths(self, path: str) -> tuple[str, ...]:
        """Module paths whose existence changes when the file `path` appears or vanishes."""

    def is_exported(self, name: str) -> bool:
        """Whether a wildcard import brings `name` without an explicit list of exports."""


_LIKE_PYTHON = Scoping()


def scoping_of(modules: Modules) -> Scoping:
    """How names are looked up in files with these module rules."""
    found: Scoping = getattr(modules, "SCOPING", _LIKE_PYTHON)
    return found


def methods_outside(modules: Modules, spec: str, name: str) -> Mapping[str, str] | None:
    """The methods of an interface of the standard library that a specifier and a name mean, and how
    their parameters and results are written; None where the language does not know it.

    A language whose types are of the kind of whatever has their methods may know some.
    """
    known = getattr(modules, "methods_outside", None)
    return None if known is None else cast("Mapping[str, str] | None", known(spec, name))


def method_outside(modules: Modules, whole: str, method: str) -> str | None:
    """What a method of an interface that `methods_outside` knows is called among all of them,
    wherever it is embedded; `whole` are the specifier and the name, with a dot between them."""
    spec, _, name = whole.rpartition(".")
    return cast("str | None", cast(Any, modules).method_outside(spec, name, method))


def interfaces_outside(modules: Modules, method: str) -> Sequence[tuple[str, Mapping[str, str]]]:
    """Of the interfaces that `methods_outside` knows and that have a method of that name: what
    `method_outside` calls it, and all methods of the interface."""
    known = getattr(modules, "interfaces_outside", None)
    return () if known is None else cast(Any, known)(method)


def is_built(
    modules: Modules, path: str, line: int, read: Callable[[str], Sequence[str]]
) -> bool | None:
    """Whether a plain build takes what stands in a line (from zero) of a file; None if that is not
    known. `read` gives the lines of a file by its path, none if it is not there."""
    return cast("bool | None", cast(Any, modules).is_built(path, line, read))


def tells_builds(modules: Modules) -> bool:
    """Whether a language has what only some builds take, and `is_built` may be asked."""
    return hasattr(modules, "is_built")


def declared_beside(modules: Modules, paths: Paths, path: str) -> Sequence[int]:
    """Path ids of the files that declare by hand what the file at `path` holds.

    What the file itself exports comes first; the others may have types besides.
    """
    beside = getattr(modules, "declared_beside", None)
    return () if beside is None else cast("Sequence[int]", beside(paths, path))


@cache
def modules_of_language(language: str) -> Modules:
    """The module rules of a language."""
    module = importlib.import_module(f"codegraph_daemon.languages.{language}.modules")
    return cast(Modules, module)


def modules_of(path: str) -> Modules:
    """The module rules that hold in a file."""
    return modules_of_language(language_of(path) or "script")

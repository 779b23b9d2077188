"""What only a language knows of why something may be needed though nothing uses it.

A language of which links say what uses mean, and in which dead code can so be told, has a module
`needs` in its folder with a `NEEDS`.  Belongs here: what such a module may say.  Stays out: what
holds for all languages, and what follows (`overview`).
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .registry import all_languages

INHERITED = 1
"""`Needs.access`: whoever may name what it is in may name it."""
OWN = 2
"""`Needs.access`: it is nobody's business but that of what it is in."""
UNTOLD = 0
"""`Needs.access`: neither."""

Says = Callable[[bytes], bool]
"""Whether a declaration has a word, given as a pattern, before its name."""


def _access(name: str, says: Says) -> int:
    return INHERITED


def _never(name: str) -> bool:
    return False


def _nothing_apart(text: bytes) -> Iterator[tuple[int, int]]:
    return iter(())


def _offers(name: str, text: bytes) -> bool:
    return True


def _keeps_nothing(steps: Sequence[str], beside_program: bool) -> bool:
    return False


def _end_of_lines(text: bytes, start: int) -> int:
    """Behind the line in which `start` lies, and those that continue it."""
    end = text.find(b"\n", start)
    while end > 0 and text[max(end - 2, 0) : end].rstrip(b"\r").endswith(b"\\"):
        end = text.find(b"\n", end + 1)
    return len(text) if end < 0 else end


@dataclass(frozen=True, slots=True)
class Needs:
    """What a language says; the defaults say nothing.

    Of packages: languages of one `family` share them.  `packages` are names of files that make a
    folder one; `offers` tells, by name and text of such a file, whether others may use what the
    package exports, `library` is the file below the folder without which there is nothing to use.
    `keeps` tells of a file, by the steps of its path and whether a program begins in its folder,
    that it is for its own package alone.

    Of names: `access` is one of INHERITED, OWN and UNTOLD, by a symbol's name and what its
    declaration says.  Where `binds_exports`, a module binds what it exports in a scope of its own.
    `entries` are names at the top level at which a program begins, `entries_inside` such names of
    members.  `called` tells names that the language itself calls, `asked_for` those of methods that
    an interface outside of the workspace may ask for, `tests` is the pattern of names of tests.

    Of declarations: `idle` are decorators, attributes and annotations that make nothing known to
    anybody; `kept` is the pattern of those that say that something is needed.  `overrides` is found
    in the head of a member that overrides another, and, where `overrides_behind`, in what follows
    its name.  `test_modules` are names of modules that are compiled for tests alone.

    Of text: `apart` tells ranges with what is for other platforms, or where `adds_apart` adds to
    modules of others.  `macro` is what stands before the body of a macro, whose names are used
    wherever the macro is, `macro_end` where a body that begins at an offset ends.  Where `markup`,
    only parts of a file are code, and the rest names what these bind.

    In files of a language that is not `judged`, nothing is told to be dead.  Where `traits_apart`,
    any type's members may be there for a trait that it names, not only those of extensions.
    """

    family: str
    packages: tuple[str, ...] = ()
    offers: Callable[[str, bytes], bool] = _offers
    library: str = ""
    keeps: Callable[[Sequence[str], bool], bool] = _keeps_nothing
    access: Callable[[str, Says], int] = _access
    binds_exports: bool = False
    entries: frozenset[str] = frozenset(("main", "_"))
    entries_inside: frozenset[str] = frozenset()
    called: Callable[[str], bool] = _never
    asked_for: Callable[[str], bool] = _never
    tests: re.Pattern[str] | None = None
    idle: frozenset[str] = frozenset()
    kept: re.Pattern[bytes] | None = None
    overrides: re.Pattern[bytes] | None = None
    overrides_behind: bool = False
    test_modules: frozenset[str] = frozenset()
    apart: Callable[[bytes], Iterator[tuple[int, int]]] = _nothing_apart
    adds_apart: bool = False
    macro: re.Pattern[bytes] | None = None
    macro_end: Callable[[bytes, int], int] = _end_of_lines
    markup: bool = False
    judged: bool = True
    traits_apart: bool = False


@cache
def needs_of(language: str) -> Needs | None:
    """What a language says; None if nothing is known of it but names."""
    name = f"codegraph_daemon.languages.{language}.needs"
    if not language or importlib.util.find_spec(name) is None:
        return None
    found: Needs = importlib.import_module(name).NEEDS
    return found


@cache
def package_files() -> Mapping[str, Needs]:
    """By name the files that make a folder a package, with what their language says."""
    known = (needs_of(language.id) for language in all_languages())
    return {name: needs for needs in known if needs is not None for name in needs.packages}


_BRACKET = re.compile(rb"[()\[\]{}]")


def end_of_brackets(text: bytes, start: int) -> int:
    """Behind the bracket that closes the first one from here on, whatever strings hold."""
    depth = 0
    for found in _BRACKET.finditer(text, start):
        depth += 1 if found[0] in b"([{" else -1
        if depth <= 0:
            return found.end()
    return len(text)

"""What narrows a query beside the name: `kind:class path:src lang:python`.

Belongs here: taking these words out of a query, and what they mean. Stays out: names (`query`), and
which language a path is of, which the caller says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final, NamedTuple, TypeAlias

from codegraph_daemon.facts import KIND_NAMES

_WORD: Final = re.compile(r"(?<!\S)(kind|path|lang):(?!:)(\S*)")
_ALSO_CALLED: Final = {"c++": "cpp", "c#": "csharp"}

PathTest: TypeAlias = Callable[[str], bool]


class Filters(NamedTuple):
    """The values of each word, as they were typed; an empty one narrows nothing."""

    kinds: tuple[str, ...]
    paths: tuple[str, ...]
    languages: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for two filters that take the same files."""
        return f"{self.paths}{self.languages}"

    @property
    def narrows_files(self) -> bool:
        """Whether some files are left out."""
        return bool(self.paths or self.languages)


class Files(NamedTuple):
    """Which files may be found: `takes` of their paths; the same `key` means the same ones."""

    key: str
    takes: PathTest


def taken_apart(text: str) -> tuple[str, Filters]:
    """What is left of a query without the words that narrow it, and these."""
    values: dict[str, list[str]] = {"kind": [], "path": [], "lang": []}
    for name, value in _WORD.findall(text):
        if value:
            values[name].append(value.lower() if name != "path" else value)
    rest = " ".join(_WORD.sub(" ", text).split())
    return rest, Filters(tuple(values["kind"]), tuple(values["path"]), tuple(values["lang"]))


def kinds_meant(typed: Collection[str]) -> frozenset[str]:
    """The kinds that are called so, or that start so while they are being typed."""
    return frozenset(kind for each in typed for kind in _meant(each, KIND_NAMES))


def languages_meant(
    typed: Collection[str], known: Collection[str], of_path: Callable[[str], str | None]
) -> frozenset[str]:
    """The languages of `known` that are called so, whose files end so, or that start so."""
    meant: set[str] = set()
    for each in typed:
        name = _ALSO_CALLED.get(each, each)
        by_extension = None if name in known else of_path(f"x.{name}")
        meant |= {by_extension} if by_extension else _meant(name, known)
    return frozenset(meant)


def path_test(typed: str, of_globs: Callable[[list[str]], PathTest]) -> PathTest:
    """Whether a path is meant: by a pattern if it has one's characters, else if it has the text,
    where a slash at the front is the beginning of a step."""
    if any(each in typed for each in "*?["):
        return of_globs([typed])
    wanted = typed.lower()
    return lambda path: wanted in f"/{path}".lower()


def _meant(typed: str, known: Collection[str]) -> set[str]:
    return {typed} if typed in known else {each for each in known if each.startswith(typed)}

"""Patterns in the syntax of `.gitignore` that come from files and settings.

`PatternFiles` reads one kind of ignore file (`.codegraphignore`; `.gitignore` where git cannot be
asked) at every level of a tree and keeps it compiled for as long as the file is unchanged.

Belongs here: reading, compiling and asking patterns. Stays out: git (which is asked itself where
it can be) and the built-in rules.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


_MAX_BYTES = 1_000_000
_MAX_PATTERNS = 10_000
_MAX_STARS_IN_A_SEGMENT = 4
_STARS = re.compile(r"\*+")
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


class Match(NamedTuple):
    """The last pattern that matched: `excluded` is False if it was a negated one."""

    excluded: bool
    pattern: str
    source: str


class Patterns(NamedTuple):
    """Compiled patterns of one place; `lines` are parallel to the compiled ones."""

    source: str
    lines: tuple[tuple[int, str], ...]
    spec: GitIgnoreSpec
    some: re.Pattern[str] | None = None
    """Matches what some pattern matches, and nothing else; None where they cannot be joined."""

    def match(self, relative: str) -> Match | None:
        """The pattern that decides about `relative`, a path below the place of the patterns.

        A folder's path ends with a slash.
        """
        # Nearly all paths match none, and one look for all patterns takes less than one for each.
        if self.some is not None and self.some.match(relative) is None:
            return None
        result = self.spec.check_file(relative)
        if result.include is None or result.index is None:
            return None
        number, text = self.lines[result.index]
        source = f"{self.source}:{number}" if number else self.source
        return Match(excluded=result.include, pattern=text, source=source)


def compile_patterns(
    lines: Iterable[str], source: str, *, numbered: bool = True
) -> tuple[Patterns | None, list[str]]:
    """The patterns in `lines` (None if there are none) and a sentence for each that is refused.

    Refused are malformed patterns, and those with so many wildcards in one segment that matching
    a hostile name would take minutes: the files come with the repository and are untrusted.
    """
    kept: list[tuple[int, str]] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if not text.strip() or text.startswith("#"):
            continue
        if len(kept) >= _MAX_PATTERNS:
            problems.append(f"{source}: more than {_MAX_PATTERNS:,} patterns; the rest is ignored")
            break
        where = f"{source}:{number}" if numbered else source
        most = max(len(_STARS.findall(segment)) for segment in text.split("/"))
        if most > _MAX_STARS_IN_A_SEGMENT:
            problems.append(f"{where}: too many wildcards in one name; the pattern is ignored")
            continue
        # Loaded by who compiles patterns, and not where there are none, nor by the daemon, which
        # only asks what is affected.
        from pathspec import GitIgnoreSpec

        try:
            single = GitIgnoreSpec.from_lines([_compilable(text)])
        except ValueError:
            problems.append(f"{where}: not a valid pattern; it is ignored")
            continue
        if any(pattern.include is not None for pattern in single.patterns):
            kept.append((number if numbered else 0, text))
    if not kept:
        return None, problems
    spec = GitIgnoreSpec.from_lines([_compilable(text) for _, text in kept])
    return Patterns(source, tuple(kept), spec, _joined(spec)), problems


def _joined(spec: GitIgnoreSpec) -> re.Pattern[str] | None:
    """One expression for all patterns of a spec; None if they are not all bound to the start."""
    parts: list[str] = []
    for each in spec.patterns:
        if each.regex is None:
            continue
        # Their groups have names, which may stand in one expression only once.
        part, groups = _NAMED_GROUP.subn("(?:", str(each.regex.pattern))
        if groups != each.regex.groups or not part.startswith("^"):
            return None
        parts.append(f"(?:{part})")
    return re.compile("|".join(parts))


def _compilable(pattern: str) -> str:
    """For git `a/**` is what lies in `a` and not `a` itself; pathspec means both by it."""
    return f"{pattern}/*" if pattern.endswith("/**") else pattern


class PatternFiles:
    """One kind of ignore file at all levels below `root`, compiled once per state of the file."""

    def __init__(self, root: str, name: str) -> None:
        self.name = name
        self._root = root
        self._cache: dict[str, tuple[tuple[int, int, int], Patterns | None, list[str]]] = {}

    def of(self, folder: str) -> Patterns | None:
        """The patterns of the file in `folder` (relative; "" is the root), None if it has none."""
        path = f"{self._root}/{folder}/{self.name}" if folder else f"{self._root}/{self.name}"
        try:
            status = os.lstat(path)
        except OSError:
            self._cache.pop(folder, None)
            return None
        state = (status.st_mtime_ns, status.st_size, status.st_ino)
        cached = self._cache.get(folder)
        if cached is None or cached[0] != state:
            shown = f"{folder}/{self.name}" if folder else self.name
            cached = (state, *compile_patterns(_lines(path), shown))
            self._cache[folder] = cached
        return cached[1]

    @property
    def problems(self) -> list[str]:
        """A sentence for each pattern that was refused, of the files read so far."""
        return [problem for _, _, problems in self._cache.values() for problem in problems]


Levels = Sequence[tuple[str, Patterns]]
"""The patterns above a path, outermost first, each with its folder as a prefix ("" or "a/b/")."""


def match_levels(levels: Levels, path: str) -> Match | None:
    """The pattern that decides about `path`: the innermost file with a match, in it the last."""
    for prefix, patterns in reversed(levels):
        match = patterns.match(path[len(prefix) :])
        if match is not None:
            return match
    return None


def _lines(path: str) -> list[str]:
    """The lines of an ignore file. Not followed if it is a symlink, which git does not do either;
    opened without blocking, because a FIFO may bear any name."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return []
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return []
        return os.fsdecode(file.read(_MAX_BYTES)).removeprefix("\udcef\udcbb\udcbf").split("\n")

"""What recorded truth cannot tell: places that its tool never looked at, or counts otherwise.

The tools that made the truth had no third-party packages for some languages and one configuration
of the preprocessor, so they leave out references that are there.  An answer that they do not have
is wrong only where they can be seen to have looked.  What is told apart here is told by the
recorded answers and the text alone, and never by what CodeGraph answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

HIDING = {
    "gson": ("assertThrows", "assertThat", "expectThrows"),
    "leveldb": ("ASSERT_\\w+", "EXPECT_\\w+", "assert"),
    "ripgrep": (r"assert(?:_eq|_ne)?!", "rgtest!"),
}
"""Calls and macros of libraries that the truth's tool did not have, or that its configuration
makes nothing of, by repository: it did not look, or not always, into what stands between their
brackets."""
UNREAD = {
    "commander": r"tests/imports\.test\.cjs$",
    "leveldb": r"_test\.cc$|^benchmarks/|^db/c\.cc$",
    "zod": r"^packages/(?:bench|integration|resolution|treeshake)/|^scripts/",
}
"""Files of which the tool found few references or none, by repository: their packages, or the
library of tests, were missing, or it did not take them for a part of the project."""
_MOST_LINES = 60
"""So far back a bracket is looked for that is still open."""
_WORD = re.compile(r"[^\W\d][\w$]*")
_CONDITION = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b")
_PREPROCESSED = (".c", ".h", ".cc", ".cpp", ".hpp", ".hh")


class Texts:
    """The lines of files: the benchmark counts UTF-16, the daemon bytes."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self._lines: dict[str, list[str]] = {}

    def lines(self, path: str) -> list[str]:
        """The lines of a file, without their ends."""
        if path not in self._lines:
            data = (self._tree / path).read_bytes().decode("utf-8", "replace")
            self._lines[path] = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._lines[path]

    def line(self, path: str, line: int) -> str:
        """One line; empty past the end."""
        lines = self.lines(path)
        return lines[line] if line < len(lines) else ""

    def target(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """A question's position as the daemon wants it."""
        path, line = question["f"], question["l"]
        units = self.line(path, line).encode("utf-16-le")[: 2 * question["c"]]
        column = len(units.decode("utf-16-le", "replace").encode())
        return {"path": path, "line": line, "column": column}

    def shown(self, result: Mapping[str, Any]) -> tuple[list[Any], tuple[str, str, float]]:
        """A result's place as the benchmark writes it, and its origin, tier and confidence."""
        path = result["path"]
        start, end = (
            self._units(path, result[line], result[column])
            for line, column in (("line", "column"), ("end_line", "end_column"))
        )
        place = [path, result["line"], start, result["end_line"], end]
        return place, (result["origin"], result["tier"], result["confidence"])

    def _units(self, path: str, line: int, column: int) -> int:
        # Of what lies outside nothing is compared by column.
        text = "" if path.startswith("/") else self.line(path, line)
        if text.isascii():
            return column
        return len(text.encode()[:column].decode("utf-8", "replace").encode("utf-16-le")) // 2


class Blindness:
    """Where the truth of one repository is blind."""

    def __init__(
        self,
        repository: str,
        texts: Texts,
        truths: Sequence[Mapping[tuple[int, str], Any]],
        questions: Sequence[Mapping[str, Any]],
    ) -> None:
        self._texts = texts
        names = HIDING.get(repository)
        self._hiding = re.compile(rf"\b(?:{'|'.join(names)})\s*[({{[]") if names else None
        unread = UNREAD.get(repository)
        self._unread = re.compile(unread) if unread else None
        self._seen: dict[str, set[int]] = {}
        """Lines of each file at which the truth has a reference or a call."""
        self._looking_out: set[str] = set()
        """Files in which the truth has uses of what other files define."""
        homes = {question["i"]: question["f"] for question in questions}
        for truth in truths:
            for (number, feature), row in truth.items():
                for place in row["r"] if feature in ("refs", "calls") else ():
                    if place[0] != "!ext":
                        self._seen.setdefault(place[0], set()).add(place[1])
                        if place[0] != homes.get(number):
                            self._looking_out.add(place[0])
        self._branches = cache(self._branches_of)

    def hides(self, place: Sequence[Any], question: Mapping[str, Any]) -> bool:
        """Whether nothing follows from it that the truth does not have this place."""
        path, line, column = place[:3]
        units = self._texts.line(path, line).encode("utf-16-le")[2 * column :]
        word = _WORD.match(units.decode("utf-16-le", "replace"))
        if word is not None and word[0] != question["n"]:
            # An alias or an accessor: the truth leaves them out, as its own scorer does.
            return True
        if self._unread and any(map(self._unread.search, (path, question["f"]))):
            return True
        if path != question["f"] and path not in self._looking_out:
            # What the file imports, the tool did not find.
            return True
        seen = self._seen.get(path)
        if not seen:
            return True
        if path.endswith(_PREPROCESSED) and self._is_preprocessed_away(path, line, seen):
            return True
        return self._hiding is not None and self._is_inside(path, line, column)

    def _is_preprocessed_away(self, path: str, line: int, seen: set[int]) -> bool:
        """Whether a line is one of the preprocessor's, or in a branch that the truth never saw."""
        first = line
        while first and self._texts.line(path, first - 1).endswith("\\"):
            first -= 1
        if self._texts.line(path, first).lstrip().startswith("#"):
            return True
        branches = self._branches(path)
        return any(
            start < line < end and not any(start < each < end for each in seen)
            for start, end in branches
        )

    def _branches_of(self, path: str) -> list[tuple[int, int]]:
        """First and last line of every branch of a condition of the preprocessor."""
        open_at: list[int] = []
        found: list[tuple[int, int]] = []
        for number, text in enumerate(self._texts.lines(path)):
            word = _CONDITION.match(text)
            if word is None:
                continue
            if not word[1].startswith("if") and open_at:
                found.append((open_at.pop(), number))
            if word[1] != "endif":
                open_at.append(number)
        return found

    def _is_inside(self, path: str, line: int, column: int) -> bool:
        """Whether a place stands between the brackets of a call that hides it."""
        first = max(0, line - _MOST_LINES)
        before = [self._texts.line(path, at) for at in range(first, line)]
        text = "\n".join([*before, self._texts.line(path, line)[:column]])
        assert self._hiding is not None
        return any(_is_open(text[call.end() :]) for call in self._hiding.finditer(text))


def _is_open(text: str) -> bool:
    """Whether the bracket that a text stands behind is still open at its end."""
    depth = 1
    for letter in text:
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if not depth:
                return False
    return True

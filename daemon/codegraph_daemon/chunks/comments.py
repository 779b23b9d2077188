"""Which ranges of a text are prose: comments, and the documentation that facts know.

Comments are found by their marks alone. A mark inside a string makes a few words count as prose
that are none, which costs a search nothing; a parser would cost it as much as the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from codegraph_daemon.facts import Facts

_SLASHES: Final = re.compile(rb"//[^\n]*|(?:(?<=[\s(,{;])|^)/\*.*?(?:\*/|\Z)", re.DOTALL)
_HASHES: Final = re.compile(rb"(?:(?<=\s)|^)#[^\n]*")
_PHP: Final = re.compile(rb"//[^\n]*|(?:(?<=\s)|^)(?:#(?!\[)[^\n]*|/\*.*?(?:\*/|\Z))", re.DOTALL)
_DASHES: Final = re.compile(rb"--[^\n]*|\{-.*?-\}", re.DOTALL)
_STARS: Final = re.compile(rb"\(\*.*?\*\)", re.DOTALL)
_MARKUP: Final = re.compile(rb"<!--.*?-->|//[^\n]*|(?:(?<=\s)|^)/\*.*?(?:\*/|\Z)", re.DOTALL)

_STYLES: Final[Mapping[str, re.Pattern[bytes]]] = {
    **dict.fromkeys(("python", "ruby", "bash", "elixir", "r", "julia"), _HASHES),
    **dict.fromkeys(("toml", "cargo", "yaml", "makefile", "dockerfile"), _HASHES),
    "ini": re.compile(rb"(?:(?<=\s)|^)[#;][^\n]*"),
    **dict.fromkeys(("lua", "sql", "haskell"), _DASHES),
    **dict.fromkeys(("ocaml", "ocaml_interface"), _STARS),
    **dict.fromkeys(("vue", "svelte", "astro"), _MARKUP),
    "php": _PHP,
}
PROSE_LANGUAGES: Final = frozenset(("markdown", "rst", "asciidoc", "text"))
"""Languages all of whose text is prose."""

_LICENCE: Final = re.compile(rb"copyright|licen[cs]e|SPDX-", re.IGNORECASE)


def prose(text: bytes, facts: Facts, language: str) -> list[tuple[int, int]]:
    """The ranges of prose, in order and without overlap."""
    if language in PROSE_LANGUAGES:
        return [(0, len(text))]
    starts, ends = facts.symbol_doc_start.tolist(), facts.symbol_doc_end.tolist()
    found = [pair for pair in zip(starts, ends, strict=True) if pair[1]]
    found += _comments(text, language)
    return list(_joined(sorted(found)))


def licence(text: bytes, language: str) -> int:
    """Where the licence ends that a file begins with; 0 if it begins with none.

    Its words say nothing of the file.
    """
    end = 0
    said = False
    for start, stop in _comments(text[:8192], language):
        between = text[end:start]
        if not _is_empty(between) or (said and between.count(b"\n") > 1):
            break
        end = stop
        said = said or _LICENCE.search(text, start, stop) is not None
    return end if said else 0


def _is_empty(text: bytes) -> bool:
    return not text.strip(b" \t\r\n\xef\xbb\xbf")


def _comments(text: bytes, language: str) -> list[tuple[int, int]]:
    pattern = _STYLES.get(language, _SLASHES)
    return [match.span() for match in pattern.finditer(text)]


def _joined(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = 0
    for begin, stop in ranges:
        if begin > end:
            if end:
                yield start, end
            start, end = begin, stop
        elif stop > end:
            end = stop
    if end:
        yield start, end

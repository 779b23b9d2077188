"""The files that are measured, by language, and where identifiers stand in them.

The files are those that the index takes in: discovery decides, so that both are compared over the
same files.  Nothing of the index decides what is asked: Python's own tokenizer finds the names of
Python, the grammar's leaves those of the other languages.
"""

from __future__ import annotations

import array
import io
import keyword
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tree_sitter import Node, Parser
from tree_sitter_language_pack import get_language

from codegraph_client.settings import load
from codegraph_daemon.discovery import Discovery, content_verdict
from codegraph_daemon.languages.cfamily.masks import is_cpp
from codegraph_daemon.languages.registry import language_of

COLUMN_BITS = 12

_GRAMMARS = {
    **dict.fromkeys((".py", ".pyi", ".pyw"), "python"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
}
_NAMES = frozenset(
    (
        *("identifier", "type_identifier", "property_identifier", "private_property_identifier"),
        *("shorthand_property_identifier", "shorthand_property_identifier_pattern"),
    )
)


def files_of(tree: Path, suffixes: frozenset[str] | None = None) -> list[Path]:
    """The files of known languages (or only of these endings) that the index takes in, sorted."""
    wanted = suffixes or frozenset(_GRAMMARS)
    kept = Discovery(tree, load(tree)).scan_tree().files
    found = [tree / path for path in sorted(kept) if Path(path).suffix in wanted]
    return [file for file in found if content_verdict(file.read_bytes()) is None]


def files_in(tree: Path, languages: frozenset[str]) -> list[tuple[Path, str]]:
    """The files of some languages that the index takes in, sorted, each with its grammar.

    Languages are named as their grammars are; a header of C that only C++ can read has that one's.
    """
    found: list[tuple[Path, str]] = []
    for path in sorted(Discovery(tree, load(tree)).scan_tree().files):
        language = language_of(path)
        if language not in languages or language is None:
            continue
        source = (tree / path).read_bytes()
        if content_verdict(source) is None:
            as_cpp = language == "c" and path.endswith((".h", ".H")) and is_cpp(source)
            found.append((tree / path, "cpp" if as_cpp else language))
    return found


def grammar_of(file: Path) -> str:
    """The name of the grammar of a measured file."""
    return _GRAMMARS[file.suffix]


@cache
def parser_of(grammar: str) -> Parser:
    """A parser of a grammar."""
    return Parser(get_language(grammar))  # type: ignore[arg-type]


def occurrences(file: Path) -> array.array[int]:
    """Line and character (both from zero) of every identifier of a file, packed."""
    packed = array.array("Q")
    data = file.read_bytes()
    found = _of_python(data) if grammar_of(file) == "python" else _of_tree(data, grammar_of(file))
    for line, character in found:
        if character < 1 << COLUMN_BITS:
            packed.append(line << COLUMN_BITS | character)
    return packed


def _of_python(data: bytes) -> Iterator[tuple[int, int]]:
    try:
        for token in tokenize.tokenize(io.BytesIO(data).readline):
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                yield token.start[0] - 1, token.start[1]
    except (tokenize.TokenError, SyntaxError, UnicodeDecodeError):
        return


def _of_tree(data: bytes, grammar: str) -> Iterator[tuple[int, int]]:
    lines = data.split(b"\n")
    pending: list[Node] = [parser_of(grammar).parse(data).root_node]
    while pending:
        node = pending.pop()
        if node.type in _NAMES:
            row, column = node.start_point
            yield row, len(lines[row][:column].decode("utf-8", "replace"))
        pending.extend(reversed(node.children))

"""How far answers agree with those of a language's own tools, on any repository:
`python -m bench.agreement DIR --of python --server "pyright-langserver --stdio"`.

Words are drawn from the files of one language, always the same, and the server is asked for the
definition of each; those count that it finds elsewhere in the repository. `codegraph lsp` is asked
the same. Of the places found some are drawn, of which both are asked for the references.

`--wrong N` shows the first N of each kind that differ, which have to be read: either may be right,
and libraries that are not installed are blind spots of the server. There is no bar.
"""

from __future__ import annotations

import argparse
import keyword
import random
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from bench.lsp_client import LanguageClient
from bench.sources import files_of
from bench.stage import stage

_SEED = 11
_WORD = re.compile(r"[^\W\d]\w*")
_MOST_TRIES = 10
"""For each definition that counts so many words are tried at most."""
_SHOWN = 3
_WIDTH = 100
_ENDINGS: Mapping[str, Mapping[str, str]] = {
    "python": {".py": "python"},
    "scripts": {
        **{".ts": "typescript", ".tsx": "typescriptreact", ".mts": "typescript"},
        **{".js": "javascript", ".jsx": "javascriptreact", ".mjs": "javascript"},
    },
    "go": {".go": "go"},
    "rust": {".rs": "rust"},
    "java": {".java": "java"},
    "c": {".c": "c", ".h": "c"},
    "cpp": {".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".h": "cpp", ".hpp": "cpp"},
}
_NO_NAMES: Mapping[str, frozenset[str]] = {
    "python": frozenset(keyword.kwlist),
    "scripts": frozenset(
        (
            *("as", "async", "await", "break", "case", "class", "const", "continue", "default"),
            *("else", "export", "extends", "false", "for", "function", "get", "if", "import", "in"),
            *("instanceof", "let", "new", "null", "of", "return", "set", "static", "switch"),
            *("throw", "true", "type", "typeof", "var", "void", "while", "yield"),
        )
    ),
}
"""Words of a language that name nothing; some servers lead from them to what is around."""

Place = tuple[str, int]
"""A path below the root, and a line from zero."""


class Word(NamedTuple):
    """A word of a file: line from zero, column in UTF-16 units."""

    path: str
    line: int
    column: int
    text: str


class Server:
    """A language server on the tree; files are opened when something of them is asked."""

    def __init__(self, client: LanguageClient, tree: Path, languages: Mapping[str, str]) -> None:
        self._client = client
        self._tree = tree
        self._languages = languages
        self._opened: set[str] = set()

    def definition(self, word: Word) -> set[Place]:
        """Where the word is defined inside the tree."""
        return self._ask("definition", word, {})

    def references(self, word: Word) -> set[Place]:
        """Where what the word names is used inside the tree."""
        return self._ask("references", word, {"context": {"includeDeclaration": False}})

    def _ask(self, method: str, word: Word, more: Mapping[str, Any]) -> set[Place]:
        path = self._tree / word.path
        document = {"uri": path.as_uri()}
        if word.path not in self._opened:
            self._opened.add(word.path)
            language = self._languages.get(path.suffix, "")
            text = path.read_text(errors="replace")
            opened = {**document, "languageId": language, "version": 1, "text": text}
            self._client.tell("textDocument/didOpen", {"textDocument": opened})
        asked = {
            "textDocument": document,
            "position": {"line": word.line, "character": word.column},
            **more,
        }
        found = self._client.ask(f"textDocument/{method}", asked) or []
        places = (self._place(each) for each in ([found] if isinstance(found, dict) else found))
        return {place for place in places if place is not None}

    def _place(self, found: Mapping[str, Any]) -> Place | None:
        uri = found.get("uri") or found["targetUri"]
        where = found.get("range") or found["targetSelectionRange"]
        path = Path(unquote(urlsplit(uri).path))
        if not path.is_relative_to(self._tree):
            return None
        return path.relative_to(self._tree).as_posix(), where["start"]["line"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, compare and print; the exit code."""
    parser = argparse.ArgumentParser(
        prog="bench.agreement", description=(__doc__ or "").partition("\n\n")[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--server", required=True, help="the command of a language server, by stdio"
    )
    parser.add_argument("--of", choices=list(_ENDINGS), required=True)
    parser.add_argument("--definitions", type=int, default=200)
    parser.add_argument("--references", type=int, default=60)
    parser.add_argument("--wrong", type=int, default=0)
    chosen = parser.parse_args(arguments)
    languages = _ENDINGS[chosen.of]
    with stage(chosen.folder) as here:
        here.settle()
        tree = here.tree.resolve()
        command = shlex.split(chosen.server)
        with (
            LanguageClient(command, tree) as their_client,
            LanguageClient(here.codegraph("lsp", "--stdio"), tree) as our_client,
        ):
            theirs = Server(their_client, tree, languages)
            ours = Server(our_client, tree, languages)
            every = drawn(tree, files_of(tree, frozenset(languages)))
            no_names = _NO_NAMES.get(chosen.of, frozenset())
            words = (word for word in every if word.text not in no_names)
            found = _definitions(tree, theirs, ours, words, chosen.definitions, chosen.wrong)
            _references(tree, theirs, ours, found, chosen.references, chosen.wrong)
    return 0


def drawn(tree: Path, files: Sequence[Path]) -> Iterator[Word]:
    """The words of the files in an order that is drawn, always the same."""
    every: list[Word] = []
    for path in sorted(files):
        name = path.resolve().relative_to(tree).as_posix()
        for number, line in enumerate(path.read_text(errors="replace").split("\n")):
            for match in _WORD.finditer(line):
                column = len(line[: match.start()].encode("utf-16-le", "surrogatepass")) // 2
                every.append(Word(name, number, column, match[0]))
    random.Random(_SEED).shuffle(every)
    return iter(every)


def _definitions(
    tree: Path, theirs: Server, ours: Server, words: Iterator[Word], wanted: int, wrong: int
) -> dict[Word, set[Place]]:
    """Compare definitions; the words that were asked, with where the server finds them defined."""
    asked = agreed = other = silent = 0
    defined: dict[Word, set[Place]] = {}
    for _, word in zip(range(wanted * _MOST_TRIES), words, strict=False):
        expected = theirs.definition(word)
        if not expected or (word.path, word.line) in expected:
            continue
        asked += 1
        given = ours.definition(word)
        agreed += bool(given & expected)
        other += bool(given - expected)
        silent += not given
        if not given & expected and wrong > 0:
            wrong -= 1
            _show(tree, word, expected, given)
        defined[word] = expected
        if asked == wanted:
            break
    share = agreed / asked if asked else 0.0
    print(
        f"definitions: {asked} asked, {share:.3f} agree, {silent} without an answer, "
        f"{other} with other places"
    )
    return defined


def _references(
    tree: Path,
    theirs: Server,
    ours: Server,
    defined: Mapping[Word, set[Place]],
    wanted: int,
    wrong: int,
) -> None:
    """Compare references of what was defined; the definitions and the asked place are left out."""
    both = only_theirs = only_ours = 0
    words = list(defined)[:wanted]
    for word in words:
        known = defined[word] | {(word.path, word.line)}
        expected, given = theirs.references(word) - known, ours.references(word) - known
        both += len(expected & given)
        only_theirs += len(expected - given)
        only_ours += len(given - expected)
        if expected != given and wrong > 0:
            wrong -= 1
            _show(tree, word, expected - given, given - expected)
    precision = both / (both + only_ours) if both else 0.0
    recall = both / (both + only_theirs) if both else 0.0
    print(
        f"references: {len(words)} asked, {both} in both, precision {precision:.3f}, "
        f"recall {recall:.3f}"
    )


def _show(tree: Path, word: Word, theirs: set[Place], ours: set[Place]) -> None:
    """Where both differ, each place with its line."""
    line = _line(tree, (word.path, word.line))
    print(f"  {word.path}:{word.line + 1}:{word.column + 1} {word.text}  |  {line}")
    for who, places in (("theirs", theirs), ("ours", ours)):
        for place in sorted(places)[:_SHOWN]:
            print(f"    {who}: {place[0]}:{place[1] + 1}  |  {_line(tree, place)}")


def _line(tree: Path, place: Place) -> str:
    """What stands on a line, cut short."""
    path = tree / place[0]
    # A server may make up files, such as one for a specifier with a question in it.
    lines = path.read_text(errors="replace").split("\n") if path.is_file() else []
    return lines[place[1]].strip()[:_WIDTH] if place[1] < len(lines) else ""


if __name__ == "__main__":
    raise SystemExit(main())

"""The training data of one package: what can be found in it, and queries that find it.

Kept as numbers of words of a vocabulary of the package's own; `corpus` joins packages.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from codegraph_daemon.chunks.embedded_text import query_text

from .pieces import Piece, pieces_of
from .prose import is_said, mentions, sections, sentences
from .sources import read

DOCUMENTED: Final = 7000
UNDOCUMENTED: Final = 4000
"""Pieces of one package and language that are kept; of more, those whose hash is lowest."""
MORE: Final = {"rust": 4}
"""Languages of which fewer packages are to be had give more of each."""
MOST_SECTIONS: Final = 400

Numbers = npt.NDArray[np.int32]


class Query(IntEnum):
    """What a query is made of."""

    SUMMARY = 0
    """The first sentence of the documentation, which the target then lacks."""
    DETAIL = 1
    """A later sentence of it; likewise."""
    NAME = 2
    """The name, which the target then lacks."""
    COMMENT = 3
    """A comment inside; the target then has no comments and no long texts."""
    MESSAGE = 4
    """A text inside: an error, a line of a log; likewise."""
    TEST = 5
    """What a test that calls it is called."""
    MENTION = 6
    """A sentence of a document or of a changelog that mentions it."""
    TOPIC = 7
    """What its file or class is about."""
    HEADING = 8
    """A heading; the target is the text below."""


class Part(IntEnum):
    """The parts of a target's text. Each holds distinct words that no earlier one of NAME and CODE
    has, so that together they are counted as `embedded_text` counts."""

    NAME = 0
    PATH = 1
    DOCUMENTATION = 2
    CODE = 3
    """The body without comments and long texts."""
    SAID = 4
    """These."""


class Harvest(NamedTuple):
    """Targets and queries of a package. Words of part p of target t are
    `words[starts[5 * t + p] : starts[5 * t + p + 1]]` and so are those of queries."""

    vocabulary: list[str]
    words: Numbers
    starts: npt.NDArray[np.int64]
    languages: list[str]
    query_words: Numbers
    query_starts: npt.NDArray[np.int64]
    query_kinds: npt.NDArray[np.int8]
    query_targets: Numbers


class _Targets:
    """Texts of targets and queries as they are collected."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.words: list[int] = []
        self.starts = [0]
        self.languages: list[str] = []
        self.queries: list[tuple[int, int, list[int]]] = []

    def encode(self, words: Iterable[str]) -> list[int]:
        known = self.numbers
        return [known.setdefault(word, len(known)) for word in words]

    def add(self, language: str, parts: Sequence[list[str]]) -> int:
        for words in parts:
            self.words += self.encode(words)
            self.starts.append(len(self.words))
        self.languages.append(language)
        return len(self.languages) - 1

    def ask(self, kind: Query, target: int, text: str) -> None:
        words = split(text)
        if len(words) >= (1 if kind in (Query.NAME, Query.HEADING) else 3):
            self.queries.append((kind, target, self.encode(words[:40])))

    def harvest(self) -> Harvest:
        lengths = [len(words) for _, _, words in self.queries]
        return Harvest(
            list(self.numbers),
            np.asarray(self.words, np.int32),
            np.asarray(self.starts, np.int64),
            self.languages,
            np.asarray([word for _, _, words in self.queries for word in words], np.int32),
            np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))),
            np.asarray([kind for kind, _, _ in self.queries], np.int8),
            np.asarray([target for _, target, _ in self.queries], np.int32),
        )


def split(text: str) -> list[str]:
    """A text's words, as both sides of the model see them."""
    return query_text(text).split()


def distinct(text: str) -> list[str]:
    """The distinct words of a text as `embedded_text` takes them from a body."""
    return [word for word in dict.fromkeys(split(text)) if len(word) > 1]


def pieces_in(archive: Path) -> tuple[list[Piece], list[tuple[str, str]]]:
    """The pieces of a package that are kept, and its prose with paths."""
    found: list[Piece] = []
    prose: list[tuple[str, str]] = []
    for path, language, text in read(archive):
        if language == "prose":
            prose.append((path, text))
        else:
            found += pieces_of(path, language, text)
    return _kept(found), prose


def harvest(archive: Path, seen: frozenset[bytes] = frozenset()) -> Harvest:
    """Targets and queries of a package; code whose fingerprint was `seen` elsewhere is left out."""
    pieces, prose = pieces_in(archive)
    pieces = [piece for piece in pieces if fingerprint(piece) not in seen]
    targets = _Targets()
    places: dict[int, int] = {}
    for at, piece in enumerate(pieces):
        if not piece.is_test:
            places[at] = _add(targets, piece)
    named = _by_name(pieces, places)
    _ask_tests(targets, pieces, named)
    _ask_topics(targets, pieces, places)
    for _, text in prose:
        for sentence, symbol in mentions(text):
            for target in named.get(re.split(r"[.:#]+", symbol.rstrip(".:#"))[-1], ())[:2]:
                targets.ask(Query.MENTION, target, sentence)
    _ask_headings(targets, prose)
    return targets.harvest()


def fingerprint(piece: Piece) -> bytes:
    """The same for pieces whose code differs in layout alone."""
    return hashlib.blake2b("".join(piece.code.split()).encode(), digest_size=8).digest()


def _kept(pieces: list[Piece]) -> list[Piece]:
    """Pieces worth learning from, each text once, at most so many of a language."""
    once: dict[bytes, Piece] = {}
    for piece in pieces:
        once.setdefault(fingerprint(piece), piece)
    room = Counter[tuple[str, bool]]()
    kept: set[bytes] = set()
    for key in sorted(once):
        piece = once[key]
        told = len(piece.documentation) > 15
        room[piece.language, told] += 1
        most = (DOCUMENTED if told else UNDOCUMENTED) * MORE.get(piece.language, 1)
        if room[piece.language, told] <= most and len(distinct(piece.code)) >= 5:
            kept.add(key)
    return [piece for key, piece in once.items() if key in kept]


def path_text(path: str) -> str:
    """The telling end of a path: two folders and the file without its ending."""
    pure = PurePosixPath(path)
    return " ".join([*pure.parts[1:-1][-2:], pure.stem])


def parts_of(piece: Piece) -> list[list[str]]:
    """The words of a piece by `Part`."""
    name = split(piece.name)
    bare = piece.code
    for text in (*piece.strings, *(line for said in piece.comments for line in said.split("\n"))):
        if len(text) > 15:
            bare = bare.replace(text, " ")
    taken = set(name)
    code = [word for word in distinct(bare) if word not in taken]
    taken.update(code)
    said = [word for word in distinct(piece.code) if word not in taken]
    path = [word for word in distinct(path_text(piece.path)) if word not in taken]
    taken.difference_update(name)
    told = [word for word in distinct(piece.documentation[:2000]) if word not in taken]
    return [name, path, told, code, said]


def _add(targets: _Targets, piece: Piece) -> int:
    target = targets.add(piece.language, parts_of(piece))
    said = sentences(piece.documentation)
    if said:
        targets.ask(Query.SUMMARY, target, _without_name(said[0], piece))
        for sentence in said[1:4]:
            targets.ask(Query.DETAIL, target, sentence)
    if not piece.is_class or not said:
        targets.ask(Query.NAME, target, piece.name)
    for comment in piece.comments[:6]:
        first = comment.split("\n\n")[0]
        if is_said(first):
            targets.ask(Query.COMMENT, target, first)
    for message in piece.strings[:6]:
        if message.count(" ") >= 2 and is_said(re.sub(r"[{(<%$][^ ]*", " ", message)):
            targets.ask(Query.MESSAGE, target, message)
    return target


def _without_name(sentence: str, piece: Piece) -> str:
    """A summary without the leading name that Go's have."""
    own = piece.name.rsplit(".", 1)[-1]
    return sentence.removeprefix(own).strip() if piece.language == "go" else sentence


def _by_name(pieces: list[Piece], places: dict[int, int]) -> dict[str, list[int]]:
    """Targets by the last part of their names, of names that mean at most two of them."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, target in places.items():
        found[pieces[at].name.rsplit(".", 1)[-1]].append(target)
    return {name: all_of for name, all_of in found.items() if len(all_of) <= 2 and len(name) > 3}


def _ask_tests(targets: _Targets, pieces: list[Piece], named: dict[str, list[int]]) -> None:
    """Ask for what tests call by what they are called, at most for the two best guesses."""
    called = Counter(name for piece in pieces if piece.is_test for name in piece.calls)
    for piece in pieces:
        if not piece.calls:
            continue
        title = re.sub(r"^tests?_?|Test(?=[A-Z_])|Tests?$", "", piece.name.rsplit(".", 1)[-1])
        if not piece.name or piece.code[:4] in ("it(", "it('") or piece.code.startswith("test("):
            quoted = re.search(r"""["'`](.+?)["'`]""", piece.code[:300])
            title = quoted[1] if quoted else ""
        words = set(split(title))
        told = sentences(piece.documentation)[:1]
        known = [name for name in piece.calls if name in named]
        known.sort(key=lambda name: (-len(words.intersection(split(name))), called[name]))
        for name in known[:2]:
            if called[name] <= 15:
                for target in named[name][:1]:
                    for text in (title, *told):
                        targets.ask(Query.TEST, target, text)


def _ask_topics(targets: _Targets, pieces: list[Piece], places: dict[int, int]) -> None:
    """Ask for what lies in a class by what the class is said to be, and in a file by its name."""
    told: dict[tuple[str, str], str] = {}
    for piece in pieces:
        if piece.is_class and (said := sentences(piece.documentation)):
            told[piece.path, piece.name] = said[0]
    for at, target in places.items():
        piece = pieces[at]
        outer = piece.name.rpartition(".")[0]
        about = told.get((piece.path, outer))
        if about and at % 3 == 0:
            targets.ask(Query.TOPIC, target, about)
        elif at % 4 == 1:
            targets.ask(Query.TOPIC, target, f"{path_text(piece.path)} {outer}")


def _ask_headings(targets: _Targets, prose: list[tuple[str, str]]) -> None:
    count = 0
    for path, text in prose:
        for heading, below in sections(text):
            if count < MOST_SECTIONS:
                count += 1
                name, body = split(heading), distinct(below)
                parts = [name, distinct(path_text(path)), [], body, []]
                target = targets.add("prose", parts)
                targets.ask(Query.HEADING, target, heading)
                for sentence in sentences(below)[:1]:
                    targets.ask(Query.HEADING, target, sentence)

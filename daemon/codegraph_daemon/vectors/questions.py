"""The vectors of questions by a static model, without the library that runs it.

A question is a few words, and its vector the sum of a few rows of a table. To hand it to a worker,
and to be woken by its answer, takes several times what that sum does. So where words are cut into
pieces by nothing but a list of pieces, the longest first, the rows of a question are read from the
model's file here; what this gives is, bit by bit, what the library gives (tests compare both).

Belongs here: reading such models, and adding up. Stays out: all other models and all other texts,
which are the worker's (`embedding`), and what a model is given of a question (`texts`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from codegraph_client.models import Model

from . import texts
from .quantising import Floats

_MOST_PIECES: Final = 512
"""As the library cuts texts off."""
_WORDS: Final = 2048
"""Words whose rows are remembered, some 300 bytes for each."""
_LEAST: Final = 1e-12
_PART: Final = "##"
"""What begins a piece that stands in the midst of a word, as all such models have it."""
_AS_IT_IS: Final = (None, "Lowercase", "BertNormalizer")
_AT_BLANKS: Final = ("BertPreTokenizer", "Whitespace", "WhitespaceSplit")
"""What leaves small letters and digits as they are, and parts them where there are blanks."""

_Word = tuple[tuple[int, ...], bytes]
"""The numbers of a word's pieces, and their rows, one after the other."""


class Unfit(Exception):
    """A model of which only the library can say how it cuts words."""


class QuestionTable:
    """A static model, for questions alone. Its file stays open until `close`."""

    def __init__(self, model: Model) -> None:
        """Raises Unfit, also if its files are not those that were added; the worker tells why."""
        if model.kind != "static" or model.damage():
            raise Unfit
        folder = Path(model.folder)
        try:
            pieces, self._unknown, self._longest = _pieces(folder / "tokenizer.json")
            self._file = os.open(folder / model.file, os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unfit from error
        try:
            self._weights = self._read_head(model.dimension, len(pieces))
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.close()
            raise Unfit from error
        # As arrays, which take a quarter of what a dictionary does.
        plain = [number for number, piece in enumerate(pieces) if piece.isascii()]
        plain.sort(key=pieces.__getitem__)
        self._ids = np.asarray(plain, np.int32)
        self._pieces = np.asarray([pieces[number].encode() for number in plain], np.bytes_)
        self._width = self._pieces.itemsize
        self._word = lru_cache(_WORDS)(self._cut)

    def _read_head(self, dimension: int, pieces: int) -> Floats:
        """Find the rows in the file; the weights of pieces. Raises ValueError and KeyError."""
        size = int.from_bytes(os.pread(self._file, 8, 0), "little")
        head = json.loads(os.pread(self._file, size, 8))
        rows, weights = head["embeddings"], head["weights"]
        if "mapping" in head or (rows["dtype"], weights["dtype"]) != ("I8", "F32"):
            raise ValueError("another form of table")
        if rows["shape"] != [pieces, dimension] or weights["shape"] != [pieces]:
            raise ValueError("a table of other pieces")
        self._dimension, self._first = dimension, 8 + size + rows["data_offsets"][0]
        packed = os.pread(self._file, 4 * pieces, 8 + size + weights["data_offsets"][0])
        return np.frombuffer(packed, "<f4", pieces)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def vector(self, question: str) -> Floats | None:
        """The vector of a question, of length one; None if it has a word that the library cuts by
        more than its letters."""
        given = texts.query_for_table(question)
        if not given.isascii():
            return None
        try:
            words = list(map(self._word, given.encode().split()))
        except OSError:
            return None
        numbers = [number for word, _ in words for number in word]
        rows = np.frombuffer(b"".join([row for _, row in words]), np.int8)
        rows = rows.reshape(len(numbers), self._dimension)
        if len(numbers) > _MOST_PIECES:
            numbers, rows = numbers[:_MOST_PIECES], rows[:_MOST_PIECES]
        if self._unknown in numbers:
            known = np.asarray(numbers) != self._unknown
            numbers, rows = np.asarray(numbers)[known].tolist(), rows[known]
        if not numbers:
            return np.zeros(self._dimension, np.float32)
        weighted = rows * self._weights[numbers, None]
        total = weighted.sum(axis=0, keepdims=True, dtype=np.float32)
        length = np.maximum(np.linalg.norm(total, ord=2, axis=1, keepdims=True), _LEAST)
        vector: Floats = np.asarray((total / length)[0], np.float32)
        return vector

    def _cut(self, word: bytes) -> _Word:
        """The pieces of a word: always the longest that it goes on with; of one that does not go on
        none is known."""
        numbers: list[int] = []
        start = 0
        while start < len(word) and len(word) <= self._longest:
            head = _PART.encode() if start else b""
            ends = range(min(len(word), start + self._width - len(head)), start, -1)
            number = self._first_of([head + word[start:end] for end in ends])
            if number is None:
                break
            numbers.append(number[0])
            start = ends[number[1]]
        if start < len(word):
            numbers = [self._unknown]
        each = self._dimension
        parts = [os.pread(self._file, each, self._first + number * each) for number in numbers]
        if any(len(part) < each for part in parts):
            raise OSError("the file was cut off")
        return tuple(numbers), b"".join(parts)

    def _first_of(self, spelled: list[bytes]) -> tuple[int, int] | None:
        """The number of the first that is a piece, and which that is."""
        wanted = np.asarray(spelled, self._pieces.dtype)
        places = self._pieces.searchsorted(wanted)
        there = np.flatnonzero(self._pieces.take(places, mode="clip") == wanted)
        if not len(there):
            return None
        return int(self._ids[places[there[0]]]), int(there[0])


def _pieces(path: Path) -> tuple[list[str], int, int]:
    """The pieces by their numbers, the number of what is unknown, and how many letters a word may
    have. Raises Unfit if words are cut in another way; ValueError, KeyError and TypeError."""
    told: Mapping[str, Any] = json.loads(path.read_bytes())
    model, vocabulary = told["model"], told["model"]["vocab"]
    plain = [each["content"] for each in told.get("added_tokens") or ()]
    if (
        model["type"] != "WordPiece"
        or model["continuing_subword_prefix"] != _PART
        or (told.get("normalizer") or {}).get("type") not in _AS_IT_IS
        or (told.get("pre_tokenizer") or {}).get("type") not in _AT_BLANKS
        # Such a piece may be found in the midst of a word.
        or any(each.isalnum() for each in plain)
    ):
        raise Unfit
    pieces = [""] * len(vocabulary)
    for piece, number in vocabulary.items():
        pieces[number] = piece
    return pieces, vocabulary[model["unk_token"]], model["max_input_chars_per_word"]


def table_of(model: Model) -> QuestionTable | None:
    """The table of a model, if there is one that can be read here; some tens of milliseconds."""
    try:
        return QuestionTable(model)
    except Unfit:
        return None

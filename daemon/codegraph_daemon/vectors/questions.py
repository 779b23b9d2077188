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
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from codegraph_client.models import Model

from . import texts
from .quantising import Floats

_MOST_PIECES: Final = 512
"""As the library cuts texts off."""
_WORDS: Final = 2048
"""Words whose rows are remembered, some 300 bytes for each."""
_LEAST: Final = np.float32(1e-12)
_PART: Final = b"##"
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
        self._pieces = _Pieces(pieces)
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
        numbers = [number for word, _ in words for number in word][:_MOST_PIECES]
        packed = b"".join([row for _, row in words])
        rows = np.frombuffer(packed, np.int8, len(numbers) * self._dimension)
        rows = rows.reshape(len(numbers), self._dimension)
        if self._unknown in numbers:
            rows = rows[[number != self._unknown for number in numbers]]
            numbers = [number for number in numbers if number != self._unknown]
        if not numbers:
            return np.zeros(self._dimension, np.float32)
        total = (rows * self._weights[numbers, None]).sum(axis=0, keepdims=True)
        length = max(np.linalg.norm(total, axis=1)[0], _LEAST)
        vector: Floats = total[0] / length
        return vector

    def _cut(self, word: bytes) -> _Word:
        """The pieces of a word: always the longest that it goes on with; of one that does not go on
        none is known."""
        numbers: list[int] = []
        start = 0
        while start < len(word) and len(word) <= self._longest:
            head = _PART if start else b""
            for end in range(len(word), start, -1):
                number = self._pieces.number(head + word[start:end])
                if number >= 0:
                    numbers.append(number)
                    start = end
                    break
            else:
                break
        if start < len(word):
            numbers = [self._unknown]
        each = self._dimension
        parts = [os.pread(self._file, each, self._first + number * each) for number in numbers]
        if any(len(part) < each for part in parts):
            raise OSError("the file was cut off")
        return tuple(numbers), b"".join(parts)


class _Pieces:
    """The numbers of pieces by their letters.

    Those that begin alike lie in one text, where the wanted one is looked for: all of them take a
    tenth of the memory that a dictionary does, and one is found in half a microsecond.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        """Those that are not plain letters stand in no plain word."""
        alike: dict[bytes, list[tuple[bytes, int]]] = {}
        for number, piece in enumerate(pieces):
            if piece.isascii():
                spelled = piece.encode()
                size = _beginning(spelled)
                alike.setdefault(spelled[:size], []).append((spelled[size:], number))
        self._rests: dict[bytes, tuple[bytes, NDArray[np.int32]]] = {}
        for beginning, rows in alike.items():
            rests = b"".join(b"%b\n" % rest for rest, _ in rows)
            numbers = np.asarray([number for _, number in rows], np.int32)
            self._rests[beginning] = b"\n" + rests, numbers

    def number(self, piece: bytes) -> int:
        """The number of a piece; below zero if there is none."""
        size = _beginning(piece)
        rests, numbers = self._rests.get(piece[:size], _NONE)
        at = rests.find(b"\n%b\n" % piece[size:])
        return int(numbers[rests.count(b"\n", 0, at)]) if at >= 0 else -1


_NONE: Final = b"", np.zeros(0, np.int32)


def _beginning(piece: bytes) -> int:
    return 4 if piece.startswith(_PART) else 2


def _pieces(path: Path) -> tuple[list[str], int, int]:
    """The pieces by their numbers, the number of what is unknown, and how many letters a word may
    have. Raises Unfit if words are cut in another way; ValueError, KeyError and TypeError."""
    told: Mapping[str, Any] = json.loads(path.read_bytes())
    model, vocabulary = told["model"], told["model"]["vocab"]
    plain = [each["content"] for each in told.get("added_tokens") or ()]
    if (
        model["type"] != "WordPiece"
        or model["continuing_subword_prefix"] != _PART.decode()
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

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
from io import BytesIO
from itertools import groupby
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
            self._pieces, self._unknown, self._longest = _pieces(folder / "tokenizer.json")
            self._file = os.open(folder / model.file, os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unfit from error
        try:
            self._weights = self._read_head(model.dimension)
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.close()
            raise Unfit from error
        self._word = lru_cache(_WORDS)(self._cut)

    def _read_head(self, dimension: int) -> Floats:
        """Find the rows in the file; the weights of pieces. Raises ValueError and KeyError."""
        size = int.from_bytes(os.pread(self._file, 8, 0), "little")
        head = json.loads(os.pread(self._file, size, 8))
        rows, weights, pieces = head["embeddings"], head["weights"], self._pieces.count
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

    They lie in one text, in order, where the wanted one is looked for among those that begin alike.
    All of them take a tenth of the memory that a dictionary does, and a microsecond finds one.
    """

    def __init__(self, text: bytes, numbers: NDArray[np.int32], count: int) -> None:
        """`text` has the pieces in order, each between line feeds, and `numbers` theirs; `count` is
        of all, those included that are not there."""
        self.count = count
        self._text, self._numbers = text, numbers
        self._alike: dict[bytes, tuple[int, int, int]] = {}
        """By how they begin: from where to where they lie, and how many come before."""
        at = before = 0
        for beginning, alike in groupby(BytesIO(text[1:]), lambda line: _beginning(line[:-1])):
            sizes = list(map(len, alike))
            self._alike[beginning] = at, at + sum(sizes) + 1, before
            at, before = at + sum(sizes), before + len(sizes)

    def number(self, piece: bytes) -> int:
        """The number of a piece; below zero if there is none."""
        first, last, before = self._alike.get(_beginning(piece), _NONE)
        at = self._text.find(b"\n%b\n" % piece, first, last)
        if at < 0:
            return -1
        return int(self._numbers[before + self._text.count(b"\n", first, at)])


_NONE: Final = 0, 0, 0


def _beginning(piece: bytes) -> bytes:
    return piece[:4] if piece.startswith(_PART) else piece[:2]


def _pieces(path: Path) -> tuple[_Pieces, int, int]:
    """The pieces, the number of what is unknown, and how many letters a word may have.

    Raises Unfit if words are cut in another way; ValueError, KeyError and TypeError.
    """
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
    if sorted(vocabulary.values()) != list(range(len(vocabulary))):
        raise Unfit
    unknown, longest = vocabulary[model["unk_token"]], model["max_input_chars_per_word"]
    # What is not plain letters stands in no plain word.
    named = sorted(piece for piece in vocabulary if piece.isascii() and piece.isprintable())
    text = "\n".join(("", *named, "")).encode()
    numbers = np.asarray([vocabulary[piece] for piece in named], np.int32)
    count = len(vocabulary)
    # Made when all that is gone, or its memory would lie between.
    del told, model, vocabulary, named
    return _Pieces(text, numbers, count), unknown, longest


def table_of(model: Model) -> QuestionTable | None:
    """The table of a model, if there is one that can be read here; some tens of milliseconds."""
    try:
        return QuestionTable(model)
    except Unfit:
        return None

"""A static model of fastembed's that remembers the pieces of words.

Cutting words into pieces is nine tenths of what such a model does, and the same few thousand words
make up a repository. Where pieces of a word do not depend on its neighbours, which is looked at
when the model is loaded, each word is cut once; the vectors are those that fastembed makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .quantising import Floats

_BATCH: Final = 256
_MOST_WORDS: Final = 50_000
_MOST_PIECES: Final = 512
"""As fastembed cuts texts off."""
_ID: Final = np.int32
_ALONE: Final = ("retry", "the", "failedUploads", "x", "42", "_private", "größe")


class Table:
    """`model` is what fastembed has loaded (`StaticTextEmbedding`)."""

    def __init__(self, model: Any) -> None:
        self._model = model
        # As an array like others, for those of mapped files are slower to take rows of.
        self._rows = np.asarray(model.embeddings)
        self._weights = _array(model.weights)
        self._mapping = _array(model.token_mapping)
        self._dimension = self._rows.shape[1]
        self._pieces: dict[str, bytes] = {}
        """By word the numbers of its pieces, packed: that takes a third of what a list takes."""
        together = self._cut([" ".join(_ALONE)])[0]
        self._apart = together == b"".join(self._cut(_ALONE))

    def passages(self, texts: Sequence[str]) -> Floats:
        """The vectors of some texts, in their order, of length one."""
        found = [self._batch(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(found)

    def _batch(self, texts: Sequence[str]) -> Floats:
        if not self._apart:
            whole: Floats = self._model.raw_embed(list(texts))
            return whole
        words = [text.split() for text in texts]
        pieces = self._pieces
        new = list({word for some in words for word in some if word not in pieces})
        if new:
            if len(pieces) > _MOST_WORDS:
                pieces.clear()
                new = list({word for some in words for word in some})
            pieces.update(zip(new, self._cut(new), strict=True))
        sums = np.zeros((len(texts), self._dimension), np.float32)
        for at, some in enumerate(words):
            ids = np.frombuffer(b"".join(map(pieces.__getitem__, some)), _ID)[:_MOST_PIECES]
            if len(ids):
                sums[at] = self._sum(ids)
        norms = np.sqrt(np.square(sums).sum(axis=1, keepdims=True))
        norms[norms == 0] = 1
        vectors: Floats = (sums / norms).astype(np.float32)
        return vectors

    def _sum(self, ids: NDArray[np.int32]) -> Floats:
        """The sum of the vectors of some pieces.

        One text after the other: its few rows stay in the processor's cache. As one product of
        matrices for many texts, as fastembed does it, it took four times as long.
        """
        rows = ids if self._mapping is None else self._mapping[ids]
        weights = np.ones(len(ids), np.float32) if self._weights is None else self._weights[ids]
        total: Floats = weights.astype(np.float32) @ self._rows[rows].astype(np.float32)
        return total

    def _cut(self, texts: Sequence[str]) -> list[bytes]:
        unknown = self._model.unk_token_id
        cut = self._model.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ids = [[each for each in one.ids if each != unknown] for one in cut]
        return [np.array(some, _ID).tobytes() for some in ids]


def _array(held: Any) -> NDArray[Any] | None:
    return None if held is None else np.asarray(held)

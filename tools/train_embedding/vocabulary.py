"""Word pieces: which there are, and how words are made of them.

Words come as `embedded_text` gives them, so the tokenizer has little to do but to take the longest
pieces that fit; it cuts at blanks, and at marks as well, for texts that nobody has prepared.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from .harvest import Numbers

UNKNOWN: Final = "[UNK]"
_RAREST: Final = 3
"""How often a word must be there to count for pieces."""


def learn(words: Sequence[str], counts: npt.NDArray[np.int64], size: int) -> Tokenizer:
    """A tokenizer of at most `size` pieces for words that are there so often.

    Frequent words become pieces of their own; counts are damped, so that the pieces of rare words
    have their share.
    """
    plain = _empty(models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=40))
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], show_progress=False, limit_alphabet=400
    )
    order = np.argsort(-counts, kind="stable")
    chosen = [int(at) for at in order if counts[at] >= _RAREST or len(words) < 10_000]
    plain.train_from_iterator(
        (" ".join([words[at]] * max(1, int(counts[at] ** 0.75))) for at in chosen), trainer
    )
    return plain


def _empty(model: models.Model) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def compact(tokenizer: Tokenizer) -> str:
    """The text of `tokenizer.json`, without blanks."""
    return json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))


def pieces_of_words(
    tokenizer: Tokenizer, words: Sequence[str]
) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """(pieces, starts): word i is made of `pieces[starts[i] : starts[i + 1]]`, unknown ones left
    out, as the model does."""
    unknown = tokenizer.token_to_id(UNKNOWN)
    found: list[int] = []
    starts = [0]
    for encoding in tokenizer.encode_batch_fast(list(words), add_special_tokens=False):
        found += [piece for piece in encoding.ids if piece != unknown]
        starts.append(len(found))
    return np.asarray(found, np.int32), np.asarray(starts, np.int64)

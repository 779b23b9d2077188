"""The model as files: bytes and a scale for each row, in the format of static models that fastembed
reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from codegraph_client import models
from codegraph_daemon.vectors.quiet import be_quiet

from .minilm import Floats, MiniLM
from .vocabulary import compact

DIMENSIONS: Final = 256
LARGEST: Final = 12_000_000
"""Bytes of all files together."""
TABLE: Final = "model.safetensors"
TOKENIZER: Final = "tokenizer.json"
NAME: Final = "codegraph/static-code-256"

_TYPES: Final = {"int8": "I8", "float32": "F32"}


def beginning(tokenizer: Tokenizer, frequencies: npt.NDArray[np.int64], minilm: MiniLM) -> Floats:
    """Rows to begin with: each piece as MiniLM sees it, in the main directions of all, longer the
    rarer it is. `frequencies` has in how many targets each piece stands."""
    pieces = [str(tokenizer.id_to_token(at)) for at in range(tokenizer.get_vocab_size())]
    vectors = minilm.embed([piece.removeprefix("##") for piece in pieces])
    vectors -= vectors.mean(0)
    _, directions = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    chosen = directions[:, ::-1][:, :DIMENSIONS]
    return _weighted((vectors @ chosen).astype(np.float32), frequencies)


def random_beginning(size: int, frequencies: npt.NDArray[np.int64], seed: int) -> Floats:
    """Rows to begin with where there are no weights to begin from."""
    random = np.random.default_rng(seed)
    return _weighted(random.normal(size=(size, DIMENSIONS)).astype(np.float32), frequencies)


def _weighted(rows: Floats, frequencies: npt.NDArray[np.int64]) -> Floats:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-6))
    rarity = np.log(1 + frequencies.max() / (1 + frequencies)) / np.log(1 + frequencies.max())
    weighted: Floats = rows / lengths * (0.05 + rarity[:, None]).astype(np.float32)
    return weighted


def quantised(table: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Rows as bytes, and what each row is multiplied by."""
    scales = np.maximum(np.abs(table).max(1), np.float32(1e-9)) / np.float32(127)
    return np.rint(table / scales[:, None]).astype(np.int8), scales


def write(table: Floats, tokenizer: Tokenizer, folder: Path) -> None:
    """Write the model's files, and beside them what they are (`model.json`)."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, scales = quantised(table)
    data = packed({"embeddings": rows, "weights": scales})
    text = compact(tokenizer).encode()
    if len(data) + len(text) > LARGEST:
        raise ValueError(f"the model has {len(data) + len(text)} bytes, more than {LARGEST}")
    (folder / TABLE).write_bytes(data)
    (folder / TOKENIZER).write_bytes(text)
    files = {TABLE: sha256(data).hexdigest(), TOKENIZER: sha256(text).hexdigest()}
    about = models.Model(
        models.EMBEDDED,
        "static",
        DIMENSIONS,
        "cosine",
        files,
        folder=str(folder),
        file=TABLE,
        licence="Apache-2.0",
    )
    models.write(about)


def packed(tensors: dict[str, npt.NDArray[np.int8] | Floats]) -> bytes:
    """Tensors as a safetensors file, without anything about when or where it was made."""
    header: dict[str, object] = {}
    at = 0
    for name, values in tensors.items():
        header[name] = {
            "dtype": _TYPES[values.dtype.name],
            "shape": list(values.shape),
            "data_offsets": [at, at + values.nbytes],
        }
        at += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    parts = [len(text).to_bytes(8, "little"), text]
    return b"".join([*parts, *(values.tobytes() for values in tensors.values())])


def load(folder: Path) -> Callable[[Sequence[str]], Floats]:
    """The model as fastembed runs it: vectors of length 1 of texts."""
    be_quiet()
    from fastembed.common.model_description import DenseModelDescription, ModelSource
    from fastembed.text import static_embedding

    if all(known.model != NAME for known in static_embedding.supported_static_models):
        static_embedding.supported_static_models.append(
            DenseModelDescription(
                model=NAME,
                dim=DIMENSIONS,
                description="",
                license="apache-2.0",
                size_in_GB=0.012,
                sources=ModelSource(hf=NAME),
                model_file=TABLE,
            )
        )
    known = static_embedding.StaticTextEmbedding(NAME, specific_model_path=str(folder))
    return lambda texts: np.stack(list(known.embed(list(texts)))).astype(np.float32)

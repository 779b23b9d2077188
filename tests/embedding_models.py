"""Small real models for tests: a static one whose words mean what the test says."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codegraph_client import models
from codegraph_client.models import Model
from codegraph_daemon.vectors.quantising import scale_of

MEANINGS: Mapping[str, Sequence[str]] = {
    "sending": ("send", "upload", "transfer", "push", "post"),
    "again": ("retry", "again", "repeat", "attempts", "resend"),
    "failing": ("fail", "failed", "error", "broken", "failure"),
    "reading": ("read", "parse", "load", "fetch", "open"),
    "colour": ("colour", "color", "paint", "red", "blue"),
    "people": ("user", "person", "account", "login", "member"),
}
"""Words of one meaning have nearly the same vector."""
DIMENSION = 32


def shipped_model() -> Model:
    """The model that comes with the package."""
    model = models.find(models.EMBEDDED)
    assert model is not None, "the package has no model"
    return model


def write_safetensors(path: Path, tensors: Mapping[str, NDArray[np.generic]]) -> None:
    """Write arrays in the format of safetensors: a header as JSON, then their bytes."""
    kinds = {"float32": "F32", "int8": "I8", "int64": "I64"}
    header, at = {}, 0
    for name, array in tensors.items():
        header[name] = {
            "dtype": kinds[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [at, at + array.nbytes],
        }
        at += array.nbytes
    packed = json.dumps(header).encode()
    data = b"".join(np.ascontiguousarray(array).tobytes() for array in tensors.values())
    path.write_bytes(struct.pack("<Q", len(packed)) + packed + data)


def write_static(
    folder: Path, meanings: Mapping[str, Sequence[str]] = MEANINGS, seed: int = 1
) -> Path:
    """A static model as `codegraph model add --from` takes it: int8 rows with weights."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    words, rows = ["[UNK]"], [np.zeros(DIMENSION)]
    for alike in meanings.values():
        centre = random.standard_normal(DIMENSION)
        for word in alike:
            words.append(word)
            rows.append(centre + 0.1 * random.standard_normal(DIMENSION))
    tokenizer = Tokenizer(
        WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]")  # noqa: S106
    )
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.array(rows)
    weights = np.maximum(np.abs(table).max(axis=1), 1e-6) / 127
    write_safetensors(
        folder / "model.safetensors",
        {
            "embeddings": np.rint(table / weights[:, None]).astype(np.int8),
            "weights": weights.astype(np.float32),
        },
    )
    return folder


def static_model(folder: Path, name: str = "small", seed: int = 1) -> Model:
    """The same, described as the user's models are."""
    write_static(folder, seed=seed)
    files = ("model.safetensors", "tokenizer.json")
    model = Model(
        name=name,
        kind="static",
        dimension=DIMENSION,
        metric="cosine",
        scale=scale_of("cosine", DIMENSION),
        files={file: models.digest_of(folder / file) for file in files},
        folder=str(folder),
        file="model.safetensors",
    )
    models.write(model)
    return model

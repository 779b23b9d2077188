"""What the chunks of a folder mean to a model, in this process: vectors without an index.

Vectors are held as the daemon holds them, in bytes, and the query is compared with every one.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bench.search_corpus import SearchCorpus
from codegraph_client.models import ABOUT, Model, embedded_dir, read
from codegraph_daemon.ranking.features import Floats, Places
from codegraph_daemon.vectors.embedding import Loaded
from codegraph_daemon.vectors.quantising import quantised, scale_of
from codegraph_daemon.vectors.texts import for_network, for_table

NEAREST = 200
"""Chunks that the daemon asks its index for."""


def model_in(folder: Path | None) -> Model | None:
    """The model in a folder, or the one that comes with the package; None if there is none.

    A folder that training has just written says nothing of itself: it is a table.
    """
    found = folder or embedded_dir()
    if (found / ABOUT).is_file():
        return read(found, found.name)
    table = found / "model.safetensors"
    if not table.is_file():
        return None
    with table.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    shapes = [each["shape"] for name, each in header.items() if name != "__metadata__"]
    columns = next(shape[1] for shape in shapes if len(shape) == 2)
    return Model(found.name, "static", columns, "cosine", {}, folder=str(found), file=table.name)


class Meaning:
    """The vectors of a corpus."""

    def __init__(self, corpus: SearchCorpus, model: Model) -> None:
        self._loaded = Loaded(model)
        text_of = for_table if model.kind == "static" else for_network
        texts = [
            text_of(corpus.texts[number], corpus.facts[number], chunk)
            for number in map(int, corpus.path_of_file)
            for chunk in corpus.chunks[number]
        ]
        scale = scale_of("cosine", model.dimension)
        codes = quantised(self._loaded.passages(texts), "cosine", scale)
        self._vectors = codes.astype(np.float32)
        self._vectors /= np.maximum(np.linalg.norm(self._vectors, axis=1, keepdims=True), 1)

    def similar(self, text: str) -> tuple[Places, Floats]:
        """The nearest places with their cosines."""
        cosines = self._vectors @ self._loaded.query(text)
        nearest = np.argsort(-cosines, kind="stable")[:NEAREST].astype(np.int32)
        return nearest, np.clip(cosines[nearest], 0, 1).astype(np.float32)

"""The embedding worker: texts of chunks to vectors, queries to vectors, and training.

A process of its own, since what networks need takes more memory than all else together; it is ended
when idle. Only here and in `static`, which loads what a table needs, fastembed is imported.
Belongs here: running models. Stays out: which models there are (`codegraph_client.models`), what
they are given (`texts`), and what is to be embedded (`pipeline.embedding`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from codegraph_client.models import Model

from ..workers import Host
from . import texts
from .quantising import Floats, metric_of, quantised, scale_for
from .quiet import be_quiet
from .static import static_models
from .tables import Table

_BATCH: Final = {"static": 1, "onnx": 8, "endpoint": 64}
"""Texts at once. Larger batches made networks slower, for they are padded to the longest."""
_PREFIX: Final = "codegraph/"
_KEPT: Final = 3
"""Models in memory: those in use are asked in turn, and loading one takes a second."""

Embed = Callable[[Sequence[str]], Floats]


class Loaded:
    """A model that is ready. Raises ValueError if its files are not those that were added."""

    def __init__(self, model: Model, *, unknown_dimension: bool = False) -> None:
        """With `unknown_dimension` vectors may have any; they tell what it is."""
        self.model = model
        self._dimension = 0 if unknown_dimension else model.dimension
        damage = model.damage()
        if damage:
            raise ValueError(f"the model {model.name} is damaged: {damage}; add it again")
        self._embedding: Any = None
        self._table: Table | None = None
        if model.kind == "static":
            self._embedding = _open_table(model)
            self._table = Table(self._embedding)
        elif model.kind == "onnx":
            self._embedding = _open_network(model)

    def passages(self, passages: Sequence[str]) -> Floats:
        """The vectors of some texts, in their order."""
        if not passages:
            return np.zeros((0, self._dimension), np.float32)
        size = _BATCH[self.model.kind]
        if self._embedding is None:
            return self._checked(_asked(self.model, passages, size))
        if self._table is not None:
            return self._checked(self._table.passages(passages))
        # Texts of one length have little padding between them.
        order = sorted(range(len(passages)), key=lambda at: len(passages[at]))
        arranged = [passages[at] for at in order]
        found = np.asarray(
            list(self._embedding.passage_embed(arranged, batch_size=size)), np.float32
        )
        vectors = np.zeros_like(found)
        vectors[order] = found
        return self._checked(vectors)

    def _checked(self, vectors: Floats) -> Floats:
        if self._dimension and vectors.shape[-1] != self._dimension:
            has = f"{vectors.shape[-1]} numbers, not {self._dimension}"
            raise ValueError(f"vectors of the model {self.model.name} have {has}")
        return vectors

    def query(self, query: str) -> Floats:
        """The vector of one query."""
        if self._embedding is None:
            return self._checked(_asked(self.model, [query], 1)[0])
        if self.model.kind == "static":
            query = texts.query_for_table(query)
        found = next(iter(self._embedding.query_embed([query])))
        return self._checked(np.asarray(found, np.float32))


def _asked(model: Model, passages: Sequence[str], size: int) -> Floats:
    """What an endpoint makes of some texts."""
    # Loaded here: nobody else needs what connections are made with.
    from . import endpoint

    return endpoint.embed(model, passages, size)


def _open_table(model: Model) -> Any:
    """What fastembed makes of a folder with a table of vectors.

    The table is mapped: processes that have it share its pages, and a query touches few of them.
    """
    be_quiet()
    static = static_models()
    name = _name(model)
    known = {each.model.lower() for each in static.supported_static_models}
    if name.lower() not in known:
        static.supported_static_models.append(
            static.DenseModelDescription(
                model=name,
                sources=static.ModelSource(hf=name),
                model_file=model.file,
                description="",
                license=model.licence,
                size_in_GB=0,
                dim=model.dimension,
            )
        )
    return static.StaticTextEmbedding(
        name, specific_model_path=model.folder, mmap=True, local_files_only=True
    )


def _open_network(model: Model) -> Any:
    """What fastembed makes of a folder with a network; it never looks at the internet."""
    be_quiet()
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType

    name = _name(model)
    known = {each["model"].lower() for each in TextEmbedding.list_supported_models()}
    if name.lower() not in known:
        TextEmbedding.add_custom_model(
            model=name,
            pooling=PoolingType[_POOLING[model.pooling]],
            normalization=model.normalised,
            sources=ModelSource(hf=name),
            dim=model.dimension,
            model_file=model.file,
        )
    return TextEmbedding(name, specific_model_path=model.folder, threads=1, local_files_only=True)


def _name(model: Model) -> str:
    """What fastembed knows a model by."""
    return model.known_as or _PREFIX + model.id.hex()


class Downloaded(NamedTuple):
    """A model that fastembed has brought."""

    folder: Path
    file: str
    static: bool
    licence: str


def downloaded(name: str, cache: str) -> Downloaded:
    """Have fastembed download a model of its list. Raises ValueError, and OSError."""
    be_quiet()
    from fastembed import TextEmbedding
    from fastembed.text.static_embedding import supported_static_models

    known = {each["model"].lower(): each for each in TextEmbedding.list_supported_models()}
    about = known.get(name.lower())
    if about is None:
        close = get_close_matches(name.lower(), known, 3, 0.4)
        near = ", ".join(known[each]["model"] for each in close)
        raise ValueError(
            f"fastembed knows no model {name}" + (f"; it knows {near}" if near else "")
        )
    made: Any = TextEmbedding(about["model"], cache_dir=cache, lazy_load=True).model
    return Downloaded(
        Path(made._model_dir),
        about["model_file"],
        any(each.model == about["model"] for each in supported_static_models),
        about["license"],
    )


_POOLING: Final = {"mean": "MEAN", "cls": "CLS", "last": "LAST_TOKEN", "none": "DISABLED"}

_loaded: dict[bytes, Loaded] = {}


def loaded(packed: dict[str, Any]) -> Loaded:
    """The model, from memory if it was among the last that were used."""
    model = Model(**packed)
    found = _loaded.pop(model.id, None)
    if found is None:
        while len(_loaded) >= _KEPT:
            del _loaded[next(iter(_loaded))]
        found = Loaded(model)
    _loaded[model.id] = found
    return found


def _embed(host: Host, payload: dict[str, Any]) -> dict[str, Any]:
    """Vectors of chunks: `files` has (path, facts id, ordinals of the chunks).

    A file that has other content by now is in `unread`. Vectors lie in one row after the other.
    """
    # Loaded here, for who asks with a query needs none of it.
    from ..chunks.row import Row
    from ..facts import Facts
    from ..workers.parse import text_of_facts

    one = loaded(payload["model"])
    prepare = texts.for_table if one.model.kind == "static" else texts.for_network
    files: Sequence[Sequence[Any]] = payload["files"]
    ids = [facts_id for _, facts_id, _ in files]
    keys: list[int] = []
    passages: list[str] = []
    unread: list[bytes] = []
    for (path, facts_id, ordinals), blob, packed in zip(
        files, host.call("facts", ids), host.call("chunks", ids), strict=True
    ):
        host.step([path, facts_id])
        text = text_of_facts(payload["root"], path, payload["max_bytes"], facts_id)
        if text is None:
            unread.append(facts_id)
            continue
        facts, row = Facts(blob), Row(packed)
        for ordinal in ordinals:
            keys.append(int(row.key[ordinal]))
            passages.append(prepare(text, facts, row.chunk(ordinal)))
    host.step([])
    vectors = one.passages(passages)
    codes = quantised(vectors, metric_of(one.model), scale_for(one.model))
    return {
        "keys": np.asarray(keys, "<u8").tobytes(),
        "codes": codes.tobytes(),
        "unread": unread,
    }


def _embed_unsaved(host: Host, payload: dict[str, Any]) -> bytes:
    """Vectors of some chunks of a text that is in no store, one after the other."""
    from ..chunks.row import Row
    from ..facts import Facts

    one = loaded(payload["model"])
    prepare = texts.for_table if one.model.kind == "static" else texts.for_network
    facts, row = Facts(host.call("facts", [payload["facts_id"]])[0]), Row(payload["chunks"])
    text = payload["text"]
    passages = [prepare(text, facts, row.chunk(ordinal)) for ordinal in payload["ordinals"]]
    vectors = one.passages(passages)
    return quantised(vectors, metric_of(one.model), scale_for(one.model)).tobytes()


def _query(host: Host, payload: dict[str, Any]) -> bytes:
    """The vector of a query; of an empty one nothing, but the model is ready then."""
    one = loaded(payload["model"])
    return one.query(payload["query"]).tobytes() if payload["query"] else b""


def _train(host: Host, payload: dict[str, Any]) -> bytes:
    """Centroids for short codes of vectors, of which `sample` are some; see `training`."""
    from .training import train

    sample = np.frombuffer(payload["sample"], np.int8).reshape(-1, payload["dimension"])
    return train(sample, payload["metric"])


TASKS: dict[str, Callable[[Host, dict[str, Any]], Any]] = {
    "embed": _embed,
    "embed_unsaved": _embed_unsaved,
    "query": _query,
    "train": _train,
}
BROADCASTS: dict[str, Callable[[Any], None]] = {}

"""`python -m codegraph_daemon.vectors.adding`: add a model of the user's, and end.

Reads what is wanted as JSON and writes what became of it as JSON. A process of its own, since it
loads the model to see that it works; and the only one that may download something, if the user has
named a model of fastembed's list. A model appears whole or not at all.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from codegraph_client import models
from codegraph_client.models import Model

from .embedding import Loaded, downloaded
from .quantising import metric_of, scale_of

TOKENS: Final = 128
"""So much of a chunk a network reads, unless told otherwise. With twice as much, questions about
functions found no more, and it took twice as long."""

_BESIDE: Final = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "config.json",
)
_TEXTS: Final = (
    "retry failed upload",
    "where is the configuration read from",
    "def retry_upload(self, attempts):\n    return self.send(attempts)",
    "class UserAccount:\n    name: str\n    def login(self, password): ...",
    "for (const item of items) { total += item.price * item.count; }",
    "static int parse_header(const char *buffer, size_t length)",
    "SELECT name, count(*) FROM orders GROUP BY name",
    "The cache is emptied when its entries are older than an hour.",
    "fn distance(a: &Point, b: &Point) -> f64",
    "import os, sys, json",
    "raise ValueError('the file cannot be opened')",
    "test that a window closes when escape is pressed",
)
"""What a model is tried with: a little of everything, to see how large its numbers are."""
_CONFIGURATION: Final = "tokenizer_config.json"

Wanted = dict[str, Any]


def add(wanted: Wanted) -> Model:
    """Add a model: `name`, and one of `folder`, `download` (fastembed's name), or `url`.

    Raises ValueError, with what is wrong, and OSError.
    """
    name = wanted["name"]
    if not models.valid_name(name):
        raise ValueError(f"a model cannot be called {name!r}: use small letters, digits, . _ -")
    folder = models.models_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _beside(folder) as unfinished:
        if wanted.get("url"):
            model = _endpoint(wanted, unfinished)
        elif wanted.get("download"):
            model = _download(wanted, unfinished)
        else:
            model = _from_folder(wanted, Path(wanted["folder"]), unfinished)
        model = _tried(model)
        models.write(model)
        final = folder / name
        if final.exists():
            shutil.rmtree(final)
        unfinished.rename(final)
    return models.read(final, name) or model


def _from_folder(wanted: Wanted, source: Path, target: Path) -> Model:
    if not source.is_dir():
        raise ValueError(f"{source} is no folder")
    if (source / models.TABLE).is_file() and not list(source.rglob("*.onnx")):
        kind: models.Kind = "static"
        file = models.TABLE
    else:
        kind, file = "onnx", _network(source, wanted.get("file") or "")
    return _copied(wanted, source, target, kind, file, "")


def _network(source: Path, wanted: str) -> str:
    found = sorted(str(each.relative_to(source)) for each in source.rglob("*.onnx"))
    if wanted:
        if wanted not in found:
            raise ValueError(f"there is no {wanted} in {source}")
        return wanted
    if len(found) != 1:
        several = f"several networks ({', '.join(found)}); name one with --file"
        raise ValueError(f"{source} has {several if found else 'no model.safetensors or *.onnx'}")
    return found[0]


def _download(wanted: Wanted, target: Path) -> Model:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".download-") as cache:
        found = downloaded(wanted["download"], cache)
        kind: models.Kind = "static" if found.static else "onnx"
        wanted = {**wanted, "licence": found.licence}
        return _copied(wanted, found.folder, target, kind, found.file, wanted["download"])


def _copied(
    wanted: Wanted, source: Path, target: Path, kind: models.Kind, file: str, known_as: str
) -> Model:
    names = [file, *(name for name in _BESIDE if (source / name).is_file())]
    # Large networks keep their weights in files beside the graph.
    names += [
        str(each.relative_to(source))
        for each in sorted((source / file).parent.iterdir())
        if each.name.startswith(Path(file).name) and each.name != Path(file).name
    ]
    if "tokenizer.json" not in names:
        raise ValueError(f"{source} has no tokenizer.json")
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    if kind == "onnx":
        _shorten(target / _CONFIGURATION, int(wanted.get("tokens") or TOKENS))
        names = list(dict.fromkeys([*names, _CONFIGURATION]))
    return Model(
        name=wanted["name"],
        kind=kind,
        dimension=0,
        metric=wanted.get("metric") or "cosine",
        files={name: models.digest_of(target / name) for name in names},
        folder=str(target),
        known_as=known_as,
        file=file,
        pooling=wanted.get("pooling") or "mean",
        licence=wanted.get("licence") or "",
    )


def _shorten(configuration: Path, tokens: int) -> None:
    """Have texts cut off after so many tokens, which fastembed takes from this file alone."""
    try:
        about = json.loads(configuration.read_bytes())
    except OSError:
        about = {}
    for key in ("model_max_length", "max_length"):
        if isinstance(about.get(key), int):
            about[key] = min(about[key], tokens)
    about.setdefault("model_max_length", tokens)
    configuration.write_text(json.dumps(about, indent=1, sort_keys=True), encoding="utf-8")


def _endpoint(wanted: Wanted, target: Path) -> Model:
    url = wanted["url"]
    if not url.startswith(("http" + "://", "https" + "://")):
        raise ValueError(f"{url} is no address of an endpoint")
    return Model(
        name=wanted["name"],
        kind="endpoint",
        dimension=0,
        metric=wanted.get("metric") or "cosine",
        files={},
        folder=str(target),
        url=url,
        remote=wanted.get("remote") or wanted["name"],
        key_variable=wanted.get("key_variable") or "",
    )


def _tried(model: Model) -> Model:
    """The model with its dimension, which it is run to learn. Raises ValueError if it fails."""
    about = model.packed()
    try:
        one = Loaded(model, unknown_dimension=True)
        vectors = one.passages(_TEXTS)
    except Exception as error:  # Libraries raise what they like for a broken model.
        raise ValueError(f"the model does not work: {error}") from error
    if vectors.ndim != 2 or len(vectors) != len(_TEXTS) or not np.isfinite(vectors).all():
        raise ValueError("the model does not work: it gives no vectors of numbers")
    dimension = int(vectors.shape[1])
    scale = scale_of(metric_of(model), dimension, vectors)
    return Model(**{**about, "dimension": dimension, "scale": scale})


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder that is gone in the end, unless it was renamed."""
    unfinished = Path(tempfile.mkdtemp(dir=folder, prefix=".adding-"))
    try:
        yield unfinished
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def main() -> int:
    """Read a request from standard input, write the answer to standard output."""
    wanted = json.loads(sys.stdin.buffer.read())
    # Whatever libraries print, the answer stands alone.
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        answer: dict[str, Any] = {"added": add(wanted).packed()}
    except (ValueError, OSError) as error:
        answer = {"refused": str(error)}
    with os.fdopen(answers, "w", encoding="utf-8") as out:
        json.dump(answer, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

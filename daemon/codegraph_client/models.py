"""Models that make vectors of text: the folders that hold them, and what is known of each.

The embedded default comes with the package. Others are the user's, each in a folder of its own
below the cache directory, made by `codegraph model add`; nothing else ever brings one here. A
folder has the files of the model and `model.json`, which says what it is and how its files hash.
Belongs here: finding, reading, listing and removing these. Stays out: adding (a process of the
daemon's package, since it loads the model) and running them (a worker).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, Final, Literal

from codegraph_client.errors import ConfigError
from codegraph_client.place import cache_dir

EMBEDDED: Final = "embedded"
"""The name of the default."""
ABOUT: Final = "model.json"
TABLE: Final = "model.safetensors"
ID_BYTES: Final = 8

Kind = Literal["static", "onnx", "endpoint"]
"""A table of vectors of word pieces; a network; somebody's server."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PIECE: Final = 1 << 20


@dataclass(frozen=True)
class Model:
    """One model. `folder` is where it lies on this machine; all else is in `model.json`."""

    name: str
    kind: Kind
    dimension: int
    metric: str
    """cosine, inner or l2; see `codegraph_daemon.vectors.quantising`."""
    files: dict[str, str]
    """Name -> SHA-256 of its content, in hexadecimal."""
    scale: float = 0.0
    """What its numbers are multiplied with to be bytes; 0: what is usual for its metric."""
    texts: int = 0
    """Which version of the texts it is given; known where it is run."""
    folder: str = ""
    known_as: str = ""
    """What fastembed calls it, if it knows how to run it."""
    file: str = ""
    """Of `onnx`: the file with the network; of `static`: that with the table."""
    pooling: str = "mean"
    """Of `onnx` that fastembed does not know: mean, cls or last."""
    normalised: bool = True
    url: str = ""
    """Of `endpoint`: its address, as all that follows."""
    remote: str = ""
    """The name of the model there."""
    key_variable: str = ""
    """The environment variable that holds the key to it."""
    licence: str = ""

    @cached_property
    def id(self) -> bytes:
        """Names what the model makes of a text: files and use, whatever it is called here."""
        parts = asdict(self)
        for key in ("name", "folder", "key_variable", "licence"):
            del parts[key]
        return blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=ID_BYTES).digest()

    @property
    def bytes(self) -> int:
        """What its files take on the disk."""
        sizes = 0
        for name in self.files:
            try:
                sizes += (Path(self.folder) / name).stat().st_size
            except OSError:
                continue
        return sizes

    def packed(self) -> dict[str, Any]:
        """As it crosses a socket; `Model(**packed)` is the model again."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def damage(self) -> str:
        """What is wrong with its files, in a few words; nothing if they are as they were."""
        for name, digest in self.files.items():
            try:
                found = digest_of(Path(self.folder) / name)
            except OSError as error:
                return f"{name} cannot be read ({error.strerror})"
            if found != digest:
                return f"{name} is not the file that was added"
        return ""


def models_dir() -> Path:
    """Where the user's models lie, existing or not."""
    return cache_dir() / "models"


def embedded_dir() -> Path:
    """Where the model lies that comes with the package."""
    return Path(__file__).resolve().parent.parent / "codegraph_daemon" / "vectors" / "model"


def find(name: str) -> Model | None:
    """The model of this name; None if there is none, or its folder says nothing of use."""
    if name == EMBEDDED:
        return read(embedded_dir(), name) or static(embedded_dir(), name)
    return read(models_dir() / name, name) if valid_name(name) else None


def added() -> Iterator[Model]:
    """The user's models, by name."""
    try:
        folders = sorted(each.name for each in models_dir().iterdir() if each.is_dir())
    except OSError:
        return
    for name in folders:
        model = find(name)
        if model is not None:
            yield model


def read(folder: Path, name: str) -> Model | None:
    """The model in a folder, under this name."""
    try:
        about = json.loads((folder / ABOUT).read_bytes())
        return Model(**{**about, "name": name, "folder": str(folder)})
    except (OSError, ValueError, TypeError):
        return None


def static(folder: Path, name: str) -> Model | None:
    """The static model in a folder that does not say what it is; its files are read for that."""
    try:
        files = {file: digest_of(folder / file) for file in (TABLE, "tokenizer.json")}
        with open(folder / TABLE, "rb") as table:
            header = json.loads(table.read(int.from_bytes(table.read(8), "little")))
        dimension = int(header["embeddings"]["shape"][1])
    except (OSError, ValueError, KeyError, TypeError, IndexError, OverflowError, MemoryError):
        return None
    return Model(name, "static", dimension, "cosine", files, folder=str(folder), file=TABLE)


def write(model: Model) -> None:
    """Write what is known of a model into its folder. Raises OSError."""
    about = model.packed()
    del about["name"], about["folder"]
    text = json.dumps(about, indent=1, sort_keys=True) + "\n"
    (Path(model.folder) / ABOUT).write_text(text, encoding="utf-8")


def remove(name: str) -> bool:
    """Remove one of the user's models; False if there is none of this name. Raises OSError."""
    folder = models_dir() / name
    if not valid_name(name) or not folder.is_dir():
        return False
    shutil.rmtree(folder)
    return True


def valid_name(name: str) -> bool:
    """Whether a model of the user's may be called so."""
    return name != EMBEDDED and _NAME.fullmatch(name) is not None


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises OSError."""
    hashed = sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def with_models(text: str, names: Sequence[str]) -> str:
    """The text of a settings file, saying which models are used. Raises ConfigError.

    Only that line changes; a file that says it in a form that is not on one line is left alone.
    """
    import tomllib

    wanted = f"models = {json.dumps(list(names))}"
    lines = text.splitlines()
    section = ""
    head = None
    for at, line in enumerate(lines):
        stripped = line.strip()
        if match := re.fullmatch(r"\[\s*([A-Za-z_.]+)\s*\](\s*#.*)?", stripped):
            section = match[1]
            head = at if section == "search" else head
        elif section == "search" and re.match(r"models\s*=", stripped):
            lines[at] = wanted
            break
        elif not section and re.match(r"search\s*\.\s*models\s*=", stripped):
            lines[at] = f"search.{wanted}"
            break
    else:
        if head is not None:
            lines.insert(head + 1, wanted)
        else:
            lines += [*([""] if lines else []), "[search]", wanted]
    changed = "\n".join(lines) + "\n"
    try:
        before = tomllib.loads(text)
        after = tomllib.loads(changed)
        before.setdefault("search", {})["models"] = list(names)
    except (tomllib.TOMLDecodeError, AttributeError, TypeError):
        before, after = {}, {"": ""}
    if before != after:
        raise ConfigError(f"write this into it yourself: [search] {wanted}")
    return changed

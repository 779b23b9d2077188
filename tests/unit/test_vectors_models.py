"""Models: what is added works, is what it was when it was added, and is told apart from others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codegraph_client import models
from codegraph_client.errors import ConfigError
from codegraph_daemon.vectors import adding
from codegraph_daemon.vectors.embedding import Loaded, loaded
from embedding_models import DIMENSION, MEANINGS, static_model, write_static


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEGRAPH_CACHE_DIR", str(tmp_path / "cache"))


TEXTS = ("upload failed again", "Paint it, RED", " ".join(["user push"] * 400))


def close(one: Loaded, first: str, second: str) -> float:
    a, b = one.passages([first, second])
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_a_static_model_from_a_folder_knows_what_words_mean(tmp_path: Path) -> None:
    model = adding.add({"name": "small", "folder": str(write_static(tmp_path / "model"))})
    assert (model.kind, model.dimension, model.damage()) == ("static", DIMENSION, "")
    assert model == models.find("small")
    assert [each.name for each in models.added()] == ["small"]
    one = Loaded(model)
    assert close(one, "upload failed", "transfer error") > 0.9
    assert close(one, "upload failed", "blue paint") < 0.7
    asked = one.query("Resend?")
    assert asked @ one.passages(["retry"])[0] > 0.9
    # Words are cut once each, and vectors are what fastembed makes of the whole texts.
    whole = np.array(list(one._embedding.passage_embed([*TEXTS, "", "nowhere"])))
    assert np.allclose(one.passages([*TEXTS, "", "nowhere"]), whole, atol=1e-6)
    # Vectors come in the order of the texts, whatever their lengths.
    texts = [" ".join(words) for words in MEANINGS.values()] + ["red"]
    for text, vector in zip(texts, one.passages(texts), strict=True):
        assert vector @ one.passages([text])[0] > 0.999


def test_a_static_model_that_does_not_say_what_it_is_is_read(tmp_path: Path) -> None:
    model = models.static(write_static(tmp_path / "model"), "small")
    assert model is not None
    assert (model.dimension, model.damage()) == (DIMENSION, "")
    assert close(Loaded(model), "upload failed", "transfer error") > 0.9
    (tmp_path / "model" / "model.safetensors").write_bytes(b"\xff" * 20)
    assert models.static(tmp_path / "model", "small") is None


def test_the_model_that_comes_with_the_package_works() -> None:
    model = models.find(models.EMBEDDED)
    if model is None:
        assert not list(models.embedded_dir().glob("*.safetensors"))
        return
    assert (model.kind, model.damage()) == ("static", "")
    assert model.bytes < 12_000_000
    assert sum(each.stat().st_size for each in models.embedded_dir().iterdir()) < 12_100_000
    one = Loaded(model)
    near = close(one, "where do we retry failed uploads", "def retry_upload(self): ...")
    assert near > close(one, "where do we retry failed uploads", "def paint(colour): ...")


def test_a_table_loads_nothing_that_it_has_no_use_for(tmp_path: Path) -> None:
    """What downloads models and what runs networks is most of a worker's start and memory."""
    model = static_model(tmp_path / "model")
    program = f"""if True:
        import sys
        from codegraph_client.models import Model
        from codegraph_daemon.vectors.embedding import Loaded
        loaded = Loaded(Model(**{model.packed()!r}))
        assert loaded.query("retry").any() and loaded.passages(["retry"]).any()
        print(*sys.modules)
        # Whoever needs a network afterwards has all of the library.
        from fastembed import TextEmbedding
        assert TextEmbedding.list_supported_models() and "huggingface_hub" in sys.modules
        import requests, tqdm, loguru
        assert requests.get and tqdm.tqdm and loguru.logger
    """
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    unused = {"fastembed", "onnxruntime", "huggingface_hub", "requests", "httpx", "loguru", "ssl"}
    assert not unused & set(run.stdout.split())


def test_models_that_are_used_together_are_each_loaded_once(tmp_path: Path) -> None:
    """A question asks each of them in turn."""
    packed = [static_model(tmp_path / str(n), str(n), seed=n).packed() for n in range(5)]
    first, second = loaded(packed[0]), loaded(packed[1])
    assert loaded(packed[0]) is first
    assert loaded(packed[1]) is second
    # What was not used for longest is let go of.
    for other in packed[2:]:
        loaded(other)
        assert loaded(packed[1]) is second
    assert loaded(packed[0]) is not first


def test_a_model_whose_files_changed_is_not_used(tmp_path: Path) -> None:
    model = static_model(tmp_path / "model")
    table = tmp_path / "model" / "model.safetensors"
    whole = table.read_bytes()
    table.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
    assert model.damage() == "model.safetensors is not the file that was added"
    with pytest.raises(ValueError, match="is damaged"):
        Loaded(model)
    table.unlink()
    assert "cannot be read" in model.damage()


def test_what_a_model_makes_of_a_text_has_a_name(tmp_path: Path) -> None:
    model = static_model(tmp_path / "model")
    assert len(model.id) == models.ID_BYTES
    assert replace(model, name="other", folder="elsewhere").id == model.id
    assert replace(model, files={**model.files, "tokenizer.json": "0"}).id != model.id
    assert replace(model, pooling="cls").id != model.id


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        ({"name": "embedded", "folder": "."}, "cannot be called"),
        ({"name": "../up", "folder": "."}, "cannot be called"),
        ({"name": "m", "folder": "missing"}, "is no folder"),
        ({"name": "m", "folder": "empty"}, "has no model.safetensors"),
        ({"name": "m", "folder": "untokenised"}, "has no tokenizer.json"),
        ({"name": "m", "folder": "broken"}, "does not work"),
        ({"name": "m", "url": "ftp:x"}, "no address"),
        ({"name": "m", "download": "all-minilm-l6"}, "it knows .*all-MiniLM-L6-v2"),
    ],
)
def test_what_is_no_model_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any], refused: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "untokenised").mkdir()
    (tmp_path / "untokenised" / "model.safetensors").write_bytes(b"")
    write_static(tmp_path / "broken")
    (tmp_path / "broken" / "model.safetensors").write_bytes(b"\0" * 100)
    with pytest.raises(ValueError, match=refused):
        adding.add(wanted)
    assert not list(models.added())
    assert not models.models_dir().exists() or not list(models.models_dir().iterdir())


def test_libraries_write_nothing_into_the_home_folder_and_send_nothing(tmp_path: Path) -> None:
    model = static_model(tmp_path / "model")
    home = tmp_path / "home"
    home.mkdir()
    program = f"""
from codegraph_client.models import Model
from codegraph_daemon.vectors.embedding import Loaded
Loaded(Model(**{model.packed()!r})).query("again")
import fastembed, onnxruntime
"""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        clean.pop(name, None)
    subprocess.run(
        [sys.executable, "-c", program], env={**clean, "HOME": str(home)}, check=True, timeout=60
    )
    assert not [str(each) for each in home.rglob("*") if each.is_file()]


def test_a_model_is_removed(tmp_path: Path) -> None:
    adding.add({"name": "small", "folder": str(write_static(tmp_path / "model"))})
    assert models.remove("small")
    assert models.find("small") is None
    assert not models.remove("small")
    assert not models.remove("..")


# --- Endpoints ----------------------------------------------------------------------------------


class _Endpoint(BaseHTTPRequestHandler):
    """Answers as OpenAI's does: how long a text is, and how many vowels it has."""

    asked: list[dict[str, Any]] = []
    broken = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({**body, "key": self.headers["Authorization"], "path": self.path})
        rows = [
            {"index": at, "embedding": [len(text), sum(each in "aeiou" for each in text), 1.0]}
            for at, text in enumerate(body["input"])
        ]
        answer = json.dumps({"data": rows[::-1] if not self.broken else []}).encode()
        self.send_response(500 if body["model"] == "unknown" else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    _Endpoint.asked = []
    _Endpoint.broken = False
    yield f"http://127.0.0.1:{server.server_port}/v1/embeddings"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_is_asked_for_vectors(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "secret")
    wanted = {"name": "far", "url": endpoint, "remote": "big-model", "key_variable": "SOME_KEY"}
    model = adding.add(wanted)
    assert (model.kind, model.dimension) == ("endpoint", 3)
    assert "secret" not in (models.models_dir() / "far" / models.ABOUT).read_text()
    texts: Sequence[str] = [f"{'a' * at}b" for at in range(150)]
    vectors = Loaded(model).passages(texts)
    assert vectors[:, 0].tolist() == [len(text) for text in texts]
    assert [len(each["input"]) for each in _Endpoint.asked[1:]] == [64, 64, 22]
    assert {each["model"] for each in _Endpoint.asked} == {"big-model"}
    assert {each["key"] for each in _Endpoint.asked} == {"Bearer secret"}
    assert {each["path"] for each in _Endpoint.asked} == {"/v1/embeddings"}
    assert Loaded(model).query("aab").tolist() == [3, 2, 1]
    _Endpoint.broken = True
    with pytest.raises(ValueError, match="not a vector for each"):
        Loaded(model).passages(["a"])


def test_an_endpoint_that_refuses_is_not_added(endpoint: str) -> None:
    with pytest.raises(ValueError, match="answered 500"):
        adding.add({"name": "far", "url": endpoint, "remote": "unknown"})
    assert not list(models.added())


# --- Which are used -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[search]\nmodels = ["a", "b"]\n'),
        ("[index]\nx = 1\n", '[index]\nx = 1\n\n[search]\nmodels = ["a", "b"]\n'),
        ("[search]\nuse = 'on'\n", '[search]\nmodels = ["a", "b"]\nuse = \'on\'\n'),
        (
            "[search] # mine\nmodels = ['c'] # old\n[index]\n",
            '[search] # mine\nmodels = ["a", "b"]\n[index]\n',
        ),
        ("search.models = ['c']\n", 'search.models = ["a", "b"]\n'),
    ],
)
def test_which_models_are_used_is_written_into_the_settings(before: str, after: str) -> None:
    assert models.with_models(before, ["a", "b"]) == after


@pytest.mark.parametrize(
    "before", ["[search]\nmodels = [\n 'a',\n]\n", "search = { models = [] }\n", "[search\n"]
)
def test_settings_that_are_written_otherwise_are_left_alone(before: str) -> None:
    with pytest.raises(ConfigError, match="write this into it yourself"):
        models.with_models(before, ["a"])

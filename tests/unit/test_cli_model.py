"""`codegraph model`: what there is, what is used, and what becomes of a wrong word."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from codegraph_client import models
from codegraph_client.settings import load
from codegraph_server.cli.main import main
from embedding_models import write_static

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `codegraph model ... --json`: what it printed."""
    monkeypatch.setenv("CODEGRAPH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.delenv("CODEGRAPH_SEARCH_MODELS")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PWD", raising=False)

    def call(*arguments: str, code: int = 0) -> dict[str, Any]:
        assert main(["model", *arguments, "--json"]) == code
        out, err = capfd.readouterr()
        # A download shows how far it is.
        assert err == "" or "--download" in arguments
        found: dict[str, Any] = json.loads(out)
        return found

    return call


def test_a_model_is_added_used_and_removed(run: Run, tmp_path: Path) -> None:
    write_static(tmp_path / "there")
    added = run("add", "small", "--from", "there")
    assert (added["name"], added["kind"], added["dimension"]) == ("small", "static", 32)
    assert not added["used"]
    settings = tmp_path / "settings" / "codegraph" / "config.toml"
    assert run("use", "small") == {"models": ["small"], "file": str(settings)}
    assert load(None).strings("search.models") == ("small",)
    (row,) = [each for each in run("list")["models"] if each["name"] == "small"]
    assert row["used"]
    assert row["bytes"] == sum(
        (tmp_path / "there" / name).stat().st_size
        for name in ("model.safetensors", "tokenizer.json")
    )
    assert run("use", "none")["models"] == []
    assert load(None).strings("search.models") == ()
    assert run("remove", "small") == {"removed": True}
    assert run("remove", "small", code=1) == {"removed": False}


def test_a_repository_cannot_name_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEGRAPH_SEARCH_MODELS")
    (tmp_path / "codegraph.toml").write_text('[search]\nmodels = ["theirs"]\n')
    settings = load(tmp_path)
    assert "theirs" not in settings.strings("search.models")
    assert any("only the user's own settings" in str(each) for each in settings.problems)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("use", "missing"), "there is no model missing"),
        (("add", "unknown"), "say where it comes from"),
        (("add", "m", "--from", ".", "--download", "x"), "give one of"),
        (("add", "M!", "--from", "."), "a model cannot be called"),
        (("add", "m", "--from", "nowhere"), "is no folder"),
    ],
)
def test_a_wrong_word_is_told(
    run: Run, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert main(["model", *arguments]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert told in err


# --- Downloads ------------------------------------------------------------------------------------


class _Hub(BaseHTTPRequestHandler):
    """Serves one repository of models as the hub does: its list, and its files."""

    folder: Path
    asked: list[str] = []

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        self.asked.append(self.path)
        files = sorted(each.name for each in self.folder.iterdir())
        name = self.path.rpartition("/")[2]
        if "/resolve/" in self.path and name in files:
            data = (self.folder / name).read_bytes()
        elif self.path.startswith("/api/models/") and "/tree/" in self.path:
            rows = [
                {
                    "type": "file",
                    "path": each,
                    "size": (self.folder / each).stat().st_size,
                    "oid": f"{at:040x}",
                }
                for at, each in enumerate(files)
            ]
            data = json.dumps(rows).encode()
        elif self.path.startswith("/api/models/"):
            about = {"id": "x/y", "sha": "a" * 40, "siblings": [{"rfilename": f} for f in files]}
            data = json.dumps(about).encode()
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{len(data)}-{name}"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server on this machine that fastembed downloads from; what it was asked for."""
    _Hub.folder, _Hub.asked = write_static(tmp_path / "served"), []
    (_Hub.folder / "config.json").write_text("{}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    yield _Hub.asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_model_of_fastembeds_list_is_downloaded_when_it_is_added(
    run: Run, hub: list[str]
) -> None:
    added = run("add", "potion", "--download", "minishlab/potion-base-8M")
    assert (added["kind"], added["dimension"], added["licence"]) == ("static", 32, "mit")
    model = models.find("potion")
    assert model is not None
    assert model.known_as == "minishlab/potion-base-8M"
    assert model.damage() == ""
    # Nothing is left beside it, and nothing is asked for again.
    assert [each.name for each in models.models_dir().iterdir()] == ["potion"]
    asked = len(hub)
    run("list")
    run("use", "potion")
    assert len(hub) == asked

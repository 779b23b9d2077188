"""Reports that an editor shows as documents of the scheme `codegraph`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from e2e.raw_client import RawClient, raw_client
from e2e.session import write

CONTENT = "workspace/textDocumentContent"
CAN: dict[str, Any] = {"workspace": {"textDocumentContent": {"dynamicRegistration": False}}}
SHOP = """\
def größe(): pass


class Cart:
    def total(self): return größe()


def main(): Cart().total()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pro&ject=+ö"
    write(folder, {"codegraph.toml": "", "shop.py": SHOP, "test_shop.py": TEST})
    return folder


TEST = "from shop import main\ndef test_main(): main()\n"


def about(path: Path, rest: str) -> str:
    return f"uri={quote(path.as_uri(), safe='')}&{rest}"


async def shown(client: RawClient, uri: str) -> list[str]:
    result = await client.result(CONTENT, {"uri": uri})
    assert list(result) == ["text"]
    return [line.rstrip() for line in result["text"].splitlines()]


async def test_who_calls_what_and_whom_a_change_reaches(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN)
        await client.ready()
        # Where `größe` is called, counted as the client does.
        called = about(folder / "shop.py", "line=4&character=28")
        lines = await shown(client, f"codegraph:/call-graph?{called}&direction=callers&depth=2")
        assert lines[:4] == [
            "Calls around shop.py:5:29",
            "",
            "shop.py:1:5  function größe",
            "shop.py:5:9  method Cart.total",
        ]
        assert "    calls größe" in lines
        quoted = quote(called + "&depth=9&tests=auto", safe="")
        lines = await shown(client, f"codegraph:/impact/größe/of things?{quoted}")
        assert lines[:3] == ["Impact of a change of größe/of things", "", "1 step"]
        assert any("test_shop.py" in line and "calls main" in line for line in lines)
        assert "Tests to run" in lines


async def test_a_file_and_a_key(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN)
        await client.ready()
        document = {"textDocument": {"uri": (folder / "shop.py").as_uri()}}
        graph = await client.result("codegraph/callGraph", document)
        whole = await shown(client, f"codegraph:/call-graph?{about(folder / 'shop.py', '')[:-1]}")
        assert whole[0] == "Calls around shop.py"
        assert sum("  function " in line or "  method " in line for line in whole) == 3
        (key,) = [each["key"] for each in graph["results"] if each["name"] == "main"]
        by_key = about(folder / "shop.py", f"key={quote(key, safe='')}")
        lines = await shown(client, f"codegraph:/call-graph/main?{by_key}&depth=1")
        assert lines[2].endswith("function main")


async def test_the_state_of_every_root(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN)
        await client.ready()
        text = "\n".join(await shown(client, "codegraph:/status"))
        assert str(folder) in text
        assert re.search(r"^state +ready", text, re.MULTILINE)
        assert "3 files" in text
    async with raw_client() as client:
        await client.initialize(capabilities=CAN)
        assert await shown(client, "codegraph:/status") == ["No folder is open."]


async def test_reports_that_were_asked_for_are_asked_for_again_when_the_index_changes(
    folder: Path,
) -> None:
    uri = f"codegraph:/call-graph?{about(folder / 'shop.py', 'line=0&character=4')}"
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN)
        await client.ready()
        await shown(client, uri)
        write(folder, {"shop.py": SHOP + "größe()\n"})
        client.notify(
            "textDocument/didSave", {"textDocument": {"uri": (folder / "shop.py").as_uri()}}
        )
        refresh = await client.notification(f"{CONTENT}/refresh")
        assert refresh["params"] == {"uri": uri}


async def test_what_there_is_nothing_to_say_of(folder: Path) -> None:
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN)
        await client.ready()
        (line,) = await shown(client, "codegraph:/impact?uri=file:///etc/hosts&line=0&character=0")
        assert "outside of every folder" in line
        nowhere = about(folder / "shop.py", "line=900&character=0")
        for report in ("impact", "call-graph"):
            lines = await shown(client, f"codegraph:/{report}?{nowhere}")
            assert "shop.py:901:1" in lines[0]


@pytest.mark.parametrize(
    "uri",
    [
        "codegraph:/nothing",
        "codegraph:",
        "other:/status",
        "codegraph:/status?uri=file:///a",
        "codegraph:/impact",
        "codegraph:/impact?uri=file:///a&line=1",
        "codegraph:/impact?uri=file:///a&line=x&character=0",
        "codegraph:/impact?uri=file:///a&direction=both",
        "codegraph:/impact?uri=file:///a&depth=-1",
        "file:///a",
        "",
        "codegraph://[",
    ],
)
async def test_other_documents_are_refused(uri: str) -> None:
    async with raw_client() as client:
        await client.initialize(capabilities=CAN)
        assert (await client.request(CONTENT, {"uri": uri}))["error"]["code"] == -32602


async def test_it_is_declared_where_the_client_takes_it_and_always_served() -> None:
    async with raw_client() as client:
        declared = await client.initialize(capabilities=CAN)
        content = declared["capabilities"]["workspace"]["textDocumentContent"]
        assert content == {"schemes": ["codegraph"]}
    async with raw_client() as client:
        declared = await client.initialize(initializationOptions={"profile": "companion"})
        assert "textDocumentContent" not in declared["capabilities"]["workspace"]
        assert await shown(client, "codegraph:/status") == ["No folder is open."]


async def test_a_daemon_that_is_not_there_is_what_they_say(folder: Path) -> None:
    Path(os.environ["CODEGRAPH_RUNTIME_DIR"]).chmod(0o755)
    async with raw_client() as client:
        await client.initialize(folder, capabilities=CAN)
        place = about(folder / "shop.py", "line=0&character=4")
        for uri in ("codegraph:/status", f"codegraph:/impact?{place}"):
            assert os.environ["CODEGRAPH_RUNTIME_DIR"] in "\n".join(await shown(client, uri))

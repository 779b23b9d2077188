"""Definitions that lie outside of the workspace, as tests name them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fixture_language import parse_fixture
from harness import Index, in_index


def outside(text: str, method: str = "definition") -> list[str]:
    """Each result: the library, the file in it, and the line of the definition."""
    fixture = parse_fixture(text)

    async def run(index: Index) -> list[str]:
        await index.show(fixture.files)
        answer = await index.ask(method, fixture.target())
        assert answer["complete"], answer
        return [shown(result) for result in answer["results"]]

    return in_index(run, external_use="on")


def shown(result: Any) -> str:
    if "external" not in result:
        return f"{result['path']}:{result['line'] + 1}"
    assert "key" not in result
    path = Path(result["path"])
    file = re.split(r"/(?:typeshed|site-packages|node_modules)/", str(path))[-1]
    if "detail" in result:
        return f"{result['external']}, {file}: {result['detail']}"
    line = path.read_text().splitlines()[result["line"]]
    return f"{result['external']}, {file}: {line.strip()}"

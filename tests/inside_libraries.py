"""Questions that tests ask from inside of a library's file, and their answers as people would read
them: with paths as one imports them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fixture_language import draw, parse_fixture
from harness import Answer, Index, in_index

SITE = ".venv/lib/python3.12/site-packages"
HEAD = f"""
//- .venv/pyvenv.cfg
version = 3.12.4
//- {SITE}/parcel-2.1.dist-info/METADATA
Name: parcel
"""


def asked(method: str, code: str, **params: object) -> tuple[Answer, dict[str, str]]:
    """The answer at the cursor, and the files, both with paths as people would import them."""
    fixture = parse_fixture(code)

    async def run(index: Index) -> Answer:
        await index.show(fixture.files)
        target: dict[str, Any] = fixture.target()
        # As the results of a library spell it.
        if "/" in target["path"]:
            target["path"] = str(index.root / target["path"])
        answer = await index.ask(method, {**target, **params})
        assert answer["complete"], answer
        _shorten(answer["results"], str(index.root) + "/")
        return answer

    answer = in_index(run, external_use="on")
    return answer, {path.removeprefix(f"{SITE}/"): text for path, text in fixture.files.items()}


def _shorten(results: list[dict[str, Any]], root: str) -> None:
    for result in results:
        assert ("external" in result) == result["path"].startswith("/")
        assert "external" not in result or "key" not in result
        result["path"] = result["path"].removeprefix(root).removeprefix(f"{SITE}/")
        _shorten(result.get("children", []), root)


def drawn(method: str, code: str, **params: object) -> str:
    """The results, drawn; of a file that is not in the fixture, its library and the line."""
    answer, files = asked(method, code, **params)
    lines = ""
    for result in answer["results"]:
        if result["path"] in files:
            continue
        line = Path(result["path"]).read_text(encoding="utf-8").splitlines()[result["line"]]
        lines += f"{result['external']}: {line.strip()}\n"
    inside = [each for each in answer["results"] if each["path"] in files]
    if not answer["results"]:
        return f"(nothing: {answer.get('reason')})\n"
    return (draw(inside, files) if inside else "") + lines

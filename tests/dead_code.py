"""How tests ask for dead code, and how what is found is drawn."""

from __future__ import annotations

import textwrap
from typing import Any

from fixture_language import parse_fixture
from harness import ask


def dead(text: str, **params: Any) -> str:
    """Each candidate: what it is, where, why it is one, and how sure that is."""
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "deadCode", params)
    assert answer["complete"], answer
    assert answer["summary"]["dead"] == len(answer["results"])
    return "".join(map(drawn, answer["results"])) or "(none)\n"


def drawn(result: dict[str, Any]) -> str:
    users = ", ".join(name for name, _, _ in result.get("users", ()))
    by = f" by {users}" if users else ""
    inside = f" +{result['inside']}" if result["inside"] else ""
    sure = f" ({result['confidence']})" if result["confidence"] < 0.9 else ""
    place = f"{result['path']}:{result['line'] + 1}"
    kind = f"{result['kind']} {result['qualified']}"
    return f"{kind} {place} {result['reason']}{by}{inside}{sure}\n"


def check(text: str, expected: Any, **params: Any) -> None:
    found = dead(text, **params)
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
    assert found == expected

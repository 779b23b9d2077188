"""Drawing callers, callees and types: what the tests of these questions share in every language.

Belongs here: asking and drawing. Stays out: what the answers are to be.
"""

from __future__ import annotations

import textwrap
from typing import Any

from fixture_language import draw, kind_and_place, parse_fixture
from harness import _same, ask


def check_types(text: str, question: str, expected: Any, **params: Any) -> None:
    """The answer to `question`, at the cursor or of the symbol given, draws as `expected`."""
    fixture = parse_fixture(text)
    asked = (fixture.target() if fixture.cursor else {}) | params
    answer = ask(fixture.files, fixture.steps, question, asked)
    assert answer["complete"], answer
    _same(draw(answer["results"], fixture.final, kind_and_place), expected)


def calls(text: str, question: str, **params: Any) -> str:
    """Each caller or callee with the places of the calls, those further away below it."""
    fixture = parse_fixture(text)
    asked = (fixture.target() if fixture.cursor else {}) | params
    answer = ask(fixture.files, fixture.steps, question, asked)
    assert answer["complete"], answer
    return "".join(_lines(answer["results"], fixture.final, 0)) or "(nobody)\n"


def _lines(results: list[dict[str, Any]], files: Any, depth: int) -> list[str]:
    lines = []
    for result in results:
        places = ", ".join(_shown(call, files) for call in result["calls"])
        name = result.get("qualified") or result["name"]
        sure = "" if result["tier"] == "certain" else f" ({result['tier']})"
        home = f"{result['path']}:{result['line'] + 1}"
        lines.append(f"{'  ' * depth}{result['kind']} {name} {home}{sure} <- {places}\n")
        lines += _lines(result.get("children", []), files, depth + 1)
    return lines


def _shown(call: dict[str, Any], files: Any) -> str:
    line = files[call["path"]].split("\n")[call["line"]].encode()
    covered = line[call["column"] : call["end_column"]].decode()
    assert call["end_line"] == call["line"]
    role = "" if call["role"] == "call" else f" ({call['role']})"
    return f"{call['path']}:{call['line'] + 1} {covered}{role}"


def check_calls(text: str, question: str, expected: Any, **params: Any) -> None:
    drawn = calls(text, question, **params)
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
    assert drawn == expected

"""What is told of a whole workspace, for fixtures.

Belongs here: asking, and how what is told is named. Stays out: what it must be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fixture_language import parse_fixture
from harness import Answer, ask


def overview(text: str, section: str, **params: Any) -> Answer:
    """The answer about one section, after all steps of a fixture."""
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "overview", {"sections": [section], **params})
    assert answer["complete"], answer
    assert {each["section"] for each in answer["results"]} <= {section}
    return answer


def named(result: Mapping[str, Any]) -> str:
    inside = result.get("qualified", "")
    return f"{result['path']}#{inside}" if inside else str(result["path"])


def names(text: str, section: str, **params: Any) -> list[str]:
    return [named(each) for each in overview(text, section, **params)["results"]]

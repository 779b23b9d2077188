"""The generator of projects: what it gives must be as varied as the property test believes."""

from __future__ import annotations

from hypothesis import find, given, settings

from generated_projects import edited, histories, projects, split


@given(projects())
@settings(max_examples=50)
def test_statements_are_found_again_in_the_text(tree: dict[str, str]) -> None:
    for text in tree.values():
        assert "".join(split(text)) == text


@given(histories())
@settings(max_examples=50)
def test_a_history_begins_with_a_project_and_goes_on(history: list[dict[str, str]]) -> None:
    assert len(history) >= 2
    assert all(text.endswith("\n") for tree in history for text in tree.values() if text)


def test_an_empty_new_module_that_shadows_another_can_happen() -> None:
    before = {"alpha.py": "def f():\n    return 1\n", "beta.py": "from alpha import f\n"}
    step = find(
        edited(before),
        lambda after: after.get("alpha/__init__.py") == "" and "alpha.py" in after,
    )
    assert step["beta.py"] == before["beta.py"]


def test_a_file_moves_with_its_text() -> None:
    before = {"alpha.py": "value = 1\n", "beta.py": ""}
    after = find(edited(before), lambda after: "alpha.py" not in after and "gamma.py" in after)
    assert after["gamma.py"] == "value = 1\n"

"""`this`, which is no name: who asks for its definition asks for the class around it."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("class A { x = 1; f() { return th<|>is.x } }", ["A"], id="a method"),
        pytest.param("class A { f() { return this<|>; } }", ["A"], id="at its end"),
        pytest.param("class A { f() { [1].map(() => <|>this) } }", ["A"], id="an arrow"),
        pytest.param("class A { x = 1; y = th<|>is.x; }", ["A"], id="a field"),
        pytest.param("class A { get x() { if (1) { return th<|>is } } }", ["A"], id="an accessor"),
        pytest.param("class A { f() { class B { g() { th<|>is } } } }", ["B"], id="a class inside"),
        pytest.param("class A { f() { return function () { th<|>is } } }", [], id="a function"),
        pytest.param("class A { f() { function g() { th<|>is } } }", [], id="a named function"),
        pytest.param("class A { f() { return { g: th<|>is } } }", ["A"], id="in an object"),
        pytest.param("class A { o = { g: () => th<|>is } }", ["A"], id="in an object of a field"),
        pytest.param("class A { f() { return { g() { th<|>is } } } }", [], id="an object"),
        pytest.param("class A { o = { g() { th<|>is } } }", [], id="an object of a field"),
        pytest.param("const o = { f() { return th<|>is } }", ["o"], id="an object with a name"),
        pytest.param("class A { f() { return [...th<|>is] } }", ["A"], id="spread"),
        pytest.param("class A { f() { return x.th<|>is } }", [], id="a member of that name"),
        pytest.param("th<|>is", [], id="nothing around"),
    ],
)
@pytest.mark.parametrize("ending", ["ts", "js"])
def test_definition_of_this(ending: str, text: str, expected: list[str]) -> None:
    fixture = parse_fixture(f"//- a.{ending}\n{text}\n")
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["name"] for each in answer["results"]] == expected
    assert {each["tier"] for each in answer["results"]} <= {"inferred"}
    assert bool(expected) != bool(answer.get("reason"))


def test_in_java() -> None:
    text = "//- A.java\nclass A { int x; class B { int f() { return A.this.x + th<|>is.f(); } } }\n"
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["name"] for each in answer["results"]] == ["B"]

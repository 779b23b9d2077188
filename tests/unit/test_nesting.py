"""Files that are nested too deeply: they lose what lies deepest, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.nesting import FRAMES, without_deepest
from codegraph_daemon.languages.python.grammar import parser
from codegraph_daemon.workers.parse import parser_of

DEPTH = 20_000

SCRIPTS = {
    "callbacks": ("", "f(() => {", "", "})"),
    "classes": ("", "class A { m() {", "", "}}"),
    "methods": ("x = ", "{ m() { return ", "1", "}}"),
    "asynchronous": ("x = ", "(async () => { await ", "1", "})()"),
    "loops": ("", "for (const x of y) {", "", "}"),
    "cases": ("", "switch (a) { case 1:", "", "}"),
    "conditions": ("", "if (a) {", "", "}"),
    "calls": ("x = ", "f(", "1", ")"),
    "elements": ("x = ", "<a>", "", "</a>"),
}
PYTHON = {
    "calls": ("x = ", "f(", "1", ")"),
    "subscripts": ("x: ", "A[", "1", "]"),
    "dictionaries": ("x = ", "{1: ", "1", "}"),
    "comprehensions": ("x = ", "[y for y in ", "z", "]"),
    "lambdas": ("x = ", "lambda: ", "1", ""),
    "sums": ("x = ", "1 + (", "1", ")"),
}


OTHERS = {
    "go": ("func {}() {{}}", "func x() {{ a({}) }}", "func() {", "", "}"),
    "rust": ("fn {}() {{}}", "fn x() {{ {} }}", "f(|| {", "", "})"),
    "c": ("void {}(void) {{}}", "void x(void) {{ {} }}", "if (a) {", "", "}"),
    "cpp": ("void {}() {{}}", "void x() {{ {}; }}", "f([] {", "", "})"),
}


def symbols(language: str, text: str) -> set[str]:
    facts = Facts(parser_of(language).facts_of(text.encode()))
    return {facts.names[facts.symbol_name[symbol]] for symbol in range(1, len(facts.symbol_name))}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("language", ["javascript", "tsx"])
def test_a_script_keeps_what_is_not_nested_too_deeply(language: str, name: str) -> None:
    before, opening, inner, closing = SCRIPTS[name]
    deep = before + opening * DEPTH + inner + closing * DEPTH
    found = symbols(language, f"function first() {{}}\n{deep}\nfunction last() {{}}\n")
    assert {"first", "last"} <= found


@pytest.mark.parametrize("name", PYTHON)
def test_python_keeps_what_is_not_nested_too_deeply(name: str) -> None:
    before, opening, inner, closing = PYTHON[name]
    deep = before + opening * DEPTH + inner + closing * DEPTH
    found = symbols("python", f"def first(): ...\n{deep}\ndef last(): ...\n")
    assert {"first", "last", "x"} <= found


@pytest.mark.parametrize("language", OTHERS)
def test_so_do_other_languages(language: str) -> None:
    function, around, opening, inner, closing = OTHERS[language]
    deep = around.format(opening * DEPTH + inner + closing * DEPTH)
    package = "package a" if language == "go" else ""
    lines = [package, function.format("first"), deep, function.format("last")]
    assert {"first", "last", "x"} <= symbols(language, "\n".join(lines) + "\n")


def test_what_holds_the_deepest_is_kept_down_to_a_depth() -> None:
    text = "".join(f"class A{n} {{ m() {{" for n in range(DEPTH)) + "}}" * DEPTH
    found = symbols("javascript", text)
    assert {f"A{n}" for n in range(500)} <= found


def test_facts_do_not_depend_on_how_deep_their_reader_was_called() -> None:
    def nested(calls: int, then: Callable[[], bytes]) -> bytes:
        return nested(calls - 1, then) if calls else then()

    # Around the limit, where a frame more or less would make the difference.
    per_level = 5
    for levels in range(FRAMES // per_level - 3, FRAMES // per_level + 3):
        text = ("{" * levels + "}" * levels).encode()
        read = parser_of("javascript").facts_of
        assert nested(0, lambda: read(text)) == nested(500, lambda: read(text))  # noqa: B023


def test_what_is_left_out_leaves_lengths_and_lines() -> None:
    text = b"x = [\n  [\n    [a.b,\n 1]],\n  2]\ny = 1\n"
    shallow = without_deepest(text, parser().parse(text), 6)
    assert shallow == b"x = [\n  [\n    [0  ,\n 1]],\n  2]\ny = 1\n"
    assert without_deepest(text, parser().parse(text), 50) == text


def test_the_limit_of_whoever_asks_is_left_as_it_was() -> None:
    before = sys.getrecursionlimit()
    symbols("python", "x = " + "f(" * DEPTH + ")" * DEPTH)
    assert sys.getrecursionlimit() == before

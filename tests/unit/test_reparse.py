"""Facts of a text that was edited are those of the text, whatever was parsed before it."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import generated_scripts
from codegraph_daemon.languages.javascript import parse as javascript
from codegraph_daemon.languages.python import parse as python
from codegraph_daemon.languages.python.parse import facts_after, facts_of
from codegraph_daemon.languages.tsx import parse as tsx
from codegraph_daemon.languages.typescript import parse as typescript
from generated_projects import contents, split

PIECES = [
    *("\n", "    ", "\t", "# é\n", '"""', "'", "(", ")", ":", "def f(x):\n", "class A:\n", "é"),
    *("    return x\n", "x = 1\n", "f'{x!r}'", "\\\n", "lambda x: x", "\r", "@f\n", ",", ";"),
]


@st.composite
def typed(
    draw: st.DrawFn, contents: st.SearchStrategy[str], pieces: list[str] = PIECES
) -> list[str]:
    """A text and what becomes of it as somebody types: in pieces, often broken in between."""
    texts = [draw(contents)]
    for _ in range(draw(st.integers(1, 6))):
        text = texts[-1]
        if draw(st.booleans()) and split(text):
            # A whole statement, so that most of what follows from it is whole as well.
            parts = split(text)
            at = draw(st.integers(0, len(parts) - 1))
            new = draw(contents)
            texts.append("".join([*parts[:at], new, *parts[at + draw(st.integers(0, 1)) :]]))
            continue
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20])))
        texts.append(text[:start] + draw(st.sampled_from(["", *pieces])) + text[end:])
    return texts


@given(texts=typed(contents()))
@settings(max_examples=settings().max_examples * 3)
def test_facts_after_edits_are_those_of_the_text(texts: list[str]) -> None:
    check(python, texts)


SCRIPT_PIECES = ["\n", "{", "}", "(", ")", "`", "'", "/*", "*/", "//", "<A>", "=>", ";", "é", "/"]


@pytest.mark.parametrize("language", [typescript, tsx, javascript])
@given(texts=typed(generated_scripts.text_for("a.tsx"), SCRIPT_PIECES))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_of_scripts_too(language: ModuleType, texts: list[str]) -> None:
    check(language, texts)


def check(language: ModuleType, texts: list[str]) -> None:
    facts_of, facts_after = language.facts_of, language.facts_after
    before = None
    for text in map(str.encode, texts):
        facts, tree = facts_after(text, before)
        assert facts == facts_of(text)
        before = None if tree is None else (text, tree)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x = 1\n", "x = 1\n"),
        ("x = 1\n", ""),
        ("", "x = 1\n"),
        ("aaaa\n", "aaa\n"),
        ("def f():\n    x\n    y\n", "def f():\n    x\ny\n"),
        ("if a:\n  b\nelse:\n  c\n", "if a:\n  b\n  c\n"),
        ("s = '''a'''\nb\n", "s = '''a''\nb\n"),
        ("s = '''a''\nb\n", "s = '''a'''\nb\n"),
        ("match x:\n    case 1: ...\n", "match = x\n"),
        ("print >> f, x\n", "print(f, x)\n"),
        ("é = 1\n", "è = 1\n"),
        ("a\r\nb\r\n", "a\r\nb\n"),
        ("# x\n" * 300 + "a = 1\n", "# x\n" * 301 + "a = 1\n"),
    ],
)
def test_edits_that_move_what_is_around_them(old: str, new: str) -> None:
    for before, after in ((old, new), (new, old)):
        _, tree = facts_after(before.encode(), None)
        held = None if tree is None else (before.encode(), tree)
        assert facts_after(after.encode(), held)[0] == facts_of(after.encode())

"""Which of several signatures a call can mean, by what is written."""

from __future__ import annotations

import pytest

from codegraph_daemon.queries.arguments import given, taking


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("()", 0),
        ("(a, b)", 2),
        ("(a, b,\n)", 2),
        (" <A, B<C>>({ a: 1, b: [1, 2] }, ',')", 2),
        ("?.((a, b) => f(a, b), `,`)", 2),
        ("(/* a, b */ a // , c\n)", 1),
    ],
)
def test_arguments_are_counted(text: str, count: int) -> None:
    found = given(text)
    assert found is not None
    assert len(found) == count


@pytest.mark.parametrize(
    "text", ["`text`", ".name", "(...all)", "(a < b, c > d)", "(/[,)]/)", "(a"]
)
def test_what_is_not_sure_is_not_counted(text: str) -> None:
    assert given(text) is None


@pytest.mark.parametrize(
    ("signature", "call", "expected"),
    [
        ("(a: string, b?: number): void", "('a')", True),
        ("(a: string, b?: number): void", "()", False),
        ("(a: string, b?: number): void", "('a', 1, 2)", False),
        ("<T extends Map<string, T>>(this: A, ...all: T[]): void", "(1, 2, 3)", True),
        ("(a: number)", "('a')", False),
        ("(a: string)", "({ a })", False),
        ("(a: string)", "(() => 1)", False),
        ("(a: (b: string, c: number) => void)", "(() => 1)", True),
        ("({ a, b }: { a: A, b: B })", "({ a, b })", True),
        ("(a = 1, b: string)", "(1, 'b')", True),
    ],
)
def test_signatures_take_arguments(signature: str, call: str, expected: bool) -> None:
    arguments = given(call)
    assert arguments is not None
    assert bool(taking([signature], arguments)) == expected

"""Which changes of a declaration may break who uses it from outside."""

from __future__ import annotations

import pytest

from codegraph_daemon.history.breaking import declared_otherwise, is_public
from codegraph_daemon.history.symbol_past import symbols_in


def judged(path: str, before: str, after: str) -> dict[str, tuple[bool, bool]]:
    """Of what is in both texts and differs: whether it is public, and declared otherwise."""
    old, new = symbols_in(path, before.encode()), symbols_in(path, after.encode())
    return {
        name: (is_public(path, old[name]), declared_otherwise(path, old[name], new[name]))
        for name in old
        if name in new and old[name].text != new[name].text
    }


def breaks(path: str, before: str, after: str) -> list[str]:
    """What may break who uses it."""
    return [name for name, verdict in judged(path, before, after).items() if all(verdict)]


PYTHON = "def f(a, b=1, *, c=2): return 1\n"


@pytest.mark.parametrize(
    "after",
    [
        "def f(a: int, b: 'list[int]' = 1, *, c=3) -> int: return 2\n",
        "def f(a, b=1, d=4, *, c=2, e=5): ...\n",
        "def f(  # a comment, with a comma\n    a, b='x,)', *rest, c=2, **more): ...\n",
        "@cache\ndef f(a, b=1, c=2): ...\n",
    ],
)
def test_a_function_of_python_that_takes_all_it_took_breaks_nobody(after: str) -> None:
    assert breaks("a.py", PYTHON, after) == []


@pytest.mark.parametrize(
    "after",
    [
        "def f(b=1, a=2, *, c=2): ...\n",
        "def f(a, b, *, c=2): ...\n",
        "def f(a, b=1, *, c): ...\n",
        "def f(a, b=1): ...\n",
        "def f(a, *, b=1, c=2): ...\n",
        "def f(a, d, b=1, *, c=2): ...\n",
        "def f(a, b=1, *, c=2, d): ...\n",
        "async def f(a, b=1, *, c=2): ...\n",
        "class f: ...\n",
    ],
)
def test_one_that_does_not_may(after: str) -> None:
    assert breaks("a.py", PYTHON, after) == ["f"]


def test_of_what_is_overloaded_the_one_with_a_body_counts() -> None:
    overloads = "@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\n"
    body = "def f(a): return 1\n"
    head = "from typing import overload\n"
    assert breaks("a.py", head + body, head + overloads + body) == []
    assert breaks("a.py", head + overloads + body, head + overloads + "def f(a, b): ...\n") == ["f"]


def test_what_members_and_bases_are_counts() -> None:
    before = "class A(B, C[int]):\n    @property\n    def f(self): ...\n    def g(self): ...\n"
    after = (
        "class A(C, B, D):\n    @cached_property\n    def f(me): ...\n"
        "    @classmethod\n    def g(cls): ...\n"
    )
    assert breaks("a.py", before, after) == ["A.g"]
    assert breaks("a.py", "class A(B, C): ...\n", "class A(C): ...\n") == ["A"]
    assert breaks("a.py", "x: int = 1\n", "x: 'str' = 2\n") == []


@pytest.mark.parametrize(
    ("path", "before", "same", "other"),
    [
        (
            "A.java",
            "class A { public int g(int a) { return 1; } }",
            "class A { @Override public final int g(int b) { return 2; } }",
            "class A { protected int g(int a) { return 1; } }",
        ),
        (
            "a.ts",
            "export function g(a: number): void { go(1) }",
            "export function g(b: number, c?: string): void { go(2) }",
            "export function g(a: number, c: string): void { go(1) }",
        ),
        (
            "a.go",
            "package a\nfunc G(a int) int { return 1 }\n",
            "package a\nfunc G(a int) int { return 2 }\n",
            "package a\nfunc G(a, b int) int { return 1 }\n",
        ),
        (
            "a.rs",
            "pub fn g(a: i32) -> i32 { 1 }",
            "pub fn g(b: i32) -> i32 { 2 }",
            "pub fn g(a: i32) -> i64 { 1 }",
        ),
        (
            "a.c",
            "int g(char *a) { return 1; }",
            "int g(char *b) { return 2; }",
            "int g(int *a) { return 1; }",
        ),
    ],
)
def test_in_other_languages_what_is_declared_counts_and_not_the_names_of_parameters(
    path: str, before: str, same: str, other: str
) -> None:
    assert breaks(path, before, same) == []
    assert [name.rpartition(".")[2].lower() for name in breaks(path, before, other)] == ["g"]

"""Evaluators keep to as many attributes as the interpreter still looks up by their place, and their
table of operators to their methods."""

from __future__ import annotations

from typing import Any

import pytest

from codegraph_daemon.resolve import link
from linking import Linker

MOST = 30
"""See `resolve.held.Held`: beyond it every attribute of an evaluator costs more."""

FILES = {
    "a.py": "class A:\n    def f(self): return self\nA().f().f(k=1)\n",
    "a.ts": "class A<T> { f(): T { return null!; } }\nnew A<A<string>>().f().f();\n",
    "A.java": "class A { int f(int n) { return f(f(n)); } int f(String s) { return 1; } }\n",
    "a.rs": "struct A; impl A { fn f(&self) -> Option<A> { None } }\nfn g(a: A) { a.f(); }\n",
    "a.cpp": "namespace n { struct A { A* f(int n = 1); }; }\nn::A* n::A::f(int n) { return f(n); }\n",
    "a.go": "package a\ntype A struct{}\nfunc (a A) F() A { return a.F().F() }\n",
}


def test_of_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    choose = link.evaluator_of

    def noted(file: Any) -> Any:
        kind = choose(file)

        def make(look: Any) -> Any:
            made.append(kind(look))
            return made[-1]

        return make

    monkeypatch.setattr(link, "evaluator_of", noted)
    Linker().show(FILES)
    assert len(made) == len(FILES)
    for evaluator in made:
        assert len(vars(evaluator)) <= MOST, sorted(vars(evaluator))
        # What a layer says anew of a kind of expression is what the table of kinds leads to.
        for operator in evaluator.operators.values():
            assert getattr(type(evaluator), operator.__name__) is operator

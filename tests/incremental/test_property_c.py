"""After any edits of C and C++, the links equal those from scratch.

A project is a few files, each made of pieces that are there or not; an edit replaces a file by one
of other pieces, makes it or takes it away.
"""

from __future__ import annotations

import textwrap

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixture_language import parse_fixture
from linking import Linker, check_edits, dump_of

Tree = dict[str, str]

_PIECES = {
    "base.h": (
        "struct point { int x; };",
        "typedef struct point point;",
        "#define LIMIT 3",
        "int helper(int n);",
        "extern int total;",
        "enum color { RED, GREEN };",
        "namespace lib { class Base { public: Base(int n); virtual int run(int n); int size; }; }",
        "namespace lib { class Base; Base* make(); int over(int n); int over(Base* b); }",
    ),
    "inc/more.h": (
        '#include "../base.h"',
        '#include "base.h"',
        "struct point;",
        "int helper(int n);",
        "#define LIMIT 4",
        "namespace lib { struct More : Base { int run(int n) override; }; }",
        "template <class T> struct Holder { T* get(); T* operator->(); };",
    ),
    "one.c": (
        '#include "base.h"',
        "#include <more.h>",
        "struct point { int y; };",
        "static int helper(int n) { return n; }",
        "int helper(int n) { return n + LIMIT; }",
        "int total = 1;",
        "int f(struct point *p) { return p->x + helper(total) + GREEN; }",
    ),
    "two.cc": (
        '#include "inc/more.h"',
        '#include "base.h"',
        "using namespace lib;",
        "namespace lib { Base::Base(int n) : size(n) {} int Base::run(int n) { return size; } }",
        "namespace lib { int over(int n) { return n; } int over(Base* b) { return b->run(1); } }",
        "int g(lib::Base& b) { lib::Base c(1); return b.run(2) + c.size + lib::over(&b); }",
        "int h(Holder<lib::Base> held) { return held->run(1) + held.get()->size; }",
        "int i() { More m; auto made = make(); return m.run(1) + made->size + over(1); }",
        "int j(point* p) { return p->x; }",
    ),
    "compile_commands.json": (
        '[{"directory": "/r", "arguments": ["cc", "-Iinc"]}]',
        '[{"directory": "/r", "command": "cc -I other"}]',
    ),
}


@st.composite
def histories(draw: st.DrawFn) -> list[Tree]:
    """Trees, each an edit of the one before."""

    def text(path: str) -> str:
        pieces = _PIECES[path]
        if path.endswith(".json"):
            return draw(st.sampled_from(pieces))
        return "\n".join(piece for piece in pieces if draw(st.booleans())) + "\n"

    tree = {path: text(path) for path in sorted(_PIECES) if draw(st.integers(0, 5))}
    trees = [dict(tree)]
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(_PIECES)))
        if path in tree and not draw(st.integers(0, 3)):
            del tree[path]
        else:
            tree[path] = text(path)
        trees.append(dict(tree))
    return trees


@given(history=histories())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_links_after_edits_are_those_of_a_new_index(history: list[Tree]) -> None:
    check_edits(history)


def check_history(text: str) -> None:
    """After each step of a fixture, the links are those of a new index."""
    linker = Linker()
    for number, tree in enumerate(parse_fixture(textwrap.dedent(text)).trees()):
        linker.show(tree)
        assert linker.dump() == dump_of(tree), f"after step {number}"


def test_an_include_on_the_way_goes_and_comes_back() -> None:
    check_history(
        """
        //- a.h
        struct point { int x; };
        //- b.h
        #include "a.h"
        //- c.c
        #include "b.h"
        int f(struct point *p) { return p->x; }
        //- b.h@1
        int n;
        //- b.h@2
        #include "a.h"
        //- a.h@3
        struct point;
        """
    )

"""Where a file has what stands at one place of it, as an editor marks it; and declarations."""

from __future__ import annotations

import textwrap

import pytest

from codegraph_client.errors import BadRequest
from fixture_language import draw, parse_fixture
from harness import ask, check_definition


def check(text: str, expected: str) -> None:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "occurrences", fixture.target())
    assert answer["complete"], answer
    drawn = draw(answer["results"], fixture.final)
    assert drawn == textwrap.dedent(expected.removeprefix("\n"))


def test_a_function_in_its_own_file_and_nowhere_else() -> None:
    check(
        """
        //- a.py
        def make(): ...
        one = ma<|>ke()
        two = make
        //- b.py
        from a import make
        make()
        """,
        """
        a.py:1  def make(): ...  definition
                    ^^^^
        a.py:2  one = make()     call
                      ^^^^
        a.py:3  two = make       read
                      ^^^^
        """,
    )


def test_what_another_file_defines() -> None:
    check(
        """
        //- a.py
        class Cart:
            def total(self): ...
        //- b.py
        from a import Cart
        Cart().total()
        def f(cart: Ca<|>rt): return cart.total()
        """,
        """
        b.py:1  from a import Cart                      import
                              ^^^^
        b.py:2  Cart().total()                          call
                ^^^^
        b.py:3  def f(cart: Cart): return cart.total()  type
                            ^^^^
        """,
    )


def test_a_local_variable_and_what_is_written_to_it() -> None:
    check(
        """
        //- a.py
        def f(other):
            count = 0
            count += other
            return co<|>unt
        def g(count): return count
        """,
        """
        a.py:2      count = 0       definition
                    ^^^^^
        a.py:3      count += other  write
                    ^^^^^
        a.py:4      return count    read
                           ^^^^^
        """,
    )


@pytest.mark.parametrize(
    "asked",
    [
        "def f(wi<|>dth): return width * 2\nf(width=1)\n",
        "def f(width): return width * 2\nf(wi<|>dth=1)\n",
    ],
    ids=["at the parameter", "at the keyword"],
)
def test_a_parameter_with_its_uses_and_its_keyword_arguments(asked: str) -> None:
    check(
        f"//- a.py\n{asked}",
        """
        a.py:1  def f(width): return width * 2  definition
                      ^^^^^
        a.py:1  def f(width): return width * 2  read
                                     ^^^^^
        a.py:2  f(width=1)                      read (inferred)
                  ^^^^^
        """,
    )


def test_a_member_is_marked_on_its_own_type_alone() -> None:
    check(
        """
        //- a.ts
        class Cart { total = 1; add() { this.to<|>tal += 1; } }
        class Other { total = 2; }
        const cart = new Cart(), other = new Other();
        cart.total; other.total;
        """,
        """
        a.ts:1  class Cart { total = 1; add() { this.total += 1; } }  definition
                             ^^^^^
        a.ts:1  class Cart { total = 1; add() { this.total += 1; } }  write (inferred)
                                                     ^^^^^
        a.ts:4  cart.total; other.total;                              read (inferred)
                     ^^^^^
        """,
    )


def test_what_lies_outside_goes_by_the_name_that_the_file_gives_it() -> None:
    check(
        """
        //- a.py
        import os as system
        sys<|>tem.getcwd()
        def f(): return system.sep
        def g(system): return system
        """,
        """
        a.py:1  import os as system         import
                             ^^^^^^
        a.py:2  system.getcwd()             read
                ^^^^^^
        a.py:3  def f(): return system.sep  read
                                ^^^^^^
        """,
    )


def test_where_no_name_stands_nothing_is_marked() -> None:
    fixture = parse_fixture("//- a.py\nx = 1 <|>  + 2\n")
    answer = ask(fixture.files, fixture.steps, "occurrences", fixture.target())
    assert (answer["results"], answer["complete"]) == ([], True)
    with pytest.raises(BadRequest):
        ask(fixture.files, fixture.steps, "occurrences", {"path": "a.py"})


HEADER = """
    //- a.h
    int total(int a);
    //- a.c
    #include "a.h"
    int %s(int a) { return a; }
    int f(void) { return %s(1); }
    """


@pytest.mark.parametrize("names", [("to<|>tal", "total"), ("total", "to<|>tal")])
def test_the_declaration_in_a_header_from_the_definition_and_from_a_use(
    names: tuple[str, str],
) -> None:
    check_definition(
        HEADER % names,
        """
        a.h:1  int total(int a);  declaration
                   ^^^^^
        """,
        declaration=True,
    )


def test_where_a_definition_declares_it_is_the_declaration() -> None:
    check_definition(
        """
        //- a.py
        def make(): ...
        ma<|>ke()
        """,
        """
        a.py:1  def make(): ...  definition
                    ^^^^
        """,
        declaration=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "//- a.py\nclass A:\n    n = 0\n    def f(self): self.<|>n += 1\n",
        "//- a.ts\nclass A { n = 0; f() { this.<|>n += 1; } g() { this.n++; } }\n",
        "//- go.mod\nmodule a\n//- a.go\npackage a\ntype A struct{ n int }\nfunc (a *A) f() { a.<|>n += 1; a.n++ }\n",
        "//- A.java\nclass A { int n; void f() { this.<|>n += 1; n++; } }\n",
        '//- Cargo.toml\n[package]\nname = "a"\n//- src/lib.rs\nstruct A { n: i32 }\nimpl A { fn f(&mut self) { self.<|>n += 1; } }\n',
        "//- a.cpp\nstruct A { int n; void f() { this-><|>n += 1; n++; } };\n",
    ],
    ids=["Python", "TypeScript", "Go", "Java", "Rust", "C++"],
)
def test_what_is_added_to_is_written(text: str) -> None:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "occurrences", fixture.target())
    roles = [each["role"] for each in answer["results"]]
    assert roles == ["definition"] + ["write"] * (len(roles) - 1)
    assert len(roles) > 1

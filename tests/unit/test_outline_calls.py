"""Which names outlines take for calls, and how names of their languages are spelled."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import Facts, Role, unpack_occurrence
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of
from harness import ask, check_definition, check_references

CALLED = {
    "a.rb": ("a(1)\nx.b(2)\nx&.c\nX.d 1\n", "a b c d"),
    "a.php": ("<?php a(1); $x->b(2); $x?->c(); X::d(); \\N\\e(); new F(1); new \\N\\G;", "a b c d e F G"),
    "a.cs": ("class X { void x() { a(1); x.b(2); x?.c(3); d<int>(4); x.e<int>(5); new F(1); new X.G<int>(); } }", "a b c d e F G"),
    "a.kt": ("fun x() { a(1); x.b(2); x?.c(3); d<Int>(4); e { 1 }; F(1); x g 1 }", "a b c d e F g"),
    "a.swift": ("func x() { a(1); x.b(2); x?.c(3); D(1); x.e { } }", "a b c D e"),
    "a.scala": ("object X { def x = { a(1); x.b(2); new C(1); new D[Int] {}; x.e[Int](3); f[Int](4); x g 5 } }", "a b C D e f g"),
    "a.lua": ("a(1)\nx.b(2)\nx:c(3)\nd 'x'\n", "a b c d"),
    "a.sh": ("a 1\nb | c\nx=$(d)\n", "a b c d"),
    "a.ex": ("a(1)\nX.b(2)\nx |> c()\nd 1\n", "a b c d"),
    "A.hs": ("x = a 1 + b (M.c 2)\ny = d $ e 3\nz = x `f` 2\n", "a b c d e f"),
    "a.ml": ("let x = a 1; M.b 2; x |> c; x#d; e @@ f 2\n", "a b c d e f"),
    "a.zig": ("fn x() void { a(1); x.b(2); x.y.c(3); try d(); }", "a b c d"),
    "a.dart": ("void x() { a(1); x.b(2); x?.c(3); new D(1); const E.f(1); x..g(4)..h(5); i<int>(1); await j(); }\nint y = k(1);", "a b c D f g h i j k"),
    "a.jl": ("a(1)\nX.b(2)\nc.(3)\n@d x\n@X.e y\nF{Int}(1)\n", "a b c d e F"),
    "a.r": ("a(1)\nx::b(2)\nx$c(3)\nx |> d()\n", "a b c d"),
    "a.sql": ("SELECT a(1), x.b(2) FROM x;\n", "a b"),
}  # fmt: skip


@pytest.mark.parametrize("path", CALLED)
def test_what_is_called(path: str) -> None:
    text, called = CALLED[path]
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    first, packed = facts.expr_occurrences.tolist(), facts.occurrence.tolist()
    found = [
        (start, facts.names[facts.expr_name(expr)])
        for expr in range(len(facts.expr_kind))
        for start, role, _ in map(unpack_occurrence, packed[first[expr] : first[expr + 1]])
        if role == Role.CALL
    ]
    assert [name for _, name in sorted(found)] == called.split()


def test_what_is_called_in_words_is_found_by_no_use() -> None:
    check_definition(
        """
        //- a_test.exs
        defmodule FeedTest do
          describe "feed" do
            test "feed", do: fe<|>ed(1)
          end
        end
        //- a.ex
        defmodule Zoo do
          def feed(x), do: x
        end
        """,
        snapshot("""\
a.ex:2    def feed(x), do: x  definition (possible)
              ^^^^
"""),
    )


def test_a_module_of_elixir_is_found_by_its_last_name() -> None:
    check_references(
        """
        //- a.ex
        defmodule Zoo.Ke<|>eper do
        end
        //- b.ex
        defmodule Other do
          alias Zoo.Keeper
          def feed(x), do: Keeper.feed(x)
        end
        """,
        snapshot("""\
a.ex:1  defmodule Zoo.Keeper do            definition
                  ^^^^^^^^^^
b.ex:2    alias Zoo.Keeper                 read (possible)
                ^^^^^^^^^^
b.ex:3    def feed(x), do: Keeper.feed(x)  read (possible)
                           ^^^^^^
"""),
    )


QUALIFIED = {
    "zoo/keeper.ex": "defmodule Zoo.Keeper do\n  def feed(x), do: x\nend\n",
    "keeper.rb": "module Zoo\n  class Cage\n    def open; end\n  end\nend\n",
    "visitor.php": "<?php\nnamespace Zoo\\Guests;\nclass Visitor { function look() {} }\n",
    "ticket.cs": "namespace Zoo.Sales;\nclass Ticket { void Tear() {} }\n",
    "tree.cpp": "namespace zoo { class Tree { void grow(); }; }\n",
}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Zoo.Keeper", ["zoo/keeper.ex:1 namespace"]),
        ("Zoo.Keeper.feed", ["zoo/keeper.ex:2 function"]),
        ("Keeper.feed", ["zoo/keeper.ex:2 function"]),
        ("Zoo::Cage", ["keeper.rb:2 class"]),
        ("Zoo::Cage.open", ["keeper.rb:3 method"]),
        ("Zoo\\Guests\\Visitor", ["visitor.php:3 class"]),
        ("Zoo\\Guests", ["visitor.php:2 namespace"]),
        ("Zoo.Sales.Ticket.Tear", ["ticket.cs:2 method"]),
        ("Sales", ["ticket.cs:1 namespace"]),
        ("Keeper", ["zoo/keeper.ex:1 namespace"]),
        ("zoo::Tree::grow", ["tree.cpp:1 method"]),
        ("Other::Tree", []),
    ],
)
def test_a_qualified_name_is_spelled_as_its_language_does(name: str, found: list[str]) -> None:
    results = ask(QUALIFIED, (), "definition", {"symbol": name})["results"]
    told = [f"{each['path']}:{each['line'] + 1} {each['kind']}" for each in results]
    assert [each for each in told if not each.endswith(" module")] == found

"""What a name finds in languages that are known by their outline: all that have it, and so it says."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references
from linking import linked_by_steps


def test_a_name_finds_what_has_it_in_the_same_file_first() -> None:
    check_definition(
        """
        //- a.rb
        class Cat
          def feed; end
          def all
            other.fe<|>ed
          end
        end
        //- b.rb
        class Dog
          def feed; end
        end
        """,
        snapshot("""\
a.rb:2    def feed; end  definition (possible)
              ^^^^
"""),
    )


def test_a_name_finds_what_has_it_in_other_files_of_the_language() -> None:
    check_references(
        """
        //- cat.rb
        class Cat
          def fe<|>ed; end
        end
        //- dog.rb
        class Dog
          def feed; end
        end
        //- main.rb
        Cat.new.feed
        //- main.lua
        cat.feed()
        """,
        snapshot("""\
cat.rb:2     def feed; end  definition
                 ^^^^
main.rb:1  Cat.new.feed     call (possible)
                   ^^^^
"""),
    )


def test_interfaces_of_ocaml_and_what_implements_them_are_one_language() -> None:
    check_definition(
        """
        //- zoo.ml
        let speak x = x
        //- zoo.mli
        val speak : int -> int
        //- main.ml
        let () = Zoo.spe<|>ak 1
        //- main.rb
        def speak; end
        """,
        snapshot("""\
zoo.ml:1   let speak x = x         definition (possible)
               ^^^^^
zoo.mli:1  val speak : int -> int  definition (possible)
               ^^^^^
"""),
    )


def test_an_answer_by_name_says_so() -> None:
    fixture = parse_fixture(
        """
        //- lib/zoo.ex
        defmodule Zoo do
          def feed(x), do: x
        end
        //- main.exs
        Zoo.fe<|>ed(1)
        """
    )
    answer = ask(fixture.files, (), "definition", fixture.target())
    (result,) = answer["results"]
    assert (result["tier"], result["origin"]) == ("possible", "name")


def test_a_use_counts_for_the_definition_around_it() -> None:
    fixture = parse_fixture(
        """
        //- cat.rb
        class Cat
          def fe<|>ed; end
          def all
            feed
          end
        end
        //- main.rb
        module Main
          def self.run(cat)
            cat.feed
          end
        end
        """
    )
    answer = ask(fixture.files, (), "callers", fixture.target())
    assert [caller["qualified"] for caller in answer["results"]] == snapshot(
        ["Cat.all", "Main.run"]
    )


def test_a_script_without_an_ending_finds_its_own_names() -> None:
    check_references(
        """
        //- run
        #!/bin/sh
        spe<|>ak() { echo hi; }
        speak
        """,
        snapshot("""\
run:2  speak() { echo hi; }  definition
       ^^^^^
run:3  speak                 call (possible)
       ^^^^^
"""),
    )


STEPS = """
//- cat.lua
function feed() end
function all() feed() end
//- main.lua
feed()
local x = brush()
//- dog.lua@2
local M = {}
function M.feed() end
function M.brush() end
//- dog.lua@3
local M = {}
function M.feed() end
function M.brush() end
M.brush = function() end
//- main.lua@4
feed()
function feed() end
//- cat.lua@5
function fed() end
"""


def test_after_each_edit_the_links_are_those_of_scratch() -> None:
    linked_by_steps(STEPS)


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("//- A.hs\nmodule A where\na <<|>+> b = a\nx = 1 <+> 2\ny = f (<+>)\n", [4, 5]),
        ("//- a.r\n`%|<|>%` <- function(a, b) a\nx %|% y\n", [3]),
        ("//- a.ml\nlet ( >>=<|> ) m f = f m\nlet x = a >>= b\nlet y = (>>=) a\n", [3, 4]),
        ("//- a.ml\nlet ( let<|>* ) m f = f m\nlet x = let* y = a in y\n", [3]),
        ("//- a.ml\nmodule type ZO<|>O = sig end\nmodule A : ZOO = struct end\n", [3]),
        ("//- a.swift\nfunc <+<|>> (a: Int, b: Int) -> Int { 1 }\nlet x = 1 <+> 2\n", [3]),
        ("//- A.scala\nclass A { def <+<|>>(b: A) = b }\nval x = a <+> b\n", [3]),
        ("//- a.rb\n$lo<|>ud = 1\nputs $loud\n", [3]),
        ("//- a.rb\nclass A\n  @@co<|>unt = 0\n  def add = @@count += 1\nend\n", [4]),
    ],
)
def test_what_is_spelled_in_marks_is_used_by_its_name(text: str, uses: list[int]) -> None:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, (), "references", fixture.target())
    found = [each["line"] + 1 for each in answer["results"] if each["role"] != "definition"]
    assert found == [line - 1 for line in uses]
    assert {each["origin"] for each in answer["results"] if each["role"] != "definition"} == {
        "name"
    }

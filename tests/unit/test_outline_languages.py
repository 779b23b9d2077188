"""What the outline of each language that is known by its outline shows.

Each sample has one of everything; its outline is drawn as kind, qualified name and line.
"""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import KIND_NAMES, Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of
from outline_samples import SAMPLES


def outline_of(path: str, text: str) -> list[str]:
    """The symbols of a file, one a line."""
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    return [
        f"{KIND_NAMES[facts.symbol_kind[symbol]]} {facts.qualified(symbol)} "
        f"{facts.position(facts.sites(symbol)[0].name)[0] + 1}"
        for symbol in range(1, len(facts.symbol_name))
    ]


EXPECTED = snapshot(
    {
        "zoo.rb": [
            "namespace Zoo 1",
            "constant Zoo.VERSION 2",
            "class Zoo.Animal 3",
            "property Zoo.Animal.name 4",
            "constant Zoo.Animal.LIMIT 5",
            "method Zoo.Animal.initialize 6",
            "method Zoo.Animal.make 9",
            "method Zoo.Animal.speak? 10",
            "property Zoo.Animal.age 11",
            "property Zoo.Animal.weight 11",
            "method Zoo.Animal.bark 12",
            "method Zoo.Animal.loud 13",
            "property Zoo.Animal.toys 14",
            "method Zoo.Animal.say 15",
            "class Zoo.Animal.Pair 16",
            "field Zoo.Animal.Pair.a 16",
            "field Zoo.Animal.Pair.b 16",
            "method Zoo.Animal.Pair.sum 17",
        ],
        "zoo.php": [
            "namespace App\\Models 2",
            "interface App\\Models.Shape 3",
            "class App\\Models.Loud 4",
            "enum App\\Models.Suit 5",
            "class App\\Models.User 6",
            "function App\\Models.helper 7",
            "constant App\\Models.FOO 8",
            "constant App\\Models.BAR 8",
            "class App\\Models.Cart 9",
            "constant App\\Models.Shape.A 3",
            "method App\\Models.Shape.area 3",
            "field App\\Models.Loud.x 4",
            "method App\\Models.Loud.shout 4",
            "enum_member App\\Models.Suit.Hearts 5",
            "field App\\Models.User.name 6",
            "constant App\\Models.User.LIMIT 6",
            "method App\\Models.User.area 6",
            "method App\\Models.Cart.__construct 9",
            "field App\\Models.Cart.total 9",
        ],
        "zoo.cs": [
            "namespace Zoo.Animals 1",
            "class Cat 4",
            "interface Zoo.Animals.IShape 1",
            "enum Zoo.Animals.Color 1",
            "class Zoo.Animals.Point 2",
            "class Zoo.Animals.S 2",
            "type_alias Zoo.Animals.Handler 2",
            "class Zoo.Animals.Dog 3",
            "method Zoo.Animals.IShape.Area 1",
            "enum_member Zoo.Animals.Color.Red 1",
            "enum_member Zoo.Animals.Color.Green 1",
            "field Zoo.Animals.Point.X 2",
            "field Zoo.Animals.Point.Y 2",
            "field Zoo.Animals.S.f 2",
            "constant Zoo.Animals.Dog.Limit 3",
            "field Zoo.Animals.Dog.age 3",
            "field Zoo.Animals.Dog.b 3",
            "property Zoo.Animals.Dog.Name 3",
            "field Zoo.Animals.Dog.Changed 3",
            "constructor Zoo.Animals.Dog.Dog 3",
            "method Zoo.Animals.Dog.Area 3",
            "method Zoo.Animals.Dog.M 3",
            "function Zoo.Animals.Dog.M.Local 3",
            "field Cat.x 4",
            "field Cat.y 4",
        ],
        "zoo.kt": [
            "interface Shape 2",
            "enum Color 3",
            "class Registry 4",
            "class Point 5",
            "type_alias Name 6",
            "class Dog 7",
            "function helper 11",
            "variable TOP 12",
            "function shout 13",
            "variable size 14",
            "interface Action 15",
            "method Shape.area 2",
            "enum_member Color.RED 3",
            "enum_member Color.GREEN 3",
            "field Registry.x 4",
            "field Point.x 5",
            "field Point.y 5",
            "field Dog.name 7",
            "constant Dog.LIMIT 7",
            "field Dog.age 8",
            "method Dog.area 9",
            "method Action.run 15",
        ],
        "zoo.swift": [
            "interface Shape 1",
            "enum Color 2",
            "class Point 3",
            "type_alias Name 4",
            "class Dog 5",
            "interface Box 10",
            "class Area 11",
            "function helper 12",
            "variable top 13",
            "method Shape.area 1",
            "property Shape.name 1",
            "enum_member Color.red 2",
            "enum_member Color.green 2",
            "field Point.x 3",
            "field Point.y 3",
            "field Dog.limit 5",
            "field Dog.name 6",
            "constructor Dog.init 7",
            "method Dog.area 8",
            "method Dog.bark 9",
            "type_alias Box.Item 10",
            "field Area.size 11",
        ],
        "zoo.scala": [
            "interface Shape 2",
            "class Registry 3",
            "class Point 4",
            "type_alias Name 5",
            "enum Color 6",
            "class Dog 7",
            "variable total 9",
            "namespace tools 10",
            "method Shape.area 2",
            "field Shape.k 2",
            "field Registry.x 3",
            "method Registry.make 3",
            "field Point.x 4",
            "field Point.y 4",
            "enum_member Color.Red 6",
            "enum_member Color.Green 6",
            "field Dog.name 7",
            "field Dog.age 7",
            "method Dog.area 8",
            "function tools.use 10",
        ],
        "zoo.lua": [
            "variable M 1",
            "variable limit 2",
            "function helper 5",
            "function top 6",
            "function f 8",
            "function M.speak 3",
            "function M.bark 4",
            "function M.shout 7",
        ],
        "zoo.sh": [
            "variable LIMIT 1",
            "variable NAME 2",
            "function speak 3",
            "function helper 4",
            "function ll 5",
        ],
        "zoo.ex": [
            "namespace Zoo.Animal 1",
            "interface Shape 14",
            "constant Zoo.Animal.limit 3",
            "field Zoo.Animal.name 4",
            "function Zoo.Animal.feed 5",
            "function Zoo.Animal.speak 8",
            "function Zoo.Animal.helper 11",
            "function Zoo.Animal.mac 12",
            "method Shape.area 15",
        ],
        "zoo.hs": [
            "namespace Zoo 1",
            "class Zoo.Animal 2",
            "class Zoo.N 3",
            "type_alias Zoo.Name 4",
            "interface Zoo.Shape 5",
            "function Zoo.area 8",
            "function Zoo.speak 10",
            "function Zoo.helper 12",
            "variable Zoo.limit 13",
            "enum_member Zoo.Animal.Dog 2",
            "field Zoo.Animal.name 2",
            "enum_member Zoo.Animal.Cat 2",
            "enum_member Zoo.N.N 3",
            "method Zoo.Shape.area 6",
        ],
        "zoo.mli": [
            "namespace Zoo 1",
            "interface SHAPE 5",
            "class dog 6",
            "function f 7",
            "enum_member Bad 8",
            "variable limit 9",
            "type_alias Zoo.animal 2",
            "function Zoo.speak 3",
            "enum_member Zoo.animal.Dog 2",
            "enum_member Zoo.animal.Cat 2",
            "type_alias SHAPE.t 5",
            "field SHAPE.unit_shape 5",
            "field SHAPE.t.side 5",
            "method dog.bark 6",
        ],
        "zoo.ml": [
            "namespace Zoo 1",
            "enum_member Bad 6",
            "variable limit 7",
            "function helper 8",
            "variable total 9",
            "interface SHAPE 10",
            "class dog 11",
            "function f 12",
            "type_alias Zoo.animal 2",
            "type_alias Zoo.r 3",
            "function Zoo.speak 4",
            "enum_member Zoo.animal.Dog 2",
            "enum_member Zoo.animal.Cat 2",
            "field Zoo.r.name 3",
            "field Zoo.r.age 3",
            "method SHAPE.area 10",
            "method dog.bark 11",
        ],
        "zoo.zig": [
            "constant std 1",
            "class Point 2",
            "enum Color 3",
            "function helper 4",
            "variable top 5",
            "function locals 6",
            "function name 7",
            "field Point.x 2",
            "field Point.y 2",
            "method Point.area 2",
            "enum_member Color.red 3",
            "enum_member Color.green 3",
        ],
        "zoo.dart": [
            "class Shape 2",
            "class Loud 3",
            "enum Color 4",
            "type_alias Name 5",
            "class Ext 6",
            "class Dog 7",
            "function helper 8",
            "variable top 9",
            "constant k 9",
            "function locals 10",
            "method Shape.area 2",
            "method Loud.shout 3",
            "enum_member Color.red 4",
            "enum_member Color.green 4",
            "method Ext.bark 6",
            "constant Dog.limit 7",
            "field Dog.name 7",
            "field Dog.age 7",
            "constructor Dog.Dog 7",
            "constructor Dog.make 7",
            "method Dog.area 7",
            "property Dog.x 7",
            "property Dog.y 7",
        ],
        "zoo.jl": [
            "namespace Zoo 1",
            "interface Zoo.Shape 2",
            "class Zoo.Dog 3",
            "class Zoo.Cat 7",
            "constant Zoo.LIMIT 8",
            "function Zoo.speak 9",
            "function Zoo.helper 12",
            "function Zoo.mac 13",
            "function Zoo.show 14",
            "function Zoo.length 15",
            "class Zoo.P 16",
            "field Zoo.Dog.name 4",
            "field Zoo.Dog.age 5",
        ],
        "zoo.R": [
            "variable limit 1",
            "function speak 2",
            "function helper 3",
            "class Dog 4",
            "variable five 5",
            "function name<- 6",
            "class Animal 7",
            "field Dog.name 4",
            "method Animal.bark 7",
        ],
        "zoo.sql": [
            "class animals 1",
            "class dogs 2",
            "function speak 3",
            "variable idx 4",
            "type_alias mood 5",
            "namespace foo 6",
            "function trg 7",
            "class mv 8",
            "variable sq 9",
            "field animals.id 1",
            "field animals.name 1",
            "enum_member mood.sad 5",
        ],
        "zoo.md": [
            "section Title 1",
            "section Setext 9",
            "section Title.Sub *one* 5",
            "section Setext.Deep 16",
        ],
    }
)


def test_the_outline_of_each_language() -> None:
    assert {path: outline_of(path, text) for path, text in SAMPLES.items()} == EXPECTED


@pytest.mark.parametrize("path", SAMPLES)
def test_a_text_that_ends_anywhere_has_an_outline(path: str) -> None:
    text = SAMPLES[path]
    for length in range(0, len(text), 7):
        whole = outline_of(path, text[:length] + "\0 \u00e9" * (length % 2))
        assert len(whole) <= len(outline_of(path, text)) + 5


def test_deep_nesting_is_no_end() -> None:
    assert outline_of("a.lua", "f(" * 20_000 + ")" * 20_000 + "\nfunction g() end\n")
    assert outline_of("a.rb", "class A\n" * 2_000) == outline_of("a.rb", "class A\n" * 2_000)


@pytest.mark.parametrize(
    ("path", "text", "documentation"),
    [
        ("a.rb", "# Feeds\n# it.\ndef feed; end\n", "# Feeds\n# it."),
        ("a.lua", "x = 1\n-- Feeds it.\nfunction feed() end\n", "-- Feeds it."),
        ("A.cs", "class A {\n  /// Feeds it.\n  void feed() {}\n}\n", "/// Feeds it."),
        ("a.kt", "/**\n * Feeds it.\n */\nfun feed() {}\n", "/**\n * Feeds it.\n */"),
        ("a.rb", "x = 1 # one\ndef feed; end\n", ""),
        ("a.rb", "# Something else.\n\ndef feed; end\n", ""),
    ],
)
def test_comment_lines_right_before_a_definition_document_it(
    path: str, text: str, documentation: str
) -> None:
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    names = [facts.names[name] for name in facts.symbol_name]
    symbol = names.index("feed")
    start, end = facts.symbol_doc_start[symbol], facts.symbol_doc_end[symbol]
    assert text[start:end] == documentation


def test_a_text_that_ends_in_a_body_keeps_what_is_outermost() -> None:
    cut = "local limit = 3\nfunction top() end\nfunction last()\n  local x = 1\n  if x then\n"
    assert outline_of("a.lua", cut)[:2] == ["variable limit 1", "function top 2"]
    assert not any("variable x" in line for line in outline_of("a.lua", cut))
    cut = "module A where\nlimit = 3\nspeak x = 1\nother y = case y of\n  ("
    assert outline_of("A.hs", cut)[1:3] == ["variable A.limit 2", "function A.speak 3"]


def test_what_only_names_a_type_or_a_field_defines_none() -> None:
    sql = "CREATE OR REPLACE FUNCTION scaled(n vector) RETURNS vector AS $$ SELECT n $$;\n"
    assert outline_of("a.sql", sql) == ["function scaled 1"]
    sql = "CREATE TABLE IF NOT EXISTS part (n int) INHERITS (whole);\n"
    assert outline_of("a.sql", sql) == ["class part 1", "field part.n 1"]
    haskell = "data Pet = Pet { age :: Int }\nolder pet = pet { age = 2 }\n"
    assert [line for line in outline_of("A.hs", haskell) if "field" in line] == ["field Pet.age 1"]


def test_conditions_of_swift_take_no_member_from_its_class() -> None:
    swift = 'class Box {\n  #if os(Linux)\n  let lock = 1\n  #else\n  #error("x")\n  #endif\n  init() {}\n}\n'
    assert outline_of("a.swift", swift) == [
        "class Box 1",
        "field Box.lock 3",
        "constructor Box.init 7",
    ]

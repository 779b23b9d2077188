"""What outlines show of constructs that say less plainly what they define.

Each text is one construct or a few that belong together; `test_outline_languages` has one of
everything that is plain.
"""

from __future__ import annotations

from inline_snapshot import snapshot

from codegraph_daemon.facts import KIND_NAMES, Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of
from related import check_calls


def facts_of(path: str, text: str) -> Facts:
    return Facts(parser_of(language_of(path) or "").facts_of(text.encode()))


def outline_of(path: str, text: str) -> list[str]:
    """Kind and qualified name of each symbol, in the order of the text."""
    facts = facts_of(path, text)
    found = [
        (site.name, f"{KIND_NAMES[facts.symbol_kind[symbol]]} {facts.qualified(symbol)}")
        for symbol in range(1, len(facts.symbol_name))
        for site in facts.sites(symbol)
    ]
    return [told for _, told in sorted(found)]


CONSTRUCTS = {
    "constants of Ruby.rb": "module Zoo\n  A, B = 1, 2\n  Zoo::C = 1\n  D ||= 3\nend\n$loud = 1\n",
    "what makes methods.rb": "class Cat\n  delegate :name, :size, to: :inner\n  enum :mood, [:a]\n  define_method('dyn') { 1 }\nend\n",
    "members of structures.rb": "Point = Struct.new(:x, :y)\nSize = Data.define(:w) do\n  def area; end\nend\n",
    "tasks.rake": "namespace :db do\n  task :drop\n  task create: [:a] do\n  end\nend\n",
    "namespace of the file.php": "<?php\nnamespace A;\nclass B {}\nnamespace C\\D;\nfunction e() {}\n",
    "namespaces in braces.php": "<?php\nnamespace A { class B {} }\nnamespace { \\define('C', 1); }\n",
    "anonymous.php": "<?php\nclass A { function f() { return new class { public $x; function g() {} }; } }\n",
    "namespace of the file.cs": "namespace A.B;\nclass C { const int D = 1; static readonly int E = 2; }\n",
    "operators.cs": "class A { public int this[int i] => i; public static A operator +(A a, A b) => a; ~A() {} static A() {} }\n",
    "several at once.kt": "val (a, b) = pair\nval c = object : D { fun e() = 1 }\n",
    "contexts.kt": "class Cat\ncontext(log: Log, Other)\nfun feed() {}\ncontext(Log) private suspend fun eat() {}\nval x = context(1)\nfun last() {}\n",
    "of brackets.swift": "extension [Cat] { func feed() {} }\nextension [Int: Cat] { var size: Int { 1 } }\n",
    "operators.swift": "struct A { static func == (l: A, r: A) -> Bool { true }\n subscript(i: Int) -> Int { 1 } }\nprefix func +++ (x: Int) {}\n",
    "observers.swift": "class A {\n  var age = 0 { didSet { let x = 1 } }\n  let (c, d) = (1, 2)\n}\nprotocol P { static func s() }\n",
    "several at once.scala": "object A { val (p, q) = pair; val u, w = 1 }\nenum Color(val rgb: Int) { case Red extends Color(1) }\n",
    "tables.lua": "local M = {}\nM.LIMIT = 3\nfunction M.feed() end\nfunction M:bark() end\nM['say'] = function() end\nfunction other.sit() end\n",
    "fields.ex": "defmodule A do\n  defstruct name: nil, age: 0\n  @computed Application.get_env(:a)\nend\ndefmodule B do\n  defexception [:message]\nend\n",
    "operators.ex": "defmodule A do\n  def a + b, do: 1\n  def a and b, do: 1\n  def x |> y when x, do: 1\n  def late when true, do: 1\n  @macrocallback mac(x) :: t when x: term\nend\n",
    "Types.hs": "module A where\ndata A = Int :+: Int\ndata G a where\n  GI :: Int -> G Int\ntype family F a\nclass S a where\n  left, right :: a\ninstance S A where\n  left = 1\n  right = 2\n",
    "Functions.hs": 'module A where\na <+> b = a\n(<->) a b = a\nx `op` y = x\n(p, q) = (1, 2)\npattern P x = Just x\nforeign import ccall "sin" c_sin :: Double\n',
    "operators.ml": "let ( + ) a b = a\nlet ( let* ) x f = f\nlet (a, b) = 1, 2\nlet _ = 1\nclass s = object val mutable items = [] end\nclass type ct = object method m : int end\n",
    "generic.zig": "const Err = error{ Full, Bad };\nfn List(comptime T: type) type {\n    return struct {\n        items: []T,\n        fn append(x: T) void {}\n    };\n}\nconst Color = enum { red, _ };\n",
    "constructors.dart": "class S { const S._(); factory S.of(Map j) => S(1); S.named(int q); S operator +(S o) => this; }\n",
    "aliases.dart": "typedef int Old(int x);\ntypedef New<T> = void Function(T);\nclass A = S with L;\nextension type Id(int id) { int get twice => id; }\n",
    "types with parameters.jl": "abstract type S{T} <: Any end\nstruct Dog{T<:Real} <: S{T}\n  name::T\n  const c::Int\n  Dog(x) = new(x)\nend\n@kwdef struct K\n  a::Int = 1\n  b = 2\nend\n",
    "functions.jl": "function feed(x::T)::Int where {T}\nend\nf(x::T) where T = x\nBase.:+(a, b) = a\na * b = 1\nfunction later end\nDog{T}(x) where T = 1\n",
    "names.jl": "const A, B = 1, 2\nconst C{T} = D{T}\nconst e::Int = 1\nglobal g = 1\n@enum Color red green\n@enum Fruit begin\n  apple\n  pear = 2\nend\n",
    "classes.r": 'Person <- R6::R6Class("Person",\n  public = list(name = NULL, greet = function() 1),\n  private = list(secret = 1))\nAcc <- setRefClass("Acc", fields = list(b = "n"), methods = list(dep = function() 1))\nobj <- new.env()\nobj$feed <- function() 1\n',
    "statements.sql": 'CREATE DOMAIN posint AS int;\nCREATE OR REPLACE PROCEDURE zoo.feed(a int) AS $$ BEGIN; END $$;\nCREATE AGGREGATE total (int) (sfunc = f);\nCREATE TABLE [dbo].[Dog] ([Id] INT IDENTITY(1,1) NOT NULL);\nCREATE POLICY mine ON dog USING (true);\nCREATE TABLE quoted ("Name" text);\n',
    "extensions.swift": "extension Cat: Loud { func purr() {} }\nenum Cat { case tom }\nextension Zoo.Cage { func open() {} }\n",
    "containers.zig": 'const Mood = enum {\n    /// Fine.\n    good,\n    bad = 2,\n    fn feel() void {}\n};\nconst Pair = struct { u8, Mood };\nconst Any = union(enum) { one: u8, none };\nvar count: u8 = 0;\ntest "moods feel" {}\n',
    "bodies.dart": "int feed(int a) {\n  int chew() { return a; }\n  return chew();\n}\nclass A {\n  A.of() : x = 1 {\n    go();\n  }\n  int get age {\n    return 1;\n  }\n}\n",
    "tests.dart": "void main() {\n  group('a cat', () {\n    test('purrs', () {});\n  });\n}\n",
    "tests.scala": 'class CatTest extends FunSuite {\n  describe("a cat") {\n    it("purrs") { val x = 1 }\n    test("sleeps".tag(Slow)) { x }\n  }\n  property("law") = forAll { (x: Int) => true }\n  test("waits", Tag)(pending)\n  test(names.head) { x }\n  log("said") { x }\n}\n',
    "words.scala": 'class CatSpec extends AnyWordSpec {\n  "a cat" when {\n    "fed" should {\n      "purr" in { x }\n    }\n  }\n  "a dog" should "bark" in { x }\n  it must "sleep" ignore { x }\n  x should be (1)\n  "a" in set\n}\n',
    "tests.exs": 'defmodule CatTest do\n  describe "a cat" do\n    test "purrs", %{cat: cat} do\n      assert cat\n    end\n    test ":age of #{cat} is \\"old\\"" do\n    end\n  end\nend\n',
    "tests.rb": "describe 'a cat' do\n  it 'purrs' do\n  end\nend\nclass Zoo::Cat < Zoo::Animal\nend\n",
    "tests.r": 'test_that("a cat purrs", {\n  expect(withCallingHandlers(f(), error = function(e) e))\n})\n',
    "tests.jl": '@testset "a cat" begin\n  @test purrs()\nend\n',
    "tests.lua": 'describe("a cat", function()\n  it("purrs", function() end)\nend)\n',
    "tests.bats": "alias meow='echo meow'\n@test \"a cat's purr\" {\n  local x=1\n  run meow\n}\nhelper() {\n  :\n}\n",
    "schemas.sql": "CREATE SCHEMA IF NOT EXISTS zoo AUTHORIZATION keeper;\nCREATE UNIQUE INDEX \"by_name\" ON cats (name);\nALTER TABLE cats ENABLE ROW LEVEL SECURITY;\nALTER TABLE cats ADD COLUMN age int;\nCREATE TYPE mood AS ENUM ('good', 'bad');\n",
    "Signatures.hs": "module Zoo.Cats (feed) where\nimport Zoo.Food\nfeed :: Eq a => a -> Int\nfeed = eat\nlimit :: Int\nlimit = 3\n",
    "Primes.hs": "module A where\nfoldl' f = f\ndata T' = C' { x' :: Int }\n",
    "primes.ml": "let x' = 1\nlet f' a = a\n",
    "quotes.r": '`my fun` <- function(x) x\n"value<-" <- function(x) x\n',
    "quotes.md": '# Say "no"\n## `a` or `b`\n## `code`\n## From C to C#\n## Closed ##\n## "Said"\n',
    "levels.md": "# One\n## Two\nSet\n===\n> # Quoted\n\nSub\n---\n### Three\n",
}


def test_what_a_grammar_cannot_read_takes_nothing_from_what_stands_around() -> None:
    swift = (
        "public final class Box {\n  public typealias Item = Int\n"
        "  nonisolated(unsafe) var lock: Lock!\n"
        "  func feed() {\n    switch state {\n    case .active:\n      ()  // stay\n    }\n  }\n"
        "  func eat() {}\n}\n"
    )
    assert outline_of("a.swift", swift) == [
        "class Box",
        "type_alias Box.Item",
        "field Box.lock",
        "method Box.feed",
        "method Box.eat",
    ]
    zsh = "(( ${+commands[op]} )) || return\n() {\n  local x\n}\nspeak() {\n  echo hi\n}\n"
    assert outline_of("a.zsh", zsh) == ["function speak"]


def test_a_class_of_kotlin_after_several_annotations() -> None:
    text = (
        '@Suppress("X")\n@Internal(Flag::class)\npublic actual class Lock {\n  val held = 1\n'
        '  fun lock() {}\n}\n@A(1) @B("x") class Key { val teeth = 2 }\n'
    )
    assert outline_of("a.kt", text) == [
        "class Lock",
        "field Lock.held",
        "method Lock.lock",
        "class Key",
        "field Key.teeth",
    ]
    assert {"Flag", "Internal", "B"} <= set(facts_of("a.kt", text).names)


def test_what_each_construct_defines() -> None:
    assert {path: outline_of(path, text) for path, text in CONSTRUCTS.items()} == snapshot(
        {
            "constants of Ruby.rb": [
                "namespace Zoo",
                "constant Zoo.A",
                "constant Zoo.B",
                "constant Zoo.C",
                "constant Zoo.D",
                "variable $loud",
            ],
            "what makes methods.rb": [
                "class Cat",
                "method Cat.name",
                "method Cat.size",
                "property Cat.mood",
                "method Cat.dyn",
            ],
            "members of structures.rb": [
                "class Point",
                "field Point.x",
                "field Point.y",
                "class Size",
                "field Size.w",
                "method Size.area",
            ],
            "tasks.rake": ["namespace db", "function db.drop", "function db.create"],
            "namespace of the file.php": [
                "namespace A",
                "class A.B",
                "namespace C\\D",
                "function C\\D.e",
            ],
            "namespaces in braces.php": ["namespace A", "class A.B", "constant C"],
            "anonymous.php": ["class A", "method A.f", "field A.f.x", "method A.f.g"],
            "namespace of the file.cs": [
                "namespace A.B",
                "class A.B.C",
                "constant A.B.C.D",
                "field A.B.C.E",
            ],
            "operators.cs": [
                "class A",
                "property A.this",
                "method A.+",
                "constructor A.A",
                "constructor A.A",
            ],
            "several at once.kt": ["variable a", "variable b", "variable c", "method e"],
            "contexts.kt": [
                "class Cat",
                "function feed",
                "function eat",
                "variable x",
                "function last",
            ],
            "of brackets.swift": ["method feed", "field size"],
            "operators.swift": ["class A", "method A.==", "method A.subscript", "function +++"],
            "observers.swift": [
                "class A",
                "field A.age",
                "field A.c",
                "field A.d",
                "interface P",
                "method P.s",
            ],
            "several at once.scala": [
                "class A",
                "field A.p",
                "field A.q",
                "field A.u",
                "field A.w",
                "enum Color",
                "field Color.rgb",
                "enum_member Color.Red",
            ],
            "tables.lua": [
                "variable M",
                "field M.LIMIT",
                "function M.feed",
                "function M.bark",
                "function M.say",
                "function sit",
            ],
            "fields.ex": [
                "namespace A",
                "field A.name",
                "field A.age",
                "constant A.computed",
                "namespace B",
                "field B.message",
            ],
            "operators.ex": [
                "namespace A",
                "function A.+",
                "function A.and",
                "function A.|>",
                "function A.late",
                "function A.mac",
            ],
            "Types.hs": [
                "namespace A",
                "class A.A",
                "enum_member A.A.:+:",
                "class A.G",
                "enum_member A.G.GI",
                "type_alias A.F",
                "interface A.S",
                "method A.S.left",
                "method A.S.right",
                "function A.left",
                "function A.right",
            ],
            "Functions.hs": [
                "namespace A",
                "function A.<+>",
                "function A.<->",
                "function A.op",
                "variable A.p",
                "variable A.q",
                "function A.P",
                "function A.c_sin",
            ],
            "operators.ml": [
                "function +",
                "function let*",
                "variable a",
                "variable b",
                "class s",
                "field s.items",
                "class ct",
            ],
            "generic.zig": [
                "enum Err",
                "enum_member Err.Full",
                "enum_member Err.Bad",
                "function List",
                "field List.items",
                "method List.append",
                "enum Color",
                "enum_member Color.red",
            ],
            "constructors.dart": [
                "class S",
                "constructor S._",
                "constructor S.of",
                "constructor S.named",
                "method S.+",
            ],
            "aliases.dart": [
                "type_alias Old",
                "type_alias New",
                "class A",
                "class Id",
                "field Id.id",
                "property Id.twice",
            ],
            "types with parameters.jl": [
                "interface S",
                "class Dog",
                "field Dog.name",
                "field Dog.c",
                "method Dog.Dog",
                "class K",
                "field K.a",
                "field K.b",
            ],
            "functions.jl": [
                "function feed",
                "function f",
                "function +",
                "function *",
                "function later",
                "function Dog",
            ],
            "names.jl": [
                "constant A",
                "constant B",
                "constant C",
                "constant e",
                "variable g",
                "enum Color",
                "enum_member Color.red",
                "enum_member Color.green",
                "enum Fruit",
                "enum_member Fruit.apple",
                "enum_member Fruit.pear",
            ],
            "classes.r": [
                "class Person",
                "field Person.name",
                "method Person.greet",
                "field Person.secret",
                "class Acc",
                "field Acc.b",
                "method Acc.dep",
                "variable obj",
                "function obj.feed",
            ],
            "statements.sql": [
                "type_alias posint",
                "function feed",
                "function total",
                "class Dog",
                "field Dog.Id",
                "variable mine",
                "class quoted",
                "field quoted.Name",
            ],
            "extensions.swift": [
                "enum Cat",
                "method Cat.purr",
                "enum Cat",
                "enum_member Cat.tom",
                "class Cage",
                "method Cage.open",
            ],
            "containers.zig": [
                "enum Mood",
                "enum_member Mood.good",
                "enum_member Mood.bad",
                "method Mood.feel",
                "class Pair",
                "class Any",
                "field Any.one",
                "enum_member Any.none",
                "variable count",
                "function moods feel",
            ],
            "bodies.dart": [
                "function feed",
                "function feed.chew",
                "class A",
                "constructor A.of",
                "property A.age",
            ],
            "tests.dart": ["function main", "namespace main.a cat", "function main.a cat.purrs"],
            "tests.scala": [
                "class CatTest",
                "namespace CatTest.a cat",
                "function CatTest.a cat.purrs",
                "function CatTest.a cat.sleeps",
                "method CatTest.law",
                "method CatTest.waits",
            ],
            "words.scala": [
                "class CatSpec",
                "namespace CatSpec.a cat",
                "namespace CatSpec.a cat.fed",
                "function CatSpec.a cat.fed.purr",
                "method CatSpec.bark",
                "method CatSpec.sleep",
            ],
            "tests.exs": [
                "namespace CatTest",
                "namespace CatTest.a cat",
                "function CatTest.a cat.purrs",
                'function CatTest.a cat.:age of #{cat} is \\"old\\"',
            ],
            "tests.rb": ["namespace a cat", "function a cat.purrs", "class Cat"],
            "tests.r": ["function a cat purrs"],
            "tests.jl": ["namespace a cat"],
            "tests.lua": ["namespace a cat", "function a cat.purrs"],
            "tests.bats": ["function meow", "function a cat's purr", "function helper"],
            "schemas.sql": [
                "namespace zoo",
                "variable by_name",
                "field age",
                "type_alias mood",
                "enum_member mood.good",
                "enum_member mood.bad",
            ],
            "Signatures.hs": [
                "namespace Zoo.Cats",
                "function Zoo.Cats.feed",
                "variable Zoo.Cats.limit",
            ],
            "Primes.hs": [
                "namespace A",
                "function A.foldl'",
                "class A.T'",
                "enum_member A.T'.C'",
                "field A.T'.x'",
            ],
            "primes.ml": ["variable x'", "function f'"],
            "quotes.r": ["function my fun", "function value<-"],
            "quotes.md": [
                'section Say "no"',
                'section Say "no".`a` or `b`',
                'section Say "no".code',
                'section Say "no".From C to C#',
                'section Say "no".Closed',
                'section Say "no".Said',
            ],
            "levels.md": [
                "section One",
                "section One.Two",
                "section Set",
                "section Set.Quoted",
                "section Set.Sub",
                "section Set.Sub.Three",
            ],
        }
    )


def test_a_function_of_dart_holds_what_its_body_does() -> None:
    check_calls(
        """
        //- a.dart
        int fe<|>ed(int food) => food;
        class Keeper {
          void work() {
            feed(1);
          }
        }
        """,
        "callers",
        snapshot("method Keeper.work a.dart:3 (possible) <- a.dart:4 feed\n"),
    )


def test_what_the_preprocessor_of_haskell_leaves_out_is_shown() -> None:
    text = (
        "module A where\nimport B\n#if MIN(1)\nimport C (cast)\n#else\nimport D\n\n"
        "cast :: Int -> Int\ncast = id\n#define LONG \\\n  1\n#endif\n\nlast = cast 1\n"
    )
    assert outline_of("A.hs", text) == ["namespace A", "function A.cast", "variable A.last"]

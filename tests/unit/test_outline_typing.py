"""The outline of a file stays while something in its middle is half typed, in languages that close
their blocks with words or by indentation."""

from __future__ import annotations

import textwrap

import pytest

from codegraph_daemon.facts import KIND_NAMES, Facts
from codegraph_daemon.languages.registry import language_of
from codegraph_daemon.workers.parse import parser_of

RUBY = """
module Zoo
  class Animal
    LIMIT = 3
    def feed(food)
      food.each do |one|
        eat one
        #
      end
    end

    # No end of anything.
    def self.make?(name) = new(name)
  end

  def helper
  end
end
"""

ELIXIR = """
defmodule Zoo do
  defmodule Animal do
    @type name :: String.t()
    def feed(food) when food do
      food
      #
    end

    defp eat(food), do: food
  end
end

defprotocol Shape do
  def area(x)
end
"""

LUA = """
local M = {}

function M.feed(food)
  if food then
    --
    eat(food)
  end
end

local function eat(food)
end

M.bark = function()
end

return M
"""

JULIA = """
module Zoo

struct Animal{T} <: Being
    name::String
end

function feed(animal::Animal)
    for food in animal
        #
        eat(food)
    end
end

eat(food) = food
const LIMIT = 3

end
"""

BASH = """
LIMIT=3
feed() {
  for food in "$@"; do
    #
    eat "$food"
  done
}
function eat {
  echo "$1"
}
"""

HASKELL = """
module Zoo where

data Animal = Dog | Cat

feed :: Int -> Int
feed food = do
  --
  eat food
  where extra = 1

eat food = food
limit = 3
"""

OCAML = """
type animal = { name : string }

let feed food =
  (* *)
  eat food

module Zoo = struct
  let eat food = food
  let limit = 3
end

let last x = x
"""

R = """
limit <- 3

feed <- function(food) {
  #
  eat(food)
}

eat <- function(food) food
"""

CSHARP = """
namespace Zoo
{
    public class Animal
    {
        private int age = 1;
        public void Feed(string food)
        {
            //
            Eat(food);
        }
        public string Name { get; set; }
        public static Animal Eat(string food) => null;
    }
    public enum Mood { Good }
}
"""

KOTLIN = """
class Animal(val name: String) : Being() {
    private val age: Int = 1
    override fun feed(
        food: String,
    ): Unit {
        //
        eat(food)
    }

    inline fun <reified T> List<T>.eat(food: String): T = food as T
}

enum class Mood { Good }

fun `is fed`() = 1
"""

SCALA = """
package zoo

private[zoo] trait Animal {
  private var age = 1
  def feed(food: String)(implicit where: Place): Unit = {
    //
    eat(food)
  }
  protected def eat[T](food: T): T = food
}

object Animal extends (
  Being
) {
  type Food = String
  lazy val limit: Int = 3
}
"""

DART = """
class Animal extends Being {
  const Animal(this.name, {super.key});

  Animal.young({
    required this.name,
  }) : super();

  factory Animal.fromJson(Map<String, Object?> json) => Animal(json);

  final String name;

  Widget build(BuildContext context) {
    return Text(
      //
      name,
    );
  }

  int get age => 1;
}

enum Mood { good }

Future<void> main() async {}
"""

INTERFACE = """
type animal = { name : string }
val feed : animal -> unit
(* *)
module Zoo : sig
  val eat : string -> unit
  val limit : int
end
"""

SQL = """
CREATE TABLE animal (name text);
--
CREATE FUNCTION feed() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;
CREATE VIEW fed AS SELECT 'it is
  fed';
"""

TEXTS = {
    "a.rb": (RUBY, "#"),
    "a.ex": (ELIXIR, "#"),
    "a.lua": (LUA, "--"),
    "a.jl": (JULIA, "#"),
    "a.sh": (BASH, "#"),
    "A.hs": (HASKELL, "--"),
    "a.ml": (OCAML, "(* *)"),
    "a.r": (R, "#"),
    "a.cs": (CSHARP, "//"),
    "a.kt": (KOTLIN, "//"),
    "a.scala": (SCALA, "//"),
    "a.dart": (DART, "//"),
    "a.mli": (INTERFACE, "(* *)"),
    "a.sql": (SQL, "--"),
}

ANYWHERE = ("f(", "x = f(1, [", 'x = "abc', "x = {")
TYPED = {
    "a.rb": ("if x", "x.", "loop do |y|", "def other(", "case x"),
    "a.ex": ("if x do", "Enum.map(x, fn y ->", "def other("),
    "a.lua": ("if x then", "local function other(", "call(function()"),
    "a.jl": ("if x", "for i in x", "function other(", "begin"),
    "a.sh": ("if [ x ]; then", "case $x in", "other() {", "while x; do"),
    "A.hs": ("case x of", "let y =", "where z = ("),
    "a.ml": ("match x with", "let y =", "begin"),
    "a.r": ("if (x) {", "lapply(x, function(y) {"),
    "a.cs": ("if (x) {", "x.", "int y ="),
    "a.kt": ("if (x) {", "x.", "val y =", "x.let {", "fun other("),
    "a.scala": ("if (x) {", "x.", "val y =", "x.map {", "def other("),
    "a.dart": ("x.", "if (x) {", "x: Text(", "child: [", "x = const"),
    "a.mli": ("val y :", "type t = {"),
    "a.sql": ("x = 'abc", "SELECT 1"),
}


def outline_of(path: str, text: str) -> set[str]:
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    return {
        f"{KIND_NAMES[facts.symbol_kind[symbol]]} {facts.qualified(symbol)}"
        for symbol in range(1, len(facts.symbol_name))
    }


@pytest.mark.parametrize(
    ("path", "typed"),
    [(path, typed) for path in TEXTS for typed in (*ANYWHERE, *TYPED[path])],
)
def test_what_stands_around_stays_while_something_is_typed(path: str, typed: str) -> None:
    text, mark = TEXTS[path]
    line = next(line for line in text.splitlines() if line.strip() == mark)
    broken = text.replace(line, line.replace(mark, typed), 1)
    assert outline_of(path, text) - outline_of(path, broken) == set()


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_that_ends_in_a_body_keeps_what_comes_before(path: str) -> None:
    text, mark = TEXTS[path]
    before = text[: text.index(f"{mark}\n")]
    last = before.rstrip().rsplit("\n", 1)[0]
    kept = {line.split(" ")[1] for line in outline_of(path, before)}
    for name in ("feed", "Feed"):
        if name in last:
            assert any(each.endswith(name) for each in kept)


def test_members_stay_in_what_holds_them() -> None:
    broken = textwrap.dedent("""
        class Cat
          def feed
            if x
          end

          def eat
          end
        end

        class Dog
          def bark
            f(
          end
        end
    """)
    assert outline_of("a.rb", broken) == {
        "class Cat",
        "method Cat.feed",
        "method Cat.eat",
        "class Dog",
        "method Dog.bark",
    }


def dump(*rows: str) -> str:
    """What a program wrote of a database: a table with many rows of several lines, and two more."""
    many = "".join(f"({number}, 'row {number}\nends'),\n" for number in range(30))
    return (
        f"CREATE TABLE cats (\n  id int\n);\nINSERT INTO cats VALUES\n{many}{''.join(rows)}(99, 'x');"
        "\nCREATE TABLE dogs (\n  id int,\n  name text DEFAULT 'y'\n);\n"
        "INSERT INTO dogs VALUES (1, 'two\nlines');\nCREATE TABLE birds (\n  id int\n);\n"
    )


@pytest.mark.parametrize("row", ["(77, 'open),\n", "(77, 'it's open'),\n", "(77, open'),\n"])
def test_one_quote_too_few_in_a_dump_takes_no_table(row: str) -> None:
    assert outline_of("a.sql", dump(row)) == outline_of("a.sql", dump())


def test_quotes_that_mysql_escapes_close_nothing() -> None:
    text = dump("(77, 'it\\'s closed \\\\'),\n").replace("cats", "`cats`")
    assert outline_of("a.sql", text) == outline_of("a.sql", dump())


def test_rows_that_postgresql_copies_are_no_statements() -> None:
    text = textwrap.dedent("""
        CREATE TABLE cats (
          id integer
        );
        COPY public.cats (id) FROM stdin;
        it's one\t"two
        \\.

        CREATE TABLE dogs (
          id integer
        );
    """)
    assert outline_of("a.sql", text) == {
        "class cats",
        "field cats.id",
        "class dogs",
        "field dogs.id",
    }


@pytest.mark.parametrize(
    "text",
    [
        "COPY cats FROM stdin;\n" * 30_000 + "\\.\n",
        "\n\\.\nCOPY" + " FROM STDIN" * 60_000,
        "\\'`" + "/* " * 200_000,
        "`'" + "\\'" * 200_000,
    ],
    ids=["copies", "sources", "comments", "quotes"],
)
def test_dumps_that_never_end_what_they_begin_are_read(text: str) -> None:
    assert outline_of("a.sql", "CREATE TABLE cats (id int);\n" + text) >= {"class cats"}


def test_what_looks_like_a_definition_in_a_broken_text_is_none() -> None:
    dart = textwrap.dedent("""
        class Cage {
          void Function(int) get opened => door;
          Widget build() {
            return Row(children: [
              x.
              const Text('a'),
            ]);
          }
        }
        void main() {
          Keeper.wakeUp();
        }
    """)
    assert outline_of("a.dart", dart) == {
        "class Cage",
        "property Cage.opened",
        "method Cage.build",
        "function main",
    }
    csharp = "class A {\n  private static (int a, int b) Both() { x. }\n  void Last() { }\n}\n"
    assert "constructor A.static" not in outline_of("a.cs", csharp)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rb", 'describe "a cat\'s" do\n  it \'says "meow"\' do\n    x = {\n'),
        ("a.lua", 'describe("a cat\'s", function()\n  it(\'says "meow"\', function()\n    x = {\n'),
        ("a.r", 'describe("a cat\'s", {\n  it(\'says "meow"\', {\n    x <- f(\n'),
        (
            "a.dart",
            'void main() {\n  group("a cat\'s", () {\n    test(\'says "meow"\', () {\n      x = f(\n',
        ),
    ],
)
def test_what_a_test_is_called_ends_with_its_own_quote(path: str, text: str) -> None:
    facts = Facts(parser_of(language_of(path) or "").facts_of(text.encode()))
    names = [facts.names[name] for name in facts.symbol_name]
    assert names[-2:] == ["a cat's", 'says "meow"']

"""After any edits of languages that are known by their outline, the links equal those from scratch."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from generated_edits import Tree, histories, project
from linking import check_edits, check_order

ZOO = project(
    """
//- animal.rb
module Zoo
  class Animal
    attr_reader :name
    LIMIT = 3
    def initialize(name) = @name = name
    def feed(meal); cook(meal).eat; end
  end
end
//- dog.rb
require "animal"
class Dog < Animal
  def feed(meal)
    limit = LIMIT
    eat
  end
  alias_method :eat, :feed
  define_method(:cook) { name }
end
//- main.rb
def cook(meal) = meal
Dog.new("x").feed(LIMIT)
//- zoo.ml
module Zoo = struct
  type animal = Dog | Cat
  let feed x = cook x
end
let limit = 3
let rec cook meal = meal
//- zoo.mli
module Zoo : sig type animal = Dog | Cat val feed : animal -> unit end
val limit : int
val cook : int -> int
//- main.ml
let eat meal = Zoo.feed (cook meal) limit
//- Meal.kt
class Meal(val name: String) {
    val limit = 3
    fun cook(): Meal { return eat(this) }
}
fun eat(meal: Meal) = meal.cook().name
//- Main.kt
object Zoo { fun feed() { eat(Meal("x")).cook(); limit } }
""",
    "Zoo Animal Dog Meal name LIMIT limit feed cook eat meal animal def end class fun let val",
    ["other.rb", "other.ml", "Other.kt", "dog.kt"],
)


@given(history=histories(ZOO))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_links_after_edits_are_those_of_a_new_index(history: list[Tree]) -> None:
    check_edits(history)


@given(history=histories(ZOO))
@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
def test_neither_order_nor_memory_changes_a_link(history: list[Tree]) -> None:
    check_order(history[-1])

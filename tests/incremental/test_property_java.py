"""After any edits of Java, the links equal those from scratch, in any order and with any memory."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from generated_edits import Tree, histories, project
from linking import check_edits, check_order

ZOO = project(
    """
//- zoo/src/zoo/Animal.java
package zoo;

import zoo.food.Meal;
import static zoo.food.Meal.raw;

public interface Animal<T extends Animal<T>> {
  int LEGS = 4;
  T first(int n);
  default void eat(Meal meal, String... names) { meal.cook(raw()); eat(meal); }
  void eat(Meal meal);
}
//- zoo/src/zoo/Dog.java
package zoo;

import java.util.List;
import zoo.food.*;

public class Dog extends Base<Meal> implements Animal<Dog> {
  List<Dog> pups;
  String name;
  public Dog(String name) { super(name); this.name = name; }
  public Dog() { this("x"); }
  public Dog first(int n) { for (var pup : pups) { pup.first(n).eat(held); } return pups.get(n); }
  public void eat(Meal meal) { pups.forEach(pup -> pup.eat(meal, name())); }
  String name() { return name; }
  class Puppy extends Dog { String name() { return Dog.this.name() + LEGS; } }
}
//- zoo/src/zoo/Base.java
package zoo;

abstract class Base<K> {
  K held;
  Base(Object of) {}
  protected String name() { return held.toString(); }
  void eat(K meal, int often) {}
}
//- food/zoo/food/Meal.java
package zoo.food;

public enum Meal {
  RAW { void cook(int n) { raw(); } }, DONE;
  public static Meal raw() { return RAW; }
  void cook(int n) {}
  void cook(Meal other) { switch (other) { case RAW -> cook(1); default -> other.cook(this); } }
}
//- zoo/test/zoo/DogTest.java
package zoo;

import zoo.food.Meal;

record Pair(Dog one, Meal two) {}
class DogTest {
  void run(Object o) {
    var dog = new Dog("a");
    dog.first(1).eat(Meal.DONE, 2);
    Animal<Dog> other = new Animal<>() {
      public Dog first(int n) { return dog; }
      public void eat(Meal meal) { first(n).new Puppy().name(); }
    };
    if (o instanceof Pair(Dog one, var two)) { one.eat(two); }
    if (!(o instanceof Pair p)) return;
    p.one().eat(p.two(), "a", "b");
  }
}
""",
    "zoo food Animal Base Dog Meal Puppy Pair first eat cook raw name held pups pup meal n one two "
    "RAW DONE LEGS int String Object",
    ["zoo/src/zoo/Cat.java", "food/zoo/food/Other.java", "zoo/test/zoo/Meal.java"],
)


@given(history=histories(ZOO))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_links_after_edits_are_those_of_a_new_index(history: list[Tree]) -> None:
    check_edits(history)


@given(history=histories(ZOO))
@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
def test_neither_order_nor_memory_changes_a_link(history: list[Tree]) -> None:
    check_order(history[-1])

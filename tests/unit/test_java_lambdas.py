"""Java: which overload takes a lambda, and what lambdas are passed and give."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references

CALLED = """
//- Out.java
class Out {
  void run(Runnable r) {}
  <V> V run(Supplier<V> s) { return s.get(); }
  void run(List<String> all) {}
  void run(Consumer<Out> c) {}
  <V> V run(Function<Out, V> f) { return f.apply(this); }
  void run(BiConsumer<Out, Out> c) {}
  void go() {}
  Out next() { return this; }
  int size() { return 1; }
}
//- Main.java
class Main {
  Out held;
  void main(Out out) { out.ru<|>n(%s); }
}
"""


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("() -> {}", (2,)),
        ("() -> { out.next(); }", (2,)),
        ('() -> "x"', (3,)),
        ("() -> { return out.next(); }", (3,)),
        ("() -> out.next()", (3,)),
        ("() -> out.size()", (3,)),
        ("() -> out.go()", (2, 3)),
        ("() -> { throw new Error(); }", (2, 3)),
        ("o -> { o.go(); }", (5,)),
        ("o -> o.held", (6,)),
        ("o -> { return o.next(); }", (6,)),
        ("o -> o.next()", (5, 6)),
        ("(a, b) -> a.go()", (7,)),
    ],
)
def test_the_shape_of_a_lambda_tells_which_overload_is_meant(
    given: str, lines: tuple[int, ...]
) -> None:
    fixture = parse_fixture(CALLED % given)
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert tuple(each["line"] + 1 for each in found) == lines


def test_what_blocks_of_lambdas_return_is_what_they_give() -> None:
    check_references(
        """
        //- Item.java
        class Item {
          Item tw<|>ice() { return this; }
        }
        //- Order.java
        class Order {
          Item item;
        }
        //- Main.java
        class Main {
          void main(List<Order> orders) {
            orders.stream().map(o -> {
              Runnable r = new Runnable() { public int count() { return 1; } };
              if (o == null) return null;
              return o.item;
            }).forEach(i -> i.twice());
          }
        }
        """,
        snapshot("""\
Item.java:2    Item twice() { return this; }  definition
                    ^^^^^
Main.java:7      }).forEach(i -> i.twice());  call (inferred)
                                   ^^^^^
"""),
    )


@pytest.mark.parametrize(
    "made",
    [
        "orders.stream().reduce((a, b) -> a.item.tw<|>ice() == null ? a : b)",
        "orders.stream().reduce(null, (a, b) -> b.item.tw<|>ice() == null ? a : b)",
        'byName.merge("x", null, (a, b) -> b.item.tw<|>ice() == null ? a : b)',
        'byName.computeIfPresent("x", (k, o) -> o.item.tw<|>ice() == null ? o : o)',
        "orders.stream().peek(o -> o.run()).skip(1).forEach(o -> o.item.tw<|>ice())",
        "new ArrayList<>(orders).get(0).item.tw<|>ice()",
        "new TreeMap<>(byName).firstEntry().getValue().item.tw<|>ice()",
        "new Box<>(orders.get(0)).get().item.tw<|>ice()",
        "new Box<>(new Order(), 1).held.item.tw<|>ice()",
        "Collections.max(orders).item.tw<|>ice()",
        "wanted.and(o -> o.item.tw<|>ice() == null)",
        "orders.stream().collect(toMap(o -> 1, Function.identity())).get(1).item.tw<|>ice()",
    ],
)
def test_what_the_library_passes_and_gives(made: str) -> None:
    check_definition(
        f"""
        //- Item.java
        class Item {{
          Item twice() {{ return this; }}
        }}
        //- Order.java
        class Order {{
          Item item;
        }}
        //- Box.java
        class Box<T> {{
          T held;
          Box(T held) {{ }}
          Box(T held, int n) {{ }}
          Box(Item item, Item other, T last) {{ }}
          T get() {{ return held; }}
        }}
        //- Main.java
        class Main {{
          void main(List<Order> orders, Map<String, Order> byName, Predicate<Order> wanted) {{
            {made};
          }}
        }}
        """,
        """
        Item.java:2    Item twice() { return this; }  definition (inferred)
                            ^^^^^
        """,
    )

"""Java: what classes have from a base that lies outside of the workspace."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask

LISTS = """
//- Item.java
class Item {
  String tag() { return ""; }
}
//- Things.java
import java.util.ArrayList;
abstract class Things<T> extends ArrayList<T> {
  T only() { return null; }
}
//- Items.java
class Items extends Things<Item> implements Comparable<Items> {
  public int compareTo(Items other) { return 0; }
}
//- Main.java
class Main {
  void run(Items all, Things<Item> some) { %s; }
}
"""


@pytest.mark.parametrize(
    "code",
    [
        "all.get(1).ta<|>g()",
        "some.get(1).ta<|>g()",
        "all.iterator().next().ta<|>g()",
        "all.stream().filter(each -> true).map(each -> each.ta<|>g())",
        "all.stream().findFirst().get().ta<|>g()",
        "all.forEach(each -> each.ta<|>g())",
        "all.only().ta<|>g()",
    ],
)
def test_what_is_inherited_from_the_library_gives_what_the_base_holds(code: str) -> None:
    assert _found(LISTS % code) == [("Item.java", 2)]


def test_the_workspace_comes_before_a_base_outside() -> None:
    fixture = """
    //- Main.java
    class Item { void tag() {} }
    class Other { void tag() {} }
    class Items extends java.util.ArrayList<Item> {
      Other get(long at) { return null; }
    }
    class Main {
      void run(Items all) { all.get(1L).ta<|>g(); }
    }
    """
    assert _found(fixture) == [("Main.java", 2)]


def test_of_several_bases_outside_none_is_taken_to_give_anything() -> None:
    fixture = """
    //- Main.java
    class Item { void tag() {} }
    abstract class Items implements Iterable<Item>, java.util.function.Supplier<String> {}
    class Main {
      void run(Items all) { all.get().ta<|>g(); }
    }
    """
    assert _found(fixture) == []


@pytest.mark.parametrize(
    "code",
    [
        "java.util.Arrays.asList(all).get(0).ta<|>g()",
        "Stream.of(all).map(each -> each.ta<|>g())",
        "Stream.of(one).map(each -> each.ta<|>g())",
        "Stream.of(one, one).map(each -> each.ta<|>g())",
        "Optional.of(all).get()[0].ta<|>g()",
    ],
)
def test_an_array_stands_for_all_that_a_method_is_given(code: str) -> None:
    fixture = f"""
    //- Main.java
    import java.util.Optional;
    import java.util.stream.Stream;
    class Item {{ void tag() {{}} }}
    class Main {{
      void run(Item[] all, Item one) {{ {code}; }}
    }}
    """
    assert _found(fixture) == [("Main.java", 3)]


def _found(text: str) -> list[tuple[str, int]]:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    return [(each["path"], each["line"] + 1) for each in answer["results"]]

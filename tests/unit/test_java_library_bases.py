"""Java: what classes have from a base that lies outside of the workspace, or from a generic one, and
what constants and methods outside are."""

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


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("pu<|>t(java.util.Locale.GERMAN)", 3),
        ("pu<|>t(java.util.TimeZone.getDefault(), 1)", 4),
        ("pu<|>t(java.nio.charset.StandardCharsets.UTF_8)", 5),
        ("pu<|>t(Integer.MAX_VALUE)", 6),
        ('pu<|>t("a".toCharArray())', 7),
        ("pu<|>t(Integer.toHexString(1))", 8),
        ("pu<|>t(java.nio.file.Paths.get(name).toFile())", 9),
        ("pu<|>t(set.name())", 8),
    ],
)
def test_what_lies_outside_tells_overloads_apart(code: str, line: int) -> None:
    fixture = f"""
    //- Main.java
    class Main {{
      void put(Object other) {{}}
      void put(java.util.Locale locale) {{}}
      void put(java.util.TimeZone zone, int n) {{}}
      void put(java.nio.charset.Charset set) {{}}
      void put(int n) {{}}
      void put(char[] all) {{}}
      void put(String text) {{}}
      void put(java.io.File file) {{}}
      void run(String name, java.nio.charset.Charset set) {{ {code}; }}
    }}
    """
    assert _found(fixture) == [("Main.java", line)]


@pytest.mark.parametrize(
    "code",
    ["held.tu<|>rn()", "this.held.tu<|>rn()", "all.get(0).tu<|>rn()", "new Inner().of().tu<|>rn()"],
)
def test_members_of_a_generic_base_are_seen_from_the_class_around(code: str) -> None:
    fixture = f"""
    //- Base.java
    class Base<T extends Thing> {{
      T held;
      java.util.List<T> all;
    }}
    //- Main.java
    class Main extends Base<Wheel> {{
      class Inner {{ Wheel of() {{ return held; }} }}
      void run() {{ {code}; }}
    }}
    //- Thing.java
    class Thing {{ void turn() {{}} }}
    class Wheel extends Thing {{ void turn() {{}} }}
    """
    assert _found(fixture) == [("Thing.java", 2)]


def _found(text: str) -> list[tuple[str, int]]:
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    return [(each["path"], each["line"] + 1) for each in answer["results"]]

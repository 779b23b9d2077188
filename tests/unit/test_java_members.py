"""Java: what members of values are, which of several methods a call means, and who calls it."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_outline, check_references

CALLED = """
//- Out.java
class Out {
  void put(int n) {}
  void put(String s) {}
  void put(Object o) {}
  void put(int n, int m) {}
  void put(String s, Object... rest) {}
  void put(Runnable r) {}
  void put(long[] all) {}
}
//- Main.java
class Main {
  String name;
  static long[] all() { return null; }
  void run(Out out, int count, Main main) { out.pu<|>t(%s); }
}
"""


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("1", 2),
        ("count", 2),
        ('"a"', 3),
        ('"a" + 1', 3),
        ("main.name", 3),
        ("(String) null", 3),
        ("main", 4),
        ("new Main()", 4),
        ("1, 2", 5),
        ('"a", 2', 6),
        ('"a", 2, 3', 6),
        ("() -> {}", 7),
        ("all()", 8),
        ("new long[] {1}", 8),
    ],
)
def test_arguments_tell_which_overload_is_meant(arguments: str, line: int) -> None:
    fixture = CALLED % arguments
    text = fixture.splitlines()[line + 1]
    at = text.index("put")
    check_definition(
        fixture,
        f"\nOut.java:{line}  {text}  definition (inferred)\n{' ' * (len(f'Out.java:{line}  ') + at)}^^^\n",
    )


def test_a_constructor_is_what_is_called_and_its_class_is_what_is_used() -> None:
    fixture = """
    //- Box.java
    class Box {
      Box() { this(1); }
      Box(int n) {}
    }
    class Main extends Box {
      Main() { super(); }
      Box a = new Box();
      Box b = new %sBox(2);
    }
    """
    check_definition(
        fixture % "<|>",
        snapshot("""\
Box.java:3    Box(int n) {}  definition
              ^^^
"""),
    )
    check_references(
        (fixture % "").replace("  Box() {", "  Bo<|>x() {"),
        snapshot("""\
Box.java:2    Box() { this(1); }   definition
              ^^^^
Box.java:6    Main() { super(); }  call
                       ^^^^^
Box.java:7    Box a = new Box();   call
                          ^^^
"""),
    )
    check_references(
        (fixture % "").replace("class Box {", "class Bo<|>x {"),
        snapshot("""\
Box.java:1  class Box {               definition
                  ^^^
Box.java:5  class Main extends Box {  type
                               ^^^
Box.java:7    Box a = new Box();      type
              ^^^
Box.java:7    Box a = new Box();      type
                          ^^^
Box.java:8    Box b = new Box(2);     type
              ^^^
Box.java:8    Box b = new Box(2);     type
                          ^^^
"""),
    )


@pytest.mark.parametrize(
    "receiver",
    [
        "new Leaf()",
        "leaf",
        "((Leaf) o)",
        "leaves.get(0)",
        "leaves.iterator().next()",
        "byName.get(1)",
        "array[0]",
        "self(leaf)",
        "box.content",
        "box.open()",
        "(o instanceof Leaf ? leaf : leaf)",
        "Leaf.first()",
        "this.leaf",
    ],
)
def test_what_values_are(receiver: str) -> None:
    check_definition(
        f"""
        //- Leaf.java
        class Tree {{ void grow() {{}} }}
        class Leaf extends Tree {{ static Leaf first() {{ return null; }} }}
        class Box<T> {{ T content; T open() {{ return content; }} }}
        class Main {{
          Leaf leaf;
          Leaf self(Leaf l) {{ return l; }}
          void run(Object o, List<Leaf> leaves, Map<Integer, Leaf> byName, Leaf[] array,
            Box<Leaf> box) {{ {receiver}.gr<|>ow(); }}
        }}
        """,
        """
        Leaf.java:1  class Tree { void grow() {} }  definition (inferred)
                                       ^^^^
        """,
    )


@pytest.mark.parametrize(
    "statement",
    [
        "for (var x : leaves) x",
        "var x = leaves.get(0); x",
        "leaves.forEach(x -> x",
        "use(x -> x",
        "Using u = x -> x",
        "Function<Leaf, Leaf> u = x -> x",
        "if (o instanceof Leaf x) x",
        "if (!(o instanceof Leaf x)) return; x",
        "switch (o) { case Leaf x -> x",
        "switch (o) { case Pair(Leaf x, int y) -> x",
        "try (Leaf x = null) { x",
        "try { } catch (Leaf | Error x) { x",
    ],
)
def test_what_statements_declare(statement: str) -> None:
    closing = ")" * (statement.count("(") - statement.count(")"))
    closing = f"{closing};" + " }" * (statement.count("{") - statement.count("}"))
    check_definition(
        f"""
        //- Leaf.java
        class Leaf {{ void grow() {{}} }}
        record Pair(Leaf one, int two) {{}}
        interface Using {{ void use(Leaf l); }}
        class Main {{
          void use(Using u) {{}}
          void run(Object o, List<Leaf> leaves) {{ {statement}.gr<|>ow(){closing} }}
        }}
        """,
        """
        Leaf.java:1  class Leaf { void grow() {} }  definition (inferred)
                                       ^^^^
        """,
    )


def test_types_of_one_name_in_two_packages_make_two_overloads() -> None:
    check_definition(
        """
        //- Main.java
        class Main {
          void take(a.Type t) {}
          void take(b.Type<?> t, int n) {}
          void take(b.Type t) {}
          void run() { ta<|>ke(new b.Type(), 1); }
        }
        """,
        snapshot("""\
Main.java:3    void take(b.Type<?> t, int n) {}  definition
                    ^^^^
"""),
    )
    check_outline(
        "//- Main.java\nclass Main { void take(a.Type t) {} void take(b.Type t) {} }",
        snapshot("""\
class Main 1-1
  method take 1-1
  method take 1-1
"""),
    )

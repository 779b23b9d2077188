"""Java: what members of values are, and who calls them; overloads stand in `test_java_overloads`."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references
from related import check_calls


def test_a_constructor_is_found_at_each_letter_of_its_name() -> None:
    for cursor in ("<|>Cardboard", "Card<|>board", "Cardboard<|>"):
        check_references(
            f"""
            //- Cardboard.java
            class Cardboard {{
              {cursor}() {{}}
              Cardboard(int n) {{ this(); }}
            }}
            """,
            snapshot("""\
Cardboard.java:2    Cardboard() {}                definition
                    ^^^^^^^^^
Cardboard.java:3    Cardboard(int n) { this(); }  call
                                       ^^^^
"""),
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
              ^^^
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
        "only(leaf)",
        "only(Leaf.class)",
        "made(() -> leaf)",
        "changed(1, n -> leaf)",
        "changed(box, b -> b.open())",
        "changed(box, Box::open)",
        "box.map(l -> l.twin())",
        "box.map(Leaf::twin)",
        "leaves.stream().map(Leaf::twin).filter(l -> true).findFirst().get()",
        "leaves.stream().map(l -> new Box<Leaf>()).map(Box::open).toList().get(0)",
        "leaves.stream().flatMap(l -> leaves.stream()).reduce(null, (a, b) -> a)",
        "leaves.stream().collect(Collectors.toList()).get(0)",
        "leaves.stream().collect(Collectors.groupingBy(l -> l.twin())).get(leaf).get(0)",
        "leaves.stream().collect(toMap(l -> 1, l -> l)).get(1)",
        "byName.computeIfAbsent(1, n -> Leaf.first())",
        "Optional.of(leaf).map(l -> l.twin()).orElse(null)",
        "maybe.get()",
        "List.of(leaf, leaf).get(0)",
        "Arrays.asList(leaf).get(0)",
        "Arrays.stream(array).findAny().get()",
        "Map.of(1, leaf).get(1)",
        "Objects.requireNonNull(leaf)",
    ],
)
def test_what_values_are(receiver: str) -> None:
    check_definition(
        f"""
        //- Leaf.java
        class Tree {{ void grow() {{}} }}
        class Leaf extends Tree {{
          static Leaf first() {{ return null; }}
          Leaf twin() {{ return this; }}
        }}
        interface Change<A, B> {{ B change(A from); }}
        class Box<T> {{
          T content;
          T open() {{ return content; }}
          <R> R map(Change<T, R> change) {{ return null; }}
        }}
        class Main {{
          Leaf leaf;
          Leaf self(Leaf l) {{ return l; }}
          <T> T only(T one) {{ return one; }}
          <T> T only(Class<T> one) {{ return null; }}
          <T> T made(Supplier<T> by) {{ return null; }}
          static <A, B> B changed(A from, Change<A, B> change) {{ return null; }}
          void run(Object o, List<Leaf> leaves, Map<Integer, Leaf> byName, Leaf[] array,
            Box<Leaf> box, Optional<Leaf> maybe) {{ {receiver}.gr<|>ow(); }}
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
        "switch (o) { case Pair(var x, var y) -> x",
        "if (o instanceof Pair(var x, var y)) x",
        "each(leaves, x -> x",
        "leaves.sort(Comparator.comparing(x -> x",
        "leaves.stream().collect(Collectors.groupingBy(x -> x",
        "Comparator<Leaf> c = Comparator.comparing(x -> x",
        "maybe.ifPresent(x -> x",
        "leaves.stream().flatMap(l -> leaves.stream()).forEach(x -> x",
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
          <T> void each(List<T> all, Consumer<T> use) {{}}
          void run(Object o, List<Leaf> leaves, Optional<Leaf> maybe) {{ {statement}.gr<|>ow(){closing} }}
        }}
        """,
        """
        Leaf.java:1  class Leaf { void grow() {} }  definition (inferred)
                                       ^^^^
        """,
    )


def test_constructors_are_called_where_nothing_spells_it() -> None:
    fixture = """
    //- Box.java
    class Box { Bo%sx() {} Box(int n) {} }
    class Small extends Box { Small() { int n = 1; } Small(int n) { super(n); } }
    class Plain extends Box {}
    class Other extends Small {}
    enum Level { LOW(1), HIGH(2) { int n() { return 1; } }; Lev%sel(int n) {} int n() { return 0; } }
    """
    check_calls(
        fixture % ("<|>", ""),
        "callers",
        snapshot("""\
constructor Small.Small Box.java:2 <- Box.java:2 Small (made)
class Plain Box.java:3 <- Box.java:3 Plain (made)
"""),
    )
    check_references(
        fixture % ("", "<|>"),
        snapshot("""\
Box.java:5  enum Level { LOW(1), HIGH(2) { int n() { return 1; } }; Level(int n) {} int n() { return 0; } }  call
                         ^^^
Box.java:5  enum Level { LOW(1), HIGH(2) { int n() { return 1; } }; Level(int n) {} int n() { return 0; } }  call
                                 ^^^^
Box.java:5  enum Level { LOW(1), HIGH(2) { int n() { return 1; } }; Level(int n) {} int n() { return 0; } }  definition
                                                                    ^^^^^
"""),
    )


LIBRARY = """
//- p/Part.java
package p;
import java.util.*;
public class Part { Part next() { return this; } }
class Chain<T extends Chain<T>> {
  T self() { return null; }
  T with() { return null; }
  Part made() { return null; }
  static Chain<?> of() { return null; }
}
class Link extends Chain<Link> {
  void end() {}
  %s
}
class Deep extends Link { class In { %s } }
enum Shade { DARK; void mix() {} }
"""


@pytest.mark.parametrize(
    ("code", "inner", "line"),
    [
        ("void f() { self().en<|>d(); }", "", "void end() {}"),
        ("void f() { self().self().en<|>d(); }", "", "void end() {}"),
        ("", "void f() { self().en<|>d(); }", "void end() {}"),
        ("void f() { Chain.of().with().with().ma<|>de(); }", "", "Part made()"),
        ("void f(Chain<?> c) { c.with().made().ne<|>xt(); }", "", "Part next()"),
        ("void f() { Shade.values()[0].mi<|>x(); }", "", "void mix()"),
        ('void f() { Shade.valueOf("x").mi<|>x(); }', "", "void mix()"),
        (
            "void f(List<List<Part>> a) { a.stream().flatMap(List::stream).forEach(p -> p.ne<|>xt()); }",
            "",
            "Part next()",
        ),
        (
            "void f(Map<String, Part> a) "
            "{ a.entrySet().stream().map(Map.Entry::getValue).forEach(p -> p.ne<|>xt()); }",
            "",
            "Part next()",
        ),
    ],
)
def test_what_wildcards_enumerations_and_references_to_the_library_give(
    code: str, inner: str, line: str
) -> None:
    fixture = parse_fixture(LIBRARY % (code, inner))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    found = [fixture.files[each["path"]].splitlines()[each["line"]] for each in answer["results"]]
    assert len(found) == 1, found
    assert line in found[0]


RAISED = """
//- Base.java
abstract class Base implements java.io.Closeable {
  void wrap(String text, Throwable cause) {}
  void shut(java.io.Closeable each) {}
  void keep(java.io.Serializable each) {}
  void at(java.util.Date date) {}
}
//- Main.java
class Main extends Base {
  public void close() {}
  void run(java.util.Calendar calendar, java.util.ArrayList<String> all) {
    try { %s } catch (NumberFormatException e) { %s }
  }
}
"""


@pytest.mark.parametrize(
    ("tried", "caught", "line"),
    [
        ("", 'wr<|>ap("a", e);', 2),
        ("sh<|>ut(new java.io.FileReader(1));", "", 3),
        ("sh<|>ut(new java.io.PrintStream(1));", "", 3),
        ("ke<|>ep(all);", "", 4),
        ("a<|>t(calendar.getTime());", "", 5),
    ],
)
def test_what_types_of_the_library_are_kinds_of(tried: str, caught: str, line: int) -> None:
    fixture = parse_fixture(RAISED % (tried, caught))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [(each["path"], each["line"] + 1) for each in answer["results"]] == [("Base.java", line)]


@pytest.mark.parametrize("parameters", ["", "int x", "int x, String... rest"])
@pytest.mark.parametrize("first", ["constructor", "method"])
def test_a_method_called_like_its_class_is_no_constructor(parameters: str, first: str) -> None:
    """A return type tells them apart, and nothing else does."""
    members = [f"  Out({parameters}) {{}}", f"  void Out({parameters}) {{}}"]
    given = {"": "", "int x": "1"}.get(parameters, '1, "a"')
    made, called = (2, 3) if first == "constructor" else (3, 2)
    files = "\n".join(
        [
            "//- Out.java",
            "class Out {",
            *(members if first == "constructor" else reversed(members)),
            "}",
            "//- Main.java",
            "class Main {",
            f"  Out make() {{ return new O<|>ut({given}); }}",
            f"  void call(Out out) {{ out.Out({given}); }}",
            "}",
        ]
    )
    for use, line in (("new Out", made), (".Out", called)):
        asked = files.replace("<|>", "").replace(use, use[:-2] + "<|>" + use[-2:])
        fixture = parse_fixture(asked)
        answer = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
        assert [each["line"] + 1 for each in answer] == [line]

"""Java: packages, source roots, imports, and what names mean inside of classes."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references
from related import check_calls


def test_an_imported_class_is_found_by_its_package_in_any_source_root() -> None:
    check_references(
        """
        //- core/src/main/java/a/b/Shape.java
        package a.b;
        public class Sha<|>pe {}
        //- app/src/Main.java
        package app;
        import a.b.Shape;
        class Main { Shape shape; }
        //- app/src/Other.java
        package app;
        import c.Shape;
        class Other { Shape shape; }
        """,
        snapshot("""\
app/src/Main.java:2                  import a.b.Shape;            import
                                                ^^^^^
app/src/Main.java:3                  class Main { Shape shape; }  type
                                                  ^^^^^
core/src/main/java/a/b/Shape.java:2  public class Shape {}        definition
                                                  ^^^^^
"""),
    )


def test_a_class_of_the_same_package_needs_no_import() -> None:
    check_definition(
        """
        //- src/test/java/a/ShapeTest.java
        package a;
        class ShapeTest { Sha<|>pe shape; }
        //- src/main/java/a/Shape.java
        package a;
        class Shape {}
        //- src/main/java/b/Shape.java
        package b;
        class Shape {}
        """,
        snapshot("""\
src/main/java/a/Shape.java:2  class Shape {}  definition
                                    ^^^^^
"""),
    )


def test_of_two_modules_with_one_class_the_nearest_is_meant() -> None:
    check_definition(
        """
        //- one/src/a/Shape.java
        package a;
        class Shape {}
        //- two/src/a/Shape.java
        package a;
        class Shape {}
        //- two/src/a/Main.java
        package a;
        class Main { Sha<|>pe shape; }
        """,
        snapshot("""\
two/src/a/Shape.java:2  class Shape {}  definition
                              ^^^^^
"""),
    )


@pytest.mark.parametrize(
    "imports", ["import a.b.*;", "import a.b.Outer.Inner;", "import a.b.Outer.*;"]
)
def test_imports_of_whole_packages_and_of_nested_classes(imports: str) -> None:
    name = "Outer.Inner" if imports.endswith("b.*;") else "Inner"
    check_definition(
        f"""
        //- a/b/Outer.java
        package a.b;
        public class Outer {{ public static class Inner {{}} }}
        //- Main.java
        package c;
        {imports}
        class Main {{ {name}<|> inner; }}
        """,
        """
        a/b/Outer.java:2  public class Outer { public static class Inner {} }  definition
                                                                   ^^^^^
        """,
    )


@pytest.mark.parametrize("imports", ["import static a.Box.open;", "import static a.Box.*;"])
def test_static_imports_bring_fields_and_methods(imports: str) -> None:
    check_definition(
        f"""
        //- a/Box.java
        package a;
        public class Box {{ public static int open() {{ return open; }} static int open; }}
        //- Main.java
        package c;
        {imports}
        class Main {{ int n = op<|>en(); }}
        """,
        snapshot("""\
a/Box.java:2  public class Box { public static int open() { return open; } static int open; }  definition
                                                   ^^^^
"""),
    )


def test_the_types_of_static_imports_are_named_without_what_they_bring() -> None:
    check_definition(
        """
        //- a/Box.java
        package a;
        public class Box { public static int open; }
        //- Main.java
        import static B.C.*;
        import static a.Box.*;
        class Main { int n = op<|>en; Object o = B.C; }
        """,
        snapshot("""\
a/Box.java:2  public class Box { public static int open; }  definition
                                                   ^^^^
"""),
    )


def test_a_method_a_field_and_a_local_of_one_name_are_three_things() -> None:
    check_references(
        """
        //- Box.java
        class Box {
          int size;
          int si<|>ze() { return size; }
          int twice() { int size = size(); return size + this.size + this.size(); }
        }
        """,
        snapshot("""\
Box.java:3    int size() { return size; }                                                definition
                  ^^^^
Box.java:4    int twice() { int size = size(); return size + this.size + this.size(); }  call
                                       ^^^^
Box.java:4    int twice() { int size = size(); return size + this.size + this.size(); }  call
                                                                              ^^^^
"""),
    )


def test_members_are_looked_for_in_bases_then_in_outer_classes() -> None:
    check_definition(
        """
        //- Outer.java
        class Base { int depth() { return 1; } }
        class Outer {
          int depth() { return 0; }
          class Inner extends Base { int n = de<|>pth(); }
        }
        """,
        snapshot("""\
Outer.java:1  class Base { int depth() { return 1; } }  definition
                               ^^^^^
"""),
    )


def test_locals_are_seen_in_their_block_alone_and_in_what_it_captures() -> None:
    check_references(
        """
        //- Main.java
        class Main {
          void run(Runnable r) {
            { Main first = this; first.run(null); }
            { String fir<|>st = ""; run(() -> System.out.println(first)); }
            new Base() { void go() { System.out.println(first); } };
          }
        }
        """,
        snapshot("""\
Main.java:4      { String first = ""; run(() -> System.out.println(first)); }  definition
                          ^^^^^
Main.java:4      { String first = ""; run(() -> System.out.println(first)); }  read
                                                                   ^^^^^
"""),
    )


def test_the_outline_of_a_file() -> None:
    check_outline(
        """
        //- Shapes.java
        package a;
        /** Shapes. */
        public sealed interface Shapes<T extends Shape> permits A, B {
          int SIDES = 4;
          T first(int a, String... rest);
          enum Kind { ROUND { int n() { return 1; } }, FLAT; int n() { return 0; } }
          record Point(int x, int y) { Point { x = 1; } static int zero; }
          @interface Marked { String value() default ""; }
          class Inner { Inner() { this(1); } Inner(int n) { new Thread() { public void run() {} }; } }
        }
        """,
        snapshot("""\
interface Shapes 3-10
  constant SIDES 4-4
  method first 5-5
  enum Kind 6-6
    class new ROUND 6-6
      method n 6-6
    enum_member ROUND 6-6
    enum_member FLAT 6-6
    method n 6-6
  class Point 7-7
    method x 7-7
    field x 7-7
    method y 7-7
    field y 7-7
    constructor Point 7-7
    field zero 7-7
  interface Marked 8-8
    method value 8-8
  class Inner 9-9
    constructor Inner 9-9
    constructor Inner 9-9
      class new Thread 9-9
        method run 9-9
"""),
    )


DOCUMENTED = """
//- p/A.java
package p;
import java.util.List;
/** One {@link B}, with {@link B#width}, {@link B#put(int)} and {@linkplain
 * B#put(String, int[]) that}, {@link #own}, {@link #size}, {@link A#A(int)}, {@link q.C#MOST}.
 * @see B.In#deep
 * @throws Bad if so
 * @see "Some book, page B" */
public class A extends B {
  int size;
  A(int n) {}
  A() {}
  /** {@link #own() text}, {@value #LIMIT}, {@link List#size()}, {@link #A()}, {@link #above}. */
  int own() { return 1; }
  static final int LIMIT = 1;
}
//- p/B.java
package p;
public class B {
  public int width;
  void put(int n) {}
  void put(String s, int[] n) {}
  void above() {}
  static class In { int deep() { return 1; } }
}
//- p/Bad.java
package p;
class Bad extends Exception {}
//- q/C.java
package q;
public class C { public static final int MOST = 1; }
"""


@pytest.mark.parametrize(
    ("marked", "lines"),
    [
        ("{@link B<|>}", ["p/B.java:2"]),
        ("B#wi<|>dth", ["p/B.java:3"]),
        ("B#pu<|>t(int)", ["p/B.java:4"]),
        ("B#pu<|>t(String", ["p/B.java:5"]),
        ("{@link #ow<|>n}", ["p/A.java:13"]),
        ("{@link #ow<|>n() text}", ["p/A.java:13"]),
        ("{@link #si<|>ze}", ["p/A.java:9"]),
        ("A#A<|>(int)", ["p/A.java:10"]),
        ("{@link #A<|>()}", ["p/A.java:11"]),
        ("{@link #abo<|>ve}", ["p/B.java:6"]),
        ("q.C<|>#MOST", ["q/C.java:2"]),
        ("q.C#MO<|>ST", ["q/C.java:2"]),
        ("#LIM<|>IT}", ["p/A.java:14"]),
        ("B.In#de<|>ep", ["p/B.java:7"]),
        ("@throws Ba<|>d", ["p/Bad.java:2"]),
        ("List#si<|>ze()", []),
        ("page B<|>", []),
    ],
)
def test_what_documentation_refers_to(marked: str, lines: list[str]) -> None:
    plain = marked.replace("<|>", "")
    assert DOCUMENTED.count(plain) == 1
    fixture = parse_fixture(DOCUMENTED.replace(plain, marked))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [f"{each['path']}:{each['line'] + 1}" for each in answer["results"]] == lines


def test_documentation_mentions_and_calls_nothing() -> None:
    fixture = """
        //- A.java
        class A {
          /** Undoes {@link #put(int)}. */
          void take() {}
          void pu<|>t(int n) {}
        }
        """
    check_references(
        fixture,
        snapshot("""\
A.java:2    /** Undoes {@link #put(int)}. */  mention
                               ^^^
A.java:4    void put(int n) {}                definition
                 ^^^
"""),
    )
    check_calls(fixture, "callers", snapshot("(nobody)\n"))


def test_what_is_said_of_a_method_is_not_said_of_what_overrides_it() -> None:
    fixture = """
        //- A.java
        /** Has {@link #put(int)}. */
        class A { void %s(int n) {} }
        class B extends A { @Override void %s(int n) {} }
        class C { void f(A a) { a.put(1); } }
        """
    check_references(
        fixture % ("pu<|>t", "put"),
        snapshot("""\
A.java:1  /** Has {@link #put(int)}. */          mention
                          ^^^
A.java:2  class A { void put(int n) {} }         definition
                         ^^^
A.java:4  class C { void f(A a) { a.put(1); } }  call (inferred)
                                    ^^^
"""),
    )
    check_references(
        fixture % ("put", "pu<|>t"),
        snapshot("""\
A.java:2  class A { void put(int n) {} }                      definition
                         ^^^
A.java:3  class B extends A { @Override void put(int n) {} }  definition
                                             ^^^
A.java:4  class C { void f(A a) { a.put(1); } }               call (inferred)
                                    ^^^
"""),
    )


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("own.pending.na<|>me.size = 2", 3),
        ("own.pen<|>ding.name.size = 2", 4),
        ("ow<|>n.pending.name.size = 2", 6),
        ("int n = own.pending.name.le<|>ngth", 2),
        ("own.pending.name.le<|>ngth = 1", 2),
        ("int n = deep.er.Name.LE<|>AST", 2),
    ],
)
def test_fields_of_fields_are_no_full_name_of_a_type(code: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- deep/er/Name.java
        package deep.er;
        public class Name {{ public static int LEAST = 1; public int length; public int size; }}
        //- Main.java
        import deep.er.Name;
        class Pending {{
          final Name name = new Name(); }}
        class Own {{ Pending pending; }}
        class Main {{
          void read(Own own) {{
            {code};
          }}
        }}
        """
    )
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["line"] + 1 for each in answer["results"]] == [line]

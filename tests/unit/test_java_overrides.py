"""Java: what overrides what, and of which of them a use is one."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_references
from related import check_calls, check_types

OVERRIDDEN = """
//- Shape.java
interface Shape { void dr%saw(); }
class Round implements Shape {
  public void draw() {}
}
class Circle extends Round {
  public void dr%saw() { super.draw(); }
}
class Disc extends Round {
  public void draw() { super.dr%saw(); }
}
class Main {
  void all(Shape shape, Round round, Circle circle) {
    shape.draw();
    round.draw();
    circle.draw();
  }
}
"""


def test_what_a_base_is_called_for_by_name_is_no_use_of_what_overrides_it() -> None:
    check_references(
        OVERRIDDEN % ("", "<|>", ""),
        snapshot("""\
Shape.java:1   interface Shape { void draw(); }        definition
                                      ^^^^
Shape.java:3     public void draw() {}                 definition
                             ^^^^
Shape.java:6     public void draw() { super.draw(); }  definition
                             ^^^^
Shape.java:13      shape.draw();                       call (inferred)
                         ^^^^
Shape.java:14      round.draw();                       call (inferred)
                         ^^^^
Shape.java:15      circle.draw();                      call (inferred)
                          ^^^^
"""),
    )
    check_references(
        OVERRIDDEN % ("", "", "<|>"),
        snapshot("""\
Shape.java:1   interface Shape { void draw(); }        definition
                                      ^^^^
Shape.java:3     public void draw() {}                 definition
                             ^^^^
Shape.java:6     public void draw() { super.draw(); }  call
                                            ^^^^
Shape.java:9     public void draw() { super.draw(); }  call
                                            ^^^^
Shape.java:13      shape.draw();                       call (inferred)
                         ^^^^
Shape.java:14      round.draw();                       call (inferred)
                         ^^^^
"""),
    )


def test_who_uses_what_implements_a_method_of_an_interface_uses_that() -> None:
    check_references(
        OVERRIDDEN % ("<|>", "", ""),
        snapshot("""\
Shape.java:1   interface Shape { void draw(); }        definition
                                      ^^^^
Shape.java:3     public void draw() {}                 definition
                             ^^^^
Shape.java:6     public void draw() { super.draw(); }  definition
                             ^^^^
Shape.java:9     public void draw() { super.draw(); }  definition
                             ^^^^
Shape.java:13      shape.draw();                       call (inferred)
                         ^^^^
Shape.java:14      round.draw();                       call (inferred)
                         ^^^^
Shape.java:15      circle.draw();                      call (inferred)
                          ^^^^
"""),
    )


ABSTRACT = """
//- Shape.java
abstract class Shape {
  abstract void dr<|>aw();
}
class Round extends Shape {
  void draw() {}
}
class Main {
  void all(Shape shape, Round round) {
    shape.draw();
    round.draw();
  }
}
"""


def test_who_uses_what_implements_an_abstract_method_of_a_class_uses_that() -> None:
    check_references(
        ABSTRACT,
        snapshot("""\
Shape.java:2     abstract void draw();  definition
                               ^^^^
Shape.java:5     void draw() {}         definition
                      ^^^^
Shape.java:9       shape.draw();        call (inferred)
                         ^^^^
Shape.java:10      round.draw();        call (inferred)
                         ^^^^
"""),
    )


def test_who_uses_what_overrides_a_method_with_a_body_does_not_use_that() -> None:
    check_references(
        ABSTRACT.replace("abstract void dr<|>aw();", "void dr<|>aw() {}"),
        snapshot("""\
Shape.java:2    void draw() {}   definition
                     ^^^^
Shape.java:9      shape.draw();  call (inferred)
                        ^^^^
"""),
    )


def test_who_calls_a_method_of_a_base_as_such_calls_nothing_that_overrides_it() -> None:
    check_calls(
        OVERRIDDEN % ("", "<|>", ""),
        "callers",
        snapshot(
            "method Main.all Shape.java:12 (inferred) <- Shape.java:13 draw, Shape.java:14 draw, Shape.java:15 draw\n"
        ),
    )


def test_what_overrides_a_method_of_a_type_variable() -> None:
    fixture = """
    //- Order.java
    interface Order<T> { int comp%sare(T other, T[] all, int n); }
    class Foo implements Order<Foo> {
      public int compare(Foo other, Foo[] all, int n) { return 0; }
      public int compare(Foo other, Foo all, int n) { return 0; }
    }
    class Bar implements Order<Bar> {
      public int compare(Bar other, Bar[] all, long n) { return 0; }
    }
    """
    check_types(
        fixture % "<|>",
        "implementations",
        snapshot("""\
Order.java:3    public int compare(Foo other, Foo[] all, int n) { return 0; }  method Foo.compare
                           ^^^^^^^
"""),
    )


HIDDEN = """
//- Base.java
class Base {
  static void ma%ske() {}
}
class Other extends Base {
  static void make() { Base.make(); }
}
class Main {
  void all() {
    Base.make();
    Other.make();
  }
}
"""


def test_static_methods_only_hide_one_another() -> None:
    fixture = HIDDEN.replace("static void make()", "static void ma<|>ke()").replace("a%s", "a")
    check_references(
        fixture,
        snapshot("""\
Base.java:5     static void make() { Base.make(); }  definition
                            ^^^^
Base.java:10      Other.make();                      call (inferred)
                        ^^^^
"""),
    )
    check_types(HIDDEN % "<|>", "implementations", snapshot("(nothing)\n"))


def test_who_sets_an_element_of_an_annotation_calls_it() -> None:
    check_calls(
        """
        //- Limit.java
        @interface Limit { long ti<|>me() default 1; }
        class Main {
          @Limit(time = 2) void run() {}
        }
        """,
        "callers",
        snapshot("class Main Limit.java:2 (inferred) <- Limit.java:3 time\n"),
    )


def test_uses_through_a_type_variable_may_be_of_what_overrides_with_another() -> None:
    fixture = """
    //- Main.java
    interface Turning<F> { void turn(F value); void turn(String text, F value); }
    class Message {}
    class Plain<T> implements Turning<T> { public void turn(T value) {} }
    class Bound<T extends Message> implements Turning<T> {
      public void turn(T value) {}
      public void turn(String text, T value) {}
    }
    class Text implements Turning<String> { public void turn(String value) {} }
    class Main<A> {
      void run(Turning<A> any, A value) { any.turn(value); }
    }
    """
    plain = "Bound<T extends Message> implements Turning<T> {\n      public void turn"
    check_references(
        fixture.replace(plain, plain[:-2] + "<|>rn"),
        snapshot("""\
Main.java:1   interface Turning<F> { void turn(F value); void turn(String text, F value); }  definition
                                          ^^^^
Main.java:5     public void turn(T value) {}                                                 definition
                            ^^^^
Main.java:10    void run(Turning<A> any, A value) { any.turn(value); }                       call (inferred)
                                                        ^^^^
"""),
    )
    check_references(
        fixture.replace("public void turn(String value)", "public void tu<|>rn(String value)"),
        snapshot("""\
Main.java:8  class Text implements Turning<String> { public void turn(String value) {} }  definition
                                                                 ^^^^
"""),
    )

"""Java: which of several methods of one name a call means."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline

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
        ("new java.util.Date().getTime()", 4),
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


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ("table", 3),
        ("words", 3),
        ("numbers", 4),
        ("shorts", 2),
        ("shorts, numbers", 6),
        ("numbers, numbers", 7),
        ("new Main[0][]", 3),
    ],
)
def test_arrays_of_primitives_fit_their_own_kind_alone(arguments: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- Out.java
        class Out {{
          void put(Object one) {{}}
          void put(Object[] all) {{}}
          void put(double[] all) {{}}
          void put(float[] all) {{}}
          void put(Object left, Object right) {{}}
          void put(double[] left, double[] right) {{}}
        }}
        //- Main.java
        class Main {{
          void run(Out out, double[][] table, String[] words, double[] numbers, short[] shorts) {{
            out.pu<|>t({arguments});
          }}
        }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in found] == [line]


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


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("puppy", 2),
        ("1", 5),
        ("'c'", 5),
        ("boxed", 7),
        ("boxed.intValue()", 5),
        ("words", 9),
        ("Integer.MAX_VALUE, Leaf.class", 11),
        ("Puppy.class, Long.TYPE", 10),
    ],
)
def test_of_several_that_fit_the_nearest_is_meant(argument: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- Feed.java
        class Feed {{ void give(Animal a) {{}}
        void give(Dog d) {{}}
        void give(Object o) {{}}
        void give(double n) {{}}
        void give(long n) {{}}
        void give(float n) {{}}
        void give(Number n) {{}}
        void give(Collection<String> all) {{}}
        void give(List<String> all) {{}}
        void give(Class<?> one, Class<?> other) {{}}
        void give(int n, Class<?> other) {{}}
        void run(Puppy puppy, Integer boxed, ArrayList<String> words) {{ gi<|>ve({argument}); }} }}
        class Animal {{}} class Dog extends Animal {{}} class Puppy extends Dog {{}}
        """
    )
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["line"] + 1 for each in answer["results"]] == [line]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [("one, one", 3), ("one, null", 3), ("type", 5), ("type, null", 6), ("Name.class, other", 4)],
)
def test_what_certainly_takes_the_arguments_goes_before_what_may(arguments: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- Name.java
        class Name implements Comparable<Name> {{}}
        class Make {{
          static Make of(Name first, Name... rest) {{ return null; }}
          static Make of(Class<?> first, Type... rest) {{ return null; }}
          static Make of(ParameterizedType type) {{ return null; }}
          static Make of(ParameterizedType type, Map<Type, String> names) {{ return null; }}
          void run(Name one, ParameterizedType type, Type other) {{ o<|>f({arguments}); }}
        }}
        """
    )
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["line"] + 1 for each in answer["results"]] == [line]


STREAMS = """
//- Out.java
import java.io.*;
import java.nio.channels.*;
import java.nio.file.Path;
class Out {
  static void put(File file) {}
  static void put(OutputStream out) {}
  static void put(Path path) {}
  static void put(ReadableByteChannel channel) {}
}
//- Main.java
import java.io.*;
class Main {
  void run(BufferedOutputStream out, File file, java.nio.channels.FileChannel channel) {
    Out.pu<|>t(%s);
  }
}
"""


@pytest.mark.parametrize(("argument", "line"), [("out", 6), ("file", 5), ("channel", 8)])
def test_of_streams_files_and_channels_the_one_is_meant_that_is_given(
    argument: str, line: int
) -> None:
    fixture = parse_fixture(STREAMS % argument)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in answer] == [line]

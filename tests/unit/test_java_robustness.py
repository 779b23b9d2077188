"""Java that is broken, cut off or nested deeply has facts all the same."""

from __future__ import annotations

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.java.parse import facts_of

WHOLE = """
package a.b; import a.*; import static a.C.d;
/** Doc. */ @Marked(value = 1) sealed class A<T extends B<T> & C> extends D<T> implements E permits F {
  static final int[] x[] = {1, 2}, y; static { x = null; } { y = 2; }
  <Q> A(int a, final String... rest) throws X { this(3); super.foo(); }
  enum En implements I { P, Q(1) { void x() {} }; int f; En() {} }
  record R<T>(int a, @N Foo<T> b) { R { a = 1; } }
  @interface An { int bar() default 3; }
  List<? extends Foo>[] m(Map.Entry<K, V> this_) {
    for (Foo f : foos) f.x++; for (int i = 0; i < 3; i++) { x(); }
    try (Reader r = new Reader(a)) { } catch (IOException | Foo ex) { } finally {}
    switch (o) { case Foo f -> 1; case Rec(int a, var b) when a > 1 -> { yield 3; } default -> throw x; }
    Function<A, B> fn = (a, b) -> a.foo(b); var h = Foo::new; Object t = a ? b : (c) d;
    return new Foo<>(1) { int z = A.this.y; };
  }
}
"""


@pytest.mark.parametrize("step", range(7))
def test_a_text_may_end_anywhere(step: int) -> None:
    source = WHOLE.encode()
    for end in range(step, len(source), 7):
        Facts(facts_of(source[:end]))
        Facts(facts_of(source[end:]))


@pytest.mark.parametrize(
    ("before", "middle", "after"),
    [
        ("(", "1", ")"),
        ("{", "", "}"),
        ("new A() { Object x = ", "1", "; }"),
        ("a -> ", "1", ""),
        ("f(", "1", ")"),
        ("if (a) ", ";", ""),
        ("a.b(", "", ").c()"),
        ("1 + ", "1", ""),
    ],
)
def test_deep_nesting_leaves_the_outline(before: str, middle: str, after: str) -> None:
    inner = before * 800 + middle + after * 800
    facts = Facts(facts_of(f"class A {{ int first; void m() {{ x = {inner}; }} }}".encode()))
    assert "first" in facts.names


def test_any_bytes_have_facts() -> None:
    facts = Facts(facts_of(b'class A { String \xff\xfe = "\x00\r"; \r void m() {} }'))
    assert "A" in facts.names

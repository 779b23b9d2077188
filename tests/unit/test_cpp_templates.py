"""C++: what templates, and what the standard library holds, make of types."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask


@pytest.mark.parametrize(
    "code",
    [
        "template <class T> T* get() { return nullptr; }\nint f() { return get<A>()-><|>n; }",
        "template <class U, class T> T get(U);\nint f() { return get<int, A>(1).<|>n; }",
        "struct F { template <class T> T* get(); };\nint f(F x) { return x.get<A>()-><|>n; }",
        "template <class T> struct B { T v; };\nstruct C : B<A> { int f() { return v.<|>n; } };",
        "template <class T> struct V { T v; };\ntemplate <class T> using W = V<T>;\n"
        "int f(W<A> w) { return w.v.<|>n; }",
        "struct P { A a; int b; };\nP mk();\nint f() { auto [x, y] = mk(); return x.<|>n; }",
        "int f(std::tuple<int, A> p) { return std::get<1>(p).<|>n; }",
        "int f(std::pair<int, A> p) { return std::get<1>(p).<|>n; }",
        "int f(std::function<A(int)> g) { return g(1).<|>n; }",
        "typedef std::map<int, A> M;\nint f(M& v) {\n"
        "  for (M::iterator it = v.begin(); ; ++it) return it->second.<|>n;\n}",
        "struct B {};\nint f(std::shared_ptr<B> p) {\n"
        "  auto a = std::dynamic_pointer_cast<A>(p); return a-><|>n;\n}",
        "int f(std::any p) { return std::any_cast<A>(p).<|>n; }",
        "template <class T> struct Task { T await_resume(); };\nTask<A> mk();\n"
        "Task<int> f() { auto a = co_await mk(); co_return a.<|>n; }",
        "int f(std::vector<A>::value_type v) { return v.<|>n; }",
    ],
)
def test_the_type_is_told_by_what_a_template_is_given(code: str) -> None:
    assert _definition("struct A { int n; };\n" + code) == [1]


def test_a_name_is_looked_for_beside_the_types_of_arguments() -> None:
    code = "namespace a { struct A {}; int go(A); }\nint f(a::A x) { return g<|>o(x); }"
    assert _definition(code) == [1]
    # What is found without them is meant.
    code = (
        "namespace a { struct A {}; int go(A); }\nint go(a::A);\nint f(a::A x) { return g<|>o(x); }"
    )
    assert _definition(code) == [2]


@pytest.mark.parametrize(
    "code",
    [
        "template <B<|>ig T> void f(T);",
        "template <class T> requires B<|>ig<T> void f(T);",
    ],
)
def test_concepts_are_defined(code: str) -> None:
    assert _definition("template <class T> concept Big = sizeof(T) > 4;\n" + code) == [1]


def _definition(code: str) -> list[int]:
    """The lines, from one, to which the cursor leads."""
    fixture = parse_fixture("//- a.cc\n" + code)
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    return [result["line"] + 1 for result in results]


def test_what_a_class_is_given_is_not_looked_for_in_it() -> None:
    code = (
        "struct Bar { int n; };\ntemplate <class T, class U> struct Foo { int f(U x); };\n"
        "template <class T> template <class V> int Foo<T, B<|>ar>::f(Bar x) { return x.n; }"
    )
    assert _definition(code) == [1]


@pytest.mark.parametrize(
    "member",
    [
        "typename Hel<|>d::type first() const;",
        "auto begin() const -> typename Hel<|>d::iterator { return {}; }",
        "using type = typename Hel<|>d::type;",
        "void f() { typename Hel<|>d::type one; }",
        "struct inner : Held { typename Hel<|>d::type one; };",
    ],
)
def test_a_parameter_of_the_template_stands_before_colons(member: str) -> None:
    fixture = parse_fixture(
        f"""
        //- a.h
        namespace lib {{
        template <typename Held> struct all : public base<Held> {{
          {member}
        }};
        }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["line"] + 1, each["column"]) for each in found] == [(2, 19)]


@pytest.mark.parametrize(
    "use",
    [
        "all.inner.value.n<|>;",
        "all.make().value.n<|>;",
        "all.make()->n<|>;",
        "Outer<Item>::Inner in; in.value.n<|>;",
        "Outer<Item>::Inner in; in->n<|>;",
        "for (auto& each : all) each.n<|>;",
        "all.begin()->n<|>;",
        "Outer<Outer<Item>> two; two.inner.value.inner.value.n<|>;",
        "Outer<Item>::value_type one; one.n<|>;",
        "Outer<Item>::pointer one; one->n<|>;",
        "Outer<Item>::Self one; one.inner.value.n<|>;",
        "Outer<int>::Rebind<Item> one; one.other.inner.value.n<|>;",
        "all.self().self().inner.value.n<|>;",
    ],
)
def test_what_lies_in_a_template_is_of_what_that_is_given(use: str) -> None:
    code = f"""
struct Item {{ int n; }};
template <typename T> struct Outer {{
  struct Inner {{ T value; T* operator->() {{ return &value; }} Inner* next() {{ return this; }} }};
  class iterator {{ public: T& operator*() const; T* operator->() const; }};
  template <typename U> struct Rebind {{ Outer<U> other; }};
  using value_type = T; using pointer = T*; using Self = Outer;
  Outer& self() {{ return *this; }}
  iterator begin() const; iterator end() const;
  Inner make(); Inner inner;
}};
template <typename T> typename Outer<T>::Inner Outer<T>::make() {{ return inner; }}
void f(Outer<Item> all) {{ {use.replace("n<|>", "<|>n")} }}"""
    assert _definition(code.strip()) == [1]


def test_a_specialization_is_not_applied_to_parameters_of_the_template() -> None:
    code = (
        "struct Item { int n; };\ntemplate <class T> struct Box { T value; };\n"
        "template <class T> struct Box<T*> { Box* self(); T* value; };\n"
        "struct Other { Box<Item> one; };\nvoid f(Other o) { o.one.value.<|>n; }"
    )
    assert _definition(code) == [1]

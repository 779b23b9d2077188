"""C++: an operator between objects is a call of the function that defines it, and between pointers
and numbers it is none."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references, dump_incremental, dump_scratch
from related import check_calls

_SHAPES = """\
//- shape.h
namespace geo {
struct Shape {
Shape& operator=(const Shape& other);
Shape& operator=(Shape&& other);
Shape operator+(const Shape& other) const;
bool operator==(const Shape& other) const;
int& operator[](int at);
int operator()(int x) const;
Shape& operator*();
Shape* operator->();
Shape& operator++();
Shape operator++(int);
bool operator!() const;
Shape operator-() const;
Shape operator-(int less) const;
Shape& operator+=(int more);
int size; };
bool operator<(const Shape& one, const Shape& other);
Shape operator|(const Shape& shape, int bits);
struct Line { int x; friend bool operator==(const Line& a, const Line& b) { return a.x == b.x; } };
struct Out {};
Out& operator<<(Out& out, const Shape& shape);
Out& operator<<(Out& out, int number);
Shape operator+(const char* text, const Shape& shape);
struct Big : Shape {};
struct Box { Shape held; Shape& lent; Shape* link; Shape many[3]; Shape get(); Shape* find(); };
}
bool operator!=(const geo::Shape& one, const geo::Shape& other);
//- main.cc
#include "shape.h"
using namespace geo;
Shape made();
Shape& kept();
Shape whole;
Shape* pointer;
"""
_GIVEN = "Shape a, const Shape& b, Shape* p, Shape* q, Shape& r, Out& out, Line x, Line y, Box& box"


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("a <|>= b;", 3),
        ("a <|>= Shape();", 4),
        ("a <|>= made();", 4),
        ("a <|>= kept();", 3),
        ("a <|>+ b;", 5),
        ("auto sum = a + b; sum <|>+ a;", 5),
        ("a + b <|>+ a;", 5),
        ("(a + b) <|>+ a;", 5),
        ("a <|>== b;", 6),
        ("if (a <|>==b) return;", 6),
        ("a <|>[0];", 7),
        ("a <|>(1);", 8),
        ("<|>*a;", 9),
        ("a <|>->size;", 10),
        ("<|>++a;", 11),
        ("a <|>++;", 12),
        ("<|>!a;", 13),
        ("<|>-a;", 14),
        ("a <|>- 1;", 15),
        ("a <|>+= 1;", 16),
        ("a <|>< b;", 18),
        ("a <|>| 1;", 19),
        ("x <|>== y;", 20),
        ("out <|><< a << 1;", 22),
        ("out << a <|><< 1;", 23),
        ('"text" <|>+ a;', 24),
        ('"text" + a <|>+ b;', 5),
        ("a <|>!= b;", 28),
    ],
)
def test_an_operator_leads_to_the_function_that_defines_it(use: str, line: int) -> None:
    assert _definition(use) == [line]


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("r <|>== a;", 6),
        ("*p <|>== *q;", 6),
        ("p[1] <|>== q[1];", 6),
        ("(*p)<|>[2];", 7),
        ("Shape many[3]; many[0]<|>[1];", 7),
        ("auto one = a; one <|>+= 1;", 16),
        ("Shape other = a; auto one = other; one <|>+= 1;", 16),
        ("auto& one = box.held; one <|>+= 1;", 16),
        ("box.held <|>== a;", 6),
        ("box.lent <|>== a;", 6),
        ("box.get() <|>== a;", 6),
        ("whole <|>== a;", 6),
        ("made() <|>== a;", 6),
        ("Shape() <|>== a;", 6),
        ("Big big; big <|>== a;", 6),
    ],
)
def test_what_is_no_pointer_is_known_by_its_declaration(use: str, line: int) -> None:
    assert _definition(use) == [line]


@pytest.mark.parametrize(
    "use",
    [
        "p <|>== q;",
        "p <|>= q;",
        "p <|>[0];",
        "p <|>->size;",
        "<|>*p;",
        "p <|>++;",
        "<|>!p;",
        "Shape** far; far[0] <|>== p;",
        "auto* one = &a; one <|>== p;",
        "auto one = &a; one <|>== p;",
        "auto one = box.find(); one <|>== p;",
        "Shape many[3]; many <|>== p;",
        "box.link <|>== p;",
        "box.find() <|>== p;",
        "pointer <|>== p;",
        "a.size <|>== b.size;",
        "int n = 1; n <|>+= 1;",
        "1 <|>+ 2;",
        "a /* + */ <|>, b;",
    ],
)
def test_between_pointers_and_numbers_it_is_the_languages_own(use: str) -> None:
    assert _definition(use) == []


@pytest.mark.parametrize(
    ("use", "line"),
    [("a<|>[0];", 7), ("a<|> [0];", None), ("<|>a[0];", None), ("a.si<|>ze==b.size;", 17)],
)
def test_the_end_of_a_name_is_the_names(use: str, line: int | None) -> None:
    """The cursor behind a name, where editors put it, asks for the name; inside of an operator, or
    in front of one that nothing touches, for the operator."""
    results = _results(f"void f({_GIVEN}) {{ {use} }}")
    lines = [each["line"] + 1 for each in results if each["path"] == "shape.h"]
    if use == "a<|>[0];":
        assert not lines, "the parameter is meant"
    else:
        assert lines == ([line] if line else [])


@pytest.mark.parametrize("use", ["p->si<|>ze;", "(*p).si<|>ze;", "p[0].si<|>ze;"])
def test_what_a_pointer_points_at_is_the_object_itself(use: str) -> None:
    assert _definition(use) == [17]


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("Step* s; s->de<|>ep;", 3),
        ("Step* s; (*s).de<|>ep;", 3),
        ("Step* s; s[1].de<|>ep;", 3),
        ("Step many[2]; many[1].de<|>ep;", 3),
        ("Step s; s->fl<|>at;", 1),
        ("Step s; (*s).fl<|>at;", 1),
        ("Step s; s[1].fl<|>at;", 1),
    ],
)
def test_and_not_what_the_operators_of_its_class_give(use: str, line: int) -> None:
    fixture = parse_fixture(
        f"""\
//- a.cc
struct Plain {{ int flat; }};
struct Step {{
int deep; Plain* operator->(); Plain& operator*(); Plain& operator[](int at); }};
void f() {{ {use} }}
"""
    )
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in results] == [line]


def test_templates_take_what_they_are_made_of() -> None:
    check_references(
        """
        //- list.h
        template <class T> class List {
         public:
          T& operator<|>[](int at);
          bool operator==(const List<T>& other) const;
        };
        struct Item { int n; };
        //- main.cc
        #include "list.h"
        void f(List<Item> one, List<Item>& other, List<Item>* far) {
          one[0].n = 1;
          if (one == other) other[1] = Item();
          far[0] = other;
          (*far)[2];
        }
        """,
        snapshot("""\
list.h:3     T& operator[](int at);                definition
                ^^^^^^^^^^
main.cc:3    one[0].n = 1;                         call (inferred)
                ^
main.cc:4    if (one == other) other[1] = Item();  call (inferred)
                                    ^
main.cc:6    (*far)[2];                            call (inferred)
                   ^
"""),
    )


@pytest.mark.parametrize(("use", "line"), [('m <|><< "text";', 3), ("m <|><< true;", 4)])
def test_a_template_takes_a_text_that_may_be_narrow(use: str, line: int) -> None:
    fixture = parse_fixture(
        f"""\
//- a.cc
struct Message {{
Message& operator<<(const wchar_t* text);
template <typename T> Message& operator<<(const T& value);
Message& operator<<(bool value); }};
void f(Message m) {{ {use} }}
"""
    )
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in results] == [line]


def test_whoever_uses_an_operator_calls_it() -> None:
    check_calls(
        """
        //- a.h
        struct A { int n; };
        bool operator<|>==(const A& one, const A& other);
        //- a.cc
        #include "a.h"
        bool operator==(const A& one, const A& other) { return one.n == other.n; }
        bool same(A one, A other) { return one == other; }
        bool far(A* one, A* other) { return one == other; }
        struct Pair { A a, b; bool same() const { return a == b; } };
        """,
        "callers",
        snapshot("""\
function same a.cc:3 <- a.cc:3 ==
method Pair.same a.cc:5 <- a.cc:5 ==
"""),
    )


def test_what_the_grammar_does_not_read_is_no_operator() -> None:
    check_definition(
        """
        //- a.cc
        struct A { A operator+(const A& o); A operator/(const A& o); };
        A f(A a, A b) { return a /* so much */ <|>+ b; }
        """,
        snapshot("(nothing)\n"),
    )


def test_operators_that_come_and_go_are_followed() -> None:
    uses = {"main.cc": '#include "a.h"\nbool f(A a, A b) { return a == b; }\n'}
    plain = {"a.h": "struct A { int n; };\n", **uses}
    member = {"a.h": "struct A { int n; bool operator==(const A& o) const; };\n", **uses}
    pointer = {"a.h": "struct A { int n; bool operator==(const A& o) const; };\n"} | {
        "main.cc": '#include "a.h"\nbool f(A* a, A* b) { return a == b; }\n'
    }
    trees = [plain, member, pointer, member, plain]
    assert dump_incremental(trees) == [dump_scratch(tree) for tree in trees]
    assert "operator==" in dump_scratch(member)


def _definition(use: str) -> list[int]:
    """The lines of the header, from one, to which the cursor leads; of the other file from 101."""
    results = _results(f"void f({_GIVEN}) {{ {use} }}")
    return [each["line"] + (1 if each["path"] == "shape.h" else 101) for each in results]


def _results(code: str) -> list[dict[str, int | str]]:
    fixture = parse_fixture(_SHAPES + code)
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    return list(results)

"""C++: namespaces, where they begin and go on, and the ways to a name in one."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references


def test_names_of_namespaces_are_found_by_where_they_are_used() -> None:
    check_definition(
        """
        //- a.h
        namespace one { struct Thing {}; }
        namespace two { struct Thing {}; namespace inner { struct Deep {}; } }
        //- main.cc
        #include "a.h"
        namespace two {
        Thi<|>ng make();
        }
        """,
        snapshot("""\
a.h:2  namespace two { struct Thing {}; namespace inner { struct Deep {}; } }  definition
                              ^^^^^
"""),
    )


@pytest.mark.parametrize(
    "use",
    [
        "lib::Thi<|>ng t;",
        "using namespace lib; Thi<|>ng t;",
        "using lib::Thing; Thi<|>ng t;",
        "namespace l = lib; l::Thi<|>ng t;",
        "struct Thi<|>ng; namespace lib { Thing t; }".replace("Thi<|>ng; n", "Other; n").replace(
            "{ Thing", "{ Thi<|>ng"
        ),
    ],
)
def test_ways_to_a_name_in_a_namespace(use: str) -> None:
    check_definition(
        f"""
        //- lib.h
        namespace lib {{ class Thing {{}}; }}
        //- main.cc
        #include "lib.h"
        {use}
        """,
        "lib.h:1  namespace lib { class Thing {}; }  definition\n"
        "                               ^^^^^\n",
    )


def test_a_name_of_a_hidden_namespace_is_one_of_what_is_around_it() -> None:
    check_definition(
        """
        //- a.cc
        namespace lib {
        namespace {
        int Hidden() { return 1; }
        }
        }
        int main() { return lib::Hid<|>den(); }
        """,
        snapshot("""\
a.cc:3  int Hidden() { return 1; }  definition
            ^^^^^^
"""),
    )


def test_a_namespace_is_used_where_the_compiler_sees_it_first() -> None:
    check_definition(
        """
        //- base.h
        namespace lib { namespace inner { int base(); } }
        //- more.h
        #include "base.h"
        namespace lib { int more(); }
        namespace lib { int again(); }
        //- main.cc
        #include "more.h"
        #include "base.h"
        namespace lib {
        int f() { return li<|>b::more() + lib::inner::base(); }
        }
        """,
        snapshot("""\
base.h:1  namespace lib { namespace inner { int base(); } }  definition
                    ^^^
"""),
    )


def test_who_adds_to_the_standard_namespace_leaves_the_rest_of_it() -> None:
    check_definition(
        """
        //- job.h
        #include <memory>
        struct Job { void run(); };
        namespace std {
        template <> struct hash<Job> { int operator()(const Job& job) const; };
        }
        //- main.cc
        #include "job.h"
        std::unique_ptr<Job> make();
        void f(std::vector<std::shared_ptr<Job>> all) {
          for (auto& each : all) each->run();
          make()->ru<|>n();
        }
        """,
        snapshot("""\
job.h:2  struct Job { void run(); };  definition (inferred)
                           ^^^
"""),
    )


def test_what_is_defined_outside_of_its_namespace_sees_it() -> None:
    check_definition(
        """
        //- a.h
        namespace lib {
        namespace details { struct Message {}; }
        namespace sinks { class Sink { public: void log(const details::Message& message); }; }
        }
        //- a.cc
        #include "a.h"
        void lib::sinks::Sink::log(const details::Mess<|>age& message) {}
        """,
        snapshot("""\
a.h:2  namespace details { struct Message {}; }  definition
                                  ^^^^^^^
"""),
    )


@pytest.mark.parametrize(
    ("before", "behind"), [("using namespace lib;\n", ""), ("namespace lib {\n", "}\n")]
)
@pytest.mark.parametrize(
    "code",
    [
        "void sinks::Sink::log(const Mess<|>age &message) {}",
        "void sinks::Sink::log(const Message &) { Mess<|>age own; }",
        "class sinks::Sink::Private { Mess<|>age *last; };",
    ],
)
def test_what_is_defined_outside_of_a_namespace_that_is_used_sees_it(
    before: str, code: str, behind: str
) -> None:
    fixture = parse_fixture(
        f"""
//- a.h
namespace lib {{ namespace sinks {{
struct Message {{}};
class Sink {{ void log(const Message &message); class Private; }};
}} }}
//- a.cc
#include "a.h"
{before}{code}
{behind}"""
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["path"], each["line"] + 1) for each in found] == [("a.h", 2)]


def test_an_alias_of_a_namespace_is_known_elsewhere() -> None:
    check_definition(
        """
        //- a.h
        namespace format { int print(); }
        namespace lib { namespace fmt_lib = format; }
        //- a.cc
        #include "a.h"
        int f() { return lib::fmt_lib::pr<|>int(); }
        """,
        snapshot("""\
a.h:1  namespace format { int print(); }  definition
                              ^^^^^
"""),
    )


def test_a_namespace_is_used_inside_of_one_that_is_used() -> None:
    check_definition(
        """
        //- frame.h
        namespace lib { namespace v2 { class Frame { void par<|>se(int size); }; } }
        //- frame.cc
        #include "frame.h"
        using namespace lib;
        using namespace v2;
        void Frame::parse(int size) {}
        """,
        snapshot("""\
frame.cc:4  void Frame::parse(int size) {}  definition
                        ^^^^^
"""),
    )


def test_what_is_defined_in_a_file_that_uses_two_namespaces_sees_its_class() -> None:
    check_definition(
        """
        //- frame.h
        namespace lib { namespace v2 { class Frame { Frame(); void parse(int size); }; } }
        //- frame.cc
        #include "frame.h"
        using namespace lib;
        using namespace v2;
        Frame::Frame() { par<|>se(1); }
        void Frame::parse(int size) {}
        """,
        snapshot("""\
frame.cc:5  void Frame::parse(int size) {}  definition
                        ^^^^^
"""),
    )


def test_a_namespace_is_used_inside_of_the_one_that_is_open() -> None:
    check_definition(
        """
        //- lib.h
        namespace lib { namespace v2 { class Frame {}; } }
        //- main.cc
        #include "lib.h"
        namespace lib {
        using namespace v2;
        Fra<|>me make();
        }
        """,
        snapshot("""\
lib.h:1  namespace lib { namespace v2 { class Frame {}; } }  definition
                                              ^^^^^
"""),
    )


def test_a_member_defined_outside_sees_the_namespace_of_its_class_first() -> None:
    check_definition(
        """
        //- file.h
        namespace lib {
        class File {};
        namespace ape { class File {}; class Props { void read(File *file); }; }
        }
        //- props.cc
        #include "file.h"
        using namespace lib;
        void ape::Props::read(Fi<|>le *file) {}
        """,
        snapshot("""\
file.h:3  namespace ape { class File {}; class Props { void read(File *file); }; }  definition
                                ^^^^
"""),
    )


def test_an_enumerator_does_not_stand_before_a_member() -> None:
    check_definition(
        """
        //- file.h
        namespace lib {
        namespace v1 { class Tag {}; }
        class File {
         public:
          enum Types { v1 = 1, v2 = 2 };
          v1::Tag *tag();
        };
        }
        //- file.cc
        #include "file.h"
        using namespace lib;
        v1::Tag *File::tag() { return new v1::T<|>ag(); }
        """,
        snapshot("""\
file.h:2  namespace v1 { class Tag {}; }  definition
                               ^^^
"""),
    )


def test_a_member_that_is_defaulted_outside_of_its_class_is_defined_there() -> None:
    check_definition(
        """
        //- a.h
        class Item { public: Item &operator=(const Item &other); Item &operator=(int value); };
        //- a.cc
        #include "a.h"
        Item &Item::operator=(const It<|>em &other) = default;
        """,
        snapshot("""\
a.h:1  class Item { public: Item &operator=(const Item &other); Item &operator=(int value); };  definition
             ^^^^
"""),
    )


@pytest.mark.parametrize(
    ("use", "line"),
    [
        ("lib::v2::<|>Item one;", 3),
        ("lib::<|>v2::Item one;", 2),
        ("lib::v2::Item one; one.<|>n;", 3),
        ("lib::v2::w1::<|>deep();", 5),
        ("lib::w1::<|>deep();", 5),
        ("lib::v2::inner::<|>low();", 6),
        ("lib::v1::<|>Item one;", 8),
        ("using namespace lib; v2::<|>Item one;", 3),
        ("all::<|>wide();", 10),
        ("namespace brief = lib; brief::v2::<|>Item one;", 3),
    ],
)
def test_an_inline_namespace_stands_before_what_is_in_it(use: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- a.h
        namespace lib {{
        inline namespace v2 {{
        struct Item {{ int n; }};
        inline namespace w1 {{
        int deep(); }}
        namespace inner {{ int low(); }}
        }}
        namespace v1 {{ struct Item {{ int old; }}; }}
        }}
        inline namespace all {{ int wide(); }}
        //- main.cc
        #include "a.h"
        void f() {{ {use} }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["path"], each["line"] + 1) for each in found] == [("a.h", line)]


def test_what_is_in_an_inline_namespace_is_found_without_it() -> None:
    fixture = parse_fixture(
        """
        //- main.cc
        namespace lib { inline namespace v2 { int f(int n) { return n; } int g() { return v2::f(1); } } }
        int main() { return lib::<|>f(2) + lib::v2::g(); }
        """
    )
    found = ask(fixture.files, fixture.steps, "references", fixture.target())["results"]
    assert [(each["line"] + 1) for each in found] == [1, 2]


def test_functions_of_a_namespace_that_are_defined_outside_of_it_see_what_is_in_it() -> None:
    check_references(
        """
        //- a.cc
        namespace ns {
        int f(int);
        namespace inner {
        int f<|>(int);
        int g(int);
        }
        }
        int ns::inner::f(int x) { return x; }
        int ns::inner::g(int x) { return f(x); }
        int ns::f(int x) { return inner::f(x) + f(1); }
        int use() { return ns::f(1) + ns::inner::f(2) + ns::inner::g(3); }
        """,
        snapshot("""\
a.cc:4   int f(int);                                                         declaration
             ^
a.cc:8   int ns::inner::f(int x) { return x; }                               definition
                        ^
a.cc:9   int ns::inner::g(int x) { return f(x); }                            call
                                          ^
a.cc:10  int ns::f(int x) { return inner::f(x) + f(1); }                     call
                                          ^
a.cc:11  int use() { return ns::f(1) + ns::inner::f(2) + ns::inner::g(3); }  call
                                                  ^
"""),
    )


@pytest.mark.parametrize(
    ("use", "line"),
    [
        # A definition that nothing else defines leads to its declaration.
        ("int ns::inner::<|>f(int x) { return x; }", 4),
        ("int ns::inner::g(int x) { return <|>f(x); }", 4),
        ("int ns::inner::g(int x) { return <|>h(x); }", 6),
        ("int ns::inner::g(int x) { return <|>low; }", 6),
        ("int ns::inner::g(int x) { return <|>outer(x); }", 2),
        ("int ns::<|>f(int x) { return x; }", 2),
        ("int ns::outer(int x) { return <|>f(x); }", 2),
    ],
)
def test_what_a_name_means_in_a_function_defined_outside_of_its_namespace(
    use: str, line: int
) -> None:
    fixture = parse_fixture(
        f"""
        //- a.cc
        namespace ns {{
        int f(int); int outer(int);
        namespace inner {{
        int f(int);
        int g(int);
        int h(int); extern int low; }} }}
        {use}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in found] == [line]


def test_a_function_beside_what_an_argument_holds_is_found() -> None:
    check_definition(
        """
        //- a.h
        namespace ns::inner {
        class Work {};
        bool find(const char *text, std::vector<Work> *all);
        }
        //- a.cc
        #include "a.h"
        namespace ns {
        bool run() {
          std::vector<inner::Work> all;
          return fi<|>nd("text", &all);
        }
        }
        """,
        snapshot("""\
a.h:3  bool find(const char *text, std::vector<Work> *all);  definition
            ^^^^
"""),
    )

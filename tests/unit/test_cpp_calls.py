"""C++: who calls what, constructors included, and what overrides what."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references
from related import check_calls, check_types
from variants import places_of


def test_a_variable_calls_the_constructor_that_takes_its_arguments() -> None:
    check_calls(
        """
        //- box.h
        class Box {
         public:
          Box();
          explicit Bo<|>x(int size);
        };
        //- main.cc
        #include "box.h"
        Box* one() { Box plain; return new Box(1); }
        void two() { Box sized(2); Box braced{3}; Box* none; }
        """,
        "callers",
        snapshot("""\
function one main.cc:2 <- main.cc:2 Box
function two main.cc:3 <- main.cc:3 sized (made), main.cc:3 braced (made)
"""),
    )


def test_initialisers_of_members_call_the_constructors_of_what_they_hold() -> None:
    check_calls(
        """
        //- box.h
        class Box {
         public:
          explicit Bo<|>x(int size);
          Box(int size, int other);
        };
        struct Pair {
          Pair(int size);
          Pair() : first_{1}, second(2, 3), third(nullptr) {}
          Pair(const Pair& other) : first_(other.first_), second(other.second) {}
          Box first_, second;
          Box* third;
        };
        typedef Box Chest;
        typedef Chest* Place;
        struct Room { Room() : chest(5) { Chest own(6); Place no(0); } Chest chest; };
        struct Crate : Box {
          Crate() : Box(3) {}
          explicit Crate(Box* box) : Box(1, 2), box_(box) {}
          Box* box_;
        };
        //- box.cc
        #include "box.h"
        Pair::Pair(int size) : first_(size), second(size, size) {}
        void f(int size) { Box made(size); }
        """,
        "callers",
        snapshot("""\
constructor Pair.Pair box.cc:2 <- box.cc:2 first_ (made)
function f box.cc:3 <- box.cc:3 made (made)
constructor Pair.Pair box.h:8 <- box.h:8 first_ (made)
constructor Room.Room box.h:15 <- box.h:15 chest (made), box.h:15 own (made)
constructor Crate.Crate box.h:17 <- box.h:17 Box
"""),
    )


def test_a_member_that_is_initialised_is_written_and_leads_to_itself() -> None:
    check_definition(
        """
        //- box.cc
        struct Box { explicit Box(int size); };
        struct Pair {
          Pair() : fir<|>st(1) {}
          Box first;
        };
        """,
        snapshot("""\
box.cc:4    Box first;  definition
                ^^^^^
"""),
    )


def test_a_base_that_is_initialised_leads_to_the_constructor() -> None:
    check_definition(
        """
        //- box.cc
        struct Box { explicit Box(int size); Box(); };
        struct Crate : Box {
          Crate() : Bo<|>x(1) {}
        };
        """,
        snapshot("""\
box.cc:1  struct Box { explicit Box(int size); Box(); };  definition
                 ^^^
"""),
    )


def test_a_function_in_a_table_counts_as_called_where_it_is_put() -> None:
    check_calls(
        """
        //- table.c
        static int on<|>_open(void) { return 0; }
        struct entry { const char *name; int (*run)(void); };
        static struct entry entries[] = {{"open", on_open}};
        """,
        "callers",
        snapshot("variable entries table.c:3 <- table.c:3 on_open (read)\n"),
    )


def test_a_use_of_the_base_counts_for_what_overrides_it_with_the_same_parameters() -> None:
    check_references(
        """
        //- shape.h
        struct Shape {
          virtual int area(int scale);
          virtual int area();
        };
        struct Square : Shape {
          int ar<|>ea(int scale) override;
        };
        //- main.cc
        #include "shape.h"
        int f(Shape& shape, Square& square) {
          return shape.area(1) + shape.area() + square.area(2);
        }
        """,
        snapshot("""\
main.cc:3    return shape.area(1) + shape.area() + square.area(2);  call (inferred)
                          ^^^^
main.cc:3    return shape.area(1) + shape.area() + square.area(2);  call (inferred)
                                                          ^^^^
shape.h:2    virtual int area(int scale);                           definition
                         ^^^^
shape.h:6    int area(int scale) override;                          definition
                 ^^^^
"""),
    )


def test_what_a_base_declares_and_defines_is_a_reference_of_what_overrides_it() -> None:
    check_references(
        """
        //- shape.h
        struct Shape {
          virtual int area(int scale);
        };
        struct Square : Shape {
          int ar<|>ea(int scale) override;
        };
        struct Round : Shape {
          int area(int scale) override;
        };
        //- shape.cc
        #include "shape.h"
        int Shape::area(int scale) { return scale; }
        """,
        snapshot("""\
shape.cc:2  int Shape::area(int scale) { return scale; }  override
                       ^^^^
shape.h:2     virtual int area(int scale);                declaration
                          ^^^^
"""),
        definition=False,
    )


def test_subtypes_are_found_through_declarations_and_templates() -> None:
    check_types(
        """
        //- base.h
        template <typename T> class Ba<|>se {};
        //- forward.h
        template <typename T> class Base;
        //- one.cc
        #include "base.h"
        class One : public Base<int> {};
        namespace inner { struct Two : One, Base<char> {}; }
        """,
        "subtypes",
        snapshot("""\
one.cc:2  class One : public Base<int> {};                      class one.One
                ^^^
one.cc:3  namespace inner { struct Two : One, Base<char> {}; }  class inner.Two
                                   ^^^
"""),
    )


def test_what_converts_to_a_number_is_read_whatever_the_type_is_called() -> None:
    check_definition(
        """
        //- args.h
        class Args {
          constexpr auto get(int id) const -> Arg {
            auto arg = Arg();
            if (!is_packed()) {
              if (unsigned(id) < unsigned(max_size())) arg = args_[id];
              return arg;
            }
            if (unsigned(id) >= max_packed) return arg;
            arg.type_ = type(id);
            return arg;
          }
        };
        int first(Args args) { return args.ge<|>t(0); }
        """,
        snapshot("""\
args.h:2    constexpr auto get(int id) const -> Arg {  definition (inferred)
                           ^^^
"""),
    )


def test_a_class_has_its_members_whatever_macros_stand_before_its_name() -> None:
    check_definition(
        """
        //- state.h
        #include "export.h"
        class EXPORT ALIGNED State {
         public:
          bool skipped() const;
        };
        bool ask(const State& state) { return state.skip<|>ped(); }
        """,
        snapshot("""\
state.h:4    bool skipped() const;  definition (inferred)
                  ^^^^^^^
"""),
    )


POINT = """
    //- point.h
    struct Point { int x; };
    struct Maker { Point operator()(int n) const; };
    Point parse(const std::string& text);
    int parse(int n);
    //- main.cc
    #include "point.h"
    std::vector<Point> points;
    Point one;
    """


def test_functions_of_the_library_that_give_what_they_get() -> None:
    works = [
        "int a = std::max(one, one).x;",
        "void f() { auto best = std::max_element(points.begin(), points.end()); best->x; }",
        "int a = std::next(points.begin())->x;",
        "int a = std::make_pair(1, one).second.x;",
        "void f() { auto [n, point] = std::make_tuple(1, one); point.x; }",
    ]
    assert places_of("x", POINT, works) == {work: ["point.h:1"] for work in works}


def test_an_object_that_is_called() -> None:
    works = ["void f(Maker make) { make(1).x; }", "int a = Maker{}(2).x;"]
    assert places_of("x", POINT, works) == {work: ["point.h:1"] for work in works}


def test_a_text_is_no_number() -> None:
    works = ['int a = parse("text").x;', 'auto a = parse("text" "more");', "auto a = parse(1);"]
    assert places_of("parse", POINT, works) == {
        works[0]: ["point.h:3"],
        works[1]: ["point.h:3"],
        works[2]: ["point.h:4"],
    }


def test_what_makes_an_object_and_a_pointer_to_it_calls_its_constructor() -> None:
    check_calls(
        """
        //- box.h
        namespace n { struct Box {
          Bo<|>x(int size, int other);
          Box();
        }; }
        //- main.cc
        #include "box.h"
        using namespace n;
        void one() { auto box = std::make_unique<Box>(1, 2); }
        void two() { auto box = make_shared<n::Box>(3, 4); std::vector<Box>(1, 2); }
        void three() { auto box = std::make_unique<Box>(); }
        """,
        "callers",
        snapshot("""\
function one main.cc:3 <- main.cc:3 make_unique (made)
function two main.cc:4 <- main.cc:4 make_shared (made)
"""),
    )


BASES = """
//- box.h
struct Box { explicit Box(int size); Box(); };
struct Has { Box box; Has(); };
struct Crate : Box { Crate(); };
//- box.cc
#include "box.h"
Has::Has() : box(1) {}
Crate::Crate() : Box(2) {}
"""


def test_a_base_that_a_constructor_begins_with_is_a_reference_of_its_constructor() -> None:
    check_references(
        BASES.replace("explicit Box", "explicit Bo<|>x"),
        snapshot("""\
box.cc:3  Crate::Crate() : Box(2) {}                      call
                           ^^^
box.h:1   struct Box { explicit Box(int size); Box(); };  definition
                                ^^^
"""),
    )


def test_a_base_that_a_constructor_begins_with_is_called() -> None:
    check_references(
        BASES.replace("struct Box", "struct Bo<|>x"),
        snapshot("""\
box.cc:3  Crate::Crate() : Box(2) {}                      call
                           ^^^
box.h:1   struct Box { explicit Box(int size); Box(); };  definition
                 ^^^
box.h:1   struct Box { explicit Box(int size); Box(); };  type
                                ^^^
box.h:1   struct Box { explicit Box(int size); Box(); };  type
                                               ^^^
box.h:2   struct Has { Box box; Has(); };                 type
                       ^^^
box.h:3   struct Crate : Box { Crate(); };                type
                         ^^^
"""),
    )

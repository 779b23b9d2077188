"""C++: classes, members outside of them, overloads, templates, `auto`."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references


def test_a_member_is_one_with_its_definition_outside_of_the_class() -> None:
    check_references(
        """
        //- box.h
        namespace lib {
        class Box {
         public:
          int Si<|>ze() const;
         private:
          int size_;
        };
        }
        //- box.cc
        #include "box.h"
        namespace lib {
        int Box::Size() const { return size_; }
        }
        //- main.cc
        #include "box.h"
        int f(const lib::Box& box) { return box.Size(); }
        """,
        snapshot("""\
box.cc:3   int Box::Size() const { return size_; }            definition
                    ^^^^
box.h:4      int Size() const;                                declaration
                 ^^^^
main.cc:2  int f(const lib::Box& box) { return box.Size(); }  call (inferred)
                                                   ^^^^
"""),
    )


def test_code_outside_of_the_class_sees_its_members_inherited_ones_too() -> None:
    check_references(
        """
        //- base.h
        struct Base { int sha<|>red; };
        //- box.h
        #include "base.h"
        class Box : public Base { void Run(); };
        //- box.cc
        #include "box.h"
        void Box::Run() { shared = this->shared + Base::shared; }
        """,
        snapshot("""\
base.h:1  struct Base { int shared; };                               definition
                            ^^^^^^
box.cc:2  void Box::Run() { shared = this->shared + Base::shared; }  write
                            ^^^^^^
box.cc:2  void Box::Run() { shared = this->shared + Base::shared; }  read (inferred)
                                           ^^^^^^
box.cc:2  void Box::Run() { shared = this->shared + Base::shared; }  read
                                                          ^^^^^^
"""),
    )


def test_overloads_are_told_apart_by_number_and_type_of_arguments() -> None:
    check_references(
        """
        //- a.cc
        struct Key {};
        struct Value {};
        void put(Key key);
        void pu<|>t(Key key, Value value) {}
        void put(Key key, Key other) {}
        void f(Key k, Value v) {
          put(k);
          put(k, v);
          put(k, k);
        }
        """,
        snapshot("""\
a.cc:4  void put(Key key, Value value) {}  definition
             ^^^
a.cc:8    put(k, v);                       call
          ^^^
"""),
    )


@pytest.mark.parametrize(
    "code",
    [
        "auto made = make(); made.ru<|>n();",
        "auto* made = new Job(); made->ru<|>n();",
        "auto made = Job(); made.ru<|>n();",
        "std::unique_ptr<Job> job(new Job); job->ru<|>n();",
        "auto job = std::make_unique<Job>(); job->ru<|>n();",
        "std::vector<Job> jobs; for (auto& job : jobs) job.ru<|>n();",
        "std::vector<Job*> jobs; jobs[0]->ru<|>n(); ",
        "std::map<int, Job> jobs; jobs.begin()->second.ru<|>n();",
        "std::map<int, Job> jobs; for (auto& [key, job] : jobs) job.ru<|>n();",
        "Job jobs[3]; jobs[1].ru<|>n();",
        "auto f = [](Job& job) { job.ru<|>n(); };",
        "static_cast<Job*>(p)->ru<|>n();",
        "Holder<Job> h; h.get().ru<|>n();",
        "Holder<Job> h; h->ru<|>n();",
        "if (Job* job = find()) job->ru<|>n();",
        "decltype(make()) job; job.ru<|>n();",
        "Alias job; job.ru<|>n();",
        "(*pointer()).ru<|>n();",
        "std::move(make()).ru<|>n();",
        "Derived().ru<|>n();",
    ],
)
def test_the_type_of_a_receiver_is_seen_through(code: str) -> None:
    check_definition(
        f"""
        //- job.h
        struct Job {{
          void run();
        }};
        struct Derived : Job {{}};
        using Alias = Job;
        template <typename T> class Holder {{
         public:
          T& get();
          T* operator->();
        }};
        Job make();
        Job* find();
        Job* pointer();
        //- main.cc
        #include "job.h"
        void f(void* p) {{ {code} }}
        """,
        "job.h:2    void run();  definition (inferred)\n                ^^^\n",
    )


def test_the_outline_of_classes() -> None:
    check_outline(
        """
        //- a.h
        namespace lib {
        /// A box.
        template <class T>
        class EXPORT_API Box final : public Base<T> {
         public:
          Box() = default;
          explicit Box(int size) : size_(size) {}
          ~Box();
          Box& operator=(const Box&) = delete;
          explicit operator bool() const { return size_ > 0; }
          virtual int area() const = 0;
          static Box make(int size = 1);
          enum class Color : int { kRed, kGreen };
          using Item = T;
          struct Node;
          int size_ GUARDED_BY(mutex_) = 0;
        };
        namespace { int hidden; }
        bool operator==(const Box<int>& a, const Box<int>& b);
        }
        """,
        snapshot("""\
namespace lib 1-20
  class Box 4-17
    constructor Box 6-6
    constructor Box 7-7
    method ~Box 8-8
    method operator= 9-9
    method operator bool 10-10
    method area 11-11
    method make 12-12
    enum Color 13-13
      enum_member kRed 13-13
      enum_member kGreen 13-13
    type_alias Item 14-14
    class Node 15-15
    field size_ 16-16
  variable hidden 18-18
  function operator== 19-19
"""),
    )


def test_c_and_cpp_see_each_others_structures() -> None:
    check_references(
        """
        //- shared.h
        struct po<|>int { int x; };
        //- a.c
        #include "shared.h"
        int f(struct point *p) { return p->x; }
        //- b.cc
        #include "shared.h"
        int g(point* p) { return p->x; }
        """,
        snapshot("""\
a.c:2       int f(struct point *p) { return p->x; }  type
                         ^^^^^
b.cc:2      int g(point* p) { return p->x; }         type
                  ^^^^^
shared.h:1  struct point { int x; };                 definition
                   ^^^^^
"""),
    )


def test_the_body_of_a_test_is_a_member_of_its_fixture() -> None:
    text = """
        //- test.h
        #define TEST_F(fixture, name) class fixture##_##name : public fixture { void body(); };
        //- t.cc
        #include "test.h"
        namespace lib {
        class Test {
         public:
          void Reopen();
        };
        TEST_F(Test, Reopens) {
          Reo<|>pen();
        }
        TEST(Test, Other) {}
        }
        """
    check_definition(
        text,
        snapshot("""\
t.cc:5    void Reopen();  definition
               ^^^^^^
"""),
    )
    check_outline(
        text,
        snapshot("""\
namespace lib 2-11
  class Test 3-6
    method Reopen 5-5
  function Reopens 7-9
  function Other 10-10
"""),
        "t.cc",
    )


def test_a_test_that_is_called_like_a_type_is_no_function_of_the_macros_name() -> None:
    check_definition(
        """
        //- test.h
        #define TEST(suite, name) void suite##_##name()
        //- t.cc
        #include "test.h"
        TEST(Formats, bool) { use(true); }
        TEST(Formats, char) { use('a'); }
        TE<|>ST(Formats, Others) {}
        """,
        snapshot("""\
test.h:1  #define TEST(suite, name) void suite##_##name()  definition
                  ^^^^
"""),
    )


@pytest.mark.parametrize(
    "named",
    ["typedef Base BaseTest;", "using BaseTest = Base;", "using BaseTest = Many<int>;"],
)
def test_a_fixture_may_be_another_name_of_a_class(named: str) -> None:
    fixture = parse_fixture(
        f"""
        //- t.cc
        #define TEST_F(fixture, name) class fixture##_##name : public fixture {{ void body(); }};
        class Base {{ protected: int held_; }};
        template <typename T> class Many : public Base {{}};
        {named}
        TEST_F(BaseTest, Holds) {{ he<|>ld_ = 1; }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in found] == [2]


def test_what_an_unknown_macro_makes_of_a_body_is_not_guessed() -> None:
    check_definition(
        """
        //- t.cc
        class Test {
         public:
          void Reopen();
        };
        TEST_F(Test, Reopens) {
          Reo<|>pen();
        }
        """,
        snapshot("(nothing)\n"),
    )


def test_a_constructor_outside_of_its_class_is_only_itself() -> None:
    check_references(
        """
        //- a.h
        class Reader {
         public:
          Reader(int a, bool b);
          Reader(const Reader&) = delete;
        };
        //- a.cc
        #include "a.h"
        Reader::Rea<|>der(int a, bool b) {}
        void f() { Reader reader(1, true); }
        """,
        snapshot("""\
a.cc:2  Reader::Reader(int a, bool b) {}  definition
                ^^^^^^
a.h:3     Reader(int a, bool b);          declaration
          ^^^^^^
"""),
    )


def test_references_of_a_class_count_where_its_constructors_bear_its_name() -> None:
    check_references(
        """
        //- box.h
        class B<|>ox {
         public:
          Box();
          explicit Box(int size) {}
          ~Box();
        };
        //- box.cc
        #include "box.h"
        Box::Box() {}
        Box::~Box() {}
        """,
        snapshot("""\
box.cc:2  Box::Box() {}                type
          ^^^
box.cc:2  Box::Box() {}                type
               ^^^
box.cc:3  Box::~Box() {}               type
          ^^^
box.cc:3  Box::~Box() {}               type
                ^^^
box.h:1   class Box {                  definition
                ^^^
box.h:3     Box();                     type
            ^^^
box.h:4     explicit Box(int size) {}  type
                     ^^^
box.h:5     ~Box();                    type
             ^^^
"""),
    )


def test_a_member_that_is_defaulted_outside_of_its_class_is_defined_there() -> None:
    check_references(
        """
        //- box.h
        class Box {
         public:
          Box();
          virtual ~B<|>ox();
        };
        //- box.cc
        #include "box.h"
        Box::Box() = default;
        Box::~Box() = default;
        """,
        snapshot("""\
box.cc:3  Box::~Box() = default;  definition
               ^^^^
box.h:4     virtual ~Box();       declaration
                    ^^^^
"""),
    )


def test_what_stands_before_colons_is_no_method() -> None:
    check_definition(
        """
        //- a.h
        namespace lib {
        namespace level { enum Kind { low, high }; }
        class Logger {
         public:
          void set(level::Ki<|>nd kind) { kind_ = level::low; }
          level::Kind level() const { return kind_; }
         private:
          level::Kind kind_;
        };
        }
        """,
        snapshot("""\
a.h:2  namespace level { enum Kind { low, high }; }  definition
                              ^^^^
"""),
    )


def test_what_stands_before_colons_is_no_method_of_a_base() -> None:
    check_definition(
        """
        //- sink.h
        namespace lib {
        namespace level { enum Kind { low, high }; }
        class Sink { public: level::Kind level() const; struct Inner { int size; }; };
        }
        //- color.h
        #include "sink.h"
        namespace lib {
        class Color : public Sink {
          void set(lev<|>el::Kind kind, Inner::size all);
        };
        }
        """,
        snapshot("""\
sink.h:2  namespace level { enum Kind { low, high }; }  definition
                    ^^^^^
"""),
    )


def test_types_of_a_base_stand_before_colons() -> None:
    check_definition(
        """
        //- sink.h
        class Sink { public: int level() const; struct Inner { static int size; }; };
        //- color.h
        #include "sink.h"
        class Color : public Sink { void set(); };
        //- color.cc
        #include "color.h"
        void Color::set() { Inner::si<|>ze = 1; }
        """,
        snapshot("""\
sink.h:1  class Sink { public: int level() const; struct Inner { static int size; }; };  definition
                                                                            ^^^^
"""),
    )


def test_a_pack_of_parameters_is_found() -> None:
    check_references(
        """
        //- log.h
        struct Log {
          template <typename... Args>
          void trace(int n, Args &&...ar<|>gs) { log(n, std::forward<Args>(args)...); }
        };
        """,
        snapshot("""\
log.h:3    void trace(int n, Args &&...args) { log(n, std::forward<Args>(args)...); }  definition
                                       ^^^^
log.h:3    void trace(int n, Args &&...args) { log(n, std::forward<Args>(args)...); }  read
                                                                         ^^^^
"""),
    )


def test_names_of_a_type_in_branches_of_a_condition_are_all_shown() -> None:
    check_definition(
        """
        //- a.h
        #ifdef USE_STD
        using view = std::view;
        #else
        using view = own_view;
        #endif
        vi<|>ew f();
        """,
        snapshot("""\
a.h:2  using view = std::view;  definition (inferred)
             ^^^^
a.h:4  using view = own_view;   definition (inferred)
             ^^^^
"""),
    )


def test_types_of_a_friend_that_lies_in_another_namespace_are_used() -> None:
    check_references(
        """
        //- a.h
        namespace outer {
        namespace inner {
        struct Pla<|>ce { int line; };
        int make(const char* name, Place place);
        }
        class Info {
          friend int inner::make(const char* name, inner::Place place);
        };
        }
        """,
        snapshot("""\
a.h:3  struct Place { int line; };                                      definition
              ^^^^^
a.h:4  int make(const char* name, Place place);                         type
                                  ^^^^^
a.h:7    friend int inner::make(const char* name, inner::Place place);  type
                                                         ^^^^^
"""),
    )


def test_what_a_template_behind_a_leading_scope_is_given_is_looked_up_where_it_stands() -> None:
    check_definition(
        """
        //- a.cc
        namespace inner { class Work {}; }
        namespace ns {
        namespace inner {
        class Work {};
        template <typename T> T *make() { return new T(); }
        }
        inner::Work *made() { return ::ns::inner::make<inner::Wo<|>rk>(); }
        }
        """,
        snapshot("""\
a.cc:4  class Work {};  definition
              ^^^^
"""),
    )


def test_the_same_within_another_scope() -> None:
    check_definition(
        """
        //- a.cc
        namespace ns {
        struct Part { int size; };
        template <typename T> struct Box { struct Inner { T value; }; };
        ::ns::Box<Part>::Inner whole;
        int size() { return whole.value.si<|>ze; }
        }
        """,
        snapshot("""\
a.cc:2  struct Part { int size; };  definition (inferred)
                          ^^^^
"""),
    )

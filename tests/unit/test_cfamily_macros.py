"""C and C++: macros that stand where the language has no place for a word."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import ask, check_definition, check_outline, check_references
from related import check_calls


@pytest.mark.parametrize(
    "declared",
    [
        "EXTERN size CALLING count(const char *text);",
        "EXTERN size CALLING count(const char *text) THROWS;",
        "EXTERN size (count) (const char *text);",
        "EXTERN size *(count)(const char *text);",
        "local size count(const char *text) { return 0; }",
        "static size FAR *count(const char *text UNUSED, int n UNUSED) { return 0; }",
        "typedef size (CALLBACK *count) (size *text, int n);",
        "static size (CALLBACK *count)(size *text, int n);",
        "local CONST size count =\n{1, 2};",
        "local CONST size *count(int n) { return 0; }",
        "BEGIN_DECLS\n\nstatic INLINE size\ncount(const char *text) { return 0; }\n\nEND_DECLS",
    ],
)
def test_a_function_among_macros_is_found(declared: str) -> None:
    text = f"typedef int size;\n{declared}\nint last;\n"
    outline = ask({"a.c": text}, [], "outline", {"path": "a.c"})["results"]
    assert [each["name"] for each in outline] == ["size", "count", "last"]


def test_macros_of_a_member_on_lines_of_their_own_end_no_class() -> None:
    text = """
class Time {
 public:
  WARNINGS_OFF
  DEPRECATED("use At(Time)")
  Parts In(int zone) const;
  WARNINGS_ON

  template <typename H>
  friend H Hash(H state, Time time) {
    return H::combine(state, time.rep_);
  }

 private:
  int rep_;
};
int last();
"""
    outline = ask({"a.cc": text}, [], "outline", {"path": "a.cc"})["results"]
    assert sorted(each["name"] for each in outline) == ["Hash", "Time", "last"]
    (time,) = [each for each in outline if each["name"] == "Time"]
    assert [each["name"] for each in time["children"]] == ["In", "rep_"]


@pytest.mark.parametrize("given", ["void, ", "unsigned char, 0", "long long, -1LL", "uint64_t, 5"])
def test_a_macro_that_is_given_types_hides_nothing_behind_it(given: str) -> None:
    rows = '{ "(qu|[b-df-hj-np-tv-z]*)", "the lazy dogs", "-x", 9 }, ' * 5
    text = f"""
TEST(Numbers, One) {{
  CHECK_ALL({given});
}}

TEST(Numbers, Two) {{
  struct Case {{
    int after;
  }};
  static const Case cases[] = {{ {rows} }};
}}
int last();
"""
    outline = ask({"a.cc": text}, [], "outline", {"path": "a.cc"})["results"]
    assert [each["name"] for each in outline] == ["One", "Two", "last"]
    assert "Case" in [each["name"] for each in outline[1]["children"]]


def test_a_statement_that_only_a_macro_makes_is_no_declaration() -> None:
    check_definition(
        """
        //- lexer.c
        #define RULE_SETUP before_rule();
        int scan(int action) {
          switch (action) {
            case 1:
            RULE_SETUP
            { return 1; }
            case 2:
            RULE<|>_SETUP
            { return 2; }
          }
          return 0;
        }
        """,
        snapshot("""\
lexer.c:1  #define RULE_SETUP before_rule();  definition
                   ^^^^^^^^^^
"""),
    )


def test_members_behind_macros_are_those_of_the_class() -> None:
    check_outline(
        """
        //- a.h
        class EXPORT Waiting;
        class EXPORT Box {
         public:
          EXPORT Box(int size) NOTHROW;
          INLINE Box& operator=(const Box& other) NOTHROW { return *this; }
          explicit CONSTEXPR Box(char c) : size_(c) {}
          template <typename T, ENABLE_IF(!is_empty<T>::value)>
          CONSTEXPR void Add(T value) NOTHROW { TRY { size_ += value; } CATCH_ALL }
          int size_ GUARDED_BY(mutex);
        };
        INLINE Box::Box(int size) NOTHROW : size_(size) {}
        template <typename T>
        INLINE Bag<T>::Bag(int size)
            : size_(size), other_{size} {}
        <|>
        """,
        snapshot("""\
class Waiting 1-1
class Box 2-10
  constructor Box 4-4
  method operator= 5-5
  constructor Box 6-6
  method Add 8-8
  field size_ 9-9
extension Box 11-11
  constructor Box 11-11
extension Bag 13-13
  constructor Bag 13-14
"""),
    )


def test_a_macro_after_a_condition_is_called() -> None:
    check_references(
        """
        //- a.c
        #define AS<|>SERT(x) check(x)
        void f(int a) {
          if (a) ASSERT(a);
        }
        """,
        snapshot("""\
a.c:1  #define ASSERT(x) check(x)  definition
               ^^^^^^
a.c:3    if (a) ASSERT(a);         call
                ^^^^^^
"""),
    )


def test_what_a_macro_calls_is_called_where_the_macro_stands() -> None:
    check_calls(
        """
        //- memory.h
        void free_memory(void *p);
        #define FREE free_memory
        #define RELEASE(x) do { FREE(x); x = 0; } while (0)
        //- memory.c
        #include "memory.h"
        void free_<|>memory(void *p) {}
        //- main.c
        #include "memory.h"
        void first(void *p) { FREE(p); }
        void second(void *p) { RELEASE(p); }
        void third(void *p) { free_memory(p); }
        """,
        "callers",
        snapshot("""\
function first main.c:2 <- main.c:2 FREE
function second main.c:3 <- main.c:3 RELEASE
function third main.c:4 <- main.c:4 free_memory
"""),
    )


def test_to_ask_whether_a_macro_is_defined_calls_nothing() -> None:
    check_calls(
        """
        //- a.c
        void free_<|>memory(void *p) {}
        #define FREE free_memory
        void first(void *p, int n) {
          if (n)
        #ifdef FREE
          {
            FREE(p);
        #else
          {
            other(p);
        #endif
          }
        }
        """,
        "callers",
        snapshot("function first a.c:3 <- a.c:7 FREE (read)\n"),
    )


def test_an_entry_of_a_list_of_macros_is_what_its_name_means() -> None:
    check_definition(
        """
        //- opcodes.h
        OP(LOAD, 1)
        OP(STORE, 2)
        //- bytecode.h
        enum opcode {
        #define OP(name, size) name,
        #include "opcodes.h"
        #undef OP
          OPCODES
        };
        //- main.c
        #include "bytecode.h"
        int f(int op) { return op == STO<|>RE; }
        """,
        snapshot("""\
opcodes.h:2  OP(STORE, 2)  definition (inferred)
                ^^^^^
"""),
    )


def test_a_macro_between_a_type_and_a_member_of_a_template_hides_nothing() -> None:
    check_definition(
        """
        //- sink.h
        template <typename T> class Sink { void log(); using mutex_t = typename T::mutex_t; };
        //- sink-inl.h
        #include "sink.h"
        template <typename T>
        void INLINE Sink<T>::log() {
          mut<|>ex_t lock;
        }
        """,
        snapshot("""\
sink.h:1  template <typename T> class Sink { void log(); using mutex_t = typename T::mutex_t; };  definition
                                                               ^^^^^^^
"""),
    )


def test_a_loop_that_a_macro_makes_declares_what_it_is_given() -> None:
    check_definition(
        """
        //- a.c
        #include "list.h"
        int f(struct list *all) {
          int i;
          list_foreach(all, i, item) { use(item); }
          list_foreach(all, i, item) { use(all, it<|>em, i); }
          return 0;
        }
        """,
        snapshot("""\
a.c:5    list_foreach(all, i, item) { use(all, item, i); }  definition
                              ^^^^
"""),
    )


def test_a_loop_that_a_macro_makes_leaves_what_is_known() -> None:
    check_definition(
        """
        //- a.c
        static int item;
        int f(int all) {
          list_foreach(all, item) { use(it<|>em); }
          return 0;
        }
        """,
        snapshot("""\
a.c:1  static int item;  definition
                  ^^^^
"""),
    )


def test_reserved_names_behind_parameters_are_macros() -> None:
    check_definition(
        """
        //- a.c
        extern int fileno (FILE *stream) __THROW __attribute_pure__ __nonnull ((1)) __wur;
        int f(FILE *stream) { return file<|>no(stream); }
        """,
        snapshot("""\
a.c:1  extern int fileno (FILE *stream) __THROW __attribute_pure__ __nonnull ((1)) __wur;  definition
                  ^^^^^^
"""),
    )


def test_members_that_a_macro_stands_for() -> None:
    check_outline(
        """
        //- include/uv.h
        #define HANDLE_FIELDS void* data; int type;
        struct async_s {
          HANDLE_FIELDS
          ASYNC_PRIVATE_FIELDS
        };
        EXTERN int async_send(async_t* async);
        struct timer_s {
          HANDLE_FIELDS
          TIMER_PRIVATE_FIELDS
        };
        EXTERN int timer_init(loop_t*, timer_t* handle);
        struct send_s {
          REQ_FIELDS
          udp_t* handle;
          SEND_PRIVATE_FIELDS
        };
        typedef struct {
          REQ_FIELDS
          long seconds;
        } usage_t;
        EXTERN int usage(usage_t* usage);
        """,
        snapshot("""\
constant HANDLE_FIELDS 1-1
class async_s 2-5
function async_send 6-6
class timer_s 7-10
function timer_init 11-11
class send_s 12-16
  field handle 14-14
class usage_t 17-20
  field seconds 19-19
function usage 21-21
"""),
    )


@pytest.mark.parametrize("said", ["EXPORT [[nodiscard]]", "[[nodiscard]] EXPORT"])
def test_an_attribute_beside_a_macro_of_a_class_takes_nothing_from_its_namespace(said: str) -> None:
    check_outline(
        f"""
        //- a.h
        namespace one {{
        namespace inner {{
        class {said} Matrix {{
         public:
          Matrix(size_t wide, size_t high)
              : wide_(wide), held_(wide_ * high, 0) {{}}
          size_t at(size_t left, size_t right) const {{ return left * wide_ + right; }}
         private:
          size_t wide_;
          ::std::vector<char> held_;
        }};
        }}  // namespace inner
        inline int after() {{ return 1; }}
        }}  // namespace one
        """,
        snapshot("""\
namespace one 1-14
  namespace inner 2-12
    class Matrix 3-11
      constructor Matrix 5-6
      method at 7-7
      field wide_ 9-9
      field held_ 10-10
  function after 13-13
"""),
    )


@pytest.mark.parametrize("nothing", ["  /* empty */", "   ", "(a, b)  /* nothing */", ""])
def test_what_follows_a_macro_that_stands_for_nothing_is_read(nothing: str) -> None:
    text = f"#define EMPTY{nothing}\n\ntypedef struct {{\n  void *handle;\n}} library;\n"
    outline = ask({"a.h": text}, [], "outline", {"path": "a.h"})["results"]
    assert [each["name"] for each in outline] == ["EMPTY", "library"]


def test_a_brace_that_is_opened_is_left_out_where_its_closing_one_is() -> None:
    check_outline(
        """
        //- a.h
        namespace lib {
        #ifdef DOXYGEN
        namespace Ogg {
        #endif
        namespace Vorbis {
        class File {};
        }
        #ifdef DOXYGEN
        }
        #else
        namespace Ogg {
        namespace Vorbis { using File = lib::Vorbis::File; }
        }
        #endif
        }
        """,
        snapshot("""\
namespace lib 1-15
  namespace Vorbis 5-7
    class File 6-6
  namespace Ogg 11-13
    namespace Vorbis 12-12
      type_alias File 12-12
"""),
    )


def test_a_variable_in_capitals_is_no_macro_behind_one() -> None:
    check_outline(
        """
        //- a.cc
        namespace {
        const String FRONT_COVER("front");
        static constexpr Size LARGEST(1, 2);
        Mutex LOCK(1);
        int aligned ALIGNED(8);
        static const int guarded GUARDED_BY(lock) = 1;
        Set* const versions GUARDED_BY(lock);
        Set const east GUARDED_BY(lock);
        }
        """,
        snapshot("""\
constant FRONT_COVER 2-2
constant LARGEST 3-3
variable LOCK 4-4
variable aligned 5-5
constant guarded 6-6
variable versions 7-7
constant east 8-8
"""),
    )

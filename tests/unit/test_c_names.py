"""C: includes, declarations with their definitions, macros, constants, and the outline."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import ask, check_definition, check_outline, check_references


def test_a_use_leads_past_the_declaration_to_the_definition() -> None:
    check_definition(
        """
        //- main.c
        #include "lib.h"
        int main(void) { return hel<|>per(1); }
        //- lib.h
        int helper(int n);
        //- lib.c
        #include "lib.h"
        int helper(int n) { return n; }
        """,
        snapshot("""\
lib.c:2  int helper(int n) { return n; }  definition
             ^^^^^^
"""),
    )


def test_references_of_a_declaration_are_those_of_its_definition() -> None:
    check_references(
        """
        //- main.c
        #include "lib.h"
        int main(void) { return helper(1); }
        //- lib.h
        int hel<|>per(int n);
        //- lib.c
        #include "lib.h"
        static int count(void);
        int helper(int n) { return n + count(); }
        static int count(void) { return helper(0); }
        """,
        snapshot("""\
lib.c:3   int helper(int n) { return n + count(); }     definition
              ^^^^^^
lib.c:4   static int count(void) { return helper(0); }  call
                                          ^^^^^^
lib.h:1   int helper(int n);                            declaration
              ^^^^^^
main.c:2  int main(void) { return helper(1); }          call
                                  ^^^^^^
"""),
    )


def test_a_name_that_no_include_reaches_is_not_known() -> None:
    check_definition(
        """
        //- main.c
        int main(void) { return hel<|>per(1); }
        //- lib.c
        int helper(int n) { return n; }
        """,
        snapshot("(nothing)\n"),
    )


def test_a_header_is_found_by_the_folders_that_fit_its_spelling() -> None:
    check_definition(
        """
        //- app/src/main.c
        #include <core/list.h>
        struct list <|>things;
        struct li<|>st more;
        //- third/list.h
        struct list { int other; };
        //- core/include/core/list.h
        struct list { int n; };
        """.replace("struct list <|>things;", "struct list things;"),
        snapshot("""\
core/include/core/list.h:1  struct list { int n; };  definition
                                   ^^^^
"""),
    )


def test_macros_are_symbols_with_uses_in_code_and_in_other_macros() -> None:
    check_references(
        """
        //- a.h
        #define LI<|>MIT 10
        #define TWICE (LIMIT * 2)
        //- b.c
        #include "a.h"
        #if LIMIT > 3
        int n = LIMIT;
        #endif
        #ifdef LIMIT
        int m = TWICE;
        #undef LIMIT
        #endif
        """,
        snapshot("""\
a.h:1  #define LIMIT 10           definition
               ^^^^^
a.h:2  #define TWICE (LIMIT * 2)  mention
                      ^^^^^
b.c:2  #if LIMIT > 3              mention
           ^^^^^
b.c:3  int n = LIMIT;             read
               ^^^^^
b.c:5  #ifdef LIMIT               mention
              ^^^^^
b.c:7  #undef LIMIT               mention
              ^^^^^
"""),
    )


def test_constants_of_enumerations_are_names_around_them() -> None:
    check_references(
        """
        //- a.h
        enum color { RED, GREEN<|> = 2 };
        typedef enum { ON, OFF } mode;
        //- b.c
        #include "a.h"
        int f(enum color c) { return c == GREEN ? ON : OFF; }
        """,
        snapshot("""\
a.h:1  enum color { RED, GREEN = 2 };                         definition
                         ^^^^^
b.c:2  int f(enum color c) { return c == GREEN ? ON : OFF; }  read
                                         ^^^^^
"""),
    )


def test_a_header_that_cannot_stand_alone_sees_what_is_included_with_it() -> None:
    check_definition(
        """
        //- types.h
        struct thing { int n; };
        //- use.h
        int f(struct th<|>ing *t);
        //- main.c
        #include "types.h"
        #include "use.h"
        """,
        snapshot("""\
types.h:1  struct thing { int n; };  definition
                  ^^^^^
"""),
    )


def test_the_outline_of_a_file() -> None:
    check_outline(
        """
        //- a.c
        #define LIMIT 3
        /* A point. */
        struct point { int x, y; };
        typedef struct { int n; } box;
        enum { ONE, TWO };
        extern int total;
        static int count = 0;
        typedef int (*handler)(struct point *, int);
        int sum(int a, int b);
        static int twice(int a)
        {
          int local = a;
          return sum(local, local);
        }
        int old(a, b) int a; char *b; { return a; }
        """,
        snapshot("""\
constant LIMIT 1-1
class point 3-3
  field x 3-3
  field y 3-3
class box 4-4
  field n 4-4
constant ONE 5-5
constant TWO 5-5
variable total 6-6
variable count 7-7
type_alias handler 8-8
function sum 9-9
function twice 10-14
function old 15-15
"""),
    )


def test_code_is_read_around_what_the_preprocessor_cuts() -> None:
    check_outline(
        """
        //- a.c
        #ifdef __cplusplus
        extern "C" {
        #endif
        API_EXPORT const char *name(void);
        static int
        #ifdef OLD
        first(a) int a;
        #else
        first(int a)
        #endif
        {
        #ifdef X
          if (a) {
        #else
          if (!a) {
        #endif
            return 1;
          }
          return 0;
        }
        int table[] = {
          1,
        #if WIDE
          2,
        #endif
        };
        int last(void) UNUSED_RESULT;
        #ifdef __cplusplus
        }
        #endif
        """,
        snapshot("""\
function name 4-4
function first 5-20
variable table 21-26
function last 27-27
"""),
    )


def test_a_compilation_database_says_where_includes_are_looked_for() -> None:
    check_definition(
        """
        //- src/main.c
        #include <conf.h>
        int main(void) { return sett<|>ing; }
        //- lib/one/conf.h
        extern int other;
        //- lib/two/conf.h
        extern int setting;
        //- compile_commands.json
        [{"directory": "/r/build", "file": "../src/main.c",
          "command": "cc -O2 -I../lib/two -c ../src/main.c"}]
        """,
        snapshot("""
        lib/two/conf.h:1  extern int setting;  definition
                                     ^^^^^^^
        """),
    )


def test_who_asks_at_a_definition_is_led_to_its_declaration() -> None:
    check_definition(
        """
        //- lib.h
        int helper(int n);
        //- lib.c
        #include "lib.h"
        int hel<|>per(int n) { return n; }
        """,
        snapshot("""\
lib.h:1  int helper(int n);  declaration
             ^^^^^^
"""),
    )


def test_a_macro_that_is_invoked_between_definitions_hides_none_of_them() -> None:
    check_outline(
        """
        //- a.c
        DEFINE_LIST(int, numbers)
        MODULE_LICENSE("none");
        int first(void);
        TABLE_ROW(one, (2, 3)) // a row
        int second(void) { return 1; }
        """,
        snapshot("""\
function first 3-3
function second 5-5
"""),
    )


def test_a_name_that_is_declared_and_defined_is_one_thing() -> None:
    files = {
        "lib.h": "int helper(int n);\n",
        "lib.c": '#include "lib.h"\nint helper(int n) { return n; }\n',
    }
    answer = ask(files, (), "definition", {"symbol": "helper"})
    assert [(each["path"], each["line"]) for each in answer["results"]] == [("lib.c", 1)]


def test_a_null_pointer_is_the_macro_that_the_workspace_defines() -> None:
    check_references(
        """
        //- none.h
        #define NU<|>LL ((void *)0)
        //- main.c
        #include "none.h"
        char *first = NULL;
        int f(char *a) { return a == NULL ? 0 : 1; }
        """,
        snapshot("""\
main.c:2  char *first = NULL;                           read
                        ^^^^
main.c:3  int f(char *a) { return a == NULL ? 0 : 1; }  read
                                       ^^^^
none.h:1  #define NULL ((void *)0)                      definition
                  ^^^^
"""),
    )


def test_a_type_that_grammars_take_for_a_word_of_the_language_is_a_name() -> None:
    check_references(
        """
        //- numbers.h
        typedef unsigned char uint<|>8_t;
        //- main.c
        #include "numbers.h"
        uint8_t first = (uint8_t)1;
        unsigned f(const uint8_t *a) { return sizeof(uint8_t); }
        """,
        snapshot("""\
main.c:2     uint8_t first = (uint8_t)1;                               type
             ^^^^^^^
main.c:2     uint8_t first = (uint8_t)1;                               type
                              ^^^^^^^
main.c:3     unsigned f(const uint8_t *a) { return sizeof(uint8_t); }  type
                              ^^^^^^^
main.c:3     unsigned f(const uint8_t *a) { return sizeof(uint8_t); }  type
                                                          ^^^^^^^
numbers.h:1  typedef unsigned char uint8_t;                            definition
                                   ^^^^^^^
"""),
    )

"""C and C++: which of several definitions the preprocessor leaves where a name is used."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_a_macro_for_another_platform_is_not_meant() -> None:
    check_definition(
        """
        //- a.h
        #if defined(_WIN32) && !defined(STATIC)
        #define EXPORT __declspec(dllexport)
        #elif defined(__GNUC__) && __GNUC__ >= 4
        #define EXPORT __attribute__((visibility("default")))
        #endif
        //- a.c
        #include "a.h"
        EXPO<|>RT int f(void);
        """,
        snapshot("""\
a.h:4  #define EXPORT __attribute__((visibility("default")))  definition
               ^^^^^^
"""),
    )


def test_where_nothing_decides_all_branches_are_meant() -> None:
    check_definition(
        """
        //- a.c
        #if HAVE_WIDE
        typedef long word;
        #else
        typedef int word;
        #endif
        wo<|>rd f(void);
        """,
        snapshot("""\
a.c:2  typedef long word;  definition (inferred)
                    ^^^^
a.c:4  typedef int word;   definition (inferred)
                   ^^^^
"""),
    )


def test_a_use_in_a_branch_means_what_is_defined_in_it() -> None:
    check_definition(
        """
        //- a.c
        #ifdef HAVE_WIDE
        #define LIMIT 64
        #else
        #define LIMIT 32
        #endif
        #if !defined(HAVE_WIDE)
        int f(void) { return LIM<|>IT; }
        #endif
        """,
        snapshot("""\
a.c:4  #define LIMIT 32  definition
               ^^^^^
"""),
    )


def test_a_use_under_more_conditions_means_what_is_defined_under_some_of_them() -> None:
    check_definition(
        """
        //- a.h
        #define LIMIT 1
        #if defined A && B > 2
        #undef LIMIT
        #define LIMIT 2
        #endif
        #ifdef C
        #undef LIMIT
        #define LIMIT 3
        #endif
        //- a.c
        #include "a.h"
        #ifdef A
        # ifdef FAST
        #  if B > 2
        int f(void) { return LIM<|>IT; }
        #  endif
        # endif
        #endif
        """,
        snapshot("""\
a.h:4  #define LIMIT 2  definition
               ^^^^^
"""),
    )


def test_code_for_another_platform_means_what_is_defined_for_that() -> None:
    check_definition(
        """
        //- a.h
        #ifdef _WIN32
        typedef void *handle;
        #else
        typedef int handle;
        #endif
        //- a_win.c
        #include "a.h"
        #if defined(_MSC_VER)
        int f(hand<|>le it);
        #endif
        """,
        snapshot("""\
a.h:2  typedef void *handle;  definition
                     ^^^^^^
"""),
    )


def test_code_that_is_left_out_leads_to_its_definitions() -> None:
    check_definition(
        """
        //- a.c
        #if 0
        static int helper(int n) { return n; }
        int f(void) { return hel<|>per(1); }
        #endif
        """,
        snapshot("""\
a.c:2  static int helper(int n) { return n; }  definition
                  ^^^^^^
"""),
    )


def test_what_only_the_other_language_sees_is_not_meant() -> None:
    check_definition(
        """
        //- a.h
        #ifndef A_H
        #define A_H
        #ifdef __cplusplus
        #define API extern "C"
        #else
        #define API extern
        #endif
        #endif
        //- a.c
        #include "a.h"
        AP<|>I int f(void);
        """,
        snapshot("""\
a.h:6  #define API extern  definition
               ^^^
"""),
    )


def test_macros_that_the_compiler_is_told_decide() -> None:
    check_definition(
        """
        //- compile_commands.json
        [{"directory": "/b", "file": "a.c", "command": "cc -DLEVEL=3 -DWIDE -UOLD -c a.c"},
         {"directory": "/b", "file": "b.c",
          "arguments": ["cc", "-D", "LEVEL=3", "-DWIDE", "-U", "OLD", "b.c"]}]
        //- a.c
        #ifdef OLD
        #define LIMIT 0
        #elif !defined(WIDE)
        #define LIMIT 1
        #elif LEVEL < 3
        #define LIMIT 2
        #else
        #define LIMIT 3
        #endif
        int f(void) { return LIM<|>IT; }
        """,
        snapshot("""\
a.c:8  #define LIMIT 3  definition
               ^^^^^
"""),
    )


def test_who_asks_at_one_of_the_branches_is_told_all() -> None:
    check_definition(
        """
        //- a.c
        #ifdef _WIN32
        #define LIMIT 0
        #else
        #define LIM<|>IT 1
        #endif
        """,
        snapshot("""\
a.c:2  #define LIMIT 0  definition
               ^^^^^
a.c:4  #define LIMIT 1  definition
               ^^^^^
"""),
    )


def test_a_parameter_is_that_of_the_body_around_its_use() -> None:
    check_definition(
        """
        //- a.c
        #if FAST
        int f(int size) { return size; }
        #else
        int f(int size, int other) { return si<|>ze + other; }
        #endif
        """,
        snapshot("""\
a.c:4  int f(int size, int other) { return size + other; }  definition
                 ^^^^
"""),
    )


def test_what_each_platform_defines_in_a_file_of_its_own_is_that_of_this_one() -> None:
    check_references(
        """
        //- src/plat.h
        int plat_open(const char *name);
        //- src/plat_posix.c
        #include "plat.h"
        int plat_op<|>en(const char *name) { return 1; }
        //- src/plat_win.c
        #include "plat.h"
        int plat_open(const char *name) { return 2; }
        //- main.c
        #include "src/plat.h"
        int main(void) { return plat_open("a"); }
        """,
        snapshot("""\
main.c:2            int main(void) { return plat_open("a"); }      call
                                            ^^^^^^^^^
src/plat.h:1        int plat_open(const char *name);               declaration
                        ^^^^^^^^^
src/plat_posix.c:2  int plat_open(const char *name) { return 1; }  definition
                        ^^^^^^^^^
"""),
    )


def test_a_file_says_for_which_platform_it_is() -> None:
    check_definition(
        """
        //- plat.h
        int plat_open(const char *name);
        //- first.c
        // Opens.
        #include "plat.h"
        #if defined(_WIN32)
        int plat_open(const char *name) { return 1; }
        #endif
        //- second.c
        #include <Windows.h>
        #include "plat.h"
        int plat_open(const char *name) { return 2; }
        //- third.c
        #include "plat.h"
        #if FAST
        #include <windows.h>
        #endif
        int plat_open(const char *name) { return 3; }
        //- main.c
        #include "plat.h"
        int main(void) { return plat_op<|>en("a"); }
        """,
        snapshot("""\
third.c:5  int plat_open(const char *name) { return 3; }  definition
               ^^^^^^^^^
"""),
    )


def test_headers_for_platforms_are_told_apart_by_who_includes_them() -> None:
    check_definition(
        """
        //- plat.h
        #ifdef _WIN32
        #include "plat/win.h"
        #else
        #include "plat/unix.h"
        #endif
        //- plat/win.h
        typedef void *handle;
        //- plat/unix.h
        typedef int handle;
        //- main.c
        #include "plat.h"
        int f(han<|>dle it);
        """,
        snapshot("""\
plat/unix.h:1  typedef int handle;  definition
                           ^^^^^^
"""),
    )


def test_files_for_another_platform_see_what_is_for_that() -> None:
    check_definition(
        """
        //- plat.h
        #ifdef _WIN32
        #include "plat/win.h"
        #else
        #include "plat/unix.h"
        #endif
        //- plat/win.h
        typedef void *handle;
        //- plat/unix.h
        typedef int handle;
        //- plat/open-win.c
        #include "../plat.h"
        int f(han<|>dle it);
        """,
        snapshot("""\
plat/win.h:1  typedef void *handle;  definition
                            ^^^^^^
"""),
    )


def test_what_code_defines_decides() -> None:
    check_definition(
        """
        //- config.h
        #if defined(__GNUC__) && (__GNUC__ * 100 + __GNUC_MINOR__) >= 302 && 'A' == 65
        #define IS_GNU
        #endif
        #define IS_WIDE 1
        //- a.c
        #include "config.h"
        #if !defined(IS_GNU)
        typedef short word;
        #elif defined(IS_WIDE)
        typedef long word;
        #else
        typedef int word;
        #endif
        wo<|>rd f(void);
        """,
        snapshot("""\
a.c:5  typedef long word;  definition
                    ^^^^
"""),
    )


def test_a_macro_that_some_files_are_compiled_with_decides_nothing() -> None:
    check_definition(
        """
        //- compile_commands.json
        [{"directory": "/b", "file": "a.c", "command": "cc -DWIDE -c a.c"},
         {"directory": "/b", "file": "b.c", "command": "cc -c b.c"}]
        //- a.c
        #ifdef WIDE
        #define LIMIT 0
        #else
        #define LIMIT 1
        #endif
        int f(void) { return LIM<|>IT; }
        """,
        snapshot("""\
a.c:2  #define LIMIT 0  definition (inferred)
               ^^^^^
a.c:4  #define LIMIT 1  definition (inferred)
               ^^^^^
"""),
    )


def test_a_macro_in_place_of_a_function_does_not_define_it() -> None:
    check_references(
        """
        //- ring.h
        #ifdef __linux__
        int ring_submit(int n);
        #else
        #define ring_submit(n) 0
        #endif
        //- linux.c
        #include "ring.h"
        int ring_sub<|>mit(int n) { return n; }
        //- main.c
        #include "ring.h"
        int main(void) { return ring_submit(1); }
        """,
        snapshot("""\
linux.c:2  int ring_submit(int n) { return n; }       definition
               ^^^^^^^^^^^
main.c:2   int main(void) { return ring_submit(1); }  call
                                   ^^^^^^^^^^^
ring.h:2   int ring_submit(int n);                    declaration
               ^^^^^^^^^^^
"""),
    )


def test_of_a_function_that_is_defined_in_each_branch_the_declaration_is_asked_for() -> None:
    check_definition(
        """
        //- sem.h
        int sem_take(int n);
        //- sem.c
        #include "sem.h"
        #ifdef __APPLE__
        int sem_take(int n) { return n; }
        #else
        int sem_ta<|>ke(int n) { return 0; }
        #endif
        """,
        snapshot("""\
sem.h:1  int sem_take(int n);  declaration
             ^^^^^^^^
"""),
    )


def test_files_are_named_after_rarer_systems_too() -> None:
    check_definition(
        """
        //- plat.h
        int plat_load(void);
        //- unix/linux.c
        #include "../plat.h"
        int plat_load(void) { return 1; }
        //- unix/qnx.c
        #include <netdb.h>
        #include "../plat.h"
        int plat_load(void) { return 2; }
        //- unix/os390.c
        #include "../plat.h"
        int plat_load(void) { return 3; }
        //- main.c
        #include "plat.h"
        int main(void) { return plat_lo<|>ad(); }
        """,
        snapshot("""\
unix/linux.c:2  int plat_load(void) { return 1; }  definition
                    ^^^^^^^^^
"""),
    )


def test_of_definitions_that_need_what_nothing_defines_none_is_sure() -> None:
    check_definition(
        """
        //- a.c
        #ifdef LACKS_LIMITS
        #ifdef WIDE_ONES
        #define DIGITS 16
        #else
        #define DIGITS 15
        #endif
        #endif
        int f(void) { return DIG<|>ITS; }
        """,
        snapshot("""\
a.c:3  #define DIGITS 16  definition (inferred)
               ^^^^^^
a.c:5  #define DIGITS 15  definition (inferred)
               ^^^^^^
"""),
    )

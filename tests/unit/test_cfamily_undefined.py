"""C and C++: macros that code asks for and that neither it nor a header of the system defines."""

from __future__ import annotations

from external_names import outside


def test_a_macro_that_nothing_defines_is_not_defined() -> None:
    assert outside("""
        //- conf.h
        #ifdef Z_PREFIX
        # define inflate z_inflate
        #endif
        //- zlib.h
        #include "conf.h"
        int inflate(void);
        //- a.c
        #include "zlib.h"
        int f(void) { return infl<|>ate(); }
        """) == ["zlib.h:2"]


def test_a_default_is_for_where_nobody_defines_the_macro() -> None:
    assert outside("""
        //- export.h
        #if !defined(SHOP_EXPORT)
        #if defined(SHOP_SHARED)
        #define SHOP_EXPORT __attribute__((visibility("default")))
        #else
        #define SHOP_EXPORT
        #endif
        #endif
        //- a.c
        #include "export.h"
        SHOP_EXP<|>ORT int f(void);
        """) == ["export.h:5"]


def test_options_of_a_build_may_be_told_to_the_compiler() -> None:
    assert outside("""
        //- a.c
        #ifdef SHOP_USE_THREADS
        typedef long handle;
        #else
        typedef int handle;
        #endif
        hand<|>le f(void);
        """) == ["a.c:2", "a.c:4"]


def test_what_a_header_of_the_system_defines_is_defined() -> None:
    assert outside("""
        //- ../include/sys/socket.h
        #define SO_REUSEPORT 15
        //- a.c
        #include <sys/socket.h>
        #ifdef SO_REUSEPORT
        #define REUSED 1
        #else
        #define REUSED 0
        #endif
        int f(void) { return REUS<|>ED; }
        """) == ["a.c:3"]


def test_what_a_file_insists_on_is_told_to_the_compiler() -> None:
    assert outside("""
        //- a.c
        #if defined(LITTLE) + defined(BIG) != 1
        #error Exactly one of LITTLE and BIG should be defined.
        #endif
        #ifdef LITTLE
        #define FIRST 0
        #else
        #define FIRST 1
        #endif
        int f(void) { return FIR<|>ST; }
        """) == ["a.c:5", "a.c:7"]

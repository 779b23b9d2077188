"""C and C++: attributes that macros of other files stand for, by their names or what they are given."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import ask, check_definition, check_outline, check_references


@pytest.mark.parametrize(
    "declared",
    [
        "static int count(__unused struct node *first, int last) { return last; }",
        "static int count(__unused const char *text, __unused word last) { return last; }",
        "static int count(int last, __unused enum kind kind) { return last; }",
        "static int __init count(int last) { return last; }",
        "static word __init count(int last) { return last; }",
        "static word * __must_check count(int last) { return &last; }",
        "__init static word count(int last) { return last; }",
        "static long count(const char __user *text, int last) { return last; }",
        "static int __printf(1, 2) count(const char *text, ...) { return 0; }",
        "static int count(int last __unused) { return last; }",
        "int printflike(1, 2) count(const char *text, ...);",
        "static int printflike(1, 2)\ncount(const char *text, ...)\n{\n  return 0;\n}",
        "word *printflike(1, 2) count(const char *text, ...);",
    ],
)
def test_a_function_among_attributes_is_found_and_hides_nothing(declared: str) -> None:
    text = f"typedef int word;\nenum kind {{ ONE }};\n{declared}\nint last;\n"
    outline = ask({"a.c": text}, [], "outline", {"path": "a.c"})["results"]
    assert [each["name"] for each in outline] == ["word", "kind", "count", "last"]


@pytest.mark.parametrize(
    "declared",
    [
        "typedef unsigned int __u32;",
        "extern struct node __u32;",
        "static __be32 __u32(int a) { return a; }",
        "int __u32(a) int a; { return a; }",
        "struct node *__u32;",
    ],
)
def test_reserved_names_are_defined_as_others_are(declared: str) -> None:
    text = f"int first() {{ return 1 }}\n{declared}\nint last(;\n"
    outline = ask({"a.c": text}, [], "outline", {"path": "a.c"})["results"]
    assert "__u32" in [each["name"] for each in outline]


def test_the_type_behind_an_attribute_is_a_type() -> None:
    check_references(
        """
        //- node.h
        struct no<|>de { int value; };
        //- a.c
        #include "node.h"
        static int
        first(__unused struct node *one, __unused const struct node *other)
        {
          return 1;
        }
        __u32 size(struct node *one) { return 2; }
        """,
        snapshot("""\
a.c:3     first(__unused struct node *one, __unused const struct node *other)  type
                                ^^^^
a.c:3     first(__unused struct node *one, __unused const struct node *other)  type
                                                                 ^^^^
a.c:7     __u32 size(struct node *one) { return 2; }                           type
                            ^^^^
node.h:1  struct node { int value; };                                          definition
                 ^^^^
"""),
    )


def test_parameters_of_a_function_with_a_format_are_known() -> None:
    check_definition(
        """
        //- a.c
        struct context { int left; };
        static int printflike(2, 3)
        draw(struct context *ctx, const char *format, ...)
        {
          return ctx->le<|>ft;
        }
        """,
        snapshot("""\
a.c:1  struct context { int left; };  definition (inferred)
                            ^^^^
"""),
    )


def test_enumerators_with_attributes_hide_none() -> None:
    check_outline(
        """
        //- a.h
        typedef enum {
          INFO_ONE = 1,
          INFO_TWO DEPRECATED(7.48.0, "Use INFO_ONE")
            = 2,
          INFO_THREE DEPRECATED(7.49.0, "Use INFO_ONE"),
          INFO_LAST
        } INFO;
        int last;
        """,
        snapshot("""\
enum INFO 1-7
  enum_member INFO_ONE 2-2
  enum_member INFO_TWO 3-4
  enum_member INFO_THREE 5-5
  enum_member INFO_LAST 6-6
variable last 8-8
"""),
    )


def test_an_operator_may_be_given_to_a_macro() -> None:
    check_definition(
        """
        //- a.c
        #include <sys/time.h>
        static int newer(struct client *one, struct client *other)
        {
          return (timercmp(&one->time, &other->time, >));
        }
        int later(struct client *one) { return new<|>er(one, one); }
        """,
        snapshot("""\
a.c:2  static int newer(struct client *one, struct client *other)  definition
                  ^^^^^
"""),
    )


def test_a_macro_with_arguments_among_texts() -> None:
    check_outline(
        """
        //- a.c
        static const char *lines[] = {
          "Size  "
          FEATURE(256) " "
          FEATURE(RGB) " "
          FEATURE(paste),
          "   "
          FEATURE(focus),
          FEATURE(title) " "
          "end",
        };
        static int draw(void) { return 1; }
        """,
        snapshot("""\
constant lines 1-10
function draw 11-11
"""),
    )


def test_a_variable_called_operator_makes_no_cpp_of_a_file() -> None:
    check_definition(
        """
        //- a.c
        struct item { int class; };
        static int match(struct item *new)
        {
          int operator = 0;
          return operator + new->cl<|>ass;
        }
        """,
        snapshot("""\
a.c:1  struct item { int class; };  definition (inferred)
                         ^^^^^
"""),
    )


def test_a_macro_of_a_class_may_be_given_words_on_the_next_line() -> None:
    check_outline(
        """
        //- reporter.h
        namespace ns {
        class Reporter {};
        class EXPORT DEPRECATED(
            "will be removed") CsvReporter
            : public Reporter {
         public:
          bool done(int run) override;
        };
        int last();
        }
        """,
        snapshot("""\
namespace ns 1-10
  class Reporter 2-2
  class CsvReporter 3-8
    method done 7-7
  function last 9-9
"""),
    )


def test_a_macro_with_arguments_before_the_name_of_another_namespace() -> None:
    check_definition(
        """
        //- a.h
        namespace ns {
        class Work {};
        namespace inner {
        typedef DEPRECATED(
            "Use ::ns::Work instead")::ns::Work Work;
        class Named : public Work {};
        }
        inner::Na<|>med *make();
        }
        """,
        snapshot("""\
a.h:6  class Named : public Work {};  definition
             ^^^^^
"""),
    )

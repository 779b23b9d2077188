"""Structures of C: their names, which are apart from others, and their members."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references


def test_the_names_of_structures_are_apart_from_other_names() -> None:
    check_references(
        """
        //- state.h
        typedef struct state sta<|>te;
        state *make(struct state *from);
        //- state.c
        #include "state.h"
        struct state { int n; };
        state *make(struct state *from) { state *made = from; return made; }
        """,
        snapshot("""\
state.c:3  state *make(struct state *from) { state *made = from; return made; }  type
           ^^^^^
state.c:3  state *make(struct state *from) { state *made = from; return made; }  type
                                             ^^^^^
state.h:1  typedef struct state state;                                           definition
                                ^^^^^
state.h:2  state *make(struct state *from);                                      type
           ^^^^^
"""),
    )


def test_a_structure_named_in_the_argument_of_a_macro_is_no_function_of_its_name() -> None:
    check_references(
        """
        //- a.c
        void *al<|>loc(int n);
        union alloc { int n; };
        void f(void) {
          union alloc *made = CAST(union alloc *, alloc(1));
          take(union alloc, 2);
        }
        """,
        snapshot("""\
a.c:1  void *alloc(int n);                                   definition
             ^^^^^
a.c:4    union alloc *made = CAST(union alloc *, alloc(1));  call
                                                 ^^^^^
"""),
    )


def test_fields_are_found_through_pointers_typedefs_arrays_and_casts() -> None:
    check_references(
        """
        //- a.c
        struct inner { int va<|>lue; };
        typedef struct { struct inner in; struct inner *list[3]; } outer;
        union any { struct inner one; };
        struct inner *next(void);
        void f(outer *o, void *p, union any a) {
          o->in.value = o->list[0]->value;
          ((struct inner *) p)->value++;
          next()->value = a.one.value;
          struct inner made = { .value = 1 };
          outer both = { .in = { .value = 2 } };
          use(&(struct inner) { .value = 3 });
        }
        """,
        snapshot("""\
a.c:1   struct inner { int value; };              definition
                           ^^^^^
a.c:6     o->in.value = o->list[0]->value;        write (inferred)
                ^^^^^
a.c:6     o->in.value = o->list[0]->value;        read (inferred)
                                    ^^^^^
a.c:7     ((struct inner *) p)->value++;          write (inferred)
                                ^^^^^
a.c:8     next()->value = a.one.value;            write (inferred)
                  ^^^^^
a.c:8     next()->value = a.one.value;            read (inferred)
                                ^^^^^
a.c:9     struct inner made = { .value = 1 };     write (inferred)
                                 ^^^^^
a.c:10    outer both = { .in = { .value = 2 } };  write (inferred)
                                  ^^^^^
a.c:11    use(&(struct inner) { .value = 3 });    write (inferred)
                                 ^^^^^
"""),
    )


def test_a_structure_that_only_a_typedef_names_reaches_to_its_name() -> None:
    check_outline(
        """
        //- shapes.h
        /** A place. */
        typedef struct { int x; }
            point_t;
        typedef enum { RED,
            BLUE } color_t, *colors_t;
        """,
        snapshot("""\
class point_t 2-3
  field x 2-2
enum color_t 4-5
  enum_member RED 4-4
  enum_member BLUE 5-5
type_alias colors_t 4-5
"""),
    )
    (hover,) = ask(
        {"shapes.h": "/** A place. */\ntypedef struct { int x; }\n    point_t;\n"},
        (),
        "hover",
        {"path": "shapes.h", "line": 2, "column": 5},
    )["results"]
    assert hover["documentation"] == "A place."


def test_structures_are_used_where_parameters_of_types_of_functions_name_them() -> None:
    check_references(
        """
        //- a.h
        struct con<|>text;
        typedef void (*callback)(struct context *, int);
        typedef void (plain)(const struct context *it);
        struct table { int (*run)(struct context *); };
        //- a.c
        #include "a.h"
        struct context { int size; };
        int f(int (*run)(struct context *), struct context **all) { return sizeof(struct context); }
        """,
        snapshot("""\
a.c:2  struct context { int size; };                                                                 definition
              ^^^^^^^
a.c:3  int f(int (*run)(struct context *), struct context **all) { return sizeof(struct context); }  type
                               ^^^^^^^
a.c:3  int f(int (*run)(struct context *), struct context **all) { return sizeof(struct context); }  type
                                                  ^^^^^^^
a.c:3  int f(int (*run)(struct context *), struct context **all) { return sizeof(struct context); }  type
                                                                                        ^^^^^^^
a.h:1  struct context;                                                                               declaration
              ^^^^^^^
a.h:2  typedef void (*callback)(struct context *, int);                                              type
                                       ^^^^^^^
a.h:3  typedef void (plain)(const struct context *it);                                               type
                                         ^^^^^^^
a.h:4  struct table { int (*run)(struct context *); };                                               type
                                        ^^^^^^^
"""),
    )


def test_a_structure_that_a_macro_is_given_is_used_there() -> None:
    check_definition(
        """
        //- a.c
        struct list { struct list *next; };
        struct item { int n; struct list link; };
        struct item *f(struct list *at) { return container_of(at, struct it<|>em, link); }
        """,
        snapshot("""\
a.c:2  struct item { int n; struct list link; };  definition
              ^^^^
"""),
    )


@pytest.mark.parametrize(
    ("used", "line"),
    [
        ("k->u.zset.cur<|>rent", 7),
        ("k->u.zset.range.lo<|>w", 2),
        ("k->u.plain->nu<|>mber", 1),
        ("k->in.deep.er.nu<|>mber", 1),
        ("k->out.nu<|>mber", 1),
    ],
)
def test_members_of_structures_without_names_have_their_own_types(used: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- a.c
        struct item {{ int number; }};
        struct range {{ int low; int high; }};
        struct key {{
          int type;
          union {{
            struct {{ int *entry; }} list;
            struct {{ int kind; void *current; struct range range; }} zset;
            struct item *plain;
          }} u;
          struct {{ union {{ int one; struct item er; }} deep; }} in;
          union {{ struct item out; }};
        }};
        int f(struct key *k) {{ return {used}; }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in found] == [line]


def test_a_structure_inside_of_another_has_its_name_around_both() -> None:
    check_references(
        """
        //- outer.h
        typedef struct {
          union {
            union in<|>ner {
              struct { int *one, *other; } pair;
            } first;
          } both;
        } outer;
        //- use.c
        #include "outer.h"
        typedef union inner inner_t;
        int *f(union inner *given) { return given->pair.other; }
        """,
        snapshot("""\
outer.h:3      union inner {                                         definition
                     ^^^^^
use.c:2    typedef union inner inner_t;                              type
                         ^^^^^
use.c:3    int *f(union inner *given) { return given->pair.other; }  type
                        ^^^^^
"""),
    )


def test_members_of_a_structure_inside_of_another_are_known() -> None:
    check_definition(
        """
        //- outer.h
        struct outer {
          struct inner { int depth; } one;
        };
        //- use.c
        #include "outer.h"
        typedef struct inner inner_t;
        int f(inner_t *given) { return given->dep<|>th; }
        """,
        snapshot("""\
outer.h:2    struct inner { int depth; } one;  definition (inferred)
                                ^^^^^
"""),
    )

"""C: members of structures among what macros are given (`container_of`, loops over lists)."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_a_member_of_a_type_that_a_macro_is_given() -> None:
    check_references(
        """
        //- list.h
        #define container_of(ptr, type, member) ((type *) ((char *) (ptr) - offsetof(type, member)))
        #define list_entry(ptr, type, member) \\
          container_of(ptr, type, member)
        struct list { struct list *next; };
        //- work.c
        #include "list.h"
        struct other { struct list link; };
        struct work { int id; struct list li<|>nk; };
        typedef struct work work_t;
        int first(struct list *at) { return container_of(at, struct work, link)->id; }
        int last(struct list *at) { return list_entry(at, work_t, link)->id; }
        void *another(struct list *at) { return list_entry(at, struct other, link); }
        """,
        snapshot("""\
work.c:3  struct work { int id; struct list link; };                                      definition
                                            ^^^^
work.c:5  int first(struct list *at) { return container_of(at, struct work, link)->id; }  read (inferred)
                                                                            ^^^^
work.c:6  int last(struct list *at) { return list_entry(at, work_t, link)->id; }          read (inferred)
                                                                    ^^^^
"""),
    )


def test_a_member_of_what_a_macro_is_given() -> None:
    check_references(
        """
        //- queue.h
        #define TAILQ_NEXT(elm, field) ((elm)->field.tqe_next)
        #define TAILQ_FOREACH(var, head, field) \\
          for ((var) = TAILQ_FIRST(head); (var) != NULL; (var) = TAILQ_NEXT(var, field))
        #define TAILQ_INSERT_TAIL(head, elm, field) do { \\
          (elm)->field.tqe_next = NULL; \\
          *(head)->tqh_last = (elm); \\
        } while (0)
        //- range.c
        #include "queue.h"
        struct range { int start; TAILQ_ENTRY(range) en<|>try; };
        struct other { TAILQ_ENTRY(other) entry; };
        void copy(struct ranges *from, struct ranges *to, struct others *all)
        {
          struct range *r;
          struct other *o;
          TAILQ_FOREACH(r, from, entry) {
            TAILQ_INSERT_TAIL(to, r, entry);
          }
          TAILQ_FOREACH(o, all, entry)
            use(o);
          r = TAILQ_NEXT(r, entry);
        }
        """,
        snapshot("""\
range.c:2   struct range { int start; TAILQ_ENTRY(range) entry; };  definition
                                                         ^^^^^
range.c:8     TAILQ_FOREACH(r, from, entry) {                       read (inferred)
                                     ^^^^^
range.c:9       TAILQ_INSERT_TAIL(to, r, entry);                    read (inferred)
                                         ^^^^^
range.c:13    r = TAILQ_NEXT(r, entry);                             read (inferred)
                                ^^^^^
"""),
    )


def test_a_member_of_what_a_macro_of_the_system_is_given() -> None:
    check_definition(
        """
        //- range.c
        #include <sys/queue.h>
        struct other { LIST_ENTRY(other) entry; };
        struct range { int start; LIST_ENTRY(range) entry; };
        void drop(struct range *r) { LIST_REMOVE(r, en<|>try); }
        """,
        snapshot("""\
range.c:3  struct range { int start; LIST_ENTRY(range) entry; };  definition (inferred)
                                                       ^^^^^
"""),
    )


def test_other_names_that_a_call_is_given_are_what_they_are() -> None:
    check_references(
        """
        //- log.h
        #define LOG(level, writer, ...) writer(level, (level)->name, __VA_ARGS__)
        extern int verbose;
        void on<|>_message(struct level *level, const char *name);
        //- a.c
        #include "log.h"
        void f(struct level *level) {
          LOG(level, on_message, 1);
          keep(level, on_message);
          keep(level, verbose, on_message);
        }
        """,
        snapshot("""\
a.c:3      LOG(level, on_message, 1);                             read
                      ^^^^^^^^^^
a.c:4      keep(level, on_message);                               read
                       ^^^^^^^^^^
a.c:5      keep(level, verbose, on_message);                      read
                                ^^^^^^^^^^
log.h:3  void on_message(struct level *level, const char *name);  definition
              ^^^^^^^^^^
"""),
    )


def test_a_loop_declares_no_member() -> None:
    check_definition(
        """
        //- list.c
        #define each(var, head, field) for (var = (head)->first; var; var = (var)->field.next)
        #define MOVE(elm, field) ((elm)->field.next = 0)
        struct node { int value; struct link link; };
        int sum(struct list *list) {
          int total = 0;
          struct node *node;
          each(node, list, link) {
            MOVE(node, li<|>nk);
          }
          return total;
        }
        """,
        snapshot("""\
list.c:3  struct node { int value; struct link link; };  definition (inferred)
                                               ^^^^
"""),
    )


def test_an_argument_that_is_missing_is_no_member() -> None:
    check_references(
        """
        //- a.c
        #define ENTRY(number, a, b, c) { number, a, b, c }
        static int la<|>st;
        static const struct suite suites[] = {
          ENTRY(0xCCAE, PSK,,,),
          ENTRY(0xCCAD, last,last,),
        };
        """,
        snapshot("""\
a.c:2  static int last;              definition
                  ^^^^
a.c:5    ENTRY(0xCCAD, last,last,),  read
                       ^^^^
a.c:5    ENTRY(0xCCAD, last,last,),  read
                            ^^^^
"""),
    )


def test_a_macro_may_be_given_the_name_of_a_structure() -> None:
    check_references(
        """
        //- range.c
        #include <sys/queue.h>
        struct ra<|>nge { int start; TAILQ_ENTRY(range) entry; };
        TAILQ_HEAD(ranges, range);
        static RB_HEAD(range_tree, range) tree;
        struct holder { TAILQ_HEAD(, range) all; };
        RB_GENERATE(range_tree, range, entry, compare);
        int range(int range) { return range; }
        """,
        snapshot("""\
range.c:2  struct range { int start; TAILQ_ENTRY(range) entry; };  definition
                  ^^^^^
range.c:2  struct range { int start; TAILQ_ENTRY(range) entry; };  type
                                                 ^^^^^
range.c:3  TAILQ_HEAD(ranges, range);                              type
                              ^^^^^
range.c:4  static RB_HEAD(range_tree, range) tree;                 type
                                      ^^^^^
range.c:5  struct holder { TAILQ_HEAD(, range) all; };             type
                                        ^^^^^
range.c:6  RB_GENERATE(range_tree, range, entry, compare);         type
                                   ^^^^^
"""),
    )


def test_what_a_call_in_a_macro_gives_has_another_member() -> None:
    check_definition(
        """
        //- list.c
        struct item { struct link link; };
        struct list { struct item *first; struct link *link; };
        #define FIRST(head) ((head)->first)
        #define PUSH(head, elm, field) do { \\
          FIRST((head))->field.prev = 0; \\
          ((elm)->field.next = FIRST((head))); \\
        } while (0)
        #define BROKEN(type, member) offsetof(type,
        #define AT(type, member) ((char *) &((type *) 0)->member)
        void push(struct list *list, struct item *item) { PUSH(list, item, li<|>nk); }
        """,
        snapshot("""\
list.c:1  struct item { struct link link; };  definition (inferred)
                                    ^^^^
"""),
    )

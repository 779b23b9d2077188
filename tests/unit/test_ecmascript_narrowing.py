"""Which of several types a value of TypeScript has, where a test or a literal tells."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references
from variants import places_of


def test_a_member_that_is_told_by_its_value() -> None:
    check_references(
        """
        //- a.ts
        interface Good { ok: true; va<|>lue: number }
        interface Bad { ok: false; value: string }
        type Result = Good | Bad;
        function f(r: Result) {
          r.value;
          if (r.ok) r.value;
          else r.value;
          if (!r.ok) return r.value;
          r.value;
          r.ok === true && r.value;
        }
        """,
        snapshot("""\
a.ts:1   interface Good { ok: true; value: number }  definition
                                    ^^^^^
a.ts:5     r.value;                                  read (inferred)
             ^^^^^
a.ts:6     if (r.ok) r.value;                        read (inferred)
                       ^^^^^
a.ts:9     r.value;                                  read (inferred)
             ^^^^^
a.ts:10    r.ok === true && r.value;                 read (inferred)
                              ^^^^^
"""),
    )


def test_the_cases_of_a_switch() -> None:
    check_references(
        """
        //- a.ts
        interface Circle { kind: "circle"; si<|>ze: number }
        interface Square { kind: "square"; size: number }
        interface Dot { kind: "dot" | "point"; size: number }
        function f(shape: Circle | Square | Dot) {
          switch (shape.kind) {
            case "square":
              return shape.size;
            case "point":
            case "circle":
              return shape.size;
          }
          if (shape instanceof Object) shape.size;
        }
        """,
        snapshot("""\
a.ts:1   interface Circle { kind: "circle"; size: number }  definition
                                            ^^^^
a.ts:10        return shape.size;                           read (inferred)
                            ^^^^
"""),
    )


def test_an_object_is_none_of_the_plain_values_that_are_allowed_too() -> None:
    check_definition(
        """
        //- a.ts
        interface Options { unique?: boolean }
        declare function index(name: string): void;
        declare function index(options: Options): void;
        index({ uni<|>que: true });
        """,
        snapshot("""\
a.ts:1  interface Options { unique?: boolean }  definition (inferred)
                            ^^^^^^
"""),
    )


def test_a_member_that_is_told_by_its_value_again() -> None:
    check_definition(
        """
        //- a.ts
        class Base {}
        class Sub extends Base { kind: "sub"; name: string }
        function f(box: { item: Base }) {
          if (box.item instanceof Sub && box.item.kind === "sub") box.item.na<|>me;
          if (box.item instanceof Sub) switch (box.item) { case null: }
        }
        """,
        snapshot("""\
a.ts:2  class Sub extends Base { kind: "sub"; name: string }  definition (inferred)
                                              ^^^^
"""),
    )


def test_what_is_told_of_a_member_says_nothing_of_its_owner() -> None:
    check_definition(
        """
        //- a.ts
        class A { ok: boolean; own: number }
        class B { ok: string }
        function f(box: A) {
          if (box.ok instanceof B) {
            if (box.ok === "x") box.o<|>wn;
          }
        }
        """,
        snapshot("""\
a.ts:1  class A { ok: boolean; own: number }  definition (inferred)
                               ^^^
"""),
    )


def test_members_of_a_literal_tell_which_of_several_types_it_has() -> None:
    check_definition(
        """
        //- a.ts
        interface Big { code: "too_big"; origin: "number" | "string"; limit: number; }
        interface Small { code: "too_small"; origin: "number" | "string"; limit: number; }
        interface Key { code: "key"; origin: "map"; limit: number; }
        function report(issue: Big | Small | Key) {}
        report({ origin: "string", code: 'too_small', lim<|>it: 1 });
        """,
        snapshot("""\
a.ts:2  interface Small { code: "too_small"; origin: "number" | "string"; limit: number; }  definition (inferred)
                                                                          ^^^^^
"""),
    )


def test_members_that_are_no_literals_tell_nothing() -> None:
    check_definition(
        """
        //- a.ts
        interface Big { code: "too_big"; limit: number; }
        interface Small { code: "too_small"; limit: number; }
        function report(issue: Big | Small) {}
        report({ code: either(), lim<|>it: 1 });
        report({ code: "other", limit: 1 });
        """,
        snapshot("""\
a.ts:1  interface Big { code: "too_big"; limit: number; }      definition (inferred)
                                         ^^^^^
a.ts:2  interface Small { code: "too_small"; limit: number; }  definition (inferred)
                                             ^^^^^
"""),
    )


GUARDS = """
    //- types.ts
    export interface User { name: string }
    export interface Admin extends User { rights: string[] }
    export function isUser(value: unknown): value is User { return true }
    export const isAdmin = (value: User): value is Admin => true
    export function isOdd(value: User): boolean { return true }
    export class Checks { is(value: unknown): value is Admin { return true } }
    //- main.ts
    import { Admin, User, isUser, isAdmin, isOdd, Checks } from "./types"
    declare const some: unknown, user: User, either: Admin | string, checks: Checks
    """


def test_what_a_function_says_of_its_argument() -> None:
    works = [
        "if (isUser(some)) some.name",
        "if (isUser(some) && some.name) {}",
        "if (!isUser(some)) throw 1\nsome.name",
        "const a = isUser(some) ? some.name : 1",
        "if (isOdd(user)) user.name",
        "if (isUser(either)) either.name",
    ]
    assert places_of("name", GUARDS, works) == {work: ["types.ts:1"] for work in works}
    works = ["if (isAdmin(user)) user.rights", "if (checks.is(some)) some.rights"]
    assert places_of("rights", GUARDS, works) == {work: ["types.ts:2"] for work in works}

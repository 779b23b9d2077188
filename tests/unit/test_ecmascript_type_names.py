"""What the names of types mean in TypeScript: merged with a namespace, and types made of themselves."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition


def test_an_interface_has_no_types_of_its_own_beside_a_namespace_of_its_name() -> None:
    check_definition(
        """
        //- index.d.ts
        import { Emitter } from "outside";
        export interface Client extends Client.Query, Emitter { name: string }
        export namespace Client {
          interface Query { rows(): void }
        }
        export declare function client(): Client;
        //- b.ts
        import { client } from "./index";
        client().ro<|>ws();
        """,
        """\
index.d.ts:4    interface Query { rows(): void }  definition (inferred)
                                  ^^^^
""",
    )


def test_a_constant_speaks_for_its_members_and_not_the_interface_of_its_name() -> None:
    check_definition(
        """
        //- a.ts
        interface Parser { parse(): void }
        const Parser = { parse() {} };
        Parser.par<|>se();
        """,
        """\
a.ts:2  const Parser = { parse() {} };  definition (inferred)
                         ^^^^^
""",
    )


def test_a_type_that_is_applied_to_itself_stands_for_the_others_that_it_may_be() -> None:
    check_definition(
        """
        //- a.ts
        interface Wrapped<T> { inner: T }
        interface Plain { size: number }
        type Kind = Plain | Wrapped<Kind> | Kind[];
        function f(kind: Kind) {
          if ("size" in kind) {}
          (kind as Plain | Kind).si<|>ze;
        }
        """,
        """\
a.ts:2  interface Plain { size: number }  definition (inferred)
                          ^^^^
""",
    )


def test_a_map_without_names_tells_what_another_map_without_names_is_of() -> None:
    check_definition(
        """
        //- a.ts
        interface Dict<T> { [key: string]: T }
        interface ReadDict<T> { readonly [key: string]: T }
        interface Field { type: string }
        declare function mapped<T, V>(all: ReadDict<T>, f: (value: T) => V): Dict<V>;
        declare const fields: Dict<Field>;
        mapped(fields, (field) => field.ty<|>pe);
        """,
        """\
a.ts:3  interface Field { type: string }  definition (inferred)
                          ^^^^
""",
    )


def test_what_a_map_without_names_gives_is_known_where_it_is_made_of_another() -> None:
    check_definition(
        """
        //- a.ts
        interface Dict<T> { [key: string]: T }
        interface Field { type: string }
        declare function copied<T>(all: { [key: string]: T }): Dict<T>;
        declare const fields: Dict<Field>;
        copied(fields).name.ty<|>pe;
        """,
        """\
a.ts:2  interface Field { type: string }  definition (inferred)
                          ^^^^
""",
    )


def test_the_first_argument_tells_what_a_function_behind_it_gets() -> None:
    check_definition(
        """
        //- a.ts
        interface Field { type: string }
        declare function each<T>(all: T[], f: (value: T) => void): void;
        declare const fields: Field[];
        each(fields, (field) => field.ty<|>pe);
        """,
        """\
a.ts:1  interface Field { type: string }  definition (inferred)
                          ^^^^
""",
    )


def test_the_first_argument_tells_what_functions_in_an_object_behind_it_get() -> None:
    check_definition(
        """
        //- a.ts
        interface Field { type: string }
        interface Options<T> { done?(value: T): void; key: keyof T }
        declare class Queue { add<T>(one: T, options: Options<T>): T }
        declare const field: Field;
        new Queue().add(field, { key: "type", done: (added) => added.ty<|>pe });
        """,
        """\
a.ts:1  interface Field { type: string }  definition (inferred)
                          ^^^^
""",
    )


def test_type_arguments_that_are_spelled_go_before_what_arguments_are() -> None:
    check_definition(
        """
        //- a.ts
        interface Field { type: string }
        interface Wide { type: string }
        declare function each<T>(all: T[], f: (value: T) => void): void;
        declare const fields: Field[];
        each<Wide>(fields, (field) => field.ty<|>pe);
        """,
        snapshot("""\
a.ts:2  interface Wide { type: string }  definition (inferred)
                         ^^^^
"""),
    )


OPTIONS = """
    //- a.ts
    interface Asked { query: (text: string) => string; run?: never; done?: (a: number) => void }
    interface Run { query?: never; run: () => void; done?: (a: string) => void }
    declare function make(options: Asked | Run): void;
    declare const run: () => void;
    """


def test_an_object_is_none_of_the_types_that_say_never_of_what_it_has() -> None:
    check_definition(
        OPTIONS + "make({ que<|>ry: (text) => text });\n",
        """\
a.ts:1  interface Asked { query: (text: string) => string; run?: never; done?: (a: number) => void }  definition (inferred)
                          ^^^^^
""",
    )


def test_its_other_members_are_those_of_a_type_that_it_may_be() -> None:
    check_definition(
        OPTIONS + "make({ run, do<|>ne(a) {} });\n",
        """\
a.ts:2  interface Run { query?: never; run: () => void; done?: (a: string) => void }  definition (inferred)
                                                        ^^^^
""",
    )


MANY = """
//- a.ts
interface A { name: 1 } interface B { name: 2 } interface C { name: 3 }
interface D { name: 4 } interface E { name: 5 } interface F { name: 6 }
interface G { name: 7 } interface H { name: 8 } interface I { name: 9 }
interface J { name: 10 } interface K { name: 11 } interface L { name: 12 }
interface M { name: 13 } interface N { name: 14 }
"""
ALL = "A | B | C | D | E | F | G | H | I | J | K | L | M | N"


@pytest.mark.parametrize(
    "code",
    [
        f"type Any = {ALL};\nfunction f(any: Any) {{ any.na<|>me; }}\n",
        f"function f(any: {ALL}) {{ any.na<|>me; }}\n",
    ],
    ids=["by their name", "where they stand"],
)
def test_of_more_alternatives_than_are_followed_none_is_taken_for_all(code: str) -> None:
    check_definition(MANY + code, "(nothing)\n")

"""Functions of TypeScript with several signatures and one body: which of them is meant where."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_the_body_of_an_overloaded_method_is_no_use_of_it() -> None:
    check_references(
        """
        //- a.ts
        class Query {
          ha<|>s(target: string): boolean;
          has(target: number): boolean;
          has(target: any): boolean { return true; }
        }
        new Query().has(1);
        """,
        snapshot("""\
a.ts:6  new Query().has(1);  call (inferred)
                    ^^^
"""),
        definition=False,
    )


OVERLOADED = """
    //- a.ts
    export function @parse(text: string): string;
    export function parse(number: number): number;
    export function parse(any: any): any { return any; }
    //- b.ts
    import { @parse } from "./a";
    @parse(1);
    """


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (
            0,
            snapshot("""\
a.ts:3  export function parse(any: any): any { return any; }  definition
                        ^^^^^
"""),
        ),
        (
            1,
            snapshot("""\
a.ts:1  export function parse(text: string): string;          definition
                        ^^^^^
a.ts:2  export function parse(number: number): number;        definition
                        ^^^^^
a.ts:3  export function parse(any: any): any { return any; }  definition
                        ^^^^^
"""),
        ),
        (
            2,
            snapshot("""\
a.ts:1  export function parse(text: string): string;    definition
                        ^^^^^
a.ts:2  export function parse(number: number): number;  definition
                        ^^^^^
"""),
        ),
    ],
    ids=["a signature", "an import", "a call"],
)
def test_callers_see_signatures_and_a_signature_leads_to_the_body(
    place: int, expected: object
) -> None:
    parts = OVERLOADED.split("@")
    marked = "".join(
        ("p<|>" if at == place + 1 else "p") + p[1:] for at, p in enumerate(parts) if at
    )
    check_definition(parts[0] + marked, expected)


ADDED = """
    //- a.ts
    export class App {
      close(): Promise<void>;
      close(after: () => void): void;
      close(after?: () => void): any {}
    }
    const app = new App();
    """


@pytest.mark.parametrize(
    ("use", "line"),
    [("app.clo<|>se();", 2), ("app.clo<|>se(() => {});", 3)],
    ids=["none", "one"],
)
def test_the_number_of_arguments_tells_signatures_apart(use: str, line: int) -> None:
    at = {2: "close(): Promise<void>;      ", 3: "close(after: () => void): void;"}[line].rstrip()
    check_definition(
        ADDED + use + "\n",
        f"""
        a.ts:{line}    {at}  definition (inferred)
                  ^^^^^
        """,
    )


def test_who_calls_a_function_calls_no_namespace_of_its_name() -> None:
    check_definition(
        """
        //- a.d.ts
        declare namespace make {
          export type Option = string;
        }
        declare function make(options: make.Option): string;
        export = make;
        //- b.js
        const make = require("./a");
        ma<|>ke(...given);
        """,
        snapshot("""\
a.d.ts:4  declare function make(options: make.Option): string;  definition
                           ^^^^
"""),
    )


def test_who_calls_a_function_with_a_body_calls_no_namespace_of_its_name() -> None:
    check_definition(
        """
        //- a.ts
        export function make() {}
        export namespace make { export const one = 1; }
        ma<|>ke();
        """,
        snapshot("""\
a.ts:1  export function make() {}  definition
                        ^^^^
"""),
    )

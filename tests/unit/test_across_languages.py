"""Names that lead from one language to another, where that is certain: JavaScript and TypeScript,
C and C++."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references
from related import check_calls, check_types


def test_scripts_use_what_typescript_exports() -> None:
    check_references(
        """
        //- lib.ts
        export function he<|>lp(n: number): void {}
        //- main.js
        import { help } from "./lib";
        help(1);
        //- main.cjs
        const { help } = require("./lib");
        help(2);
        //- main.mjs
        import { help as aid } from "./lib.js";
        aid(3);
        """,
        snapshot("""\
lib.ts:1    export function help(n: number): void {}  definition
                            ^^^^
main.cjs:1  const { help } = require("./lib");        import
                    ^^^^
main.cjs:2  help(2);                                  call
            ^^^^
main.js:1   import { help } from "./lib";             import
                     ^^^^
main.js:2   help(1);                                  call
            ^^^^
main.mjs:1  import { help as aid } from "./lib.js";   import
                     ^^^^
main.mjs:1  import { help as aid } from "./lib.js";   import
                             ^^^
main.mjs:2  aid(3);                                   call
            ^^^
"""),
    )


def test_typescript_uses_what_scripts_export() -> None:
    check_references(
        """
        //- lib.js
        export function he<|>lp() {}
        //- main.ts
        import { help } from "./lib";
        help();
        //- view.tsx
        import * as lib from "./lib.js";
        export const view = <div title={lib.help()} />;
        """,
        snapshot("""\
lib.js:1    export function help() {}                        definition
                            ^^^^
main.ts:1   import { help } from "./lib";                    import
                     ^^^^
main.ts:2   help();                                          call
            ^^^^
view.tsx:2  export const view = <div title={lib.help()} />;  call
                                                ^^^^
"""),
    )


def test_a_class_of_a_script_has_a_base_in_typescript() -> None:
    fixture = """
        //- base.ts
        export class Base { area(): number { return 1 } }
        //- square.js
        import { Base } from "./base";
        export class Square extends Base { twice() { return this.ar%sea() * 2 } }
        //- main.ts
        import { Square } from "./square";
        new Square().area();
        """
    check_definition(
        fixture % "<|>",
        snapshot("""\
base.ts:1  export class Base { area(): number { return 1 } }  definition (inferred)
                               ^^^^
"""),
    )
    check_types(
        (fixture % "").replace("class Base", "class Ba<|>se"),
        "subtypes",
        snapshot("""\
square.js:2  export class Square extends Base { twice() { return this.area() * 2 } }  class square.Square
                          ^^^^^^
"""),
    )
    check_calls(
        (fixture % "").replace("{ area", "{ ar<|>ea"),
        "callers",
        snapshot("""\
module main main.ts:1 (inferred) <- main.ts:2 area
method Square.twice square.js:2 (inferred) <- square.js:2 area
"""),
    )


SHARED = """
//- zoo.h
#define LIMIT 3
struct animal { int legs; };
typedef struct animal animal_t;
enum mood { GOOD, BAD };
#ifdef __cplusplus
extern "C" {
#endif
int feed(struct animal *one);
#ifdef __cplusplus
}
#endif
//- zoo.c
#include "zoo.h"
int feed(struct animal *one) { return one->legs + LIMIT + GOOD; }
//- main.cpp
#include "zoo.h"
namespace app { int run(animal_t &one) { return feed(&one) + one.legs + LIMIT + GOOD; } }
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            "LIM<|>IT 3",
            snapshot("""\
main.cpp:2  namespace app { int run(animal_t &one) { return feed(&one) + one.legs + LIMIT + GOOD; } }  read
                                                                                    ^^^^^
zoo.c:2     int feed(struct animal *one) { return one->legs + LIMIT + GOOD; }                          read
                                                              ^^^^^
zoo.h:1     #define LIMIT 3                                                                            definition
                    ^^^^^
"""),
        ),
        (
            "le<|>gs;",
            snapshot("""\
main.cpp:2  namespace app { int run(animal_t &one) { return feed(&one) + one.legs + LIMIT + GOOD; } }  read (inferred)
                                                                             ^^^^
zoo.c:2     int feed(struct animal *one) { return one->legs + LIMIT + GOOD; }                          read (inferred)
                                                       ^^^^
zoo.h:2     struct animal { int legs; };                                                               definition
                                ^^^^
"""),
        ),
        (
            "anim<|>al_t;",
            snapshot("""\
main.cpp:2  namespace app { int run(animal_t &one) { return feed(&one) + one.legs + LIMIT + GOOD; } }  type
                                    ^^^^^^^^
zoo.h:3     typedef struct animal animal_t;                                                            definition
                                  ^^^^^^^^
"""),
        ),
        (
            "GO<|>OD,",
            snapshot("""\
main.cpp:2  namespace app { int run(animal_t &one) { return feed(&one) + one.legs + LIMIT + GOOD; } }  read
                                                                                            ^^^^
zoo.c:2     int feed(struct animal *one) { return one->legs + LIMIT + GOOD; }                          read
                                                                      ^^^^
zoo.h:4     enum mood { GOOD, BAD };                                                                   definition
                        ^^^^
"""),
        ),
        (
            "fe<|>ed(struct animal *one);",
            snapshot("""\
main.cpp:2  namespace app { int run(animal_t &one) { return feed(&one) + one.legs + LIMIT + GOOD; } }  call
                                                            ^^^^
zoo.c:2     int feed(struct animal *one) { return one->legs + LIMIT + GOOD; }                          definition
                ^^^^
zoo.h:8     int feed(struct animal *one);                                                              declaration
                ^^^^
"""),
        ),
    ],
)
def test_what_a_header_declares_is_used_from_c_and_from_cpp(asked: str, expected: str) -> None:
    check_references(SHARED.replace(asked.replace("<|>", ""), asked), expected)


def test_what_cpp_calls_is_defined_in_c() -> None:
    check_definition(
        SHARED.replace("return feed", "return fe<|>ed"),
        snapshot("""\
zoo.c:2  int feed(struct animal *one) { return one->legs + LIMIT + GOOD; }  definition
             ^^^^
"""),
    )

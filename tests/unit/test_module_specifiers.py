"""Module specifiers of TypeScript and JavaScript in a whole index: where a string leads.

The rules one by one are in `test_ecmascript_modules`.
"""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references

WORKSPACE = """
    //- tsconfig.json
    {
      // What the editor knows.
      "compilerOptions": { "paths": { "@/*": ["./src/*"], }, },
    }
    //- package.json
    { "name": "shop", "imports": { "#db": "./src/db.ts" } }
    //- packages/core/package.json
    { "name": "@shop/core", "exports": { ".": "./dist/index.js", "./*": "./dist/*.js" } }
    //- packages/core/src/index.ts
    export const core = 1
    //- packages/core/src/price.ts
    export const price = 1
    //- src/cart.ts
    export const cart = 1
    //- src/db.ts
    export const db = 1
    //- src/View.vue
    <script>export default {}</script>
    //- src/user.ts
    STATEMENT
    """


@pytest.mark.parametrize(
    ("statement", "path"),
    [
        ('import "./ca<|>rt"', "src/cart.ts"),
        ('import { cart } from "./<|>cart.js"', "src/cart.ts"),
        ('import type { cart } from "@/cart<|>"', "src/cart.ts"),
        ('import * as all from "<|>@shop/core"', "packages/core/src/index.ts"),
        ('import price from "@shop/core/<|>price"', "packages/core/src/price.ts"),
        ('import db from "#<|>db"', "src/db.ts"),
        ('import View from "./<|>View.vue"', "src/View.vue"),
        ('import cart = require("./<|>cart")', "src/cart.ts"),
        ('export * from "./<|>cart"', "src/cart.ts"),
        ('export { cart as it } from "./<|>cart"', "src/cart.ts"),
        ('const { cart } = require("./<|>cart")', "src/cart.ts"),
        ('const it = await import("./<|>cart")', "src/cart.ts"),
        ('import {} from "../tsc<|>onfig.json"', "tsconfig.json"),
        ('import "re<|>act"', None),
        ('import "./no<|>ne"', None),
        ('const text = "./<|>cart"', None),
    ],
)
def test_a_specifier_leads_to_its_file(statement: str, path: str | None) -> None:
    fixture = parse_fixture(WORKSPACE.replace("STATEMENT", statement))
    answer = ask(fixture.files, (), "definition", fixture.target())
    assert [each["path"] for each in answer["results"]] == ([path] if path else [])


def test_names_that_come_through_specifiers() -> None:
    check_definition(
        WORKSPACE.replace("STATEMENT", 'import { price } from "@shop/core/price"\n    pri<|>ce'),
        snapshot("""\
packages/core/src/price.ts:1  export const price = 1  definition
                                           ^^^^^
"""),
    )


def test_who_imports_a_file() -> None:
    check_references(
        """
        //- a.ts
        export const x = 1
        //- b.ts
        import { x } from "./<|>a"
        export * from "./a.js"
        //- lib/c.js
        const é = "é", { x } = require("../a"); import("../a")
        """,
        snapshot("""\
a.ts:1      export const x = 1                                      definition
            |
b.ts:1      import { x } from "./a"                                 import
                               ^^^
b.ts:2      export * from "./a.js"                                  import
                           ^^^^^^
lib/c.js:1  const é = "é", { x } = require("../a"); import("../a")  import
                                            ^^^^
lib/c.js:1  const é = "é", { x } = require("../a"); import("../a")  import
                                                            ^^^^
"""),
    )

"""`super(arguments)` calls the constructor of the base."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_the_constructor_of_a_base_is_called_by_super() -> None:
    check_references(
        """
        //- base.ts
        export class Base {
          constr<|>uctor(a: string) {}
        }
        //- a.ts
        import { Base } from "./base";
        class First extends Base {
          constructor() {
            super("x");
            super.toString();
          }
        }
        class Second extends First {
          constructor() { super(); }
        }
        """,
        snapshot("""\
a.ts:4         super("x");              call
               ^^^^^
base.ts:2    constructor(a: string) {}  definition
             ^^^^^^^^^^^
"""),
    )


def test_a_base_that_has_none_passes_on_that_of_its_own_base() -> None:
    check_definition(
        """
        //- base.js
        export class Base {
          constructor(a) {}
        }
        export class Middle extends Base {}
        //- a.js
        import { Middle } from "./base.js";
        class Last extends Middle {
          constructor(a) { if (a) su<|>per(a); }
        }
        """,
        snapshot("""\
base.js:2    constructor(a) {}  definition
             ^^^^^^^^^^^
"""),
    )


def test_an_expression_that_is_a_base() -> None:
    check_definition(
        """
        //- a.js
        class Base {
          constructor(a) {}
        }
        const mixed = (Parent) => class extends Parent {};
        class Last extends Base {
          constructor() {
            const inner = class extends mixed(Base) { constructor() { super(1); } };
            su<|>per(inner);
          }
        }
        """,
        snapshot("""\
a.js:2    constructor(a) {}  definition
          ^^^^^^^^^^^
"""),
    )

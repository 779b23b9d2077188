"""Names that objects, classes and what they are given have at once: shorthand, accessors, attributes, functions among arguments."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_attributes_of_a_component_are_what_it_wants() -> None:
    check_references(
        """
        //- button.tsx
        interface Props { si<|>ze: string; onPress?: (event: Press) => void }
        interface Press { x: number }
        export function Button({ size, onPress }: Props) { return null; }
        //- app.tsx
        import { Button } from "./button";
        const a = <Button size="s" onPress={(event) => event.x} />;
        const b = <Button size={"m"}>text</Button>;
        const c = <div size="l" />;
        """,
        snapshot("""\
app.tsx:2     const a = <Button size="s" onPress={(event) => event.x} />;         write (inferred)
                                ^^^^
app.tsx:3     const b = <Button size={"m"}>text</Button>;                         write (inferred)
                                ^^^^
button.tsx:1  interface Props { size: string; onPress?: (event: Press) => void }  definition
                                ^^^^
button.tsx:3  export function Button({ size, onPress }: Props) { return null; }   read (inferred)
                                       ^^^^
"""),
    )


def test_parameters_of_a_function_that_is_an_attribute() -> None:
    check_definition(
        """
        //- app.tsx
        interface Press { x: number }
        interface Props { onPress?: (event: Press) => void }
        const Button = ({ onPress }: Props) => null;
        const a = <Button onPress={(event) => event.<|>x} />;
        """,
        snapshot("""\
app.tsx:1  interface Press { x: number }  definition (inferred)
                             ^
"""),
    )


def test_keys_that_a_constructor_wants_by_what_its_type_is_applied_to() -> None:
    check_definition(
        """
        //- a.ts
        interface Def { type: string }
        interface Some { inner: { def: Def } }
        interface DateDef extends Def { coerce?: boolean }
        interface OfDate extends Some { inner: { def: DateDef } }
        type Makes<T extends Some> = { new (def: T["inner"]["def"]): T };
        function make<T extends OfDate>(kind: Makes<T>): T {
          return new kind({ type: "date", coe<|>rce: true });
        }
        """,
        snapshot("""\
a.ts:3  interface DateDef extends Def { coerce?: boolean }  definition (inferred)
                                        ^^^^^^
"""),
    )


def test_what_an_object_has_its_methods_write() -> None:
    check_references(
        """
        //- a.js
        module.exports = {
          get bo<|>dy() { return this._body; },
          respond() { this.body = ""; this.type = "text"; return this.type; },
          set body(given) { this._body = given; },
        };
        """,
        snapshot("""\
a.js:2    get body() { return this._body; },                                    definition
              ^^^^
a.js:3    respond() { this.body = ""; this.type = "text"; return this.type; },  write (inferred)
                           ^^^^
a.js:4    set body(given) { this._body = given; },                              definition
              ^^^^
"""),
    )


def test_an_accessor_of_a_class_is_written_by_its_constructor() -> None:
    check_definition(
        """
        //- a.ts
        class Answer {
          constructor() { this.status = 200; }
          get status() { return this._status; }
          set status(given) { this._status = given; }
        }
        new Answer().sta<|>tus;
        """,
        snapshot("""\
a.ts:3    get status() { return this._status; }        definition (inferred)
              ^^^^^^
a.ts:4    set status(given) { this._status = given; }  definition (inferred)
              ^^^^^^
"""),
    )


def test_a_name_that_is_a_member_as_well_leads_to_the_name() -> None:
    check_definition(
        """
        //- a.ts
        function run(id: string) { return send({ i<|>d }); }
        """,
        snapshot("""\
a.ts:1  function run(id: string) { return send({ id }); }  definition
                     ^^
"""),
    )


def test_a_name_that_is_a_member_as_well_leads_to_what_is_wanted_too() -> None:
    check_definition(
        """
        //- a.ts
        interface Given { id: string }
        function send(given: Given) {}
        function run() { const [id] = all(); return send({ i<|>d }); }
        """,
        snapshot("""\
a.ts:1  interface Given { id: string }                               definition (inferred)
                          ^^
a.ts:3  function run() { const [id] = all(); return send({ id }); }  definition
                                ^^
"""),
    )


def test_a_name_that_is_a_member_as_well_is_used_as_both() -> None:
    check_references(
        """
        //- a.ts
        function run(id: string) { const given = { i<|>d }; return given.id + id; }
        """,
        snapshot("""\
a.ts:1  function run(id: string) { const given = { id }; return given.id + id; }  definition
                     ^^
a.ts:1  function run(id: string) { const given = { id }; return given.id + id; }  definition
                                                   ^^
a.ts:1  function run(id: string) { const given = { id }; return given.id + id; }  read (inferred)
                                                                      ^^
a.ts:1  function run(id: string) { const given = { id }; return given.id + id; }  read
                                                                           ^^
"""),
    )


@pytest.mark.parametrize(
    "code",
    [
        'const { te<|>st } = require("node:test");',
        "function run({ te<|>st }) { return test; }",
        "function run(given) { const { te<|>st = 1, other } = given; return test + other; }",
        "export const [{ te<|>st }] = given();",
        "for (const { te<|>st } of given()) test();",
    ],
)
def test_a_name_that_takes_out_what_is_not_known_is_not_its_own_definition(code: str) -> None:
    check_definition(f"//- a.js\n{code}\n", "(nothing)")


def test_a_name_that_takes_out_a_member_is_a_definition_to_what_follows() -> None:
    check_definition(
        """
        //- a.js
        const { test } = require("node:test");
        te<|>st();
        """,
        snapshot("""\
a.js:1  const { test } = require("node:test");  definition
                ^^^^
"""),
    )


def test_an_object_that_is_said_to_be_of_a_type_has_the_members_of_the_type() -> None:
    check_references(
        """
        //- a.ts
        interface Api { enh<|>ance(name: string): void; inner: { list: string } }
        const first = { enhance(name) {}, inner: { list: "" } } as Api;
        const other = <Api>{ enhance: (name) => {} };
        first.enhance("");
        """,
        snapshot("""\
a.ts:1  interface Api { enhance(name: string): void; inner: { list: string } }  definition
                        ^^^^^^^
a.ts:2  const first = { enhance(name) {}, inner: { list: "" } } as Api;         write (inferred)
                        ^^^^^^^
a.ts:3  const other = <Api>{ enhance: (name) => {} };                           write (inferred)
                             ^^^^^^^
a.ts:4  first.enhance("");                                                      call (inferred)
              ^^^^^^^
"""),
    )


def test_a_parameter_that_is_taken_apart_is_documented_by_its_place() -> None:
    check_definition(
        """
        //- a.js
        /**
         * @param mocha
         * @param {Object} [options]
         * @param {Function} [options.beforeRun] - Called first.
         */
        const run = (mocha, { before<|>Run, clear } = {}) => { beforeRun(clear); };
        """,
        snapshot("""\
a.js:4   * @param {Function} [options.beforeRun] - Called first.  definition (inferred)
                                      ^^^^^^^^^
"""),
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("async function f(): Promise<Claim> { return { te<|>xt: 1 }; }", id="async"),
        pytest.param(
            "class A { async f(): Promise<Claim> { return { te<|>xt: 1 }; } }", id="method"
        ),
        pytest.param("const f = async (): Promise<Claim> => ({ te<|>xt: 1 });", id="arrow"),
        pytest.param("function f(claim: Claim = { te<|>xt: 1 }) {}", id="default of a parameter"),
        pytest.param("const c: Claim = Object.freeze({ te<|>xt: 1 });", id="frozen"),
        pytest.param("const c = [{ te<|>xt: 1 }] as const satisfies Claim[];", id="as const"),
        pytest.param("const c: Claim = { te<|>xt: 1 } as const;", id="as const, declared"),
        pytest.param(
            "const c = Object.freeze({ text: 1 } as Claim); c.te<|>xt", id="what freeze gives"
        ),
    ],
)
def test_names_of_an_object_are_those_of_the_type_that_is_expected(code: str) -> None:
    check_definition(
        f"""
        //- a.ts
        interface Claim {{ text: number }}
        {code}
        """,
        """\
a.ts:1  interface Claim { text: number }  definition (inferred)
                          ^^^^
""",
    )

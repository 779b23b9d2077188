"""What names of TypeScript and JavaScript refer to: scopes, imports, exports, types beside values."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_a_name_of_a_block_is_seen_in_the_block_alone() -> None:
    check_definition(
        """
        //- a.ts
        const x = 1;
        {
          const x = 2;
          f(x<|>);
        }
        f(x);
        """,
        snapshot("""\
a.ts:3    const x = 2;  definition
                ^
"""),
    )


def test_var_belongs_to_the_function_around_its_block() -> None:
    check_definition(
        """
        //- a.js
        function f() {
          if (g()) {
            var found = 1;
          }
          return fou<|>nd;
        }
        """,
        snapshot("""\
a.js:3      var found = 1;  definition
                ^^^^^
"""),
    )


def test_types_that_are_declared_beside_a_script_are_those_of_its_module() -> None:
    check_references(
        """
        //- lib.js
        export function feed(cat) {}
        //- lib.d.ts
        export declare function feed(cat: Cat): void;
        export interface Ca<|>t {}
        //- a.ts
        import { Cat, feed } from "./lib.js";
        import * as lib from "./lib";
        let cat: Cat, other: lib.Cat;
        feed(cat);
        //- old.cjs
        module.exports = { feed() {} };
        //- old.d.ts
        export interface Cat {}
        //- b.ts
        import type { Cat } from "./old.cjs";
        """,
        snapshot("""\
a.ts:1      import { Cat, feed } from "./lib.js";          import
                     ^^^
a.ts:3      let cat: Cat, other: lib.Cat;                  type
                     ^^^
a.ts:3      let cat: Cat, other: lib.Cat;                  type
                                     ^^^
lib.d.ts:1  export declare function feed(cat: Cat): void;  type
                                              ^^^
lib.d.ts:2  export interface Cat {}                        definition
                             ^^^
"""),
    )


def test_a_declaration_that_comes_later() -> None:
    check_definition(
        """
        //- lib.js
        export function feed(cat) {}
        //- a.ts
        import type { Cat } from "./lib.js";
        let cat: Ca<|>t;
        //- lib.d.ts@1
        export interface Cat {}
        """,
        snapshot("""\
lib.d.ts:1  export interface Cat {}  definition
                             ^^^
"""),
    )


def test_a_script_that_has_a_name_itself_is_where_it_leads() -> None:
    check_definition(
        """
        //- lib.js
        exports.feed = function (cat) {};
        //- lib.d.ts
        export declare function feed(cat: Cat): void;
        //- a.ts
        import { feed } from "./lib";
        fee<|>d();
        """,
        snapshot("""\
lib.js:1  exports.feed = function (cat) {};  definition
                  ^^^^
"""),
    )


def test_imports_follow_exports_by_their_names() -> None:
    check_references(
        """
        //- a.ts
        function in<|>ner() {}
        export { inner as outer };
        export default inner;
        //- b.ts
        import any, { outer, outer as other } from "./a.js";
        any();
        outer();
        other();
        //- c.ts
        export { outer as more } from "./a";
        //- d.ts
        import { more } from "./c";
        more();
        """,
        snapshot("""\
a.ts:1  function inner() {}                                   definition
                 ^^^^^
a.ts:2  export { inner as outer };                            import
                 ^^^^^
a.ts:2  export { inner as outer };                            import
                          ^^^^^
a.ts:3  export default inner;                                 read
                       ^^^^^
b.ts:1  import any, { outer, outer as other } from "./a.js";  import
               ^^^
b.ts:1  import any, { outer, outer as other } from "./a.js";  import
                      ^^^^^
b.ts:1  import any, { outer, outer as other } from "./a.js";  import
                             ^^^^^
b.ts:1  import any, { outer, outer as other } from "./a.js";  import
                                      ^^^^^
b.ts:2  any();                                                call
        ^^^
b.ts:3  outer();                                              call
        ^^^^^
b.ts:4  other();                                              call
        ^^^^^
c.ts:1  export { outer as more } from "./a";                  import
                 ^^^^^
c.ts:1  export { outer as more } from "./a";                  import
                          ^^^^
d.ts:1  import { more } from "./c";                           import
                 ^^^^
d.ts:2  more();                                               call
        ^^^^
"""),
    )


def test_a_default_passed_on_under_a_name_is_followed_in_javascript_too() -> None:
    check_references(
        """
        //- field.js
        export default function Fi<|>eld() {}
        //- other.js
        export { default } from "./field";
        //- index.js
        export { default as Named } from "./field";
        export { default as Other } from "./other";
        //- use.jsx
        import { Named, Other } from "./index";
        import { default as Third } from "./field";
        const all = [Named(), Other(), Third()];
        """,
        snapshot("""\
field.js:1  export default function Field() {}           definition
                                    ^^^^^
index.js:1  export { default as Named } from "./field";  import
                     ^^^^^^^
index.js:1  export { default as Named } from "./field";  import
                                ^^^^^
index.js:2  export { default as Other } from "./other";  import
                     ^^^^^^^
index.js:2  export { default as Other } from "./other";  import
                                ^^^^^
other.js:1  export { default } from "./field";           import
                     ^^^^^^^
use.jsx:1   import { Named, Other } from "./index";      import
                     ^^^^^
use.jsx:1   import { Named, Other } from "./index";      import
                            ^^^^^
use.jsx:2   import { default as Third } from "./field";  import
                     ^^^^^^^
use.jsx:2   import { default as Third } from "./field";  import
                                ^^^^^
use.jsx:3   const all = [Named(), Other(), Third()];     call
                         ^^^^^
use.jsx:3   const all = [Named(), Other(), Third()];     call
                                  ^^^^^
use.jsx:3   const all = [Named(), Other(), Third()];     call
                                           ^^^^^
"""),
    )


def test_star_exports_bring_all_but_the_default() -> None:
    check_references(
        """
        //- a.ts
        export const val<|>ue = 1;
        export default value;
        //- index.ts
        export * from "./a";
        //- use.ts
        import { value } from "./index";
        import nothing from "./index";
        import * as all from "./index";
        value;
        nothing;
        all.value;
        """,
        snapshot("""\
a.ts:1    export const value = 1;           definition
                       ^^^^^
a.ts:2    export default value;             read
                         ^^^^^
use.ts:1  import { value } from "./index";  import
                   ^^^^^
use.ts:4  value;                            read
          ^^^^^
use.ts:6  all.value;                        read
              ^^^^^
"""),
    )


def test_what_a_module_does_not_export_is_not_imported() -> None:
    check_definition(
        """
        //- a.ts
        const hidden = 1;
        export const shown = hidden;
        //- b.ts
        import { hidden } from "./a";
        hid<|>den;
        """,
        snapshot("""\
b.ts:1  import { hidden } from "./a";  definition
                 ^^^^^^
"""),
    )


def test_a_namespace_import_is_where_its_name_is_bound() -> None:
    check_definition(
        """
        //- a.ts
        export const x = 1;
        //- b.ts
        import * as all from "./a";
        al<|>l.x;
        """,
        snapshot("""\
b.ts:1  import * as all from "./a";  definition
                    ^^^
"""),
    )


def test_a_name_from_outside_the_workspace_is_where_it_is_imported() -> None:
    check_references(
        """
        //- a.ts
        import { te<|>st } from "somewhere";
        test(() => test);
        """,
        snapshot("""\
a.ts:1  import { test } from "somewhere";  definition
                 ^^^^
a.ts:2  test(() => test);                  call
        ^^^^
a.ts:2  test(() => test);                  read
                   ^^^^
"""),
    )


def test_namespaces_that_are_exported_again() -> None:
    check_definition(
        """
        //- core.ts
        export function parse() {}
        //- index.ts
        export * as core from "./core";
        //- use.ts
        import { core } from "./index";
        core.par<|>se();
        """,
        snapshot("""\
core.ts:1  export function parse() {}  definition
                           ^^^^^
"""),
    )


def test_a_type_and_a_value_of_one_name_are_two_symbols() -> None:
    check_references(
        """
        //- a.ts
        export interface No<|>de { next: Node }
        export const Node = { make(): Node { return null } };
        //- b.ts
        import { Node } from "./a";
        const node: Node = Node.make();
        """,
        snapshot("""\
a.ts:1  export interface Node { next: Node }                   definition
                         ^^^^
a.ts:1  export interface Node { next: Node }                   type
                                      ^^^^
a.ts:2  export const Node = { make(): Node { return null } };  type
                                      ^^^^
b.ts:1  import { Node } from "./a";                            import
                 ^^^^
b.ts:2  const node: Node = Node.make();                        type
                    ^^^^
"""),
    )


def test_a_class_and_an_interface_of_one_name_are_one() -> None:
    check_definition(
        """
        //- a.ts
        class Box { open() {} }
        interface Box { close(): void }
        new Box().clo<|>se();
        """,
        snapshot("""\
a.ts:2  interface Box { close(): void }  definition (inferred)
                        ^^^^^
"""),
    )


def test_commonjs_exports() -> None:
    check_references(
        """
        //- a.js
        function he<|>lper() {}
        module.exports = { helper, other: 1 };
        //- b.js
        const { helper } = require("./a");
        const a = require("./a.js");
        helper();
        a.helper();
        """,
        snapshot("""\
a.js:1  function helper() {}                    definition
                 ^^^^^^
a.js:2  module.exports = { helper, other: 1 };  read
                           ^^^^^^
b.js:1  const { helper } = require("./a");      import
                ^^^^^^
b.js:3  helper();                               call
        ^^^^^^
b.js:4  a.helper();                             call (inferred)
          ^^^^^^
"""),
    )


def test_exports_by_assignment() -> None:
    check_references(
        """
        //- a.js
        exports.ru<|>n = function () {};
        //- b.js
        const { run: go } = require("./a");
        go();
        """,
        snapshot("""\
a.js:1  exports.run = function () {};        definition
                ^^^
b.js:1  const { run: go } = require("./a");  import
                ^^^
b.js:1  const { run: go } = require("./a");  import
                     ^^
b.js:2  go();                                call
        ^^
"""),
    )


def test_a_module_that_is_one_function() -> None:
    check_definition(
        """
        //- a.js
        function create() { return { name: "x" }; }
        module.exports = create;
        create.version = 1;
        //- b.js
        const make = require("./a");
        make().na<|>me;
        """,
        snapshot("""\
a.js:1  function create() { return { name: "x" }; }  definition (inferred)
                                     ^^^^
"""),
    )


def test_enums_and_namespaces_have_members() -> None:
    check_definition(
        """
        //- a.ts
        export enum Color { Red, Green = Red + 1 }
        export namespace Shapes.Flat { export class Square {} }
        //- b.ts
        import { Color, Shapes } from "./a";
        let c: Color = Color.Red;
        new Shapes.Flat.Squ<|>are();
        """,
        snapshot("""\
a.ts:2  export namespace Shapes.Flat { export class Square {} }  definition
                                                    ^^^^^^
"""),
    )


def test_components_are_used_by_their_tags() -> None:
    check_references(
        """
        //- button.tsx
        export function But<|>ton(props: { label: string }) { return <b>{props.label}</b>; }
        //- page.tsx
        import { Button } from "./button";
        import * as parts from "./button";
        const page = <div><Button label="a"></Button><parts.Button label="b" /></div>;
        """,
        snapshot("""\
button.tsx:1  export function Button(props: { label: string }) { return <b>{props.label}</b>; }  definition
                              ^^^^^^
page.tsx:1    import { Button } from "./button";                                                 import
                       ^^^^^^
page.tsx:3    const page = <div><Button label="a"></Button><parts.Button label="b" /></div>;     call
                                 ^^^^^^
page.tsx:3    const page = <div><Button label="a"></Button><parts.Button label="b" /></div>;     read
                                                    ^^^^^^
page.tsx:3    const page = <div><Button label="a"></Button><parts.Button label="b" /></div>;     call
                                                                  ^^^^^^
"""),
    )


def test_import_equals_and_export_equals() -> None:
    check_definition(
        """
        //- a.ts
        class Only { run() {} }
        export = Only;
        //- b.ts
        import Only = require("./a");
        new On<|>ly();
        """,
        snapshot("""\
a.ts:1  class Only { run() {} }  definition
              ^^^^
"""),
    )


def test_imports_in_types_and_on_demand() -> None:
    check_references(
        """
        //- a.ts
        export interface Opt<|>ions { deep: boolean }
        export const value = 1;
        //- b.ts
        let o: import("./a").Options;
        o.deep;
        async function f() {
          const m = await import("./a");
          m.value;
        }
        """,
        snapshot("""\
a.ts:1  export interface Options { deep: boolean }  definition
                         ^^^^^^^
b.ts:1  let o: import("./a").Options;               read
                             ^^^^^^^
"""),
    )


def test_objects_and_functions_that_get_members_later() -> None:
    check_references(
        """
        //- app.js
        var app = exports = module.exports = {};
        app.us<|>e = function use(fn) { return this; };
        app.use(1).use(2);
        //- main.js
        const app = require("./app");
        app.use();
        """,
        snapshot("""\
app.js:2   app.use = function use(fn) { return this; };  definition (inferred)
               ^^^
app.js:3   app.use(1).use(2);                            call (inferred)
               ^^^
app.js:3   app.use(1).use(2);                            call (inferred)
                      ^^^
main.js:2  app.use();                                    call (inferred)
               ^^^
"""),
    )


def test_a_required_module_that_is_a_class() -> None:
    check_references(
        """
        //- store.js
        class Sto<|>re { get() {} }
        module.exports = Store;
        //- main.js
        const Store = require("./store");
        new Store().get();
        """,
        snapshot("""\
main.js:1   const Store = require("./store");  import
                  ^^^^^
main.js:2   new Store().get();                 call
                ^^^^^
store.js:1  class Store { get() {} }           definition
                  ^^^^^
store.js:2  module.exports = Store;            read
                             ^^^^^
"""),
    )


def test_default_exports_without_a_name() -> None:
    check_references(
        """
        //- a.ts
        export default class { ru<|>n() {} }
        //- b.ts
        export default () => ({ a: 1 });
        //- c.ts
        import A from "./a";
        import b from "./b";
        new A().run();
        b().a;
        """,
        snapshot("""\
a.ts:1  export default class { run() {} }  definition
                               ^^^
c.ts:3  new A().run();                     call (inferred)
                ^^^
"""),
    )


def test_an_interface_that_a_module_is_given_is_its_own() -> None:
    check_references(
        """
        //- src/context.ts
        export interface Variab<|>les {}
        export function read(all: Variables) {}
        //- src/index.ts
        export type { Variables } from "./context";
        //- src/jwt/index.ts
        import { read } from "..";
        declare module ".." {
          interface Variables { user: string }
        }
        """,
        snapshot("""\
src/context.ts:1    export interface Variables {}                definition
                                     ^^^^^^^^^
src/context.ts:2    export function read(all: Variables) {}      type
                                              ^^^^^^^^^
src/index.ts:1      export type { Variables } from "./context";  import
                                  ^^^^^^^^^
src/jwt/index.ts:3    interface Variables { user: string }       type
                                ^^^^^^^^^
"""),
    )


def test_an_interface_given_to_a_module_leads_to_the_one_it_adds_to() -> None:
    check_definition(
        """
        //- src/context.ts
        export interface Variables {}
        //- src/jwt.ts
        declare module "./context" {
          export interface Varia<|>bles { user: string }
          interface Other {}
        }
        """,
        snapshot("""\
src/context.ts:1  export interface Variables {}  definition
                                   ^^^^^^^^^
"""),
    )

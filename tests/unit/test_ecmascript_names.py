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


def test_an_import_of_a_module_that_is_passed_on_under_a_name() -> None:
    check_definition(
        """
        //- parts.ts
        export const Root = 1;
        //- index.ts
        export * as Avatar from "./parts";
        //- main.ts
        import { Avatar } from "./index";
        Ava<|>tar.Root;
        """,
        snapshot("""\
parts.ts:1  export const Root = 1;  definition
            |
"""),
    )

"""What is declared apart from the code that it describes: beside a script, and for modules of others."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


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


def test_what_a_script_makes_by_functions_is_what_is_declared_beside_it() -> None:
    check_definition(
        """
        //- lib.js
        export const api = wrap({});
        export function open(path) { return wrap(path); }
        //- lib.d.ts
        export interface Answer { data: string }
        export declare const api: { ask(): Answer };
        export declare function open(path: string): Answer;
        //- a.ts
        import { api, open } from "./lib.js";
        open("x").da<|>ta;
        """,
        snapshot("""\
lib.d.ts:1  export interface Answer { data: string }  definition (inferred)
                                      ^^^^
"""),
    )


def test_what_a_module_of_commonjs_makes_is_what_is_declared_beside_it() -> None:
    check_definition(
        """
        //- lib.js
        exports.api = wrap({});
        //- lib.d.ts
        export interface Answer { data: string }
        export interface Api { ask(): Answer }
        export declare const api: Api;
        //- a.js
        const lib = require("./lib");
        lib.api.ask().da<|>ta;
        """,
        snapshot("""\
lib.d.ts:1  export interface Answer { data: string }  definition (inferred)
                                      ^^^^
"""),
    )


def test_what_a_module_passes_on_is_what_is_declared_beside_it() -> None:
    check_definition(
        """
        //- index.js
        import api from "./lib/api.js";
        export { api as default };
        //- index.d.ts
        export interface Api { get(url: string): void }
        declare const api: Api;
        export default api;
        //- lib/api.js
        function make(config) { const it = wrap(config); return it; }
        const api = make({});
        export default api;
        //- a.ts
        import api from "./index.js";
        api.ge<|>t("x");
        """,
        snapshot("""\
index.d.ts:1  export interface Api { get(url: string): void }  definition (inferred)
                                     ^^^
"""),
    )


def test_what_a_method_of_a_script_gives_is_what_is_declared_beside_it() -> None:
    check_definition(
        """
        //- lib.js
        export class Client { ask(question) { return wrap(question); } }
        //- lib.d.ts
        export interface Answer { data: string }
        export declare class Client { ask(question: string): Answer }
        //- a.ts
        import { Client } from "./lib.js";
        new Client().ask("x").da<|>ta;
        """,
        snapshot("""\
lib.d.ts:1  export interface Answer { data: string }  definition (inferred)
                                      ^^^^
"""),
    )


def test_what_a_script_tells_comes_before_what_is_declared_beside_it() -> None:
    check_definition(
        """
        //- lib.js
        class Told { data = 1 }
        export function open(path) { return new Told(); }
        //- lib.d.ts
        export interface Answer { data: string }
        export declare function open(path: string): Answer;
        //- a.ts
        import { open } from "./lib.js";
        open("x").da<|>ta;
        """,
        snapshot("""\
lib.js:1  class Told { data = 1 }  definition (inferred)
                       ^^^^
"""),
    )


def test_a_function_that_is_given_members_has_those_declared_beside_who_passes_it_on() -> None:
    check_definition(
        """
        //- index.js
        import api from "./lib/api.js";
        export default api;
        //- index.d.ts
        export interface Api { get(url: string): void }
        declare const api: Api;
        export default api;
        //- lib/api.js
        function bind(run, self) { return function wrap() { return run.apply(self, arguments); } }
        function make(config) { const it = bind(config.run, config); extend(it, config); return it; }
        const api = make({});
        export default api;
        //- a.js
        import api from "./index.js";
        api.ge<|>t("x");
        """,
        snapshot("""\
index.d.ts:1  export interface Api { get(url: string): void }  definition (inferred)
                                     ^^^
"""),
    )


def test_an_object_that_a_script_makes_has_the_members_declared_beside_it_as_well() -> None:
    check_definition(
        """
        //- app.js
        function app(options) {
          const it = { close: null };
          decorate(it);
          return it;
        }
        module.exports = app;
        //- app.d.ts
        interface Reply { send(text: string): void }
        interface App { close(): void; get(path: string, run: (reply: Reply) => void): App }
        declare function app(options?: object): App;
        export = app;
        //- a.js
        const App = require("./app");
        const it = App();
        it.get("/", (reply) => { reply.se<|>nd("x"); });
        """,
        snapshot("""\
app.d.ts:1  interface Reply { send(text: string): void }  definition (inferred)
                              ^^^^
"""),
    )

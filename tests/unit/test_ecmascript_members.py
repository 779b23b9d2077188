"""What the name behind a dot refers to in TypeScript and JavaScript, given what is known of types."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_fields_of_a_constructor() -> None:
    check_references(
        """
        //- a.js
        export class Command {
          constructor() {
            this.na<|>me = "";
            this.parent = null;
          }
          rename(name) {
            this.name = name;
            return this;
          }
        }
        //- b.js
        import { Command } from "./a.js";
        new Command().rename("x").name;
        """,
        snapshot("""\
a.js:3      this.name = "";              definition (inferred)
                 ^^^^
a.js:7      this.name = name;            definition (inferred)
                 ^^^^
b.js:2  new Command().rename("x").name;  read (inferred)
                                  ^^^^
"""),
    )


def test_inherited_and_static_members() -> None:
    check_references(
        """
        //- a.ts
        export class Base {
          static create(): Base { return new this(); }
          r<|>un() {}
        }
        export class Sub extends Base {
          go() { super.run(); this.run(); Sub.create().run(); }
        }
        """,
        snapshot("""\
a.ts:3    run() {}                                               definition
          ^^^
a.ts:6    go() { super.run(); this.run(); Sub.create().run(); }  call (inferred)
                       ^^^
a.ts:6    go() { super.run(); this.run(); Sub.create().run(); }  call (inferred)
                                   ^^^
a.ts:6    go() { super.run(); this.run(); Sub.create().run(); }  call (inferred)
                                                       ^^^
"""),
    )


def test_a_use_of_what_is_overridden_may_use_what_overrides() -> None:
    check_references(
        """
        //- a.ts
        abstract class Base {
          abstract parse(): void;
          start() { this.parse(); }
        }
        class Sub extends Base {
          par<|>se() {}
        }
        """,
        snapshot("""\
a.ts:2    abstract parse(): void;    definition
                   ^^^^^
a.ts:3    start() { this.parse(); }  call (inferred)
                         ^^^^^
a.ts:6    parse() {}                 definition
          ^^^^^
"""),
    )


def test_members_of_object_literals() -> None:
    check_references(
        """
        //- a.ts
        export const options = { de<|>ep: { on: true }, run() { return this.deep; } };
        //- b.ts
        import { options } from "./a";
        options.deep.on;
        const { deep } = options;
        const copy = { ...options };
        copy.deep;
        """,
        snapshot("""\
a.ts:1  export const options = { deep: { on: true }, run() { return this.deep; } };  definition
                                 ^^^^
a.ts:1  export const options = { deep: { on: true }, run() { return this.deep; } };  read (inferred)
                                                                         ^^^^
b.ts:2  options.deep.on;                                                             read (inferred)
                ^^^^
b.ts:3  const { deep } = options;                                                    read (inferred)
                ^^^^
b.ts:5  copy.deep;                                                                   read (inferred)
             ^^^^
"""),
    )


def test_what_a_function_returns() -> None:
    check_definition(
        """
        //- a.ts
        function pair() { return { left: 1, right: 2 }; }
        const made = async () => pair();
        async function f() { (await made()).le<|>ft; }
        """,
        snapshot("""\
a.ts:1  function pair() { return { left: 1, right: 2 }; }  definition (inferred)
                                   ^^^^
"""),
    )


def test_members_of_interfaces_aliases_and_unions() -> None:
    check_references(
        """
        //- a.ts
        interface Named { na<|>me: string }
        type Person = Named & { age: number };
        type Any = Person | { other: 1 };
        function f(a: Person, b: Any, c: Partial<Named>, d: Named[]) {
          a.name; b.name; c.name; d[0].name;
          for (const each of d) each.name;
          d.map((each) => each.name);
        }
        """,
        snapshot("""\
a.ts:1  interface Named { name: string }      definition
                          ^^^^
a.ts:5    a.name; b.name; c.name; d[0].name;  read (inferred)
            ^^^^
a.ts:5    a.name; b.name; c.name; d[0].name;  read (inferred)
                    ^^^^
a.ts:5    a.name; b.name; c.name; d[0].name;  read (inferred)
                            ^^^^
a.ts:5    a.name; b.name; c.name; d[0].name;  read (inferred)
                                       ^^^^
a.ts:6    for (const each of d) each.name;    read (inferred)
                                     ^^^^
a.ts:7    d.map((each) => each.name);         read (inferred)
                               ^^^^
"""),
    )


def test_type_arguments() -> None:
    check_definition(
        """
        //- a.ts
        interface Item { price: number }
        class Box<T> { constructor(readonly value: T) {} get(): T { return this.value; } }
        function f(box: Box<Item>) { box.get().pri<|>ce; }
        """,
        snapshot("""\
a.ts:1  interface Item { price: number }  definition (inferred)
                         ^^^^^
"""),
    )


def test_keys_of_a_literal_belong_to_the_type_that_is_wanted() -> None:
    check_references(
        """
        //- a.ts
        interface Options { de<|>ep?: boolean; inner?: Options }
        function run(options: Options, then: (o: Options) => void) {}
        run({ deep: true, inner: { deep: false } }, (o) => o.deep);
        const all: Record<string, Options> = { first: { deep: true } };
        function make(): Options { return { deep: true }; }
        """,
        snapshot("""\
a.ts:1  interface Options { deep?: boolean; inner?: Options }            definition
                            ^^^^
a.ts:3  run({ deep: true, inner: { deep: false } }, (o) => o.deep);      write (inferred)
              ^^^^
a.ts:3  run({ deep: true, inner: { deep: false } }, (o) => o.deep);      write (inferred)
                                   ^^^^
a.ts:3  run({ deep: true, inner: { deep: false } }, (o) => o.deep);      read (inferred)
                                                             ^^^^
a.ts:4  const all: Record<string, Options> = { first: { deep: true } };  write (inferred)
                                                        ^^^^
a.ts:5  function make(): Options { return { deep: true }; }              write (inferred)
                                            ^^^^
"""),
    )


def test_parameters_of_callbacks_have_the_types_that_are_wanted() -> None:
    check_definition(
        """
        //- a.ts
        interface Event { target: string }
        type Handler = (event: Event) => void;
        class Source { on(name: string, handler: Handler) {} }
        new Source().on("x", ({ tar<|>get }) => target);
        """,
        snapshot("""\
a.ts:1  interface Event { target: string }  definition (inferred)
                          ^^^^^^
"""),
    )


def test_what_is_expected_of_a_result_says_what_type_variables_are() -> None:
    check_definition(
        """
        //- a.ts
        interface Schema { def: { checks: number } }
        interface Maker<T, D = T["def"]> { new (def: D): T }
        declare function maker<T, D = T["def"]>(name: string, init: (inst: T, def: D) => void): Maker<T, D>;
        const Schema: Maker<Schema> = maker("x", (inst, def) => { inst.def; def.che<|>cks; });
        """,
        snapshot("""\
a.ts:1  interface Schema { def: { checks: number } }  definition (inferred)
                                  ^^^^^^
"""),
    )


def test_prototypes_and_constructor_functions() -> None:
    check_references(
        """
        //- a.js
        function Point(x) { this.x = x; }
        Point.prototype.mo<|>ve = function () { return this.x; };
        new Point(1).move();
        """,
        snapshot("""\
a.js:2  Point.prototype.move = function () { return this.x; };  definition (inferred)
                        ^^^^
a.js:3  new Point(1).move();                                    call (inferred)
                     ^^^^
"""),
    )


def test_parameter_properties_and_private_names() -> None:
    check_references(
        """
        //- a.ts
        class A {
          #count = 0;
          constructor(private readonly lo<|>g: Log) { log.write(); }
          add() { this.#count++; this.log.write(); }
        }
        class Log { write() {} }
        """,
        snapshot("""\
a.ts:3    constructor(private readonly log: Log) { log.write(); }  definition
                                       ^^^
a.ts:4    add() { this.#count++; this.log.write(); }               read (inferred)
                                      ^^^
"""),
    )


def test_accessors_are_one_symbol() -> None:
    check_definition(
        """
        //- a.ts
        class A { get size(): B { return new B(); } set size(b: B) {} }
        class B { width = 1 }
        new A().size.wid<|>th;
        """,
        snapshot("""\
a.ts:2  class B { width = 1 }  definition (inferred)
                  ^^^^^
"""),
    )


def test_a_member_of_something_unknown_is_not_guessed() -> None:
    check_definition(
        """
        //- a.ts
        class A { run() {} }
        export function f(x) { x.ru<|>n(); }
        """,
        snapshot("(nothing)\n"),
    )


REST = """
    //- a.ts
    class Context { text(it: string): void {} }
    type Handler = (context: Context) => void;
    type Either = Handler | ((context: Context) => Promise<void>);
    interface Routes {
      (handler: Handler): void;
      (path: string, ...handlers: [Either, Handler]): void;
    }
    declare const routes: Routes;
    function all(...handlers: Handler[]) {}
    function after(path: string, ...handlers: readonly Handler[]) { handlers[0](new Context()); }
    """


@pytest.mark.parametrize(
    "use",
    [
        "all((c) => c.te<|>xt(''));",
        "all(() => 1, (c) => c.te<|>xt(''));",
        "after('/', () => 1, (c) => c.te<|>xt(''));",
        "routes('/', (c) => c.te<|>xt(''));",
        "routes('/', (c) => 1, async (c) => { c.te<|>xt(''); });",
    ],
)
def test_functions_among_the_rest_of_the_arguments_know_their_parameters(use: str) -> None:
    check_definition(
        REST + use + "\n",
        """
        a.ts:1  class Context { text(it: string): void {} }  definition (inferred)
                                ^^^^
        """,
    )


def test_members_that_are_called_by_symbols() -> None:
    check_references(
        """
        //- state.ts
        export const STATE: unique symbol = Symbol.for("state")
        export interface State {
          <|>copy: string
        }
        //- draft.ts
        import { STATE, State } from "./state"
        export class Draft {
          [STATE]: State
          read() {
            this[STATE] = { copy: "a" }
            const state = this[STATE]
            return state.copy
          }
        }
        //- use.ts
        import { Draft } from "./draft"
        import { STATE } from "./state"
        export function use(draft: Draft, all: Draft[], at: number) {
          draft[STATE].copy
          all[at][STATE].copy
        }
        """,
        snapshot("""\
draft.ts:5      this[STATE] = { copy: "a" }  write (inferred)
                                ^^^^
draft.ts:7      return state.copy            read (inferred)
                             ^^^^
state.ts:3    copy: string                   definition
              ^^^^
use.ts:4      draft[STATE].copy              read (inferred)
                           ^^^^
use.ts:5      all[at][STATE].copy            read (inferred)
                             ^^^^
"""),
    )
    check_references(
        """
        //- a.js
        const <|>INNER = Symbol("inner")
        class Stream {
          constructor() {
            const inner = this[INNER] = { seen: 0 }
          }
          *[Symbol.iterator]() { yield this[INNER] }
        }
        function other(list, INNER) { return list[INNER] }
        """,
        snapshot("""\
a.js:1  const INNER = Symbol("inner")                 definition
              ^^^^^
a.js:4      const inner = this[INNER] = { seen: 0 }   read
                               ^^^^^
a.js:6    *[Symbol.iterator]() { yield this[INNER] }  read
                                            ^^^^^
"""),
    )
    check_references(
        """
        //- a.js
        const INNER = Symbol("inner")
        class Stream {
          constructor() {
            const inner = this[INNER] = { <|>seen: 0 }
            inner.seen++
          }
          read() {
            const inner = this[INNER]
            return inner.seen
          }
        }
        """,
        snapshot("""\
a.js:4      const inner = this[INNER] = { seen: 0 }  definition
                                          ^^^^
a.js:5      inner.seen++                             write (inferred)
                  ^^^^
a.js:9      return inner.seen                        read (inferred)
                         ^^^^
"""),
    )


def test_what_a_parameter_is_without_an_argument_says_what_it_takes() -> None:
    check_references(
        """
        //- a.ts
        export const answer = <T>(body: T, { delay } = { <|>delay: 10 }) => delay
        export function plain(options = { delay: 1 }) { return options.delay }
        //- b.ts
        import { answer, plain } from "./a"
        answer("x", { delay: 5 })
        plain({ delay: 2 })
        """,
        snapshot("""\
a.ts:1  export const answer = <T>(body: T, { delay } = { delay: 10 }) => delay  read (inferred)
                                             ^^^^^
a.ts:1  export const answer = <T>(body: T, { delay } = { delay: 10 }) => delay  definition
                                                         ^^^^^
b.ts:2  answer("x", { delay: 5 })                                               write (inferred)
                      ^^^^^
"""),
    )


def test_methods_that_prototypes_get_in_a_loop() -> None:
    check_definition(
        """
        //- a.js
        function Axios() {}
        Axios.prototype.request = function () {}
        for (const method of ["get", "head"]) {
          Axios.prototype[method] = function (url) { return this.requ<|>est(url) }
        }
        """,
        snapshot("""\
a.js:2  Axios.prototype.request = function () {}  definition (inferred)
                        ^^^^^^^
"""),
    )


def test_a_type_that_is_inferred_inside_of_a_function_s_type() -> None:
    check_definition(
        """
        //- a.ts
        type First<F> = F extends (one: infer One, ...rest: any[]) => any ? O<|>ne : never
        """,
        snapshot("""\
a.ts:1  type First<F> = F extends (one: infer One, ...rest: any[]) => any ? One : never  definition
                                              ^^^
"""),
    )


def test_assigning_what_has_an_accessor_writes_it() -> None:
    check_references(
        """
        //- a.js
        class Response {
          get <|>status() { return this._status }
          set status(code) { this._status = code }
          redirect() {
            this.status = 302
          }
        }
        """,
        snapshot("""\
a.js:2    get status() { return this._status }      definition
              ^^^^^^
a.js:3    set status(code) { this._status = code }  definition
              ^^^^^^
a.js:5      this.status = 302                       write (inferred)
                 ^^^^^^
"""),
    )

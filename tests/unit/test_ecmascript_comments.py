"""What comments say of types in JavaScript (JSDoc), and which names in them are uses."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_types_in_comments() -> None:
    check_references(
        """
        //- a.js
        /** @typedef {import("./b.js").Command} Command */
        /**
         * @param {Command} cmd
         * @param {Command[]} more
         * @returns {Command}
         */
        function f(cmd, more) {
          cmd.run();
          more.forEach((each) => each.run());
          return cmd;
        }
        f().run();
        //- b.js
        export class Command { ru<|>n() {} }
        """,
        snapshot("""\
a.js:8     cmd.run();                           call (inferred)
               ^^^
a.js:9     more.forEach((each) => each.run());  call (inferred)
                                       ^^^
a.js:12  f().run();                             call (inferred)
             ^^^
b.js:1   export class Command { run() {} }      definition
                                ^^^
"""),
    )


def test_a_type_that_a_comment_in_a_class_defines() -> None:
    check_references(
        """
        //- a.js
        class Printer {
          /**
           * @typedef Context
           * @property {number} width
           */
          /** @returns {Context} */
          context() { return make(); }
          print() { return this.context().wid<|>th; }
        }
        """,
        snapshot("""\
a.js:4     * @property {number} width               definition
                                ^^^^^
a.js:8    print() { return this.context().width; }  read (inferred)
                                          ^^^^^
"""),
    )


def test_parameters_of_functions_in_comments_are_no_types() -> None:
    check_references(
        """
        //- a.js
        class Cont<|>ext {}
        const context = new Context();
        /**
         * @param {(context: Context, ...rest: Array<Context>) => Promise<Context|void>} run
         * @param {function(Context)|(() => Context)} again
         */
        function use(run, again) { return context; }
        """,
        snapshot("""\
a.js:1  class Context {}                                                                      definition
              ^^^^^^^
a.js:2  const context = new Context();                                                        call
                            ^^^^^^^
a.js:4   * @param {(context: Context, ...rest: Array<Context>) => Promise<Context|void>} run  type
                             ^^^^^^^
a.js:4   * @param {(context: Context, ...rest: Array<Context>) => Promise<Context|void>} run  type
                                                     ^^^^^^^
a.js:4   * @param {(context: Context, ...rest: Array<Context>) => Promise<Context|void>} run  type
                                                                          ^^^^^^^
a.js:5   * @param {function(Context)|(() => Context)} again                                   type
                                            ^^^^^^^
"""),
    )


def test_a_name_of_a_parameter_in_a_comment_leads_nowhere() -> None:
    check_definition(
        """
        //- a.js
        const context = 1;
        /** @param {(cont<|>ext: number) => void} run */
        function use(run) { return context; }
        """,
        snapshot("(nothing)\n"),
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            """
            //- a.js
            /**
             * Sends {name}.
             * @param {string} name - Who gets it.
             * @param {Object} [options={}] How.
             * @param {string} options.by When.
             * @param unknown Nothing.
             */
            function send(na<|>me, options) { return name + options; }
            """,
            snapshot("""\
a.js:3   * @param {string} name - Who gets it.                   mention
                           ^^^^
a.js:8  function send(name, options) { return name + options; }  definition
                      ^^^^
a.js:8  function send(name, options) { return name + options; }  read
                                              ^^^^
"""),
            id="a function",
        ),
        pytest.param(
            """
            //- a.ts
            export class Post {
                /** @param name who gets it */
                send(na<|>me: string) { return name; }
            }
            """,
            snapshot("""\
a.ts:2      /** @param name who gets it */       mention
                       ^^^^
a.ts:3      send(name: string) { return name; }  definition
                 ^^^^
a.ts:3      send(name: string) { return name; }  read
                                        ^^^^
"""),
            id="a method",
        ),
        pytest.param(
            """
            //- a.js
            /** @param {string} name who gets it */
            export const send = (na<|>me) => name;
            """,
            snapshot("""\
a.js:1  /** @param {string} name who gets it */  mention
                            ^^^^
a.js:2  export const send = (name) => name;      definition
                             ^^^^
a.js:2  export const send = (name) => name;      read
                                      ^^^^
"""),
            id="an arrow",
        ),
        pytest.param(
            """
            //- a.js
            /** @param {Object} opt<|>ions How. */
            export default function (options) { return options; }
            """,
            snapshot("""\
a.js:1  /** @param {Object} options How. */                    mention
                            ^^^^^^^
a.js:2  export default function (options) { return options; }  definition
                                 ^^^^^^^
a.js:2  export default function (options) { return options; }  read
                                                   ^^^^^^^
"""),
            id="asked in the comment",
        ),
        pytest.param(
            """
            //- a.js
            /** @param {Object} opt<|>ions How. */
            export default function send(options) { return options; }
            """,
            snapshot("""\
a.js:1  /** @param {Object} options How. */                        mention
                            ^^^^^^^
a.js:2  export default function send(options) { return options; }  definition
                                     ^^^^^^^
a.js:2  export default function send(options) { return options; }  read
                                                       ^^^^^^^
"""),
            id="a default with a name",
        ),
    ],
)
def test_comments_mention_parameters(code: str, expected: object) -> None:
    check_references(code, expected)


def test_the_members_of_a_type_that_is_written_out_in_a_comment() -> None:
    check_references(
        """
        //- a.js
        import { Cat } from "./b.js";
        /**
         * @param {{ cat?: Cat, name: string }} options
         * @returns {{ first: Cat; rest: Cat[] }}
         */
        function feed(options) { options.cat.meow(); return find(); }
        feed({}).first.meow();
        for (const each of feed({}).rest) each.meow();
        //- b.js
        export class Cat { me<|>ow() {} }
        """,
        snapshot("""\
a.js:6  function feed(options) { options.cat.meow(); return find(); }  call (inferred)
                                             ^^^^
a.js:7  feed({}).first.meow();                                         call (inferred)
                       ^^^^
a.js:8  for (const each of feed({}).rest) each.meow();                 call (inferred)
                                               ^^^^
b.js:1  export class Cat { meow() {} }                                 definition
                           ^^^^
"""),
    )


def test_the_module_that_a_type_in_a_comment_is_imported_from() -> None:
    check_definition(
        """
        //- a.js
        /** @typedef {import("./ca<|>ts.js").Cat} Cat */
        //- cats.js
        export class Cat {}
        """,
        snapshot("""\
cats.js:1  export class Cat {}  definition
           |
"""),
    )


def test_links_in_comments_mention_what_they_lead_to() -> None:
    check_references(
        """
        //- cat.ts
        export class Cat {
          /** Not {@link Cat.purr}, nor {@link Nobody#meow} or {@link Cat:meow}. */
          me<|>ow() {}
          purr() {}
        }
        //- a.ts
        import { Cat } from "./cat";
        /** What {@link Cat#meow} does, and {@linkcode Cat.prototype}. */
        export function feed(cat: Cat) { cat.meow(); }
        """,
        snapshot("""\
a.ts:2    /** What {@link Cat#meow} does, and {@linkcode Cat.prototype}. */  mention
                              ^^^^
a.ts:3    export function feed(cat: Cat) { cat.meow(); }                     call (inferred)
                                               ^^^^
cat.ts:3    meow() {}                                                        definition
            ^^^^
"""),
    )

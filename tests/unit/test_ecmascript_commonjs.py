"""What CommonJS modules hand to those who require them."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_references


def test_a_module_that_passes_another_on() -> None:
    check_definition(
        """
        //- index.js
        module.exports = require("./lib/create");
        //- lib/create.js
        exports = module.exports = create;
        function create() { return { listen() {} }; }
        exports.Router = function () {};
        //- test/a.js
        const make = require("..");
        const app = ma<|>ke();
        """,
        snapshot("""\
index.js:1       module.exports = require("./lib/create");      definition
                        ^^^^^^^
lib/create.js:2  function create() { return { listen() {} }; }  definition
                          ^^^^^^
"""),
    )


def test_members_of_a_module_that_passes_another_on() -> None:
    check_definition(
        """
        //- index.js
        module.exports = require("./lib/create");
        //- lib/create.js
        exports = module.exports = create;
        function create() { return { listen() {} }; }
        exports.Router = function () {};
        //- test/a.js
        const make = require("..");
        make().listen();
        make.Rou<|>ter();
        """,
        snapshot("""\
lib/create.js:3  exports.Router = function () {};  definition
                         ^^^^^^
"""),
    )


def test_results_of_a_module_that_passes_another_on() -> None:
    check_definition(
        """
        //- index.js
        module.exports = require("./lib/create");
        //- lib/create.js
        exports = module.exports = create;
        function create() { return { listen() {} }; }
        //- test/a.js
        const make = require("..");
        make().lis<|>ten();
        """,
        snapshot("""\
lib/create.js:2  function create() { return { listen() {} }; }  definition (inferred)
                                              ^^^^^^
"""),
    )


def test_a_module_that_is_a_value_without_a_name() -> None:
    check_references(
        """
        //- make.js
        class App { run() {} }
        module.exports = () => new App();
        //- app.js
        const make = require("./make");
        const app = module.ex<|>ports = make();
        //- test.js
        const app = require("./app");
        app.run();
        send(app);
        """,
        snapshot("""\
app.js:2   const app = module.exports = make();  definition
                              ^^^^^^^
test.js:1  const app = require("./app");         import
                 ^^^
test.js:2  app.run();                            read
           ^^^
test.js:3  send(app);                            read
                ^^^
"""),
    )


def test_members_of_a_module_that_is_a_value_without_a_name() -> None:
    check_definition(
        """
        //- make.js
        class App { run() {} }
        module.exports = () => new App();
        //- app.js
        const make = require("./make");
        const app = module.exports = make();
        //- test.js
        const app = require("./app");
        app.r<|>un();
        """,
        snapshot("""\
make.js:1  class App { run() {} }  definition (inferred)
                       ^^^
"""),
    )


def test_what_is_required_is_a_variable_of_its_file() -> None:
    check_references(
        """
        //- lib/create.js
        module.exports = create;
        function create() {}
        //- a.js
        const ma<|>ke = require("./lib/create");
        make();
        //- b.js
        const make = require("./lib/create");
        make();
        """,
        snapshot("""\
a.js:1  const make = require("./lib/create");  import
              ^^^^
a.js:2  make();                                call
        ^^^^
"""),
    )


def test_what_a_module_exports_it_uses_itself() -> None:
    check_references(
        """
        //- a.js
        exports.cle<|>an = function (text) { return text; };
        exports.tidy = exports.clean;
        exports.all = function (texts) { return texts.map(exports.clean); };
        module.exports.one = () => module.exports.clean("a");
        function apart(exports) { return exports.clean; }
        """,
        snapshot("""\
a.js:1  exports.clean = function (text) { return text; };                     definition
                ^^^^^
a.js:2  exports.tidy = exports.clean;                                         write
                ^^^^
a.js:2  exports.tidy = exports.clean;                                         read
                               ^^^^^
a.js:3  exports.all = function (texts) { return texts.map(exports.clean); };  read
                                                                  ^^^^^
a.js:4  module.exports.one = () => module.exports.clean("a");                 call
                                                  ^^^^^
"""),
    )


def test_a_variable_for_a_member_of_a_module_is_that_member() -> None:
    check_definition(
        """
        //- helpers.js
        exports.run = function () {};
        //- a.js
        const go = require("./helpers").run;
        g<|>o();
        """,
        snapshot("""\
helpers.js:1  exports.run = function () {};  definition (inferred)
                      ^^^
"""),
    )


def test_a_variable_for_a_module_leads_to_the_module() -> None:
    check_definition(
        """
        //- helpers.js
        exports.run = function () {};
        //- a.js
        const helpers = require("./helpers");
        help<|>ers.run();
        """,
        snapshot("""\
helpers.js:1  exports.run = function () {};  definition
              |
"""),
    )


def test_a_module_without_a_default_is_what_is_imported_by_default() -> None:
    check_definition(
        """
        //- helpers.cjs
        exports.run = function () {};
        //- a.mjs
        import helpers from "./helpers.cjs";
        helpers.r<|>un();
        """,
        snapshot("""\
helpers.cjs:1  exports.run = function () {};  definition
                       ^^^
"""),
    )


def test_a_module_that_hands_out_names_hands_out_what_they_are() -> None:
    check_definition(
        """
        //- streams.js
        class Readable {}
        module.exports = { Readable };
        //- a.js
        const streams = require("./streams");
        new streams.Read<|>able();
        """,
        snapshot("""\
streams.js:1  class Readable {}  definition
                    ^^^^^^^^
"""),
    )


def test_a_module_that_hands_out_a_member_of_another_name() -> None:
    check_definition(
        """
        //- decorate.js
        function checkExistence() {}
        module.exports = { exist: checkExistence, checkExistence };
        //- a.js
        const { exist } = require("./decorate");
        ex<|>ist();
        """,
        snapshot("""\
decorate.js:2  module.exports = { exist: checkExistence, checkExistence };  definition
                                  ^^^^^
"""),
    )


def test_a_module_that_is_a_function_has_what_it_exports_by_name() -> None:
    check_references(
        """
        //- runnable.js
        export class Runnable { static st<|>ate = "new"; }
        //- mocha.js
        exports = module.exports = Mocha;
        exports.Runnable = require("./runnable.js").Runnable;
        exports.tidy = function () {};
        function Mocha() {}
        //- class.js
        class Shop { static open() {} }
        module.exports = Shop;
        module.exports.Runnable = require("./runnable.js").Runnable;
        //- test.js
        const Mocha = require("./mocha");
        Mocha.Runnable.state;
        require("./class").Runnable.state;
        """,
        snapshot("""\
runnable.js:1  export class Runnable { static state = "new"; }  definition
                                              ^^^^^
test.js:2      Mocha.Runnable.state;                            read
                              ^^^^^
test.js:3      require("./class").Runnable.state;               read
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


def test_a_variable_that_is_exported_at_once_is_not_the_member_of_an_object_of_its_name() -> None:
    check_definition(
        """
        //- a.js
        var pets = exports.pets = [];
        users.push({ name: "TJ", pets: [pe<|>ts[0]] });
        """,
        """\
a.js:1  var pets = exports.pets = [];  definition
            ^^^^
a.js:1  var pets = exports.pets = [];  definition
                           ^^^^
""",
    )


def test_what_stands_behind_a_prototype_is_a_member_of_what_is_made() -> None:
    check_references(
        """
        //- a.js
        class Builder extends Outside {
          whe<|>re() {}
        }
        Builder.prototype.where.call(it);
        const other = Builder.prototype.where;
        """,
        """\
a.js:2    where() {}                            definition
          ^^^^^
a.js:4  Builder.prototype.where.call(it);       read (inferred)
                          ^^^^^
a.js:5  const other = Builder.prototype.where;  read (inferred)
                                        ^^^^^
""",
    )


def test_and_so_it_is_of_a_constructor_function() -> None:
    check_definition(
        """
        //- a.js
        function Old() { this.size = 1; }
        Old.prototype.where = function () {};
        Old.prototype.whe<|>re.call(it);
        """,
        """\
a.js:2  Old.prototype.where = function () {};  definition (inferred)
                      ^^^^^
""",
    )


def test_what_is_taken_out_of_a_part_of_a_required_module() -> None:
    check_definition(
        """
        //- lib.js
        const helpers = { fmt(text) { return text } }
        module.exports = { helpers }
        //- app.js
        const { helpers: { fmt } } = require('./lib')
        fm<|>t('x')
        """,
        snapshot("""\
app.js:1  const { helpers: { fmt } } = require('./lib')  definition
                             ^^^
"""),
    )

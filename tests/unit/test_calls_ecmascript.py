"""Callers and callees in TypeScript and JavaScript: tags, members that are assigned, overrides."""

from __future__ import annotations

from inline_snapshot import snapshot

from related import check_calls

TYPESCRIPT = """
    //- lib.ts
    export function helper(n: number) { return n; }
    export class Thing {
      size = helper(1);
      get half() { return helper(2); }
      go() { return ''; }
    }
    //- main.ts
    import { helper, Thing } from './lib';
    export const run = (thing: Thing): string => {
      helper(thing.half);
      return new Thing().go();
    };
    function outer() {
      function inner() { return [1].map((n) => helper(n)); }
      return inner();
    }
    const box = { put() { run(new Thing()); } };
    """


def test_the_same_in_typescript() -> None:
    check_calls(
        TYPESCRIPT,
        "callers",
        snapshot("""\
module lib lib.ts:1 <- lib.ts:3 helper
property Thing.half lib.ts:4 <- lib.ts:4 helper
function run main.ts:2 <- main.ts:3 helper
function outer.inner main.ts:7 <- main.ts:7 helper
"""),
        symbol="helper",
    )
    check_calls(
        TYPESCRIPT,
        "callers",
        snapshot("""\
function run main.ts:2 <- main.ts:4 Thing
method box.put main.ts:10 <- main.ts:10 Thing
"""),
        symbol="Thing",
    )
    check_calls(
        TYPESCRIPT,
        "callers",
        snapshot("function run main.ts:2 (inferred) <- main.ts:3 half (read)\n"),
        symbol="half",
    )
    check_calls(
        TYPESCRIPT,
        "callees",
        snapshot("""\
function helper lib.ts:1 <- main.ts:3 helper
class Thing lib.ts:2 <- main.ts:4 Thing
property Thing.half lib.ts:4 (inferred) <- main.ts:3 half (read)
method Thing.go lib.ts:5 (inferred) <- main.ts:4 go
"""),
        symbol="run",
    )
    check_calls(
        TYPESCRIPT,
        "callees",
        snapshot("""\
class Thing lib.ts:2 <- main.ts:10 Thing
function run main.ts:2 <- main.ts:10 run
"""),
        symbol="box",
    )


def test_in_typescript_who_calls_a_base_may_call_what_overrides_it() -> None:
    text = """
        //- a.ts
        interface Shape { area(): number }
        class Square implements Shape { area() { return 1; } }
        function use(shape: Shape) { return shape.area(); }
        """
    check_calls(
        text,
        "callers",
        snapshot("function use a.ts:3 (inferred) <- a.ts:3 area\n"),
        symbol="Square.area",
    )


def test_a_component_is_called_by_its_tag() -> None:
    check_calls(
        """
        //- a.tsx
        function Row() { return <li />; }
        export function Pa<|>ge() { return <Row></Row>; }
        //- b.tsx
        import { Page } from "./a";
        const all = { Page };
        export function App() { return <><Page /><all.Page></all.Page></>; }
        """,
        "callers",
        snapshot("function App b.tsx:3 <- b.tsx:3 Page\n"),
    )


def test_what_is_called_in_a_member_that_is_assigned_the_member_calls() -> None:
    check_calls(
        """
        //- a.js
        function cal<|>led() {}
        function View() { this.run = function () { called(); }; }
        View.prototype.resolve = function resolve() { called(); };
        View.stat = () => called();
        const app = exports = module.exports = {};
        app.render = function render() { called(); };
        """,
        "callers",
        snapshot("""\
field View.run a.js:2 <- a.js:2 called
field View.resolve a.js:3 <- a.js:3 called
field View.stat a.js:4 <- a.js:4 called
field render a.js:6 <- a.js:6 called
"""),
    )

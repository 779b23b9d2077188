"""Dead code: what each language needs though nothing uses it, and what it offers to others."""

from __future__ import annotations

from inline_snapshot import snapshot

from dead_code import check


def test_modules_of_typescript() -> None:
    check(
        """
        //- package.json
        {"private": true}
        //- main.ts
        import { used, type Shape } from "./lib";
        import * as all from "./all";
        const shape: Shape = { side: used() };
        console.log(shape, all.taken());
        import("./late");
        //- lib.ts
        export function used() { return inner(); }
        function inner() { return 1; }
        export function unused() {}
        export interface Shape { side: number }
        export interface Other { side: number }
        //- all.ts
        export const taken = () => 1;
        export const left = () => 1;
        //- late.ts
        export default function loaded() {}
        //- passed.ts
        export { unused as renamed } from "./lib";
        """,
        snapshot("""\
function left all.ts:2 unused
function unused lib.ts:3 unused
interface Other lib.ts:5 unused
"""),
    )


def test_private_members_and_components_of_typescript() -> None:
    check(
        """
        //- a.tsx
        import React from "react";
        class Page extends React.Component {
          componentDidMount() {}
          private helper() {}
          render() { return <Part />; }
        }
        function Part() { return null; }
        function Unused() { return null; }
        const handlers = { onClick() {} };
        export const shown = [<Page />, handlers];
        console.log(shown);
        """,
        snapshot("""\
method Page.helper a.tsx:4 unused
function Unused a.tsx:8 unused
"""),
    )


def test_commands_and_packages_of_go() -> None:
    check(
        """
        //- go.mod
        module example.com/it
        //- main.go
        package main
        import "example.com/it/inner"
        func main() { inner.Used() }
        func unused() {}
        //- inner/inner.go
        package inner
        func Used() { helper() }
        func helper() {}
        func forgotten() {}
        func Offered() {}
        type T struct{}
        func (t T) String() string { return "" }
        """,
        snapshot("""\
function forgotten inner/inner.go:4 unused
function unused main.go:4 unused
"""),
    )


def test_only_names_that_the_tools_of_go_know_make_tests() -> None:
    check(
        """
        //- it_test.go
        package it
        import "testing"
        func TestIt(t *testing.T) { testHelper() }
        func testHelper() {}
        func testForgotten() {}
        """,
        """
        function testForgotten it_test.go:5 unused
        """,
        tests=True,
    )


def test_crates_of_rust() -> None:
    check(
        """
        //- Cargo.toml
        [package]
        name = "it"
        //- src/lib.rs
        use std::fmt;
        pub fn offered() { used(); }
        fn used() {}
        fn unused() {}
        #[allow(dead_code)]
        fn allowed() {}
        struct Point;
        impl fmt::Display for Point { fn fmt(&self) {} }
        impl Point { fn own(&self) {} }
        pub fn made() { let _ = Point; }
        #[test]
        fn tested() {}
        """,
        snapshot("""\
function unused src/lib.rs:4 unused
method Point.own src/lib.rs:9 unused
"""),
    )


def test_classes_of_java() -> None:
    check(
        """
        //- src/App.java
        class App {
            public static void main(String[] args) { new App().run(); }
            void run() {}
            private void unused() {}
            @Bean Object made() { return null; }
        }
        """,
        snapshot("method App.unused src/App.java:4 unused\n"),
    )


def test_macros_and_conditions_of_c() -> None:
    check(
        """
        //- a.c
        #define BOTH(x) (first(x) + \\
          second(x))
        static int first(int x) { return x; }
        static int second(int x) { return x; }
        static int unused(int x) { return x; }
        #ifdef OTHER_PLATFORM
        static int there(int x) { return x; }
        #endif
        int main(void) { return BOTH(1); }
        """,
        snapshot("function unused a.c:5 unused\n"),
    )


def test_macros_and_tests_of_rust() -> None:
    check(
        """
        //- Cargo.toml
        [package]
        //- src/main.rs
        macro_rules! warn { () => { set_errored() } }
        fn set_errored() {}
        fn unused() {}
        fn main() { warn!(); }
        #[cfg(test)]
        mod tests {
            fn helper() {}
        }
        """,
        snapshot("function unused src/main.rs:3 unused\n"),
    )


def test_overrides_that_only_types_tell_apart_and_serialisation_of_java() -> None:
    check(
        """
        //- src/App.java
        class App {
            public static void main(String[] args) { new Whole().run(); }
        }
        abstract class Part<T> {
            abstract void take(T it);
            void run() { take(null); }
        }
        class Whole extends Part<String> {
            private static final long serialVersionUID = 1;
            @Override void take(String it) {}
            private void unused() {}
        }
        """,
        snapshot("method Whole.unused src/App.java:11 unused\n"),
    )


def test_what_adds_to_modules_and_what_is_one_by_its_name_in_typescript() -> None:
    check(
        """
        //- package.json
        {"private": true}
        //- a.ts
        declare module "elsewhere" {
          interface Added { one: number }
        }
        interface Spec { two: Spec.Part }
        namespace Spec { export type Part = number }
        interface Unused { three: number }
        const it: Spec.Part = 1;
        console.log(it);
        export {};
        //- app/shop/page.tsx
        export default function Shop() { return null; }
        //- docs/guide.mdx
        <Chart />
        //- docs/chart.tsx
        export function Chart() { return null; }
        export function Other() { return null; }
        """,
        snapshot("""\
interface Unused a.ts:6 unused
function Other docs/chart.tsx:2 unused
"""),
    )

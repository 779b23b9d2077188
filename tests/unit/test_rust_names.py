"""Rust: modules, `use`, crates, and what their names lead to."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references


def test_the_outline_has_items_and_what_they_hold() -> None:
    check_outline(
        """
        //- src/lib.rs
        /// Says what it is.
        pub struct Shape<T> { pub side: T }
        pub enum Kind { Round, Edged { corners: u8 } }
        pub trait Area { type Unit; fn area(&self) -> u8; }
        impl<T> Area for Shape<T> {
            type Unit = u8;
            fn area(&self) -> u8 { 1 }
        }
        pub const MOST: u8 = 1;
        pub mod inner { pub fn helper() {} }
        macro_rules! twice { ($x:expr) => { $x + $x } }
        """,
        snapshot("""\
class Shape 2-2
  field side 2-2
  type_alias Unit 6-6
  method area 7-7
enum Kind 3-3
  enum_member Round 3-3
  enum_member Edged 3-3
    field corners 3-3
interface Area 4-4
  type_alias Unit 4-4
  method area 4-4
constant MOST 9-9
namespace inner 10-10
  function helper 10-10
function twice 11-11
"""),
    )


def test_a_function_is_used_through_modules_and_renamed() -> None:
    check_references(
        """
        //- Cargo.toml
        [package]
        name = "one"
        //- src/lib.rs
        mod a;
        pub use a::deep::helper as aid;
        pub fn start() { aid(); a::deep::helper(); }
        //- src/a/mod.rs
        pub mod deep;
        fn near() { self::deep::helper(); super::aid(); }
        //- src/a/deep.rs
        pub fn hel<|>per() {}
        #[cfg(test)]
        mod tests {
            use super::*;
            fn test() { helper(); crate::a::deep::helper(); }
        }
        """,
        snapshot("""\
src/a/deep.rs:1  pub fn helper() {}                                     definition
                        ^^^^^^
src/a/deep.rs:5      fn test() { helper(); crate::a::deep::helper(); }  call
                                 ^^^^^^
src/a/deep.rs:5      fn test() { helper(); crate::a::deep::helper(); }  call
                                                           ^^^^^^
src/a/mod.rs:2   fn near() { self::deep::helper(); super::aid(); }      call
                                         ^^^^^^
src/a/mod.rs:2   fn near() { self::deep::helper(); super::aid(); }      call
                                                          ^^^
src/lib.rs:2     pub use a::deep::helper as aid;                        import
                                  ^^^^^^
src/lib.rs:2     pub use a::deep::helper as aid;                        import
                                            ^^^
src/lib.rs:3     pub fn start() { aid(); a::deep::helper(); }           call
                                  ^^^
src/lib.rs:3     pub fn start() { aid(); a::deep::helper(); }           call
                                                  ^^^^^^
"""),
    )


def test_a_dependency_is_found_under_its_name_or_another() -> None:
    check_references(
        """
        //- one/Cargo.toml
        [package]
        name = "first-one"
        //- one/src/lib.rs
        pub fn hel<|>per() {}
        //- two/Cargo.toml
        [package]
        name = "two"
        [dependencies]
        first-one = { path = "../one" }
        other = { package = "first-one", path = "../one" }
        //- two/src/main.rs
        use first_one::*;
        fn main() { helper(); other::helper(); }
        """,
        snapshot("""\
one/src/lib.rs:1   pub fn helper() {}                        definition
                          ^^^^^^
two/src/main.rs:2  fn main() { helper(); other::helper(); }  call
                               ^^^^^^
two/src/main.rs:2  fn main() { helper(); other::helper(); }  call
                                                ^^^^^^
"""),
    )


def test_a_glob_brings_what_an_inline_module_and_an_enumeration_offer() -> None:
    check_definition(
        """
        //- src/lib.rs
        pub mod prelude { pub use crate::Kind::*; }
        pub enum Kind { Round, Edged }
        mod user;
        //- src/user.rs
        use crate::prelude::*;
        fn f() { let k = Rou<|>nd; }
        """,
        snapshot("""\
src/lib.rs:2  pub enum Kind { Round, Edged }  definition
                              ^^^^^
"""),
    )


WORKSPACE = """
//- Cargo.toml
[workspace]
members = ["one", "two"]
[workspace.dependencies]
deep-one = { path = "one" }
//- one/Cargo.toml
[package]
name = "deep-one"
[lib]
path = "code/root.rs"
//- one/code/root.rs
#[macro_use]
mod marks;
pub mod parse;
#[path = "other/place.rs"]
pub mod moved;
pub use parse::parse;
pub fn helper() { local_mark!(); }
//- one/code/marks.rs
macro_rules! local_mark { () => { marked() } }
#[macro_export]
macro_rules! mark { ($x:expr) => { $x } }
//- one/code/parse.rs
pub fn parse() { crate::helper(); }
pub fn lookup() { super::moved::far(); }
//- one/code/other/place.rs
pub fn far() {}
//- one/tests/common/mod.rs
pub fn common() {}
//- two/Cargo.toml
[package]
name = "two"
[dependencies]
deep-one.workspace = true
//- two/src/lib.rs
pub fn two() {}
//- two/src/main.rs
mod tool;
use deep_one::{self as d, parse::lookup};
fn main() {}
//- two/src/tool.rs
"""


@pytest.mark.parametrize(
    ("path", "code", "defined"),
    [
        ("two/src/tool.rs", "fn f() { deep_one::hel<|>per(); }", "fn helper"),
        ("two/src/tool.rs", "fn f() { deep_one::parse::look<|>up(); }", "fn lookup"),
        ("two/src/tool.rs", "fn f() { deep_one::par<|>se(); }", "fn parse"),
        ("two/src/tool.rs", "fn f() { deep_one::moved::f<|>ar(); }", "fn far"),
        ("two/src/tool.rs", "fn f() { two::tw<|>o(); }", "fn two"),
        ("two/src/tool.rs", "fn f() { deep_one::ma<|>rk!(1); }", "macro_rules! mark"),
        ("two/src/tool.rs", "use deep_one::mark; fn f() { ma<|>rk!(1); }", "macro_rules! mark"),
        ("two/src/tool.rs", "use crate::d; fn f() { d::hel<|>per(); }", "fn helper"),
        ("two/src/tool.rs", "use super::lookup; fn f() { look<|>up(); }", "fn lookup"),
        ("one/code/parse.rs", "fn f() { local_ma<|>rk!(); }", "macro_rules! local_mark"),
        ("one/tests/it.rs", "mod common; fn f() { common::com<|>mon(); }", "fn common"),
        ("one/tests/it.rs", "use deep_one::*; fn f() { hel<|>per(); }", "fn helper"),
        ("one/examples/it.rs", "fn f() { deep_one::hel<|>per(); }", "fn helper"),
        ("one/benches/it.rs", "mod a { pub fn g() {} } fn f() { self::a::g<|>(); }", "fn g"),
        ("two/src/tool.rs", "fn g() {} mod a { fn f() { super::g<|>(); } }", "fn g()"),
        (
            "two/src/tool.rs",
            "#[cfg(a)] fn g() {} mod a { use super::g; fn f() { g<|>(); } }",
            "g()",
        ),
        ("two/src/tool.rs", "fn f() { fn g() {} let g2 = 1; g<|>(); }", "fn g()"),
        ("two/src/tool.rs", "fn f() { 'a: loop { break 'a; } const C: u8 = 1; C<|>; }", "const C"),
        ("two/src/tool.rs", "enum E { A } fn f() { use E::*; let x = A<|>; }", "enum E"),
        (
            "two/src/tool.rs",
            "use outer::{outer, Error}; fn g() -> outer::Result<E> { E } struct E; "
            "impl E { fn go(&self) {} } fn f() { g().unwrap().g<|>o(); }",
            "fn go",
        ),
        (
            "two/src/tool.rs",
            "use outer::outer; use outer::Result; fn g() -> Result<E> { E } struct E; "
            "impl E { fn go(&self) {} } fn f() { g().unwrap().g<|>o(); }",
            "fn go",
        ),
        (
            "two/src/tool.rs",
            "struct A;\nenum E { A(u8) }\nfn f(e: E) { use E::*; match e { A<|>(n) => n } }",
            "enum E",
        ),
        (
            "two/src/tool.rs",
            "struct A;\nenum E { B }\nfn f(e: E) { use E::*; let a = A<|>; }",
            "struct A",
        ),
        (
            "two/src/tool.rs",
            "static S: u8 = 1; fn f() -> u8 { assert_eq!(S<|>, 1); S }",
            "static S",
        ),
    ],
)
def test_where_a_path_leads(path: str, code: str, defined: str) -> None:
    text = f"{WORKSPACE}//- {path}\n{code}\n" if path not in WORKSPACE else ""
    if not text:
        at = WORKSPACE.index(f"//- {path}\n") + len(f"//- {path}\n")
        text = WORKSPACE[:at] + code + "\n" + WORKSPACE[at:]
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    found = [fixture.files[each["path"]].splitlines()[each["line"]] for each in answer["results"]]
    assert len(found) == 1, found
    assert defined in found[0]


def test_a_module_and_a_function_of_its_name_are_told_apart_by_what_follows() -> None:
    check_references(
        """
        //- src/lib.rs
        mod parse;
        pub use parse::parse;
        fn f() { parse(); parse::other(); crate::parse(); }
        //- src/parse.rs
        pub fn par<|>se() {}
        pub fn other() {}
        """,
        snapshot("""\
src/lib.rs:2    pub use parse::parse;                                import
                               ^^^^^
src/lib.rs:3    fn f() { parse(); parse::other(); crate::parse(); }  call
                         ^^^^^
src/lib.rs:3    fn f() { parse(); parse::other(); crate::parse(); }  call
                                                         ^^^^^
src/parse.rs:1  pub fn parse() {}                                    definition
                       ^^^^^
"""),
    )


ELSEWHERE = """
//- src/lib.rs
mod near;
pub mod far { pub mod deep; }
pub fn top() {}
//- src/near/mod.rs
#[path = "unix/mod.rs"]
mod imp;
pub fn here() { imp::there(); }
//- src/near/unix/mod.rs
%s
pub fn there() {}
//- src/far/deep.rs
%s
pub fn deepest() {}
"""


@pytest.mark.parametrize(
    ("first", "second", "defined"),
    [
        ("fn f() { super::he<|>re(); }", "", "pub fn here"),
        ("fn f() { crate::to<|>p(); }", "", "pub fn top"),
        ("fn f() { crate::far::deep::deep<|>est(); }", "", "pub fn deepest"),
        ("", "fn f() { crate::to<|>p(); }", "pub fn top"),
        ("", "fn f() { crate::near::he<|>re(); }", "pub fn here"),
        ("", "fn f() { super::super::to<|>p(); }", "pub fn top"),
    ],
)
def test_files_that_lie_elsewhere_than_their_modules(first: str, second: str, defined: str) -> None:
    fixture = parse_fixture(ELSEWHERE % (first, second))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    found = [fixture.files[each["path"]].splitlines()[each["line"]] for each in answer["results"]]
    assert len(found) == 1, found
    assert defined in found[0]


BESIDE = """
//- Cargo.toml
[workspace]
members = [".", "parts/*"]
[workspace.dependencies]
small-part = { path = "parts/small" }
[package]
name = "whole"
[dependencies]
small-part.workspace = true
//- parts/small/Cargo.toml
[package]
name = "small-part"
//- parts/small/src/lib.rs
pub fn fit() {}
//- src/main.rs
mod build;
mod shared { pub fn help() {} }
//- src/build.rs
"""


@pytest.mark.parametrize(
    ("code", "defined"),
    [
        ("fn f() { small_part::fi<|>t(); }", "pub fn fit"),
        ("use super::shared::*; fn f() { he<|>lp(); }", "pub fn help"),
        ("fn f() { crate::shared::he<|>lp(); }", "pub fn help"),
    ],
)
def test_the_package_beside_the_workspace_and_a_module_called_build(
    code: str, defined: str
) -> None:
    fixture = parse_fixture(f"{BESIDE}{code}\n")
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    found = [fixture.files[each["path"]].splitlines()[each["line"]] for each in answer["results"]]
    assert len(found) == 1, found
    assert defined in found[0]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("fn f(tree: &tree::No<|>de) {}", 1),
        ("fn f(tree: &tree::Node) { tree::ma<|>ke(); }", 2),
        ("fn f() { let tree = tree::ma<|>ke(); }", 2),
        ("fn f() { let tree = 1; loop { let n: tree::No<|>de; } }", 1),
        ("fn f(kinds: Vec<u8>) { for tree in kinds { match 1 { _ => tree::ma<|>ke() } } }", 2),
        ("fn f() { call(|tree: &tree::No<|>de| tree); }", 1),
    ],
)
def test_the_first_name_of_a_path_is_no_variable(code: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- src/lib.rs
        mod tree;
        mod user;
        //- src/tree.rs
        pub struct Node;
        pub fn make() -> Node {{ Node }}
        //- src/user.rs
        use crate::tree;
        {code}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["path"], each["line"] + 1) for each in found] == [("src/tree.rs", line)]


def test_a_module_inside_of_a_function_is_the_first_name_of_a_path_in_it() -> None:
    check_definition(
        """
        //- src/lib.rs
        mod tree { pub fn make() {} }
        fn f() {
            mod tree { pub fn make() {} }
            let tree = 1;
            tree::ma<|>ke();
        }
        """,
        snapshot("""\
src/lib.rs:3      mod tree { pub fn make() {} }  definition
                                    ^^^^
"""),
    )


@pytest.mark.parametrize(
    ("edition", "found"), [("", True), ('edition = "2015"\n', True), ('edition = "2018"\n', False)]
)
def test_paths_begin_at_the_crates_root_in_the_edition_of_2015(edition: str, found: bool) -> None:
    check_definition(
        f"""
        //- Cargo.toml
        [package]
        name = "old"
        {edition}
        //- src/lib.rs
        mod parts;
        mod inner;
        //- src/parts/mod.rs
        pub mod small;
        //- src/parts/small.rs
        pub fn make() {{}}
        //- src/inner.rs
        use parts::small::make;
        fn f() {{ ma<|>ke() }}
        """,
        "src/parts/small.rs:1  pub fn make() {}  definition\n                             ^^^^\n"
        if found
        else "(nothing)\n",
    )

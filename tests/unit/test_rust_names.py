"""Rust: modules, `use`, crates, and what their names lead to."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_outline, check_references


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

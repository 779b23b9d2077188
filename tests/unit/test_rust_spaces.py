"""Rust: a module and a function of one name, of which each may come from somewhere else."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references

PEEK = """
//- src/lib.rs
mod peek;
mod user;
pub use free::*;
pub mod free { pub fn peek(x: u8) -> u8 { x } }
//- src/peek.rs
pub struct Peeked;
//- src/user.rs
use crate::peek;
use crate::peek::Peeked;
fn use_it() { peek(1); crate::peek(2); }
"""


def test_a_call_is_of_the_function_that_comes_from_elsewhere() -> None:
    for code in ("{ pe<|>ek(1)", "crate::pe<|>ek(2)"):
        check_definition(
            PEEK.replace(code.replace("<|>", ""), code),
            snapshot("""\
src/lib.rs:4  pub mod free { pub fn peek(x: u8) -> u8 { x } }  definition
                                    ^^^^
"""),
        )


def test_before_a_path_goes_on_stands_the_module() -> None:
    check_definition(
        PEEK.replace("crate::peek::Peeked", "crate::pe<|>ek::Peeked"),
        snapshot("""\
src/peek.rs:1  pub struct Peeked;  definition
               |
"""),
    )


SEVERAL = """
//- Cargo.toml
[package]
name = "c"
//- src/lib.rs
macro_rules! own { () => {}; }
pub mod own { pub fn one() {} }
pub fn both() {}
pub mod both { pub fn two() {} }
pub struct Made { pub field: u8 }
impl Made { pub fn new() -> Made { Made { field: 1 } } pub fn step(&self) {} }
#[allow(non_snake_case)]
pub fn Made(n: u8) -> Other { Other }
pub struct Other;
impl Other { pub fn go(&self) {} }
macro_rules! all { () => {}; }
pub mod all { pub struct In; }
pub fn all() -> Other { Other }
fn user() {
    own!(); own::one();
    both(); both::two();
    Made(1).go(); Made::new().step();
    all!(); all().go(); let a: all::In = all::In;
}
mod other;
//- src/other.rs
use crate::both;
use crate::own;
use crate::Made;
fn user(made: &Made) { crate::own::one(); both(); both::two(); made.step(); Made(2).go(); crate::own!() }
"""


@pytest.mark.parametrize(
    ("path", "used", "found"),
    [
        ("src/lib.rs", "o<|>wn!();", [1]),
        ("src/lib.rs", "o<|>wn::one", [2]),
        ("src/lib.rs", "own::o<|>ne", [2]),
        ("src/lib.rs", "bo<|>th();", [3]),
        ("src/lib.rs", "bo<|>th::two();", [4]),
        ("src/lib.rs", "both::tw<|>o();", [4]),
        ("src/lib.rs", "Ma<|>de(1)", [8]),
        ("src/lib.rs", "Made(1).g<|>o", [10]),
        ("src/lib.rs", "Ma<|>de::new().step", [5]),
        ("src/lib.rs", "Made::n<|>ew().step", [6]),
        ("src/lib.rs", "new().st<|>ep", [6]),
        ("src/lib.rs", "al<|>l!();", [11]),
        ("src/lib.rs", "al<|>l().go", [13]),
        ("src/lib.rs", "all().g<|>o", [10]),
        ("src/lib.rs", "let a: al<|>l::In", [12]),
        ("src/other.rs", "crate::o<|>wn::one", [2]),
        ("src/other.rs", "own::o<|>ne", [2]),
        ("src/other.rs", "crate::o<|>wn!", [1]),
        ("src/other.rs", "bo<|>th();", [3]),
        ("src/other.rs", "bo<|>th::two();", [4]),
        ("src/other.rs", "both::tw<|>o();", [4]),
        ("src/other.rs", "made.st<|>ep()", [6]),
        ("src/other.rs", "made: &Ma<|>de", [5]),
        ("src/other.rs", "Ma<|>de(2)", [8]),
        ("src/other.rs", "use crate::bo<|>th;", [3, 4]),
        ("src/other.rs", "use crate::o<|>wn;", [1, 2]),
    ],
)
def test_types_values_and_macros_have_names_of_their_own(
    path: str, used: str, found: list[int]
) -> None:
    head, _, tail = SEVERAL.partition(f"//- {path}")
    fixture = parse_fixture(head + f"//- {path}" + tail.replace(used.replace("<|>", ""), used, 1))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert sorted(each["line"] + 1 for each in answer) == found


def test_each_of_several_that_a_name_stands_for_is_a_symbol() -> None:
    check_outline(
        """
        //- src/lib.rs
        macro_rules! all { () => {}; }
        pub mod all { pub struct In; }
        pub fn all() {}
        <|>
        """,
        snapshot("""\
function all 1-1
namespace all 2-2
  class In 2-2
function all 3-3
"""),
    )


@pytest.mark.parametrize(
    "code", ["use other::ma<|>ke;", "use other::{ma<|>ke};", "fn g() { other::ma<|>ke(); }"]
)
def test_a_macro_is_not_what_a_path_begins_with(code: str) -> None:
    check_definition(
        f"""
        //- Cargo.toml
        [package]
        name = "c"
        edition = "2021"
        [dependencies]
        other = {{ path = "other" }}
        //- other/Cargo.toml
        [package]
        name = "other"
        //- other/src/lib.rs
        pub fn make() {{}}
        //- src/lib.rs
        macro_rules! other {{ () => {{}}; }}
        {code}
        """,
        snapshot("""\
other/src/lib.rs:1  pub fn make() {}  definition
                           ^^^^
"""),
    )


def test_references_of_a_macro_are_its_own() -> None:
    check_references(
        """
        //- src/lib.rs
        macro_rules! o<|>wn { () => {}; }
        fn own() {}
        fn user() { own!(); own(); }
        """,
        snapshot("""\
src/lib.rs:1  macro_rules! own { () => {}; }  definition
                           ^^^
src/lib.rs:3  fn user() { own!(); own(); }    call
                          ^^^
"""),
    )

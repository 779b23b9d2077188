"""Rust: traits and the blocks that implement them, in whatever files those stand."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_outline, check_references
from related import check_calls, check_types

AREA = """
//- src/lib.rs
mod area;
mod shapes;
mod blocks;
mod user;
//- src/area.rs
pub trait Area { fn area(&self) -> u8; fn twice(&self) -> u8 { 2 } }
pub trait Big: Area {}
//- src/shapes.rs
pub struct Square;
pub struct Round;
impl Round { pub fn new() -> Round { Round } }
//- src/blocks.rs
use crate::area::Area;
use crate::shapes::{Round, Square};
impl Area for Square { fn area(&self) -> u8 { 1 } }
impl Area for Round { fn area(&self) -> u8 { 2 } fn twice(&self) -> u8 { 4 } }
impl<T> Area for Vec<T> { fn area(&self) -> u8 { 3 } }
impl PartialEq<Square> for Square { fn eq(&self, other: &Square) -> bool { true } }
//- src/user.rs
use crate::area::Area;
use crate::shapes::{Round, Square};
fn any(a: &dyn Area) { a.area(); a.twice(); }
fn square(s: Square) { s.area(); s.twice(); }
fn round(r: Round) { r.area(); r.twice(); }
"""


def at(marked: str) -> str:
    """The fixture with the cursor where `marked` has it."""
    plain = marked.replace("<|>", "")
    assert AREA.count(plain) == 1
    return AREA.replace(plain, marked)


def test_traits_that_a_type_implements_in_other_files() -> None:
    check_types(
        at("pub struct Squ<|>are"),
        "supertypes",
        snapshot("""\
src/area.rs:1  pub trait Area { fn area(&self) -> u8; fn twice(&self) -> u8 { 2 } }  interface src.area.Area
                         ^^^^
"""),
    )


def test_a_trait_is_implemented_by_blocks_and_a_type_has_them() -> None:
    check_types(
        at("pub trait Ar<|>ea"),
        "implementations",
        snapshot("""\
src/area.rs:2    pub trait Big: Area {}                                                          interface src.area.Big
                           ^^^
src/blocks.rs:3  impl Area for Square { fn area(&self) -> u8 { 1 } }                             class src.shapes.Square
                               ^^^^^^
src/blocks.rs:4  impl Area for Round { fn area(&self) -> u8 { 2 } fn twice(&self) -> u8 { 4 } }  class src.shapes.Round
                               ^^^^^
src/blocks.rs:5  impl<T> Area for Vec<T> { fn area(&self) -> u8 { 3 } }                          extension src.blocks.Vec
                                  ^^^
"""),
    )
    check_types(
        at("pub struct Squ<|>are"),
        "implementations",
        snapshot("""\
src/blocks.rs:3  impl Area for Square { fn area(&self) -> u8 { 1 } }                                  class src.shapes.Square
                               ^^^^^^
src/blocks.rs:6  impl PartialEq<Square> for Square { fn eq(&self, other: &Square) -> bool { true } }  class src.shapes.Square
                                            ^^^^^^
"""),
    )
    check_types(
        at("pub struct Rou<|>nd"),
        "implementations",
        snapshot("""\
src/blocks.rs:4  impl Area for Round { fn area(&self) -> u8 { 2 } fn twice(&self) -> u8 { 4 } }  class src.shapes.Round
                               ^^^^^
src/shapes.rs:3  impl Round { pub fn new() -> Round { Round } }                                  class src.shapes.Round
                      ^^^^^
"""),
    )


def test_what_is_called_on_a_type_is_what_its_own_block_has() -> None:
    check_references(
        at("fn ar<|>ea(&self) -> u8 { 1 }"),
        snapshot("""\
src/blocks.rs:3  impl Area for Square { fn area(&self) -> u8 { 1 } }  definition
                                           ^^^^
src/user.rs:4    fn square(s: Square) { s.area(); s.twice(); }        call (inferred)
                                          ^^^^
"""),
    )
    check_references(
        at("fn tw<|>ice(&self) -> u8 { 4 }"),
        snapshot("""\
src/blocks.rs:4  impl Area for Round { fn area(&self) -> u8 { 2 } fn twice(&self) -> u8 { 4 } }  definition
                                                                     ^^^^^
src/user.rs:5    fn round(r: Round) { r.area(); r.twice(); }                                     call (inferred)
                                                  ^^^^^
"""),
    )


def test_uses_of_what_implements_a_method_are_uses_of_it() -> None:
    check_references(
        at("fn ar<|>ea(&self) -> u8;"),
        snapshot("""\
src/area.rs:1  pub trait Area { fn area(&self) -> u8; fn twice(&self) -> u8 { 2 } }  definition
                                   ^^^^
src/user.rs:3  fn any(a: &dyn Area) { a.area(); a.twice(); }                         call (inferred)
                                        ^^^^
src/user.rs:4  fn square(s: Square) { s.area(); s.twice(); }                         call (inferred)
                                        ^^^^
src/user.rs:5  fn round(r: Round) { r.area(); r.twice(); }                           call (inferred)
                                      ^^^^
"""),
    )


def test_who_calls_the_method_of_a_trait_may_call_what_a_block_elsewhere_has() -> None:
    check_calls(
        at("fn tw<|>ice(&self) -> u8 { 4 }"),
        "callers",
        snapshot("""\
function any src/user.rs:3 (inferred) <- src/user.rs:3 twice
function square src/user.rs:4 (inferred) <- src/user.rs:4 twice
function round src/user.rs:5 (inferred) <- src/user.rs:5 twice
"""),
    )


TWICE = """
//- src/lib.rs
pub struct Error; pub struct A; pub struct B;
impl From<A> for Error { fn from(a: A) -> Self { Error } }
impl From<B> for Error { fn from(b: B) -> Self { Error } }
pub trait Service<R> { type Out; fn call(&self, r: R) -> Self::Out; }
impl Service<A> for Error { type Out = A; fn call(&self, r: A) -> Self::Out { r } }
impl Service<B> for Error { type Out = B; fn call(&self, r: B) -> Self::Out { r } }
"""


def test_what_blocks_for_one_type_have_under_one_name_is_several() -> None:
    check_references(
        TWICE.replace("fn from(b", "fn fr<|>om(b"),
        snapshot("""\
src/lib.rs:3  impl From<B> for Error { fn from(b: B) -> Self { Error } }  definition
                                          ^^^^
"""),
    )
    check_definition(
        TWICE.replace("r: B) -> Self::Out", "r: B) -> Self::O<|>ut"),
        snapshot("""\
src/lib.rs:4  pub trait Service<R> { type Out; fn call(&self, r: R) -> Self::Out; }  definition
                                          ^^^
"""),
    )
    check_outline(
        TWICE,
        snapshot("""\
class Error 1-1
  method from 2-2
  method from 3-3
  type_alias Out 5-5
  method call 5-5
  type_alias Out 6-6
  method call 6-6
class A 1-1
class B 1-1
interface Service 4-4
  type_alias Out 4-4
  method call 4-4
"""),
        "src/lib.rs",
    )


def test_what_a_type_has_of_its_own_comes_before_what_it_has_of_traits() -> None:
    check_definition(
        """
        //- src/lib.rs
        mod build;
        pub struct Graph;
        impl Size for Graph { fn add(&self) {} }
        impl Graph { pub fn add(&mut self) {} }
        trait Size { fn add(&self); }
        fn use_it(mut g: Graph) { g.a<|>dd(); }
        //- src/build.rs
        use crate::Graph;
        pub trait Build { fn add(&mut self); }
        impl Build for Graph { fn add(&mut self) {} }
        """,
        snapshot("""\
src/lib.rs:4  impl Graph { pub fn add(&mut self) {} }  definition (inferred)
                                  ^^^
"""),
    )


IMPLEMENTED = """
//- src/lib.rs
pub trait Shape { type Unit; fn area(&self) -> Self::Unit; }
pub struct Square;
impl Shape for Square { type Unit = u8; fn area(&self) -> Self::Unit { 1 } }
impl Iterator for Square { type Item = u8; fn next(&mut self) -> Option<Self::Item> { None } }
pub fn measure<S: Shape<Unit = u8>>(s: S) {}
"""


@pytest.mark.parametrize(
    "code", ["type Un|it = u8", "{ type Unit = u8; fn area(&self) -> Self::Un|it {", "<Un|it = u8>"]
)
def test_what_a_block_says_of_a_type_of_its_trait_the_trait_declares(code: str) -> None:
    at = code.replace("|", "<|>")
    check_definition(
        IMPLEMENTED.replace(code.replace("|", ""), at),
        snapshot("""\
src/lib.rs:1  pub trait Shape { type Unit; fn area(&self) -> Self::Unit; }  definition
                                     ^^^^
"""),
    )


@pytest.mark.parametrize("code", ["fn ne|xt", "type It|em", "Self::It|em"])
def test_what_a_trait_from_outside_declares_is_not_declared_here(code: str) -> None:
    at = code.replace("|", "<|>")
    check_definition(IMPLEMENTED.replace(code.replace("|", ""), at), snapshot("(nothing)\n"))


def test_a_field_does_not_hide_what_a_trait_gives() -> None:
    check_definition(
        """
        //- src/lib.rs
        pub struct Links { next: u8 }
        impl Links { fn go(self) { let n = self.ne<|>xt(); } }
        impl Chain for Links { fn next(&self) -> u8 { self.next } }
        pub trait Chain { fn next(&self) -> u8; }
        """,
        snapshot("""\
src/lib.rs:3  impl Chain for Links { fn next(&self) -> u8 { self.next } }  definition
                                        ^^^^
"""),
    )


def test_a_bound_for_all_lifetimes_is_a_bound() -> None:
    check_references(
        """
        //- src/lib.rs
        pub trait Key<A> { fn c<|>all(&mut self, a: A); }
        struct Group<F> { key: F }
        impl<F> Group<F> where F: for<'a> Key<&'a u8> { fn go(&mut self) { self.key.call(&1); } }
        fn go<F: for<'a> Key<&'a u8> + Send>(f: &mut F) { f.call(&1); }
        fn any(f: &mut dyn for<'a> Key<&'a u8>) { f.call(&1); }
        """,
        snapshot("""\
src/lib.rs:1  pub trait Key<A> { fn call(&mut self, a: A); }                                             definition
                                    ^^^^
src/lib.rs:3  impl<F> Group<F> where F: for<'a> Key<&'a u8> { fn go(&mut self) { self.key.call(&1); } }  call (inferred)
                                                                                          ^^^^
src/lib.rs:4  fn go<F: for<'a> Key<&'a u8> + Send>(f: &mut F) { f.call(&1); }                            call (inferred)
                                                                  ^^^^
src/lib.rs:5  fn any(f: &mut dyn for<'a> Key<&'a u8>) { f.call(&1); }                                    call (inferred)
                                                          ^^^^
"""),
    )

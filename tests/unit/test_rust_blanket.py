"""Rust: what traits add to every type that implements another."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_references

EXTRA = """
//- src/lib.rs
mod user;
pub trait Extra: Iterator { fn fresh(self) -> u8; fn get(self) -> u8 { 1 } }
impl<T: ?Sized> Extra for T where T: Iterator { fn fresh(self) -> u8 { 2 } }
pub trait Dump { fn dump(&mut self); }
impl<W: std::io::Write> Dump for W { fn dump(&mut self) {} }
//- src/user.rs
use crate::{Dump, Extra};
fn a(v: Vec<u8>) { v.iter().fresh(); v.iter().map(|x| x).get(); v.get(1); }
fn b<W: std::io::Write>(mut w: W) { w.dump(); w.fresh(); }
fn c<I: Iterator<Item = u8>>(i: I) { i.fresh(); i.dump(); }
struct Own;
impl Iterator for Own { type Item = u8; fn next(&mut self) -> Option<u8> { None } }
fn d(own: Own) { own.fresh(); own.dump(); own.get(); Own.fresh(); }
"""


def test_methods_of_a_trait_that_every_iterator_has() -> None:
    check_references(
        EXTRA.replace("fn fresh(self) -> u8;", "fn fre<|>sh(self) -> u8;"),
        snapshot("""\
src/lib.rs:2   pub trait Extra: Iterator { fn fresh(self) -> u8; fn get(self) -> u8 { 1 } }  definition
                                              ^^^^^
src/user.rs:2  fn a(v: Vec<u8>) { v.iter().fresh(); v.iter().map(|x| x).get(); v.get(1); }   call (inferred)
                                           ^^^^^
src/user.rs:4  fn c<I: Iterator<Item = u8>>(i: I) { i.fresh(); i.dump(); }                   call (inferred)
                                                      ^^^^^
src/user.rs:7  fn d(own: Own) { own.fresh(); own.dump(); own.get(); Own.fresh(); }           call (inferred)
                                    ^^^^^
src/user.rs:7  fn d(own: Own) { own.fresh(); own.dump(); own.get(); Own.fresh(); }           call (inferred)
                                                                        ^^^^^
"""),
    )


def test_methods_of_types_outside_are_none_of_what_has_the_same_name() -> None:
    check_references(
        EXTRA.replace("fn get", "fn g<|>et"),
        snapshot("""\
src/lib.rs:2   pub trait Extra: Iterator { fn fresh(self) -> u8; fn get(self) -> u8 { 1 } }  definition
                                                                    ^^^
src/user.rs:2  fn a(v: Vec<u8>) { v.iter().fresh(); v.iter().map(|x| x).get(); v.get(1); }   call (inferred)
                                                                        ^^^
src/user.rs:7  fn d(own: Own) { own.fresh(); own.dump(); own.get(); Own.fresh(); }           call (inferred)
                                                             ^^^
"""),
    )


def test_who_implements_another_trait_has_them_not() -> None:
    check_references(
        EXTRA.replace("fn dump(&mut self);", "fn du<|>mp(&mut self);"),
        snapshot("""\
src/lib.rs:4   pub trait Dump { fn dump(&mut self); }                      definition
                                   ^^^^
src/user.rs:3  fn b<W: std::io::Write>(mut w: W) { w.dump(); w.fresh(); }  call (inferred)
                                                     ^^^^
"""),
    )


def test_a_bound_on_references_says_what_a_parameter_is() -> None:
    check_references(
        """
        //- src/lib.rs
        pub trait IntoParallel { fn into_parallel(self) -> u8; }
        pub trait Parallel<'data> { fn par<|>allel(&'data self) -> u8; }
        impl<'data, I: 'data + ?Sized> Parallel<'data> for I where &'data I: IntoParallel {
            fn parallel(&'data self) -> u8 { self.into_parallel() }
        }
        impl<'data, T> IntoParallel for &'data Vec<T> { fn into_parallel(self) -> u8 { 1 } }
        pub struct Own;
        impl IntoParallel for &Own { fn into_parallel(self) -> u8 { 2 } }
        pub struct Other;
        fn run(own: Own, list: Vec<u8>, other: Other) {
            own.parallel(); list.parallel(); other.parallel();
            let v = vec![1]; v.parallel();
        }
        """,
        snapshot("""\
src/lib.rs:2   pub trait Parallel<'data> { fn parallel(&'data self) -> u8; }  definition
                                              ^^^^^^^^
src/lib.rs:11      own.parallel(); list.parallel(); other.parallel();         call (inferred)
                       ^^^^^^^^
src/lib.rs:11      own.parallel(); list.parallel(); other.parallel();         call (inferred)
                                        ^^^^^^^^
src/lib.rs:12      let v = vec![1]; v.parallel();                             call (inferred)
                                      ^^^^^^^^
"""),
    )


def test_methods_that_what_implements_a_trait_of_the_workspace_has() -> None:
    check_references(
        """
        //- src/lib.rs
        pub trait Service { fn call(&self) -> u8; }
        pub trait Layered: Service { }
        pub trait Ext: Service { fn ma<|>p(self) -> u8; }
        impl<S: Service> Ext for S { fn map(self) -> u8 { self.call() } }
        pub struct One;
        impl Service for One { fn call(&self) -> u8 { 1 } }
        pub struct Other;
        impl Other { fn map(&self) -> u8 { 2 } }
        fn run<L: Layered>(one: One, other: Other, layered: L, list: Vec<u8>) {
            one.map(); other.map(); layered.map(); list.map();
        }
        """,
        snapshot("""\
src/lib.rs:3   pub trait Ext: Service { fn map(self) -> u8; }          definition
                                           ^^^
src/lib.rs:10      one.map(); other.map(); layered.map(); list.map();  call (inferred)
                       ^^^
src/lib.rs:10      one.map(); other.map(); layered.map(); list.map();  call (inferred)
                                                   ^^^
"""),
    )

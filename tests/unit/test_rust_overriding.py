"""Rust: what belongs to a method of a trait, and what only has its name."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_references

NAMESAKES = """
//- src/lib.rs
pub trait Consumer { fn full(&self) -> bool; fn size(&self) -> u8; }
pub struct Reduce<T> { full: bool, of: T }
impl<T> Consumer for Reduce<T> {
    fn full(&self) -> bool { self.full }
    fn size(&self) -> u8 { 1 }
}
impl<T> Reduce<T> { fn size(of: T) -> Self { Reduce { full: true, of } } }
fn run(one: &Reduce<u8>, any: &dyn Consumer) {
    one.full(); any.full(); any.size();
    Reduce::size(1);
}
"""


def test_a_field_of_its_name_is_no_part_of_a_method_of_a_trait() -> None:
    check_references(
        NAMESAKES.replace("fn full(&self) -> bool;", "fn fu<|>ll(&self) -> bool;"),
        snapshot("""\
src/lib.rs:1  pub trait Consumer { fn full(&self) -> bool; fn size(&self) -> u8; }  definition
                                      ^^^^
src/lib.rs:9      one.full(); any.full(); any.size();                               call (inferred)
                      ^^^^
src/lib.rs:9      one.full(); any.full(); any.size();                               call (inferred)
                                  ^^^^
"""),
    )


def test_a_method_of_a_trait_is_no_part_of_a_field_of_its_name() -> None:
    check_references(
        NAMESAKES.replace("{ full: bool", "{ fu<|>ll: bool"),
        snapshot("""\
src/lib.rs:2  pub struct Reduce<T> { full: bool, of: T }                                  definition
                                     ^^^^
src/lib.rs:4      fn full(&self) -> bool { self.full }                                    read
                                                ^^^^
src/lib.rs:7  impl<T> Reduce<T> { fn size(of: T) -> Self { Reduce { full: true, of } } }  read (inferred)
                                                                    ^^^^
"""),
    )


def test_a_function_of_the_type_itself_implements_no_trait() -> None:
    check_references(
        NAMESAKES.replace("fn size(of: T)", "fn si<|>ze(of: T)"),
        snapshot("""\
src/lib.rs:7   impl<T> Reduce<T> { fn size(of: T) -> Self { Reduce { full: true, of } } }  definition
                                      ^^^^
src/lib.rs:10      Reduce::size(1);                                                        call
                           ^^^^
"""),
    )

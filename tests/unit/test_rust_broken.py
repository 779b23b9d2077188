"""Rust sources that are cut off, nested very deeply, or no Rust at all: every file has facts."""

from __future__ import annotations

import pytest

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.rust.parse import facts_of

SOURCE = """
//! About the file.
use std::{collections::HashMap, fmt::{self, Display as Shown}};
/// A shape.
#[derive(Debug, Clone)]
pub struct Shape<'a, T: Display + 'a> where T: Clone { side: &'a T, names: HashMap<String, Vec<T>> }
pub enum Kind { Round(u8, u8), Edged { corners: u8 }, Other = 3 }
impl<'a, T: Display> Shape<'a, T> {
    const MOST: u8 = 1;
    pub async fn grow(&mut self, (a, b): (u8, u8), by: impl Fn(u8) -> u8) -> Result<Self, fmt::Error> {
        let Kind::Round(x, ..) = self.kind()? else { return Err(fmt::Error) };
        match x { 1 | 2 if a > b => {}, n @ 3..=9 => drop(n), _ => loop { break } }
        if let Some(y) = self.names.get("y") && x > 1 { println!("{}, {:?}", y, vec![a, b]); }
        for (i, each) in self.names.iter().enumerate() { each.map(|z| z.0 + i).await; }
        Ok(Self { side: self.side, ..self })
    }
}
macro_rules! twice { ($($x:expr),*) => { $($x + $x)* }; }
thread_local! { static DEPTH: u8 = 1; }
mod tests { use super::*; #[test] fn it_grows() { assert_eq!(twice!(Shape::MOST), 2, "no"); } }
"""
NAMES = ("Shape", "Kind", "twice", "tests")


def names_of(source: str) -> set[str]:
    facts = Facts(facts_of(source.encode()))
    return {facts.names[name] for name in facts.symbol_name}


def test_wherever_a_file_ends_it_has_facts() -> None:
    for end in range(0, len(SOURCE), 7):
        names_of(SOURCE[:end])
    assert set(NAMES) <= names_of(SOURCE)


@pytest.mark.parametrize(
    "mark", ["{", "}", "(", "]", "|", '"', "'", "#", "!", "<", "\0", "é", "\r"]
)
def test_a_stray_mark_leaves_most_of_the_outline(mark: str) -> None:
    middle = SOURCE.index("const MOST")
    found = names_of(SOURCE[:middle] + mark + SOURCE[middle:])
    assert {"Shape", "Kind"} <= found


@pytest.mark.parametrize(
    "source",
    [
        "fn f() { let x = " + "(" * 2000 + "1" + ")" * 2000 + "; }",
        "fn f() " + "{" * 2000 + "}" * 2000,
        "mod a { " * 500 + "fn f() {}" + "}" * 500,
        "fn f() { x" + ".a()" * 2000 + "; }",
        "fn f() { " + "a!(" * 500 + ")" * 500 + "; }",
        "fn f() { " + "match x { _ => " * 500 + "1" + "}" * 500 + "}",
        "fn f() { let a = " + "|x| " * 500 + "1; }",
        "fn f() { " + "let a = b(a); " * 1000 + "}",
        "use " + "a::{" * 500 + "b" + "}" * 500 + "; fn f() {}",
        "fn f() {} type A = " + "Vec<" * 1000 + "u8" + ">" * 1000 + ";",
        "fn f() { vec![" + "1, " * 5000 + "] }",
        "fn f() {} impl<T> for<'a> where { } $ @ ~ macro",
    ],
)
def test_however_deep_or_long_it_is_it_has_facts(source: str) -> None:
    assert "f" in names_of(source)

"""Rust: what loops, operators and closures give, and what closures are given."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask

_TYPES = """\
use std::ops::{Mul, Not, Sub};
#[derive(Clone, Default)] pub struct Item {
pub id: u32 }
pub struct Boxed { pub item: Item,
pub width: u32 }
impl Item { fn new() -> Item { Item::default() } fn boxed(&self) -> Boxed { todo!() } }
impl Sub for Item { type Output = Boxed; fn sub(self, other: Item) -> Boxed { todo!() } }
impl Mul<u32> for Item { type Output = Item; fn mul(self, by: u32) -> Item { self } }
fn takes(f: &dyn Fn(&Item)) {}
fn boxes(f: Box<dyn FnOnce(Item, Boxed)>) {}
"""
_ID, _WIDTH = 3, 5


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("let a = loop { break Item::new(); }; a.<|>id;", _ID),
        ("let a = loop { if all.len() > 1 { break Some(Item::new()); } }; a.unwrap().<|>id;", _ID),
        ("let a = 'out: loop { loop { break 'out Item::new(); } }; a.<|>id;", _ID),
        (
            "let a = 'out: loop { let b = loop { break Item::new().boxed(); }; break Item::new(); }; a.<|>id;",
            _ID,
        ),
        ("let a = 'out: { if all.len() > 1 { break 'out Item::new(); } todo!() }; a.<|>id;", _ID),
        ("let a = loop { for b in &all { break; } break Item::new(); }; a.<|>id;", _ID),
        (
            "let a = loop { match all.pop() { Some(b) => break b, None => continue } }; a.<|>id;",
            _ID,
        ),
        ("all.iter().fold(Item::new().boxed(), |sum, each| { sum.<|>width; sum });", _WIDTH),
        ("all.iter().fold(Item::new().boxed(), |mut sum, each| { each.<|>id; sum });", _ID),
        ("all.iter().fold(Item::new(), |sum, each| sum).<|>id;", _ID),
        ("all.iter().rfold(Item::new(), |sum, each| sum).<|>id;", _ID),
        ("all.iter().try_fold(Item::new(), |sum, each| { sum.<|>id; Some(sum) });", _ID),
        ("all.iter().scan(Item::new(), |state, each| { state.<|>id; Some(each.boxed()) });", _ID),
        (
            "all.iter().scan(Item::new(), |state, each| Some(each.boxed())).next().unwrap().<|>width;",
            _WIDTH,
        ),
        ("takes(&|each| { each.<|>id; });", _ID),
        ("boxes(Box::new(|each, other| { other.<|>width; }));", _WIDTH),
        ("boxes(Box::new(move |each, other| { each.<|>id; }));", _ID),
        ("(all[0].clone() - Item::new()).<|>width;", _WIDTH),
        ("let a = Item::new() * 3; a.<|>id;", _ID),
        ("(Item::new() * 3 - Item::new()).<|>width;", _WIDTH),
    ],
)
def test_what_is_given(code: str, line: int) -> None:
    assert _definition(f"fn f(mut all: Vec<Item>) {{ {code} }}") == [line]


@pytest.mark.parametrize(
    "code",
    [
        # The inner loop gives something else.
        "let a = loop { let b = loop { break Item::new(); }; break 1; }; a.<|>id;",
        "let a = loop { while true { break; } break all.len(); }; a.<|>id;",
        "let a = all.len() * 3; a.<|>id;",
        "let a = all.len() == 3; a.<|>id;",
    ],
)
def test_what_is_not_given(code: str) -> None:
    assert _definition(f"fn f(mut all: Vec<Item>) {{ {code} }}") == []


def _definition(code: str) -> list[int]:
    """The lines, from one, to which the cursor leads."""
    fixture = parse_fixture("//- src/lib.rs\n" + _TYPES + code)
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    return [result["line"] + 1 for result in results]

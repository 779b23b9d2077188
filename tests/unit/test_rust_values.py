"""Rust: what loops, operators and closures give, and what closures are given."""

from __future__ import annotations

import pytest

from fixture_language import parse_fixture
from harness import ask

_TYPES = """\
use std::cell::RefCell; use std::collections::HashMap; use std::ops::{Mul, Not, Sub}; use std::rc::Rc; use std::sync::{Arc, Mutex};
#[derive(Clone, Default)] pub struct Item {
pub id: u32 }
pub struct Boxed { pub item: Item,
pub width: u32 }
impl Item { fn new() -> Item { Item::default() } fn boxed(&self) -> Boxed { todo!() } }
impl Sub for Item { type Output = Boxed; fn sub(self, other: Item) -> Boxed { todo!() } }
impl Mul<u32> for Item { type Output = Item; fn mul(self, by: u32) -> Item { self } }
fn takes(f: &dyn Fn(&Item)) {}
fn boxes(f: Box<dyn FnOnce(Item, Boxed)>) {}
struct Guard<T> { inner: T }
impl<T> Guard<T> { fn with<R>(&self, f: impl Fn(&T) -> R) -> R { f(&self.inner) } fn each<F: FnMut(&T)>(&self, f: F) {} }
impl<T> Guard<T> { fn to<F>(self, f: F) where F: FnOnce(T) -> Item {} }
struct Held { call: Box<dyn Fn(&Item)> }
trait Named {
fn name(&self); }
"""
_ID, _WIDTH, _NAME = 3, 5, 16


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
        ("let g: Guard<Boxed> = todo!(); g.with(|each| { each.<|>width; });", _WIDTH),
        ("let g: Guard<Boxed> = todo!(); g.each(|each| { each.<|>width; });", _WIDTH),
        ("let g: Guard<Boxed> = todo!(); g.to(|each| { each.<|>width; Item::new() });", _WIDTH),
        ("let g: Guard<Boxed> = todo!(); g.with(|each| each.item.clone()).<|>id;", _ID),
        ("let g: Box<dyn Fn(&Item)> = Box::new(|each| { each.<|>id; });", _ID),
        ("let g: &dyn Fn(&Item) = &|each| { each.<|>id; };", _ID),
        ("let g = Held { call: Box::new(|each| { each.<|>id; }) };", _ID),
        ("fn g() -> impl Fn(&Item) -> u32 { move |each| each.<|>id }", _ID),
        ("fn g() -> Box<dyn Fn(&Item) -> u32> { Box::new(|each| each.<|>id) }", _ID),
        ("fn g(a: Arc<Mutex<Item>>) { let b = a.clone(); b.lock().unwrap().<|>id; }", _ID),
        ("fn g(a: Arc<Mutex<Item>>) { let b = Arc::clone(&a); b.lock().unwrap().<|>id; }", _ID),
        ("fn g(a: Rc<RefCell<Item>>) { Rc::clone(&a).borrow().<|>id; }", _ID),
        (
            "fn g(a: Rc<RefCell<Item>>) { Rc::downgrade(&a).upgrade().unwrap().borrow().<|>id; }",
            _ID,
        ),
        ("fn g(a: HashMap<u8, Vec<Item>>) { for b in a.values().flatten() { b.<|>id; } }", _ID),
        ("fn g(a: Vec<Option<Item>>) { a.iter().flatten().next().unwrap().<|>id; }", _ID),
        ("fn g(a: Option<u8>, b: Option<Item>) { a.zip(b).unwrap().1.<|>id; }", _ID),
        ("fn g(a: Result<Item, Boxed>) { a.map_or_else(|e| 1, |b| b.<|>id); }", _ID),
        ("fn g(a: Result<Item, Boxed>) { a.map_or_else(|e| e.<|>width, |b| 1); }", _WIDTH),
        ("std::iter::once(Item::new()).next().unwrap().<|>id;", _ID),
        ("fn g<T: Named + Clone>(a: T) { a.clone().<|>name(); }", _NAME),
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
        # Who takes it is what is called around it, and not what was said before.
        "let g: Box<dyn Fn(&Item)> = make(|each| { each.<|>id; });",
        "fn g() -> impl Fn(&Item) -> u32 { let h = |each| each.<|>id; h }",
    ],
)
def test_what_is_not_given(code: str) -> None:
    assert _definition(f"fn f(mut all: Vec<Item>) {{ {code} }}") == []


def _definition(code: str) -> list[int]:
    """The lines, from one, to which the cursor leads."""
    fixture = parse_fixture("//- src/lib.rs\n" + _TYPES + code)
    results = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    return [result["line"] + 1 for result in results]

"""Rust: members of types, what traits give, and what values are."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_references
from related import check_calls, check_types

SHAPES = """
//- Cargo.toml
[package]
name = "shapes"
//- src/lib.rs
pub mod shape;
mod user;
//- src/shape.rs
use std::collections::HashMap;
use std::rc::Rc;
pub struct Point { pub x: u8 }
impl Point {
    pub const ORIGIN: Point = Point { x: 0 };
    pub fn new(x: u8) -> Self { Self { x } }
    pub fn grow(&mut self) -> &mut Self { self }
    pub fn end(&self) -> Point { Point { x: 1 } }
}
#[derive(Clone, Default)]
pub struct Line { pub from: Point, pub points: Vec<Point>, named: HashMap<String, Point>, end: u8 }
impl Line {
    pub fn first(&self) -> Option<&Point> { self.points.first() }
    pub fn load(name: &str) -> Result<Line, Failure> { todo!() }
    pub fn end(&self) -> u8 { self.end }
    pub fn shared(&self) -> Rc<Line> { todo!() }
    pub fn each<F: Fn(&Point)>(&self, f: F) {}
}
pub struct Failure;
pub enum Shape { Dot(Point), Edge { start: Point }, Empty }
pub trait Area {
    type Unit;
    fn area(&self) -> Point;
    fn twice(&self) -> Point { self.area() }
}
impl Area for Line { type Unit = Point; fn area(&self) -> Point { todo!() } }
impl Area for str { type Unit = u8; fn area(&self) -> Point { todo!() } }
pub struct Stack<T> { items: Vec<T> }
impl<E> Stack<E> {
    pub fn top(&self) -> Option<&E> { self.items.last() }
    pub fn of(items: Vec<E>) -> Stack<E> { Stack { items } }
}
impl<E> Iterator for Stack<E> { type Item = E; fn next(&mut self) -> Option<E> { None } }
impl std::ops::Deref for Failure { type Target = Line; fn deref(&self) -> &Line { todo!() } }
//- src/user.rs
use crate::shape::{Area, Failure, Line, Point, Shape, Stack};
"""


@pytest.mark.parametrize(
    ("code", "defined"),
    [
        ("fn f(p: &Point) { p.gr<|>ow(); }", "fn grow"),
        ("fn f() { Point::new(1).gr<|>ow(); }", "fn grow"),
        ("fn f() { let p = Point::new(1); p.grow().gr<|>ow(); }", "fn grow"),
        ("fn f() { Point::ORIGIN.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { l.first().unwrap().gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) -> Option<u8> { l.first()?.gr<|>ow(); None }", "fn grow"),
        ("fn f() -> Result<u8, Failure> { Line::load(1)?.from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { if let Some(p) = l.first() { p.gr<|>ow(); } }", "fn grow"),
        ("fn f(l: Line) { let Some(p) = l.first() else { return }; p.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { while let Some(p) = l.first() { p.gr<|>ow(); } }", "fn grow"),
        ("fn f() { match Line::load(1) { Ok(l) => l.from.gr<|>ow(), Err(_) => () } }", "fn grow"),
        ("fn f(l: Line) { for p in &l.points { p.gr<|>ow(); } }", "fn grow"),
        ("fn f(l: Line) { for (i, p) in l.points.iter().enumerate() { p.gr<|>ow(); } }", "fn grow"),
        ("fn f(l: Line) { l.points[0].gr<|>ow(); }", "fn grow"),
        (
            "fn f(l: Line) { l.points.iter().map(|p| p.end()).for_each(|p| p.gr<|>ow()); }",
            "fn grow",
        ),
        ("fn f(l: Line) { l.first().map(|p| p.gr<|>ow()); }", "fn grow"),
        ("fn f(l: Line) { l.each(|p| { p.gr<|>ow(); }); }", "fn grow"),
        ("fn f(l: Line) { l.shared().from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Box<Line>) { l.clone().from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: std::sync::Arc<Line>) { l.from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Arc<Mutex<Line>>) { l.lock().unwrap().from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Arc<Line>) { Arc::clone(&l).from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: &Arc<Line>) { let m = Arc::clone(l); m.from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Rc<RefCell<Line>>) { Rc::clone(&l).borrow().from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Arc<Line>) { Arc::try_unwrap(l).unwrap().from.gr<|>ow(); }", "fn grow"),
        ("fn f(mut l: Arc<Line>) { Arc::make_mut(&mut l).from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { Line::clone(&l).from.gr<|>ow(); }", "fn grow"),
        ("fn f() { Line::default().from.gr<|>ow(); }", "fn grow"),
        ("fn f(e: Failure) { e.from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { (l, 1).0.from.gr<|>ow(); }", "fn grow"),
        ('fn f(l: Line) { println!("{}", l.from.gr<|>ow()); }', "fn grow"),
        ("fn f(l: Line) { vec![l.from][0].gr<|>ow(); }", "fn grow"),
        ("mac!(name, |l: Line, other: u8| { l.from.gr<|>ow(); });", "fn grow"),
        ("fn f(s: Stack<Point>) { s.top().unwrap().gr<|>ow(); }", "fn grow"),
        ("fn f(s: Stack<Point>) { for p in s { p.gr<|>ow(); } }", "fn grow"),
        ("fn f(s: Shape) { match s { Shape::Dot(p) => p.gr<|>ow(), _ => () } }", "fn grow"),
        (
            "fn f(s: Shape) { match s { Shape::Edge { start } => start.gr<|>ow(), _ => () } }",
            "fn grow",
        ),
        ("fn f(s: Shape) { if let Shape::Edge { start: p, .. } = s { p.gr<|>ow(); } }", "fn grow"),
        ("fn f(l: Line) { let p = 1; let p = l.from; p.gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { l.ar<|>ea(); }", "impl Area for Line"),
        ("fn f(l: Line) { l.twi<|>ce(); }", "fn twice"),
        ("fn f<T: Area>(t: T) { t.ar<|>ea(); }", "fn area(&self) -> Point;"),
        ("fn f<T>(t: T) where T: Area { t.ar<|>ea(); }", "fn area(&self) -> Point;"),
        ("fn f(t: impl Area) { t.area().gr<|>ow(); }", "fn grow"),
        ("fn f(t: &dyn Area) { t.ar<|>ea(); }", "fn area(&self) -> Point;"),
        ("fn f<T: Area>() { let x: T::Un<|>it; }", "type Unit;"),
        ("fn f(l: Line) { Area::ar<|>ea(&l); }", "fn area(&self) -> Point;"),
        ('fn f() { "text".ar<|>ea(); }', "impl Area for str"),
        ("fn f(l: Line) { l.en<|>d(); }", "fn end(&self) -> u8"),
        ("fn f() { let s = Shape::Emp<|>ty; }", "pub enum Shape"),
        ("type Other = Line; fn f() { Other::lo<|>ad(1); }", "fn load"),
        (
            "trait Sized { const BITS: u8; fn bits(&self) -> u8; }\n"
            "impl Sized for u8 {\nconst BITS: u8 = 8;\nfn bits(&self) -> u8 { Self::BI<|>TS } }",
            "const BITS: u8 = 8;",
        ),
        (
            "trait Sized { fn all(&self) -> u8 { 1 } fn bits(&self) -> u8; }\n"
            "impl<T> Sized for Vec<T> { fn bits(&self) -> u8 { self.al<|>l() } }",
            "fn all",
        ),
        (
            "struct S<A> { a: A } impl<B: Area> S<B> { fn f(&self) { self.a.twi<|>ce(); } }",
            "fn twice",
        ),
        (
            "struct S<A> { a: A } impl<B> S<B> where B: Area { fn f(&self) { self.a.twi<|>ce(); } }",
            "fn twice",
        ),
        ("fn f(l: Line) { let a: Vec<_> = l.points.iter().collect(); a[0].gr<|>ow(); }", "fn grow"),
        ("fn f(l: Line) { let a: Vec<_> = vec![l.from]; for p in &a { p.gr<|>ow(); } }", "fn grow"),
        (
            "fn f(l: Line) { let a: Option<Vec<_>> = l.points.iter().map(|p| Some(p)).collect(); "
            "for p in a.unwrap() { p.gr<|>ow(); } }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let a = l.points.iter().map(|p| Some(p)).collect::<Option<Vec<_>>>(); "
            "a.unwrap()[0].gr<|>ow(); }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let a = l.points.iter().map(|p| Ok(p)).collect::<Result<Vec<_>, _>>(); "
            "match a { Ok(mut ps) => for p in &mut ps { p.gr<|>ow(); }, Err(_) => () } }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let a: HashMap<_, _> = l.points.iter().map(|p| (1, p)).collect(); "
            "a[1].gr<|>ow(); }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let a = l.points.iter().map(|p| (1, p)).collect::<HashMap<u8, _>>(); "
            "a.get(1).unwrap().gr<|>ow(); }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let a = l.points.iter().map(|p| p.x).collect::<Vec<Point>>(); "
            "a[1].gr<|>ow(); }",
            "fn grow",
        ),
        ("fn f(l: Line) { let mut a = Vec::new(); a.push(l.from); a[0].gr<|>ow(); }", "fn grow"),
        (
            "fn f(l: Line) { let mut a = std::collections::VecDeque::with_capacity(1); "
            "if true { a.push_back(l.from); } for p in &a { p.gr<|>ow(); } }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let mut a: Vec<_> = vec![]; for p in l.points { a.push(p); } "
            "a.iter().map(|p| p.gr<|>ow()); }",
            "fn grow",
        ),
        (
            "fn f(l: Line) { let mut a = HashMap::new(); a.insert(1, l.from); "
            "for (n, p) in &a { p.gr<|>ow(); } }",
            "fn grow",
        ),
        ("fn g<T>() -> T { todo!() } fn f() { g::<Point>().gr<|>ow(); }", "fn grow"),
        ("fn g<T>() -> Option<T> { None } fn f() { g::<Point>().unwrap().gr<|>ow(); }", "fn grow"),
        ("fn f() { out::json::from_str::<Point>(1).unwrap().gr<|>ow(); }", "fn grow"),
        ("fn f() { let l = Line::parse(); l.from.gr<|>ow(); }", "fn grow"),
        ("fn f(l: std::rc::Weak<Point>) { l.upgrade().unwrap().gr<|>ow(); }", "fn grow"),
        ("fn f(s: String) { s.ar<|>ea(); }", "impl Area for str"),
        ('fn f() { format!("a").ar<|>ea(); }', "impl Area for str"),
        ("struct W<T>(T); fn f(W(p): W<Point>) { p.gr<|>ow(); }", "fn grow"),
        ("struct W<T>(T, u8); fn f(w: W<Point>) { let W(p, n) = &w; p.gr<|>ow(); }", "fn grow"),
        ("fn f(Json(p): web::Json<Point>) { p.gr<|>ow(); }", "fn grow"),
        ("async fn g() -> Line { todo!() } async fn f() { g().await.from.gr<|>ow(); }", "fn grow"),
    ],
)
def test_what_a_member_is(code: str, defined: str) -> None:
    fixture = parse_fixture(SHAPES + code)
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    found = [fixture.files[each["path"]].splitlines()[each["line"]] for each in answer["results"]]
    assert len(found) == 1, found
    assert defined in found[0]


def test_a_field_and_a_method_of_one_name_are_two() -> None:
    check_references(
        """
        //- src/lib.rs
        pub struct Range { e<|>nd: u8 }
        impl Range {
            pub fn end(&self) -> u8 { self.end }
            pub fn new(end: u8) -> Range { Range { end } }
        }
        fn f(r: Range) { let Range { end } = r; r.end(); }
        """,
        snapshot("""\
src/lib.rs:1  pub struct Range { end: u8 }                        definition
                                 ^^^
src/lib.rs:3      pub fn end(&self) -> u8 { self.end }            read
                                                 ^^^
src/lib.rs:4      pub fn new(end: u8) -> Range { Range { end } }  read (inferred)
                                                         ^^^
src/lib.rs:6  fn f(r: Range) { let Range { end } = r; r.end(); }  read (inferred)
                                           ^^^
"""),
    )


def test_a_call_of_a_method_of_a_trait_calls_each_that_implements_it() -> None:
    check_calls(
        """
        //- src/lib.rs
        pub trait Area { fn area(&self) -> u8; }
        pub struct Square;
        impl Area for Square { fn ar<|>ea(&self) -> u8 { 1 } }
        fn any(a: &dyn Area) { a.area(); }
        fn one(s: Square) { s.area(); }
        """,
        "callers",
        snapshot("""\
function any src/lib.rs:4 (inferred) <- src/lib.rs:4 area
function one src/lib.rs:5 (inferred) <- src/lib.rs:5 area
"""),
    )


def test_a_method_that_implements_a_trait_is_declared_there() -> None:
    check_definition(
        """
        //- src/lib.rs
        mod area;
        pub struct Square;
        impl area::Area for Square { fn ar<|>ea(&self) -> u8 { 1 } }
        //- src/area.rs
        pub trait Area { fn area(&self) -> u8; }
        """,
        snapshot("""\
src/area.rs:1  pub trait Area { fn area(&self) -> u8; }  definition
                                   ^^^^
"""),
    )


def test_types_that_implement_a_trait_in_other_files() -> None:
    check_types(
        """
        //- src/lib.rs
        pub mod shapes;
        mod more;
        pub trait Ar<|>ea { fn area(&self) -> u8; }
        //- src/shapes.rs
        pub struct Square;
        pub struct Round;
        impl crate::Area for Square { fn area(&self) -> u8 { 1 } }
        //- src/more.rs
        use crate::{shapes::Round, Area};
        impl Area for Round { fn area(&self) -> u8 { 1 } }
        """,
        "subtypes",
        snapshot("""\
src/shapes.rs:1  pub struct Square;  class src.shapes.Square
                            ^^^^^^
src/shapes.rs:2  pub struct Round;   class src.shapes.Round
                            ^^^^^
"""),
    )


def test_a_variable_that_hides_another_is_a_new_one() -> None:
    check_references(
        """
        //- src/lib.rs
        fn f(n: u8) {
            let n = n + 1;
            let n<|> = n + 1;
            let g = |m: u8| n + m;
            print!("{}", n);
        }
        """,
        snapshot("""\
src/lib.rs:3      let n = n + 1;          definition
                      ^
src/lib.rs:4      let g = |m: u8| n + m;  read
                                  ^
src/lib.rs:5      print!("{}", n);        read
                               ^
"""),
    )


def test_what_is_collected_becomes_the_type_that_is_spelled() -> None:
    check_definition(
        """
        //- src/lib.rs
        pub struct Set<T> { items: Vec<T> }
        impl<T> Set<T> { pub fn is_free(&self) -> bool { true } }
        fn f() { let some: Set<_> = (0..3).collect(); some.is_f<|>ree(); }
        """,
        snapshot("""\
src/lib.rs:2  impl<T> Set<T> { pub fn is_free(&self) -> bool { true } }  definition (inferred)
                                      ^^^^^^^
"""),
    )


def test_a_field_in_short_leads_to_the_field_and_to_what_it_is_given() -> None:
    text = """
        //- src/lib.rs
        pub struct Item { name: u8, size: u8 }
        fn make(name: u8) -> Item {
            let size = 1;
            Item { NAME, SIZE }
        }
        """
    check_definition(
        text.replace("NAME", "na<|>me").replace("SIZE", "size"),
        snapshot("""\
src/lib.rs:1  pub struct Item { name: u8, size: u8 }  definition (inferred)
                                ^^^^
src/lib.rs:2  fn make(name: u8) -> Item {             definition
                      ^^^^
"""),
    )
    check_definition(
        text.replace("NAME", "name").replace("SIZE", "si<|>ze"),
        snapshot("""\
src/lib.rs:1  pub struct Item { name: u8, size: u8 }  definition (inferred)
                                          ^^^^
src/lib.rs:3      let size = 1;                       definition
                      ^^^^
"""),
    )


def test_a_function_that_is_given_away_is_called() -> None:
    check_calls(
        """
        //- src/lib.rs
        fn usu<|>al() -> u8 { 1 }
        fn run(given: Option<u8>) -> u8 {
            let made = usual;
            given.unwrap_or_else(usual)
        }
        """,
        "callers",
        snapshot(
            "function run src/lib.rs:2 <- src/lib.rs:3 usual (read), src/lib.rs:4 usual (read)\n"
        ),
    )


IGNORED = """
//- src/lib.rs
pub struct One { pub name: u8 }
pub struct Two { pub name: u8 }
pub struct Pair(pub One, pub Two);
fn f(pair: Pair, tuple: (One, Two), all: &[Two]) {
    %s
}
"""


@pytest.mark.parametrize(
    "code",
    [
        "let (_, two) = tuple; two.na<|>me;",
        "let Pair(_, two) = pair; two.na<|>me;",
        "if let Some((_, two)) = Some(tuple) { two.na<|>me; }",
        "all.iter().enumerate().filter(|(_, two)| two.na<|>me > 1);",
        "all.iter().fold(0, |_, two| two.na<|>me);",
        "match pair { Pair(_, two) => two.na<|>me };",
    ],
)
def test_what_a_pattern_ignores_is_one_of_its_parts(code: str) -> None:
    check_definition(
        IGNORED % code,
        snapshot("""\
src/lib.rs:2  pub struct Two { pub name: u8 }  definition (inferred)
                                   ^^^^
"""),
    )


RANGED = """
//- src/lib.rs
use std::ops::{Range, RangeInclusive};
pub struct Line(usize);
impl Line { pub fn next(&self) {} }
pub struct Part { some: Range<Line>, whole: RangeInclusive<Line> }
fn f(part: Part, from: Line, to: Line) {
    %s
}
"""


@pytest.mark.parametrize(
    "code",
    [
        "part.some.end.ne<|>xt();",
        "let (start, end) = (&part.some.start, &part.some.end); end.ne<|>xt();",
        "part.whole.start().ne<|>xt();",
        "for line in from..to { line.ne<|>xt(); }",
        "(from..to).rev().for_each(|line| line.ne<|>xt());",
        "let all = from..; all.start.ne<|>xt();",
    ],
)
def test_a_range_holds_what_it_begins_and_ends_with(code: str) -> None:
    check_definition(
        RANGED % code,
        snapshot("""\
src/lib.rs:3  impl Line { pub fn next(&self) {} }  definition (inferred)
                                 ^^^^
"""),
    )

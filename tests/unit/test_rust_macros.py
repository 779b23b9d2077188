"""Rust: names in format strings, in rules of macros, and in what is derived."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from fixture_language import parse_fixture
from harness import ask, check_definition, check_outline, check_references
from related import check_calls


@pytest.mark.parametrize(
    "call",
    [
        'println!("{va<|>lue}")',
        'println!("{{}} {va<|>lue:?} {}", 1)',
        'format!("{:va<|>lue$}", 1)',
        'format!("{:>width$.va<|>lue$}", 1, width = 2)',
        'write!(out, "{va<|>lue}")',
        'assert_eq!(1, 2, "it is {va<|>lue}")',
        'log::info!(target: "{value}", "{va<|>lue}")',
        'panic!(r"\\u{va<|>lue}")',
        'panic!("\\u{e9}{ va<|>lue }")',
    ],
)
def test_a_name_in_a_format_is_the_variable(call: str) -> None:
    check_definition(
        f"""
        //- src/lib.rs
        fn run() {{ let value = 1; {call}; let value = 2; }}
        """,
        """
        src/lib.rs:1  fn run() { let value = 1; %s; let value = 2; }  definition
                                     ^^^^^
        """.replace("%s", call.replace("<|>", "")),
    )


@pytest.mark.parametrize(
    "call",
    [
        'println!("{va<|>lue}", value = 2)',
        'assert_eq!("{va<|>lue}", "a")',
        'println!("{}", "{va<|>lue}")',
        'println!("{{va<|>lue}}")',
        'other!("{va<|>lue}")',
    ],
)
def test_what_is_no_name_in_a_format(call: str) -> None:
    check_definition(f"//- src/lib.rs\nfn run() {{ let value = 1; {call}; }}", "(nothing)\n")


RULES = """
//- src/lib.rs
pub mod parts;
mod rules;
//- src/parts.rs
pub struct Part;
pub fn make() -> Part { Part }
pub trait Shown {}
//- src/rules.rs
use crate::parts::Shown;
macro_rules! inner { () => { $crate::parts::make(); }; }
macro_rules! outer { ($x:expr) => { let _: $crate::parts::Part = { inner!($x) }; make(); }; }
#[derive(Clone, Shown, crate::parts::Shown)]
struct Own;
"""


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("parts::ma<|>ke();", "src/parts.rs:2"),
        ("parts::Pa<|>rt =", "src/parts.rs:1"),
        ("inn<|>er!($x)", "src/rules.rs:2"),
        ("(Clone, Sh<|>own", "src/parts.rs:3"),
        ("crate::parts::Sh<|>own)", "src/parts.rs:3"),
    ],
)
def test_names_in_rules_of_macros_and_in_derive(asked: str, line: str) -> None:

    plain = asked.replace("<|>", "")
    assert RULES.count(plain) == 1
    fixture = parse_fixture(RULES.replace(plain, asked))
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [f"{each['path']}:{each['line'] + 1}" for each in found] == [line]


def test_a_name_of_a_rule_that_is_found_where_it_is_used_is_none() -> None:
    check_references(
        RULES.replace("fn make", "fn ma<|>ke"),
        """
        src/parts.rs:2  pub fn make() -> Part { Part }                            definition
                               ^^^^
        src/rules.rs:2  macro_rules! inner { () => { $crate::parts::make(); }; }  call
                                                                    ^^^^
        """,
    )


MADE = """
//- src/lib.rs
mod routing;
mod user;
//- src/routing.rs
pub struct Method<S> { state: S }
macro_rules! top {
    ($name:ident, GET) => { top!(#[doc = "x"] $name, GET); };
    ($(#[$m:meta])* $name:ident, $method:ident) => {
        $(#[$m])*
        pub fn $name<H>(handler: H) -> Method<H> where H: Clone { todo!() }
    };
}
macro_rules! chained {
    ($name:ident) => { pub fn $name<H>(self, handler: H) -> Self { fn $name() {} self.on($name) } };
}
macro_rules! inner { ($name:ident) => { impl Method<u8> { fn $name(&self) {} } }; }
top!(get, GET);
top!(put, PUT);
inner!(hidden);
impl<S> Method<S> {
    chained!(post);
    pub fn own(&self) {}
}
//- src/user.rs
use crate::routing::{get, hidden};
fn run() { get(1).post(2).own(); }
"""


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("ge<|>t(1)", "src/routing.rs:13"),
        (".po<|>st(2)", "src/routing.rs:17"),
        (".ow<|>n();", "src/routing.rs:18"),
        ("hid<|>den}", None),
    ],
)
def test_what_a_macro_defines_under_the_names_that_it_is_given(
    asked: str, line: str | None
) -> None:
    fixture = parse_fixture(MADE.replace(asked.replace("<|>", ""), asked))
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [f"{each['path']}:{each['line'] + 1}" for each in found] == ([line] if line else [])


ARMS = """
//- src/lib.rs
struct Port;
impl Port { fn shut(&self) {} async fn next(&self) -> Option<Port> { None } }
async fn serve(port: Port, is_open: bool) {
    tokio::select! {
        biased;
        Some(first) = port.next() => first.shut(),
        second = port.next(), if is_open => {
            second.unwrap().shut();
        }
        else => { port.shut(); }
    }
}
"""


@pytest.mark.parametrize(
    ("marked", "line"),
    [
        ("=> fir<|>st.shut(),", 6),
        ("first.sh<|>ut()", 2),
        ("sec<|>ond.unwrap()", 7),
        ("unwrap().sh<|>ut()", 2),
        ("if is_o<|>pen", 3),
        ("port.sh<|>ut()", 2),
    ],
)
def test_arms_of_select_bind_what_their_futures_give(marked: str, line: int) -> None:
    plain = marked.replace("<|>", "")
    assert ARMS.count(plain) == 1
    fixture = parse_fixture(ARMS.replace(plain, marked))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["line"] + 1 for each in answer["results"]] == [line]


QUOTED = """
//- src/lib.rs
pub trait Kept { fn keep(&self); }
pub struct Held;
fn make(name: &Ident, items: Vec<u8>) -> TokenStream {
    let other = quote! { impl Kept for #name { fn keep(&self) { #(#items),*; Held } } };
    quote_spanned! { name.span() => #other }
}
"""


@pytest.mark.parametrize(
    ("marked", "lines"),
    [
        ("for #na<|>me", [3]),
        ("#(#ite<|>ms)", [3]),
        ("na<|>me.span()", [3]),
        ("=> #oth<|>er", [4]),
        ("Hel<|>d }", []),
        ("fn ke<|>ep(&self) {", []),
    ],
)
def test_what_is_put_into_quoted_code_is_of_around_it(marked: str, lines: list[int]) -> None:
    plain = marked.replace("<|>", "")
    assert QUOTED.count(plain) == 1
    fixture = parse_fixture(QUOTED.replace(plain, marked))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())
    assert [each["line"] + 1 for each in answer["results"]] == lines


@pytest.mark.parametrize("around", ["cfg_rt! { %s }", "cfg_rt! { cfg_64bit! { %s } }"])
@pytest.mark.parametrize(
    "head", ["impl Gauge", "impl<T> Gauge<T> where T: Copy", "impl<T: Copy> Read for Gauge<T>"]
)
def test_what_a_macro_is_given_among_members_is_a_member(head: str, around: str) -> None:
    member = around % "pub fn level(&self) -> u64 { 1 }"
    fixture = parse_fixture(
        f"""
        //- src/lib.rs
        pub struct Gauge<T = u8> {{ inner: T }}
        fn level() {{}}
        fn read(gauge: Gauge) {{ gauge.le<|>vel(); level(); }}
        {head} {{
            {member}
        }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [(each["line"] + 1, each["container"]) for each in found] == [(5, "Gauge")]


def test_members_that_a_macro_is_given_stand_among_the_others() -> None:
    check_outline(
        """
        //- src/lib.rs
        struct Gauge;
        impl Gauge {
            cfg_rt! {
                /// The level.
                pub fn level(&self) {}
                pub const MOST: u8 = 1;
            }
            fn after(&self) {}
        }
        fn outside() {}
        """,
        snapshot("""\
class Gauge 1-1
  method level 5-5
  constant MOST 6-6
  method after 8-8
function outside 10-10
"""),
    )


BY_CONFIGURATION = """
//- src/lib.rs
mod group;
pub fn f() { group::wide<A>(); group::Group::load<B>(); group::both<C>(); }
//- src/group/mod.rs
cfg_if::cfg_if! {
    // What the machine has.
    if #[cfg(all(
        target_feature = "sse2",
        not(miri),
    ))] {
        mod wide;
        use wide as imp;
        pub fn both() {}
    } else if #[cfg(unix)] {
        pub use self::narrow<D>::wide;
        mod narrow;
    } else { fn other() {} }
}
pub use self::imp::{Group, wide};
//- src/group/wide.rs
pub struct Group;
impl Group { pub fn load() {} }
pub fn wide() {}
//- src/group/narrow.rs
"""


@pytest.mark.parametrize(
    ("marked", "place"),
    [
        ("<A>", ("src/group/wide.rs", 3)),
        ("<B>", ("src/group/wide.rs", 2)),
        ("<C>", ("src/group/mod.rs", 9)),
        ("<D>", ("src/group/narrow.rs", 1)),
    ],
)
def test_items_of_the_branches_of_cfg_if_are_those_of_the_module_around(
    marked: str, place: tuple[str, int]
) -> None:
    text = BY_CONFIGURATION.replace(marked, "<|>")
    for other in ("<A>", "<B>", "<C>", "<D>"):
        text = text.replace(other, "")
    fixture = parse_fixture(text)
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert place in [(each["path"], each["line"] + 1) for each in found]


def test_a_macro_among_items_is_called_by_nobody() -> None:
    check_calls(
        """
        //- src/lib.rs
        macro_rules! ma<|>ke { ($name:ident) => { fn $name() {} }; ($value:expr) => { $value } }
        make!(first);
        impl Holder { make!(second); }
        fn third() -> u8 { make!(3) }
        """,
        "callers",
        """
        function third src/lib.rs:4 <- src/lib.rs:4 make
        """,
    )


def test_a_word_of_a_macros_own_syntax_is_no_call() -> None:
    check_references(
        """
        //- src/lib.rs
        fn re<|>cv(one: u8) -> u8 { one }
        fn run(one: u8, other: u8) {
            choose! { recv(one) -> message => recv(message), recv(other) -> _ => {} }
            choose!(recv(one) -> message => (), default => recv(other));
        }
        """,
        snapshot("""\
src/lib.rs:1  fn recv(one: u8) -> u8 { one }                                                 definition
                 ^^^^
src/lib.rs:3      choose! { recv(one) -> message => recv(message), recv(other) -> _ => {} }  call
                                                    ^^^^
src/lib.rs:4      choose!(recv(one) -> message => (), default => recv(other));               call
                                                                 ^^^^
"""),
    )


@pytest.mark.parametrize("call", ["select! { a }", "crate::select! { a }"])
def test_a_macro_is_no_module_of_its_name(call: str) -> None:
    check_definition(
        f"""
        //- Cargo.toml
        [package]
        name = "c"
        //- src/lib.rs
        pub mod select;
        fn f() {{ {call.replace("sel", "sel<|>")} }}
        //- src/select.rs
        pub fn one() {{}}
        """,
        "(nothing)\n",
    )


INLINE = """
//- Cargo.toml
[package]
name = "c"
//- src/lib.rs
#[macro_export]
macro_rules! select { () => {}; }
pub mod user;
//- src/user.rs
mod select { pub fn one() {} }
fn f() { select! { a } select::one(); }
fn check(n: u8) {}
fn g() { check!(1); check(1); }
//- src/taken.rs
use crate::select;
mod select {}
fn f() { select!(); }
"""


@pytest.mark.parametrize(
    ("used", "found"),
    [
        ("sel<|>ect! { a }", ["src/lib.rs:2"]),
        ("sel<|>ect::one()", ["src/user.rs:1"]),
        ("che<|>ck!(1)", []),
        ("che<|>ck(1);", ["src/user.rs:3"]),
        ("sel<|>ect!();", ["src/lib.rs:2"]),
    ],
)
def test_a_module_or_a_function_beside_a_call_of_a_macro_is_no_macro(
    used: str, found: list[str]
) -> None:
    fixture = parse_fixture(INLINE.replace(used.replace("<|>", ""), used, 1))
    answer = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [f"{each['path']}:{each['line'] + 1}" for each in answer] == found


def test_a_type_is_not_what_another_type_derives() -> None:
    check_references(
        """
        //- src/lib.rs
        use thiserror::Error;
        #[derive(Debug, Error)]
        pub struct Broken;
        #[derive(Debug, Error)]
        pub enum Er<|>ror { Io, Parse }
        pub fn run() -> Error { Error::Io }
        """,
        snapshot("""\
src/lib.rs:5  pub enum Error { Io, Parse }         definition
                       ^^^^^
src/lib.rs:6  pub fn run() -> Error { Error::Io }  type
                              ^^^^^
src/lib.rs:6  pub fn run() -> Error { Error::Io }  type
                                      ^^^^^
"""),
    )


def test_the_name_of_what_a_macro_defines_may_be_the_first_word_of_its_argument() -> None:
    check_references(
        """
        //- src/lib.rs
        macro_rules! trait_of { ($name:ident: Sized $(+ $base:ident)*) => { trait $name: Sized {} } }
        trait_of!(Wri<|>ter: Sized + Copy);
        fn f<W: Writer>() {}
        """,
        snapshot("""\
src/lib.rs:2  trait_of!(Writer: Sized + Copy);  definition
                        ^^^^^^
src/lib.rs:3  fn f<W: Writer>() {}              type
                      ^^^^^^
"""),
    )


def test_what_a_macro_defines_may_be_a_macro() -> None:
    check_references(
        """
        //- src/lib.rs
        macro_rules! export {
            ($($token:tt)*) => {
                #[macro_export]
                macro_rules! To<|>ken { $($token => { 1 };)* }
            };
        }
        export!(a b);
        pub mod user;
        //- src/user.rs
        fn f() { Token![a]; }
        """,
        snapshot("""\
src/lib.rs:4           macro_rules! Token { $($token => { 1 };)* }  definition
                                    ^^^^^
src/user.rs:1  fn f() { Token![a]; }                                call
                        ^^^^^
"""),
    )


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("it, Kind::One(each) if each.<|>id > 1", 2),
        ("it, Kind::One(each) if <|>each.id > 1", 7),
        ("it, Kind::One(each) | Kind::Two(each) if each.<|>id > 1", 2),
        ("it, Kind::One(each) | Kind::<|>Two(each) if each.id > 1", 5),
        ("it, Kind::<|>One(_)", 4),
        ("it, Kind::<|>One(_),", 4),
        ("it,\n        Kind::<|>One(_) | Kind::Two(_)", 4),
        ("it.<|>same(), Kind::One(_)", 6),
        ("it, Kind::One(Item { <|>id }) if *id > 1", 2),
        ("it, Kind::One(each) if matches!(each, Item { <|>id, .. } if *id > 1)", 2),
    ],
)
def test_what_is_matched(given: str, line: int) -> None:
    fixture = parse_fixture(
        f"""
        //- src/lib.rs
        pub struct Item {{
        pub id: u32 }}
        pub enum Kind {{
        One(Item),
        Two(Item) }}
        impl Kind {{ fn same(&self) -> &Kind {{ self }} }}
        fn f(it: &Kind) -> bool {{ matches!({given}) }}
        """
    )
    found = ask(fixture.files, fixture.steps, "definition", fixture.target())["results"]
    assert [each["line"] + 1 for each in found][:1] == [line]

"""Rust: lifetimes are names of their item, and of nothing else."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition, check_outline, check_references, check_symbols


def test_a_lifetime_is_found_in_its_item_and_in_no_other() -> None:
    check_references(
        """
        //- src/lib.rs
        pub struct Slice<'<|>a, T: 'a> where T: Clone + 'a { text: &'a str, items: Vec<Item<'a, T>> }
        pub struct Other<'a> { text: &'a str }
        impl<'a, T> Slice<'a, T> { fn text(&self) -> &'a str { self.text } }
        """,
        snapshot("""\
src/lib.rs:1  pub struct Slice<'a, T: 'a> where T: Clone + 'a { text: &'a str, items: Vec<Item<'a, T>> }  definition
                               ^^
src/lib.rs:1  pub struct Slice<'a, T: 'a> where T: Clone + 'a { text: &'a str, items: Vec<Item<'a, T>> }  type
                                      ^^
src/lib.rs:1  pub struct Slice<'a, T: 'a> where T: Clone + 'a { text: &'a str, items: Vec<Item<'a, T>> }  type
                                                           ^^
src/lib.rs:1  pub struct Slice<'a, T: 'a> where T: Clone + 'a { text: &'a str, items: Vec<Item<'a, T>> }  type
                                                                       ^^
src/lib.rs:1  pub struct Slice<'a, T: 'a> where T: Clone + 'a { text: &'a str, items: Vec<Item<'a, T>> }  type
                                                                                               ^^
"""),
    )


def test_lifetimes_of_a_block_are_seen_in_its_methods_and_those_of_methods_are_their_own() -> None:
    check_references(
        """
        //- src/lib.rs
        impl<'<|>a> Reader<'a> {
            fn read<'b>(&'b self, from: &'a str) -> &'a str where 'a: 'b {
                'a: loop { break 'a; }
                let part: &'a str = cut::<'a>(from);
                part
            }
            fn of() -> impl Iterator<Item = &'a u8> + use<'a> { list() }
        }
        """,
        snapshot("""\
src/lib.rs:1  impl<'a> Reader<'a> {                                               definition
                   ^^
src/lib.rs:1  impl<'a> Reader<'a> {                                               type
                              ^^
src/lib.rs:2      fn read<'b>(&'b self, from: &'a str) -> &'a str where 'a: 'b {  type
                                               ^^
src/lib.rs:2      fn read<'b>(&'b self, from: &'a str) -> &'a str where 'a: 'b {  type
                                                           ^^
src/lib.rs:2      fn read<'b>(&'b self, from: &'a str) -> &'a str where 'a: 'b {  type
                                                                        ^^
src/lib.rs:4          let part: &'a str = cut::<'a>(from);                        type
                                 ^^
src/lib.rs:4          let part: &'a str = cut::<'a>(from);                        type
                                                ^^
src/lib.rs:7      fn of() -> impl Iterator<Item = &'a u8> + use<'a> { list() }    type
                                                   ^^
src/lib.rs:7      fn of() -> impl Iterator<Item = &'a u8> + use<'a> { list() }    type
                                                                ^^
"""),
    )


def test_lifetimes_may_be_bound_by_those_that_follow() -> None:
    check_definition(
        """
        //- src/lib.rs
        fn longest<'a: '<|>b, 'b>(one: &'a str, other: &'b str) -> &'b str { one }
        """,
        snapshot("""\
src/lib.rs:1  fn longest<'a: 'b, 'b>(one: &'a str, other: &'b str) -> &'b str { one }  definition
                                 ^^
"""),
    )


def test_for_all_lifetimes_a_name_is_seen_in_that_bound_alone() -> None:
    check_references(
        """
        //- src/lib.rs
        fn all<'a, F, G>(with: F, text: &'a str, then: for<'b> fn(&'b str))
        where F: for<'<|>a> Fn(&'a str) -> &'a str, for<'c> G: Take<&'c str> { }
        """,
        snapshot("""\
src/lib.rs:2  where F: for<'a> Fn(&'a str) -> &'a str, for<'c> G: Take<&'c str> { }  definition
                           ^^
src/lib.rs:2  where F: for<'a> Fn(&'a str) -> &'a str, for<'c> G: Take<&'c str> { }  type
                                   ^^
src/lib.rs:2  where F: for<'a> Fn(&'a str) -> &'a str, for<'c> G: Take<&'c str> { }  type
                                               ^^
"""),
    )


def test_a_type_behind_a_bound_for_all_lifetimes_is_used_with_them() -> None:
    check_references(
        """
        //- src/lib.rs
        fn all<G>() where for<'<|>c> G: Take<&'c str> + 'c { }
        """,
        snapshot("""\
src/lib.rs:1  fn all<G>() where for<'c> G: Take<&'c str> + 'c { }  definition
                                    ^^
src/lib.rs:1  fn all<G>() where for<'c> G: Take<&'c str> + 'c { }  type
                                                 ^^
src/lib.rs:1  fn all<G>() where for<'c> G: Take<&'c str> + 'c { }  type
                                                           ^^
"""),
    )


def test_lifetimes_are_no_symbols_of_a_file_and_take_no_place_of_types() -> None:
    files = """
        //- src/lib.rs
        pub struct Pair<'a, A, B: 'a> { pub first: A, pub second: &'a B }
        pub struct Leaf { pub size: u8 }
        fn size(pair: Pair<'static, u8, Leaf>) -> u8 { pair.second.si<|>ze }
        """
    check_outline(
        files,
        snapshot("""\
class Pair 1-1
  field first 1-1
  field second 1-1
class Leaf 2-2
  field size 2-2
function size 3-3
"""),
    )
    check_definition(
        files,
        snapshot("""\
src/lib.rs:2  pub struct Leaf { pub size: u8 }  definition (inferred)
                                    ^^^^
"""),
    )
    check_symbols(files, "'a", snapshot("(nothing)\n"))

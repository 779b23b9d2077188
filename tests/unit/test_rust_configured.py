"""Rust: of definitions under `#[cfg(...)]` those are meant that a plain build takes."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.languages.rust.configured import is_built
from harness import check_definition

TWINS = """
//- Cargo.toml
[package]
name = "shelf"
[features]
default = ["std"]
std = ["alloc"]
alloc = []
//- src/lib.rs
mod room;
#[cfg(feature = "std")]
pub struct Shelf {
    pub place: u8,
}
#[cfg(not(feature = "std"))]
#[derive(Clone)]
pub struct Shelf {
    pub place: u16,
}
pub fn put(shelf: &Shelf) -> bool { shelf.pl<|>ace > 0 }
//- src/room.rs
#[cfg(feature = "alloc")]
fn size() -> u8 { 1 }
#[cfg(all(
    not(feature = "alloc"),
    unix,
))]
fn size() -> u8 { 2 }
fn all() -> u8 { size() }
"""


def test_what_the_default_features_say_is_meant_in_fields_too() -> None:
    check_definition(
        TWINS,
        snapshot("""\
src/lib.rs:4      pub place: u8,  definition (inferred)
                      ^^^^^
"""),
    )


def test_a_condition_may_stand_in_several_lines() -> None:
    check_definition(
        TWINS.replace("pl<|>ace", "place").replace("{ size() }", "{ si<|>ze() }"),
        snapshot("""\
src/room.rs:2  fn size() -> u8 { 1 }  definition
                  ^^^^
"""),
    )


def test_where_no_manifest_tells_all_are_meant() -> None:
    check_definition(
        TWINS.replace("//- Cargo.toml", "//- Other.toml"),
        snapshot("""\
src/lib.rs:4      pub place: u8,   definition (inferred)
                      ^^^^^
src/lib.rs:9      pub place: u16,  definition (inferred)
                      ^^^^^
"""),
    )


@pytest.mark.parametrize(
    ("condition", "is_there"),
    [
        ('feature = "std"', True),
        ('feature = "other"', False),
        ('not(feature = "other")', True),
        ('any(feature = "other", feature = "alloc")', True),
        ('all(feature = "std", loom)', False),
        ("debug_assertions", True),
        ("test", None),
        ('all(test, feature = "other")', False),
        ('any(test, feature = "std")', True),
        ('target_env = "gnu"', None),
        ('target_os = "solaris"', False),
        ('not(target_os = "solaris")', True),
        ("", None),
        ("any(", None),
    ],
)
def test_conditions(condition: str, is_there: bool | None) -> None:
    files = {
        "Cargo.toml": ["[features]", 'default = ["std"]', 'std = ["alloc"]', "alloc = []"],
        "src/lib.rs": ["mod a;", f"#[cfg({condition})]", "mod b;"],
        "src/a.rs": ["// A file.", f"#[cfg({condition})]", "pub(crate) fn f() {", "    g()", "}"],
        "src/b.rs": ["fn g() {}"],
    }

    def read(path: str) -> list[str]:
        return files.get(path, [])

    assert is_built("src/a.rs", 2, read) is is_there
    assert is_built("src/a.rs", 3, read) is is_there
    assert is_built("src/b.rs", 0, read) is is_there
    assert is_built("src/lib.rs", 0, read) is True

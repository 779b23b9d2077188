"""Rust: a module and a function of one name, of which each may come from somewhere else."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_definition

PEEK = """
//- src/lib.rs
mod peek;
mod user;
pub use free::*;
pub mod free { pub fn peek(x: u8) -> u8 { x } }
//- src/peek.rs
pub struct Peeked;
//- src/user.rs
use crate::peek;
use crate::peek::Peeked;
fn use_it() { peek(1); crate::peek(2); }
"""


def test_a_call_is_of_the_function_that_comes_from_elsewhere() -> None:
    for code in ("{ pe<|>ek(1)", "crate::pe<|>ek(2)"):
        check_definition(
            PEEK.replace(code.replace("<|>", ""), code),
            snapshot("""\
src/lib.rs:4  pub mod free { pub fn peek(x: u8) -> u8 { x } }  definition
                                    ^^^^
"""),
        )


def test_before_a_path_goes_on_stands_the_module() -> None:
    check_definition(
        PEEK.replace("crate::peek::Peeked", "crate::pe<|>ek::Peeked"),
        snapshot("""\
src/peek.rs:1  pub struct Peeked;  definition
               |
"""),
    )

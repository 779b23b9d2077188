"""Names of Rust that lead out of the workspace: into the standard library and the registry."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from codegraph_daemon.languages.rust.manifests import highest, locked_versions, replacement
from fixture_language import parse_fixture
from harness import Index, in_index

LIBRARIES = textwrap.dedent("""
    //- ../rust/library/std/Cargo.toml
    [package]
    name = "std"
    //- ../rust/library/std/src/lib.rs
    extern crate alloc as alloc_crate;
    pub mod prelude;
    pub use alloc_crate::vec;
    pub use core::option;
    pub mod io;
    mod macros;
    //- ../rust/library/std/src/prelude/mod.rs
    pub mod v1;
    //- ../rust/library/std/src/prelude/v1.rs
    pub use crate::vec::Vec;
    pub use crate::option::Option::{self, None, Some};
    //- ../rust/library/std/src/macros.rs
    macro_rules! println { () => {} }
    //- ../rust/library/std/src/io/mod.rs
    pub use self::file::File;
    mod file;
    mod adding;
    pub trait Read { fn read(&mut self) -> usize; }
    //- ../rust/library/std/src/io/file.rs
    use super::Read;
    pub struct File { len: u8 }
    impl Read for File {
        fn read(&mut self) -> usize { 0 }
        fn size(&self) -> usize { 0 }
    }
    impl File {
        pub fn open() -> File { File }
        pub fn len(&self) -> usize { 0 }
        pub fn size(&self) -> usize { 0 }
    }
    //- ../rust/library/std/src/io/adding.rs
    use super::File;
    impl File { pub fn added(&self) {} }
    //- ../rust/library/core/Cargo.toml
    [package]
    name = "core"
    //- ../rust/library/core/src/lib.rs
    pub mod option;
    pub mod slice;
    mod macros;
    //- ../rust/library/core/src/option.rs
    pub enum Option<T> { None, Some(T) }
    impl<T> Option<T> { pub fn is_some(&self) -> bool { true } }
    //- ../rust/library/core/src/slice/mod.rs
    impl<T> [T] { pub fn first(&self) -> Option<&T> { None } }
    //- ../rust/library/core/src/macros/mod.rs
    pub(crate) mod builtin { macro_rules! assert { () => {} } }
    //- ../rust/library/alloc/Cargo.toml
    [package]
    name = "alloc"
    //- ../rust/library/alloc/src/lib.rs
    pub mod vec;
    //- ../rust/library/alloc/src/vec/mod.rs
    pub struct Vec<T> { len: usize }
    impl<T> Vec<T> { pub fn push(&mut self, value: T) {} }
    //- ../cargo/registry/src/index/box-rs-1.2.3/Cargo.toml
    [package]
    name = "box-rs"
    [dependencies]
    lid = "2"
    //- ../cargo/registry/src/index/box-rs-1.2.3/src/lib.rs
    pub struct Box;
    mod macros;
    pub mod inner;
    pub use lid::Lid;
    //- ../cargo/registry/src/index/box-rs-1.2.3/src/macros.rs
    #[macro_export]
    macro_rules! boxed { () => {} }
    //- ../cargo/registry/src/index/box-rs-1.2.3/src/inner.rs
    use crate::Box;
    impl Box { pub fn close(self) -> Box { self } }
    pub fn fresh() -> Box { Box }
    //- ../cargo/registry/src/index/box-rs-1.3.0/Cargo.toml
    [package]
    name = "box-rs"
    //- ../cargo/registry/src/index/box-rs-1.3.0/src/lib.rs
    pub struct Box;
    //- ../cargo/registry/src/index/lid-2.0.0/Cargo.toml
    [package]
    name = "lid"
    //- ../cargo/registry/src/index/lid-2.0.0/src/lib.rs
    pub struct Lid;
    //- ../cargo/registry/src/index/lid-3.0.0/Cargo.toml
    [package]
    name = "lid"
    //- ../cargo/registry/src/index/lid-3.0.0/src/lib.rs
    pub struct Lid;
    //- Cargo.toml
    [package]
    name = "app"
    [dependencies]
    box-rs = "1"
    other = { package = "lid", version = "2" }
    """)
LOCK = textwrap.dedent("""
    //- Cargo.lock
    [[package]]
    name = "app"
    version = "0.1.0"
    dependencies = ["box-rs", "lid 2.0.0"]
    [[package]]
    name = "box-rs"
    version = "1.2.3"
    dependencies = ["lid 2.0.0"]
    [[package]]
    name = "lid"
    version = "2.0.0"
    [[package]]
    name = "lid"
    version = "3.0.0"
    """)
STD, REGISTRY = "rust/library", "cargo/registry/src/index"


def lead(code: str, monkeypatch: pytest.MonkeyPatch, more: str = LOCK) -> list[str]:
    """Where the name at the cursor is defined, from the folder beside the workspace."""
    fixture = parse_fixture(LIBRARIES + more + f"//- src/main.rs\n{code}\n")

    async def run(index: Index) -> list[str]:
        beside = index.root.parent
        monkeypatch.setenv("RUST_SRC_PATH", str(beside / "rust/library"))
        monkeypatch.setenv("CARGO_HOME", str(beside / "cargo"))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return [
            f"{(index.root / result['path']).relative_to(beside)}:{result['line'] + 1}"
            for result in answer["results"]
        ]

    return in_index(run, external_use="on")


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("fn f(v: Ve<|>c<u8>) {}", f"{STD}/alloc/src/vec/mod.rs:1"),
        ("fn f(v: Vec<u8>) { v.pu<|>sh(1) }", f"{STD}/alloc/src/vec/mod.rs:2"),
        ("fn f(v: Vec<u8>) { v.fir<|>st(); }", f"{STD}/core/src/slice/mod.rs:1"),
        ("fn f(v: Vec<u8>) { v.first().is_so<|>me(); }", f"{STD}/core/src/option.rs:2"),
        ("fn f() { So<|>me(1); }", f"{STD}/core/src/option.rs:1"),
        ("fn f() { printl<|>n!(); }", f"{STD}/std/src/macros.rs:1"),
        ("fn f() { asse<|>rt!(); }", f"{STD}/core/src/macros/mod.rs:1"),
        ("use std::io::{self, Fi<|>le};", f"{STD}/std/src/io/file.rs:2"),
        ("use std::io;\nfn f() { io::File::op<|>en(); }", f"{STD}/std/src/io/file.rs:8"),
        ("use std::io::File;\nfn f() { File::open().re<|>ad(); }", f"{STD}/std/src/io/file.rs:4"),
        ("use std::io::File;\nfn f(a: &File) { a.add<|>ed(); }", f"{STD}/std/src/io/adding.rs:2"),
        ("use std::op<|>tion;", f"{STD}/core/src/option.rs:1"),
        ("use std::io::Re<|>ad;", f"{STD}/std/src/io/mod.rs:4"),
        ("use std::noth<|>ing;", ""),
        ("enum E { A }\nfn f() { use E::*; let a: Ve<|>c<u8>; }", f"{STD}/alloc/src/vec/mod.rs:1"),
    ],
)
def test_the_standard_library(code: str, leads_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lead(code, monkeypatch) == ([leads_to] if leads_to else [])


def test_a_method_is_called_and_not_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    start = "use std::io::File;\nfn f(a: File) { "
    assert lead(start + "a.le<|>n(); }", monkeypatch) == [f"{STD}/std/src/io/file.rs:9"]
    assert lead(start + "a.le<|>n; }", monkeypatch) == [f"{STD}/std/src/io/file.rs:2"]


def test_what_is_a_types_own_comes_before_what_it_has_of_traits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = "use std::io::File;\nfn f(a: File) { a.si<|>ze(); }"
    assert lead(code, monkeypatch) == [f"{STD}/std/src/io/file.rs:10"]


@pytest.mark.parametrize(
    ("code", "leads_to"),
    [
        ("use box_rs::Bo<|>x;", f"{REGISTRY}/box-rs-1.2.3/src/lib.rs:1"),
        ("fn f() { box_rs::inner::fre<|>sh(); }", f"{REGISTRY}/box-rs-1.2.3/src/inner.rs:3"),
        (
            "fn f() { box_rs::inner::fresh().clo<|>se(); }",
            f"{REGISTRY}/box-rs-1.2.3/src/inner.rs:2",
        ),
        ("fn f() { box_rs::box<|>ed!(); }", f"{REGISTRY}/box-rs-1.2.3/src/macros.rs:2"),
        ("use box_rs::Li<|>d;", f"{REGISTRY}/lid-2.0.0/src/lib.rs:1"),
        ("use other::Li<|>d;", f"{REGISTRY}/lid-2.0.0/src/lib.rs:1"),
        ("use lid::Li<|>d;", ""),
    ],
)
def test_the_registry(code: str, leads_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lead(code, monkeypatch) == ([leads_to] if leads_to else [])


def test_without_a_lock_the_highest_version_that_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lead("use box_rs::Bo<|>x;", monkeypatch, "") == [f"{REGISTRY}/box-rs-1.3.0/src/lib.rs:1"]
    assert lead("use other::Li<|>d;", monkeypatch, "") == [f"{REGISTRY}/lid-2.0.0/src/lib.rs:1"]


def test_a_folder_in_place_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    more = """
//- .cargo/config.toml
[source.crates-io]
replace-with = "vendored-sources"
[source.vendored-sources]
directory = "../kept"
//- ../kept/box-rs/Cargo.toml
[package]
name = "box-rs"
version = "1.2.3"
//- ../kept/box-rs/src/lib.rs
pub struct Lining;
pub struct Box;
"""
    assert lead("use box_rs::Bo<|>x;", monkeypatch, LOCK + more) == ["kept/box-rs/src/lib.rs:2"]


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("", "2.0.0"),
        ("*", "2.0.0"),
        ("1", "1.10.0"),
        ("1.2", "1.10.0"),
        ("^1.2.3", "1.10.0"),
        ("~1.2", "1.2.9"),
        ("=1.2.3", "1.2.3"),
        ("1.2.*", "1.2.9"),
        (">=1.2, <1.10", "1.2.9"),
        ("0.3", "0.3.4"),
        ("0.3.5", ""),
        ("3", ""),
        ("nonsense", ""),
    ],
)
def test_the_highest_version_that_a_requirement_allows(wanted: str, chosen: str) -> None:
    versions = ("0.3.4", "0.4.0", "1.2.3", "1.2.9", "1.10.0", "1.11.0-rc.1", "2.0.0")
    assert highest(versions, wanted) == chosen


def test_versions_that_are_locked() -> None:
    text = parse_fixture(LOCK + "//- a.rs\n<|>\n").files["Cargo.lock"]
    assert locked_versions(text) == {
        ("app", "box-rs"): "1.2.3",
        ("app", "lid"): "2.0.0",
        ("box-rs", "lid"): "2.0.0",
    }
    assert locked_versions("nonsense [") == {}


def test_settings_that_lead_nowhere() -> None:
    assert replacement('[source.crates-io]\nreplace-with = "crates-io"') == ""
    assert replacement("[source") == ""


def test_what_libraries_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    fixture = parse_fixture(LIBRARIES + LOCK + "//- src/main.rs\nuse box_rs::Li<|>d;\n")

    async def run(index: Index) -> str:
        monkeypatch.setenv("RUST_SRC_PATH", str(index.root.parent / "rust/library"))
        monkeypatch.setenv("CARGO_HOME", str(index.root.parent / "cargo"))
        await index.show(fixture.files)
        answer = await index.ask("definition", fixture.target())
        return str(Path(answer["results"][0]["external"]))

    assert in_index(run, external_use="on") == "lid-2.0.0"

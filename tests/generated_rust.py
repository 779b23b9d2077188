"""Random Rust packages with their manifests, and random edits of them.

As `generated_projects` for Python: names come from small pools, so that modules, globs, re-exports,
implementations and macros meet each other often, and nothing needs to make sense as a program.

Belongs here: hypothesis strategies. Stays out: indexing and the properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import strategies as st

Tree = dict[str, str]

PATHS = [
    "Cargo.toml",
    "src/lib.rs",
    "src/main.rs",
    "src/a.rs",
    "src/a/b.rs",
    "src/b/mod.rs",
    "src/b/a.rs",
    "tests/it.rs",
    "p/Cargo.toml",
    "p/src/lib.rs",
    "p/src/a.rs",
]
MANIFESTS = [
    '[package]\nname = "one"\n[dependencies]\np = { path = "p" }\n',
    '[package]\nname = "one"\n[dependencies]\na = { path = "p", package = "p" }\n',
    '[package]\nname = "p"\n',
    '[package]\nname = "one"\n[workspace.dependencies]\np = { path = "p" }\n',
    '[package]\nname = "p"\n[lib]\nname = "a"\npath = "src/a.rs"\n',
    "[package\n",
]
NAMES = ["a", "b", "p", "f", "g", "A", "B", "C"]
TYPES = ["A", "B", "C"]
MEMBERS = ["run", "stop", "data", "next"]
HEADS = ["crate", "self", "super", "a", "b", "p", "one", "A"]

# {h} head of a path, {n} {o} {q} names, {t} {u} types, {x} {y} members.
STATEMENTS = [
    "mod {n};",
    "pub mod {n};",
    "mod {n} {{ use super::*; fn {o}() {{ {q}(); }} }}",
    "pub mod {n} {{ pub use {h}::*; pub struct {t}; }}",
    "use {h}::{n};",
    "pub use {h}::{n}::{o};",
    "pub use {h}::*;",
    "use {h}::{n}::*;",
    "use {h}::{{{n} as {o}, {q}::{{self, {t}}}}};",
    "pub struct {t} {{ pub {x}: {u}, {y}: Vec<{u}> }}",
    "pub struct {t}<X> {{ {x}: Option<X> }}",
    "pub struct {t}(pub {u});",
    "pub enum {t} {{ {u}, B({u}), C {{ {x}: {u} }} }}",
    "pub trait {t} {{ type {u}; fn {x}(&self) -> Option<{u}>; fn {y}(&self) -> Self; }}",
    "pub trait {t}: {u} {{ fn {x}(&self) -> u8 {{ self.{y}() }} }}",
    "impl {t} {{ pub fn {x}(&self) -> {u} {{ self.{y}.{x}() }} pub fn new() -> Self {{ {t} }} }}",
    "impl<X: {t}> {u}<X> {{ fn {x}(&self) -> Option<&X> {{ self.{x}.as_ref() }} }}",
    "impl {t} for {u} {{ type A = {t}; fn {x}(&self) -> Option<{t}> {{ None }} }}",
    "impl {h}::{t} for {n}::{u} {{ fn {x}(&self) -> Result<{t}, A> {{ todo!() }} }}",
    "impl {t} for Vec<{u}> {{ fn {x}(&self) -> {u} {{ self[0].{y}() }} }}",
    "pub type {t} = Result<{u}, {h}::{n}>;",
    "pub const {t}: {u} = {u}::new();",
    "fn {n}(v: {t}) -> {u} {{ v.{x}.{y}(); let v = v.{x}(); v.{y}() }}",
    "fn {n}<X: {t}>(v: &X) {{ v.{x}().unwrap().{y}(); }}",
    "fn {n}(v: Option<{t}>) {{ if let Some(w) = v {{ w.{x}(); }} v.map(|w| w.{y}()); }}",
    "fn {n}() {{ use {h}::{t}::*; match {o}() {{ B(v) => v.{x}(), C {{ {x} }} => {x}.{y}() }} }}",
    "fn {n}(v: {t}) {{ for w in v.{x}() {{ w.{y}(); }} {h}::{o}::{q}(); {t}::{u}(); }}",
    "fn {n}() {{ {o}!(|v: {t}, w: u8| v.{x}()); {h}::{q}!({n}); }}",
    "macro_rules! {n} {{ ($x:expr) => {{ $x }} }}",
    "#[macro_export] macro_rules! {n} {{ () => {{}} }}",
]


@st.composite
def statement(draw: st.DrawFn) -> str:
    """One item."""
    pick = {
        "h": HEADS,
        **dict.fromkeys("noq", NAMES),
        **dict.fromkeys("tu", TYPES),
        **dict.fromkeys("xy", MEMBERS),
    }
    values = {letter: draw(st.sampled_from(pool)) for letter, pool in pick.items()}
    return draw(st.sampled_from(STATEMENTS)).format(**values)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A path and what stands there."""
    path = draw(st.sampled_from(PATHS))
    if path.endswith(".toml"):
        return path, draw(st.sampled_from(MANIFESTS))
    return path, "\n".join(draw(st.lists(statement(), max_size=7))) + "\n"


@st.composite
def edited(draw: st.DrawFn, tree: Mapping[str, str]) -> Tree:
    """The tree after one edit: a file written, gone, moved, or one of its lines changed."""
    result = dict(tree)
    paths = sorted(result)
    how = draw(st.integers(0, 6))
    if how <= 1 or not paths:
        path, text = draw(files())
        result[path] = text
        return result
    path = draw(st.sampled_from(paths))
    if how == 2:
        del result[path]
    elif how == 3:
        text = result.pop(path)
        result[draw(st.sampled_from(PATHS))] = text
    elif how == 4:
        old, new = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
        result[path] = re.sub(rf"\b{old}\b", new, result[path])
    else:
        lines = result[path].split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = [draw(statement())] if how == 5 else []
        result[path] = "\n".join(lines)
    return result


PROJECT = {
    "Cargo.toml": MANIFESTS[0],
    "src/lib.rs": "pub mod a;\nmod b;\npub use a::*;\npub use b::A as C;\n",
    "src/a.rs": (
        "pub mod b;\npub trait B { fn run(&self) -> Option<crate::b::A>; fn stop(&self) {} }\n"
        "macro_rules! f { ($x:expr) => { $x } }\n"
        "impl B for crate::b::A { fn run(&self) -> Option<crate::b::A> { None } }\n"
    ),
    "src/a/b.rs": "use super::super::*;\nfn g(v: C) { v.run().unwrap().data.stop(); f!(v.run()); }\n",
    "src/b/mod.rs": "pub struct A { pub data: p::A }\nimpl A { pub fn next(&self) -> &p::A { &self.data } }\n",
    "p/Cargo.toml": MANIFESTS[2],
    "p/src/lib.rs": "mod a;\npub use self::a::A;\n",
    "p/src/a.rs": "pub struct A;\nimpl A { pub fn stop(&self) -> Self { A } }\n",
    "tests/it.rs": "use one::{a::B, C};\nfn f(v: C) { v.run(); v.next().stop().stop(); }\n",
}


@st.composite
def histories(draw: st.DrawFn) -> list[Tree]:
    """A tree and what becomes of it, step by step; now and then as it was before."""
    made = st.lists(files(), min_size=2, max_size=9).map(dict)
    trees = [draw(st.one_of(st.just(PROJECT), made))]
    for _ in range(draw(st.integers(1, 4))):
        if len(trees) > 1 and draw(st.integers(0, 4)) == 0:
            trees.append(dict(draw(st.sampled_from(trees[:-1]))))
        else:
            trees.append(draw(edited(trees[-1])))
    return trees

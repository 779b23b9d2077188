"""Which symbols belong to the public interface of their files, in each language's own way."""

from __future__ import annotations

from functools import partial

import pytest

from codegraph_daemon.queries.exported import Judged
from codegraph_daemon.queries.reading import Contents, Snapshot
from fixture_language import parse_fixture
from harness import Index, in_index


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            //- a.py
            def one():
                def inner(): ...
            def _two(): ...
            class Box:
                def __init__(self): self.y = 1
                def _p(self): ...
                def q(self, given): ...
            class _Own:
                def q(self): ...
            """,
            "one Box Box.__init__ Box.y Box.q",
        ),
        (
            """
            //- a.ts
            export function one() { const x = 1; return x }
            function two() {}
            export class Box { x = 1; #y = 2; open() {} private shut() {} }
            class Own { open() {} }
            function later() {}
            export { later }
            """,
            "one Box later Box.x Box.open",
        ),
        (
            """
            //- A.java
            public class A { int x; public int y; void p() {} public void q() {}
              protected void r() {} interface I { void s(); } public enum E { ONE } }
            """,
            "A A.q A.r A.y A.E A.E.ONE",
        ),
        (
            """
            //- a.go
            package m
            func One() {}
            func two() {}
            type Box struct { X int; y int }
            func (b Box) Open() {}
            func (b Box) shut() {}
            type own struct {}
            func (o own) Open() {}
            """,
            "One Box Box.X Box.Open",
        ),
        (
            """
            //- src/lib.rs
            pub fn one() {}
            fn two() {}
            pub struct Box2 { pub x: i32, y: i32 }
            impl Box2 { pub fn open(&self) {} fn shut(&self) {} pub(crate) fn third(&self) {} }
            pub trait T { fn go(&self); }
            """,
            "one Box2 T Box2.x Box2.open T.go",
        ),
        (
            """
            //- a.c
            static int one(void) { return 1; }
            int two(void) { return 2; }
            """,
            "two",
        ),
    ],
)
def test_what_may_be_used_from_outside(text: str, expected: str) -> None:
    ((path, source),) = parse_fixture(text).files.items()

    async def run(index: Index) -> list[str]:
        await index.show({path: source})
        contents = Contents(index.repository.store)
        file = Snapshot(index.workspace.generation, contents).file(path)
        assert file is not None
        facts = file.facts
        symbols, lines = range(len(facts.symbol_kind)), partial(source.split, "\n")
        judged = Judged(file)
        public = [each for each in symbols if judged.is_public(file, each, lines)]
        # In which order they are asked for makes no difference.
        again = Judged(file)
        assert (
            public == [each for each in symbols[::-1] if again.is_public(file, each, lines)][::-1]
        )
        return [facts.shown(each) for each in public]

    assert sorted(in_index(run)) == sorted(expected.split())

"""Facts of TypeScript and JavaScript: whatever the text, there are some; and what is listed."""

from __future__ import annotations

import sys

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.facts import Facts
from codegraph_daemon.languages.javascript.parse import facts_of as javascript
from codegraph_daemon.languages.tsx.parse import facts_of as tsx
from codegraph_daemon.languages.typescript.parse import facts_of as typescript
from harness import check_outline


@pytest.mark.parametrize("facts_of", [typescript, tsx, javascript])
@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\0;",
        b"class { = ( [ `${ <a",
        b"import { from ; export * as ; export default",
        b"const { a: { b: [ = } } = ",
        bytes(range(32, 127)) * 50,
        b"(" * 2000,
        b"{a:" * 2000 + b"1" + b"}" * 2000,
        b"a" + b"&&b.c" * 2000,
        b"x = " + b"() => " * 2000 + b"1",
        b"a" + b".b()" * 2000,
    ],
)
def test_any_text_has_facts(facts_of: object, text: bytes) -> None:
    assert callable(facts_of)
    before = sys.getrecursionlimit()
    # As in a worker, which parses what people wrote, generated and broke.
    sys.setrecursionlimit(1_000_000)
    try:
        assert Facts(facts_of(text)).text_length == len(text)
    finally:
        sys.setrecursionlimit(before)


def test_what_an_outline_lists() -> None:
    check_outline(
        """
        //- a.ts
        import { x } from "./b";
        export const limit = 1, { a, b: [c] } = x;
        export const options = { deep: true, run() {} };
        const add = (n: number) => n + 1;
        interface Shape { area(): number; name?: string }
        type Point = { x: number };
        enum Color { Red, Green }
        namespace Inner { export class Box<T> { #size = 0; get size() { return 1 } } }
        function outer() { class Local {} const plain = 1; }
        """,
        snapshot("""\
constant limit 2-2
variable a 2-2
variable c 2-2
constant options 3-3
  field deep 3-3
  method run 3-3
function add 4-4
interface Shape 5-5
  method area 5-5
  field name 5-5
type_alias Point 6-6
  field x 6-6
enum Color 7-7
  enum_member Red 7-7
  enum_member Green 7-7
namespace Inner 8-8
  class Box 8-8
    field #size 8-8
    property size 8-8
function outer 9-9
  class Local 9-9
"""),
    )

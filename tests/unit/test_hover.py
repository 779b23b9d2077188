"""Hover: declaration, documentation, home and counts."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from inline_snapshot import snapshot

from codegraph_daemon.queries.signatures import documentation, header, value
from fixture_language import parse_fixture
from harness import Index, ask, in_index


def hover(text: str, **params: Any) -> str:
    """Each result: kind, container, home; then the declaration, documentation and counts."""
    fixture = parse_fixture(text)
    asked = (fixture.target() if fixture.cursor else {}) | params
    answer = ask(fixture.files, fixture.steps, "hover", asked)
    assert answer["complete"], answer
    shown = []
    for result in answer["results"]:
        home = f"{result['path']}:{result['line'] + 1}"
        lines = [f"{result['kind']} in {result['container'] or '(nothing)'}, {home}"]
        lines.append(textwrap.indent(result.get("detail", "(no declaration)"), "    "))
        if "documentation" in result:
            lines += [f"  | {line}".rstrip() for line in result["documentation"].split("\n")]
        if "references" in result:
            lines.append(f"{result['references']} in {result['files']}")
        shown.append("\n".join(lines) + "\n")
    return "\n".join(shown) or "(nothing)\n"


def check(text: str, expected: Any, **params: Any) -> None:
    drawn = hover(text, **params)
    if isinstance(expected, str):
        expected = textwrap.dedent(expected.removeprefix("\n"))
    assert drawn == expected


def test_a_method_with_all_it_has() -> None:
    check(
        '''
        //- shop/cart.py
        class Cart:
            @classmethod
            async def total(
                cls,
                tax: float = 0.1,  # a colon: no end
                *, key: str = ":",
            ) -> dict[str, "int"]:
                """What is to be paid.

                Tax included:
                    by default.
                """
                return {}
        //- main.py
        from shop.cart import Cart
        Cart.to<|>tal()
        Cart().total()
        ''',
        snapshot("""\
method in Cart, shop/cart.py:3
    async def total(
        cls,
        tax: float = 0.1,  # a colon: no end
        *, key: str = ":",
    ) -> dict[str, "int"]
  | What is to be paid.
  |
  | Tax included:
  |     by default.
2 in 1
"""),
    )


def test_a_class_and_a_module() -> None:
    text = '''
        //- shop/cart.py
        """What is bought."""
        from typing import Generic
        class Base: ...
        class Cart(
            Base,
            Generic["T"],
        ):
            "A cart."
        //- main.py
        import shop.cart
        shop.cart.Cart
        '''
    check(
        text,
        snapshot("""\
class in shop.cart, shop/cart.py:4
    class Cart(
        Base,
        Generic["T"],
    )
  | A cart.
1 in 1
"""),
        symbol="Cart",
    )
    check(
        text,
        snapshot("""\
module in shop, shop/cart.py:1
    module shop.cart
  | What is bought.
2 in 1
"""),
        symbol="shop.cart",
    )


def test_each_overload_is_shown() -> None:
    check(
        """
        //- a.py
        from typing import overload
        @overload
        def ge<|>t(key: int) -> int: ...
        @overload
        def get(key: str) -> str: ...
        def get(key): return key
        get(1)
        """,
        snapshot("""\
function in a, a.py:6
    def get(key: int) -> int
    def get(key: str) -> str
1 in 1
"""),
    )


def test_variables_fields_and_parameters() -> None:
    text = """
        //- a.py
        LIMIT: int = 3
        TABLE = {
            1: 2,
            3: 4,
            5: 6,
            7: 8,
            9: 10,
            11: 12,
        }
        class Cart:
            size = 1
            def __init__(self, given: int = 2):
                self.kept = given
                local, other = given, 1
                other += local
        Cart(given=LIMIT)
        """
    check(
        text,
        snapshot("""\
constant in a, a.py:1
    LIMIT: int = 3
1 in 1
"""),
        symbol="LIMIT",
    )
    check(
        text,
        snapshot("""\
constant in a, a.py:2
    TABLE = {
        1: 2,
        3: 4,
        5: 6,
        7: 8,
        9: 10,
    …
0 in 0
"""),
        symbol="TABLE",
    )
    check(
        text,
        snapshot("""\
field in Cart, a.py:11
    size = 1
0 in 0
"""),
        symbol="size",
    )
    check(
        text,
        snapshot("""\
field in Cart, a.py:13
    self.kept = given
0 in 0
"""),
        symbol="kept",
    )
    check(
        text,
        snapshot("""\
variable in Cart.__init__, a.py:14
    local, other = given, 1
1 in 1
"""),
        path="a.py",
        line=14,
        column=20,
    )
    check(
        text,
        snapshot("""\
parameter in Cart.__init__, a.py:12
    given: int = 2
3 in 1
"""),
        path="a.py",
        line=15,
        column=6,
    )
    check(
        text,
        snapshot("""\
parameter in Cart.__init__, a.py:12
    given: int = 2
3 in 1
"""),
        path="a.py",
        line=12,
        column=24,
    )


def test_a_property_is_its_getter() -> None:
    check(
        """
        //- a.py
        class Cart:
            @property
            def size(self) -> int: return 1
            @size.setter
            def size(self, value): ...
        """,
        snapshot("""\
property in Cart, a.py:3
    def size(self) -> int
1 in 1
"""),
        symbol="size",
    )


def test_wide_lines() -> None:
    check(
        """
        //- a.py
        class Größe:
            def wieß(self, é: "ü" = "→"): "Straße é."
        Größe().wi<|>eß(1)
        """,
        snapshot("""\
method in Größe, a.py:2
    def wieß(self, é: "ü" = "→")
  | Straße é.
1 in 1
"""),
    )


def test_where_nothing_is() -> None:
    check(
        """
        //- a.py
        import os
        os.pa<|>th
        """,
        snapshot("(nothing)\n"),
    )


def test_counts_are_exact_or_absent() -> None:
    async def run(index: Index) -> None:
        files = {"a.py": "def f(): ...\n", "b.py": "from a import f\nf(); f()\n"}
        await index.show(files)
        (result,) = (await index.ask("hover", {"symbol": "f"}))["results"]
        assert (result["references"], result["files"]) == (3, 1)
        await index.show({**files, "b.py": "from a import f\n"})
        (result,) = (await index.ask("hover", {"key": result["key"]}))["results"]
        assert (result["references"], result["files"]) == (1, 1)

    in_index(run)


def test_the_same_in_typescript() -> None:
    text = """
        //- a.ts
        /**
         * Runs.
         * @param x how far
         */
        export const run = async (x: number): Promise<string> => { return ''; };
        export function over(a: string): string;
        export function over(a: number): number;
        export function over(a: any): any { return a; }
        class Square {
          constructor(private side: number, size = over(1)) {}
          private static async area<T extends { x: 1 }>(of: T): Promise<T> { return of; }
        }
        type Size = { width: number } | null;
        """
    check(
        text,
        snapshot("""\
function in a, a.ts:5
    export const run = async (x: number): Promise<string>
  | Runs.
  | @param x how far
0 in 0
"""),
        symbol="run",
    )
    check(
        text,
        snapshot("""\
function in a, a.ts:8
    export function over(a: string): string
    export function over(a: number): number
1 in 1
"""),
        symbol="over",
    )
    check(
        text,
        snapshot("""\
class in a, a.ts:9
    class Square
0 in 0
"""),
        symbol="Square",
    )
    check(
        text,
        snapshot("""\
field in Square, a.ts:10
    private side: number
0 in 0
"""),
        symbol="side",
    )
    check(
        text,
        snapshot("""\
method in Square, a.ts:11
    private static async area<T extends { x: 1 }>(of: T): Promise<T>
0 in 0
"""),
        symbol="area",
    )
    check(
        text,
        snapshot("""\
type_alias in a, a.ts:13
    type Size = { width: number } | null
0 in 0
"""),
        symbol="Size",
    )


@pytest.mark.parametrize(
    ("path", "source", "name", "expected"),
    [
        ("a.py", "def f(x=lambda: 1): return {}", "f", "def f(x=lambda: 1)"),
        ("a.py", "class C: pass", "C", "class C"),
        ("a.py", "def f[T: (int, str)](x: T) -> T: ...", "f", "def f[T: (int, str)](x: T) -> T"),
        ("a.py", "def f(x='):'): ...", "f", "def f(x='):')"),
        ("a.py", "def broken(", "broken", "def broken("),
        ("a.ts", "export class A<T extends {x: 1}> extends B<T> {", "A",
         "export class A<T extends {x: 1}> extends B<T>"),
        ("a.ts", "interface I { a: string }", "I", "interface I"),
        ("a.ts", "function f(a: {x: 1}, b = () => 1): {y: 2} | null {", "f",
         "function f(a: {x: 1}, b = () => 1): {y: 2} | null"),
        ("a.ts", "const f = (a: number): Map<string, number> => {", "f",
         "const f = (a: number): Map<string, number>"),
        ("a.ts", "  get size(): number { return 1 }", "size", "get size(): number"),
        ("a.ts", "declare function f(a?: string): void;", "f",
         "declare function f(a?: string): void"),
        ("a.js", "const api = { run() {} }", "api", "const api"),
        ("a.js", "module.exports.f = function (a) {", "f", "module.exports.f = function (a)"),
    ],
)  # fmt: skip
def test_a_declaration_ends_where_the_body_begins(
    path: str, source: str, name: str, expected: str
) -> None:
    assert header([source], path, 0, source.index(name)) == expected


def test_long_values_are_cut() -> None:
    assert value(["x = 1"], 0, 0) == "x = 1"
    assert value([f"  {n}" for n in range(9)], 1, 8).endswith("6\n…")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""One."""', "One."),
        ("r'''One.\n    Two\n      three\n    '''", "One.\nTwo\n  three"),
        ('"half', '"half'),
        ("/** One.\n  * Two\n  *   three\n  */", "One.\nTwo\n  three"),
        ("// One\n// two", "One\ntwo"),
        ("# One", "One"),
        ("/* One */", "One"),
        ("''", ""),
    ],
)
def test_documentation_is_shown_without_its_marks(source: str, expected: str) -> None:
    assert documentation(source) == expected

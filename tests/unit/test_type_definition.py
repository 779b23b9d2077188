"""Where the type of what stands at a position, or of a symbol, is defined."""

from __future__ import annotations

from typing import Any

import pytest

from fixture_language import parse_fixture
from harness import Index, ask, in_index

SHOP = """
    //- shop.py
    class Cart:
        owner: "Owner"
        def items(self) -> list["Item"]: ...
    class Owner: ...
    class Item: ...
    def make() -> Cart: ...
    def maybe() -> Cart | None: ...
    def both(flag): return Cart() if flag else Owner()
    //- main.py
    import shop
    from shop import Cart, both, make, maybe
    """


def types(text: str, **params: Any) -> list[str]:
    """The types at the cursor, each as its place and name."""
    fixture = parse_fixture(text)
    answer = ask(fixture.files, fixture.steps, "typeDefinition", params or fixture.target())
    assert answer["complete"], answer
    assert bool(answer["results"]) != bool(answer.get("reason"))
    return [f"{each['path']}:{each['line'] + 1} {each['name']}" for each in answer["results"]]


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        pytest.param("cart = make(); ca<|>rt", ["shop.py:1 Cart"], id="a variable"),
        pytest.param("ca<|>rt = make()", ["shop.py:1 Cart"], id="where it is bound"),
        pytest.param("ma<|>ke()", ["shop.py:1 Cart"], id="a function gives it"),
        pytest.param("def f(c: Cart): return <|>c", ["shop.py:1 Cart"], id="a parameter"),
        pytest.param("def f(<|>c: Cart): ...", ["shop.py:1 Cart"], id="where it is declared"),
        pytest.param("make().ow<|>ner", ["shop.py:4 Owner"], id="a member"),
        pytest.param("make().ite<|>ms", ["shop.py:5 Item"], id="what a list holds"),
        pytest.param("one = maybe(); o<|>ne", ["shop.py:1 Cart"], id="what may be none"),
        pytest.param("x = both(1); <|>x", ["shop.py:1 Cart", "shop.py:4 Owner"], id="several"),
        pytest.param("Ca<|>rt", ["shop.py:1 Cart"], id="a class is its own"),
        pytest.param("sh<|>op.make", ["shop.py:1 shop"], id="a module"),
        pytest.param("for it in make().items(): i<|>t", ["shop.py:5 Item"], id="of a loop"),
        pytest.param("n = 1; <|>n", [], id="what lies outside"),
        pytest.param("unknown().mem<|>ber", [], id="what is not known"),
    ],
)
def test_of_what_stands_at_a_position(use: str, expected: list[str]) -> None:
    assert types(f"{SHOP}{use}\n") == expected


def test_of_a_symbol_by_its_name() -> None:
    assert types(SHOP, symbol="Cart.owner") == ["shop.py:4 Owner"]
    assert types(SHOP, symbol="make") == ["shop.py:1 Cart"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            """
            //- a.ts
            export interface Cart { total: number }
            export function make(): Promise<Cart> { return null! }
            const [first, second]: [Cart, number] = null!;
            async function f() { const it = await make(); i<|>t.total }
            """,
            ["a.ts:1 Cart"],
            id="TypeScript",
        ),
        pytest.param(
            """
            //- go.mod
            module a
            //- a.go
            package a
            type Cart struct{}
            func Make() (*Cart, error) { return nil, nil }
            func f() { cart, err := Make(); _ = err; _ = ca<|>rt }
            """,
            ["a.go:2 Cart"],
            id="Go",
        ),
        pytest.param(
            """
            //- Cart.java
            import java.util.List;
            class Cart { Item first; List<Item> all() { return null; }
              void f() { var it = all().get(0); i<|>t.run(); } }
            class Item { void run() {} }
            """,
            ["Cart.java:4 Item"],
            id="Java",
        ),
        pytest.param(
            """
            //- Cargo.toml
            [package]
            name = "a"
            //- src/lib.rs
            pub struct Cart;
            pub fn make() -> Option<Box<Cart>> { None }
            fn f() { if let Some(cart) = make() { ca<|>rt; } }
            """,
            ["src/lib.rs:1 Cart"],
            id="Rust",
        ),
        pytest.param(
            """
            //- a.cpp
            struct Cart { int total; };
            Cart *make();
            void f() { auto cart = make(); ca<|>rt->total; }
            """,
            ["a.cpp:1 Cart"],
            id="C++",
        ),
    ],
)
def test_in_every_language(text: str, expected: list[str]) -> None:
    assert types(text) == expected


def test_what_is_typed_and_not_saved_counts() -> None:
    fixture = parse_fixture(f"{SHOP}cart = make(); ca<|>rt\n")

    async def run(index: Index) -> list[str]:
        await index.show(fixture.files)
        at = fixture.target()
        before = await index.ask("typeDefinition", at)
        text = fixture.files["main.py"].replace("make();", "make().owner;")
        whole = {"path": "main.py", "version": 1, "text": text}
        await index.handlers["overlay"](index.session, whole)
        after = await index.ask("typeDefinition", at | {"column": at["column"] + 6})
        return [each["name"] for each in (*before["results"], *after["results"])]

    assert in_index(run) == ["Cart", "Owner"]

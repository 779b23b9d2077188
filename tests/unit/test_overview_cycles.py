"""What is told of a whole workspace: who imports or calls each other in a circle."""

from __future__ import annotations

from overviews import named, overview


def cycles(text: str, section: str = "import-cycles") -> list[str]:
    """Each cycle: how many are in it, then its shortest with the line of each step."""
    drawn = []
    for result in overview(text, section)["results"]:
        if section == "import-cycles":
            steps = [f"{each['path']}:{each['line'] + 1}" for each in result["targets"]]
        else:
            steps = [f"{named(each)} :{each['at'][0] + 1}" for each in result["targets"]]
        drawn.append(f"{result['measured']['size']}: {', '.join(steps)}")
    return drawn


def test_a_cycle_of_imports_is_told_with_a_shortest_one_and_its_places() -> None:
    text = """
        //- a.py
        import b
        //- b.py

        import c
        import a
        //- c.py
        from a import nothing
        //- aside.py
        import a
        """
    assert cycles(text) == ["3: a.py:1, b.py:3"]
    answer = overview(text, "import-cycles")
    assert answer["results"][0]["measured"]["members"] == ["a.py", "b.py", "c.py"]
    assert [each["measured"]["to"] for each in answer["results"][0]["targets"]] == ["b.py", "a.py"]
    assert answer["summary"]["sections"]["import-cycles"]["files"] == 3


def test_what_is_imported_when_a_function_runs_makes_no_cycle() -> None:
    assert not cycles(
        """
        //- a.py
        import b
        //- b.py
        def later():
            import a
        """
    )


def test_what_is_imported_for_type_checkers_alone_makes_no_cycle() -> None:
    assert not cycles(
        """
        //- a.py
        import b
        //- b.py
        import typing as t

        if t.TYPE_CHECKING:
            # Only for annotations.
            from a import Name
        """
    )
    assert not cycles(
        """
        //- a.ts
        import { two } from "./b";
        export class One {}
        //- b.ts
        import type {
            One,
        } from "./a";
        export const two = 2;
        """
    )
    assert cycles(
        """
        //- a.ts
        import { two } from "./b";
        export class One {}
        //- b.ts
        import {
            type One,
            run,
        } from "./a";
        export const two = 2;
        """
    ) == ["2: a.ts:1, b.ts:4"]


def test_a_package_on_the_way_to_a_module_is_not_imported() -> None:
    assert not cycles(
        """
        //- shop/__init__.py
        from shop.cart import Cart
        //- shop/cart.py
        import shop.price
        from shop.price import Price
        class Cart: ...
        //- shop/price.py
        class Price: ...
        """
    )
    assert not cycles(
        """
        //- shop/__init__.py
        from shop.inner import Cart
        //- shop/inner/__init__.py
        from shop.inner.cart import Cart
        //- shop/inner/cart.py
        class Cart: ...
        """
    )


def test_who_imports_modules_of_a_package_does_not_import_the_package() -> None:
    package = """
        //- shop/__init__.py
        from shop import cart as basket
        limit = 1
        //- shop/price.py
        //- shop/cart.py
        """
    assert not cycles(package + "from . import price\n        from shop import price as p, price\n")
    assert cycles(
        package + "from . import (\n            price,\n            limit,\n        )\n"
    ) == ["2: shop/__init__.py:1, shop/cart.py:3"]
    assert cycles(
        """
        //- shop/__init__.py
        import shop.inner.deep
        limit = 1
        //- shop/inner/__init__.py
        //- shop/inner/deep.py
        def later(): from .. import limit
        from .. import limit
        """
    ) == ["2: shop/__init__.py:1, shop/inner/deep.py:2"]


def test_what_a_package_passes_on_is_imported_from_the_package() -> None:
    assert cycles(
        """
        //- shop/__init__.py
        from .cart import Cart
        from .price import Price
        //- shop/cart.py
        from shop import Price
        class Cart: ...
        //- shop/price.py
        class Price: ...
        """
    ) == ["2: shop/__init__.py:1, shop/cart.py:1"]


def test_cycles_of_languages_whose_imports_name_symbols() -> None:
    assert cycles(
        """
        //- src/one/A.java
        package one;
        import two.B;
        public class A { B other; }
        //- src/two/B.java
        package two;
        import one.A;
        public class B { A other; }
        """
    ) == ["2: src/one/A.java:2, src/two/B.java:2"]


def test_cycles_of_calls_have_the_places_of_the_calls() -> None:
    assert cycles(
        """
        //- a.py
        from b import odd
        def even(n): return n == 0 or odd(n - 1)
        def alone(n): return alone(n - 1)
        //- b.py
        from a import even

        def odd(n):
            return n != 0 and even(n - 1)
        """,
        "call-cycles",
    ) == ["2: a.py#even :2, b.py#odd :4"]

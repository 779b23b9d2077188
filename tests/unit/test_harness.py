"""The `check_*` helpers on one small shop, as an example of how tests of a language are written."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from harness import check_definition, check_outline, check_references, check_symbols

SHOP = """
    //- shop.py
    class Cart:
        def to<|>tal(self):
            return self.price
        def __init__(self):
            self.price = 0
    //- main.py
    from shop import Cart
    cart = Cart()
    cart.total()
    """


def test_references_are_drawn_with_their_definition() -> None:
    check_references(
        SHOP,
        snapshot("""\
main.py:3  cart.total()          call (inferred)
                ^^^^^
shop.py:2      def total(self):  definition
                   ^^^^^
"""),
    )


def test_a_definition_after_an_edit() -> None:
    check_definition(
        """
        //- a.py
        def helper(): ...
        //- b.py
        from a import helper
        hel<|>per()
        //- a.py@2
        # moved down
        def helper(): ...
        """,
        snapshot("""\
a.py:2  def helper(): ...  definition
            ^^^^^^
"""),
    )


def test_symbols_and_outline() -> None:
    check_symbols(
        SHOP,
        "tot",
        snapshot("""\
shop.py:2      def total(self):  method Cart.total
                   ^^^^^
"""),
    )
    check_outline(
        SHOP,
        snapshot("""\
class Cart 1-5
  method total 2-3
  method __init__ 4-5
  field price 5-5
"""),
        path="shop.py",
    )


def test_a_picture_may_be_indented_as_its_test_is() -> None:
    picture = """
        a.py:1  x = 1  definition
                ^
    """
    check_definition("//- a.py\n<|>x = 1\n", picture)
    with pytest.raises(AssertionError):
        check_definition("//- a.py\n<|>x = 1\n", picture.replace("x = 1", "x = 2"))

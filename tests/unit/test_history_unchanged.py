"""What is told of two texts without parsing them: that a definition is the same in both."""

from __future__ import annotations

import textwrap

import pytest

from codegraph_daemon.history.symbol_past import symbols_in
from codegraph_daemon.history.unchanged import block_of, stays

TEXT = textwrap.dedent("""\
    import os

    class Cart(Base):
        size = 0

        def total(self):
            return self.size

        def add(self): ...

    def total(): return 1
    """)

CHANGES = {
    "a line elsewhere": ("import os", "import os, sys", True),
    "a use of its name": ("import os", "import os\nprint(Cart.total)", True),
    "a line in a method beside it": ("add(self): ...", "add(self): return 1", True),
    "its own line": ("return self.size", "return self.size + 1", False),
    "a line behind its last": ("self.size\n", "self.size\n        ever()\n", False),
    "a line above it": ("    def total(self)", "    @cached\n    def total(self)", False),
    "what it is inside of": ("class Cart(Base)", "class Basket(Base)", False),
    "a class that begins above it": ("    size = 0\n", "class Other:\n    size = 0\n", False),
    "a class that ends above it": ("class Cart(Base):", "class Cart: ...\nif Base:", False),
    "the same again": ("    def add", "    def total(self): ...\n\n    def add", False),
    "another of its name": ("def total(): return 1", "def all(): return 1", False),
    "another indentation": ("    def total(self):\n        r", "  def total(self):\n    r", False),
    "the end of the text": ("def total(): return 1\n", "def total(): return 1", True),
}


@pytest.mark.parametrize(("old", "new", "same"), CHANGES.values(), ids=CHANGES.keys())
def test_a_definition_stays(old: str, new: str, same: bool) -> None:
    assert TEXT.count(old) == 1
    before, after = TEXT.replace(old, new).encode(), TEXT.encode()
    version = symbols_in("a.py", after)["Cart.total"]
    block = block_of(after, version.start, version.end)
    assert block.decode() == "    def total(self):\n        return self.size\n"
    assert stays(block, [b"Cart", b"total"], before, after) is same
    assert stays(block, [b"Cart", b"total"], after, before) is same
    if same:
        assert symbols_in("a.py", before)["Cart.total"].text == version.text

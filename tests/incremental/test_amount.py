"""How much an edit costs: which files are parsed again, and which are linked again.

That the answer is right is the property's business (`test_property`); here stands that no more is
done than the edit asks for.
"""

from __future__ import annotations

from fixture_language import parse_fixture
from harness import Index, in_index

SHOP = """
    //- shop/__init__.py
    from shop.cart import Cart
    //- shop/cart.py
    from shop.price import price
    class Cart:
        def total(self):
            return price(self)
    //- shop/price.py
    def price(cart):
        return 1
    def discount():
        return 0
    //- main.py
    from shop import Cart
    Cart().total()
    //- other.py
    def unrelated(): ...
    unrelated()
    """


def redone(edit: str) -> tuple[list[str], list[str]]:
    """The files that the edit in step 2 has parsed and linked, each once."""
    fixture = parse_fixture(SHOP + edit)

    async def run(index: Index) -> tuple[list[str], list[str]]:
        before, after = fixture.trees()
        await index.show(before)
        await index.show(after)
        assert len(index.linked) == len(set(index.linked)), "linked more than once"
        return sorted(index.parsed), sorted(index.linked)

    return in_index(run)


def test_nothing_is_done_for_a_tree_that_did_not_change() -> None:
    fixture = parse_fixture(SHOP)

    async def run(index: Index) -> tuple[list[str], list[str]]:
        await index.show(fixture.files)
        await index.show(fixture.files)
        return index.parsed, index.linked

    assert in_index(run) == ([], [])


def test_a_changed_body_concerns_its_own_file() -> None:
    assert redone("""
    //- other.py@2
    def unrelated():
        return 1
    unrelated()
    """) == (["other.py"], ["other.py"])


def test_moving_code_down_relinks_nobody_else() -> None:
    assert redone("""
    //- shop/price.py@2
    # a comment above everything


    def price(cart):
        return 1
    def discount():
        return 0
    """) == (["shop/price.py"], ["shop/price.py"])


def test_a_new_name_that_nobody_looked_for_concerns_its_own_file() -> None:
    assert redone("""
    //- shop/price.py@2
    def price(cart):
        return 1
    def discount():
        return 0
    def brand_new(): ...
    """) == (["shop/price.py"], ["shop/price.py"])


def test_a_renamed_definition_concerns_those_who_looked_for_it() -> None:
    parsed, linked = redone("""
    //- shop/price.py@2
    def cost(cart):
        return 1
    def discount():
        return 0
    """)
    assert parsed == ["shop/price.py"]
    assert {"shop/cart.py", "shop/price.py"} <= set(linked)
    assert "other.py" not in linked


def test_a_new_member_concerns_nobody_who_did_not_ask_for_it() -> None:
    parsed, linked = redone("""
    //- shop/cart.py@2
    from shop.price import price
    class Cart:
        def total(self):
            return price(self)
        def empty(self): ...
    """)
    assert parsed == ["shop/cart.py"]
    assert "other.py" not in linked
    assert "shop/price.py" not in linked


def test_a_new_module_that_shadows_concerns_its_importers() -> None:
    parsed, linked = redone("""
    //- shop/price/__init__.py@2
    """)
    assert parsed == ["shop/price/__init__.py"]
    assert "shop/cart.py" in linked
    assert "other.py" not in linked


def test_a_file_that_comes_back_is_parsed_by_its_content_alone() -> None:
    """Facts depend on content: under a new path the same facts are used."""
    fixture = parse_fixture("//- a.py\nx = 1\n//- a.py@2 -> pkg/b.py\n")

    async def run(index: Index) -> tuple[bytes, bytes]:
        facts = []
        for tree in fixture.trees():
            await index.show(tree)
            (entry,) = (entry for _path, entry in index.workspace.generation.items())
            facts.append(entry.facts)
        before, after = facts
        return before, after

    before, after = in_index(run)
    assert before == after


def test_an_edit_undone_parses_and_links_nothing_again() -> None:
    """Both ways, and also if those whom it reaches were linked in between."""
    fixture = parse_fixture(
        SHOP
        + """
    //- shop/price.py@2
    def pri
    def discount():
        return 0
    """
    )

    async def run(index: Index) -> list[list[str]]:
        whole, broken = fixture.trees()
        linked: list[list[str]] = []
        for tree in (whole, broken, whole, broken, whole):
            await index.show(tree)
            linked.append(sorted(set(index.linked)))
        return linked

    _, first, *again = in_index(run)
    assert "shop/cart.py" in first
    assert again == [[], [], []]


def test_of_two_edits_the_one_that_is_undone_is_not_linked_again() -> None:
    fixture = parse_fixture(
        SHOP
        + """
    //- shop/price.py@2
    def cost(cart):
        return 1
    //- shop/price.py@3
    # The same for all who look.
    def price(cart):
        return 1
    def discount():
        return 0
    """
    )

    async def run(index: Index) -> list[str]:
        for tree in fixture.trees():
            await index.show(tree)
        return index.linked

    assert in_index(run) == ["shop/price.py"]

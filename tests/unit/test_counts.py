"""Counts: how many places use a symbol, how many symbols call it, and how many tests reach it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pytest

from fixture_language import parse_fixture
from harness import Index, ask, in_index


def told(result: Mapping[str, Any]) -> str:
    """`name: 2 references, 1 callers, 0 tests`, without what is not said."""
    counted = [f"{result[n]} {n}" for n in ("references", "callers", "tests") if n in result]
    return f"{result['name']}: {', '.join(counted) or '(nothing)'}"


def check(text: str, expected: str, symbols: str = "") -> None:
    """Each of some symbols, or the one at the cursor, with its numbers."""
    fixture = parse_fixture(text)
    asked = [{"symbol": name} for name in symbols.split()] or [fixture.target()]

    async def run(index: Index) -> list[str]:
        await index.show(fixture.files)
        lines = []
        for one in asked:
            answer = await index.ask("counts", dict(one))
            assert answer["complete"], answer
            lines += [told(result) for result in answer["results"]]
        return lines

    assert in_index(run) == textwrap.dedent(expected).strip().split("\n")


SHOP = """
    //- shop.py
    def price(): return 1
    def total(): return price() + price()
    def pay(): return total()
    class Cart:
        size = 0
        def add(self): return self.size
    LIMIT = 3
    """


def test_a_workspace_without_tests_says_nothing_of_them() -> None:
    check(
        SHOP,
        """
        price: 2 references, 1 callers
        pay: 0 references, 0 callers
        add: 0 references, 0 callers
        Cart: 0 references
        LIMIT: 0 references
        """,
        "price pay Cart.add Cart LIMIT",
    )


def test_tests_are_reached_through_calls_and_helpers_among_them_are_none() -> None:
    check(
        SHOP
        + """
    //- test_shop.py
    from shop import Cart, pay, price
    def helper(): return pay()
    def test_pay(): assert helper() == 2
    def test_price(): assert price() == 1
    def test_cart(): Cart().add()
    class TestCart:
        def test_empty(self): assert Cart().size == 0
    """,
        """
        price: 4 references, 2 callers, 2 tests
        total: 1 references, 1 callers, 1 tests
        pay: 2 references, 1 callers, 1 tests
        add: 1 references, 1 callers, 1 tests
        Cart: 3 references, 2 callers, 2 tests
        LIMIT: 0 references, 0 tests
        """,
        "price total pay Cart.add Cart LIMIT",
    )


def test_tests_without_names_are_counted_by_file() -> None:
    check(
        """
        //- cart.ts
        export function to<|>tal() { return 1; }
        //- cart.test.ts
        import { total } from "./cart";
        describe("cart", () => {
          it("is one", () => { expect(total()).toBe(1); });
          it("stays one", () => { expect(total()).toBe(1); });
        });
        """,
        """
        total: 3 references, 1 callers, 1 tests
        """,
    )


def test_callers_are_as_many_as_the_question_for_callers_lists() -> None:
    fixture = parse_fixture("""
        //- a.py
        class Base:
            def run(self): ...
        class Sub(Base):
            def run(self): super().run()
        def both(one: Base, other: Sub):
            one.run()
            other.run()
        def base(one: Base): return one.run()
        def taken(other: Sub): return other.run
        """)

    async def run(index: Index) -> None:
        await index.show(fixture.files)
        for name in ("Base.run", "Sub.run", "both", "Base"):
            counted = (await index.ask("counts", {"symbol": name}))["results"]
            listed = (await index.ask("callers", {"symbol": name}))["results"]
            assert [each.get("callers", 0) for each in counted] == [len(listed)]

    in_index(run)


def test_numbers_follow_edits() -> None:
    fixture = parse_fixture("""
        //- a.py
        def cal<|>led(): ...
        //- test_a.py
        from a import called
        def test_it(): called()
        //- test_a.py@2
        from a import called
        def test_it(): called()
        def test_more(): called()
        """)
    answer = ask(fixture.files, fixture.steps, "counts", fixture.target())
    assert told(answer["results"][0]) == "called: 3 references, 2 callers, 2 tests"


def test_hover_tells_the_same_whatever_was_asked_before() -> None:
    fixture = parse_fixture("""
        //- a.py
        def called(): ...
        //- test_a.py
        from a import called
        def test_it(): called()
        """)

    async def run(index: Index) -> None:
        await index.show(fixture.files)
        (before,) = (await index.ask("hover", {"symbol": "called"}))["results"]
        assert told(before) == "called: 2 references, 1 callers"
        await index.ask("impact", {"symbol": "test_it"})
        (after,) = (await index.ask("hover", {"symbol": "called"}))["results"]
        assert told(after) == "called: 2 references, 1 callers"

    in_index(run)


def test_what_there_was_no_time_to_count_is_told_to_who_has_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fixture = parse_fixture("""
        //- a.ts
        class Base { run() {} }
        class Sub extends Base { run() {} }
        new Base().run()
        """)

    async def run(index: Index) -> list[str]:
        await index.show(fixture.files)
        with monkeypatch.context() as patch:
            patch.setattr("codegraph_daemon.queries.overrides._LEAST_SECONDS", -1)
            hurried = await index.ask("hover", {"symbol": "Base.run", "deadline_ms": 0})
        patient = await index.ask("hover", {"symbol": "Base.run"})
        return [told(answer["results"][0]) for answer in (hurried, patient)]

    assert in_index(run) == ["run: (nothing)", "run: 1 references, 1 callers"]


def test_nobody_counts_callers_of_a_tree_that_is_not_known_as_a_whole() -> None:
    fixture = parse_fixture("""
        //- a.py
        def called(): ...
        def calls(): called()
        """)

    async def run(index: Index) -> list[str]:
        await index.show(fixture.files)
        answers = [await index.ask("hover", {"symbol": "called"})]
        index.workspace.disk.unseen = True
        answers.append(await index.ask("hover", {"symbol": "called"}))
        return [told(answer["results"][0]) for answer in answers]

    assert in_index(run) == ["called: 1 references, 1 callers", "called: 1 references"]
